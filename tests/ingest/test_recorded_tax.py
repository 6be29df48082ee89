"""What an issued line says of its own tax: by the store, by a file, or not at all."""

import sqlite3

import pytest

INVOICE = (
    "invoice_no,company_id,invoice_date,due_date,currency,total_minor\n"
    "A-1,acme,2026-01-01,2026-01-31,USD,1190\n"
)
SAID = (
    "select tax_rate_id, cast(tax_percent as varchar), tax_reason, is_tax_inclusive "
    "from raw.issued_invoice_lines order by line_no"
)
STORED = """
    create table issued_invoices (
        entity_id text, invoice_no text, company_id text, invoice_date date,
        due_date date, currency text, total_minor bigint, status text
    );
    create table issued_invoice_lines (
        entity_id text, invoice_no text, line_no integer, amount_minor bigint,
        tax_minor bigint, tax_rate_id text, tax_percent text, tax_reason text,
        is_tax_inclusive boolean
    );
    insert into issued_invoices values
        ('us', 'A-1', 'acme', '2026-01-01', '2026-01-31', 'USD', 1190, 'issued');
    insert into issued_invoice_lines values
        ('us', 'A-1', 1, 1000, 190, 'vat', '19', 'rated', 1),
        ('us', 'A-1', 2, 0, 0, null, null, null, null);
"""


def lines(*rows: str) -> str:
    header = (
        "invoice_no,line_no,amount_minor,tax_minor,"
        "tax_rate_id,tax_percent,tax_reason,is_tax_inclusive\n"
    )
    return header + "".join(f"{row}\n" for row in rows)


@pytest.mark.rule("5.2", "5.7")
def test_the_tax_that_the_store_recorded_is_read_with_exact_types(home, tmp_path):
    path = tmp_path / "store.sqlite"
    with sqlite3.connect(path) as con:
        con.executescript(STORED)

    landing = home.land(store_url=f"sqlite:///{path}")

    assert landing.rows(SAID) == [
        ("vat", "19.000000", "rated", True),
        (None, None, None, None),
    ]


@pytest.mark.rule("5.7")
def test_a_file_may_say_how_its_lines_were_taxed_or_leave_it_out(home):
    home.write("issued_invoices.csv", INVOICE)
    home.write(
        "issued_invoice_lines.csv",
        lines("A-1,1,1000,190,vat,19,rated,true", "A-1,2,0,0,,,,"),
    )

    landing = home.land()

    assert landing.rows(SAID) == [
        ("vat", "19.000000", "rated", True),
        (None, None, None, None),
    ]


@pytest.mark.rule("5.7")
@pytest.mark.parametrize(
    ("said", "column", "reason"),
    [
        ("vat,19,,", "tax_reason", "says its tax_reason"),
        (",,rated,true", "tax_percent", "says its tax_percent"),
        (",,standard,", "tax_reason", "reverse_charge"),
    ],
)
def test_half_of_a_tax_is_quarantined(home, said, column, reason):
    home.write("issued_invoices.csv", INVOICE)
    home.write("issued_invoice_lines.csv", lines(f"A-1,1,1000,190,{said}"))

    [(_, row, blamed, _, told)] = home.land().quarantine("issued_invoice_lines")

    assert (row, blamed) == (2, column)
    assert reason in told
