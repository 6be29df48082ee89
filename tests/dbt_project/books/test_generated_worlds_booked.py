"""Laws of the books over any documents: many companies, one execution of the models."""

import os
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest

from app.preview import CompiledModels, violations
from orchestration.ledger_extension import compare_ledgers
from tests.dbt_project.books.generated_books import (
    FIRST,
    LAST,
    Tables,
    generate,
    tables_of,
)
from tests.support.closing import asked, in_time, invariants, next_version
from tests.support.world import Row, bill, rows

pytestmark = pytest.mark.slow

COMPANIES = 60
SEED = int(os.environ.get("WORLDS_SEED", "1"))
EARLIER = [FIRST + timedelta(days=n) for n in Random(SEED).sample(range(10, 89), 2)]
CLOSED = date(2026, 2, 28)
BOOKS = (
    *("ledger_entries", "payment_applications", "books_findings", "invoices"),
    *("ar_aging", "revenue_schedule", "profitability_monthly"),
)


@pytest.fixture(scope="module")
def tables() -> Tables:
    """Return documents of every kind, of companies that share nothing but sellers."""
    return tables_of(generate(COMPANIES))


@pytest.fixture(scope="module")
def books(compiled_models: CompiledModels) -> CompiledModels:
    """Return the models of the books alone."""
    return compiled_models.needed_for(f"marts.{name}" for name in BOOKS)


@pytest.fixture(scope="module")
def con(
    tables: Tables,
    tmp_path_factory: pytest.TempPathFactory,
    compiled_models: CompiledModels,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return the books of all those documents on the last day."""
    folder: Path = tmp_path_factory.mktemp("booked")
    with bill(folder, compiled_models, as_of=LAST, **tables) as con:
        yield con


@pytest.mark.rule("7.1", "trap 48")
def test_every_transaction_of_any_document_sums_to_zero_in_every_currency(
    con: duckdb.DuckDBPyConnection,
) -> None:
    sums: dict[tuple[object, object], int] = defaultdict(int)
    postings: dict[object, int] = defaultdict(int)
    for transaction, currency, amount in rows(
        con, "select transaction_id, currency, amount_minor from marts.ledger_entries"
    ):
        sums[transaction, currency] += int(str(amount))
        postings[transaction] += 1

    assert {key for key, total in sums.items() if total} == set()
    assert {name for name, number in postings.items() if number < 2} == set()
    assert len(postings) > 500


@pytest.mark.rule("7.5", "8.1", "9.4")
def test_the_books_of_any_documents_agree_with_themselves(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(con, invariants(compiled_models)) == {}


@pytest.mark.rule("9.4")
def test_every_schedule_sums_to_its_line(
    con: duckdb.DuckDBPyConnection, tables: Tables
) -> None:
    void = {
        invoice
        for (invoice,) in rows(
            con,
            "select invoice_id from intermediate.int_invoices_receivable "
            "where closing_status = 'void'",
        )
    }
    stated = {
        (invoice, row["line_no"]): _whole(row)
        for row in tables["issued_invoice_lines"]
        if (invoice := f"{row['entity_id']}:{row['invoice_no']}") not in void
    }

    assert stated == {
        (invoice, line): amount
        for invoice, line, amount in rows(
            con,
            "select invoice_id, line_no, sum(amount_minor) from marts.revenue_schedule "
            "group by all",
        )
    }
    assert len(stated) > COMPANIES


def _whole(row: Row) -> int:
    return int(str(row["amount_minor"])) + int(str(row["discount_minor"]))


@pytest.mark.rule("2.6", "7.3")
def test_any_order_of_the_same_documents_gives_the_same_books(
    con: duckdb.DuckDBPyConnection,
    books: CompiledModels,
    tables: Tables,
    tmp_path: Path,
) -> None:
    random = Random(SEED)
    shuffled = {
        name: random.sample(found, len(found)) for name, found in tables.items()
    }

    with bill(tmp_path, books, as_of=LAST, **shuffled) as other:
        for mart in BOOKS:
            sql = f"select * from marts.{mart} order by all"
            assert rows(other, sql) == rows(con, sql), mart


@pytest.mark.rule("7.2", "8.2", "trap 40")
@pytest.mark.parametrize("day", EARLIER, ids=str)
def test_a_later_day_extends_the_books_of_any_day_and_rewrites_none_of_it(
    day: date,
    con: duckdb.DuckDBPyConnection,
    books: CompiledModels,
    tables: Tables,
    tmp_path: Path,
) -> None:
    ledger = "select * from marts.ledger_entries where booked_on <= ? order by all"
    control = (
        "select currency, sum(amount_minor) from marts.ledger_entries "
        "where account_role in ('receivable', 'customer_credit') and booked_on <= ? "
        "group by all having sum(amount_minor) <> 0 order by all"
    )

    with bill(tmp_path, books, as_of=day, **tables) as earlier:
        booked = earlier.execute(ledger, [day]).fetchall()
        assert booked == con.execute(ledger, [day]).fetchall()
        assert len(booked) == len(rows(earlier, "from marts.ledger_entries"))
        assert (
            rows(
                earlier,
                "select currency, sum(amount_minor) from marts.ar_aging "
                "group by all having sum(amount_minor) <> 0 order by all",
            )
            == con.execute(control, [day]).fetchall()
        )


@pytest.mark.rule("7.2", "trap 47")
def test_whatever_comes_late_is_booked_outside_the_closed_books_of_any_documents(
    tables: Tables, tmp_path: Path, compiled_models: CompiledModels
) -> None:
    closed = [
        {**seller, "books_closed_through": CLOSED} for seller in tables["entities"]
    ]
    opened = next_version(
        tmp_path / "a",
        compiled_models,
        as_of=CLOSED,
        published=None,
        **in_time(tables, Random(SEED)),
    )

    closing = next_version(
        tmp_path / "b",
        compiled_models,
        as_of=LAST,
        published=opened,
        **{**tables, "entities": closed},
    )

    found = compare_ledgers(opened, closing)
    assert found.named_closed == ()
    assert found.late > 10
    assert asked(
        closing,
        "select count(*) > 10 from marts.ledger_entries "
        f"where document_date <= '{CLOSED}' and booked_on > '{CLOSED}'",
    ) == [(True,)]
