"""Periods through the whole run: zones, midnights, trials, ends, days caught up."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from app.preview import CompiledModels, copy_inputs, run, violations
from tests.dbt_project.billing.conftest import World
from tests.support.generated_worlds import LAST
from tests.support.generated_worlds_agreed import Traits
from tests.support.generated_worlds_billed import differences, generate, tables_of
from tests.support.world import SELLER, Row, bill, land, open_small, rows, write_folder

AS_OF = date(2026, 12, 31)
MICROSECOND = timedelta(microseconds=1)
ZONES = {
    "new_york": "America/New_York",
    "berlin": "Europe/Berlin",
    "kolkata": "Asia/Kolkata",
    "kathmandu": "Asia/Kathmandu",
    "lord_howe": "Australia/Lord_Howe",
    "st_johns": "America/St_Johns",
    "chatham": "Pacific/Chatham",
    "havana": "America/Havana",
}


def midnight(day: date, zone: str) -> datetime:
    """The oracle: the first instant of a local day, by Python's own zones."""
    noon = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return noon.astimezone(UTC)


def billed_in(world: World, name: str, zone: str) -> None:
    """Sell a metered item from a seller of that zone, used at every month's edges."""
    world.add("entities", **{**SELLER, "entity_id": name, "time_zone": zone})
    world.company(name, entity_id=name)
    world.subscribe(name, "gb", meter="gb", started_on="2026-01-01")
    for month in range(2, 13):
        begins = midnight(date(2026, month, 1), zone)
        world.use(name, begins.isoformat(), "1")
        world.use(name, (begins - MICROSECOND).isoformat(), "10")


def stories(world: World) -> None:
    world.add("entities", **SELLER)
    world.product("seat")
    world.price("seat", unit_amount="3100", interval="month")
    world.product("any")
    world.price("any", unit_amount="3100")
    world.product("gb", category="usage")
    world.price("gb", unit_amount="100")
    world.product("exact", proration="second")
    world.price("exact", unit_amount="3100", interval="month")
    for name, zone in ZONES.items():
        billed_in(world, name, zone)

    # across New York's March 8 and, south of the equator, Lord Howe's April 5
    world.subscribe("trial_ny", started_on="2026-03-01", trial_ends_on="2026-03-31")
    world.company("trial_lh", entity_id="lord_howe")
    world.subscribe("trial_lh", started_on="2026-04-01", trial_ends_on="2026-04-30")
    # half of a month of 743 hours is at noon of the 16th and a half hour before
    world.subscribe("exact", "exact", started_on="2026-03-01", quantity=1)
    world.change("exact", "2026-03-16T16:30:00Z", quantity=2)
    # October 2026 has an hour less at Lord Howe's half-hour clock: 743.5 hours
    world.company("half", entity_id="lord_howe")
    world.subscribe("half", "exact", started_on="2026-10-01", quantity=1)
    world.change("half", "2026-10-16T01:15:00Z", quantity=2)

    world.subscribe("leap", "any", started_on="2024-01-31", interval="quarter")
    # ended and taken up again: two subscriptions, two lives, one line a period each
    world.subscribe("back", started_on="2026-01-01", ended_on="2026-02-15")
    world.add(
        "subscriptions",
        subscription_id="back again",
        company_id="back",
        started_on="2026-04-10",
        anchor_on="2026-01-01",
        ended_on="2026-05-20",
        cancel_mode="at_period_end",
    )
    world.add(
        "subscription_items",
        item_id="back again",
        subscription_id="back again",
        product_id="seat",
    )
    # out at noon and in again at three: the day's last word is that nothing changed
    world.subscribe("paused", started_on="2026-10-01", quantity=2)
    for at, quantity in (
        ("2026-10-11T16:00:00Z", 0),
        ("2026-10-11T17:00:00Z", 5),
        ("2026-10-11T19:00:00Z", 2),
        ("2026-11-11T17:00:00Z", 0),
        ("2026-11-21T17:00:00Z", 2),
    ):
        world.change("paused", at, quantity=quantity)


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


@pytest.fixture(scope="module")
def world() -> World:
    told = World()
    for story in (stories, intervals, instants):
        story(told)
    return told


@pytest.fixture(scope="module")
def con(
    world: World,
    tmp_path_factory: pytest.TempPathFactory,
    compiled_models: CompiledModels,
) -> duckdb.DuckDBPyConnection:
    folder: Path = tmp_path_factory.mktemp("periods")
    return bill(folder, compiled_models, as_of=AS_OF, **world.tables)


def drafted(con: duckdb.DuckDBPyConnection, company: str) -> list[tuple[object, ...]]:
    return con.execute(
        "select kind, period_start, period_end, quantity::double, amount_minor "
        "from marts.invoice_lines where company_id = ? order by period_start, kind",
        [company],
    ).fetchall()


@pytest.mark.rule("2.1", "2.2", "trap 6", "trap 10", "trap 12", "trap 13")
@pytest.mark.parametrize("company", ZONES)
def test_usage_at_local_midnight_belongs_to_the_day_that_begins(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    quantities = [line[3] for line in drafted(con, company)]

    assert quantities == [10.0] + [11.0] * 10


@pytest.mark.rule("4.5", "trap 7", "trap 5")
def test_a_trial_across_a_change_of_clocks_ends_on_its_day(
    con: duckdb.DuckDBPyConnection,
) -> None:
    march = drafted(con, "trial_ny")[:2]
    april = drafted(con, "trial_lh")[:2]

    assert march == [
        ("recurring", date(2026, 3, 1), date(2026, 3, 31), 1, 0),
        ("recurring", date(2026, 3, 31), date(2026, 4, 1), 1, 100),
    ]
    assert april == [
        ("recurring", date(2026, 4, 1), date(2026, 4, 30), 1, 0),
        ("recurring", date(2026, 4, 30), date(2026, 5, 1), 1, 103),
    ]


@pytest.mark.rule("4.1", "trap 14")
@pytest.mark.parametrize("company", ["exact", "half"])
def test_a_month_with_a_change_of_clocks_is_halved_by_its_instants(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    first = [line for line in drafted(con, company) if line[0] != "recurring"][:2]

    assert sorted((kind, amount) for kind, *_, amount in first) == [
        ("credit", -1550),
        ("proration", 3100),
    ]


@pytest.mark.rule("2.3", "2.4", "trap 3")
def test_quarters_of_the_31st_are_clamped_and_come_back(
    con: duckdb.DuckDBPyConnection,
) -> None:
    starts = [str(start) for _, start, *_ in drafted(con, "leap")]

    assert starts == [
        *("2024-01-31", "2024-04-30", "2024-07-31", "2024-10-31"),
        *("2025-01-31", "2025-04-30", "2025-07-31", "2025-10-31"),
        *("2026-01-31", "2026-04-30", "2026-07-31", "2026-10-31"),
    ]


@pytest.mark.rule("2.5", "2.6", "trap 4", "trap 8", "trap 11")
def test_missed_periods_are_caught_up_on_dates_of_their_own(
    con: duckdb.DuckDBPyConnection,
) -> None:
    dated = rows(
        con,
        "select invoice_date, due_date, total_minor from marts.invoices "
        "where company_id = 'leap' order by 1",
    )

    assert len(dated) == 12
    for day, due, total in dated:
        assert isinstance(day, date)
        assert (due, total) == (day + timedelta(days=30), 3100)
        assert day.month in {1, 4, 7, 10}


@pytest.mark.rule("4.4", "2.3")
def test_a_company_that_left_and_came_back_pays_for_both_lives(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert drafted(con, "back") == [
        ("recurring", date(2026, 1, 1), date(2026, 2, 1), 1, 3100),
        ("recurring", date(2026, 2, 1), date(2026, 2, 15), 1, 1550),
        # 21 of April's 30 days, and the period that the end fell into whole
        ("recurring", date(2026, 4, 10), date(2026, 5, 1), 1, 2170),
        ("recurring", date(2026, 5, 1), date(2026, 6, 1), 1, 3100),
    ]


@pytest.mark.rule("4.4", "trap 21")
def test_an_item_taken_out_and_in_pays_for_the_days_it_was_in(
    con: duckdb.DuckDBPyConnection,
) -> None:
    lines = drafted(con, "paused")

    assert [line for line in lines if str(line[1]) < "2026-11-01"] == [
        ("recurring", date(2026, 10, 1), date(2026, 11, 1), 2, 6200)
    ]
    # November is twice ten of 30 days, each 2067; December is whole
    assert sum(int(str(line[-1])) for line in lines) == 6200 + 2 * 2067 + 6200


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


@pytest.mark.rule("2.3", "4.2")
def test_months_in_a_year_that_was_credited_overlap_nothing(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    tests = [
        test
        for test in compiled_models.tests
        if Path(test.name).stem == "charges_do_not_overlap"
    ]

    assert len(tests) == 1
    assert drafted(con, "to_months")[:3] == [
        ("recurring", date(2026, 1, 1), date(2026, 7, 1), 1, 18100),
        ("credit", date(2026, 3, 1), date(2026, 7, 1), 1, -12200),
        ("recurring", date(2026, 3, 1), date(2026, 4, 1), 1, 3100),
    ]
    assert violations(con, tests) == {}
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


@pytest.mark.slow
@pytest.mark.rule("5.5", "5.9")
def test_nothing_in_these_periods_breaks_a_check(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(con, compiled_models.tests) == {}


@pytest.mark.slow
@pytest.mark.rule("2.6", "trap 9")
def test_the_zone_of_the_session_changes_no_line(
    tmp_path: Path, billing_models: CompiledModels
) -> None:
    tables = tables_of(generate(Traits(), 40))
    landed = land(tmp_path, write_folder(tmp_path / "data", tables), LAST)
    found = []
    for zone in ("UTC", "America/New_York", "Pacific/Chatham"):
        con = open_small()
        con.execute(f"set TimeZone = '{zone}'")
        copy_inputs(con, landed)
        run(con, billing_models)
        found.append(
            {
                str(invoice_id): lines
                for invoice_id, *lines in rows(
                    con,
                    "select invoice_id, list(lines order by line_no)::varchar "
                    "from marts.invoice_lines as lines group by all order by all",
                )
            }
        )

    assert found[0]
    assert differences(found[0], found[1]) == {}
    assert differences(found[0], found[2]) == {}
