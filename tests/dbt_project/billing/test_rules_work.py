"""Hours and single charges: one line each, on the next invoice there is (3.8)."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of

MARCH_10 = "2026-03-10T15:00:00Z"


def work(world: World) -> None:
    world.product("labour", category="time")
    world.price("labour", unit_amount=10000, cap_minor=5000)
    world.price(
        "dearer", product_id="labour", unit_amount=20000, effective_from="2026-03-11"
    )
    world.product("cable", category="one_off")
    world.price("cable", unit_amount=250)
    world.add(
        "technicians",
        technician_id="t",
        effective_from="2020-01-01",
        name="T",
        cost_rate_minor=1,
        currency="USD",
    )
    for company in ("lonely", "of the month", "unpaid", "in the night", "split"):
        world.company(company)
    toil(world, "lonely", MARCH_10, 20)
    toil(world, "of the month", "2026-02-27T15:00:00Z", 20)
    toil(world, "unpaid", MARCH_10, 60, billable=False)
    # 03:00 UTC of the 11th is still the 10th in New York, at the price of that day
    toil(world, "in the night", "2026-03-11T03:00:00Z", 60)
    for minutes in (20, 20, 20):
        toil(world, "split", MARCH_10, minutes)
    toil(world, "split", "2026-03-12T15:00:00Z", 60)
    buy(world, "split", "-2")
    # its next invoice is not due by the last of March
    world.subscribe("waits", "seat", started_on="2026-01-15")
    toil(world, "waits", "2026-03-20T15:00:00Z", 60)
    toil(world, "waits", MARCH_10, 60)
    world.price(
        "seat", price_id="euros", currency="EUR", unit_amount=9000, interval="month"
    )
    euros = {"currency": "EUR", "started_on": "2026-03-15"}
    world.subscribe("also in euros", "seat", **euros)
    toil(world, "also in euros", MARCH_10, 60)
    world.subscribe("on its day", "seat", started_on="2026-03-15")
    toil(world, "on its day", "2026-03-15T15:00:00Z", 60)


def toil(
    world: World, company: str, at: str, minutes: int, *, billable: bool = True
) -> None:
    world.add(
        "time_entries",
        entry_id=f"{company} {len(world.tables['time_entries'])}",
        company_id=company,
        technician_id="t",
        worked_at=at,
        minutes=minutes,
        billable=billable,
        product_id="labour",
    )


def buy(world: World, company: str, quantity: str) -> None:
    world.add(
        "one_off_charges",
        charge_id=f"{company} cable",
        company_id=company,
        product_id="cable",
        charged_on="2026-03-10",
        quantity=quantity,
    )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([work])


EXPECTED = {
    # 20 / 60 of 10000, exactly; without an invoice the run's own day, or the first
    "lonely": [("03-31", "time", "03-10/03-11", 3333)],
    "of the month": [("03-01", "time", "02-27/02-28", 3333)],
    "unpaid": [],
    "in the night": [("03-31", "time", "03-10/03-11", 10000)],
    # a line for each entry, rounded by itself; what was given back is a line as well
    "split": [
        *[("03-31", "time", "03-10/03-11", 3333)] * 3,
        ("03-31", "time", "03-12/03-13", 20000),
        ("03-31", "one_off", "03-10/03-11", -500),
    ],
    "waits": [
        ("01-15", "recurring", "01-15/02-15", 10000),
        ("02-15", "recurring", "02-15/03-15", 10000),
        ("03-15", "recurring", "03-15/04-15", 10000),
        ("03-15", "time", "03-10/03-11", 10000),
        ("03-31", "time", "03-20/03-21", 20000),
    ],
    # its next invoice in dollars is none of those in euros
    "also in euros": [
        ("03-15", "recurring", "03-15/04-15", 9000),
        ("03-31", "time", "03-10/03-11", 10000),
    ],
    "on its day": [
        ("03-15", "recurring", "03-15/04-15", 10000),
        ("03-15", "time", "03-15/03-16", 20000),
    ],
}


@pytest.mark.rule("3.8", "1.3")
@pytest.mark.rule("2.1", "3.1", case="in the night")
@pytest.mark.parametrize("company", EXPECTED)
def test_work_is_billed_by_its_own_day(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert lines_of(con, company) == EXPECTED[company]


@pytest.mark.rule("3.8", "5.9")
def test_each_line_of_work_names_its_entry(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select count(distinct source_id), count(*) from marts.invoice_lines "
        "where kind in ('time', 'one_off')"
    ).fetchone()

    assert found == (12, 12)


@pytest.mark.rule("3.3", "1.6")
def test_a_cap_on_hours_is_a_finding_and_takes_nothing_off(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select subject_id, reason from marts.findings "
        "where kind = 'price_bound_without_effect' and company_id = 'in the night'"
    ).fetchall()

    reason = (
        "its cap is that of an item and a period; it does nothing for time entries, "
        "of which it priced 1"
    )
    assert found == [("labour", reason)]
