"""One meter that several items rate: an event is billed if one of them bills it."""

from collections.abc import Callable

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World
from tests.support.world import Value

NOON = "2026-02-{:02}T12:00:00Z"
FEBRUARY = {"period_start": "2026-02-01", "period_end": "2026-03-01"}


def pair(world: World, day: int, first: str, second: str, **more: Value) -> None:
    """Let two items of these products rate what is used on a day of February."""
    name = f"{day:02} {first} {second}"
    terms = {"started_on": "2026-02-01", "meter": "gb"}
    world.subscribe(name, first, **terms | more)
    item = world.tables["subscription_items"][-1]
    too = {"item_id": f"{name} too", "product_id": second}
    world.tables["subscription_items"].append({**item, **too})
    world.use(name, NOON.format(day), "2")


def stories(world: World) -> None:
    world.product("gb", category="usage")
    world.price("gb", unit_amount=100)
    world.product("unpriced", category="usage")
    world.product("yearly", category="usage")
    world.price("yearly", unit_amount=100, interval="year")
    pair(world, 1, "unpriced", "gb")
    pair(world, 2, "gb", "unpriced")
    pair(world, 3, "unpriced", "gb", aggregation="max")
    pair(world, 4, "unpriced", "unpriced")
    pair(world, 5, "gb", "gb")
    pair(world, 6, "unpriced", "gb")
    world.issue(
        "06 unpriced gb",
        "2026-03-01",
        kind="usage",
        item_id="06 unpriced gb too",
        amount_minor=200,
        quantity=2,
        **FEBRUARY,
    )
    pair(world, 7, "unpriced", "yearly")
    pair(world, 8, "unpriced", "gb", trial_ends_on="2026-02-15")


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories], whole=True)


OUTCOMES = {
    1: ("drafted", True, True),
    2: ("drafted", True, True),
    3: ("drafted", True, True),
    4: ("held_no_price", False, False),
    5: ("drafted", True, True),
    6: ("issued", True, True),
    # a draft is held though the other item's year still runs
    7: ("held_no_price", False, False),
    8: ("on_trial", False, False),
}


@pytest.mark.rule("5.9", "trap 18", "trap 23")
@pytest.mark.parametrize("day", OUTCOMES)
def test_an_event_is_billed_if_any_of_its_items_bills_it(
    con: duckdb.DuckDBPyConnection, day: int
) -> None:
    found = con.execute(
        "select outcome, is_rated, is_billed, event_count, cast(quantity as integer) "
        "from marts.usage_outcomes where day(partition_day) = ?",
        [day],
    ).fetchall()

    assert found == [(*OUTCOMES[day], 1, 2)]


@pytest.mark.slow
@pytest.mark.rule("3.7", "trap 18")
def test_the_checks_hold(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(con, compiled_models.tests) == {}
