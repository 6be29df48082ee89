"""Stripe's itemised balance report (CSV) becomes payments and what follows them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from ingest.adapter_contract import REVERSAL_SCHEMA, AdapterOutput
from ingest.adapters.csv_report import joined, text_rows
from ingest.adapters.exact_json import head
from ingest.adapters.mapping import Mapped, Refusal, Row, empty_frame
from ingest.adapters.stripe_amounts import method_of, minor_of_major
from ingest.reading.files import read_file

_RECOGNISED = ("balance_transaction_id", "reporting_category", "gross", "currency")
Record = Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True)
class Reversal:
    """The money of a dispute that came back, whose own row may be in another file."""

    dispute_id: str | None
    amount_minor: int
    returned_fee_minor: int
    closed_on: date
    closed_stripe_payout_id: str | None


Outcome = tuple[str, Row] | Reversal | Refusal


class StripeBalance:
    """One line a balance transaction; amounts in major units, times in UTC."""

    name = "stripe_balance"
    is_usage = False

    def recognises(self, path: Path) -> bool:
        """Say whether the header is that of an itemised balance report."""
        if path.suffix.lower() != ".csv":
            return False
        header = head(path).split("\n", 1)[0]
        return all(name in header for name in _RECOGNISED)

    def read(self, path: Path) -> AdapterOutput:
        """Map each balance transaction by its reporting category."""
        text = read_file(path, path.name)
        mapped = Mapped()
        reversals: list[dict[str, object]] = []
        for record in text_rows(text):
            number = int(record["_row"] or 0)
            outcome = _map(record)
            if isinstance(outcome, Refusal):
                mapped.refuse(number, outcome, dict(record))
            elif isinstance(outcome, Reversal):
                reversals.append(asdict(outcome) | _read_from(number, record))
            else:
                table, row = outcome
                mapped.keep(table, number, row)
        output = joined(mapped.output(), text, "payments")
        if not reversals:
            return output
        return replace(
            output,
            tables={"disputes": empty_frame("disputes"), **output.tables},
            records=output.records + len(reversals),
            reversals=pl.DataFrame(reversals, schema=REVERSAL_SCHEMA),
        )


def _map(record: Record) -> Outcome:
    category = record.get("reporting_category") or ""
    mapping = _CATEGORIES.get(category)
    if mapping is None:
        reason = f"the category `{category}` belongs to no table of the contract"
        return Refusal("payments", "reporting_category", category, reason)
    currency = (record.get("currency") or "").upper()
    gross = minor_of_major(record.get("gross"), currency)
    fee = minor_of_major(record.get("fee") or "0", currency)
    if gross is None or fee is None:
        reason = "gross or fee is no whole number of the currency's minor units"
        return Refusal("payments", "amount_minor", record.get("gross"), reason)
    return mapping(record, int(gross), fee)


def _payment(record: Record, gross: int, fee: str) -> tuple[str, Row] | Refusal:
    company = record.get("payment_metadata[company_id]") or record.get("customer_id")
    if not company:
        reason = "no customer_id and no payment_metadata[company_id] names who paid"
        return Refusal("payments", "company_id", None, reason)
    charge = record.get("charge_id") or record.get("source_id")
    return "payments", {
        "payment_id": charge,
        "company_id": company,
        "received_at": _instant(record),
        "amount_minor": str(gross),
        "currency": (record.get("currency") or "").upper(),
        "method": method_of(record.get("payment_method_type")),
        "status": "succeeded",
        "reference": record.get("payment_intent_id"),
        "fee_minor": fee,
        "invoice_no": record.get("invoice_number"),
        "stripe_charge_id": charge,
        "stripe_payout_id": record.get("automatic_payout_id"),
    }


def _refund(record: Record, gross: int, _fee: str) -> tuple[str, Row] | Refusal:
    return "refunds", {
        "refund_id": record.get("source_id"),
        "payment_id": record.get("charge_id"),
        "refunded_at": _instant(record),
        "amount_minor": str(-gross),
        "stripe_payout_id": record.get("automatic_payout_id"),
        "reason": record.get("description"),
    }


def _payout(record: Record, gross: int, _fee: str) -> tuple[str, Row] | Refusal:
    return "payouts", {
        "payout_id": record.get("source_id"),
        "paid_on": (record.get("available_on_utc") or record.get("created_utc") or "")[
            :10
        ],
        "amount_minor": str(-gross),
        "currency": (record.get("currency") or "").upper(),
    }


def _dispute(record: Record, gross: int, fee: str) -> tuple[str, Row] | Refusal:
    return "disputes", {
        "dispute_id": record.get("source_id"),
        "payment_id": record.get("charge_id"),
        "opened_on": (record.get("created_utc") or "")[:10],
        "amount_minor": str(-gross),
        "fee_minor": fee,
        "status": "open",
        "stripe_payout_id": record.get("automatic_payout_id"),
    }


def _reversal(record: Record, gross: int, fee: str) -> Reversal | Refusal:
    created = record.get("created_utc") or ""
    try:
        closed_on = date.fromisoformat(created[:10])
    except ValueError:
        reason = "created_utc is no day, and a reversal ends its dispute on one"
        return Refusal("disputes", "closed_on", created, reason)
    return Reversal(
        dispute_id=record.get("source_id"),
        amount_minor=gross,
        # a fee that is given back is a negative one
        returned_fee_minor=-int(fee),
        closed_on=closed_on,
        closed_stripe_payout_id=record.get("automatic_payout_id"),
    )


def _read_from(number: int, record: Record) -> dict[str, object]:
    told = json.dumps(dict(record), ensure_ascii=False, sort_keys=True)
    return {"row_number": number, "record": told}


_CATEGORIES: dict[str, Callable[[Record, int, str], Outcome]] = {
    "charge": _payment,
    "refund": _refund,
    "payout": _payout,
    "dispute": _dispute,
    "dispute_reversal": _reversal,
}


def _instant(record: Record) -> str:
    return f"{(record.get('created_utc') or '').replace(' ', 'T')}Z"
