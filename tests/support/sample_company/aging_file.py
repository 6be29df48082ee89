"""The aging list of the old system, which disagrees with ours here and there."""

from decimal import Decimal
from pathlib import Path

import duckdb

from tests.support.sample_company.calendar_days import AS_OF
from tests.support.sample_company.writing import Part, Row

_PLACES = {"USD": 2, "EUR": 2, "JPY": 0}
_BUCKETS = {
    "current": "days_0_30",
    "1-30": "days_0_30",
    "31-60": "days_31_60",
    "61-90": "days_61_90",
    "91-120": "days_91_120",
    "over_120": "days_over_120",
}
_SQL = """
    select
        aging.company_id, companies.name, aging.invoice_no, invoices.invoice_date,
        invoices.total_minor, aging.bucket, aging.amount_minor, aging.currency,
    from tallyhouse.marts.ar_aging as aging
    join tallyhouse.raw.companies as companies using (company_id)
    join tallyhouse.marts.invoices as invoices
        on aging.invoice_no = invoices.invoice_no
        and aging.company_id = invoices.company_id
    where aging.invoice_no is not null
    order by aging.company_id, aging.invoice_no
"""


def aging_part(database: Path) -> Part:
    """The engine's own open invoices, with mistakes that people make."""
    with duckdb.connect() as con:
        con.execute(f"attach '{database}' as tallyhouse (read_only)")
        found = con.execute(_SQL).fetchall()
    rows = [_row(cells) for cells in found]
    return Part("ar_aging", tuple(_mistaken(rows)))


def _row(cells: tuple) -> dict[str, object]:
    company, name, invoice_no, invoice_date, total, bucket, amount, currency = cells
    return {
        "snapshot_date": AS_OF,
        "client_id": company,
        "account_name": name,
        "invoice_no": invoice_no,
        "invoice_date": invoice_date,
        "invoice_amount": _major(total, currency),
        "total_outstanding": _major(amount, currency),
        **dict.fromkeys(_BUCKETS.values(), "0"),
        _BUCKETS[bucket]: _major(amount, currency),
    }


def _major(minor: int, currency: str) -> str:
    return str(Decimal(minor).scaleb(-_PLACES[currency]))


def _mistaken(rows: list[dict[str, object]]) -> list[Row]:
    """Drop every ninth, halve one, age one wrongly, add one that we never sent."""
    kept: list[Row] = [row for n, row in enumerate(rows) if n % 9 != 4]
    if len(kept) > 3:
        kept[1] = _halved(kept[1])
        kept[2] = _moved(kept[2])
    return [*kept, _unknown()]


def _halved(row: Row) -> Row:
    bucket = next(name for name in _BUCKETS.values() if row[name] != "0")
    half = str(Decimal(str(row["total_outstanding"])) // 2)
    return {**row, "total_outstanding": half, bucket: half}


def _moved(row: Row) -> Row:
    empty = dict.fromkeys(_BUCKETS.values(), "0")
    return {**row, **empty, "days_91_120": row["total_outstanding"]}


def _unknown() -> Row:
    return {
        "snapshot_date": AS_OF,
        "client_id": "pinecrest-veterinary",
        "account_name": "Pinecrest Veterinary Hospital",
        "invoice_no": "2024-0871",
        "invoice_date": "2024-11-01",
        "invoice_amount": "412.00",
        "total_outstanding": "412.00",
        **dict.fromkeys(_BUCKETS.values(), "0"),
        "days_over_120": "412.00",
    }
