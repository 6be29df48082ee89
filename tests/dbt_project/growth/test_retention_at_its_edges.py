"""Retention and LTV of a firm with a standing credit, and of one that counts in yen."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.support.catalogue import price
from tests.support.world import CUSTOMER, SELLER, bill, rows

pytestmark = pytest.mark.slow

SEATS = {"buys": 3, "credit": -1, "tokyo": 1}


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Three companies from January on; the credit ends in March."""
    currencies = {"tokyo": "JPY"}
    with bill(
        tmp_path_factory.mktemp("edges"),
        compiled_models,
        as_of=date(2026, 4, 15),
        entities=[SELLER],
        companies=[
            {**CUSTOMER, "company_id": name, "currency": currencies.get(name, "USD")}
            for name in SEATS
        ],
        prices=[
            price(unit_amount="10000"),
            price(currency="JPY", unit_amount="16700000"),
        ],
        subscriptions=[
            {
                "subscription_id": name,
                "company_id": name,
                "started_on": "2026-01-01",
                "ended_on": "2026-03-01" if name == "credit" else None,
            }
            for name in SEATS
        ],
        subscription_items=[
            {
                "item_id": name,
                "subscription_id": name,
                "product_id": "seat",
                "quantity": seats,
            }
            for name, seats in SEATS.items()
        ],
    ) as con:
        yield con


@pytest.mark.rule("9.3")
def test_the_end_of_a_credit_retains_more_than_all(
    world: duckdb.DuckDBPyConnection,
) -> None:
    march = (
        "select opening_minor, churn_minor, closing_minor, gross_retention_rate "
        "from marts.churn_monthly where month = '2026-03-01' and currency = 'USD'"
    )

    assert rows(world, march) == [(20000, 10000, 30000, Decimal("1.5"))]


@pytest.mark.rule("9.3", "1.6")
def test_a_life_worth_a_thousand_million_is_shown(
    world: duckdb.DuckDBPyConnection,
) -> None:
    shown = (
        "select value from marts.mart_executive_kpi_history where kpi = 'ltv' "
        "and reporting_view = 'JPY' and month = '2026-04-01'"
    )

    assert rows(world, shown) == [(Decimal(60 * 16700000),)]


def test_every_check_holds_for_them(
    world: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(world, compiled_models.tests) == {}
