"""What the raw tables mean, for the data dictionary; the contract says the rest."""

from ingest.contracts.schema import PROVENANCE

ROWS = {
    "entities": "Sellers: how they number, round, tax, close. One row per seller.",
    "companies": "Customers and who bills them. One row per customer.",
    "contacts": "People at customers. One row per person.",
    "departments": "Cost centres of sellers. One row per department.",
    "products": "What is sold, how it is billed and recognised. One row per product.",
    "contracts": "Agreements with customers. One row per contract.",
    "prices": "What a product costs, for whom and from when. One row per price.",
    "price_brackets": "Brackets of tiered prices. One row per price and upper bound.",
    "price_overrides": "Prices changed for one customer. One row per override.",
    "subscriptions": "What customers subscribed to. One row per subscription.",
    "subscription_items": "Products of subscriptions. One row per item.",
    "subscription_changes": "Quantities and prices changed. One row per change.",
    "discounts": "Discounts of customers. One row per discount.",
    "tax_rates": "Percentages of tax, by place and code. One row per rate.",
    "fx_rates": "Rates of exchange, quote per base. One row per day and pair.",
    "technicians": "Who works, at what cost. One row per person and day it holds from.",
    "accounts": "The chart of accounts. One row per account.",
    "rmm_device_counts": "Devices counted. One row per count.",
    "time_entries": "Minutes worked. One row per entry.",
    "one_off_charges": "What is charged once. One row per charge.",
    "issued_invoices": "Invoices issued here or elsewhere. One row per invoice.",
    "issued_invoice_lines": "Lines of issued invoices. One row per line.",
    "credit_notes": "Credit given on invoices. One row per note and invoice.",
    "payments": "Money received. One row per payment.",
    "applications": "Which payment pays which invoice. One row per application.",
    "refunds": "Money given back. One row per refund.",
    "payouts": "Money the processor paid to the bank. One row per payout.",
    "disputes": "Payments that customers dispute. One row per dispute.",
    "write_offs": "Invoices given up. One row per write-off.",
    "wallet_entries": "Movements of prepaid wallets. One row per entry.",
    "reimbursements": "What was spent for customers. One row per expense.",
    "ar_aging": "Agings imported from elsewhere. One row per snapshot and invoice.",
}
PROVENANCE_MEANINGS = dict(
    zip(
        PROVENANCE,
        (
            "Who sent the row: folder, store or an adapter.",
            "The file it came in.",
            "Its place in the file, the header being row 1 of a CSV.",
            "When this content was landed first, in UTC.",
        ),
        strict=True,
    )
)
_ROW = {
    "table_name": "The raw table.",
    "source": "Who sent it.",
    "file": "The file it came in.",
    "row_number": "Its place in the file.",
    "column_name": "The column, where one is to blame.",
    "value": "What stands there.",
    "reason": "Why, in words.",
}
BOOKKEEPING_MEANINGS: dict[str, tuple[str, dict[str, str]]] = {
    "run_parameters": (
        "What the run was asked for. One row per run.",
        {"as_of": "The day at whose end everything due is billed."},
    ),
    "aging_snapshots": (
        "Agings as they were published. One row per day and invoice or credit.",
        {
            "snapshot_date": "The published day.",
            "company_id": "The customer.",
            "entity_id": "The seller.",
            "item_id": "The invoice, or the document that gave the credit.",
            "invoice_no": "The invoice's number.",
            "bucket": "How long it was overdue.",
            "amount_minor": "What was open, negative for credit.",
            "currency": "ISO 4217 code of the amount.",
        },
    ),
    "closed_documents": (
        "Documents that acted within closed books. One row per document.",
        {
            "document_key": "Kind and id of the document.",
            "acted_on": "The day on which it acted as published.",
        },
    ),
    "closed_transactions": (
        "What stays booked within closed books. One row per transaction and day.",
        {
            "transaction_id": "The transaction.",
            "entity_id": "The seller.",
            "document_date": "The day of its document.",
            "booked_on": "The day on which it was published as booked.",
        },
    ),
    "usage_series": (
        "Who used what. One row per customer, meter, source and department.",
        {
            "series_id": "Its number in this version; another version has others.",
            "company_id": "The customer.",
            "meter": "What was metered.",
            "source": "Who counted it.",
            "department_id": "The department it was used in.",
        },
    ),
    "usage_series_days": (
        "The sums behind `usage_daily`. One row per series and its days.",
        {
            "series_id": "The series.",
            "local_date": "The day on which it occurred, in the seller's zone.",
            "received_on": "The day on which it was received, in the seller's zone.",
            "partition_day": "The UTC day of the lake.",
            "quantity_sum": "Sum of quantities and of what corrections add.",
            "event_count": "How many events, corrections apart.",
        },
    ),
    "usage_daily": (
        "Usage that counts, summed. One row per customer, meter, source and its days.",
        {
            "company_id": "The customer.",
            "meter": "What was metered.",
            "source": "Who counted it.",
            "local_date": "The day on which it occurred, in the seller's zone.",
            "received_on": "The day on which it was received, in the seller's zone.",
            "department_id": "The department it was used in.",
            "quantity_sum": "Sum of quantities and of what corrections add.",
            "event_count": "How many events, corrections apart.",
            "partition_day": "The UTC day of the lake.",
        },
    ),
    "usage_readings": (
        "Single events of meters that sums cannot tell. One row per event and version.",
        {
            "company_id": "The customer.",
            "meter": "What was metered.",
            "source": "Who counted it.",
            "event_id": "The event.",
            "version": "0 as it came, then one more for each correction.",
            "local_date": "The day on which it occurred, in the seller's zone.",
            "received_on": "The day from which this version is known.",
            "occurred_at": "When it occurred, in UTC.",
            "received_at": "When it was first received, in UTC.",
            "quantity": "What this version says.",
            "unique_key": "What a count of distinct things counts.",
            "partition_day": "The UTC day of the lake.",
        },
    ),
    "usage_completeness": (
        "What became of usage rows on their way in. One row per source and UTC day.",
        {
            "source": "Who sent them.",
            "day": "The UTC day on which they occurred.",
            "accepted": "Rows that keep the contract.",
            "stored": "Of these, what counts: no duplicate and no conflict.",
            "duplicates": "Rows that repeat an event.",
            "conflicts": "Rows that contradict an event of the same key.",
            "corrections": "Stored rows that correct an event.",
            "quantity": "Sum of what counts, as corrected.",
        },
    ),
    "usage_files": (
        "What of the lake the run read. One row per file of usage, and one of repeats.",
        {
            "holds": "events, or repeats: the rows that count no more.",
            "batch_id": "The file's content.",
            "file": "The file's name.",
            "first_day": "The first UTC day of its events.",
            "last_day": "The last UTC day of its events.",
            "reads": "The SQL that reads it; <lake> stands for the lake's folder.",
        },
    ),
    "usage_corrections": (
        "Corrections beside their event. One row per event and correction.",
        {
            "batch_id": "The content that holds the corrected event.",
            "row_number": "The corrected event's place in it.",
            "event_id": "The correction.",
            "source": "Who sent it.",
            "received_at": "When it was received, in UTC.",
            "quantity": "What it says.",
        },
    ),
    "quarantine": (
        "Rows that break the contract and wait for a person. One row per row.",
        {**_ROW, "record": "The whole row, as JSON."},
    ),
    "conflicts": (
        "Rows that contradict one of the same key. One row per row.",
        {
            **{name: _ROW[name] for name in ("table_name", "file", "row_number")},
            "key": "The key they share.",
            "kept_file": "The file of the row that counts.",
            "kept_row": "The place of the row that counts.",
            "reason": "How they differ.",
        },
    ),
    "notices": ("What people should know of the files. One row per notice.", _ROW),
    "landed_files": (
        "What each file held. One row per table and file.",
        {
            **{name: _ROW[name] for name in ("table_name", "source", "file")},
            "sha256": "Hash of its content.",
            "records": "Rows in the file.",
            "accepted": "Rows that keep the contract.",
            "quarantined": "Rows in quarantine.",
            "duplicates": "Rows that repeat another.",
            "unknown_columns": "Columns that the contract does not know, kept as text.",
        },
    ),
}
