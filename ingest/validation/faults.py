"""What can be wrong with a row, each fault with its column and its reason."""

from dataclasses import dataclass
from functools import cache

import polars as pl

from ingest.contracts.columns import Column
from ingest.contracts.table import Rule, TableContract
from ingest.validation.column_values import given_text, parsed_column

OTHERWISE = "cannot be read"


@dataclass(frozen=True)
class Fault:
    """One way to break the contract."""

    column: str
    is_found: pl.Expr
    reason: pl.Expr


def faults(contract: TableContract) -> list[Fault]:
    """List all faults of a row, in the order of its columns."""
    found = [fault for column in contract.columns for fault in _of_column(column)]
    found += [
        Fault(
            end,
            (pl.col(end) < pl.col(start)).fill_null(False),
            pl.lit(f"is before {start}; give a later day, or {start} for never"),
        )
        for start, end in contract.ranges
    ]
    found += [_of_rule(contract, rule) for rule in contract.rules]
    return found


def _of_rule(contract: TableContract, rule: Rule) -> Fault:
    """Blame a column for what it owes others, unless it is unreadable anyway."""
    given = given_text(contract.column(rule.column))
    is_readable = given.is_null() | pl.col(rule.column).is_not_null()
    return Fault(
        rule.column,
        (rule.is_broken & is_readable).fill_null(False),
        pl.lit(f"({rule.expected})"),
    )


@cache
def _of_column(column: Column) -> tuple[Fault, ...]:
    given = given_text(column)
    unreadable = Fault(
        column.name,
        given.is_not_null() & pl.col(column.name).is_null(),
        parsed_column(column).reason.fill_null(OTHERWISE),
    )
    if not column.is_required:
        return (unreadable,)
    empty = Fault(
        column.name, given.is_null(), pl.lit("is empty; every row needs a value here")
    )
    return (empty, unreadable)
