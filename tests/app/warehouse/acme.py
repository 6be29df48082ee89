"""Three seats at 100.00 a month since January: one paid, one late, one to be issued.

January's invoice was paid on 10 February. February's fell due on 3 March and the card
failed on 5 March. March is a draft of 300.00.
"""

from datetime import date

from tests.support.world import Row

AS_OF = date(2026, 3, 31)
DRAFT_ID = "draft:us:acme:USD:2026-03-01"


def tables() -> dict[str, list[Row]]:
    """The input rows of that business."""
    item = {"item_id": "seats", "subscription_id": "s1", "product_id": "seat"}
    return {
        "subscriptions": [
            {
                "subscription_id": "s1",
                "company_id": "acme",
                "started_on": "2026-01-01",
            }
        ],
        "subscription_items": [{**item, "quantity": 3, "started_on": "2026-01-01"}],
        "issued_invoices": [
            _invoice("INV-00001", "2026-01-01", "2026-01-31"),
            _invoice("INV-00002", "2026-02-01", "2026-03-03"),
        ],
        "issued_invoice_lines": [
            _line("INV-00001", "2026-01-01", "2026-02-01"),
            _line("INV-00002", "2026-02-01", "2026-03-01"),
        ],
        "payments": [
            _payment("p1", "2026-02-10T12:00:00Z", "succeeded"),
            _payment("p2", "2026-03-05T12:00:00Z", "failed"),
        ],
    }


def _invoice(number: str, on: str, due: str) -> Row:
    return {
        "entity_id": "us",
        "invoice_no": number,
        "company_id": "acme",
        "invoice_date": on,
        "due_date": due,
        "currency": "USD",
        "total_minor": 30000,
    }


def _line(number: str, start: str, end: str) -> Row:
    return {
        "entity_id": "us",
        "invoice_no": number,
        "line_no": 1,
        "subscription_id": "s1",
        "item_id": "seats",
        "product_id": "seat",
        "kind": "recurring",
        "period_start": start,
        "period_end": end,
        "quantity": 3,
        "unit_amount": 10000,
        "amount_minor": 30000,
    }


def _payment(payment_id: str, at: str, status: str) -> Row:
    return {
        "payment_id": payment_id,
        "company_id": "acme",
        "received_at": at,
        "amount_minor": 30000,
        "currency": "USD",
        "method": "card",
        "status": status,
    }
