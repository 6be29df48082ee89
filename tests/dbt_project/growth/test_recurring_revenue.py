"""Recurring revenue follows contract state, and its movements tie (semantics 9)."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels
from tests.support.world import CUSTOMER, REQUIRED, Row, bill, rows

COMPANIES = ("grows", "leaves", "returns", "drops_one", "moves", "tries", "yearly")


def subscription(name: str, company: str, start: str, **more: str) -> Row:
    return {
        "subscription_id": name,
        "company_id": company,
        "started_on": start,
        "interval": "month",
        **more,
    }


def item(subscription_id: str, product: str, quantity: int) -> Row:
    return {
        "item_id": f"{subscription_id}_{product}",
        "subscription_id": subscription_id,
        "product_id": product,
        "started_on": "2025-12-01",
        "quantity": quantity,
    }


def price(
    name: str, product: str, amount: int, start: str, every: str = "month"
) -> Row:
    return {
        "price_id": name,
        "product_id": product,
        "currency": "USD",
        "charge_model": "per_unit",
        "unit_amount": amount,
        "interval": every,
        "effective_from": start,
    }


def product(name: str) -> Row:
    return {"product_id": name, "name": name, "category": "recurring"}


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    with bill(
        tmp_path_factory.mktemp("growth"),
        compiled_models,
        as_of=date(2026, 3, 15),
        entities=REQUIRED["entities"],
        companies=[
            {**CUSTOMER, "company_id": name, "name": name} for name in COMPANIES
        ],
        products=[product("seat"), product("vault"), product("domain")],
        prices=[
            price("seat_old", "seat", 1000, "2020-01-01"),
            price("seat_new", "seat", 1200, "2026-01-01"),
            price("vault_list", "vault", 500, "2020-01-01"),
            price("domain_list", "domain", 1000, "2020-01-01", "year"),
        ],
        subscriptions=[
            subscription("g", "grows", "2025-12-01"),
            subscription("l", "leaves", "2025-12-01", ended_on="2026-02-28"),
            subscription("r1", "returns", "2025-12-01", ended_on="2026-01-15"),
            subscription("r2", "returns", "2026-02-10"),
            subscription("d1", "drops_one", "2025-12-01"),
            subscription("d2", "drops_one", "2025-12-01", ended_on="2026-02-01"),
            subscription("m1", "moves", "2025-12-01", ended_on="2026-02-01"),
            subscription("m2", "moves", "2026-02-01"),
            subscription("t", "tries", "2026-02-20", trial_ends_on="2026-03-06"),
            subscription("y", "yearly", "2025-12-05"),
        ],
        subscription_items=[
            item("g", "seat", 2),
            item("l", "vault", 1),
            item("r1", "vault", 1),
            item("r2", "vault", 1),
            item("d1", "vault", 1),
            item("d2", "vault", 2),
            item("m1", "vault", 1),
            item("m2", "seat", 1),
            item("t", "vault", 3),
            *(item("y", "domain", 1), item("y", "vault", 1)),
        ],
        subscription_changes=[
            {
                "change_id": "g_more",
                "item_id": "g_seat",
                "effective_at": "2026-02-20T12:00:00Z",
                "quantity": 3,
            }
        ],
        discounts=[
            {
                "discount_id": "y_off",
                "company_id": "yearly",
                "product_id": "vault",
                "kind": "percent",
                "value": 10,
                "duration": "forever",
                "starts_on": "2026-03-01",
            },
            {
                "discount_id": "g_once",
                "company_id": "grows",
                "kind": "percent",
                "value": 50,
                "duration": "once",
                "starts_on": "2026-03-01",
            },
        ],
    ) as con:
        yield con


def movements(con: duckdb.DuckDBPyConnection, company: str) -> list[tuple[object, ...]]:
    return rows(
        con,
        "select strftime(month, '%Y-%m'), product_id, movement, amount_minor "
        f"from marts.mrr_movements where company_id = '{company}' order by all",
    )


@pytest.mark.rule("9.1", "trap 34")
def test_a_month_has_the_price_and_quantity_of_its_own_end(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert movements(world, "grows") == [
        ("2025-12", "seat", "new", 2000),
        ("2026-01", "seat", "expansion", 400),
        ("2026-02", "seat", "expansion", 1200),
    ]


@pytest.mark.rule("9.2", "trap 38")
def test_an_end_is_churn_in_the_month_whose_end_first_lacks_it(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert movements(world, "leaves") == [
        ("2025-12", "vault", "new", 500),
        ("2026-02", "vault", "churn", -500),
    ]


@pytest.mark.rule("9.2")
def test_a_company_that_comes_back_is_reactivated_not_new(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert movements(world, "returns") == [
        ("2025-12", "vault", "new", 500),
        ("2026-01", "vault", "churn", -500),
        ("2026-02", "vault", "reactivation", 500),
    ]


@pytest.mark.rule("9.2", "trap 37")
def test_ending_one_of_two_subscriptions_is_contraction(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert movements(world, "drops_one") == [
        ("2025-12", "vault", "new", 1500),
        ("2026-02", "vault", "contraction", -1000),
    ]


@pytest.mark.rule("9.2", "trap 39")
def test_moving_to_another_product_is_neither_churn_nor_new(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert movements(world, "moves") == [
        ("2025-12", "vault", "new", 500),
        ("2026-02", "seat", "expansion", 1200),
        ("2026-02", "vault", "contraction", -500),
    ]


@pytest.mark.rule("9.1")
def test_a_trial_is_not_recurring_revenue(world: duckdb.DuckDBPyConnection) -> None:
    assert movements(world, "tries") == [("2026-03", "vault", "new", 1500)]


@pytest.mark.rule("9.1")
def test_a_year_counts_a_twelfth_and_only_forever_discounts_lower_it(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert movements(world, "yearly") == [
        ("2025-12", "domain", "new", 83),
        ("2025-12", "vault", "new", 500),
        ("2026-03", "vault", "contraction", -50),
    ]


@pytest.mark.rule("trap 35")
def test_no_month_lies_after_the_day_asked_for(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        world,
        "select strftime(min(month), '%Y-%m'), strftime(max(month), '%Y-%m') "
        "from marts.mrr_monthly",
    ) == [("2025-12", "2026-03")]


def test_a_cohort_keeps_counting_who_left(world: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        world,
        "select months_since, companies, active_companies, first_minor, mrr_minor "
        "from marts.revenue_cohorts where cohort_month = '2025-12-01' order by all",
    ) == [
        (0, 6, 6, 5583, 5583),
        (1, 6, 5, 5583, 5483),
        (2, 6, 5, 5583, 6383),
        (3, 6, 5, 5583, 6333),
    ]


@pytest.mark.rule("9.3")
def test_retention_is_what_the_movements_say(world: duckdb.DuckDBPyConnection) -> None:
    [february] = rows(
        world,
        "select opening_companies, churned_companies, new_companies, "
        "opening_minor, expansion_minor, contraction_minor, churn_minor, "
        "cast(logo_churn_rate as varchar), cast(gross_retention_rate as varchar) "
        "from marts.churn_monthly where month = '2026-02-01'",
    )

    assert february == (5, 1, 0, 5483, 2400, -1500, -500, "0.200000", "0.635236")
