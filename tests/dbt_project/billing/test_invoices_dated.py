"""Whose terms an invoice is due by, and which draft an unpriced charge holds."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World
from tests.support.world import SELLER, rows


def terms(world: World) -> None:
    """A seller's 30 days, beside contracts that say 45, nothing, or 10 days."""
    world.tables["entities"] = [{**SELLER, "payment_terms_days": 30}]
    for company, agreed in (
        ("longer", (45,)),
        ("silent", (45, None)),
        ("shortest", (45, 10, None)),
        ("none", ()),
    ):
        world.subscribe(company)
        for number, days in enumerate(agreed):
            world.add(
                "contracts",
                contract_id=f"{company} {number}",
                company_id=company,
                type="msa",
                starts_on="2026-01-01",
                payment_terms_days=days,
                status="active",
            )


def held(world: World) -> None:
    """A charge without a price, of a company that is invoiced by then or not."""
    world.product("gift", category="one_off")
    world.subscribe("invoiced", started_on="2026-02-20")
    world.subscribe("that day", started_on="2026-02-10")
    world.company("alone")
    for company in ("invoiced", "that day", "alone"):
        world.add(
            "one_off_charges",
            charge_id=company,
            company_id=company,
            product_id="gift",
            charged_on="2026-02-10",
            quantity=1,
        )


def changed(world: World) -> None:
    """An issued February in which an item changed to a product nobody priced."""
    world.product("unpriced")
    world.price("yen", product_id="unpriced", currency="JPY", unit_amount=1)
    world.subscribe("changed", started_on="2026-02-01", quantity=1)
    world.change("changed", "2026-02-15T16:00:00Z", price_id="yen")
    world.change("changed", "2026-03-01T16:00:00Z", price_id="seat_list")
    world.issue(
        *("changed", "2026-02-01"),
        amount_minor=10000,
        quantity=1,
        period_start="2026-02-01",
        period_end="2026-03-01",
    )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([terms, held, changed])


@pytest.mark.rule("2.5")
def test_the_shortest_terms_hold_and_a_silent_contract_has_the_seller_s(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        con,
        "select company_id, due_date - invoice_date from marts.invoices "
        "where invoice_date = date '2026-03-01' "
        "and company_id not in ('alone', 'changed') order by all",
    )

    assert found == [("longer", 45), ("none", 30), ("shortest", 10), ("silent", 30)]


@pytest.mark.rule("1.6", "3.8", "3.9")
def test_an_unpriced_charge_holds_the_draft_it_would_be_on(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        con,
        "select company_id, invoice_date::varchar, total_minor from marts.invoices "
        "where status = 'pending_review' and company_id <> 'changed' order by all",
    )

    assert found == [
        ("alone", "2026-03-01", 0),
        ("invoiced", "2026-02-20", 10000),
        ("that day", "2026-02-10", 10000),
    ]


@pytest.mark.rule("1.6", "3.9")
def test_a_change_nobody_priced_holds_the_draft_that_credits_the_old_terms(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        con,
        "select kind, invoices.status, invoices.reason "
        "from marts.invoice_lines as lines "
        "inner join intermediate.int_invoices_united as invoices using (invoice_id) "
        "where lines.company_id = 'changed' and lines.source = 'draft' order by all",
    )

    held_for = "no_price item changed"
    assert found == [
        ("credit", "pending_review", held_for),
        ("recurring", "pending_review", held_for),
    ]
