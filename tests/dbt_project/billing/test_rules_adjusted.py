"""Rating again as a whole, and minimums once: traps 15 to 17, 19 and 24."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import Value

JANUARY: dict[str, Value] = {
    "period_start": "2026-01-01",
    "period_end": "2026-02-01",
}
EARLY = "2026-01-10T12:00:00Z"
LATE = {"received_at": "2026-02-10T12:00:00Z"}


def catalogue(world: World) -> None:
    world.product("volume", category="usage")
    world.price("volume", charge_model="volume")
    world.product("seats", billing_timing="arrears")
    world.price("seats", charge_model="graduated", interval="month")
    for price, first, then in (("volume", 10, 5), ("seats", 100, 50)):
        bound = 15 if price == "volume" else 2
        for up_to, unit in ((bound, first), (None, then)):
            world.add("price_brackets", price_id=price, up_to=up_to, unit_amount=unit)
    world.product("least", category="usage")
    world.price("least", unit_amount=100, minimum_minor=2800)
    world.product("late", billing_timing="arrears")
    world.price("late", unit_amount=1000, minimum_minor=5000, interval="month")


def issued(
    world: World, company: str, product: str, *amounts: int, end: str = "2026-02-01"
) -> None:
    """January of a metered item, issued as usage and then, if given, a true-up."""
    world.subscribe(company, product, meter="gb", started_on="2026-01-01", ended_on=end)
    for kind, amount in zip(("usage", "minimum_true_up"), amounts, strict=False):
        world.issue(
            company,
            f"2026-02-0{1 if kind == 'usage' else 2}",
            kind=kind,
            product_id=product,
            meter="gb",
            amount_minor=amount,
            quantity=1,
            **JANUARY,
        )


def late(world: World) -> None:
    issued(world, "into the next tier", "volume", 150)
    world.use("into the next tier", EARLY, "15")
    world.use("into the next tier", "2026-01-20T12:00:00Z", "1", **LATE)

    # 10 units and what was missing of the minimum were issued, 20 came late
    issued(world, "above its minimum", "least", 1000, 1800)
    world.use("above its minimum", EARLY, "10")
    world.use("above its minimum", EARLY, "20", **LATE)

    # 10 came late, which the minimum had covered already
    issued(world, "within its minimum", "least", 1000, 1800)
    world.use("within its minimum", EARLY, "10")
    world.use("within its minimum", EARLY, "10", **LATE)

    # 30 units were issued, and then corrected to 10
    issued(world, "corrected", "least", 3000)
    world.use("corrected", EARLY, "30", event_id="thirty")
    world.use(
        *("corrected", EARLY, "10"), corrects_event_id="thirty", event_id="ten", **LATE
    )

    # its seats of January are still to be billed, on the day that usage was issued
    issued(world, "beside seats", "volume", 150, end="2026-03-01")
    world.use("beside seats", EARLY, "15")
    world.use("beside seats", "2026-01-20T12:00:00Z", "1", **LATE)
    world.add(
        "subscription_items",
        item_id="beside seats, seats",
        subscription_id="beside seats",
        product_id="seats",
        started_on="2026-01-01",
    )

    # the month of March is still running
    world.subscribe("running", "least", meter="gb", started_on="2026-03-01")
    world.use("running", "2026-03-10T12:00:00Z", "1")


def seats(world: World) -> None:
    world.subscribe("returned", "seats", started_on="2026-01-01", quantity=10)
    world.change("returned", "2026-01-20T12:00:00Z", quantity=0)
    world.change("returned", "2026-02-01T12:00:00Z", quantity=2)
    world.subscribe("in parts", "late", started_on="2026-02-01", quantity=1)
    world.change("in parts", "2026-02-15T12:00:00Z", quantity=2)


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([catalogue, late, seats])


ADJUSTED = {
    # all 16 at 5 are 80, less the 150 that were issued
    "into the next tier": -70,
    # 3000, less the 2800 of usage and true-up
    "above its minimum": 200,
    # 1000 and the 1800 up to the minimum, less 3000
    "corrected": -200,
}


@pytest.mark.rule("5.4", "trap 17")
@pytest.mark.rule("trap 15", case="into the next tier")
@pytest.mark.rule("3.3", "trap 16", case="above its minimum")
@pytest.mark.parametrize("company", ADJUSTED)
def test_a_period_rated_again_brings_one_line_over_the_difference(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    [(_, kind, period, amount)] = lines_of(con, company)

    assert (kind, period) == ("prior_period_adjustment", "01-01/02-01")
    assert amount == ADJUSTED[company]


@pytest.mark.rule("5.4")
def test_an_adjustment_waits_for_the_invoice_after_the_one_it_changes(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = [
        (day, kind, amount)
        for day, kind, _, amount in lines_of(con, "beside seats")
        if kind != "usage"
    ]

    assert found == [
        ("02-01", "recurring", 100),
        ("03-01", "recurring", 100),
        ("03-01", "prior_period_adjustment", -70),
    ]


@pytest.mark.rule("5.4", "trap 16")
def test_what_a_minimum_covered_already_brings_nothing(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = [amount for *_, amount in lines_of(con, "within its minimum")]

    assert sum(found) == 0


@pytest.mark.rule("3.3", "trap 16")
def test_a_minimum_waits_for_the_end_of_its_period(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert lines_of(con, "running") == []


@pytest.mark.rule("3.2", "trap 19")
def test_seats_that_were_given_back_fill_no_tier(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """Two seats in February stand in the first tier, whoever sat there before."""
    february = [line for line in lines_of(con, "returned") if line[2] == "02-01/03-01"]

    assert february == [("03-01", "recurring", "02-01/03-01", 200)]


@pytest.mark.rule("3.3", "trap 24")
def test_a_minimum_is_made_up_once_however_many_lines_it_has(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = [(kind, amount) for _, kind, _, amount in lines_of(con, "in parts")]

    # half a month of one and half of two
    assert found == [
        ("recurring", 500),
        ("recurring", 1000),
        ("minimum_true_up", 3500),
    ]
