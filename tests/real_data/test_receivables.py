from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.real_data.receivables import (
    bucket_of,
    is_open,
    read_receivables,
    write_receivables,
)

pytestmark = pytest.mark.real_data
FILE = "receivables/ar_dev_invoiced_before_2013-07.csv"
AS_OF = date(2013, 12, 31)
BUCKETS = ("days_0_30", "days_31_60", "days_61_90", "days_91_120", "days_over_120")


@pytest.fixture
def landed(real_file: Callable[[str], Path], land, tmp_path: Path):
    receivables = read_receivables(real_file(FILE))
    write_receivables(receivables, tmp_path / "folder")
    return receivables, land(tmp_path / "folder", AS_OF)


def test_every_receivable_becomes_an_invoice_to_the_cent(landed):
    receivables, con = landed

    count, total = con.execute(
        "select count(*), sum(total_minor) from raw.issued_invoices"
    ).fetchone()

    assert count == len(receivables) == 1930
    assert total == sum(one.amount for one in receivables) * 100


def test_every_settlement_becomes_a_payment(landed):
    receivables, con = landed

    by_month = dict(
        con.execute(
            """
            select strftime(received_at, '%Y-%m'), sum(amount_minor)
            from raw.payments group by all
            """
        ).fetchall()
    )

    expected: dict[str, Decimal] = defaultdict(Decimal)
    for one in receivables:
        expected[f"{one.settled_on:%Y-%m}"] += one.amount_minor
    assert by_month == expected


def test_the_aging_list_keeps_each_bucket_to_the_cent(landed):
    receivables, con = landed

    sums = con.execute(
        f"select {', '.join(f'sum({name})' for name in BUCKETS)} from raw.ar_aging"
    ).fetchone()

    expected = [Decimal(0)] * 5
    for one in receivables:
        if is_open(one):
            expected[bucket_of(one)] += one.amount
    assert list(sums) == expected
    assert sum(expected) > 0


def test_no_record_is_lost(landed):
    receivables, con = landed
    opened = sum(map(is_open, receivables))

    counts = con.execute(
        """
        select table_name, records, accepted + quarantined from raw.landed_files
        where table_name in ('issued_invoices', 'payments', 'ar_aging') order by all
        """
    ).fetchall()

    assert counts == [
        ("ar_aging", opened, opened),
        ("issued_invoices", 1930, 1930),
        ("payments", 1930, 1930),
    ]
    assert con.execute("select count(*) from raw.quarantine").fetchone() == (0,)
