"""Mistakes that billing software has really made with money, by their numbers."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels
from tests.dbt_project.books.documents import (
    company,
    invoice,
    line,
    payment,
    wallet_entry,
)
from tests.support.catalogue import price
from tests.support.world import SELLER, bill, rows


@pytest.fixture(scope="module")
def trapped(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a wallet that covers an odd total, and two sellers in two currencies."""
    parts = (35608, 35609, 35609)
    with bill(
        tmp_path_factory.mktemp("traps"),
        compiled_models,
        as_of=date(2026, 2, 28),
        entities=[
            SELLER,
            {**SELLER, "entity_id": "jp", "currency": "JPY", "time_zone": "Asia/Tokyo"},
        ],
        companies=[
            company("acme"),
            company("seats"),
            company("tokyo", entity_id="jp", currency="JPY"),
        ],
        prices=[price(unit_amount="1999"), price("seat", "JPY", "1500")],
        subscriptions=[
            {
                "subscription_id": name,
                "company_id": name,
                "started_on": "2026-01-01",
                "currency": currency,
            }
            for name, currency in (("seats", "USD"), ("tokyo", "JPY"))
        ],
        subscription_items=[
            {
                "item_id": f"{name}_seat",
                "subscription_id": name,
                "product_id": "seat",
                "started_on": "2026-01-01",
                "quantity": 3,
            }
            for name in ("seats", "tokyo")
        ],
        issued_invoices=[invoice("acme", "T27", "2026-01-05", "2026-02-04", 106826)],
        issued_invoice_lines=[
            line("T27", amount, "2026-01-01", "2026-02-01") for amount in parts
        ],
        payments=[payment("p", "acme", "2026-01-20", 826)],
        wallet_entries=[
            wallet_entry("top", "acme", "top_up", "2026-01-01", 106000),
            wallet_entry("use", "acme", "charge", "2026-01-06", 106000, "T27"),
        ],
    ) as con:
        yield con


@pytest.mark.rule("trap 27")
def test_trap_27_no_cent_stays_unpaid_while_there_is_money(
    trapped: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        trapped,
        "select status, paid_minor, balance_minor from marts.invoices "
        "where invoice_no = 'T27'",
    ) == [("paid", 106826, 0)]
    assert rows(
        trapped,
        "select sum(amount_minor) from marts.ledger_entries "
        "where account_role in ('receivable', 'wallet_liability')",
    ) == [(0,)]


@pytest.mark.rule("1.5", "trap 36")
def test_trap_36_mrr_is_in_minor_units_once_and_apart_by_currency(
    trapped: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        trapped,
        "select currency, closing_minor, closing_companies from marts.churn_monthly "
        "where month = '2026-02-01' order by all",
    ) == [("JPY", 4500, 1), ("USD", 5997, 1)]


@pytest.mark.rule("trap 36")
def test_trap_36_every_amount_of_a_mart_names_its_unit(
    trapped: duckdb.DuckDBPyConnection,
) -> None:
    # prices are exact minor units by their contract; Stripe's view has Stripe's names
    assert (
        rows(
            trapped,
            "select table_name, column_name from duckdb_columns() "
            "where schema_name = 'marts' and table_name not like 'mart_%' "
            "and table_name not like 'stripe__%' "
            "and column_name not in ('unit_amount', 'flat_amount', 'exact_amount') "
            "and regexp_matches(column_name, '(amount|balance|total|mrr)$')",
        )
        == []
    )


@pytest.mark.rule("trap 43")
def test_trap_43_a_balance_is_what_its_entries_say_and_is_written_nowhere_else(
    trapped: duckdb.DuckDBPyConnection,
) -> None:
    assert (
        rows(
            trapped,
            "select account, currency, sum(amount_minor) from marts.ledger_entries "
            "group by all except select account, currency, sum(balance_minor) "
            "from marts.trial_balance group by all",
        )
        == []
    )
    assert rows(
        trapped,
        "select invoices.balance_minor - sum(ledger.amount_minor) "
        "from marts.invoices join marts.ledger_entries as ledger "
        "on ledger.company_id = invoices.company_id "
        "where invoice_no = 'T27' and account_role = 'receivable' "
        "group by invoices.balance_minor",
    ) == [(0,)]


@pytest.mark.slow
@pytest.mark.rule("trap 43")
def test_trap_43_a_document_that_disappears_takes_its_share_of_the_balance_along(
    trapped: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    by_name = {model.name: model.sql for model in compiled_models.models}
    trapped.execute("begin")
    trapped.execute("delete from marts.ledger_entries where document_id = 'p'")

    [(balance,)] = rows(
        trapped,
        f"select sum(balance_minor) from ({by_name['trial_balance']}) "
        "where account_role = 'receivable'",
    )

    trapped.execute("rollback")
    assert balance == 826
