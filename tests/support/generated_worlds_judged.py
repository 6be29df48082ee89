"""Names the smallest generated customer that breaks a law, if one does."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pytest

from tests.support.generated_worlds import Customer
from tests.support.world import Row

Broken = Mapping[str, object]
Law = Callable[[Sequence[Customer]], Broken]

ROUNDS = 12
EMPTY_ABLE = frozenset(
    {
        *("anchor_on", "interval", "interval_count", "trial_ends_on", "ended_on"),
        *("cancel_mode", "contract_id", "minimum_minor", "cap_minor", "proration"),
        *("billing_timing", "auto_renew", "price_id", "aggregation"),
        *("discount_percent", "committed_minor"),
    }
)


class Cut(NamedTuple):
    """A row to leave out, or a value of it."""

    table: str
    place: int
    column: str | None = None


def holds(law: Law, batch: Sequence[Customer]) -> None:
    """Fail with the rows of a customer that breaks the law, cut down to the cause."""
    broken = law(batch)
    if not broken:
        return
    failing = [customer for customer in batch if customer.name in broken]
    smallest = min(failing, key=_size)
    smallest, why = _cut_down(law, smallest, broken[smallest.name])
    pytest.fail(
        f"{len(failing)} of {len(batch)} customers break the law, as does\n"
        f"{smallest}\nfor it gives {why}",
        pytrace=False,
    )


def _cut_down(law: Law, best: Customer, why: object) -> tuple[Customer, object]:
    """Leave out what can be left out; all ways of a round are one execution."""
    for turn in range(ROUNDS):
        single = _tried(law, best, turn, [[cut] for cut in _cuts(best)])
        if not single:
            break
        able = [cuts[0] for _, cuts, _ in single]
        many = [able[:size] for size in {len(able), *_halves(len(able))}]
        many += [able[-size:] for size in _halves(len(able))]
        found = single + _tried(law, best, turn + ROUNDS, many)
        best, _, why = min(found, key=lambda one: _size(one[0]))
    return best, why


def _halves(size: int) -> Iterator[int]:
    while size > 1:
        size //= 2
        yield size


def _tried(
    law: Law, best: Customer, turn: int, ways: Sequence[Sequence[Cut]]
) -> list[tuple[Customer, Sequence[Cut], object]]:
    """Return the ways of cutting after which the law is still broken."""
    tried = [
        Customer(f"v{turn}n{place}", _without(best, frozenset(cuts)))
        for place, cuts in enumerate(ways)
    ]
    verdict = law(tried) if tried else {}
    return [
        (customer, cuts, verdict[customer.name])
        for customer, cuts in zip(tried, ways, strict=True)
        if customer.name in verdict
    ]


def _cuts(customer: Customer) -> Iterator[Cut]:
    for table, found in customer.tables.items():
        for place, row in enumerate(found):
            if table != "companies":
                yield Cut(table, place)
            for column, value in row.items():
                if column in EMPTY_ABLE and value is not None:
                    yield Cut(table, place, column)


def _without(customer: Customer, cuts: frozenset[Cut]) -> Mapping[str, tuple[Row, ...]]:
    return {
        table: tuple(
            {k: None if Cut(table, place, k) in cuts else v for k, v in row.items()}
            for place, row in enumerate(found)
            if Cut(table, place) not in cuts
        )
        for table, found in customer.tables.items()
    }


def _size(customer: Customer) -> int:
    return sum(
        1 + sum(value is not None for value in row.values())
        for found in customer.tables.values()
        for row in found
    )
