"""Credits: never above what was charged, at the charge's own discount and tax date."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World
from tests.support.world import SELLER, Row, Value

MARCH: dict[str, Value] = {"period_start": "2026-03-01", "period_end": "2026-04-01"}
END = {"ended_on": "2026-03-11"}


def ended(world: World, name: str, **line: Value) -> None:
    """A company that left on March 11, its whole March issued."""
    world.subscribe(name, "day", quantity=1, **END)
    issued: dict[str, Value] = {"amount_minor": 3100, "quantity": 1, **MARCH}
    world.issue(name, "2026-03-01", **(issued | line))


def note(world: World, company: str, amount: int, **more: Value) -> None:
    """A credit note on the company's March invoice."""
    world.add(
        "credit_notes",
        **{"issued_on": "2026-03-05"} | more,
        credit_note_no=f"CN-{company}",
        entity_id="us",
        invoice_no=f"{company}-2026-03-01",
        amount_minor=amount,
    )


def stories(world: World) -> None:
    world.product("day")
    world.price("day", unit_amount="3100", interval="month")
    world.product("gb", category="usage")
    world.price("gb", unit_amount=100)
    ended(world, "plain")
    ended(world, "noted")
    note(world, "noted", 2000)
    ended(world, "noted_later")
    note(world, "noted_later", 2000, issued_on="2026-04-01")
    # another seller's invoice of the same number as the noted one
    world.add("entities", **{**SELLER, "entity_id": "eu"})
    world.company("namesake", entity_id="eu")
    ended(world, "namesake")
    for table in ("issued_invoices", "issued_invoice_lines"):
        invoice: Row = {"entity_id": "eu", "invoice_no": "noted-2026-03-01"}
        world.tables[table][-1] |= invoice
    ended(world, "noted_whole")
    note(world, "noted_whole", 3100)
    ended(world, "cheap", amount_minor=1000)
    world.subscribe("cheap_twice", "day", quantity=3, ended_on="2026-03-21")
    world.issue("cheap_twice", "2026-03-01", amount_minor=1000, quantity=3, **MARCH)
    world.change("cheap_twice", "2026-03-11T16:00:00Z", quantity=2)
    ended(world, "discounted", discount_minor=-310)
    ended(world, "noted_and_discounted", discount_minor=-310)
    note(world, "noted_and_discounted", 2790 - 945)
    for company, percent in (("new_discount", 50), ("caught_up", 10)):
        world.add(
            "discounts",
            discount_id=company,
            company_id=company,
            kind="percent",
            value=percent,
            duration="forever",
            starts_on="2026-01-01",
        )
    ended(world, "new_discount")
    world.subscribe("caught_up", "day", started_on="2026-02-01", quantity=1)
    world.change("caught_up", "2026-02-15T16:00:00Z", quantity=2)

    # from its first day a discounted month was of another price, until March 11
    world.product("night")
    world.price("night", unit_amount="6200", interval="month")
    world.price(
        "day", price_id="day_dear", unit_amount="6200", interval="month", tier="other"
    )
    for company, price in (("other_product", "night"), ("other_price", "day_dear")):
        world.subscribe(company, "day", quantity=1)
        charged: dict[str, Value] = {"product_id": "day", "price_id": "day", **MARCH}
        world.issue(
            *(company, "2026-03-01"),
            amount_minor=3100,
            discount_minor=-1550,
            quantity=1,
            **charged,
        )
        world.change(company, "2026-03-01T17:00:00Z", price_id=price)
        world.change(company, "2026-03-11T17:00:00Z", quantity=0)

    for rate, percent, start, end in (
        ("old", 10, "2020-01-01", "2026-03-05"),
        ("new", 20, "2026-03-05", None),
    ):
        world.add(
            "tax_rates",
            tax_rate_id=rate,
            entity_id="us",
            country="CA",
            percent=percent,
            inclusive=False,
            effective_from=start,
            effective_to=end,
        )
    world.company("taxed", country="CA")
    ended(world, "taxed")

    world.subscribe("late_usage", "gb", meter="gb", started_on="2026-01-01")
    world.use("late_usage", "2026-01-10T12:00:00Z", "15")
    world.use(
        *("late_usage", "2026-01-20T12:00:00Z", "20"),
        received_at="2026-02-10T12:00:00Z",
    )
    world.issue(
        *("late_usage", "2026-02-01"),
        kind="usage",
        period_start="2026-01-01",
        period_end="2026-02-01",
        quantity=15,
        amount_minor=1500,
        discount_minor=-300,
    )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories])


EXPECTED: dict[str, list[tuple[int, int, int]]] = {
    # 21 of 31 days of 3100
    "plain": [(-2100, 0, 0)],
    # 3100 less the note's 2000 are 1100
    "noted": [(-1100, 0, 0)],
    # after the run's day
    "noted_later": [(-2100, 0, 0)],
    # the note is on the other seller's
    "namesake": [(-2100, 0, 0)],
    "noted_whole": [],
    "cheap": [(-1000, 0, 0)],
    # of 1000 and 4200 the end's credit takes 2200, the change's what is left
    "cheap_twice": [(-3000, 0, 0), (-2200, 0, 0)],
    # a tenth was taken off the charge, and is taken off the credit
    "discounted": [(-2100, 210, 0)],
    # 2790 less 1845 are 945: half of the credit's 1890, and half of its parts
    "noted_and_discounted": [(-1050, 105, 0)],
    # the discount came after the charge, and is none of the credit's
    "new_discount": [(-2100, 0, 0)],
    "caught_up": [(-1550, 155, 0)],
    # the dear price bore no discount, so that its credit bears none
    "other_product": [(-3100, 1550, 0), (-4200, 0, 0)],
    "other_price": [(-3100, 1550, 0), (-4200, 0, 0)],
    # March 1 was taxed at 10 %, the draft's own day is at 20 %
    "taxed": [(-2100, 0, -210)],
    # a fifth was taken off the 1500, and is off the 2000 that came late
    "late_usage": [(2000, -400, 0)],
}


@pytest.mark.rule("4.6")
@pytest.mark.rule("5.6", case="discounted")
@pytest.mark.rule("5.6", case="new_discount")
@pytest.mark.rule("5.6", case="other_product")
@pytest.mark.rule("5.7", case="taxed")
@pytest.mark.rule("5.4", "5.6", case="late_usage")
@pytest.mark.parametrize("company", EXPECTED)
def test_a_credit_undoes_its_charge_and_no_more(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = con.execute(
        "select amount_minor, discount_minor, tax_minor from marts.invoice_lines "
        "where source = 'draft' and company_id = ? "
        "and kind in ('credit', 'prior_period_adjustment') "
        "order by period_start, line_no",
        [company],
    ).fetchall()

    assert found == EXPECTED[company]
