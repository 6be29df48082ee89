"""Minimums of recurring items whose terms change inside a period, or later."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import SELLER

pytestmark = pytest.mark.slow

MARCH = {"period_start": "2026-03-01", "period_end": "2026-04-01"}
FEBRUARY = {"period_start": "2026-02-01", "period_end": "2026-03-01"}
ON_11 = "2026-03-11T16:00:00Z"


def issued(world: World, name: str, **more: str) -> None:
    """Subscribe to one of 31.00 and issue March, made up to its minimum of 62.00."""
    world.subscribe(name, "least", quantity=1, **more)
    charge(world, name, "2026-03-01", **MARCH)
    make_up(world, name, "2026-03-02", **MARCH)


def charge(world: World, name: str, on: str, **period: str) -> None:
    sold = {"product_id": "least", "quantity": 1}
    world.issue(name, on, amount_minor=3100, **sold, **period)


def make_up(
    world: World,
    name: str,
    on: str,
    amount: int = 3100,
    *,
    kind: str = "minimum_true_up",
    price_rule: str | None = "list:least",
    **period: str,
) -> None:
    sold = {"product_id": "least", "quantity": 1, "price_rule": price_rule}
    world.issue(name, on, kind=kind, amount_minor=amount, **sold, **period)


def stories(world: World) -> None:
    world.tables["entities"] = [{**SELLER, "proration_invoicing": "immediate"}]
    for name, timing in (("least", "advance"), ("late", "arrears")):
        world.product(name, billing_timing=timing)
        least = {"unit_amount": "3100", "minimum_minor": 6200}
        world.price(name, **least, interval="month")
    world.price("least", price_id="without", tier="x", unit_amount="3100")

    world.subscribe("drafted", "least", quantity=1)
    world.change("drafted", ON_11, quantity=2)
    world.subscribe("fewer", "least", quantity=2)
    world.change("fewer", ON_11, quantity=1)
    world.subscribe("in arrears", "late", started_on="2026-02-01", quantity=1)
    world.change("in arrears", "2026-02-15T16:00:00Z", quantity=2)

    issued(world, "more")
    world.change("more", ON_11, quantity=2)
    issued(world, "settled")
    world.change("settled", ON_11, quantity=2)
    make_up(
        *(world, "settled", "2026-03-12", -2100),
        kind="prior_period_adjustment",
        **MARCH,
    )
    issued(world, "ended", ended_on="2026-03-11")
    issued(world, "without")
    world.change("without", "2026-03-01T16:00:00Z", price_id="without")

    issued(world, "gone", started_on="2026-02-01", ended_on="2026-02-15")
    charge(world, "gone", "2026-02-01", **FEBRUARY)
    make_up(world, "gone", "2026-02-02", **FEBRUARY)

    # the replaced system had its own terms, or made a quarter's minimum up at once
    quarter = {"period_start": "2026-01-01", "period_end": "2026-04-01"}
    for name, period in (("imported", MARCH), ("imported at once", quarter)):
        world.subscribe(name, "least", quantity=1)
        charge(world, name, "2026-03-01", **MARCH)
        make_up(world, name, "2026-03-02", 3333, price_rule=None, **period)
        world.change(name, ON_11, quantity=2)


CHANGED = [
    ("03-11", "proration", "03-11/04-01", 4200),
    ("03-11", "credit", "03-11/04-01", -2100),
]
EXPECTED = {
    # 10.00 to the 11th and 42.00 since: 10.00 are missing, no longer 31.00
    "drafted": [
        ("03-01", "recurring", "03-01/04-01", 3100),
        ("03-01", "minimum_true_up", "03-01/04-01", 3100),
        *CHANGED,
        ("03-11", "prior_period_adjustment", "03-01/04-01", -2100),
    ],
    "more": [*CHANGED, ("03-11", "prior_period_adjustment", "03-01/04-01", -2100)],
    "settled": CHANGED,
    # two of 31.00 were enough until the 11th
    "fewer": [
        ("03-01", "recurring", "03-01/04-01", 6200),
        ("03-11", "proration", "03-11/04-01", 2100),
        ("03-11", "credit", "03-11/04-01", -4200),
        ("03-11", "minimum_true_up", "03-01/04-01", 2100),
    ],
    # 15.50 and 31.00, known when the period is billed
    "in arrears": [
        ("03-01", "recurring", "02-01/02-15", 1550),
        ("03-01", "recurring", "02-15/03-01", 3100),
        ("03-01", "minimum_true_up", "02-01/03-01", 1550),
    ],
    # ten days of 62.00 are 20.00, and 10.00 of it was charged
    "ended": [
        ("03-11", "credit", "03-11/04-01", -2100),
        ("03-11", "prior_period_adjustment", "03-01/03-11", -2100),
    ],
    "without": [("03-01", "prior_period_adjustment", "03-01/04-01", -3100)],
    # half of February is left of it, and nothing of March
    "gone": [
        ("02-15", "credit", "02-15/03-01", -1550),
        ("02-15", "prior_period_adjustment", "02-01/02-15", -1550),
        ("02-15", "credit", "03-01/04-01", -3100),
        ("02-15", "prior_period_adjustment", "03-01/04-01", -3100),
    ],
    "imported": CHANGED,
    "imported at once": CHANGED,
}


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories])


@pytest.mark.rule("3.3", "4.2")
@pytest.mark.rule("4.4", case="ended")
@pytest.mark.rule("4.4", case="gone")
@pytest.mark.rule("5.5", case="settled")
@pytest.mark.rule("5.5", case="imported")
@pytest.mark.rule("5.4", case="more")
@pytest.mark.parametrize("company", EXPECTED)
def test_a_minimum_is_judged_by_all_lines_of_its_period(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert sorted(lines_of(con, company)) == sorted(EXPECTED[company])
