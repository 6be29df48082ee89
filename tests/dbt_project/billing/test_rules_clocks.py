"""Days belong to the seller's time zone, whatever its clocks do (traps 5 to 13)."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels
from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import CUSTOMER, REQUIRED, SELLER, Row, bill, rows

pytestmark = pytest.mark.slow

# the local midnights, in UTC, that begin and end a month with a change of clocks
MONTHS = {
    # March 29 has 23 hours in Hungary, October 26 has 25
    "Europe/Budapest spring": ("2026-02-28T23:00", "2026-03-31T22:00"),
    "Europe/Budapest autumn": ("2025-09-30T22:00", "2025-10-31T23:00"),
    # the other way round in the south
    "Australia/Sydney autumn": ("2025-09-30T14:00", "2025-10-31T13:00"),
    # April 5 goes back by half an hour
    "Australia/Lord_Howe april": ("2026-03-31T13:00", "2026-04-30T13:30"),
    "America/New_York spring": ("2026-03-01T05:00", "2026-04-01T04:00"),
    # no change, and a quarter of an hour beside the whole ones
    "Asia/Kathmandu march": ("2026-02-28T18:15", "2026-03-31T18:15"),
}
ZONES = {story.split()[0] for story in MONTHS}


def sellers(world: World) -> None:
    world.product("gb", category="usage")
    world.price("gb", unit_amount=100)
    world.product("gauge", category="usage")
    world.price("gauge", unit_amount=100)
    for zone in sorted(ZONES):
        world.add("entities", **{**SELLER, "entity_id": zone, "time_zone": zone})


def meters(world: World) -> None:
    """Four events around the two midnights of a month: 1 and 4 are the month's."""
    for story, (start, end) in MONTHS.items():
        world.company(story, entity_id=story.split()[0])
        world.subscribe(story, "gb", meter="gb", started_on="2025-01-01")
        before_start = f"{_minute_before(start)}:59.999999Z"
        before_end = f"{_minute_before(end)}:59.999999Z"
        for instant, quantity in (
            (before_start, "2"),
            (f"{start}:00Z", "1"),
            (before_end, "4"),
            (f"{end}:00.000000Z", "8"),
        ):
            world.use(story, instant, quantity)


def trials(world: World) -> None:
    """A trial over the change of clocks, from the 31st on."""
    for zone in sorted(ZONES):
        world.company(f"trial {zone}", entity_id=zone)
        world.subscribe(
            *(f"trial {zone}", "seat"),
            started_on="2026-01-31",
            trial_ends_on="2026-03-31",
        )


def _minute_before(instant: str) -> str:
    day, clock = instant.split("T")
    hour, minute = map(int, clock.split(":"))
    minutes = hour * 60 + minute - 1
    return f"{day}T{minutes // 60:02}:{minutes % 60:02}"


@pytest.fixture(scope="module")
def con(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> duckdb.DuckDBPyConnection:
    world = World()
    world.tables["products"].extend(REQUIRED["products"])
    world.tables["prices"].extend(REQUIRED["prices"])
    for story in (sellers, meters, trials):
        story(world)
    folder = tmp_path_factory.mktemp("clocks")
    return bill(folder, compiled_models, as_of=date(2026, 5, 1), **world.tables)


@pytest.mark.rule("2.1", "2.2", "trap 5", "trap 6", "trap 9", "trap 12", "trap 13")
@pytest.mark.parametrize("story", MONTHS)
def test_a_month_owns_its_first_instant_and_not_its_last(
    con: duckdb.DuckDBPyConnection, story: str
) -> None:
    months = {"spring": "03", "autumn": "10", "april": "04", "march": "03"}
    month = months[story.split()[1]]

    found = rows(
        con,
        "select quantity::integer from marts.invoice_lines "
        f"where company_id = '{story}' and month(period_start) = {month} "
        "and quantity > 0",
    )

    assert found == [(5,)]


@pytest.mark.rule("2.1", "trap 18")
@pytest.mark.parametrize("story", MONTHS)
def test_every_event_is_in_exactly_one_period(
    con: duckdb.DuckDBPyConnection, story: str
) -> None:
    [(billed,)] = rows(
        con,
        "select sum(quantity)::integer from marts.invoice_lines "
        f"where company_id = '{story}'",
    )

    # where the next month is not due yet, its event of 8 waits
    assert billed == 15 - (8 if story.endswith("april") else 0)


@pytest.mark.rule("4.5", "2.3", "trap 7", "trap 8")
@pytest.mark.parametrize("zone", sorted(ZONES))
def test_a_trial_over_the_change_of_clocks_ends_on_its_day(
    con: duckdb.DuckDBPyConnection, zone: str
) -> None:
    assert lines_of(con, f"trial {zone}") == [
        ("01-31", "recurring", "01-31/02-28", 0),
        ("02-28", "recurring", "02-28/03-31", 0),
        ("03-31", "recurring", "03-31/04-30", 10000),
        ("04-30", "recurring", "04-30/05-31", 10000),
    ]


SUBSCRIBED: dict[str, list[Row]] = {
    "companies": [CUSTOMER],
    "subscriptions": [
        {"subscription_id": "s", "company_id": "acme", "started_on": "2026-01-31"}
    ],
    "subscription_items": [
        {
            "item_id": "i",
            "subscription_id": "s",
            "product_id": "seat",
            "started_on": "2026-01-31",
        }
    ],
}
DRAFTED = (
    "select strftime(lines.period_start, '%m-%d'), strftime(invoice_date, '%m-%d'), "
    "lines.amount_minor from marts.invoice_lines as lines "
    "inner join marts.invoices using (invoice_id) where lines.source = 'draft' "
    "order by 1"
)


@pytest.mark.rule("2.5", "2.6", "trap 4")
def test_a_late_run_moves_no_anchor(
    tmp_path: Path, billing_models: CompiledModels
) -> None:
    con = bill(tmp_path, billing_models, as_of=date(2026, 4, 17), **SUBSCRIBED)

    assert rows(con, DRAFTED) == [
        ("01-31", "01-31", 10000),
        ("02-28", "02-28", 10000),
        ("03-31", "03-31", 10000),
    ]


@pytest.mark.rule("2.5", "trap 10", "trap 11")
def test_a_run_a_day_early_bills_nothing_and_loses_nothing(
    tmp_path: Path, billing_models: CompiledModels
) -> None:
    """Issued on its day, the first period is not billed again; the next one is."""
    issued: dict[str, list[Row]] = {
        "issued_invoices": [
            {
                "entity_id": "us",
                "invoice_no": "1",
                "company_id": "acme",
                "invoice_date": "2026-01-31",
                "due_date": "2026-03-02",
                "currency": "USD",
                "total_minor": 10000,
            }
        ],
        "issued_invoice_lines": [
            {
                "entity_id": "us",
                "invoice_no": "1",
                "line_no": 1,
                "subscription_id": "s",
                "item_id": "i",
                "product_id": "seat",
                "kind": "recurring",
                "period_start": "2026-01-31",
                "period_end": "2026-02-28",
                "quantity": 1,
                "amount_minor": 10000,
            }
        ],
    }

    drafted = {
        as_of: rows(
            bill(
                *(tmp_path / str(as_of), billing_models),
                as_of=as_of,
                **SUBSCRIBED,
                **(issued if as_of > date(2026, 1, 31) else {}),
            ),
            DRAFTED,
        )
        for as_of in (
            date(2026, 1, 30),
            date(2026, 1, 31),
            date(2026, 2, 27),
            date(2026, 2, 28),
            date(2026, 3, 1),
        )
    }

    february = [("02-28", "02-28", 10000)]
    assert list(drafted.values()) == [
        [],
        [("01-31", "01-31", 10000)],
        [],
        february,
        february,
    ]
