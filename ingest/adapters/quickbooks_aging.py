"""QuickBooks A/R Aging Detail exports become ar_aging."""

from datetime import date
from pathlib import Path

from ingest.adapter_contract import AdapterOutput
from ingest.adapters.aging_report import (
    BUCKETS,
    TABLE,
    ReportBody,
    body_of,
    bucket_by_age,
    parsed_day,
    plain_amount,
)
from ingest.adapters.csv_report import report_lines
from ingest.adapters.exact_json import head
from ingest.adapters.mapping import Mapped, Refusal, Row

_TITLE_DATES = ("%B %d, %Y", "%b %d, %Y", "%m/%d/%Y")
_ROW_DATES = ("%m/%d/%Y",)
_CUSTOMER = ("customer", "customer full name", "name", "customer/project")
_OPEN = ("open balance", "open amount")


class QuickBooksAging:
    """One line an open transaction, grouped by age; US dates, major units."""

    name = "quickbooks_aging"
    is_usage = False

    def recognises(self, path: Path) -> bool:
        """Say whether the report's own title stands in the first lines."""
        start = head(path).lower()
        return path.suffix.lower() == ".csv" and "a/r aging detail" in start

    def read(self, path: Path) -> AdapterOutput:
        """Map each open transaction; titles, groups and totals are no records."""
        body = body_of(report_lines(path), path.name, "due date", _TITLE_DATES)
        mapped = Mapped()
        for number, cells in body.lines:
            padded = [*cells, *[""] * (len(body.columns) - len(cells))]
            record = dict(zip(body.columns, padded, strict=False))
            if not _is_transaction(record):
                continue
            outcome = _map(record, body)
            if isinstance(outcome, Refusal):
                mapped.refuse(number, outcome, record)
            else:
                mapped.keep(TABLE, number, outcome)
        return mapped.output()


def _is_transaction(record: dict[str, str]) -> bool:
    return bool(record.get("transaction type"))


def _first(record: dict[str, str], names: tuple[str, ...]) -> str:
    return next((record[name] for name in names if record.get(name)), "")


def _map(record: dict[str, str], body: ReportBody) -> Row | Refusal:
    opened = plain_amount(_first(record, _OPEN))
    amount = plain_amount(record.get("amount", ""))
    if opened is None or amount is None:
        return Refusal(TABLE, "total_outstanding", record, "its amount is no number")
    issued = parsed_day(record.get("date", ""), _ROW_DATES)
    due = parsed_day(record.get("due date", ""), _ROW_DATES) or issued
    if issued is None or due is None:
        reason = "its date is not written MM/DD/YYYY"
        return Refusal(TABLE, "invoice_date", record.get("date"), reason)
    return {
        "snapshot_date": body.snapshot_date.isoformat(),
        "account_name": _first(record, _CUSTOMER),
        "invoice_no": record.get("num") or None,
        "invoice_date": issued.isoformat(),
        "invoice_amount": amount,
        "total_outstanding": opened,
        **_buckets(opened, due, body.snapshot_date),
    }


def _buckets(opened: str, due: date, snapshot: date) -> dict[str, str]:
    return {**dict.fromkeys(BUCKETS, "0"), bucket_by_age((snapshot - due).days): opened}
