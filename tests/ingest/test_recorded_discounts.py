"""What an issued line says of its discounts: by the store, by a file, or not at all."""

import csv
import io
import sqlite3

import pytest

pytestmark = pytest.mark.slow

INVOICE = (
    "invoice_no,company_id,invoice_date,due_date,currency,total_minor\n"
    "A-1,acme,2026-01-01,2026-01-31,USD,900\n"
)
SAID = "select discounts_taken from raw.issued_invoice_lines order by line_no"
STORED = """
    create table issued_invoices (
        entity_id text, invoice_no text, company_id text, invoice_date date,
        due_date date, currency text, total_minor bigint, status text
    );
    create table issued_invoice_lines (
        entity_id text, invoice_no text, line_no integer, amount_minor bigint,
        discount_minor bigint, discounts_taken text
    );
    insert into issued_invoices values
        ('us', 'A-1', 'acme', '2026-01-01', '2026-01-31', 'USD', 900, 'issued');
    insert into issued_invoice_lines values
        ('us', 'A-1', 1, 1000, -100, '{"SPRING":-60,"contract:c":-40}'),
        ('us', 'A-1', 2, 0, 0, null);
"""


def lines(*discounts: tuple[int, str]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(
        ["invoice_no", "line_no", "amount_minor", "discount_minor", "discounts_taken"]
    )
    for number, (discount, said) in enumerate(discounts, 1):
        writer.writerow(["A-1", number, 1000, discount, said])
    return file.getvalue()


@pytest.mark.rule("5.2", "5.6")
def test_the_discounts_that_the_store_recorded_are_read_as_they_stand(home, tmp_path):
    path = tmp_path / "store.sqlite"
    with sqlite3.connect(path) as con:
        con.executescript(STORED)

    landing = home.land(store_url=f"sqlite:///{path}")

    assert landing.rows(SAID) == [('{"SPRING":-60,"contract:c":-40}',), (None,)]


@pytest.mark.rule("5.6")
def test_a_file_may_name_the_discounts_of_its_lines_or_leave_them_out(home):
    said = ['{"SPRING": -100}', '{"SPRING": -100, "VIP": 0}', '{"the \\"5\\"": -100}']
    home.write("issued_invoices.csv", INVOICE)
    home.write(
        "issued_invoice_lines.csv",
        lines(*((-100, one) for one in [*said, ""]), (0, "")),
    )

    landing = home.land()

    assert landing.rows(SAID) == [*((one,) for one in said), (None,), (None,)]


@pytest.mark.rule("5.6")
@pytest.mark.parametrize(
    "said",
    [
        "SPRING",
        "[-100]",
        "{}",
        '{"SPRING": "-100"}',
        '{"SPRING": -100.0}',
        '{"SPRING": true}',
        '{"": -100}',
        # one name twice is two answers
        '{"SPRING": -50, "SPRING": -50}',
        # a part of the line's discount is not told
        '{"SPRING": -60}',
        '{"SPRING": -1000000000000100, "VIP": 1000000000000000}',
    ],
)
def test_half_of_a_discount_is_quarantined(home, said):
    home.write("issued_invoices.csv", INVOICE)
    home.write("issued_invoice_lines.csv", lines((-100, said)))

    [(_, row, blamed, value, told)] = home.land().quarantine("issued_invoice_lines")

    assert (row, blamed, value) == (2, "discounts_taken", said)
    assert 'as in `{"SPRING": -500}`' in told
