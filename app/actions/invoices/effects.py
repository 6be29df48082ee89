"""What has to happen at Stripe once an invoice is issued."""

from typing import Any

from app.actions.register import Deed
from app.domain.invoice import Draft
from app.domain.money import Money, NotExactError
from app.domain.refusals import WrongStateError
from app.store.outbox import OutboxLine, live_line_key

CUSTOMER = "stripe.customer"
INVOICE = "stripe.invoice"


def stripe_lines(draft: Draft, *, invoice_no: str, deed: Deed) -> list[OutboxLine]:
    """Queue the invoice, and before it the customer where Stripe knows none yet."""
    known_key = None
    customer: list[OutboxLine] = []
    if draft.stripe_customer_id is None:
        known_key = live_line_key(
            deed.connection, company_id=draft.company_id, kind=CUSTOMER
        )
        if known_key is None:
            customer = [_customer_line(draft, deed)]
            known_key = customer[0].outbox_key
    invoice = OutboxLine(
        outbox_key=f"{deed.op_key}/invoice",
        op_key=deed.op_key,
        kind=INVOICE,
        chain=draft.entity_id,
        company_id=draft.company_id,
        waits_for=known_key,
        payload=_invoice_payload(draft, invoice_no=invoice_no, deed=deed),
    )
    return [*customer, invoice]


def _customer_line(draft: Draft, deed: Deed) -> OutboxLine:
    return OutboxLine(
        outbox_key=f"{deed.op_key}/customer",
        op_key=deed.op_key,
        kind=CUSTOMER,
        chain=draft.entity_id,
        company_id=draft.company_id,
        payload={
            "name": draft.company_name or draft.company_id,
            "email": draft.company_email,
            "metadata": _metadata(draft, deed),
        },
    )


def _invoice_payload(draft: Draft, *, invoice_no: str, deed: Deed) -> dict[str, Any]:
    until_due = (draft.due_date - deed.now.date()).days
    return {
        "customer": draft.stripe_customer_id,
        "number": invoice_no,
        "currency": draft.currency.lower(),
        "invoice_date": draft.invoice_date.isoformat(),
        "days_until_due": max(0, until_due),
        "total": _at_stripe(draft, draft.total_minor),
        "lines": [*_charges(draft), *_tax(draft)],
        "metadata": _metadata(draft, deed)
        | {
            "invoice_id": f"{draft.entity_id}:{invoice_no}",
            "due_date": draft.due_date.isoformat(),
        },
    }


def _charges(draft: Draft) -> list[dict[str, Any]]:
    return [
        {
            "description": line.description or line.product_id or line.kind,
            "amount": _at_stripe(draft, line.net_minor),
            "metadata": {"line_no": str(line.line_no), "company_id": line.company_id},
        }
        for line in draft.lines
    ]


def _tax(draft: Draft) -> list[dict[str, Any]]:
    if draft.tax_minor == 0:
        return []
    amount = _at_stripe(draft, draft.tax_minor)
    return [{"description": "Tax", "amount": amount, "metadata": {"line_no": "tax"}}]


def _metadata(draft: Draft, deed: Deed) -> dict[str, str]:
    return {
        "op_key": deed.op_key,
        "actor": deed.actor.actor_id,
        "company_id": draft.company_id,
        "entity_id": draft.entity_id,
    }


def _at_stripe(draft: Draft, minor: int) -> int:
    money = Money(minor, draft.currency)
    try:
        return money.in_units_of(draft.exponent, wanted=draft.stripe_exponent)
    except NotExactError as error:
        raise WrongStateError(
            f"Stripe cannot hold {error}, an amount of draft {draft.invoice_id}.",
            remedy="Round the price in this currency to what Stripe takes.",
            field="draft_id",
        ) from error
