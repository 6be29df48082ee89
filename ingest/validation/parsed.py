"""What a text column says once read, or why it says nothing."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Parsed:
    """The typed value, and the reason to give where there is text but no value."""

    value: pl.Expr
    reason: pl.Expr


def reasons(*pairs: tuple[pl.Expr, str]) -> pl.Expr:
    """Return the reason of the first condition that holds, else null."""
    return pl.coalesce(
        *(pl.when(condition).then(pl.lit(reason)) for condition, reason in pairs),
        pl.lit(None, pl.String()),
    )
