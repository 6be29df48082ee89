"""Next invoices of what begins more than a period ahead, or is on trial until then."""

from collections.abc import Callable
from datetime import date

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World
from tests.dbt_project.billing.test_upcoming_invoices import upcoming
from tests.support.world import Value

pytestmark = pytest.mark.slow

BEGINS = date(2026, 6, 10)
GAUGES = ("max", "min", "latest", "p95", "time_weighted_average")


def stories(world: World) -> None:
    world.price("seat", price_id="year", interval="year", unit_amount=90000, tier="x")
    yearly: dict[str, Value] = {"quantity": 1, "price_id": "year"}

    world.subscribe("signed", started_on=str(BEGINS), quantity=1)
    for name in ("a second item", "a second subscription"):
        world.subscribe(name, "seat", **yearly)
    world.add(
        "subscriptions",
        subscription_id="second",
        company_id="a second subscription",
        started_on=str(BEGINS),
    )
    for item, subscription in (("x", "a second item"), ("y", "second")):
        world.add(
            "subscription_items",
            item_id=item,
            subscription_id=subscription,
            product_id="seat",
            started_on=str(BEGINS),
            quantity=1,
        )
    world.subscribe("to months", "seat", started_on="2025-06-10", **yearly)
    world.change("to months", "2026-06-10T15:00:00Z", price_id="seat_list")
    world.subscribe("woken", started_on="2026-01-10", quantity=0)
    world.change("woken", "2026-06-10T15:00:00Z", quantity=1)
    # what goes on is on an earlier invoice
    world.subscribe("more", started_on="2026-01-10", quantity=1)
    world.change("more", "2026-06-10T15:00:00Z", quantity=2)

    world.product("gb", category="usage")
    world.price("gb", unit_amount=100, minimum_minor=310)
    world.subscribe("no use yet", "gb", meter="gb", started_on="2026-04-01")
    metered = {"meter": "gb", "started_on": "2026-02-15", "trial_ends_on": "2026-04-05"}
    for gauge in GAUGES:
        world.subscribe(gauge, "gb", aggregation=gauge, **metered)
        world.use(gauge, "2026-03-10T12:00:00Z", "3")
        world.use(gauge, "2026-03-20T12:00:00Z", "7")


SEAT = [("06-10", "recurring", "06-10/07-10", 10000, False)]
EXPECTED = {
    "signed": SEAT,
    # the subscription's period began in March
    "a second item": [("06-10", "recurring", "06-10/07-01", 7000, False)],
    "a second subscription": SEAT,
    "to months": SEAT,
    "woken": SEAT,
    "more": [("04-10", "recurring", "04-10/05-10", 10000, False)],
    "no use yet": [],
}
# nothing is rated by as_of; of the minimum the 10 of 31 days after the trial
ON_TRIAL = [
    ("04-15", "usage", "03-15/04-15", 0, True),
    ("04-15", "minimum_true_up", "03-15/04-15", 100, True),
]


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories], whole=True)


@pytest.mark.rule("2.5")
@pytest.mark.parametrize("company", EXPECTED)
def test_the_next_invoice_is_the_first_one_whenever_that_is(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert upcoming(con, company) == EXPECTED[company]


@pytest.mark.rule("2.5", "3.7", "4.5")
@pytest.mark.parametrize("gauge", GAUGES)
def test_a_level_during_a_trial_that_goes_on_costs_nothing_yet(
    con: duckdb.DuckDBPyConnection, gauge: str
) -> None:
    assert upcoming(con, gauge) == ON_TRIAL


@pytest.mark.rule("2.5", "2.6")
def test_what_begins_later_comes_out_as_it_was_announced(
    con: duckdb.DuckDBPyConnection,
    told: Callable[..., duckdb.DuckDBPyConnection],
) -> None:
    announced = con.execute(
        "select company_id, kind, period_start, period_end, amount_minor "
        "from marts.upcoming_invoice_lines where invoice_date = ? order by all",
        [BEGINS],
    ).fetchall()
    later = told([stories], as_of=BEGINS)
    drafted = later.execute(
        "select lines.company_id, kind, lines.period_start, lines.period_end, "
        "amount_minor from marts.invoice_lines as lines "
        "inner join marts.invoices as invoices using (invoice_id) "
        "where invoice_date = ? and lines.company_id <> 'more' order by all",
        [BEGINS],
    ).fetchall()

    assert announced == drafted
