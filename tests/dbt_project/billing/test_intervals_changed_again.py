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

    # whether a change waits is for the product to say that is sold on its day
    world.product("by day")
    world.price("by day", unit_amount=2800)
    started = {"started_on": "2025-12-01", "quantity": 1}
    for name, first, then in (
        ("to whole", "by day", "whole"),
        ("to days", "whole", "by day"),
        ("to whole quarter", "by day", "whole quarter"),
    ):
        world.subscribe(name, first, **started)
        world.change(name, "2025-12-11T16:00:00Z", price_id=then)
        world.change(name, "2026-02-11T16:00:00Z", quantity=2)
    world.subscribe("begins at a price by day", "whole", price_id="by day", **started)
    world.change("begins at a price by day", "2026-02-11T16:00:00Z", quantity=2)
    world.subscribe("told before it counts", "whole", **started)
    world.change("told before it counts", "2026-02-09T16:00:00Z", price_id="by day")
    world.change("told before it counts", "2026-02-11T16:00:00Z", quantity=2)


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
BY_PRODUCT = {
    # sold by the day in December: from the 11th at once; the second piece waits
    "to whole": [
        ("12-01", "recurring", "12-01/01-01", 2800),
        ("01-01", "recurring", "01-01/02-01", 100),
        ("01-01", "proration", "12-11/01-01", 100),
        ("01-01", "credit", "12-11/01-01", -1897),
        ("02-01", "recurring", "02-01/03-01", 100),
        ("03-01", "recurring", "03-01/04-01", 200),
    ],
    "to whole quarter": [
        ("12-01", "recurring", "12-01/01-01", 2800),
        ("03-01", "recurring", "03-01/06-01", 600),
        ("03-01", "proration", "12-11/03-01", 300),
        ("03-01", "credit", "12-11/01-01", -1897),
    ],
    # December is charged whole; then 18 of February's 28 days are for two
    "to days": [
        ("12-01", "recurring", "12-01/01-01", 100),
        ("01-01", "recurring", "01-01/02-01", 2800),
        ("02-01", "recurring", "02-01/03-01", 2800),
        ("03-01", "recurring", "03-01/04-01", 5600),
        ("03-01", "proration", "02-11/03-01", 3600),
        ("03-01", "credit", "02-11/03-01", -1800),
    ],
    "begins at a price by day": [
        *(
            (f"{month}-01", "recurring", f"{month}-01/{after}-01", 2800)
            for month, after in (("12", "01"), ("01", "02"), ("02", "03"))
        ),
        ("03-01", "recurring", "03-01/04-01", 5600),
        ("03-01", "proration", "02-11/03-01", 3600),
        ("03-01", "credit", "02-11/03-01", -1800),
    ],
    # two changes in February, which is still of the product that is charged whole
    "told before it counts": [
        *(
            (f"{month}-01", "recurring", f"{month}-01/{after}-01", 100)
            for month, after in (("12", "01"), ("01", "02"), ("02", "03"))
        ),
        ("03-01", "recurring", "03-01/04-01", 5600),
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


@pytest.mark.rule("4.1")
@pytest.mark.parametrize("company", BY_PRODUCT)
def test_a_change_waits_where_the_product_sold_by_then_is_not_prorated(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert lines_of(con, company) == BY_PRODUCT[company]
