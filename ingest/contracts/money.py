"""Contracts of money that moved."""

import polars as pl

from ingest.contracts.columns import currency, day, instant, minor, text
from ingest.contracts.documents import INVOICE
from ingest.contracts.table import Rule, TableContract, TableKind

METHODS = ("card", "ach", "check", "wire", "cash", "wallet")

PAYMENTS = TableContract(
    name="payments",
    kind=TableKind.DOCUMENT,
    key=("payment_id",),
    columns=(
        text("payment_id", required=True),
        text("company_id", required=True, references="companies.company_id"),
        instant("received_at", required=True),
        minor("amount_minor", required=True),
        currency("currency"),
        text("method", choices=METHODS),
        text(
            "status",
            default="succeeded",
            choices=("succeeded", "failed", "pending", "reversed"),
        ),
        text("reference"),
        minor("fee_minor", default="0"),
        text("invoice_no"),
        text("stripe_charge_id"),
        text("stripe_payout_id"),
        day("reversed_on"),
    ),
)

APPLICATIONS = TableContract(
    name="applications",
    kind=TableKind.DOCUMENT,
    key=(),
    columns=(
        text("payment_id", references="payments.payment_id"),
        text("credit_note_no", references="credit_notes.credit_note_no"),
        text("entity_id", references="entities.entity_id"),
        text("invoice_no", required=True, references=INVOICE),
        day("applied_on", required=True),
        minor("amount_minor", required=True),
    ),
    rules=(
        Rule(
            column="payment_id",
            is_broken=pl.col("payment_id").is_null()
            == pl.col("credit_note_no").is_null(),
            expected="an application names either a payment_id or a credit_note_no",
        ),
    ),
)

REFUNDS = TableContract(
    name="refunds",
    kind=TableKind.DOCUMENT,
    key=("refund_id",),
    columns=(
        text("refund_id", required=True),
        text("payment_id", required=True, references="payments.payment_id"),
        instant("refunded_at", required=True),
        minor("amount_minor", required=True),
        text("credit_note_no", references="credit_notes.credit_note_no"),
        text("stripe_payout_id"),
        text("reason"),
    ),
)

PAYOUTS = TableContract(
    name="payouts",
    kind=TableKind.DOCUMENT,
    key=("payout_id",),
    columns=(
        text("payout_id", required=True),
        text("entity_id", references="entities.entity_id"),
        day("paid_on", required=True),
        minor("amount_minor", required=True),
        currency("currency"),
    ),
)

DISPUTES = TableContract(
    name="disputes",
    kind=TableKind.DOCUMENT,
    key=("dispute_id",),
    columns=(
        text("dispute_id", required=True),
        text("payment_id", required=True, references="payments.payment_id"),
        day("opened_on", required=True),
        minor("amount_minor", required=True),
        minor("fee_minor", default="0"),
        text("status", required=True, choices=("open", "won", "lost")),
        day("closed_on"),
        text("stripe_payout_id"),
        text("closed_stripe_payout_id"),
        minor("returned_fee_minor", default="0"),
    ),
    ranges=(("opened_on", "closed_on"),),
)

WALLET_ENTRIES = TableContract(
    name="wallet_entries",
    kind=TableKind.DOCUMENT,
    key=("entry_id",),
    columns=(
        text("entry_id", required=True),
        text("company_id", required=True, references="companies.company_id"),
        currency("currency"),
        text(
            "kind",
            required=True,
            choices=(
                "top_up",
                "charge",
                "promotional",
                "expiry",
                "refund",
                "reversal",
            ),
        ),
        minor("amount_minor", required=True),
        instant("booked_at", required=True),
        day("expires_on"),
        text("invoice_no"),
        text("reference"),
    ),
)

REIMBURSEMENTS = TableContract(
    name="reimbursements",
    kind=TableKind.DOCUMENT,
    key=("reimbursement_id",),
    columns=(
        text("reimbursement_id", required=True),
        text("technician_id"),
        day("spent_on", required=True),
        text("kind"),
        minor("amount_minor", required=True),
        currency("currency"),
        text("entity_id", references="entities.entity_id"),
        text("status"),
        day("approved_on"),
        day("paid_on"),
    ),
)

ACCOUNTS = TableContract(
    name="accounts",
    kind=TableKind.CATALOGUE,
    key=("account",),
    columns=(
        text("account", required=True),
        text("name", default_from="account"),
        text(
            "kind",
            required=True,
            choices=("asset", "liability", "equity", "income", "expense"),
        ),
        text("parent"),
        text("role"),
        text("entity_id", references="entities.entity_id"),
    ),
)
