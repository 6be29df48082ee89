"""Read texts, fixed words, codes and booleans."""

import polars as pl

from ingest.contracts.columns import Column
from ingest.validation.known_values import CURRENCY_CODES, TIME_ZONES
from ingest.validation.parsed import Parsed


def text(column: Column, given: pl.Expr) -> Parsed:
    """Keep text as it is, unless the contract names the words it may be."""
    if not column.choices:
        return Parsed(given, pl.lit(None, pl.String()))
    words = ", ".join(column.choices)
    return _one_of(given, column.choices, f"is none of {words}")


def currency(given: pl.Expr) -> Parsed:
    """Read an ISO 4217 code."""
    return _one_of(
        given,
        CURRENCY_CODES,
        "is not a currency; write its ISO 4217 code in capitals, such as USD",
    )


def zone(given: pl.Expr) -> Parsed:
    """Read an IANA time zone."""
    return _one_of(
        given, TIME_ZONES, "is not an IANA time zone; write one such as Europe/Berlin"
    )


def boolean(given: pl.Expr) -> Parsed:
    """Read true or false."""
    word = given.str.to_lowercase()
    return Parsed(
        pl.when(word == "true").then(True).when(word == "false").then(False),
        pl.lit("is neither true nor false"),
    )


def _one_of(given: pl.Expr, words: tuple[str, ...], problem: str) -> Parsed:
    is_known = given.is_in(pl.Series(list(words)).implode())
    return Parsed(pl.when(is_known).then(given), pl.lit(problem))
