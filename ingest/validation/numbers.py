"""Read numbers from text, exactly and within the contract's limits."""

import polars as pl

from ingest.contracts.columns import Column, ColumnType
from ingest.validation.parsed import Parsed, reasons

DIGITS = {
    ColumnType.QUANTITY: (12, 6),
    ColumnType.AVERAGE: (12, 12),
    ColumnType.UNIT_AMOUNT: (10, 10),
    ColumnType.PERCENT: (4, 6),
}
PLAIN = r"^[+-]?(\d+\.?\d*|\.\d+)$"
WHOLE = r"^[+-]?\d+(\.0*)?$"
MINOR_DIGITS_MAX = 15
LOOKS_MAJOR = r"^[+-]?\d+\.00+$"
"""Two decimals or more are how people write major units; `2500.0` is a float's text."""
NOT_A_NUMBER = "is not a number; give the value or remove the row"


def decimal(column: Column, text: pl.Expr) -> Parsed:
    """Read a plain decimal with the digits that its type allows."""
    before, after = DIGITS[column.type]
    fits = rf"^[+-]?(0*\d{{1,{before}}}(\.\d{{0,{after}}}0*)?|\.\d{{1,{after}}}0*)$"
    value = (
        pl.when(text.str.contains(fits))
        .then(text.str.strip_prefix("+"))
        .cast(column.type.polars_type, strict=False)
    )
    return Parsed(
        _within(column, value),
        reasons(
            (_is_not_a_number(text), NOT_A_NUMBER),
            (
                ~text.str.contains(PLAIN),
                "is not a plain decimal; write digits with a point, such as 1234.50",
            ),
            (
                _digits_before(text) > before,
                f"has more than {before} digits before the point",
            ),
            (
                _digits_after(text) > after,
                f"has more than {after} digits after the point",
            ),
            *_beyond_bounds(column, value),
        ),
    )


def whole(column: Column, text: pl.Expr) -> Parsed:
    """Read an amount in minor units, or a count."""
    is_minor = column.type is ColumnType.MINOR
    looks_major = pl.lit(is_minor) & text.str.contains(LOOKS_MAJOR)
    fits = text.str.contains(rf"^[+-]?0*\d{{1,{MINOR_DIGITS_MAX}}}(\.0*)?$")
    value = (
        pl.when(fits & ~looks_major)
        .then(text.str.strip_prefix("+").str.replace(r"\.0*$", ""))
        .cast(pl.Int64(), strict=False)
        .cast(column.type.polars_type, strict=False)
    )
    return Parsed(
        _within(column, value),
        reasons(
            (_is_not_a_number(text), NOT_A_NUMBER),
            (
                ~text.str.contains(WHOLE),
                "is not a whole number of minor units; write 12.50 USD as 1250"
                if is_minor
                else "is not a whole number",
            ),
            (
                looks_major,
                "has the decimals of major units; write 2500.00 USD as 250000",
            ),
            (
                value.is_null(),
                "is 10^15 minor units or more" if is_minor else "has too many digits",
            ),
            *_beyond_bounds(column, value),
        ),
    )


def _is_not_a_number(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.contains(r"^[+-]?(nan|inf|infinity)$")


def _digits_before(text: pl.Expr) -> pl.Expr:
    return text.str.extract(r"^[+-]?0*(\d*)").str.len_bytes()


def _digits_after(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars_end("0").str.extract(r"\.(\d*)$").str.len_bytes()


def _within(column: Column, value: pl.Expr) -> pl.Expr:
    if column.minimum is not None:
        value = pl.when(value >= column.minimum).then(value)
    if column.maximum is not None:
        value = pl.when(value <= column.maximum).then(value)
    return value


def _beyond_bounds(column: Column, value: pl.Expr) -> tuple[tuple[pl.Expr, str], ...]:
    too_small = (
        "is negative; give zero or more"
        if column.minimum == 0
        else f"is too small; give at least {column.minimum}"
    )
    return (
        (
            pl.lit(False) if column.minimum is None else value < column.minimum,
            too_small,
        ),
        (pl.lit(True), f"is too large; give at most {column.maximum}"),
    )
