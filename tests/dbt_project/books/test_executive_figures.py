"""The dashboard shows what the books and the growth marts say."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import (
    company,
    credit_note,
    invoice,
    line,
    payment,
)
from tests.support.catalogue import price, rate
from tests.support.world import SELLER, Row, bill, rows

pytestmark = pytest.mark.slow

TIE = "executive_figures_tie"


def seats(name: str, currency: str, ended_on: str | None = None) -> Row:
    return {
        "subscription_id": name,
        "company_id": name,
        "currency": currency,
        "started_on": "2025-11-01",
        "ended_on": ended_on,
    }


@pytest.fixture(scope="module")
def dashboard(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return two currencies, one without decimals, and a customer who leaves."""
    with bill(
        tmp_path_factory.mktemp("dashboard"),
        compiled_models,
        as_of=date(2026, 3, 31),
        entities=[
            SELLER,
            {**SELLER, "entity_id": "old", "aging_basis": "invoice_date"},
            {**SELLER, "entity_id": "shut", "books_closed_through": "2026-02-28"},
        ],
        companies=[
            company("acme"),
            company("left"),
            company("tokyo", currency="JPY"),
            company("aged", entity_id="old"),
            company("late", entity_id="shut"),
        ],
        products=[
            {
                "product_id": "seat",
                "name": "Managed seat",
                "category": "recurring",
                "unit_cost": "300",
                "cost_currency": "USD",
            }
        ],
        prices=[price(), price(currency="JPY")],
        subscriptions=[
            seats("acme", "USD"),
            seats("left", "USD", "2026-03-10"),
            seats("tokyo", "JPY"),
        ],
        subscription_items=[
            {
                "item_id": name,
                "subscription_id": name,
                "product_id": "seat",
                "quantity": quantity,
                "started_on": "2025-11-01",
            }
            for name, quantity in (("acme", 7), ("left", 2), ("tokyo", 30))
        ],
        issued_invoices=[
            invoice("acme", "A1", "2026-01-05", "2026-01-20", 9000),
            invoice("acme", "A2", "2026-03-05", "2026-04-20", 2500),
            {
                **invoice("tokyo", "T1", "2026-02-01", "2026-02-20", 30000),
                "currency": "JPY",
            },
            {
                **invoice("aged", "O1", "2026-03-20", "2026-04-20", 800),
                "entity_id": "old",
            },
            {
                **invoice("late", "L1", "2026-01-05", "2026-01-20", 500),
                "entity_id": "shut",
            },
        ],
        issued_invoice_lines=[line("A1", 9000, "2026-01-05", "2026-04-05")],
        payments=[
            payment("part", "acme", "2026-02-10", 4000),
            payment("early", "left", "2026-02-11", 333),
        ],
        credit_notes=[credit_note("cn", "A1", "2026-02-20", 1000)],
        fx_rates=[
            rate("2025-10-01", "JPY", "0.0067"),
            rate("2026-03-15", "JPY", "0.0071"),
        ],
    ) as con:
        yield con


@pytest.mark.rule("9.3")
def test_the_tiles_are_figures_one_can_recompute(
    dashboard: duckdb.DuckDBPyConnection,
) -> None:
    tiles = {
        str(tile): str(value)
        for tile, value in rows(
            dashboard,
            "select reporting_view || ' ' || kpi, value from marts.mart_executive_kpis",
        )
    }

    assert tiles["USD mrr"] == "70.000000"
    assert tiles["JPY mrr"] == "30000.000000"
    # 30,000 yen at 0.0071 are 213 dollars
    assert tiles["consolidated mrr"] == "283.000000"
    # 20.00 of 90.00 left with the second customer
    assert tiles["USD churn"] == "22.222222"
    # 90 - 40 paid - 10 credited, 25 not due, 8 aged from its date, 5 booked late;
    # 3.33 paid too early
    assert tiles["USD receivables_open"] == "74.670000"
    assert tiles["USD receivables_overdue"] == "53.000000"
    assert tiles["consolidated receivables_open"] == "287.670000"


@pytest.mark.rule("7.2", "7.5")
def test_what_came_inside_closed_books_is_overdue_from_its_booking(
    dashboard: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        dashboard,
        "select strftime(month, '%m'), value from marts.mart_executive_kpi_history "
        "where reporting_view = 'USD' and kpi = 'receivables_overdue' "
        "and month >= '2026-01-01' order by all",
    ) == [("01", 90), ("02", 40), ("03", 53)]


@pytest.mark.rule("9.3", "7.5")
def test_the_tiles_tie_with_the_books(
    dashboard: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(dashboard, compiled_models.tests) == {}


@pytest.mark.parametrize(
    "lie",
    [
        "marts.mart_executive_kpi_history set value = value + 1 "
        f"where reporting_view = '{view}' and month = '{month}' and kpi = '{kpi}'"
        for view, month, kpi in (
            ("USD", "2026-01-01", "mrr"),
            ("consolidated", "2026-02-01", "mrr"),
            ("USD", "2026-03-01", "churn"),
            ("USD", "2026-02-01", "gross_margin"),
            ("JPY", "2026-03-01", "ltv"),
            ("JPY", "2026-02-01", "receivables_open"),
            ("USD", "2026-02-01", "receivables_overdue"),
        )
    ]
    + [
        "marts.mart_executive_kpis set value = value + 1 where kpi = 'ltv'",
        "marts.mart_executive_aging set amount = amount + 1 where bucket = '1-30'",
    ],
)
def test_a_tile_that_says_something_else_blocks(
    dashboard: duckdb.DuckDBPyConnection, compiled_models: CompiledModels, lie: str
) -> None:
    dashboard.execute("begin")
    dashboard.execute(f"update {lie}")

    found = violations(
        dashboard, [test for test in compiled_models.tests if TIE in test.name]
    )

    dashboard.execute("rollback")
    assert set(found) == {TIE}
