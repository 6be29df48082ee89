"""What each aggregation makes of a month's events, priced at 1.00 a unit."""

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest

from ingest.contracts.agreements import AGGREGATIONS
from ingest.usage_lake.whole_meters import ADDED_UP_BY_DAY
from tests.dbt_project.billing.conftest import World

NOON = "2026-02-{:02}T12:00:00Z"
MIDNIGHT = "2026-02-{:02}T05:00:00Z"
BEFORE = "2026-01-10T12:00:00Z"
STARTS = {"started_on": "2026-02-01", "meter": "gb"}


def measure(world: World, company: str, aggregation: str, **values: str) -> None:
    """Subscribe a company for February and report its values, an instant each."""
    world.subscribe(company, "unit", aggregation=aggregation, **STARTS)
    for instant, value in values.items():
        world.use(company, instant, value)


def days(*values: int) -> dict[str, str]:
    """Report one value each noon from the first of February."""
    return {NOON.format(day): str(value) for day, value in enumerate(values, start=1)}


def gauges(world: World) -> None:
    world.product("unit", category="usage")
    world.price("unit", unit_amount=100)
    for name in ("latest", "max", "min"):
        measure(world, name, name, **days(4, 7, 5))
        carried = {BEFORE: "6"}
        measure(world, f"{name} carried", name, **carried)
        measure(world, f"{name} low", name, **carried, **days(4, 5))
        measure(world, f"{name} high", name, **carried, **days(7, 8))
        first = {MIDNIGHT.format(1): "5"}
        measure(world, f"{name} at first instant", name, **carried, **first)
    measure(world, "p95 of 20", "p95", **days(*range(20, 0, -1)))
    measure(world, "p95 of 21", "p95", **days(*range(1, 22)))
    measure(world, "p95 carried", "p95", **{BEFORE: "50"}, **days(*range(1, 21)))
    measure(world, "p95 of nothing", "p95")
    average = "time_weighted_average"
    halfway = {MIDNIGHT.format(15): "30"}
    measure(world, "average from the middle", average, **halfway)
    measure(world, "average carried", average, **{BEFORE: "10"}, **halfway)
    measure(world, "average of 20 days", average, **{MIDNIGHT.format(9): "1"})


def ties(world: World) -> None:
    for name in ("max", "latest"):
        company = f"{name} tie"
        measure(world, company, name)
        for value, received in (("9", 10), ("3", 12), ("6", 11)):
            received_at = NOON.format(received)
            world.use(company, NOON.format(1), value, received_at=received_at)
    measure(world, "carried tie", "latest")
    for value, received in (("9", 10), ("3", 12), ("6", 11)):
        world.use("carried tie", BEFORE, value, received_at=NOON.format(received))
    measure(world, "carried too late", "latest")
    world.use("carried too late", BEFORE, "6", received_at="2026-05-31T12:00:00Z")
    measure(world, "same receipt", "latest")
    for value, name in (("9", "c"), ("3", "d"), ("6", "b")):
        world.use("same receipt", NOON.format(1), value, event_id=f"same {name}")


def distinct_keys(world: World) -> None:
    measure(world, "unique", "count_unique")
    for day, key in enumerate(("ann", "bob", "ann", None), start=1):
        world.use("unique", NOON.format(day), "5", unique_key=key)
    world.use("unique", "2026-03-01T05:00:00Z", "5", unique_key="march")


def corrected(world: World) -> None:
    for name, received in (
        ("corrected", NOON.format(20)),
        ("corrected in time", "2026-05-30T12:00:00Z"),
        ("corrected too late", "2026-05-31T12:00:00Z"),
    ):
        measure(world, name, "max", **days(3))
        world.use(name, NOON.format(2), "100", event_id=name)
        world.use(
            name,
            NOON.format(3),
            "2",
            corrects_event_id=name,
            received_at=received,
        )


def required(world: World) -> None:
    world.subscribe(
        "silent gauge", "unit", aggregation="latest", usage_required=True, **STARTS
    )
    world.use("silent gauge", BEFORE, "6")


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([gauges, ties, distinct_keys, corrected, required])


QUANTITIES = {
    "latest": "5",
    "latest carried": "6",
    "latest low": "5",
    "latest high": "8",
    "latest at first instant": "5",
    # a gauge has no reading before its first one ever: no zero is the least
    "min": "4",
    "min carried": "6",
    "min low": "4",
    "min high": "6",
    "min at first instant": "5",
    "max": "7",
    "max carried": "6",
    "max low": "6",
    "max high": "8",
    # the reading there takes the place of the 6 carried in
    "max at first instant": "5",
    "p95 of 20": "19",
    "p95 of 21": "20",
    # 1 to 20 and the 50 carried in: the 20th of 21
    "p95 carried": "20",
    "p95 of nothing": "0",
    # half of the 28 days at nothing, half at 30
    "average from the middle": "15",
    "average carried": "20",
    # 20 / 28, kept to twelve digits
    "average of 20 days": "0.714285714286",
    "max tie": "3",
    "latest tie": "3",
    "carried tie": "3",
    "carried too late": "0",
    "same receipt": "3",
    "unique": "2",
    "corrected": "3",
    # May 30 is the 90th day after March 1
    "corrected in time": "3",
    "corrected too late": "100",
}


@pytest.mark.rule("3.5")
@pytest.mark.rule("3.7", case="corrected")
@pytest.mark.rule("5.4", case="corrected too late")
@pytest.mark.rule("1.2", case="average of 20 days")
@pytest.mark.rule("2.2", "trap 13", case="max at first instant")
@pytest.mark.rule("trap 20", case="latest carried")
@pytest.mark.parametrize("company", QUANTITIES)
def test_an_aggregation_measures(con: duckdb.DuckDBPyConnection, company: str) -> None:
    found = con.execute(
        "select quantity from marts.invoice_lines "
        "where company_id = ? and period_start = '2026-02-01'",
        [company],
    ).fetchall()

    assert found == [(Decimal(QUANTITIES[company]),)]


@pytest.mark.rule("1.2", "1.3")
def test_a_measured_quantity_is_priced_once(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select amount_minor from marts.invoice_lines "
        "where company_id = 'average of 20 days'"
    ).fetchall()

    assert found == [(71,)]


@pytest.mark.rule("3.7", "trap 25")
def test_a_value_carried_in_is_no_event_of_the_period(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select status, reason from intermediate.int_invoices_united "
        "where company_id = 'silent gauge'"
    ).fetchall()

    assert found == [("pending_review", "usage_missing item silent gauge")]


def test_no_aggregation_holds_a_draft(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select subject_id, reason from intermediate.int_charges_held"
    ).fetchall()

    assert found == [("silent gauge", "usage_missing")]


def test_the_lake_keeps_the_events_of_what_days_cannot_sum_up(
    con: duckdb.DuckDBPyConnection,
) -> None:

    declared = con.execute(
        "select aggregation, is_split_by_day from reference.usage_aggregations"
    ).fetchall()

    assert {name for name, _ in declared} == set(AGGREGATIONS)
    assert {name for name, is_split in declared if is_split} == set(ADDED_UP_BY_DAY)
