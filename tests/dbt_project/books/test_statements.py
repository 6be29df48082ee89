"""Registers, cash, one currency for all sellers, and what nobody has realised."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import company, invoice, payment
from tests.support.catalogue import rate
from tests.support.world import SELLER, Row, bill, rows

FEBRUARY, MARCH = date(2026, 2, 28), date(2026, 3, 31)


def euro(row: Row, **more: str) -> Row:
    return {**row, "currency": "EUR", **more}


WORLD: dict[str, list[Row]] = {
    "entities": [
        SELLER,
        {
            **SELLER,
            "entity_id": "de",
            "parent_entity_id": "us",
            "currency": "EUR",
            "time_zone": "Europe/Berlin",
        },
        {**SELLER, "entity_id": "gb", "parent_entity_id": "us", "currency": "GBP"},
    ],
    "companies": [
        company("acme"),
        company("berlin", entity_id="de", currency="EUR"),
        company("leeds", entity_id="gb", currency="GBP"),
    ],
    "fx_rates": [
        rate("2026-01-01", "EUR", "1.10"),
        rate("2026-02-28", "EUR", "1.20"),
        rate("2026-03-31", "EUR", "1.115"),
    ],
    "issued_invoices": [
        euro(
            invoice("berlin", "D1", "2026-01-10", "2026-02-10", 10000), entity_id="de"
        ),
        euro(invoice("acme", "E1", "2026-01-10", "2026-02-10", 8000)),
        euro(invoice("acme", "E2", "2026-01-11", "2026-04-10", 1000)),
        invoice("acme", "A1", "2026-01-10", "2026-02-10", 500),
        {
            **invoice("leeds", "G1", "2026-01-10", "2026-02-10", 70),
            "entity_id": "gb",
            "currency": "GBP",
        },
    ],
    "payments": [
        euro(payment("wire", "berlin", "2026-02-10", 3333, method="wire")),
        euro(payment("card", "berlin", "2026-02-11", 3333)),
        euro(payment("late", "acme", "2026-03-05", 8000, method="wire")),
        payment("a", "acme", "2026-02-03", 300, method="wire", fee_minor=20),
        payment("b", "acme", "2026-03-03", 150, method="wire"),
    ],
}


@pytest.fixture(scope="module")
def stated(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return three sellers in three currencies, one of which has no rate."""
    folder = tmp_path_factory.mktemp("stated")
    with bill(folder, compiled_models, as_of=MARCH, **WORLD) as con:
        yield con


def sheet(
    con: duckdb.DuckDBPyConnection, month: str
) -> dict[object, tuple[object, object]]:
    """Return each account of the German balance sheet, original and converted."""
    listed = rows(
        con,
        "select account, balance_minor, converted_balance_minor "
        "from marts.consolidated_statements where statement = 'balance_sheet' "
        f"and entity_id = 'de' and month = '{month}'",
    )
    return {account: (original, converted) for account, original, converted in listed}


@pytest.mark.rule("1.5")
def test_the_consolidated_sheet_shows_what_rates_and_rounding_did(
    stated: duckdb.DuckDBPyConnection,
) -> None:
    assert sheet(stated, "2026-01-01") == {
        "1100": (10000, 11000),
        "retained_earnings": (10000, 11000),
        "translation_difference": (0, 0),
        "rounding_difference": (0, 0),
    }
    assert sheet(stated, "2026-02-01") == {
        "1000": (3333, 4000),
        "1050": (3333, 4000),
        "1100": (3334, 4001),
        "retained_earnings": (10000, 11000),
        "translation_difference": (0, 1000),
        "rounding_difference": (0, 1),
    }
    march = sheet(stated, "2026-03-01")
    assert march["translation_difference"] == (0, 150)
    assert march["rounding_difference"] == (0, -1)


@pytest.mark.rule("1.5")
def test_profit_keeps_the_rate_of_its_month_and_the_rate_stands_beside(
    stated: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        stated,
        "select amount_minor, rate, cast(rate_on as varchar), converted_amount_minor, "
        "converted_balance_minor from marts.consolidated_statements "
        "where account = '4000' and entity_id = 'de' and month = '2026-01-01'",
    ) == [(10000, Decimal("1.1"), "2026-01-01", 11000, 11000)]
    assert rows(
        stated,
        "select converted_amount_minor, converted_balance_minor "
        "from marts.consolidated_statements "
        "where account = '4000' and entity_id = 'de' and month = '2026-03-01'",
    ) == [(0, 11000)]


@pytest.mark.rule("1.6")
def test_a_currency_without_a_rate_is_not_consolidated_as_zero(
    stated: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        stated,
        "select distinct balance_minor, converted_balance_minor "
        "from marts.consolidated_statements where entity_id = 'gb'",
    ) == [(70, None)]


@pytest.mark.rule("7.4")
def test_an_account_register_runs_from_its_opening_to_its_balance(
    stated: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        stated,
        "select cast(booked_on as varchar), document_id, opening_minor, amount_minor, "
        "balance_minor from marts.account_register where entity_id = 'us' "
        "and account = '1000' and currency = 'USD' "
        "order by booked_on, document_date, transaction_id, posting_no",
    ) == [
        ("2026-02-03", "a", 0, 300, 300),
        ("2026-02-03", "a", 300, -20, 280),
        ("2026-03-03", "b", 280, 150, 430),
    ]


@pytest.mark.rule("trap 43")
def test_each_register_ends_where_the_trial_balance_is(
    stated: duckdb.DuckDBPyConnection,
) -> None:
    ends = (
        "select entity_id, account, currency, balance_minor "
        "from marts.account_register "
        "qualify row_number() over (partition by entity_id, account, currency order by "
        "booked_on desc, document_date desc, transaction_id desc, posting_no desc) = 1"
    )
    balances = (
        "select entity_id, account, currency, sum(balance_minor) "
        "from marts.trial_balance group by all"
    )

    assert sorted(rows(stated, ends)) == sorted(rows(stated, balances))


@pytest.mark.rule("7.4")
def test_cash_is_told_by_what_moved_it(stated: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        stated,
        "select cast(month as varchar), opening_minor, received_minor, fees_minor, "
        "closing_minor from marts.cash_movements "
        "where entity_id = 'us' and currency = 'USD' order by month",
    ) == [
        ("2026-02-01", 0, 300, -20, 280),
        ("2026-03-01", 280, 150, 0, 430),
    ]


@pytest.mark.slow
@pytest.mark.rule("trap 48")
@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        (
            (
                "update marts.consolidated_statements set converted_balance_minor = 0 "
                "where account = 'translation_difference' and month = '2026-02-01'"
            ),
            "consolidated_statements_balance",
        ),
        (
            "update marts.cash_movements set fees_minor = 0 where fees_minor <> 0",
            "cash_movements_tie",
        ),
        (
            "delete from marts.cash_movements where entity_id = 'de'",
            "cash_movements_tie",
        ),
    ],
)
def test_a_statement_that_was_tampered_with_blocks(
    stated: duckdb.DuckDBPyConnection,
    compiled_models: CompiledModels,
    change: str,
    noticed: str,
) -> None:
    assert violations(stated, compiled_models.tests) == {}
    stated.execute("begin")
    stated.execute(change)

    found = set(violations(stated, compiled_models.tests))

    stated.execute("rollback")
    assert found == {noticed}


@pytest.mark.slow
@pytest.mark.rule("trap 44", "trap 45")
def test_trap_45_revaluation_is_shown_and_never_booked(
    tmp_path: Path,
    compiled_models: CompiledModels,
    stated: duckdb.DuckDBPyConnection,
) -> None:
    shown = (
        "select invoice_id, balance_minor, issued_minor, current_minor, "
        "revaluation_minor from marts.receivables_revalued order by all"
    )
    exchange = (
        "select count(*) from marts.ledger_entries "
        "where account_role in ('fx_gain_loss', 'currency_exchange')"
    )

    with bill(tmp_path, compiled_models, as_of=FEBRUARY, **WORLD) as con:
        assert rows(con, shown) == [
            ("us:E1", 8000, 8800, 9600, 800),
            ("us:E2", 1000, 1100, 1200, 100),
        ]
        assert rows(con, exchange) == [(0,)]
    assert rows(stated, shown) == [("us:E2", 1000, 1100, 1115, 15)]
    assert rows(stated, exchange) == [(0,)]
