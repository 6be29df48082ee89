"""Retention, churn, the quick ratio, ARPA and LTV, by figures made in the head."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.support.catalogue import price
from tests.support.world import CUSTOMER, SELLER, Row, bill, rows

pytestmark = pytest.mark.slow

STARTS = {"grows": 1, "shrinks": 2, "leaves": 1, "stays": 1, "comes": 1, "lyon": 1}


def change(company: str, quantity: int, price_id: str | None = None) -> Row:
    return {
        "change_id": f"{company}_change",
        "item_id": company,
        "effective_at": "2026-02-01T12:00:00Z",
        "quantity": quantity,
        "price_id": price_id,
    }


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a February in which one of each thing happens, and a loyal euro."""
    with bill(
        tmp_path_factory.mktemp("retention"),
        compiled_models,
        as_of=date(2026, 3, 31),
        entities=[SELLER],
        companies=[
            {**CUSTOMER, "company_id": name, "currency": currency_of(name)}
            for name in STARTS
        ],
        products=[
            {"product_id": "seat", "category": "recurring"},
            {
                "product_id": "vault",
                "category": "recurring",
                "unit_cost": "400",
                "cost_currency": "EUR",
            },
        ],
        prices=[
            price(),
            price(price_id="seat_next", effective_from="2026-02-01"),
            price("vault", "EUR"),
        ],
        subscriptions=[
            {
                "subscription_id": name,
                "company_id": name,
                "started_on": "2026-02-01" if name == "comes" else "2026-01-01",
                "ended_on": "2026-02-01" if name == "leaves" else None,
            }
            for name in STARTS
        ],
        subscription_items=[
            {
                "item_id": name,
                "subscription_id": name,
                "product_id": "vault" if name == "lyon" else "seat",
                "started_on": "2026-01-01",
                "quantity": quantity,
            }
            for name, quantity in STARTS.items()
        ],
        subscription_changes=[
            *(change("grows", 2), change("shrinks", 1)),
            change("stays", 1, "seat_next"),
        ],
    ) as con:
        yield con


def currency_of(company: str) -> str:
    return "EUR" if company == "lyon" else "USD"


@pytest.mark.rule("9.3")
def test_every_ratio_of_a_month_follows_from_its_movements(
    world: duckdb.DuckDBPyConnection,
) -> None:
    # 5000 opening: 1000 expanded, 1000 contracted, 1000 of one in four lost, 1000 new
    assert rows(
        world,
        "select opening_minor, closing_minor, gross_retention_rate, "
        "net_retention_rate, logo_churn_rate, revenue_churn_rate, quick_ratio, "
        "arpa_minor from marts.churn_monthly "
        "where currency = 'USD' and month = '2026-02-01'",
    ) == [
        (
            *(5000, 5000, Decimal("0.6"), Decimal("0.8")),
            *(Decimal("0.25"), Decimal("0.2"), Decimal(1), 1250),
        )
    ]


@pytest.mark.rule("9.3")
def test_a_month_without_a_base_or_a_loss_has_no_ratio(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        world,
        "select strftime(month, '%m'), logo_churn_rate, gross_retention_rate, "
        "quick_ratio, ltv_minor from marts.churn_monthly "
        "where currency = 'USD' and month <> '2026-02-01' order by month",
    ) == [
        ("01", None, None, None, None),
        # 1250 over one loss in eight company-months
        ("03", Decimal(0), Decimal(1), None, 10000),
    ]


@pytest.mark.rule("9.3")
def test_a_lifetime_is_bounded_where_nobody_leaves_and_says_so(
    world: duckdb.DuckDBPyConnection,
) -> None:
    # 1250 over a quarter lost; and 1000 at a margin of 0.6 for sixty months
    assert rows(
        world,
        "select currency, trailing_churn_rate, gross_margin_rate, ltv_minor, "
        "is_ltv_bounded from marts.churn_monthly where month = '2026-02-01' "
        "order by currency",
    ) == [
        ("EUR", Decimal(0), Decimal("0.6"), 36000, True),
        ("USD", Decimal("0.25"), Decimal(1), 5000, False),
    ]


@pytest.mark.rule("9.2", "trap 39")
def test_a_new_price_id_is_no_churn_and_nothing_new(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        world,
        "select strftime(month, '%m'), movement from marts.mrr_movements "
        "where company_id = 'stays'",
    ) == [("01", "new")]


@pytest.mark.rule("9.3")
def test_retention_ties_to_the_movements(
    world: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(world, compiled_models.tests) == {}
