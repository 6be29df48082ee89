"""A whole told by its parts in one column: a JSON object of names and minor units."""

import json
from collections.abc import Sequence

import polars as pl

LARGEST_MINOR = 10**15


def are_not_parts_of(parts: str, whole: str) -> pl.Expr:
    """Say where a column is no JSON of names and minor units that sum to the whole.

    Example: `{"SPRING": -500, "VIP": -100}` are parts of -600.
    """
    total = pl.col(parts).map_elements(total_minor, return_dtype=pl.Int64())
    return pl.col(parts).is_not_null() & (
        total.is_null() | (total != pl.col(whole).fill_null(0))
    )


def total_minor(text: str) -> int | None:
    """Return what the parts sum to; none where the text is something else."""
    try:
        parts: object = json.loads(text, object_pairs_hook=_named_once)
    except ValueError:
        return None
    return sum(parts.values()) if isinstance(parts, dict) else None


def _named_once(pairs: Sequence[tuple[str, object]]) -> dict[str, int]:
    parts = {
        name: value
        for name, value in pairs
        if name and type(value) is int and abs(value) < LARGEST_MINOR
    }
    if not pairs or len(parts) < len(pairs):
        raise ValueError("each part is named once and has minor units")
    return parts
