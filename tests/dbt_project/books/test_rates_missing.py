"""Figures that miss a rate of exchange are findings, wherever they are shown."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import company, invoice, payment
from tests.support.catalogue import price, rate
from tests.support.world import Row, bill, rows

pytestmark = pytest.mark.rule("1.5", "1.6")

AS_OF = date(2026, 3, 31)

WORLD: dict[str, list[Row]] = {
    "companies": [company("acme"), company("lyon", currency="EUR")],
    "products": [
        {
            "product_id": "seat",
            "name": "Managed seat",
            "category": "recurring",
            "unit_cost": "100",
            "cost_currency": "GBP",
        }
    ],
    "prices": [price(currency="EUR")],
    "subscriptions": [
        {
            "subscription_id": "lyon",
            "company_id": "lyon",
            "currency": "EUR",
            "started_on": "2026-01-01",
        }
    ],
    "subscription_items": [
        {
            "item_id": "lyon",
            "subscription_id": "lyon",
            "product_id": "seat",
            "quantity": 1,
            "started_on": "2026-01-01",
        }
    ],
    "issued_invoices": [
        {
            **invoice("lyon", "A1", "2026-01-10", "2026-02-09", 5000),
            "currency": "EUR",
        }
    ],
    "technicians": [
        {
            "technician_id": "ann",
            "name": "Ann",
            "effective_from": "2025-01-01",
            "cost_rate_minor": 4000,
            "currency": "CHF",
        }
    ],
    "time_entries": [
        {
            "entry_id": "t1",
            "company_id": "lyon",
            "technician_id": "ann",
            "worked_at": "2026-02-03T12:00:00Z",
            "minutes": 60,
            "billable": False,
        }
    ],
    "payments": [payment("p", "acme", "2026-03-02", 900, stripe_payout_id="po")],
    "payouts": [
        {
            "payout_id": "po",
            "entity_id": "us",
            "paid_on": "2026-03-09",
            "amount_minor": 800,
            "currency": "EUR",
        }
    ],
}

PLACES = {
    ("mrr_companies_monthly", "lyon EUR", "lyon", "EUR to USD", "2026-01-31"),
    ("growth_comparisons", "EUR", None, "EUR to USD", "2026-01-31"),
    ("mart_executive_kpis", "EUR", None, "EUR to USD", "2026-01-31"),
    ("ar_aging", "lyon EUR", "lyon", "EUR to USD", "2026-03-31"),
    ("ar_aging_monthly", "lyon EUR", "lyon", "EUR to USD", "2026-01-31"),
    ("receivables_revalued", "us:A1", "lyon", "EUR to USD", "2026-01-10"),
    ("consolidated_statements", "us EUR", None, "EUR to USD", "2026-01-31"),
    ("profitability_monthly", "lyon seat EUR", "lyon", "GBP to EUR", "2026-01-01"),
    ("profitability_monthly", "lyon time CHF", "lyon", "CHF to EUR", "2026-02-03"),
    ("payout_reconciliation", "po", None, "USD to EUR", "2026-03-09"),
}


@pytest.fixture(scope="module")
def unquoted(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a world in four currencies without a single rate."""
    folder = tmp_path_factory.mktemp("unquoted")
    with bill(folder, compiled_models, as_of=AS_OF, **WORLD) as con:
        yield con


def findings(
    con: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str], tuple[object, str]]:
    return {
        (str(table), str(subject)): (company_id, str(reason))
        for table, subject, company_id, reason in rows(
            con,
            "select subject_table, subject_id, company_id, reason "
            "from marts.books_findings where kind = 'no_exchange_rate'",
        )
    }


@pytest.mark.slow
def test_each_place_that_converts_says_that_it_has_no_rate(
    unquoted: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    found = findings(unquoted)

    assert set(found) == {place[:2] for place in PLACES}
    for place, subject, company_id, pair, day in PLACES:
        named, reason = found[place, subject]
        assert named == company_id
        assert f"no rate from {pair}" in reason
        assert f"as of {day}" in reason
        assert "add one" in reason
    assert "money_ties_out" not in violations(unquoted, compiled_models.tests)


@pytest.mark.slow
def test_with_its_rates_no_place_complains(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    rates = [
        rate("2025-12-31", "USD", "0.9", "EUR"),
        rate("2025-12-31", "GBP", "1.2", "EUR"),
        rate("2025-12-31", "CHF", "1.05", "EUR"),
    ]

    with bill(tmp_path, compiled_models, as_of=AS_OF, **WORLD, fx_rates=rates) as con:
        assert findings(con) == {}
        assert rows(
            con,
            "select count(*) from marts.mrr_companies_monthly "
            "where reported_closing_minor is null",
        ) == [(0,)]


@pytest.mark.slow
def test_a_rate_that_comes_later_leaves_the_months_before_it_empty(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    rates = [
        rate("2026-02-15", "EUR", "1.1"),
        rate("2026-02-15", "GBP", "1.2", "EUR"),
    ]

    with bill(tmp_path, compiled_models, as_of=AS_OF, **WORLD, fx_rates=rates) as con:
        found = findings(con)
        aged = rows(
            con,
            "select strftime(month, '%m'), open_minor, reporting_open_minor "
            "from marts.ar_aging_monthly where company_id = 'lyon' order by all",
        )

    assert aged == [("01", 5000, None), ("02", 5000, 5500), ("03", 5000, 5500)]
    assert "as of 2026-01-31:" in found["ar_aging_monthly", "lyon EUR"][1]
    assert "as of 2026-01-31:" in found["mrr_companies_monthly", "lyon EUR"][1]
    assert ("ar_aging", "lyon EUR") not in found
    assert ("payout_reconciliation", "po") not in found
    assert "as of 2026-01-10:" in found["receivables_revalued", "us:A1"][1]
