"""Mistakes that software has really made when money settles, by their numbers."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import (
    company,
    credit_note,
    invoice,
    line,
    payment,
    refund,
    wallet_entry,
)
from tests.support.world import Row, bill, rows

pytestmark = pytest.mark.slow

WORLD: dict[str, list[Row]] = {
    "companies": [
        company(name)
        for name in ("capped", "turned", "noted", "euro", "taxed", "refunds")
    ],
    "issued_invoices": [
        invoice("capped", "T28", "2026-01-05", "2026-02-04", 10001),
        invoice("turned", "T28b", "2026-01-05", "2026-02-04", 10001),
        invoice("noted", "T29", "2026-01-05", "2026-02-04", 100),
        invoice("euro", "T33", "2026-01-05", "2026-02-04", 5000),
        {
            **invoice("euro", "T33e", "2026-01-06", "2026-02-05", 700),
            "currency": "EUR",
        },
        invoice("taxed", "T48", "2026-01-05", "2026-02-04", 11900),
        invoice("refunds", "T56", "2026-01-05", "2026-02-04", 10000),
    ],
    "issued_invoice_lines": [
        *(
            line("T28", net, "2026-01-01", "2026-02-01", tax=tax)
            for net, tax in ((3333, 334), (3333, 334), (2425, 242))
        ),
        *(
            line("T28b", net, "2026-01-01", "2026-02-01", tax=tax)
            for net, tax in ((2425, 242), (3333, 334), (3333, 334))
        ),
        line("T29", 67, "2026-01-01", "2026-02-01", tax=33),
        line("T48", 10000, "2026-01-01", "2026-02-01", tax=1900),
    ],
    "credit_notes": [
        *(
            credit_note(f"{number}-{place}", number, f"2026-01-{10 + place}", 3334)
            for number in ("T28", "T28b")
            for place in range(4)
        ),
        credit_note("T29-1", "T29", "2026-01-10", 50),
        credit_note("T29-2", "T29", "2026-01-11", 50),
        credit_note("T48-n", "T48", "2026-01-12", 1190),
    ],
    "payments": [
        payment("euros", "euro", "2026-01-20", 5000, currency="EUR", invoice_no="T33"),
        payment("card", "taxed", "2026-01-20", 10000, fee_minor=320),
        payment("paid", "refunds", "2026-01-20", 10000),
        payment("failed", "refunds", "2026-01-20", 10000, status="failed"),
        payment("pending", "refunds", "2026-01-21", 10000, status="pending"),
        payment(
            "bounced",
            "refunds",
            "2026-01-22",
            4000,
            status="reversed",
            reversed_on="2026-01-25",
        ),
    ],
    "refunds": [
        refund("some", "paid", "2026-02-01", 3000),
        refund("of_nothing", "failed", "2026-02-01", 3000),
    ],
    "wallet_entries": [
        wallet_entry("w_usd", "euro", "top_up", "2026-01-01", 9000),
        wallet_entry("w_eur", "euro", "top_up", "2026-01-01", 300, currency="EUR"),
        wallet_entry(
            "w_use", "euro", "charge", "2026-01-10", 300, "T33", currency="EUR"
        ),
    ],
}


@pytest.fixture(scope="module")
def settled(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return one small company for each of those mistakes."""
    folder = tmp_path_factory.mktemp("settled")
    with bill(folder, compiled_models, as_of=date(2026, 2, 28), **WORLD) as con:
        yield con


def standing(con: duckdb.DuckDBPyConnection, number: str) -> tuple[object, ...]:
    [found] = rows(
        con,
        "select status, paid_minor, credited_minor, balance_minor from marts.invoices "
        f"where invoice_no = '{number}'",
    )
    return found


def balances(con: duckdb.DuckDBPyConnection, name: str) -> dict[object, object]:
    listed = rows(
        con,
        "select account_role, sum(amount_minor) from marts.ledger_entries "
        f"where company_id = '{name}' and currency = 'USD' "
        "group by all having sum(amount_minor) <> 0",
    )
    return dict(listed)  # type: ignore[arg-type]


@pytest.mark.rule("6.2", "trap 28")
@pytest.mark.parametrize("number", ["T28", "T28b"])
def test_trap_28_credits_stop_at_the_total_whatever_the_order_of_lines(
    settled: duckdb.DuckDBPyConnection, number: str
) -> None:
    assert standing(settled, number) == ("paid", 0, 10001, 0)
    assert rows(
        settled,
        "select sum(amount_minor) from marts.books_findings "
        f"where subject_id like '{number}-%'",
    ) == [(3335,)]


@pytest.mark.rule("trap 29")
def test_trap_29_notes_in_parts_add_up_to_net_and_tax(
    settled: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        settled,
        "select document_id, account_role, amount_minor from marts.ledger_entries "
        "where company_id = 'noted' and document_kind = 'credit_note' order by all",
    ) == [
        ("us:T29-1", "deferred_revenue", 34),
        ("us:T29-1", "receivable", -50),
        ("us:T29-1", "tax_payable", 16),
        ("us:T29-2", "deferred_revenue", 33),
        ("us:T29-2", "receivable", -50),
        ("us:T29-2", "tax_payable", 17),
    ]
    assert balances(settled, "noted") == {}


@pytest.mark.rule("6.4", "trap 33")
def test_trap_33_a_wallet_and_a_payment_settle_only_their_own_currency(
    settled: duckdb.DuckDBPyConnection,
) -> None:
    assert standing(settled, "T33") == ("issued", 0, 0, 5000)
    assert standing(settled, "T33e") == ("issued", 0, 0, 700)
    assert rows(
        settled,
        "select subject_id, kind from marts.books_findings where company_id = 'euro' "
        "and kind <> 'no_exchange_rate' order by all",
    ) == [("euros", "booked_with_remark"), ("w_use", "booked_with_remark")]


@pytest.mark.rule("trap 48")
def test_trap_48_tax_and_card_money_are_in_the_ledger(
    settled: duckdb.DuckDBPyConnection,
) -> None:
    assert balances(settled, "taxed") == {
        "receivable": 11900 - 1190 - 10000,
        "tax_payable": -1900 + 190,
        "revenue": -10000 + 1000,
        "clearing": 10000 - 320,
        "fees": 320,
    }


@pytest.mark.rule("trap 48")
@pytest.mark.parametrize("role", ["tax_payable", "clearing", "fees", "receivable"])
def test_trap_48_a_role_that_is_missing_blocks(
    settled: duckdb.DuckDBPyConnection, compiled_models: CompiledModels, role: str
) -> None:
    assert violations(settled, compiled_models.tests) == {}
    settled.execute("begin")
    settled.execute(f"delete from marts.ledger_entries where account_role = '{role}'")

    found = violations(settled, compiled_models.tests)

    settled.execute("rollback")
    assert "ledger_balances" in found


@pytest.mark.rule("6.2", "trap 56")
def test_trap_56_paid_is_effective_payments_less_effective_refunds(
    settled: duckdb.DuckDBPyConnection,
) -> None:
    assert standing(settled, "T56") == ("partially_paid", 7000, 0, 3000)
    assert balances(settled, "refunds") == {
        "clearing": 7000,
        "receivable": 3000,
        "revenue": -10000,
    }
