"""Where one seller's customer pays another seller, each keeps its own books."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import (
    application,
    company,
    invoice,
    payment,
    refund,
)
from tests.support.world import SELLER, Row, bill, rows

pytestmark = pytest.mark.slow


def german(row: Row) -> Row:
    return {**row, "entity_id": "de"}


@pytest.fixture(scope="module")
def sellers(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a German child that pays its American parent's invoice, and more."""
    with bill(
        tmp_path_factory.mktemp("sellers"),
        compiled_models,
        as_of=date(2026, 3, 31),
        entities=[SELLER, {**SELLER, "entity_id": "de", "parent_entity_id": "us"}],
        companies=[
            company("head"),
            german(company("child", parent_company_id="head")),
            company("early"),
            company("voided"),
        ],
        issued_invoices=[
            invoice("head", "H1", "2026-01-01", "2026-01-31", 1000),
            german(invoice("early", "E1", "2026-02-01", "2026-02-28", 300)),
            german(
                {
                    **invoice("voided", "V1", "2026-02-01", "2026-02-28", 200),
                    "status": "void",
                    "voided_on": "2026-03-01",
                }
            ),
        ],
        payments=[
            payment("k", "child", "2026-01-20", 1000, invoice_no="H1"),
            payment("early", "early", "2026-01-20", 500),
            payment("v", "voided", "2026-01-20", 200),
        ],
        applications=[application("k", "H1", "2026-02-10", -100)],
        refunds=[refund("r", "k", "2026-02-20", 400)],
    ) as con:
        yield con


def booked(con: duckdb.DuckDBPyConnection, name: str) -> list[tuple[object, ...]]:
    return rows(
        con,
        "select entity_id, account_role, sum(amount_minor) from marts.ledger_entries "
        f"where company_id = '{name}' and account_role not in ('revenue') "
        "group by all having sum(amount_minor) <> 0 order by all",
    )


@pytest.mark.rule("7.4", "7.5")
def test_each_seller_keeps_the_receivable_of_its_own_invoices(
    sellers: duckdb.DuckDBPyConnection,
) -> None:
    # 1000 came to Germany, 100 was taken off the invoice, 400 went back: the 100 first
    assert booked(sellers, "head") == [
        ("de", "clearing", 600),
        ("de", "intercompany", -600),
        ("us", "intercompany", 600),
        ("us", "receivable", 400),
    ]


@pytest.mark.rule("6.1", "7.4", "7.5")
def test_credit_with_one_seller_pays_the_other_through_what_they_owe_each_other(
    sellers: duckdb.DuckDBPyConnection,
) -> None:
    assert booked(sellers, "early") == [
        ("de", "intercompany", 300),
        ("us", "clearing", 500),
        ("us", "customer_credit", -200),
        ("us", "intercompany", -300),
    ]


@pytest.mark.rule("7.4")
def test_a_void_gives_the_credit_back_where_the_money_came(
    sellers: duckdb.DuckDBPyConnection,
) -> None:
    assert booked(sellers, "voided") == [
        ("us", "clearing", 200),
        ("us", "customer_credit", -200),
    ]


@pytest.mark.rule("7.1", "7.5")
def test_every_sellers_books_balance_and_what_they_owe_each_other_is_nothing_in_all(
    sellers: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(sellers, compiled_models.tests) == {}
    assert (
        rows(
            sellers,
            "select transaction_id, entity_id from marts.ledger_entries "
            "group by all having sum(amount_minor) <> 0",
        )
        == []
    )
    assert rows(
        sellers,
        "select sum(amount_minor) from marts.ledger_entries "
        "where account_role = 'intercompany'",
    ) == [(0,)]
