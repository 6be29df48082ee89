"""Items that wait for a boundary, whose interval changes more than once."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import duckdb
import pytest

from tests.dbt_project.billing.conftest import AS_OF, World, lines_of
from tests.support.periods_oracle import Grid

pytestmark = pytest.mark.slow

INTERVALS = (("week", 2), ("month", 1), ("month", 2), ("quarter", 1), ("year", 1))
STARTED = date(2024, 3, 5)
ANCHOR = date(2024, 1, 31)
DAY = timedelta(1)


def priced(interval: tuple[str, int]) -> str:
    return "gb {} {}".format(*interval)


def drawn(seed: int) -> list[tuple[date, tuple[str, int]]]:
    """Draw an item's changes by their days: some of one period, some before it."""
    draw = Random(seed)
    days = (AS_OF - STARTED).days
    changes = {
        STARTED + timedelta(draw.randrange(-20, days)): draw.choice(INTERVALS)
        for _ in range(draw.randrange(2, 7))
    }
    if seed % 2:
        first, interval = min(changes.items())
        changes |= {first + timedelta(draw.randrange(9)): draw.choice(INTERVALS)}
        changes |= {first: interval}
    return sorted(changes.items())


def told_by(seed: int) -> list[tuple[date, date]]:
    """Walk the days: what is told waits for the first day of a period."""
    changes = dict(drawn(seed))
    before = [to for day, to in changes.items() if day <= STARTED]
    running = awaited = (before or [("month", 1)])[-1]
    day = begun = STARTED
    periods: list[tuple[date, date]] = []
    while (day := day + DAY) <= AS_OF:
        awaited = changes.get(day, awaited)
        if Grid(ANCHOR, *running).start(day) == day:
            periods.append((begun, day))
            begun, running = day, awaited
    return periods


SEEDS = range(30)


def stories(world: World) -> None:
    world.product("gb", category="usage")
    world.price("gb", unit_amount=100)
    for interval in INTERVALS:
        step, size = interval
        of = {"interval": step, "interval_count": size, "tier": "x"}
        world.price("gb", price_id=priced(interval), unit_amount=100, **of)
    started = {"started_on": str(STARTED), "anchor_on": str(ANCHOR)}
    for seed in SEEDS:
        world.subscribe(f"drawn {seed}", "gb", meter="gb", **started)
        for day, to in drawn(seed):
            world.change(f"drawn {seed}", f"{day}T16:00:00Z", price_id=priced(to))

    world.subscribe("to years", "gb", started_on="2024-12-02", meter="gb")
    world.change("to years", "2024-12-20T16:00:00Z", price_id="gb quarter 1")
    world.change("to years", "2025-03-20T16:00:00Z", price_id="gb year 1")
    world.use("to years", "2025-04-10T16:00:00Z", "5")

    # where nothing is prorated, what is told in a quarter waits for the next one
    world.product("whole", proration="none")
    world.price("whole", unit_amount=100)
    quarter = {"price_id": "whole quarter", "interval": "quarter", "tier": "x"}
    world.price("whole", unit_amount=300, **quarter)
    world.subscribe("whole", "whole", started_on="2025-08-01", quantity=1)
    world.change("whole", "2025-08-20T16:00:00Z", price_id="whole quarter")
    world.change("whole", "2025-12-20T16:00:00Z", quantity=2)


EXPECTED = {
    # the change of the 20th of March waits for the second of June
    "to years": [
        ("01-02", "usage", "12-02/01-02", 0),
        ("03-02", "usage", "01-02/03-02", 0),
        ("06-02", "usage", "03-02/06-02", 500),
        ("12-02", "usage", "06-02/12-02", 0),
    ],
    "whole": [
        ("08-01", "recurring", "08-01/09-01", 100),
        ("11-01", "recurring", "11-01/02-01", 300),
        ("11-01", "proration", "09-01/11-01", 300),
        ("02-01", "recurring", "02-01/05-01", 600),
    ],
}


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories])


@pytest.mark.rule("2.4", "3.1")
@pytest.mark.parametrize("seed", SEEDS)
def test_each_change_waits_for_the_interval_that_counts_by_then(
    con: duckdb.DuckDBPyConnection, seed: int
) -> None:
    charged = con.execute(
        "select period_start, period_end from marts.invoice_lines "
        "where company_id = ? order by period_start",
        [f"drawn {seed}"],
    ).fetchall()

    assert charged == told_by(seed)


@pytest.mark.rule("2.4", "3.1", case="to years")
@pytest.mark.rule("2.4", "4.1", case="whole")
@pytest.mark.parametrize("company", EXPECTED)
def test_a_second_change_begins_where_the_first_one_s_period_ends(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert lines_of(con, company) == EXPECTED[company]
