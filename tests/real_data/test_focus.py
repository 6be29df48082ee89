import csv
import shutil
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.real_data.seller_files import write_seller

pytestmark = pytest.mark.real_data
FILE = "focus/focus_sample_1000.csv"
AS_OF = date(2024, 12, 31)


def charges(source: Path) -> list[dict[str, str]]:
    with source.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def landed(real_file: Callable[[str], Path], land, tmp_path: Path):
    source = real_file(FILE)
    folder = tmp_path / "folder"
    accounts = {row["SubAccountId"] for row in charges(source)} - {"NULL"}
    left_out = min(accounts)
    owners = {row["BillingAccountId"] for row in charges(source)}
    write_seller(
        folder,
        currency="USD",
        time_zone="UTC",
        companies=sorted((accounts | owners) - {left_out}),
    )
    (folder / "focus").mkdir()
    shutil.copy(source, folder / "focus" / "2024-09.csv")
    return charges(source), left_out, land(folder, AS_OF)


def test_billed_cost_is_kept_to_the_last_digit_of_the_provider(landed):
    rows, left_out, con = landed
    expected: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row["SubAccountId"] != left_out:
            category = row["ChargeCategory"].lower()
            meter = f"cloud_{category}_{row['BillingCurrency'].lower()}_micro"
            expected[meter] += Decimal(row["BilledCost"]) * 1_000_000

    found = dict(
        con.execute(
            "select meter, sum(quantity_sum) from raw.usage_daily group by all"
        ).fetchall()
    )

    assert found == expected


def test_charges_of_an_unknown_account_are_set_apart_and_none_is_lost(landed):
    rows, left_out, con = landed
    unknown = sum(row["SubAccountId"] == left_out for row in rows)

    records, accepted, quarantined = con.execute(
        """
        select records, accepted, quarantined from raw.landed_files
        where source = 'focus'
        """
    ).fetchone()
    (events,) = con.execute("select sum(event_count) from raw.usage_daily").fetchone()

    assert (records, quarantined) == (1000, unknown)
    assert accepted == events == 1000 - unknown
    assert unknown > 0


def test_the_files_total_is_the_one_its_readme_names(real_file):
    total = sum(Decimal(row["BilledCost"]) for row in charges(real_file(FILE)))

    assert round(total, 4) == Decimal("20.5202")
