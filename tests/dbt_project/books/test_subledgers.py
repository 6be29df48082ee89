"""Control accounts are what the documents say, on every day (semantics 7.5)."""

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
    invoice,
    line,
    payment,
    refund,
    wallet_entry,
    write_off,
)
from tests.support.world import SELLER, bill, rows

TIE = "subledgers_tie_on_every_day"
CONTROLS = {"receivable", "customer_credit", "wallet_liability", "deferred_revenue"}


@pytest.fixture(scope="module")
def controlled(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a world that moves each control account in every way there is."""
    with bill(
        tmp_path_factory.mktemp("controlled"),
        compiled_models,
        as_of=date(2026, 4, 15),
        entities=[
            SELLER,
            {**SELLER, "entity_id": "shut", "books_closed_through": "2026-02-28"},
        ],
        companies=[
            company(name) for name in ("paying", "voided", "owed", "prepaid", "early")
        ]
        + [company("late", entity_id="shut")],
        issued_invoices=[
            invoice("paying", "P1", "2026-01-01", "2026-01-31", 9000),
            invoice("paying", "P2", "2026-02-01", "2026-03-01", 4000),
            {
                **invoice("voided", "V1", "2026-01-10", "2026-02-10", 9000),
                "status": "void",
                "voided_on": "2026-02-20",
            },
            invoice("owed", "O1", "2026-01-05", "2026-02-05", -700),
            invoice("owed", "O2", "2026-02-05", "2026-03-05", 500),
            {
                **invoice("owed", "O3", "2026-02-06", "2026-03-06", 800),
                "status": "paid",
            },
            invoice("prepaid", "W1", "2026-01-15", "2026-02-15", 3000),
            invoice("early", "E1", "2026-01-20", "2026-01-25", 6000),
            # of no amount, and yet it defers what it takes from an earlier month
            invoice("early", "E2", "2026-01-21", "2026-02-20", 0),
            {
                **invoice("late", "L1", "2026-01-01", "2026-01-31", 9000),
                "entity_id": "shut",
            },
        ],
        issued_invoice_lines=[
            line("P1", 9000, "2026-01-01", "2026-04-01"),
            line("V1", 9000, "2026-01-10", "2026-04-10"),
            line("E1", 6000, "2026-02-01", "2026-04-01"),
            line("E2", -500, "2026-01-01", "2026-02-01"),
            line("E2", 500, "2026-02-01", "2026-03-01"),
            {
                **line("L1", 9000, "2026-01-01", "2026-04-01"),
                "entity_id": "shut",
            },
        ],
        payments=[
            payment("p", "paying", "2026-01-20", 10000),
            payment("w", "prepaid", "2026-03-01", 400, method="wallet"),
            payment("v", "voided", "2026-01-20", 1000),
            payment(
                "e",
                "early",
                "2026-01-22",
                6000,
                status="reversed",
                reversed_on="2026-02-03",
            ),
            payment("l", "late", "2026-02-01", 2000),
        ],
        refunds=[
            refund("p_back", "p", "2026-02-10", 2500),
            refund("w_back", "w", "2026-03-05", 150),
        ],
        applications=[application("p", "P2", "2026-02-15", 300)],
        credit_notes=[
            credit_note("n", "P1", "2026-02-12", 4000),
            credit_note("n_last", "E1", "2026-04-05", 1000),
        ],
        write_offs=[write_off("x", "P2", "2026-03-20", 100)],
        wallet_entries=[
            wallet_entry("top", "prepaid", "top_up", "2026-01-02", 5000),
            wallet_entry("gift", "prepaid", "promotional", "2026-01-03", 500),
            wallet_entry("use", "prepaid", "charge", "2026-01-16", 2000, "W1"),
            wallet_entry("gone", "prepaid", "expiry", "2026-02-16", 100),
            wallet_entry(
                "undo", "prepaid", "reversal", "2026-02-18", 2000, reference="use"
            ),
        ],
    ) as con:
        yield con


def tied_again(
    con: duckdb.DuckDBPyConnection, compiled: CompiledModels, statement: str
) -> list[tuple[object, ...]]:
    """Change the ledger, compare again, and return the controls that drift, and when.

    Returns nothing unless the blocking test sees the same.
    """
    [model] = [model for model in compiled.models if model.name == "subledger_ties"]
    con.execute("begin")
    con.execute(statement)
    con.execute(f"create or replace table marts.subledger_ties as {model.sql}")
    drift = rows(
        con,
        "select control, min(tied_on), max(abs(difference_minor)) "
        "from marts.subledger_ties where difference_minor <> 0 group by all",
    )
    blocked = violations(con, [test for test in compiled.tests if TIE in test.name])
    con.execute("rollback")
    return drift if blocked else []


@pytest.mark.rule("7.5")
def test_every_control_ties_on_every_day_on_which_it_changed(
    controlled: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    listed = rows(
        controlled,
        "select control, count(*) from marts.subledger_ties "
        "where difference_minor = 0 group by all",
    )
    days = {str(control): int(str(count)) for control, count in listed}

    assert violations(controlled, compiled_models.tests) == {}
    assert set(days) == CONTROLS
    assert min(days.values()) > 5


@pytest.mark.rule("7.5", "6.4")
def test_a_wallet_is_what_was_put_in_less_what_was_taken(
    controlled: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        controlled,
        "select subledger_minor from marts.subledger_ties "
        "where control = 'wallet_liability' order by tied_on",
    ) == [(5000,), (5500,), (3500,), (3400,), (5400,), (5000,)]


@pytest.mark.rule("7.5")
@pytest.mark.parametrize(
    ("control", "document"),
    [
        ("receivable", "write_off:x:1"),
        ("receivable", "payment:p:1"),
        ("customer_credit", "payment:p:1"),
        ("customer_credit", "invoice:us:O1:1"),
        ("wallet_liability", "wallet_expiry:gone:1"),
        ("wallet_liability", "payment:w:1"),
        ("deferred_revenue", "recognition:us:P1@2026-02:1"),
        ("deferred_revenue", "credit_note:us:n:1"),
        ("deferred_revenue", "void:us:V1:1"),
    ],
)
def test_a_lost_posting_blocks(
    controlled: duckdb.DuckDBPyConnection,
    compiled_models: CompiledModels,
    control: str,
    document: str,
) -> None:
    lost = f"transaction_id = '{document}' and account_role = '{control}'"
    [(day, amount)] = rows(
        controlled,
        "select min(booked_on), abs(sum(amount_minor)) from marts.ledger_entries "
        f"where {lost}",
    )

    drift = tied_again(
        controlled, compiled_models, f"delete from marts.ledger_entries where {lost}"
    )

    assert drift == [(control, day, amount)]


@pytest.mark.rule("7.5")
@pytest.mark.parametrize(
    ("control", "document"),
    [
        ("receivable", "invoice:us:P2:1"),
        ("customer_credit", "invoice:us:O1:1"),
        ("wallet_liability", "wallet_top_up:top:1"),
        ("deferred_revenue", "recognition:us:E1@2026-02:1"),
    ],
)
def test_a_posting_on_another_day_blocks_although_today_agrees(
    controlled: duckdb.DuckDBPyConnection,
    compiled_models: CompiledModels,
    control: str,
    document: str,
) -> None:
    moved = f"transaction_id = '{document}' and account_role = '{control}'"
    [(day, amount)] = rows(
        controlled,
        "select min(booked_on), abs(sum(amount_minor)) from marts.ledger_entries "
        f"where {moved}",
    )

    drift = tied_again(
        controlled,
        compiled_models,
        f"update marts.ledger_entries set booked_on = booked_on + 1 where {moved}",
    )

    assert drift == [(control, day, amount)]


@pytest.mark.rule("7.5", "7.2")
def test_what_comes_inside_closed_books_ties_on_the_first_open_day(
    controlled: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        controlled,
        "select control, tied_on, ledger_minor, subledger_minor "
        "from marts.subledger_ties where entity_id = 'shut' order by all",
    ) == [
        ("customer_credit", date(2026, 3, 1), 0, 0),
        ("deferred_revenue", date(2026, 3, 1), 3100, 3100),
        ("deferred_revenue", date(2026, 3, 31), 0, 0),
        ("receivable", date(2026, 3, 1), 7000, 7000),
    ]


@pytest.mark.rule("7.4", "9.4")
def test_an_invoice_of_no_amount_still_moves_revenue_between_months(
    controlled: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        controlled,
        "select booked_on, account_role, sum(amount_minor) from marts.ledger_entries "
        "where document_id like 'us:E2%' group by all order by all",
    ) == [
        (date(2026, 1, 31), "deferred_revenue", -500),
        (date(2026, 1, 31), "revenue", 500),
        (date(2026, 2, 28), "deferred_revenue", 500),
        (date(2026, 2, 28), "revenue", -500),
    ]


@pytest.mark.slow
@pytest.mark.rule("7.5", "7.2")
def test_books_closed_through_the_very_day_of_the_run_still_tie(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    with bill(
        tmp_path,
        compiled_models,
        as_of=date(2026, 3, 31),
        entities=[{**SELLER, "books_closed_through": "2026-03-31"}],
        issued_invoices=[invoice("acme", "A1", "2026-01-01", "2026-01-31", 9000)],
        issued_invoice_lines=[line("A1", 9000, "2026-01-01", "2026-05-01")],
        payments=[payment("p", "acme", "2026-02-01", 10000)],
    ) as con:
        assert violations(con, compiled_models.tests) == {}
        assert rows(
            con,
            "select control, tied_on, ledger_minor from marts.subledger_ties "
            "order by all",
        ) == [
            ("customer_credit", date(2026, 4, 1), 1000),
            ("deferred_revenue", date(2026, 4, 1), 2250),
            ("receivable", date(2026, 4, 1), 0),
        ]
