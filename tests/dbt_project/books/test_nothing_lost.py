"""What the books cannot take as it stands is shown, with the amount that is missing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import (
    application,
    company,
    credit_note,
    dispute,
    invoice,
    payment,
    refund,
    reimbursement,
    wallet_entry,
    write_off,
)
from tests.support.world import SELLER, bill, rows

FOUND = tuple[str, str, int]


@pytest.fixture(scope="module")
def lossy(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a world in which most documents say more than can be booked."""
    with bill(
        tmp_path_factory.mktemp("lossy"),
        compiled_models,
        as_of=date(2026, 3, 31),
        entities=[SELLER],
        companies=[company("acme"), company("other")],
        issued_invoices=[
            invoice("acme", "A1", "2026-01-01", "2026-01-31", 10000),
            invoice("acme", "A2", "2026-02-01", "2026-03-01", 5000),
            invoice("other", "O1", "2026-02-01", "2026-03-01", 5000),
            {
                **invoice("other", "V1", "2026-01-01", "2026-01-31", 4000),
                "status": "void",
                "voided_on": "2026-01-15",
            },
            invoice("acme", "LATER", "2026-04-10", "2026-05-10", 900),
            {
                **invoice("other", "UNDATED", "2026-03-20", "2026-04-19", 700),
                "status": "paid",
            },
        ],
        payments=[
            payment("p", "acme", "2026-01-10", 3000, invoice_no="A1"),
            payment("lost", "acme", "2026-01-11", 250, invoice_no="NOPE"),
            payment("euro", "acme", "2026-01-12", 80, currency="EUR", invoice_no="A1"),
            payment("nil", "acme", "2026-01-12", 0),
            payment("minus", "acme", "2026-01-12", -500),
            payment("failed", "acme", "2026-01-12", 600, status="failed"),
            payment("future", "acme", "2026-04-02", 600),
            payment("own", "acme", "2026-01-13", 40, currency=None),
            payment(
                "again", "other", "2026-01-20", 100, method="wallet", reference="w2"
            ),
        ],
        refunds=[
            refund("r_ok", "p", "2026-01-20", 1000),
            refund("r_cut", "p", "2026-01-21", 2500),
            refund("r_none", "p", "2026-01-22", 10),
            refund("r_failed", "failed", "2026-01-22", 10),
            refund("r_early", "future", "2026-03-22", 10),
        ],
        credit_notes=[
            credit_note("n_cut", "A2", "2026-02-10", 6000),
            credit_note("n_void", "V1", "2026-02-10", 4000),
            credit_note("n_later", "LATER", "2026-03-10", 100),
            credit_note("n_minus", "O1", "2026-02-11", -50),
        ],
        applications=[
            application("euro", "O1", "2026-01-12", 80),
            application("lost", "O1", "2026-02-12", 250),
            application("lost", "LATER", "2026-02-13", 5),
        ],
        write_offs=[
            write_off("x_cut", "O1", "2026-03-10", 6000),
            write_off("x_later", "LATER", "2026-03-10", 1),
        ],
        wallet_entries=[
            wallet_entry("w1", "other", "top_up", "2026-01-01", 60),
            wallet_entry("w2", "other", "charge", "2026-01-10", 100, "NOPE"),
            wallet_entry("w3", "acme", "top_up", "2026-01-01", 60, currency=None),
        ],
        disputes=[
            dispute("d_ok", "p", "2026-02-01", 3000, 15),
            dispute("d_failed", "failed", "2026-02-01", 600, 15),
            dispute("d_early", "future", "2026-02-01", 600, 15),
        ],
        reimbursements=[
            reimbursement("m_ok", "us", "2026-02-01", 500),
            reimbursement("m_nobody", None, "2026-02-01", 500),
            reimbursement("m_undated", "us", None, 700, status="approved"),
            reimbursement("m_asked", "us", None, 900, status="submitted"),
        ],
    ) as con:
        yield con


def findings(con: duckdb.DuckDBPyConnection, table: str) -> dict[object, FOUND]:
    listed = rows(
        con,
        "select subject_id, kind, amount_minor, coalesce(currency, '') "
        f"from marts.books_findings where subject_table = '{table}'",
    )
    return {key: tuple(found) for key, *found in listed}  # type: ignore[misc]


@pytest.mark.slow
def test_every_invariant_holds_although_documents_contradict_each_other(
    lossy: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(lossy, compiled_models.tests) == {}


def test_money_of_an_unknown_invoice_is_credit_and_said_so(
    lossy: duckdb.DuckDBPyConnection,
) -> None:
    found = findings(lossy, "payments")

    assert found["lost"] == ("booked_with_remark", 250, "USD")
    assert found["euro"] == ("booked_with_remark", 80, "EUR")


def test_money_that_is_none_is_not_booked(lossy: duckdb.DuckDBPyConnection) -> None:
    assert findings(lossy, "payments")["minus"] == ("not_booked", -500, "USD")


def test_a_payment_without_a_currency_is_in_its_companys(
    lossy: duckdb.DuckDBPyConnection,
) -> None:
    assert "own" not in findings(lossy, "payments")
    assert rows(
        lossy, "select currency from marts.payments where payment_id = 'own'"
    ) == [("USD",)]


def test_a_wallet_charge_is_booked_once_by_whichever_came_first(
    lossy: duckdb.DuckDBPyConnection,
) -> None:
    assert findings(lossy, "payments")["again"] == ("not_booked", 100, "USD")
    assert findings(lossy, "wallet_entries") == {
        "w2": ("booked_with_remark", 100, "USD")
    }
    assert rows(
        lossy,
        "select document_kind, amount_minor from marts.ledger_entries "
        "where company_id = 'other' and account_role = 'wallet_liability' order by all",
    ) == [("wallet_charge", 100), ("wallet_top_up", -60)]


def test_what_a_refund_says_beyond_its_payment_is_shown(
    lossy: duckdb.DuckDBPyConnection,
) -> None:
    assert findings(lossy, "refunds") == {
        "r_cut": ("booked_in_part", 500, "USD"),
        "r_none": ("not_booked", 10, "USD"),
        "r_failed": ("not_booked", 10, "USD"),
        "r_early": ("not_booked", 10, "USD"),
    }


def test_what_a_credit_note_says_beyond_its_invoice_is_shown(
    lossy: duckdb.DuckDBPyConnection,
) -> None:
    assert findings(lossy, "credit_notes") == {
        "n_cut": ("booked_in_part", 1000, "USD"),
        "n_void": ("not_booked", 4000, "USD"),
        "n_later": ("not_booked", 100, ""),
        "n_minus": ("not_booked", -50, "USD"),
    }


def test_an_application_that_moves_nothing_is_shown(
    lossy: duckdb.DuckDBPyConnection,
) -> None:
    found = findings(lossy, "applications")

    assert sorted(found.values()) == [
        ("not_booked", 5, ""),
        ("not_booked", 250, "USD"),
    ]


def test_a_write_off_beyond_what_is_open_is_shown(
    lossy: duckdb.DuckDBPyConnection,
) -> None:
    assert findings(lossy, "write_offs") == {
        "x_cut": ("booked_in_part", 1100, "USD"),
        "x_later": ("not_booked", 1, ""),
    }


@pytest.mark.slow
@pytest.mark.rule("6.1")
def test_money_that_came_twice_is_credit_and_said_so(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    with bill(
        tmp_path,
        compiled_models,
        as_of=date(2026, 3, 31),
        issued_invoices=[invoice("acme", "A1", "2026-01-01", "2026-01-31", 1000)],
        payments=[
            payment("half", "acme", "2026-01-09", 500, invoice_no="A1"),
            payment("rest", "acme", "2026-01-10", 500, invoice_no="A1"),
            payment("again", "acme", "2026-01-11", 500, invoice_no="A1"),
            payment("check", "acme", "2026-01-12", 70, reference="1001"),
            payment("typed", "acme", "2026-01-13", 70, reference="1001"),
            payment("charge", "acme", "2026-01-14", 80, stripe_charge_id="ch_1"),
            payment("pulled", "acme", "2026-01-15", 80, stripe_charge_id="ch_1"),
        ],
    ) as con:
        assert rows(
            con,
            "select subject_id, kind, reason from marts.books_findings order by all",
        ) == [
            ("again", "booked_with_remark", "it looks like payment rest again"),
            ("pulled", "booked_with_remark", "it looks like payment charge again"),
            ("typed", "booked_with_remark", "it looks like payment check again"),
        ]
        assert rows(
            con,
            "select -sum(amount_minor) from marts.ar_aging where invoice_no is null",
        ) == [(800,)]


def test_a_dispute_needs_money_that_came(lossy: duckdb.DuckDBPyConnection) -> None:
    assert findings(lossy, "disputes") == {
        "d_failed": ("not_booked", 615, "USD"),
        "d_early": ("not_booked", 615, ""),
    }


def test_a_reimbursement_needs_a_seller_and_a_date(
    lossy: duckdb.DuckDBPyConnection,
) -> None:
    assert findings(lossy, "reimbursements") == {
        "m_nobody": ("not_booked", 500, "USD"),
        "m_undated": ("not_booked", 700, "USD"),
    }


def test_a_status_without_a_date_is_shown_while_its_due_date_lies_ahead(
    lossy: duckdb.DuckDBPyConnection,
) -> None:
    assert findings(lossy, "issued_invoices") == {
        "us:UNDATED": ("booked_with_remark", 700, "USD")
    }
    assert rows(
        lossy,
        "select status, balance_minor from marts.invoices where invoice_no = 'UNDATED'",
    ) == [("issued", 700)]


@pytest.mark.slow
def test_a_lost_document_is_noticed(
    lossy: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    lossy.execute("begin")
    lossy.execute("delete from marts.books_findings where subject_id = 'r_cut'")

    found = violations(lossy, compiled_models.tests)

    lossy.execute("rollback")
    assert set(found) == {"accepted_documents_are_booked_or_reported"}
