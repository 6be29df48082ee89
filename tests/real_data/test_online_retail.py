from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.real_data.landed import land_into
from tests.real_data.online_retail import write_online_retail

pytestmark = pytest.mark.real_data
FILE = "invoices/online_retail.parquet"
AS_OF = date(2011, 12, 31)


@pytest.fixture(scope="module")
def landed(real_file: Callable[[str], Path], tmp_path_factory):
    source = real_file(FILE)
    work = tmp_path_factory.mktemp("online_retail")
    write_online_retail(source, work / "folder")
    return source, land_into(work, work / "folder", AS_OF)


def figures(source: Path, query: str) -> tuple:
    with duckdb.connect() as con:
        row = con.execute(query.format(source=f"'{source}'")).fetchone()
    assert row is not None
    return row


def set_apart(con: duckdb.DuckDBPyConnection, table: str) -> tuple:
    """How many records of a table are in quarantine, and their amounts' sum."""
    row = con.execute(
        """
        select
            count(*),
            sum(cast(json_extract_string(record, '$.amount_minor') as decimal(18, 4)))
        from raw.quarantine where table_name = ?
        """,
        [table],
    ).fetchone()
    assert row is not None
    return row


def test_the_wholesalers_year_lands_and_no_penny_is_lost(landed):
    source, con = landed
    (net,) = figures(source, "select sum(Quantity * UnitPrice) from {source}")

    (lines,) = con.execute(
        "select sum(amount_minor) from raw.issued_invoice_lines"
    ).fetchone()
    _, lines_aside = set_apart(con, "issued_invoice_lines")
    (credited,) = con.execute(
        "select sum(amount_minor) from raw.credit_notes"
    ).fetchone()
    _, credited_aside = set_apart(con, "credit_notes")

    landed_net = lines + lines_aside - credited - credited_aside
    assert landed_net / 100 == net == Decimal("9747747.934")


def test_accepted_invoices_are_those_with_a_customer_and_whole_pence(landed):
    source, con = landed
    expected = figures(
        source,
        """
        select count(*), cast(sum(total) as bigint) from (
            select InvoiceNo, sum(Quantity * UnitPrice * 100) as total
            from {source}
            where InvoiceNo not like 'C%' and CustomerID is not null
            group by InvoiceNo
            having sum(Quantity * UnitPrice * 100) % 1 = 0
        )
        """,
    )

    found = con.execute(
        "select count(*), sum(total_minor) from raw.issued_invoices"
    ).fetchone()

    assert found == expected


def test_a_return_is_credited_or_set_apart_with_its_reason(landed):
    source, con = landed
    notes, amount = figures(
        source,
        """
        select count(distinct InvoiceNo), -sum(Quantity * UnitPrice * 100)
        from {source} where InvoiceNo like 'C%'
        """,
    )

    kept, kept_amount = con.execute(
        "select count(*), sum(amount_minor) from raw.credit_notes"
    ).fetchone()
    aside, aside_amount = set_apart(con, "credit_notes")

    assert kept + aside == notes == 3836
    assert kept_amount + aside_amount == amount
    assert kept > 1000


def test_every_line_is_accepted_or_quarantined(landed):
    source, con = landed
    (lines,) = figures(
        source, "select count(*) from {source} where InvoiceNo not like 'C%'"
    )

    records, accepted, quarantined = con.execute(
        """
        select records, accepted, quarantined from raw.landed_files
        where table_name = 'issued_invoice_lines'
        """
    ).fetchone()

    assert records == accepted + quarantined == lines
    assert con.execute("select count(*) from raw.issued_invoice_lines").fetchone() == (
        accepted,
    )
