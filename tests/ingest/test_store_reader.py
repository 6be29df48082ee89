"""What this home has issued comes back as fact, beside the folder's documents."""

import sqlite3

import pytest

from ingest.errors import UnreadableInputError

INVOICES = """
    create table issued_invoices (
        entity_id text not null, invoice_no text not null, company_id text not null,
        invoice_date date not null, due_date date not null, currency text not null,
        total_minor bigint not null, status text not null, voided_on date,
        closed_on date, subtotal_minor bigint, run_id text not null,
        primary key (entity_id, invoice_no)
    )
"""
LINES = """
    create table issued_invoice_lines (
        entity_id text not null, invoice_no text not null, line_no integer not null,
        item_id text, kind text, period_start date, period_end date, quantity text,
        unit_amount text, amount_minor bigint not null, discount_minor bigint,
        tax_minor bigint, claim_key text not null,
        primary key (entity_id, invoice_no, line_no)
    )
"""


@pytest.fixture
def store_url(tmp_path):
    path = tmp_path / "store.sqlite"
    with sqlite3.connect(path) as con:
        con.execute(INVOICES)
        con.execute(LINES)
        con.execute(
            "insert into issued_invoices values ('us', 'A-1', 'acme', '2026-01-01', "
            "'2026-01-31', 'USD', 1500, 'issued', null, null, 1500, 'run-1')"
        )
        con.execute(
            "insert into issued_invoice_lines values ('us', 'A-1', 1, 'i1', "
            "'usage', '2026-01-01', '2026-02-01', '1.935483870968', "
            "'1000.0000000001', 1500, 0, 0, 'k')"
        )
    return f"sqlite:///{path}"


def test_what_the_store_issued_is_read_with_exact_types(home, store_url):
    landing = home.land(store_url=store_url)

    assert landing.rows(
        "select invoice_no, total_minor, invoice_date::varchar, subtotal_minor, "
        "run_id, _source from raw.issued_invoices"
    ) == [("A-1", 1500, "2026-01-01", 1500, "run-1", "store")]
    assert landing.rows(
        "select quantity::varchar, unit_amount::varchar, claim_key, _source "
        "from raw.issued_invoice_lines"
    ) == [("1.935483870968", "1000.0000000001", "k", "store")]


@pytest.mark.rule("5.2")
def test_what_the_contract_cannot_hold_stops_the_landing(home, store_url):
    with sqlite3.connect(store_url.removeprefix("sqlite:///")) as con:
        con.execute("update issued_invoice_lines set quantity = '0.1234567890123'")

    with pytest.raises(UnreadableInputError, match=r"`0\.1234567890123` of us, A-1, 1"):
        home.land(store_url=store_url)


def test_the_store_wins_over_an_export_of_the_same_invoice(home, store_url):
    header = "invoice_no,company_id,invoice_date,due_date,currency,total_minor\n"
    home.write(
        "issued_invoices.csv",
        f"{header}A-1,acme,2026-01-01,2026-01-31,USD,1500\n"
        "B-7,acme,2026-01-05,2026-01-31,USD,700\n",
    )

    landing = home.land(store_url=store_url)

    assert landing.rows(
        "select invoice_no, entity_id, _source from raw.issued_invoices order by 1"
    ) == [("A-1", "us", "store"), ("B-7", "us", "folder")]
    assert landing.report.conflicts == 0
    assert landing.count("issued_invoices.csv").duplicates == 1


def test_an_export_that_contradicts_the_store_is_a_conflict(home, store_url):
    header = "invoice_no,company_id,invoice_date,due_date,currency,total_minor\n"
    home.write("issued_invoices.csv", f"{header}A-1,acme,2026-01-01,2026-01-31,USD,1\n")

    landing = home.land(store_url=store_url)

    assert landing.rows("select total_minor from raw.issued_invoices") == [(1500,)]
    assert landing.rows("select kept_file, reason from raw.conflicts") == [
        (
            "store",
            "the first row of this key is kept: total_minor is 1 here and 1500 there",
        )
    ]


def test_documents_of_the_folder_may_name_what_the_store_issued(home, store_url):
    home.write(
        "credit_notes.csv",
        "credit_note_no,invoice_no,issued_on,amount_minor\nCN-1,A-1,2026-02-01,100\n"
        "CN-2,Z-9,2026-02-01,100\n",
    )

    landing = home.land(store_url=store_url)

    assert landing.rows("select credit_note_no, entity_id from raw.credit_notes") == [
        ("CN-1", "us")
    ]
    assert landing.quarantine("credit_notes")[0][1:4] == (3, "invoice_no", "Z-9")


def test_a_store_that_is_not_there_is_not_created(home, tmp_path):
    landing = home.land(store_url=f"sqlite:///{tmp_path / 'none.sqlite'}")

    assert landing.rows("select count(*) from raw.issued_invoices") == [(0,)]
    assert not (tmp_path / "none.sqlite").exists()


def test_a_store_without_its_tables_has_issued_nothing(home, tmp_path):
    path = tmp_path / "empty.sqlite"
    sqlite3.connect(path).close()

    landing = home.land(store_url=f"sqlite:///{path}")

    assert landing.rows("select count(*) from raw.issued_invoice_lines") == [(0,)]
