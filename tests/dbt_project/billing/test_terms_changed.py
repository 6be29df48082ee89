"""Changes of an item's interval and of its terms on the edges of its periods."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World, drafted
from tests.support.world import Row

pytestmark = pytest.mark.slow


def intervals(world: World) -> None:
    for name, timing in (("plan", "advance"), ("plan_late", "arrears")):
        world.product(name, billing_timing=timing)
        world.price(name, unit_amount="3100", interval="month")
        for price, interval in (("year", "year"), ("open", None)):
            more = {"price_id": f"{name}_{price}", "tier": "nobody's"}
            world.price(name, unit_amount="36500", interval=interval, **more)
    world.product("plan_whole", proration="none")
    world.price("plan_whole", unit_amount="3100", interval="month")
    started: Row = {"started_on": "2026-01-01"}

    # the second price has no interval: it is the subscription's year, not the month
    sold: Row = {"interval": "year", "ended_on": "2026-07-01", **started}
    world.subscribe("to_open", "plan", price_id="plan", **sold)
    world.change("to_open", "2026-03-01T17:00:00Z", price_id="plan_open")
    world.subscribe("to_months", "plan", price_id="plan_open", **sold)
    world.change("to_months", "2026-03-01T17:00:00Z", price_id="plan")
    world.subscribe("more_then_months", "plan", price_id="plan_open", **sold)
    world.change("more_then_months", "2026-02-10T17:00:00Z", quantity=2)
    world.change("more_then_months", "2026-03-11T17:00:00Z", price_id="plan")

    leaves: Row = {"ended_on": "2026-07-10", "cancel_mode": "at_period_end", **started}
    for name, at, old, new in (
        ("leaves_months", "2026-03-01T17:00:00Z", "plan_year", "plan"),
        ("leaves_year", "2026-03-01T17:00:00Z", "plan", "plan_year"),
        ("months_too_late", "2026-08-20T17:00:00Z", "plan", "plan_year"),
    ):
        world.subscribe(name, "plan", price_id=old, **leaves)
        world.change(name, at, price_id=new)
    never: Row = {"ended_on": "2026-01-01", "anchor_on": "2025-12-15"}
    for product_id in ("plan", "plan_late", "plan_whole"):
        named = f"never_{product_id}"
        world.subscribe(named, product_id, **(leaves | never))


def catalogues(world: World) -> None:
    """Tell of list prices whose interval changes, which no item's term does."""
    for name, first, then in (
        ("by_month", ("month", 1), ("year", 1)),
        ("by_year", ("year", 1), ("month", 1)),
        ("by_quarter", ("quarter", 1), ("month", 3)),
        ("by_default", ("month", 1), (None, None)),
        ("by_days", ("month", 1), ("day", 31)),
    ):
        world.product(name)
        for at, (interval, count) in (("2020-01-01", first), ("2026-03-01", then)):
            period: Row = {"interval": interval, "interval_count": count}
            named: Row = {"price_id": f"{name} {at}", "effective_from": at}
            world.price(name, unit_amount="3100", **period, **named)
        world.subscribe(name, name, started_on="2026-01-01")
    world.subscribe("fixed", "by_month", price_id="by_month 2020-01-01")


def instants(world: World) -> None:
    for name, timing in (("hourly", "advance"), ("hourly_late", "arrears")):
        world.product(name, proration="second", billing_timing=timing)
        world.price(name, unit_amount="744000", interval="month")
        yearly: Row = {"price_id": f"{name}_year", "tier": "nobody's"}
        world.price(name, unit_amount="8760000", interval="year", **yearly)
        for story, at, dates in (
            ("first_day", "2026-05-01T16:00:00Z", {"started_on": "2026-03-01"}),
            ("start_day", "2026-05-01T16:00:00Z", {"started_on": "2026-05-01"}),
            ("stub", "2026-05-11T16:00:00Z", {"started_on": "2026-05-11"}),
            ("before_stub", "2026-05-05T16:00:00Z", {"started_on": "2026-05-11"}),
            ("tried", "2026-05-11T16:00:00Z", {"trial_ends_on": "2026-05-11"}),
            ("inside", "2026-05-11T16:00:00Z", {}),
        ):
            common: Row = {"started_on": "2026-05-01", "anchor_on": "2026-05-01"}
            ends: Row = {"ended_on": "2026-06-01", "quantity": 1}
            world.subscribe(f"{name}_{story}", name, **(common | ends | dates))
            world.change(f"{name}_{story}", at, quantity=2)
        for story, at, old, new in (
            ("to_month", "2026-03-11T17:00:00Z", f"{name}_year", name),
            ("to_year", "2026-03-11T17:00:00Z", name, f"{name}_year"),
            ("to_year_first_day", "2026-03-01T17:00:00Z", name, f"{name}_year"),
        ):
            dates: Row = {"started_on": "2026-01-01", "ended_on": "2026-06-01"}
            world.subscribe(f"{name}_{story}", name, price_id=old, **dates)
            world.change(f"{name}_{story}", at, price_id=new)
    # ten days and twelve hours in arrears, and the rest of May in advance: both issued
    world.subscribe("switched", "hourly_late", started_on="2026-05-01", quantity=1)
    world.change("switched", "2026-05-11T16:00:00Z", price_id="hourly")
    for on, kind, price_id, days, amount in (
        ("2026-06-01", "recurring", "hourly_late", (1, 11), 252000),
        ("2026-05-11", "proration", "hourly", (11, 32), 492000),
    ):
        start, end = (date(2026, 5, 1) + timedelta(day - 1) for day in days)
        sold: Row = {"product_id": price_id, "price_id": price_id, "quantity": 1}
        period: Row = {"period_start": start, "period_end": end}
        world.issue("switched", on, kind=kind, amount_minor=amount, **(sold | period))


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([intervals, catalogues, instants], whole=True, as_of=date(2026, 12, 31))


@pytest.mark.rule("2.4")
def test_a_price_without_an_interval_bills_by_the_subscriptions(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert drafted(con, "to_open") == [
        ("recurring", date(2026, 1, 1), date(2026, 2, 1), 1, 3100),
        ("recurring", date(2026, 2, 1), date(2026, 3, 1), 1, 3100),
        # 122 of the year's 365 days, in one
        ("proration", date(2026, 3, 1), date(2026, 7, 1), 1, 12200),
    ]


@pytest.mark.rule("2.4", "1.6")
def test_a_list_price_for_another_interval_is_never_charged_for_the_items_own(
    con: duckdb.DuckDBPyConnection,
) -> None:
    companies = ("by_month", "by_year", "by_quarter", "by_default", "by_days", "fixed")
    held = (
        "select subject_id, count(*), min(reason) from marts.findings "
        "where kind = 'price_interval_differs' group by all order by all"
    )

    assert {name: len(drafted(con, name)) for name in companies} == {
        "by_month": 2,
        "by_year": 1,
        "by_quarter": 4,
        "by_default": 12,
        "by_days": 2,
        "fixed": 10,
    }
    assert con.execute(held).fetchall() == [
        (name, 10, "not billed for the period from 2026-03-01")
        for name in ("by_days", "by_month")
    ]


@pytest.mark.rule("2.4", "4.4")
def test_an_end_waits_for_the_interval_that_an_item_bills_by_then(
    con: duckdb.DuckDBPyConnection,
) -> None:
    ends = {
        company: max(str(end) for _, _, end, *_ in drafted(con, company))
        for company in ("leaves_months", "leaves_year", "months_too_late")
    }

    assert ends == {
        "leaves_months": "2026-08-01",
        "leaves_year": "2027-01-01",
        # months ended before the year would have begun
        "months_too_late": "2026-08-01",
    }
    months = [amount for *_, amount in drafted(con, "leaves_months")]
    assert sum(int(str(amount)) for amount in months) == 5900 + 5 * 3100
    assert drafted(con, "leaves_year")[-1][-1] == 30600


@pytest.mark.rule("4.4")
@pytest.mark.parametrize("product_id", ["plan", "plan_late", "plan_whole"])
def test_an_end_on_the_start_inside_a_period_leaves_no_line(
    con: duckdb.DuckDBPyConnection, product_id: str
) -> None:
    assert drafted(con, f"never_{product_id}") == []


@pytest.mark.rule("4.1", "4.3")
@pytest.mark.parametrize("product_id", ["hourly", "hourly_late"])
def test_each_hour_of_a_change_is_charged_by_one_of_the_terms(
    con: duckdb.DuckDBPyConnection, product_id: str
) -> None:
    stories = {
        "first_day": 1488000,
        "start_day": 1488000,
        "stub": 21 * 48000,
        "before_stub": 21 * 48000,
        "tried": 21 * 48000,
        # inside a period, from the instant: ten days and twelve hours of the old terms
        "inside": 252 * 1000 + 492 * 2000,
    }

    for story, amount in stories.items():
        charged = [
            int(str(line[-1]))
            for line in drafted(con, f"{product_id}_{story}")
            if str(line[1]) >= "2026-05-01"
        ]
        assert sum(charged) == amount, story


@pytest.mark.rule("4.1", "4.3")
@pytest.mark.parametrize("product_id", ["hourly", "hourly_late"])
def test_a_change_of_interval_leaves_no_hour_out(
    con: duckdb.DuckDBPyConnection, product_id: str
) -> None:
    totals = {
        story: sum(int(str(line[-1])) for line in drafted(con, f"{product_id}_{story}"))
        for story in ("to_month", "to_year", "to_year_first_day")
    }

    # the change comes after 1668 hours of the year and before 1955 that are left; of
    # March, whose 743 hours cost 744000, 252 come before it and 491 after it
    assert totals == {
        "to_month": 1668 * 1000 + 491661 + 2 * 744000,
        "to_year": 2 * 744000 + 252339 + 1955 * 1000,
        "to_year_first_day": 2 * 744000 + (151 - 59) * 24000 - 1000,
    }


@pytest.mark.rule("4.1", "5.5")
def test_hours_that_were_issued_up_to_an_instant_are_not_corrected(
    con: duckdb.DuckDBPyConnection,
) -> None:
    drafts = (
        "select min(period_start), count(*) from marts.invoice_lines "
        "where company_id = 'switched' and source = 'draft'"
    )

    assert con.execute(drafts).fetchall() == [(date(2026, 6, 1), 7)]


@pytest.mark.rule("2.3", "4.2")
def test_months_in_a_year_that_was_credited_overlap_nothing(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    tests = [
        test
        for test in compiled_models.tests
        if Path(test.name).stem == "charges_do_not_overlap"
    ]

    assert violations(con, compiled_models.tests) == {}
    assert len(tests) == 1
    assert drafted(con, "to_months")[:3] == [
        ("recurring", date(2026, 1, 1), date(2026, 7, 1), 1, 18100),
        ("credit", date(2026, 3, 1), date(2026, 7, 1), 1, -12200),
        ("recurring", date(2026, 3, 1), date(2026, 4, 1), 1, 3100),
    ]
    # without the credit of what it replaced, a month is charged twice
    for item, credited_on in (
        ("to_months", "2026-03-01"),
        ("more_then_months", "2026-02-10"),
        ("more_then_months", "2026-03-11"),
    ):
        con.execute("begin")
        con.execute(
            "delete from intermediate.int_lines_taxed "
            "where item_id = ? and kind = 'credit' and line_start = ?",
            [item, credited_on],
        )
        found = violations(con, tests)
        con.execute("rollback")
        assert list(found) == [tests[0].name]
