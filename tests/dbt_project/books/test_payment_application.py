"""Payments settle invoices in the order semantics 6.1 and 6.2 give."""

import duckdb
import pytest

from tests.support.world import rows


def invoice(con: duckdb.DuckDBPyConnection, number: str) -> tuple[object, ...]:
    [found] = rows(
        con,
        "select status, paid_minor, credited_minor, balance_minor from marts.invoices "
        f"where invoice_no = '{number}'",
    )
    return found


def applications(
    con: duckdb.DuckDBPyConnection, source: str
) -> list[tuple[object, ...]]:
    return rows(
        con,
        "select cast(applied_on as varchar), invoice_id, amount_minor "
        f"from marts.payment_applications where source_id = '{source}' order by all",
    )


def credit(con: duckdb.DuckDBPyConnection, company: str) -> list[tuple[object, ...]]:
    return rows(
        con,
        "select currency, bucket, amount_minor from marts.ar_aging "
        f"where company_id = '{company}' and invoice_no is null order by all",
    )


@pytest.mark.rule("6.1")
def test_a_payment_takes_the_oldest_due_that_was_open_that_day(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert applications(stories, "a") == [
        ("2026-02-01", "us:A1", 10000),
        ("2026-02-10", "us:A2", 5000),
    ]
    assert invoice(stories, "A1") == ("paid", 10000, 0, 0)
    assert invoice(stories, "A2") == ("partially_paid", 5000, 0, 5000)


@pytest.mark.rule("6.2", "trap 56")
def test_a_refund_opens_the_invoice_again(stories: duckdb.DuckDBPyConnection) -> None:
    assert invoice(stories, "B1") == ("partially_paid", 10000, 0, 20000)


@pytest.mark.rule("trap 56")
def test_failed_and_pending_payments_settle_nothing(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert applications(stories, "b_failed") == []
    assert applications(stories, "b_pending") == []


def test_a_reversal_after_as_of_has_not_happened(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert invoice(stories, "C1") == ("partially_paid", 4000, 0, 6000)
    assert rows(
        stories,
        "select payment_id, status from marts.payments where company_id = 'reversed' "
        "order by all",
    ) == [("c", "reversed"), ("c_later", "succeeded")]


def test_a_paid_status_is_settled_once_whatever_rows_come(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert invoice(stories, "D1") == ("paid", 50000, 0, 0)
    assert invoice(stories, "D2")[0] == "uncollectible"
    assert rows(
        stories,
        "select sum(amount_minor) from marts.ledger_entries "
        "where company_id = 'imported' and account_role = 'clearing'",
    ) == [(50000,)]


@pytest.mark.rule("6.1")
def test_a_voided_invoice_frees_what_had_paid_it(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert invoice(stories, "F1") == ("void", 0, 0, 0)
    assert invoice(stories, "F2") == ("partially_paid", 3000, 0, 7000)


def test_a_credit_note_on_a_paid_invoice_is_credit_of_the_company(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert invoice(stories, "G1") == ("paid", 24166, 0, 0)
    assert credit(stories, "noted") == [("USD", "current", -24166)]


@pytest.mark.rule("6.2")
def test_credit_notes_never_exceed_the_invoice(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert invoice(stories, "P1") == ("paid", 0, 24166, 0)
    assert credit(stories, "capped") == []


@pytest.mark.rule("1.5", "6.1", "trap 33")
def test_an_overpayment_is_credit_and_a_euro_never_pays_a_dollar(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert invoice(stories, "H1") == ("paid", 10000, 0, 0)
    assert credit(stories, "overpaid") == [
        ("EUR", "current", -99),
        ("USD", "current", -50),
    ]


def test_a_child_may_pay_its_parents_invoice(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert invoice(stories, "K1") == ("paid", 5000, 0, 0)
    assert credit(stories, "child") == []


def test_a_stated_application_comes_before_the_order_of_due_dates(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert invoice(stories, "L1") == ("partially_paid", 3000, 0, 3000)
    assert invoice(stories, "L2") == ("issued", 0, 0, 6000)
    assert credit(stories, "stated") == [("USD", "current", -3000)]


def test_a_written_off_invoice_owes_nothing(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert invoice(stories, "M1") == ("uncollectible", 0, 0, 0)


@pytest.mark.rule("2.1")
def test_the_sellers_midnight_decides_whether_money_came_in_time(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert invoice(stories, "N1") == ("partially_paid", 500, 0, 1500)
