"""Objects in the shapes of Stripe's current API."""

import time
from typing import Any
from uuid import uuid4

from app.gateways.stripe_sandbox.answers import listed

LINES_SHOWN_MAX = 10


def new_id(prefix: str) -> str:
    """Make an id as Stripe's look."""
    return f"{prefix}_{uuid4().hex[:24]}"


def now() -> int:
    """Give the present as Stripe counts it."""
    return int(time.time())


def customer(params: dict[str, Any]) -> dict[str, Any]:
    """Make a customer."""
    return {
        "id": new_id("cus"),
        "object": "customer",
        "balance": 0,
        "created": now(),
        "currency": None,
        "delinquent": False,
        "description": params.get("description"),
        "email": params.get("email"),
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "name": params.get("name"),
        "phone": params.get("phone"),
        "tax_exempt": params.get("tax_exempt", "none"),
    }


def line_item(
    params: dict[str, Any], *, amount: int, invoice: dict[str, Any]
) -> dict[str, Any]:
    """Make a line of an invoice."""
    created = invoice["created"]
    return {
        "id": new_id("il"),
        "object": "line_item",
        "amount": amount,
        "currency": invoice["currency"],
        "description": params.get("description"),
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice["id"],
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "period": {"start": created, "end": created},
        "quantity": 1,
        "subtotal": amount,
        "taxes": [],
    }


def invoice(params: dict[str, Any], *, payer: dict[str, Any]) -> dict[str, Any]:
    """Make a draft invoice without lines."""
    made, invoice_id = now(), new_id("in")
    return {
        "id": invoice_id,
        "object": "invoice",
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_shipping": 0,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": params.get("auto_advance") == "true",
        "automatic_tax": {"enabled": False, "liability": None, "status": None},
        "billing_reason": "manual",
        "collection_method": params.get("collection_method", "charge_automatically"),
        "created": made,
        "currency": params.get("currency", "usd"),
        "customer": payer["id"],
        "customer_email": payer["email"],
        "customer_name": payer["name"],
        "default_tax_rates": [],
        "description": params.get("description"),
        "discounts": [],
        "due_date": None,
        "effective_at": None,
        "issuer": {"type": "self"},
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "number": params.get("number"),
        "payment_settings": {"payment_method_types": None},
        "period_end": made,
        "period_start": made,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0,
        "status": "draft",
        "status_transitions": {
            "finalized_at": None,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        **totalled(invoice_id, []),
    }


def totalled(invoice_id: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the fields of an invoice that follow from its lines."""
    total = sum(line["amount"] for line in lines)
    shown = lines[:LINES_SHOWN_MAX]
    has_more = len(lines) > LINES_SHOWN_MAX
    url = f"/v1/invoices/{invoice_id}/lines"
    return {
        "amount_due": max(0, total),
        "amount_remaining": max(0, total),
        "lines": listed(shown, url=url, has_more=has_more),
        "subtotal": total,
        "subtotal_excluding_tax": total,
        "total": total,
        "total_discount_amounts": [],
        "total_excluding_tax": total,
        "total_taxes": [],
    }
