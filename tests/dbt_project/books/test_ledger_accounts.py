"""Which account a posting goes to, and how somebody's own chart replaces ours."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import company, invoice, line, payment, write_off
from tests.support.world import REQUIRED, SELLER, Row, bill, rows

pytestmark = pytest.mark.slow


def account(code: str, kind: str, role: str | None, **more: str) -> Row:
    return {"account": code, "name": code, "kind": kind, "role": role, **more}


@pytest.fixture(scope="module")
def charted(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return two sellers, a chart of their own, and products with and without one."""
    [seat] = REQUIRED["products"]
    with bill(
        tmp_path_factory.mktemp("charted"),
        compiled_models,
        as_of=date(2026, 3, 31),
        entities=[SELLER, {**SELLER, "entity_id": "de"}],
        companies=[company("acme"), company("berlin", entity_id="de")],
        accounts=[
            account("1210", "asset", "receivable"),
            account("1220", "asset", "receivable", entity_id="de"),
            account("8000", "income", "revenue"),
            account("8100", "income", None),
            account("1050", "asset", None, name="Till"),
        ],
        departments=[{"department_id": "cloud", "entity_id": "us", "gl_code": "8200"}],
        products=[
            seat,
            {**seat, "product_id": "named", "revenue_account": "8100"},
            {**seat, "product_id": "housed", "department_id": "cloud"},
        ],
        issued_invoices=[
            invoice("acme", "A1", "2026-01-31", "2026-02-28", 600),
            {
                **invoice("berlin", "D1", "2026-01-31", "2026-02-28", 50),
                "entity_id": "de",
            },
        ],
        issued_invoice_lines=[
            {**line("A1", amount, "2026-01-01", "2026-02-01"), "product_id": product}
            for product, amount in (("seat", 100), ("named", 200), ("housed", 300))
        ],
        payments=[payment("p", "acme", "2026-02-01", 10)],
        write_offs=[write_off("w", "A1", "2026-03-01", 5)],
    ) as con:
        yield con


def posted(con: duckdb.DuckDBPyConnection, role: str) -> list[tuple[object, ...]]:
    return rows(
        con,
        "select entity_id, account, sum(amount_minor) from marts.ledger_entries "
        f"where account_role = '{role}' group by all order by all",
    )


@pytest.mark.rule("7.4")
def test_a_sellers_own_account_takes_its_postings(
    charted: duckdb.DuckDBPyConnection,
) -> None:
    assert posted(charted, "receivable") == [("de", "1220", 50), ("us", "1210", 585)]


@pytest.mark.rule("7.4")
def test_revenue_goes_to_the_products_account_else_its_departments_else_the_roles(
    charted: duckdb.DuckDBPyConnection,
) -> None:
    assert posted(charted, "revenue") == [
        ("de", "8000", -50),
        ("us", "8000", -100),
        ("us", "8100", -200),
        ("us", "8200", -300),
    ]


@pytest.mark.rule("7.4")
def test_a_role_that_a_chart_leaves_out_keeps_its_default_account(
    charted: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert posted(charted, "bad_debt") == [("us", "6100", 5)]
    assert violations(charted, compiled_models.tests) == {}


@pytest.mark.rule("7.4")
def test_a_default_whose_number_a_chart_gives_to_something_else_has_another_code(
    charted: duckdb.DuckDBPyConnection,
) -> None:
    assert posted(charted, "clearing") == [("us", "1050-clearing", 10)]
