from decimal import Decimal
from pathlib import Path

import pytest

from ingest.adapters.quickbooks_aging import QuickBooksAging
from ingest.adapters.xero_aging import XeroAging
from ingest.errors import UnreadableInputError

QUICKBOOKS = """\
A/R Aging Detail Report,,,,,,
Northgate Managed IT,,,,,,
"As of March 31, 2026",,,,,,

Date,Transaction type,Num,Customer full name,Due date,Amount,Open balance
91 or more days past due,,,,,,
10/12/2025,Invoice,1042,Harborview Dental,11/11/2025,"1,250.00","1,000.00"
Total for 91 or more days past due,,,,,"1,250.00","1,000.00"
Current,,,,,,
03/20/2026,Credit Memo,CM-7,Alder & Finch LLP,03/20/2026,(75.50),(75.50)
03/15/2026,Invoice,1101,"Finch, Ltd",04/14/2026,$300.00,$300.00
20/03/2026,Invoice,1102,Saltmarsh,20/04/2026,10.00,10.00
Total for Current,,,,,234.50,234.50
TOTAL,,,,,"1,484.50","1,234.50"
"""
XERO = """\
Aged Receivables Detail,,,,,,,,,,
Northgate IT-Service GmbH,,,,,,,,,,
As at 31 March 2026,,,,,,,,,,
Invoice Date,Due Date,Invoice Number,Invoice Reference,Current,< 1 Month,1 Month,\
2 Months,3 Months,Older,Total
Rheintal Logistik,,,,,,,,,,
12 Jan 2026,26 Jan 2026,INV-0042,,-,-,-,500.00,-,-,500.00
20 Mar 2026,3 Apr 2026,INV-0061,,"1,100.00",-,-,-,-,-,"1,100.00"
Total Rheintal Logistik,,,,"1,100.00",-,-,500.00,-,-,"1,600.00"
Brauerei Hallersee,,,,,,,,,,
sometime,,INV-0009,,-,-,-,-,-,80.00,80.00
Total Brauerei Hallersee,,,,-,-,-,-,-,80.00,80.00
Total,,,,"1,100.00",-,-,500.00,-,80.00,"1,680.00"
"""


def test_quickbooks_lines_become_aging_rows_in_their_bucket(tmp_path: Path):
    path = tmp_path / "ar.csv"
    path.write_text(QUICKBOOKS)

    assert QuickBooksAging().recognises(path)
    output = QuickBooksAging().read(path)

    first = output.tables["ar_aging"].collect().to_dicts()[0]
    assert first["snapshot_date"] == "2026-03-31"
    assert (first["account_name"], first["invoice_no"]) == ("Harborview Dental", "1042")
    assert (first["invoice_date"], first["invoice_amount"]) == ("2025-10-12", "1250.00")
    assert first["days_over_120"] == "1000.00"
    assert first["days_0_30"] == "0"


def test_quickbooks_rows_sum_to_the_reports_own_total(tmp_path: Path):
    path = tmp_path / "ar.csv"
    path.write_text(QUICKBOOKS)

    output = QuickBooksAging().read(path)

    kept = output.tables["ar_aging"].collect()["total_outstanding"].to_list()
    aside = Decimal("10.00")
    assert sum(map(Decimal, kept)) + aside == Decimal("1234.50")
    assert output.records == 4
    assert "MM/DD/YYYY" in output.quarantined["reason"][0]
    assert output.quarantined["row_number"].to_list() == [12]


def test_xero_lines_carry_the_contact_above_them(tmp_path: Path):
    path = tmp_path / "aged.csv"
    path.write_text(XERO)

    assert XeroAging().recognises(path)
    output = XeroAging().read(path)

    rows = output.tables["ar_aging"].collect().to_dicts()
    assert [row["account_name"] for row in rows] == ["Rheintal Logistik"] * 2
    assert rows[0]["days_61_90"] == "500.00"
    assert rows[1]["days_0_30"] == "1100.00"
    assert output.quarantined["value"].to_list() == ["sometime"]
    assert output.records == 3


def test_a_report_without_its_date_stops_the_landing(tmp_path: Path):
    path = tmp_path / "aged.csv"
    path.write_text(XERO.replace("As at 31 March 2026", ""))

    with pytest.raises(UnreadableInputError, match="as of which date"):
        XeroAging().read(path)
