"""Periods through the whole run: zones, midnights, trials, ends, days caught up."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from app.preview import CompiledModels, copy_inputs, run, violations
from tests.dbt_project.billing.conftest import World, drafted
from tests.support.generated_worlds import LAST
from tests.support.generated_worlds_agreed import Traits
from tests.support.generated_worlds_billed import differences, generate, tables_of
from tests.support.world import SELLER, bill, land, open_small, rows, write_folder

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


def billed_in(world: World, name: str, zone: str, *, day: int = 1) -> None:
    """Sell a metered item from a seller of that zone, used at each period's edges."""
    world.add("entities", **{**SELLER, "entity_id": name, "time_zone": zone})
    world.company(name, entity_id=name)
    world.subscribe(name, "gb", meter="gb", started_on=f"2026-01-{day:02}")
    for month in range(2, 13):
        begins = midnight(date(2026, month, day), zone)
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
    billed_in(world, "mid_month", "Europe/Berlin", day=15)

    # across New York's March 8 and, south of the equator, Lord Howe's April 5
    world.subscribe("trial_ny", started_on="2026-03-01", trial_ends_on="2026-03-31")
    world.company("trial_lh", entity_id="lord_howe")
    world.subscribe("trial_lh", started_on="2026-04-01", trial_ends_on="2026-04-30")
    # of March's 743 hours in New York the last 24 are paid for
    world.subscribe(
        *("trial_exact", "exact"),
        started_on="2026-03-01",
        trial_ends_on="2026-03-31",
        quantity=1,
    )
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


@pytest.fixture(scope="module")
def world() -> World:
    told = World()
    stories(told)
    return told


@pytest.fixture(scope="module")
def con(
    world: World,
    tmp_path_factory: pytest.TempPathFactory,
    compiled_models: CompiledModels,
) -> duckdb.DuckDBPyConnection:
    folder: Path = tmp_path_factory.mktemp("periods")
    return bill(folder, compiled_models, as_of=AS_OF, **world.tables)


@pytest.mark.rule("2.1", "2.2", "trap 6", "trap 10", "trap 12", "trap 13")
@pytest.mark.parametrize("company", [*ZONES, "mid_month"])
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
    exact = drafted(con, "trial_exact")[:2]
    april = drafted(con, "trial_lh")[:2]

    assert march == exact
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
