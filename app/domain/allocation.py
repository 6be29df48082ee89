"""Splits an amount into parts that always sum to the whole (semantics 1.4)."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor


class NothingToWeighByError(ValueError):
    """Raised when the weights sum to zero: give an amount something to fall on."""


def allocate(minor: int, weights: Sequence[int | Fraction]) -> tuple[int, ...]:
    """Split by largest remainder, ties to the earlier: 100 by 1,1,1 is 34,33,33."""
    if minor < 0:
        return tuple(-part for part in allocate(-minor, weights))
    whole = sum((Fraction(weight) for weight in weights), Fraction(0))
    if whole == 0:
        raise NothingToWeighByError(f"the weights {list(weights)} sum to zero")
    exact = [minor * Fraction(weight) / whole for weight in weights]
    parts = [floor(share) for share in exact]
    by_remainder = sorted(
        range(len(parts)), key=lambda place: (parts[place] - exact[place], place)
    )
    for place in by_remainder[: minor - sum(parts)]:
        parts[place] += 1
    return tuple(parts)
