"""What becomes known later is booked later; the books of an earlier day stay."""

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
    payment,
)
from tests.support.world import Row, bill, rows

pytestmark = pytest.mark.slow

LATE: dict[str, list[Row]] = {
    "companies": [company(name) for name in ("acme", "noted", "undated", "waits")],
    "issued_invoices": [
        invoice("acme", "A1", "2026-01-01", "2026-01-31", 6000),
        invoice("acme", "A2", "2026-01-02", "2026-02-28", 8000),
        invoice("noted", "N1", "2026-01-01", "2026-01-31", 1000),
        invoice("noted", "N2", "2026-01-02", "2026-02-28", 1000),
        {
            **invoice("undated", "U1", "2026-01-01", "2026-02-20", 500),
            "status": "paid",
        },
        invoice("waits", "W1", "2026-01-01", "2026-01-31", 300),
        invoice("waits", "W2", "2026-02-15", "2026-03-15", 300),
    ],
    "payments": [
        payment("p", "acme", "2026-01-20", 9000),
        payment("w", "waits", "2026-01-20", 300),
    ],
    "credit_notes": [credit_note("n", "N1", "2026-01-20", 400)],
    "applications": [
        application("p", "A2", "2026-02-10", 7000),
        {
            "credit_note_no": "n",
            "entity_id": "us",
            "invoice_no": "N2",
            "applied_on": "2026-02-10",
            "amount_minor": 400,
        },
        application("w", "W2", "2026-01-20", 300),
    ],
}


@pytest.fixture(scope="module")
def before(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return the books before the applications were made."""
    folder = tmp_path_factory.mktemp("before")
    with bill(folder, compiled_models, as_of=date(2026, 1, 31), **LATE) as con:
        yield con


@pytest.fixture(scope="module")
def after(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return the books when everything is known."""
    folder = tmp_path_factory.mktemp("after")
    with bill(folder, compiled_models, as_of=date(2026, 3, 31), **LATE) as con:
        yield con


def balances(con: duckdb.DuckDBPyConnection, *numbers: str) -> list[object]:
    listed = rows(con, "select invoice_no, balance_minor from marts.invoices")
    found = {str(number): balance for number, balance in listed}
    return [found[number] for number in numbers]


def test_without_a_word_money_goes_to_the_oldest_due(
    before: duckdb.DuckDBPyConnection,
) -> None:
    assert balances(before, "A1", "A2") == [0, 5000]
    assert balances(before, "N1", "N2") == [600, 1000]


def test_a_later_word_takes_the_default_back_in_a_row_of_its_own(
    after: duckdb.DuckDBPyConnection,
) -> None:
    assert balances(after, "A1", "A2") == [6000, 1000]
    assert rows(
        after,
        "select cast(applied_on as varchar), caused_by_kind, invoice_id, amount_minor "
        "from marts.payment_applications where source_id = 'p' "
        "order by applied_on, caused_by_kind desc, invoice_id",
    ) == [
        ("2026-01-20", "open_payment", "us:A1", 6000),
        ("2026-01-20", "open_payment", "us:A2", 3000),
        ("2026-02-10", "release", "us:A1", -6000),
        ("2026-02-10", "release", "us:A2", -3000),
        ("2026-02-10", "application", "us:A2", 7000),
    ]


def test_a_later_word_moves_a_credit_note_as_well(
    after: duckdb.DuckDBPyConnection,
) -> None:
    assert balances(after, "N1", "N2") == [1000, 600]


def test_money_for_an_invoice_to_come_waits_for_it(
    before: duckdb.DuckDBPyConnection, after: duckdb.DuckDBPyConnection
) -> None:
    assert balances(before, "W1") == [300]
    assert balances(after, "W1", "W2") == [300, 0]


def test_a_status_without_a_date_holds_from_the_due_date(
    before: duckdb.DuckDBPyConnection, after: duckdb.DuckDBPyConnection
) -> None:
    assert balances(before, "U1") == [500]
    assert balances(after, "U1") == [0]
    assert rows(
        after,
        "select distinct cast(booked_on as varchar) from marts.ledger_entries "
        "where document_kind = 'settlement' and company_id = 'undated'",
    ) == [("2026-02-20",)]


def test_a_status_without_a_date_settles_the_same_day_whenever_asked(
    tmp_path: Path, compiled_models: CompiledModels, after: duckdb.DuckDBPyConnection
) -> None:
    settled = "select * from marts.ledger_entries where document_kind = 'settlement'"

    with bill(tmp_path, compiled_models, as_of=date(2026, 2, 20), **LATE) as con:
        assert rows(con, settled) == rows(after, settled)


@pytest.mark.rule("6.1", "7.2")
def test_a_later_word_for_another_companys_invoice_is_named_and_keeps_the_money_here(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    world: dict[str, list[Row]] = {
        "companies": [company("acme"), company("sister")],
        "issued_invoices": [
            invoice("acme", "A1", "2026-01-01", "2026-01-31", 600),
            invoice("sister", "S1", "2026-01-01", "2026-01-31", 600),
        ],
        "payments": [
            payment("at_once", "acme", "2026-01-10", 200),
            payment("late", "acme", "2026-01-11", 300),
        ],
        "applications": [
            application("at_once", "S1", "2026-01-10", 200),
            application("late", "S1", "2026-02-10", 300),
        ],
    }

    with bill(tmp_path, compiled_models, as_of=date(2026, 2, 28), **world) as con:
        assert balances(con, "A1", "S1") == [600, 400]
        assert rows(
            con,
            "select company_id, -amount_minor from marts.ar_aging "
            "where invoice_no is null",
        ) == [("acme", 300)]
        assert rows(
            con,
            "select subject_table, kind, amount_minor from marts.books_findings",
        ) == [("applications", "not_booked", 300)]
        assert violations(con, compiled_models.tests) == {}


def test_late_words_break_no_invariant(
    before: duckdb.DuckDBPyConnection,
    after: duckdb.DuckDBPyConnection,
    compiled_models: CompiledModels,
) -> None:
    assert violations(before, compiled_models.tests) == {}
    assert violations(after, compiled_models.tests) == {}


def test_a_voided_negative_invoice_takes_its_credit_back(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    negative = invoice("acme", "C1", "2026-01-01", "2026-01-31", -500)
    owed = invoice("acme", "A1", "2026-01-05", "2026-02-05", 300)
    void = {**negative, "status": "void", "voided_on": "2026-02-10"}
    tables = {"issued_invoices": [void, owed]}

    with bill(
        tmp_path / "a", compiled_models, as_of=date(2026, 1, 31), **tables
    ) as con:
        assert balances(con, "A1", "C1") == [0, 0]
    with bill(
        tmp_path / "b", compiled_models, as_of=date(2026, 2, 28), **tables
    ) as con:
        assert balances(con, "A1", "C1") == [300, 0]
        assert violations(con, compiled_models.tests) == {}
        assert rows(con, "select sum(amount_minor) from marts.ar_aging") == [(300,)]
