"""The ledger books every document once, and agrees with what lies under it."""

from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.support.repository import ROOT
from tests.support.world import rows

INVARIANTS = {path.stem for path in (ROOT / "dbt_project/tests/books").glob("*.sql")}


def broken(con: duckdb.DuckDBPyConnection, compiled: CompiledModels) -> set[str]:
    tests = [test for test in compiled.tests if Path(test.name).stem in INVARIANTS]
    assert len(tests) == len(INVARIANTS)
    return set(violations(con, tests))


def postings(con: duckdb.DuckDBPyConnection, document: str) -> list[tuple[object, ...]]:
    return rows(
        con,
        "select account_role, amount_minor from marts.ledger_entries "
        f"where transaction_id = '{document}:1' "
        "order by amount_minor desc, account_role",
    )


def test_every_invariant_of_the_books_holds(
    stories: duckdb.DuckDBPyConnection,
    stories_in_february: duckdb.DuckDBPyConnection,
    compiled_models: CompiledModels,
) -> None:
    assert broken(stories, compiled_models) == set()
    assert broken(stories_in_february, compiled_models) == set()


@pytest.mark.slow
def test_a_lost_posting_is_noticed(
    stories: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    stories.execute("begin")
    stories.execute(
        "delete from marts.ledger_entries where transaction_id = 'payment:a:1' "
        "and account_role = 'receivable'"
    )

    found = broken(stories, compiled_models)

    stories.execute("rollback")
    assert {"ledger_balances", "aging_equals_open_receivables"} <= found


@pytest.mark.rule("trap 29")
def test_a_credit_notes_parts_are_its_total(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert postings(stories, "credit_note:us:g_note") == [
        ("revenue", 19333),
        ("tax_payable", 4833),
        ("customer_credit", -24166),
    ]


@pytest.mark.rule("7.4", "9.4")
def test_a_credit_note_cuts_deferred_revenue_first(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert postings(stories, "credit_note:us:j_note") == [
        ("deferred_revenue", 10000),
        ("receivable", -10000),
    ]


@pytest.mark.rule("9.4", "trap 46")
def test_service_from_the_31st_is_recognised_by_the_day(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        stories,
        "select cast(recognised_on as varchar), amount_minor, credited_minor "
        "from marts.revenue_schedule where invoice_id = 'us:J1' order by all",
    ) == [
        ("2026-01-01", 303, 0),
        ("2026-02-01", 8494, 0),
        ("2026-03-01", 9405, 1202),
        ("2026-04-01", 8798, 8798),
    ]


@pytest.mark.rule("9.4", "trap 47")
def test_months_before_the_invoice_are_caught_up_on_its_date(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        stories,
        "select cast(booked_on as varchar), amount_minor from marts.revenue_schedule "
        "where invoice_id = 'us:J2' and recognised_on < '2026-04-01' order by all",
    ) == [("2026-03-10", 2800), ("2026-03-10", 3100), ("2026-03-31", 3100)]


def test_a_lost_dispute_is_a_loss_and_its_fee_a_cost(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        stories,
        "select account_role, sum(amount_minor) from marts.ledger_entries "
        "where document_id = 'q_lost' group by all having sum(amount_minor) <> 0 "
        "order by all",
    ) == [("clearing", -3150), ("dispute_loss", 3000), ("fees", 150)]


@pytest.mark.rule("7.2")
def test_a_document_dated_inside_closed_books_is_booked_on_the_first_open_day(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        stories,
        "select distinct cast(document_date as varchar), cast(booked_on as varchar) "
        "from marts.ledger_entries where document_id = 'o'",
    ) == [("2026-02-20", "2026-03-01")]


@pytest.mark.rule("7.2")
def test_a_later_as_of_extends_the_ledger_and_rewrites_nothing(
    stories: duckdb.DuckDBPyConnection,
    stories_in_february: duckdb.DuckDBPyConnection,
) -> None:
    ledger = (
        "select transaction_id, posting_no, booked_on, account, amount_minor "
        "from marts.ledger_entries where document_date <= '2026-02-28' order by all"
    )

    assert rows(stories_in_february, ledger) == rows(stories, ledger)


@pytest.mark.rule("7.1")
def test_the_trial_balance_is_zero_in_every_currency(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert (
        rows(
            stories,
            "select currency from marts.trial_balance group by currency "
            "having sum(balance_minor) <> 0",
        )
        == []
    )
    assert rows(
        stories, "select count(distinct currency) from marts.trial_balance"
    ) == [(2,)]
