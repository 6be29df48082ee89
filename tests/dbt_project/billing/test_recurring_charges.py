"""Recurring items: periods from the anchor, proration, trials, ends, issued periods."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import Row

WHOLE_MARCH: Row = {"period_start": "2026-03-01", "period_end": "2026-04-01"}


def stories(world: World) -> None:
    world.product("late", billing_timing="arrears")
    world.price("late", unit_amount="3100", interval="month")
    world.product("early")
    world.price("early", unit_amount="3100", interval="month")
    world.product("whole", proration="none")
    world.price("whole", unit_amount="3100", interval="month")
    world.product("exact", proration="second")
    world.price("exact", unit_amount="3100", interval="month")
    world.product("yearly")
    world.price("yearly", unit_amount="120000", interval="year")

    world.subscribe("advance", "early", quantity=2)
    world.subscribe("arrears", "late", started_on="2026-02-01", quantity=2)
    world.subscribe("month_end", started_on="2026-01-31")
    world.subscribe("leap", "yearly", started_on="2024-02-29")
    world.subscribe("stub", "early", started_on="2026-03-22", anchor_on="2026-01-01")
    world.subscribe("ended", "early", ended_on="2026-03-11")
    world.subscribe(
        "period_end", "early", ended_on="2026-03-11", cancel_mode="at_period_end"
    )
    world.subscribe("never", "early", ended_on="2026-03-01")
    world.subscribe("trial", "early", trial_ends_on="2026-03-11")
    world.subscribe(
        "migrated", "early", billed_through="2026-03-01", started_on="2026-01-01"
    )

    world.subscribe("more", "early", started_on="2026-02-01", quantity=1)
    world.change("more", "2026-02-15T12:00:00Z", quantity=3)
    world.subscribe("more_late", "late", started_on="2026-02-01", quantity=1)
    world.change("more_late", "2026-02-15T12:00:00Z", quantity=3)
    world.subscribe("to_and_fro", "early", started_on="2026-02-01", quantity=1)
    world.change("to_and_fro", "2026-02-15T12:00:00Z", quantity=9)
    world.change("to_and_fro", "2026-02-15T13:00:00Z", quantity=1)
    world.subscribe("at_night", "early", started_on="2026-02-01", quantity=1)
    world.change("at_night", "2026-03-01T03:00:00Z", quantity=2)
    world.subscribe("first_day", "early", started_on="2026-02-01", quantity=1)
    world.change("first_day", "2026-03-01T17:00:00Z", quantity=2)
    world.subscribe("none", "whole", started_on="2026-02-10", anchor_on="2026-02-01")
    world.change("none", "2026-02-15T12:00:00Z", quantity=2)
    world.subscribe("noon", "exact", started_on="2026-01-01", quantity=1)
    world.change("noon", "2026-01-16T17:00:00Z", quantity=2)

    world.subscribe("named", "early", started_on="2026-02-01", quantity=1)
    world.change("named", "2026-02-15T12:00:00Z", price_id="early")
    world.subscribe("named_later", "early", quantity=1)
    world.issue(
        *("named_later", "2026-03-01"),
        amount_minor=3100,
        quantity=1,
        product_id="early",
        price_id="early",
        **WHOLE_MARCH,
    )
    world.change("named_later", "2026-04-10T16:00:00Z", quantity=3, price_id="early")
    world.subscribe("issued", "early")
    world.issue("issued", "2026-03-01", amount_minor=3100, quantity=1, **WHOLE_MARCH)
    world.subscribe("issued_then_ended", "early", ended_on="2026-03-11")
    world.issue(
        "issued_then_ended", "2026-03-01", amount_minor=3100, quantity=1, **WHOLE_MARCH
    )
    world.subscribe("voided", "early")
    world.issue(
        "voided",
        "2026-03-01",
        amount_minor=3100,
        status="void",
        voided_on="2026-03-05",
        **WHOLE_MARCH,
    )
    world.subscribe("free", "early", quantity=1)
    world.add(
        "price_overrides",
        override_id="free",
        company_id="free",
        product_id="early",
        kind="percent",
        value=100,
        effective_from="2020-01-01",
        approved_by="cfo",
    )


def days_met(world: World) -> None:
    """Change or end on a day that is an invoice's or a boundary already."""
    # by the quarter, on the day that another item of it is invoiced
    world.product("quarterly")
    world.price("quarterly", unit_amount="9000", interval="quarter")
    world.subscribe("that_day", "early", started_on="2026-01-01")
    world.add(
        "subscription_items",
        item_id="that_day quarterly",
        subscription_id="that_day",
        product_id="quarterly",
        started_on="2026-01-01",
    )
    world.change("that_day quarterly", "2026-02-01T17:00:00Z", quantity=2)
    world.subscribe(
        *("period_end_met", "early"),
        started_on="2026-02-01",
        ended_on="2026-03-01",
        cancel_mode="at_period_end",
    )
    # an item that bills nothing has no invoice that a change could wait for
    world.subscribe("idle", "early", started_on="2025-12-01", quantity=0)
    world.add(
        "subscription_items",
        item_id="idle quarterly",
        subscription_id="idle",
        product_id="quarterly",
        started_on="2025-12-01",
    )
    world.change("idle quarterly", "2026-01-15T17:00:00Z", quantity=2)
    # what is charged whole ends after it was issued
    world.subscribe("none_issued", "whole", ended_on="2026-03-11")
    whole: Row = {"product_id": "whole", "quantity": 1, **WHOLE_MARCH}
    world.issue("none_issued", "2026-03-01", amount_minor=3100, **whole)


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories, days_met])


Line = tuple[str, str, str, int]

EXPECTED: dict[str, list[Line]] = {
    # a period in advance is billed on its first day, in arrears the day after it
    "advance": [("03-01", "recurring", "03-01/04-01", 6200)],
    "arrears": [("03-01", "recurring", "02-01/03-01", 6200)],
    # boundaries come from the anchor and are clamped: no drift after February
    "month_end": [
        ("01-31", "recurring", "01-31/02-28", 10000),
        ("02-28", "recurring", "02-28/03-31", 10000),
        ("03-31", "recurring", "03-31/04-30", 10000),
    ],
    "leap": [
        ("02-29", "recurring", "02-29/02-28", 120000),
        ("02-28", "recurring", "02-28/02-28", 120000),
        ("02-28", "recurring", "02-28/02-28", 120000),
    ],
    # a stub is a part of the whole period that contains it: 10 of 31 days
    "stub": [("03-22", "recurring", "03-22/04-01", 1000)],
    "ended": [("03-01", "recurring", "03-01/03-11", 1000)],
    "period_end": [("03-01", "recurring", "03-01/04-01", 3100)],
    "never": [],
    "trial": [
        ("03-01", "recurring", "03-01/03-11", 0),
        ("03-01", "recurring", "03-11/04-01", 2100),
    ],
    "migrated": [("03-01", "recurring", "03-01/04-01", 3100)],
    # 14 of 28 days with two more: half a credit and half of three
    # 59 of the quarter's 90 days are left
    "that_day": [
        ("01-01", "recurring", "01-01/02-01", 3100),
        ("01-01", "recurring", "01-01/04-01", 9000),
        ("02-01", "recurring", "02-01/03-01", 3100),
        ("02-01", "proration", "02-01/04-01", 11800),
        ("02-01", "credit", "02-01/04-01", -5900),
        ("03-01", "recurring", "03-01/04-01", 3100),
    ],
    "period_end_met": [("02-01", "recurring", "02-01/03-01", 3100)],
    # half of its 90 days are left, and wait for March 1
    "idle": [
        ("12-01", "recurring", "12-01/03-01", 9000),
        ("03-01", "recurring", "03-01/06-01", 18000),
        ("03-01", "proration", "01-15/03-01", 9000),
        ("03-01", "credit", "01-15/03-01", -4500),
    ],
    "more": [
        ("02-01", "recurring", "02-01/03-01", 3100),
        ("03-01", "recurring", "03-01/04-01", 9300),
        ("03-01", "proration", "02-15/03-01", 4650),
        ("03-01", "credit", "02-15/03-01", -1550),
    ],
    "more_late": [
        ("03-01", "recurring", "02-01/02-15", 1550),
        ("03-01", "recurring", "02-15/03-01", 4650),
    ],
    # several changes on one day are the last of them; a change back leaves nothing
    "to_and_fro": [
        ("02-01", "recurring", "02-01/03-01", 3100),
        ("03-01", "recurring", "03-01/04-01", 3100),
    ],
    # 03:00 UTC on March 1 is still the last of February in New York: one day of 28
    "at_night": [
        ("02-01", "recurring", "02-01/03-01", 3100),
        ("03-01", "recurring", "03-01/04-01", 6200),
        ("03-01", "proration", "02-28/03-01", 221),
        ("03-01", "credit", "02-28/03-01", -111),
    ],
    "first_day": [
        ("02-01", "recurring", "02-01/03-01", 3100),
        ("03-01", "recurring", "03-01/04-01", 6200),
    ],
    # without proration a started period is whole and a change waits
    "none": [
        ("02-10", "recurring", "02-10/03-01", 3100),
        ("03-01", "recurring", "03-01/04-01", 6200),
    ],
    # and nothing of it is credited
    "none_issued": [],
    # noon of January 16 is the middle of its 31 days, in local time
    "noon": [
        ("01-01", "recurring", "01-01/02-01", 3100),
        ("02-01", "recurring", "02-01/03-01", 6200),
        ("02-01", "proration", "01-16/02-01", 3100),
        ("02-01", "credit", "01-16/02-01", -1550),
        ("03-01", "recurring", "03-01/04-01", 6200),
    ],
    # a change that names the price that holds anyway is none, and rebills nothing
    "named": [
        ("02-01", "recurring", "02-01/03-01", 3100),
        ("03-01", "recurring", "03-01/04-01", 3100),
    ],
    "named_later": [],
    "issued": [],
    "issued_then_ended": [("03-11", "credit", "03-11/04-01", -2100)],
    "voided": [("03-01", "recurring", "03-01/04-01", 3100)],
    # a zero line is a real line: its period is charged
    "free": [("03-01", "recurring", "03-01/04-01", 0)],
}


@pytest.mark.rule("2.5", "3.8", "4.1", "4.2")
@pytest.mark.rule("2.3", "trap 3", case="month_end")
@pytest.mark.rule("2.3", "2.4", "trap 1", case="leap")
@pytest.mark.rule("2.3", "trap 2", case="stub")
@pytest.mark.rule("4.4", case="ended")
@pytest.mark.rule("4.4", case="period_end")
@pytest.mark.rule("4.4", case="period_end_met")
@pytest.mark.rule("4.4", case="never")
@pytest.mark.rule("4.5", case="trial")
@pytest.mark.rule("4.3", case="more")
@pytest.mark.rule("4.3", case="that_day")
@pytest.mark.rule("4.3", case="idle")
@pytest.mark.rule("4.4", "trap 21", case="to_and_fro")
@pytest.mark.rule("2.1", "trap 10", case="at_night")
@pytest.mark.rule("4.3", case="first_day")
@pytest.mark.rule("5.5", case="issued")
@pytest.mark.rule("4.4", "4.6", case="issued_then_ended")
@pytest.mark.rule("5.5", case="voided")
@pytest.mark.rule("trap 57", case="free")
@pytest.mark.parametrize("company", EXPECTED)
def test_a_recurring_item_bills(con: duckdb.DuckDBPyConnection, company: str) -> None:
    assert lines_of(con, company) == EXPECTED[company]
