"""The typed columns of which a table contract is made."""

from dataclasses import dataclass, replace
from enum import Enum

import polars as pl


class ColumnType(Enum):
    """What a column holds, with the type the raw table gives it."""

    TEXT = "text"
    CURRENCY = "ISO 4217 currency code"
    ZONE = "IANA time zone"
    DAY = "date"
    INSTANT = "instant"
    MINOR = "minor units"
    QUANTITY = "quantity"
    AVERAGE = "averaged quantity"
    UNIT_AMOUNT = "unit amount"
    PERCENT = "percent"
    COUNT = "whole number"
    BOOLEAN = "true or false"

    @property
    def sql_type(self) -> str:
        """The DuckDB type of the raw column."""
        return SQL_TYPES[self]

    @property
    def polars_type(self) -> pl.DataType:
        """The Polars type that becomes the raw column."""
        return POLARS_TYPES[self.sql_type]


SQL_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.CURRENCY: "VARCHAR",
    ColumnType.ZONE: "VARCHAR",
    ColumnType.DAY: "DATE",
    ColumnType.INSTANT: "TIMESTAMP",
    ColumnType.MINOR: "BIGINT",
    ColumnType.QUANTITY: "DECIMAL(18,6)",
    ColumnType.AVERAGE: "DECIMAL(24,12)",
    ColumnType.UNIT_AMOUNT: "DECIMAL(20,10)",
    ColumnType.PERCENT: "DECIMAL(10,6)",
    ColumnType.COUNT: "INTEGER",
    ColumnType.BOOLEAN: "BOOLEAN",
}

POLARS_TYPES: dict[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "DATE": pl.Date(),
    "TIMESTAMP": pl.Datetime("us"),
    "BIGINT": pl.Int64(),
    "DECIMAL(18,6)": pl.Decimal(18, 6),
    "DECIMAL(24,12)": pl.Decimal(24, 12),
    "DECIMAL(20,10)": pl.Decimal(20, 10),
    "DECIMAL(10,6)": pl.Decimal(10, 6),
    "INTEGER": pl.Int32(),
    "BOOLEAN": pl.Boolean(),
}


@dataclass(frozen=True)
class Column:
    """One column: what it holds, whether a row can do without it, what empty means.

    An addition is what this house's own store knows beyond the input contract; it is
    no part of the content by which two rows of one key are compared.
    """

    name: str
    type: ColumnType
    is_required: bool = False
    default: str | None = None
    default_from: str | None = None
    choices: tuple[str, ...] = ()
    references: str | None = None
    minimum: int | None = None
    is_addition: bool = False
    maximum: int | None = None

    @property
    def references_table(self) -> str | None:
        """The table that must hold the value, if any."""
        return self.references.split(".")[0] if self.references else None

    @property
    def references_column(self) -> str | None:
        """The column of that table that must hold the value, if any."""
        return self.references.split(".")[1] if self.references else None


def text(
    name: str,
    *,
    required: bool = False,
    default: str | None = None,
    default_from: str | None = None,
    choices: tuple[str, ...] = (),
    references: str | None = None,
) -> Column:
    """Text, of a fixed set of words where `choices` are given."""
    return Column(
        name, ColumnType.TEXT, required, default, default_from, choices, references
    )


def currency(name: str, *, required: bool = False) -> Column:
    """An ISO 4217 code."""
    return Column(name, ColumnType.CURRENCY, required)


def zone(name: str) -> Column:
    """An IANA time zone, UTC where empty."""
    return Column(name, ColumnType.ZONE, default="UTC")


def day(
    name: str, *, required: bool = False, default_from: str | None = None
) -> Column:
    """A local date."""
    return Column(name, ColumnType.DAY, required, default_from=default_from)


def instant(
    name: str, *, required: bool = False, default_from: str | None = None
) -> Column:
    """An instant with an offset, kept in UTC."""
    return Column(name, ColumnType.INSTANT, required, default_from=default_from)


def minor(name: str, *, required: bool = False, default: str | None = None) -> Column:
    """An integer count of minor units."""
    return Column(name, ColumnType.MINOR, required, default)


def quantity(
    name: str,
    *,
    required: bool = False,
    default: str | None = None,
    minimum: int | None = None,
    maximum: int | None = None,
) -> Column:
    """A decimal of 12 digits before and 6 after the point."""
    return Column(
        name, ColumnType.QUANTITY, required, default, minimum=minimum, maximum=maximum
    )


def average(name: str) -> Column:
    """A decimal of 12 digits before and 12 after the point, as averages are kept."""
    return Column(name, ColumnType.AVERAGE)


def unit_amount(
    name: str, *, required: bool = False, minimum: int | None = None
) -> Column:
    """A decimal of 10 digits before and 10 after the point."""
    return Column(name, ColumnType.UNIT_AMOUNT, required, minimum=minimum)


def percent(
    name: str,
    *,
    required: bool = False,
    default: str | None = None,
    minimum: int | None = None,
    maximum: int | None = None,
) -> Column:
    """A percent (20 is 20 %) of 4 digits before and 6 after the point."""
    return Column(
        name,
        ColumnType.PERCENT,
        required,
        default,
        minimum=minimum,
        maximum=maximum,
    )


def count(
    name: str,
    *,
    required: bool = False,
    default: str | None = None,
    minimum: int | None = 0,
    maximum: int | None = None,
) -> Column:
    """A whole number, from zero unless another minimum is given."""
    return Column(
        name, ColumnType.COUNT, required, default, minimum=minimum, maximum=maximum
    )


def boolean(name: str, *, default: str | None = "false") -> Column:
    """True or false, false where empty unless another default is given."""
    return Column(name, ColumnType.BOOLEAN, default=default)


def addition(column: Column) -> Column:
    """Mark what this house's own store knows beyond the input contract."""
    return replace(column, is_addition=True)
