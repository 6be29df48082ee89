"""A preview reads a value as ingest reads it, and refuses what that quarantines."""

from dataclasses import replace

import polars as pl
import pytest

from app.preview import ContractColumn
from app.preview.values import WrongValueError, read_value
from ingest.contracts.columns import Column, ColumnType
from ingest.contracts.table import TableContract, TableKind
from ingest.validation.checked_rows import check_rows
from orchestration.contract_export import input_contract

TEXTS = (
    *(
        "USD",
        "usd",
        "XXQ",
        " EUR ",
        "Europe/Berlin",
        "Europe/Berlinn",
        "localtime",
        "sum",
        " sum ",
    ),
    *(
        "true",
        "False",
        "yes",
        "1",
        "-1",
        "+1",
        " 1 ",
        "0001",
        "1.",
        "1.0",
        "1.00",
        ".5",
    ),
    *("1e3", "1,5", "1 000", "nan", "-inf", "NULL", "\u0663", "1.1234567", "1.1234560"),
    *("12.50", "2500.000", "1" * 10, "1" * 12, "1" * 13, "9" * 15, "1" * 16),
    *("0.12345678901", "12345.5", "2147483647", "2147483648", "-0", "--1", "", "  "),
    *("2026-02-28", "2026-02-30", "2026-2-3", "20260228", "2026-W09-1", "1989-12-31"),
    *("2026-02-28T00:00:00", "2026-02-28 00:00:00.000", "2026-02-28T10:00:00"),
    *("2026-02-28T09:30Z", "2026-02-28 09:30:00+01", "2026-02-28x09:30:00Z"),
    *("2026-02-28T09:30:00.123456789Z", "2026-02-28T09:30:00,5Z", "20260228T093000Z"),
    *("2026-02-28T09:30:00+01:00:30", "2026-02-28T09:30:00+0130", "2026-02-28T09Z"),
    *("2026-02-28T25:00:00Z", "2026-02-28T09:30:00z", "2026-02-30T09:30:00Z"),
    *("1990-01-01T00:30:00+01:00", "2100-12-31T23:30:00-01:00"),
    *("0001-01-01T00:00:00+01:00", "9999-12-31T23:00:00-02:00"),
)
COLUMNS = (
    *(Column("given", kind) for kind in ColumnType),
    *(
        Column("given", kind, minimum=0)
        for kind in (ColumnType.QUANTITY, ColumnType.UNIT_AMOUNT, ColumnType.COUNT)
    ),
    Column("given", ColumnType.TEXT, choices=("sum", "max")),
    Column("given", ColumnType.PERCENT, minimum=-1, maximum=1),
    Column("given", ColumnType.COUNT, minimum=0, maximum=1),
)


@pytest.mark.parametrize(
    "column",
    COLUMNS,
    ids=lambda one: f"{one.type.name} {one.minimum} {one.maximum} {one.choices}",
)
def test_a_value_is_read_as_a_run_reads_it(column: Column) -> None:
    told = {text: _previewed(column, text) for text in TEXTS}

    assert told == _ingested(column)


def test_a_refused_currency_is_told_how_to_be_written() -> None:
    currency = Column("given", ColumnType.CURRENCY)

    with pytest.raises(WrongValueError, match=r"is not a currency; .* such as USD"):
        read_value(_stated(currency), "XXQ")


def _previewed(column: Column, text: str) -> object:
    try:
        return read_value(_stated(column), text)
    except WrongValueError:
        return "quarantined"


def _ingested(column: Column) -> dict[str, object]:
    contract = TableContract("told", TableKind.DOCUMENT, (), (column,))
    rows = pl.DataFrame({"_row": range(len(TEXTS)), "given": TEXTS}).lazy()
    accepted = check_rows(contract, rows, {"given": "given"}).accepted
    read = dict(accepted.select("_row", "given").iter_rows())
    return {text: read.get(row, "quarantined") for row, text in enumerate(TEXTS)}


def _stated(column: Column) -> ContractColumn:
    """Return the column as a version states one of its kind, without a reference."""
    alike = next(
        one
        for table in input_contract().tables
        for one in table.columns
        if one.kind == column.type.value
    )
    is_known = column.type in {ColumnType.CURRENCY, ColumnType.ZONE}
    return replace(
        alike,
        choices=alike.choices if is_known else column.choices,
        minimum=column.minimum,
        maximum=column.maximum,
    )
