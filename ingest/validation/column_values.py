"""The text of a contract's column, and what it says once read."""

from functools import cache

import polars as pl

from ingest.contracts.columns import Column, ColumnType
from ingest.validation import numbers, times, words
from ingest.validation.parsed import Parsed

TEXT = "__text_"

DECIMALS = (
    *(ColumnType.QUANTITY, ColumnType.AVERAGE),
    *(ColumnType.UNIT_AMOUNT, ColumnType.PERCENT),
)
WHOLES = (ColumnType.MINOR, ColumnType.COUNT)
READERS = {
    ColumnType.DAY: times.day,
    ColumnType.INSTANT: times.instant,
    ColumnType.BOOLEAN: words.boolean,
    ColumnType.CURRENCY: words.currency,
    ColumnType.ZONE: words.zone,
}


@cache
def given_text(column: Column) -> pl.Expr:
    """Return what the file gave, trimmed unless it is free text, empty as null."""
    given = pl.col(TEXT + column.name)
    if column.type is not ColumnType.TEXT or column.choices:
        given = given.str.strip_chars()
    return pl.when(given != "").then(given)


@cache
def parsed_column(column: Column) -> Parsed:
    """Read the column, its default where the file gave nothing."""
    given = given_text(column)
    if column.default is not None:
        given = given.fill_null(column.default)
    if column.type in DECIMALS:
        return numbers.decimal(column, given)
    if column.type in WHOLES:
        return numbers.whole(column, given)
    if column.type is ColumnType.TEXT:
        return words.text(column, given)
    return READERS[column.type](given)
