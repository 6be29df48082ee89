"""The queries that say whose a row is, and who bills together with whom."""

OWNERS = {
    "company_id": "select $1",
    "contract_id": "select company_id from {raw}.contracts where contract_id = $1",
    "subscription_id": """
        select company_id from {raw}.subscriptions where subscription_id = $1
    """,
    "item_id": """
        select company_id
        from {raw}.subscription_items
        inner join {raw}.subscriptions using (subscription_id)
        where item_id = $1
    """,
    "invoice_no": "select company_id from {raw}.issued_invoices where invoice_no = $1",
    "payment_id": "select company_id from {raw}.payments where payment_id = $1",
    "credit_note_no": """
        select company_id
        from {raw}.credit_notes
        inner join {raw}.issued_invoices using (entity_id, invoice_no)
        where credit_note_no = $1
    """,
    "price_id": "select company_id from {raw}.prices where price_id = $1",
}
LINKED_OWNERS = ("contract_id", "subscription_id", "item_id", "price_id")

# pairs of companies whose bills are computed together, from tables of agreements
LINKED = (
    "select company_id, parent_company_id from {raw}.companies where bill_to_parent",
    """
        select subscriptions.company_id, contracts.company_id
        from {raw}.subscriptions
        inner join {raw}.contracts using (contract_id)
    """,
)

# and from documents, where a family was another one when they were written
DOCUMENTED = (
    """
        select discounts.company_id, subscriptions.company_id
        from {raw}.discounts
        inner join {raw}.subscriptions using (subscription_id)
    """,
    """
        select invoices.company_id, subscriptions.company_id
        from {raw}.issued_invoices as invoices
        inner join
            {raw}.issued_invoice_lines as lines using (entity_id, invoice_no)
        inner join {raw}.subscription_items as items using (item_id)
        inner join
            {raw}.subscriptions as subscriptions
            on items.subscription_id = subscriptions.subscription_id
    """,
    """
        select payments.company_id, invoices.company_id
        from {raw}.payments
        inner join {raw}.issued_invoices as invoices using (invoice_no)
    """,
    """
        select payments.company_id, invoices.company_id
        from {raw}.applications as applications
        inner join {raw}.payments using (payment_id)
        inner join
            {raw}.issued_invoices as invoices
            on applications.invoice_no = invoices.invoice_no
    """,
)
