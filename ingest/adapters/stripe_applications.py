"""Stripe's invoice payments become applications: which charge settled which invoice."""

from ingest.adapters.exact_json import JsonObject
from ingest.adapters.mapping import Refusal, Row
from ingest.adapters.stripe_amounts import day_of, minor_of


def application_of(settled: JsonObject) -> tuple[str, Row] | Refusal:
    """The application an invoice payment means; its invoice and intent are expanded."""
    status = settled.get("status")
    if status != "paid":
        reason = f"an invoice payment with status `{status}` has settled nothing"
        return Refusal("applications", "status", status, reason)
    number = _invoice_number(settled.get("invoice"))
    if number is None:
        reason = "its invoice is only an id; export it with `expand[]=data.invoice`"
        return Refusal("applications", "invoice_no", settled.get("invoice"), reason)
    payment = settled.get("payment") or {}
    charge = charge_of(payment.get("payment_intent")) or _id(payment.get("charge"))
    if charge is None:
        reason = (
            "its payment intent is only an id; export it with "
            "`expand[]=data.payment.payment_intent`"
        )
        return Refusal("applications", "payment_id", payment, reason)
    amount = settled.get("amount_paid")
    minor = minor_of(amount, str(settled.get("currency", "")).upper())
    if minor is None:
        reason = "its amount is no whole number of minor units"
        return Refusal("applications", "amount_minor", amount, reason)
    paid_at = (settled.get("status_transitions") or {}).get("paid_at")
    return "applications", {
        "payment_id": charge,
        "invoice_no": number,
        "applied_on": day_of(paid_at or settled.get("created")),
        "amount_minor": minor,
    }


def charge_of(intent: object) -> str | None:
    """The id of the charge that a payment intent came to, if it is expanded."""
    if not isinstance(intent, dict):
        return None
    return _id(intent.get("latest_charge"))


def _invoice_number(invoice: object) -> str | None:
    """The number of ours that it carries along, else Stripe's own."""
    if not isinstance(invoice, dict):
        return None
    return (invoice.get("metadata") or {}).get("invoice_no") or invoice.get("number")


def _id(reference: object) -> str | None:
    if isinstance(reference, dict):
        return reference.get("id")
    return None if reference is None else str(reference)
