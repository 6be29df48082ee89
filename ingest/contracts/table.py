"""The contract of one raw table."""

from dataclasses import dataclass
from enum import Enum

import polars as pl

from ingest.contracts.columns import Column


class TableKind(Enum):
    """How two rows of one key are told apart."""

    CATALOGUE = "the last file and the last row of a key win"
    DOCUMENT = "the first row of a key stays, another content is a conflict"


@dataclass(frozen=True)
class Rule:
    """What the columns of one row owe each other, `is_broken` over typed columns."""

    column: str
    is_broken: pl.Expr
    expected: str


@dataclass(frozen=True)
class TableContract:
    """One raw table: its columns, its key and what its rows must keep to.

    An empty key means that rows have no identity: equal rows of one file are all
    kept, and a second file that repeats them adds nothing.
    """

    name: str
    kind: TableKind
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    ranges: tuple[tuple[str, str], ...] = ()
    rules: tuple[Rule, ...] = ()
    computed_defaults: tuple[tuple[str, pl.Expr], ...] = ()
    received: str | None = None
    has_loose_headers: bool = False
    is_mandatory: bool = False

    @property
    def column_names(self) -> tuple[str, ...]:
        """The contract's columns in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def required_columns(self) -> tuple[str, ...]:
        """The columns that a file cannot do without."""
        return tuple(column.name for column in self.columns if column.is_required)

    @property
    def content_columns(self) -> tuple[str, ...]:
        """The columns that say the same where a row is told twice."""
        return tuple(
            column.name
            for column in self.columns
            if not column.is_addition and column.name != self.received
        )

    def column(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)


INTERVALS = ("day", "week", "month", "quarter", "year")
INTERVAL_COUNT_MAX = 1000
DAYS_MAX = 36_500
"""A hundred years: more is no agreement, and leaves the days that a calendar has."""
