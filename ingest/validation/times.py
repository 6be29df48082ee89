"""Read dates and instants from text, within the years that are believable."""

import polars as pl

from ingest.validation.parsed import Parsed, reasons

FIRST_YEAR = 1990
LAST_YEAR = 2100
OUT_OF_RANGE = f"is not between {FIRST_YEAR} and {LAST_YEAR}"
DAY = r"^\d{4}-\d{2}-\d{2}([T ]00:00:00(\.0+)?)?$"
INSTANT = (
    r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2})?)$"
)
WITHOUT_OFFSET = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?$"
TO_THE_SECOND = "%Y-%m-%dT%H:%M:%S%.f%#z"
TO_THE_MINUTE = "%Y-%m-%dT%H:%M%#z"


def day(text: pl.Expr) -> Parsed:
    """Read a date written YYYY-MM-DD."""
    value = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    is_written = text.str.contains(DAY)
    return Parsed(
        pl.when(is_written & _is_in_range(value)).then(value),
        reasons(
            (~is_written, "is not a date; write YYYY-MM-DD"),
            (value.is_null(), "is not a day of the calendar"),
            (~_is_in_range(value), OUT_OF_RANGE),
        ),
    )


def instant(text: pl.Expr) -> Parsed:
    """Read an ISO 8601 instant with an offset, and move it to UTC."""
    joined = text.str.replace(" ", "T", literal=True)
    value = pl.coalesce(
        joined.str.to_datetime(form, time_unit="us", time_zone="UTC", strict=False)
        for form in (TO_THE_SECOND, TO_THE_MINUTE)
    ).dt.replace_time_zone(None)
    is_written = text.str.contains(INSTANT)
    return Parsed(
        pl.when(is_written & _is_in_range(value)).then(value),
        reasons(
            (
                text.str.contains(WITHOUT_OFFSET),
                "has no offset; add Z for UTC or one such as +01:00",
            ),
            (
                ~is_written,
                "is not an instant; write 2026-03-01T09:30:00+01:00",
            ),
            (value.is_null(), "is not a time of the calendar"),
            (~_is_in_range(value), OUT_OF_RANGE),
        ),
    )


def _is_in_range(value: pl.Expr) -> pl.Expr:
    return value.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
