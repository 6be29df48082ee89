"""Rows of the documents that stories about money are told with."""

from itertools import count

from tests.support.world import CUSTOMER, Row, Value

LINE_NUMBERS = count(1)


def company(name: str, **more: Value) -> Row:
    """Return a customer of the default seller."""
    return {**CUSTOMER, "company_id": name, "name": name, **more}


def invoice(company_id: str, number: str, day: str, due: str, total: int) -> Row:
    """Return an issued invoice in dollars."""
    return {
        "entity_id": "us",
        "invoice_no": number,
        "company_id": company_id,
        "invoice_date": day,
        "due_date": due,
        "currency": "USD",
        "total_minor": total,
    }


def line(number: str, amount: int, start: str, end: str, tax: int = 0) -> Row:
    """Return a recurring line of an issued invoice."""
    return {
        "entity_id": "us",
        "invoice_no": number,
        "line_no": next(LINE_NUMBERS),
        "product_id": "seat",
        "kind": "recurring",
        "period_start": start,
        "period_end": end,
        "quantity": 1,
        "unit_amount": amount,
        "amount_minor": amount,
        "tax_minor": tax,
    }


def payment(name: str, company_id: str, at: str, amount: int, **more: Value) -> Row:
    """Return a card payment, at noon in New York where only a day is given."""
    return {
        "payment_id": name,
        "company_id": company_id,
        "received_at": f"{at}T17:00:00Z" if len(at) == len("2026-01-01") else at,
        "amount_minor": amount,
        "currency": "USD",
        "method": "card",
        **more,
    }


def application(payment_id: str, number: str, day: str, amount: int) -> Row:
    """Return a stated application of a payment to an invoice."""
    return {
        "payment_id": payment_id,
        "entity_id": "us",
        "invoice_no": number,
        "applied_on": day,
        "amount_minor": amount,
    }


def refund(name: str, payment_id: str, day: str, amount: int) -> Row:
    """Return a refund at noon in New York."""
    return {
        "refund_id": name,
        "payment_id": payment_id,
        "refunded_at": f"{day}T17:00:00Z",
        "amount_minor": amount,
    }


def credit_note(name: str, number: str, day: str, amount: int) -> Row:
    """Return a credit note on an invoice of the default seller."""
    return {
        "credit_note_no": name,
        "entity_id": "us",
        "invoice_no": number,
        "issued_on": day,
        "amount_minor": amount,
    }


def write_off(name: str, number: str, day: str, amount: int) -> Row:
    """Return a write-off of an invoice of the default seller."""
    return {
        "write_off_id": name,
        "entity_id": "us",
        "invoice_no": number,
        "written_off_on": day,
        "amount_minor": amount,
    }


def wallet_entry(  # noqa: PLR0917
    name: str,
    company_id: str,
    kind: str,
    day: str,
    amount: int,
    number: str | None = None,
    **more: Value,
) -> Row:
    """Return a wallet entry at noon in New York."""
    return {
        "entry_id": name,
        "company_id": company_id,
        "currency": "USD",
        "kind": kind,
        "amount_minor": amount,
        "booked_at": f"{day}T17:00:00Z",
        "invoice_no": number,
        **more,
    }


def dispute(name: str, payment_id: str, day: str, amount: int, fee: int) -> Row:
    """Return a dispute that is still open."""
    return {
        "dispute_id": name,
        "payment_id": payment_id,
        "opened_on": day,
        "amount_minor": amount,
        "fee_minor": fee,
        "status": "open",
    }


def reimbursement(
    name: str,
    entity_id: str | None,
    approved_on: str | None,
    amount: int,
    **more: Value,
) -> Row:
    """Return an expense of a technician."""
    return {
        "reimbursement_id": name,
        "spent_on": "2026-01-15",
        "kind": "mileage",
        "amount_minor": amount,
        "currency": "USD",
        "entity_id": entity_id,
        "approved_on": approved_on,
        **more,
    }
