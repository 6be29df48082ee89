"""Trials that were moved after their period was issued (semantics 4.5, 2.5)."""

from collections.abc import Callable

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import SELLER


def charge(world: World, name: str, days: str, amount: int, **more: str | None) -> None:
    """Issue `days`, as `03-01/03-11`, in the way they were drafted."""
    first, last = (f"2026-{day}" for day in days.split("/"))
    rule = "trial:list:day" if amount == 0 else "list:day"
    period = {"period_start": first, "period_end": last}
    sold = {"product_id": "day", "price_id": "day", "quantity": 1, "price_rule": rule}
    world.issue(name, first, amount_minor=amount, **sold | period | more)


def stories(world: World) -> None:
    world.tables["entities"] = [{**SELLER, "proration_invoicing": "immediate"}]
    world.product("day")
    world.price("day", unit_amount="3100", interval="month")

    def told(name: str, trial_ends_on: str | None) -> None:
        world.subscribe(name, "day", quantity=1, trial_ends_on=trial_ends_on)

    told("drafted", "2026-03-11")
    told("extended", "2026-03-21")
    charge(world, "extended", "03-01/03-11", 0)
    charge(world, "extended", "03-11/04-01", 2100)
    told("cut short", "2026-03-06")
    charge(world, "cut short", "03-01/03-11", 0)
    charge(world, "cut short", "03-11/04-01", 2100)
    told("called off", None)
    charge(world, "called off", "03-01/03-11", 0)
    charge(world, "called off", "03-11/04-01", 2100)
    told("given", "2026-03-11")
    charge(world, "given", "03-01/04-01", 3100)
    told("over all", "2026-04-05")
    charge(world, "over all", "03-01/04-01", 3100)
    told("settled", "2026-03-11")
    charge(world, "settled", "03-01/03-11", 0)
    charge(world, "settled", "03-11/04-01", 2100)
    # what the replaced system billed for the month may have had its trial taken off
    told("imported", "2026-03-11")
    charge(world, "imported", "03-01/04-01", 2100, price_rule=None)


EXPECTED = {
    "drafted": [
        ("03-01", "recurring", "03-01/03-11", 0),
        ("03-01", "recurring", "03-11/04-01", 2100),
    ],
    "extended": [
        ("03-11", "credit", "03-11/04-01", -2100),
        ("03-21", "proration", "03-21/04-01", 1100),
    ],
    "cut short": [
        ("03-01", "recurring", "03-06/04-01", 2600),
        ("03-11", "credit", "03-11/04-01", -2100),
    ],
    "called off": [
        ("03-01", "recurring", "03-01/04-01", 3100),
        ("03-11", "credit", "03-11/04-01", -2100),
    ],
    "given": [
        ("03-01", "credit", "03-01/04-01", -3100),
        ("03-11", "proration", "03-11/04-01", 2100),
    ],
    "over all": [("03-01", "credit", "03-01/04-01", -3100)],
    "settled": [],
    "imported": [],
}


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories])


@pytest.mark.rule("2.5", "4.5")
@pytest.mark.rule("5.5", case="settled")
@pytest.mark.parametrize("company", EXPECTED)
def test_a_trial_told_late_costs_as_one_told_on_time(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert sorted(lines_of(con, company)) == sorted(EXPECTED[company])


def test_days_of_a_trial_name_it_as_their_rule(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select price_rule from marts.invoice_lines where company_id = 'drafted' "
        "order by period_start"
    ).fetchall()
    assert found == [("trial:list:day",), ("list:day",)]


@pytest.mark.rule("5.5")
def test_days_of_a_trial_that_are_charged_now_are_no_second_charge(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    about = {"nothing_is_drafted_that_was_issued", "nothing_is_charged_twice"}
    tests = [test for test in compiled_models.tests if test.name in about]

    assert len(tests) == len(about)
    assert violations(con, tests) == {}
