"""Xero Aged Receivables Detail exports become ar_aging."""

from pathlib import Path

from ingest.adapter_contract import AdapterOutput
from ingest.adapters.aging_report import (
    BUCKETS,
    TABLE,
    ReportBody,
    body_of,
    parsed_day,
    plain_amount,
)
from ingest.adapters.csv_report import report_lines
from ingest.adapters.exact_json import head
from ingest.adapters.mapping import Mapped, Refusal, Row

_DATES = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%Y-%m-%d")
_BUCKETS = {
    "current": "days_0_30",
    "< 1 month": "days_0_30",
    "1 month": "days_31_60",
    "2 months": "days_61_90",
    "3 months": "days_91_120",
    "older": "days_over_120",
}


class XeroAging:
    """One line an open invoice under its contact's name; buckets are months."""

    name = "xero_aging"
    is_usage = False

    def recognises(self, path: Path) -> bool:
        """Say whether the report's own title stands in the first lines."""
        start = head(path).lower()
        return path.suffix.lower() == ".csv" and "aged receivables detail" in start

    def read(self, path: Path) -> AdapterOutput:
        """Map each open invoice; titles, contacts and totals are no records."""
        body = body_of(report_lines(path), path.name, "invoice date", _DATES)
        mapped = Mapped()
        contact = ""
        for number, cells in body.lines:
            padded = [*cells, *[""] * (len(body.columns) - len(cells))]
            if _is_heading(padded):
                contact = padded[0]
                continue
            if padded[0].lower().startswith(("total", "percentage")):
                continue
            record = dict(zip(body.columns, padded, strict=False))
            outcome = _map(record, contact, body)
            if isinstance(outcome, Refusal):
                mapped.refuse(number, outcome, record)
            else:
                mapped.keep(TABLE, number, outcome)
        return mapped.output()


def _is_heading(cells: list[str]) -> bool:
    return bool(cells[0]) and not any(cells[1:])


def _map(record: dict[str, str], contact: str, body: ReportBody) -> Row | Refusal:
    issued = parsed_day(record["invoice date"], _DATES)
    if issued is None:
        reason = "its invoice date is not written like 31 Mar 2026"
        return Refusal(TABLE, "invoice_date", record["invoice date"], reason)
    buckets: dict[str, str] = dict.fromkeys(BUCKETS, "0")
    for name, bucket in _BUCKETS.items():
        amount = plain_amount(record.get(name, ""))
        if amount is None:
            return Refusal(TABLE, bucket, record[name], "its amount is no number")
        if amount != "0":
            buckets[bucket] = amount
    total = plain_amount(record.get("total", ""))
    if total is None:
        reason = "its total is no number"
        return Refusal(TABLE, "total_outstanding", record.get("total"), reason)
    return {
        "snapshot_date": body.snapshot_date.isoformat(),
        "account_name": contact,
        "invoice_no": record.get("invoice number") or None,
        "invoice_date": issued.isoformat(),
        "total_outstanding": total,
        **buckets,
    }
