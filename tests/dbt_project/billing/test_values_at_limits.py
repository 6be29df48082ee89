"""Values within the contract whose products are not: nobody else's bill stops."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import company
from tests.support.catalogue import price
from tests.support.world import CUSTOMER, SELLER, bill, rows

pytestmark = pytest.mark.slow

LIMIT = "9999999999.9999999999"
BUYERS = {"plain": "seat", "raised": "dear", "thirds": "seat", "churned": "large"}


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A plain customer beside some whose rows ask for more than a number holds."""
    products = {product: {"product_id": product} for product in BUYERS.values()}
    with bill(
        tmp_path_factory.mktemp("limits"),
        compiled_models,
        as_of=date(2026, 3, 31),
        entities=[SELLER],
        companies=[company(name) for name in BUYERS] + [CUSTOMER],
        products=[
            {**product, "name": name, "category": "recurring"}
            for name, product in products.items()
        ],
        prices=[
            price(unit_amount="1000"),
            price("dear", unit_amount=LIMIT),
            price("large", unit_amount="1000000000"),
        ],
        price_overrides=[
            {
                "override_id": "lift",
                "company_id": "raised",
                "product_id": "dear",
                "kind": "amount_off",
                "value": f"-{LIMIT}",
                "effective_from": "2026-01-01",
                "approved_by": "somebody",
            }
        ],
        subscriptions=[
            {"subscription_id": name, "company_id": name, "started_on": "2026-01-01"}
            for name in BUYERS
        ],
        subscription_items=[
            {
                "item_id": name,
                "subscription_id": name,
                "product_id": product,
                "quantity": "90000" if name == "churned" else "12.5",
            }
            for name, product in BUYERS.items()
        ],
        subscription_changes=[
            {
                "change_id": "gone",
                "item_id": "churned",
                "effective_at": "2026-02-03T05:00:00Z",
                "quantity": "0",
            }
        ],
        discounts=[
            {
                "discount_id": f"third {n}",
                "company_id": "thirds",
                "kind": "percent",
                "value": "33.333333",
                "duration": "forever",
                "starts_on": "2026-01-01",
            }
            for n in range(5)
        ],
    ) as con:
        yield con


@pytest.mark.rule("1.6")
def test_everybody_else_is_billed_and_every_check_holds(
    world: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    march = (
        "select company_id, amount_minor, discount_minor from marts.invoice_lines "
        "where period_start = '2026-03-01' and company_id in ('plain', 'thirds') "
        "order by all"
    )

    # five times two thirds of 12,500 stay
    assert rows(world, march) == [("plain", 12500, 0), ("thirds", 12500, -10854)]
    assert violations(world, compiled_models.tests) == {}


@pytest.mark.rule("1.6", "3.1", "3.9")
def test_a_price_that_an_override_lifts_beyond_its_digits_is_held(
    world: duckdb.DuckDBPyConnection,
) -> None:
    held = (
        "select distinct invoices.status, findings.kind, findings.subject_id "
        "from marts.invoices inner join marts.findings "
        "on findings.company_id = invoices.company_id "
        "where invoices.company_id = 'raised' and findings.kind <> 'held_draft'"
    )

    assert rows(world, held) == [("pending_review", "cannot_be_rated", "raised")]


@pytest.mark.rule("9.3")
def test_a_churn_of_ten_million_millions_has_its_rate(
    world: duckdb.DuckDBPyConnection,
) -> None:
    churn = (
        "select churn_minor, revenue_churn_rate > 0.99 from marts.churn_monthly "
        "where month = '2026-02-01'"
    )

    assert rows(world, churn) == [(-90_000_000_000_000, True)]
