"""Exchange moves reported figures in a column of its own, and nothing else."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.support.catalogue import price, rate
from tests.support.world import CUSTOMER, SELLER, bill, rows

CURRENCIES = {"lyon": "EUR", "tokyo": "JPY", "acme": "USD", "oslo": "NOK"}


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a seat each in four currencies, one of which nobody quotes."""
    with bill(
        tmp_path_factory.mktemp("exchange"),
        compiled_models,
        as_of=date(2026, 3, 10),
        entities=[SELLER],
        companies=[
            {**CUSTOMER, "company_id": name, "currency": currency}
            for name, currency in CURRENCIES.items()
        ],
        prices=[price(currency=currency) for currency in CURRENCIES.values()],
        subscriptions=[
            {
                "subscription_id": name,
                "company_id": name,
                "started_on": "2026-01-01",
                "ended_on": "2026-03-01" if name == "tokyo" else None,
            }
            for name in CURRENCIES
        ],
        subscription_items=[
            {
                "item_id": name,
                "subscription_id": name,
                "product_id": "seat",
                "started_on": "2026-01-01",
            }
            for name in CURRENCIES
        ],
        subscription_changes=[
            {
                "change_id": "more",
                "item_id": "lyon",
                "effective_at": "2026-02-10T12:00:00Z",
                "quantity": 2,
            }
        ],
        fx_rates=[
            *(rate("2026-01-15", "EUR", "1.10"), rate("2026-02-20", "EUR", "1.20")),
            rate("2026-01-15", "JPY", "0.0067"),
        ],
    ) as con:
        yield con


def reported(con: duckdb.DuckDBPyConnection, company: str) -> list[tuple[object, ...]]:
    return rows(
        con,
        "select strftime(month, '%m'), reported_opening_minor, reported_new_minor, "
        "reported_expansion_minor, reported_churn_minor, reported_fx_minor, "
        "reported_closing_minor from marts.mrr_companies_monthly "
        f"where company_id = '{company}' order by month",
    )


@pytest.mark.rule("9.3", "1.5")
def test_a_stronger_currency_is_exchange_and_never_expansion(
    world: duckdb.DuckDBPyConnection,
) -> None:
    # 1000 EUR cents at 1.10; then 1000 more at 1.20, and 100 by exchange
    assert reported(world, "lyon") == [
        ("01", 0, 1100, 0, 0, 0, 1100),
        ("02", 1100, 0, 1200, 0, 100, 2400),
        ("03", 2400, 0, 0, 0, 0, 2400),
    ]
    assert rows(
        world, "select distinct fx_minor from marts.mrr_monthly where currency = 'EUR'"
    ) == [(0,)]


@pytest.mark.rule("1.1", "9.3", "trap 36")
def test_yen_have_no_cents_to_be_converted_twice(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert reported(world, "tokyo") == [
        ("01", 0, 670, 0, 0, 0, 670),
        ("02", 670, 0, 0, 0, 0, 670),
        ("03", 670, 0, 0, -670, 0, 0),
    ]
    assert rows(
        world,
        "select opening_minor, churn_minor from marts.mrr_companies_monthly "
        "where company_id = 'tokyo' and month = '2026-03-01'",
    ) == [(1000, -1000)]


@pytest.mark.rule("1.6")
def test_a_currency_without_a_rate_is_reported_as_nothing_and_not_as_zero(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert reported(world, "oslo")[0] == ("01", 0, None, 0, 0, None, None)
    assert rows(
        world,
        "select closing_minor, arr_minor from marts.mrr_companies_monthly "
        "where company_id = 'oslo' and month = '2026-03-01'",
    ) == [(1000, 12000)]


@pytest.mark.slow
@pytest.mark.rule("9.2", "9.3")
def test_reported_movements_tie_with_their_exchange(
    world: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(world, compiled_models.tests) == {}
