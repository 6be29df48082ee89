"""Stripe objects in JSON become payments, applications, refunds, payouts, disputes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.adapter_contract import AdapterOutput
from ingest.adapters.exact_json import JsonObject, head, read_records
from ingest.adapters.mapping import Mapped, Refusal, Row
from ingest.adapters.stripe_amounts import day_of, instant_of, method_of, minor_of
from ingest.adapters.stripe_applications import application_of

_DISPUTES = {
    "needs_response": "open",
    "under_review": "open",
    "won": "won",
    "lost": "lost",
}


class StripeObjects:
    """Charges and what follows them: bare, in list pages or in events."""

    name = "stripe"
    is_usage = False

    def recognises(self, path: Path) -> bool:
        """Say whether the file's first bytes name a Stripe object."""
        if path.suffix.lower() not in (".json", ".jsonl", ".ndjson"):
            return False
        start = head(path)
        return '"object"' in start or '"resources"' in start

    def read(self, path: Path) -> AdapterOutput:
        """Map each object to one row, or say why it has none."""
        mapped = Mapped()
        for number, record in read_records(path):
            outcome = map_object(record)
            if isinstance(outcome, Refusal):
                mapped.refuse(number, outcome, record)
            else:
                table, row = outcome
                mapped.keep(table, number, row)
        return mapped.output()


def map_object(record: object) -> tuple[str, Row] | Refusal:
    """The one row that an object means, or why it means none."""
    if not isinstance(record, dict):
        return Refusal("payments", None, None, "is not a JSON object")
    kind = str(record.get("object"))
    if kind == "event":
        return map_object(record.get("data", {}).get("object"))
    if kind == "balance_transaction":
        return _from_balance(record)
    mapping = _MAPPINGS.get(kind)
    if mapping is None:
        reason = f"a Stripe `{kind}` is none of what is mapped: {', '.join(_MAPPINGS)}"
        return Refusal("payments", "object", kind, reason)
    return mapping(record)


def _from_balance(transaction: JsonObject) -> tuple[str, Row] | Refusal:
    source = transaction.get("source")
    if not isinstance(source, dict):
        category = transaction.get("reporting_category")
        reason = "its source is only an id; export it with `expand[]=data.source`"
        return Refusal("payments", "source", category, reason)
    return map_object({**source, "balance_transaction": transaction})


def _payment(charge: JsonObject) -> tuple[str, Row] | Refusal:
    company = _company(charge)
    if company is None:
        reason = "no customer and no metadata.company_id names who paid"
        return Refusal("payments", "company_id", None, reason)
    is_captured = charge.get("captured", True)
    amount = charge.get("amount_captured") if is_captured else charge.get("amount")
    if amount is None:
        amount = charge.get("amount")
    minor = _amount(charge, amount)
    if minor is None:
        return _no_amount("payments", amount)
    status = str(charge.get("status", "succeeded"))
    metadata = charge.get("metadata") or {}
    details = charge.get("payment_method_details") or {}
    return "payments", {
        "payment_id": str(charge["id"]),
        "company_id": company,
        "received_at": instant_of(charge.get("created")),
        "amount_minor": minor,
        "currency": _currency(charge),
        "method": method_of(details.get("type")),
        "status": "pending" if not is_captured and status == "succeeded" else status,
        "reference": _id(charge.get("payment_intent")),
        "fee_minor": _fee(charge),
        "invoice_no": metadata.get("invoice_no"),
        "stripe_charge_id": str(charge["id"]),
    }


def _intended(intent: JsonObject) -> tuple[str, Row] | Refusal:
    """The charge of a payment intent, with what only the intent knows."""
    charge = intent.get("latest_charge")
    if not isinstance(charge, dict):
        reason = "its charge is only an id; export it with `expand[]=latest_charge`"
        return Refusal("payments", "stripe_charge_id", charge, reason)
    metadata = {**(intent.get("metadata") or {}), **(charge.get("metadata") or {})}
    customer = charge.get("customer") or intent.get("customer")
    known = {"metadata": metadata, "customer": customer, "payment_intent": intent["id"]}
    return _payment({**charge, **known})


def _refund(refund: JsonObject) -> tuple[str, Row] | Refusal:
    status = refund.get("status", "succeeded")
    if status != "succeeded":
        reason = f"a refund with status `{status}` has moved no money"
        return Refusal("refunds", "status", status, reason)
    minor = _amount(refund, refund.get("amount"))
    if minor is None:
        return _no_amount("refunds", refund.get("amount"))
    return "refunds", {
        "refund_id": str(refund["id"]),
        "payment_id": _id(refund.get("charge")),
        "refunded_at": instant_of(refund.get("created")),
        "amount_minor": minor,
        "credit_note_no": (refund.get("metadata") or {}).get("credit_note_no"),
        "reason": refund.get("reason"),
    }


def _payout(payout: JsonObject) -> tuple[str, Row] | Refusal:
    status = payout.get("status")
    if status in ("failed", "canceled"):
        reason = f"a payout with status `{status}` has moved no money"
        return Refusal("payouts", "status", status, reason)
    minor = _amount(payout, payout.get("amount"))
    if minor is None:
        return _no_amount("payouts", payout.get("amount"))
    return "payouts", {
        "payout_id": str(payout["id"]),
        "entity_id": (payout.get("metadata") or {}).get("entity_id"),
        "paid_on": day_of(payout.get("arrival_date")),
        "amount_minor": minor,
        "currency": _currency(payout),
    }


def _dispute(dispute: JsonObject) -> tuple[str, Row] | Refusal:
    status = str(dispute.get("status"))
    if status not in _DISPUTES:
        reason = f"a dispute with status `{status}` has moved no money"
        return Refusal("disputes", "status", status, reason)
    minor = _amount(dispute, dispute.get("amount"))
    if minor is None:
        return _no_amount("disputes", dispute.get("amount"))
    fees = [
        int(str(transaction.get("fee", 0)))
        for transaction in dispute.get("balance_transactions") or []
        if isinstance(transaction, dict)
    ]
    return "disputes", {
        "dispute_id": str(dispute["id"]),
        "payment_id": _id(dispute.get("charge")),
        "opened_on": day_of(dispute.get("created")),
        "amount_minor": minor,
        "fee_minor": minor_of(sum(fees), _currency(dispute)),
        "status": _DISPUTES[status],
        "closed_on": _won_on(dispute) if status == "won" else None,
    }


def _won_on(dispute: JsonObject) -> str | None:
    """The day the money came back; Stripe names no day for a dispute that is lost."""
    returned = [
        transaction["created"]
        for transaction in dispute.get("balance_transactions") or []
        if isinstance(transaction, dict)
        and int(str(transaction.get("amount", 0))) > 0
        and "created" in transaction
    ]
    return day_of(max(returned)) if returned else None


_MAPPINGS: dict[str, Callable[[JsonObject], tuple[str, Row] | Refusal]] = {
    "charge": _payment,
    "payment_intent": _intended,
    "invoice_payment": application_of,
    "refund": _refund,
    "payout": _payout,
    "dispute": _dispute,
}


def _no_amount(table: str, amount: object) -> Refusal:
    reason = "its amount is no whole number of minor units"
    return Refusal(table, "amount_minor", amount, reason)


def _amount(record: JsonObject, amount: object) -> str | None:
    return minor_of(amount, _currency(record))


def _currency(record: JsonObject) -> str:
    return str(record.get("currency", "")).upper()


def _company(charge: JsonObject) -> str | None:
    named = (charge.get("metadata") or {}).get("company_id")
    return named or _id(charge.get("customer"))


def _fee(charge: JsonObject) -> str | None:
    transaction = charge.get("balance_transaction")
    if not isinstance(transaction, dict):
        return None
    currency = str(transaction.get("currency", charge.get("currency"))).upper()
    return minor_of(transaction.get("fee", 0), currency)


def _id(reference: Any) -> str | None:
    """The id of an object that may be expanded."""
    if isinstance(reference, dict):
        return reference.get("id")
    return reference
