"""Issued lines of an item whose interval changed, and credits within their period."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import SELLER

pytestmark = pytest.mark.slow


def charge(
    world: World, name: str, days: str, amount: int, price: str = "month", **more: str
) -> None:
    """Issue `days`, as `02-01/02-11`, by itself on its first day."""
    first, last = (f"2026-{day}" for day in days.split("/"))
    sold = {"product_id": "late", "price_id": price, "quantity": 1} | more
    days = {"period_start": first, "period_end": last}
    world.issue(name, first, amount_minor=amount, **sold, **days)


def stories(world: World) -> None:
    world.tables["entities"] = [{**SELLER, "proration_invoicing": "immediate"}]
    for name, timing in (("late", "arrears"), ("ahead", "advance")):
        world.product(name, billing_timing=timing)
        weekly = {"tier": "x", "unit_amount": "700", "interval": "week"}
        world.price(name, price_id=f"{name} week", **weekly)
        world.price(name, unit_amount="2800", interval="month")

    # the change of the 5th was told after the period, and only half of it issued
    world.subscribe("halfway", "late", started_on="2026-02-01", quantity=5)
    charge(world, "halfway", "02-01/02-11", 5000, "late", quantity="5")
    world.change("halfway", "2026-02-11T16:00:00Z", quantity=0)
    world.change("halfway", "2026-02-05T16:00:00Z", quantity=2)
    charge(
        *(world, "halfway", "02-05/03-01", -12000, "late"), kind="credit", quantity="5"
    )
    world.add(
        "issued_invoice_lines",
        **world.tables["issued_invoice_lines"][-1]
        | {"line_no": 2, "kind": "proration", "quantity": "2", "amount_minor": 4800},
    )
    world.tables["issued_invoices"][-1]["total_minor"] = -7200

    # from months to weeks and back on two days, then found to have ended before
    month = {"started_on": "2026-02-01", "quantity": 1}
    world.subscribe("there and back", "late", **month)
    world.change("there and back", "2026-02-10T16:00:00Z", price_id="late week")
    world.change("there and back", "2026-02-12T16:00:00Z", price_id="late")
    world.change("there and back", "2026-02-12T17:00:00Z", quantity=0)
    charge(world, "there and back", "02-01/02-10", 900, "late")
    charge(world, "there and back", "02-10/02-12", 200, "late week")
    world.change("there and back", "2026-02-05T16:00:00Z", quantity=0)

    # weeks were issued before the months since the 24th were told
    weekly = {"quantity": 1, "price_id": "ahead week", "anchor_on": "2026-01-01"}
    world.subscribe("to months", "ahead", started_on="2026-02-05", **weekly)
    for days in ("02-05/02-12", "02-12/02-19", "02-19/02-26", "02-26/03-05"):
        charge(world, "to months", days, 700, "ahead week", product_id="ahead")
    world.change("to months", "2026-02-24T16:00:00Z", price_id="ahead")


EXPECTED = {
    # of the period 98.00 were charged and 120.00 credited, and 32.00 are due
    "halfway": [
        ("02-11", "proration", "02-11/03-01", 9000),
        ("02-11", "credit", "02-11/03-01", -3600),
    ],
    "there and back": [
        ("02-05", "credit", "02-05/02-10", -500),
        ("02-10", "credit", "02-10/02-12", -200),
    ],
    "to months": [
        ("02-24", "proration", "02-24/03-01", 500),
        ("02-24", "credit", "02-24/02-26", -200),
        ("02-26", "credit", "02-26/03-05", -700),
        ("03-01", "proration", "03-01/04-01", 2800),
    ],
}


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories])


@pytest.mark.rule("4.6", case="halfway")
@pytest.mark.rule("2.4", "4.2", "5.5", case="there and back")
@pytest.mark.rule("2.4", "4.3", case="to months")
@pytest.mark.parametrize("company", EXPECTED)
def test_issued_terms_are_settled_in_the_period_that_they_are_of(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert sorted(lines_of(con, company)) == sorted(EXPECTED[company])
