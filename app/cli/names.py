"""The names of the commands, known without importing what they do."""

ACTION_COMMANDS = {
    "issue_invoice": "Issue a draft: number it, freeze it, and send it to Stripe.",
    "resend_delivery": "Send a dead delivery again, after its cause was cured.",
}

VIEW_COMMANDS = {
    "issued_invoices": "List the invoices that this home issued.",
    "deliveries": "List what has left the house and what still has to.",
}

HAND_WRITTEN = {
    "deliver": ("app.cli.delivering:deliver", "Send to Stripe what is due now."),
    "sandbox": ("app.cli.delivering:sandbox", "Run the local stand-in for Stripe."),
    "verify-log": ("app.cli.verifying:verify_log", "Verify that the past is intact."),
    "why": ("app.cli.explaining:why", "Say why a line is what it is, step by step."),
    "create-api-token": (
        "app.cli.tokens:create_api_token",
        "Let a program speak to the API.",
    ),
}

EXPORTS = {
    "journal": (
        "app.cli.exporting:journal",
        "Write the ledger as a plain-text journal for hledger or beancount.",
    ),
}
