"""Stripe's itemised balance report (CSV) becomes payments and what follows them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.adapter_contract import AdapterOutput
from ingest.adapters.csv_report import joined, text_rows
from ingest.adapters.exact_json import head
from ingest.adapters.mapping import Mapped, Refusal, Row
from ingest.adapters.stripe_amounts import method_of, minor_of_major
from ingest.reading.files import read_file

_RECOGNISED = ("balance_transaction_id", "reporting_category", "gross", "currency")
Record = Mapping[str, str | None]


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
        reversals = []
        for record in text_rows(text):
            number = int(record["_row"] or 0)
            if record.get("reporting_category") == "dispute_reversal":
                reversals.append((number, record))
                continue
            outcome = _map(record)
            if isinstance(outcome, Refusal):
                mapped.refuse(number, outcome, dict(record))
            else:
                table, row = outcome
                mapped.keep(table, number, row)
        _close_disputes(mapped, reversals)
        return joined(mapped.output(), text, "payments")


def _map(record: Record) -> tuple[str, Row] | Refusal:
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


def _close_disputes(mapped: Mapped, reversals: list[tuple[int, Record]]) -> None:
    """Let the dispute that a reversal pays back be won, or put the reversal aside.

    A row of disputes holds the opening and the end, so both have to be in one report.
    """
    opened = {row["dispute_id"]: row for row in mapped.rows.get("disputes", [])}
    for number, record in reversals:
        dispute = opened.get(record.get("source_id"))
        outcome = _won(record, dispute)
        if isinstance(outcome, Refusal):
            mapped.refuse(number, outcome, dict(record))
        elif dispute is not None:
            dispute.update(outcome)


def _won(record: Record, dispute: Mapping[str, object] | None) -> Row | Refusal:
    if dispute is None or dispute["status"] != "open":
        reason = "no open dispute of this id is in the report: export the days of both"
        return Refusal("disputes", "dispute_id", record.get("source_id"), reason)
    currency = (record.get("currency") or "").upper()
    fee = minor_of_major(record.get("fee") or "0", currency)
    gross = minor_of_major(record.get("gross"), currency)
    if fee is None or gross != dispute["amount_minor"]:
        reason = "a reversal pays back the whole of the disputed amount"
        return Refusal("disputes", "amount_minor", record.get("gross"), reason)
    return {
        "status": "won",
        "closed_on": (record.get("created_utc") or "")[:10],
        # a fee that is given back is a negative one
        "fee_minor": str(int(str(dispute["fee_minor"])) + int(fee)),
        "closed_stripe_payout_id": record.get("automatic_payout_id"),
    }


_CATEGORIES: dict[str, Callable[[Record, int, str], tuple[str, Row] | Refusal]] = {
    "charge": _payment,
    "refund": _refund,
    "payout": _payout,
    "dispute": _dispute,
}


def _instant(record: Record) -> str:
    return f"{(record.get('created_utc') or '').replace(' ', 'T')}Z"
