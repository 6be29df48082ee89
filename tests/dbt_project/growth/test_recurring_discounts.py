"""Amounts off for ever lower what they are given for; no price is no zero."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.support.world import CUSTOMER, Row, Value, bill, rows

COMPANIES = ("scoped", "by_product", "yearly", "capped", "unpriced", "huge")


def price(product: str, amount: str, every: str = "month") -> Row:
    return {
        "price_id": f"{product}_{every}",
        "product_id": product,
        "currency": "USD",
        "charge_model": "per_unit",
        "unit_amount": amount,
        "interval": every,
        "effective_from": "2020-01-01",
    }


def subscription(name: str, company: str) -> Row:
    return {"subscription_id": name, "company_id": company, "started_on": "2026-01-01"}


def item(subscription_id: str, product: str, quantity: int | str = 1) -> Row:
    return {
        "item_id": f"{subscription_id}_{product}",
        "subscription_id": subscription_id,
        "product_id": product,
        "started_on": "2026-01-01",
        "quantity": quantity,
    }


def amount_off(company: str, value: int, **scope: Value) -> Row:
    return {
        "discount_id": f"off_{company}",
        "company_id": company,
        "kind": "amount",
        "value": value,
        "currency": "USD",
        "duration": "forever",
        "starts_on": "2026-01-01",
        **scope,
    }


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return one company for each way an amount is taken off, or cannot be had."""
    with bill(
        tmp_path_factory.mktemp("discounts"),
        compiled_models,
        as_of=date(2026, 2, 28),
        companies=[
            {**CUSTOMER, "company_id": name, "name": name} for name in COMPANIES
        ],
        products=[
            {"product_id": name, "name": name, "category": "recurring"}
            for name in ("seat", "vault", "domain", "mystery", "whale")
        ],
        prices=[
            price("seat", "1000"),
            price("vault", "500"),
            price("domain", "1200", "year"),
            price("whale", "9999999999"),
        ],
        subscriptions=[
            *(subscription(name, name) for name in COMPANIES),
            subscription("second", "scoped"),
        ],
        subscription_items=[
            *(item("scoped", "seat"), item("second", "seat", 2)),
            *(item("by_product", "seat"), item("by_product", "vault")),
            item("yearly", "domain"),
            item("capped", "vault"),
            *(item("unpriced", "mystery"), item("unpriced", "seat")),
            *(item("huge", "whale", "999999999999"), item("huge", "vault")),
        ],
        discounts=[
            amount_off("scoped", 1500, subscription_id="scoped"),
            amount_off("by_product", 100, product_id="vault"),
            amount_off("yearly", 240),
            amount_off("capped", 700),
        ],
    ) as con:
        yield con


def recurring(con: duckdb.DuckDBPyConnection, company: str) -> dict[object, object]:
    listed = rows(
        con,
        "select product_id, closing_minor from marts.mrr_monthly "
        f"where company_id = '{company}' and month = '2026-02-01'",
    )
    return dict(listed)  # type: ignore[arg-type]


def test_an_amount_for_one_subscription_leaves_the_others_alone(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert recurring(world, "scoped") == {"seat": 2000}


def test_an_amount_for_one_product_leaves_the_others_alone(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert recurring(world, "by_product") == {"seat": 1000, "vault": 400}


def test_an_amount_off_a_yearly_invoice_counts_a_twelfth_a_month(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert recurring(world, "yearly") == {"domain": 80}


def test_an_amount_takes_no_more_than_there_is(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert recurring(world, "capped") == {}


@pytest.mark.slow
def test_an_item_without_a_price_is_counted_and_the_rest_goes_on(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert recurring(world, "unpriced") == {"seat": 1000}
    assert recurring(world, "huge") == {"vault": 500}
    assert rows(
        world,
        "select kind, subject_id from marts.books_findings "
        "where subject_table = 'subscription_items' order by all",
    ) == [
        ("not_recurring", "huge whale USD"),
        ("not_recurring", "unpriced mystery USD"),
    ]


@pytest.mark.slow
def test_the_movements_tie_with_discounts(
    world: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    found = violations(world, compiled_models.tests)

    assert {"mrr_movements_tie", "churn_ties_to_movements"}.isdisjoint(found)
    assert found == {}
