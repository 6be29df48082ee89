from pathlib import Path

import pytest

from ingest.adapters.focus import Focus
from ingest.errors import UnreadableInputError

HEADER = (
    "BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,SubAccountId,"
    "BillingAccountId,ServiceName"
)


def usage(tmp_path: Path, *lines: str):
    path = tmp_path / "focus-2026-03.csv"
    path.write_text("\n".join((HEADER, *lines)) + "\n")
    return Focus().read(path)


def quantities(tmp_path: Path, *lines: str) -> list[str]:
    return usage(tmp_path, *lines).tables["usage"].collect()["quantity"].to_list()


def test_a_cost_below_a_cent_is_kept_whole_in_millionths(tmp_path: Path):
    line = "0.00001605990,USD,Usage,2026-03-01 22:00:00,acme,B1,Load balancer"

    rows = usage(tmp_path, line).tables["usage"].collect().to_dicts()

    assert rows[0]["quantity"] == "16.0599"
    assert rows[0]["meter"] == "cloud_usage_usd_micro"
    assert rows[0]["company_id"] == "acme"
    assert rows[0]["occurred_at"] == "2026-03-01T22:00:00Z"


def test_a_credit_stays_negative(tmp_path: Path):
    line = "-2.6137,EUR,Credit,2026-03-01T00:00:00Z,acme,B1,NULL"

    rows = usage(tmp_path, line).tables["usage"].collect().to_dicts()

    assert rows[0]["quantity"] == "-2613700"
    assert rows[0]["meter"] == "cloud_credit_eur_micro"


def test_numbers_in_exponent_notation_are_exact(tmp_path: Path):
    line = "1.25E-7,USD,Usage,2026-03-01T00:00:00Z,acme,B1,Queue"

    assert quantities(tmp_path, line) == ["0.125"]


def test_two_equal_charges_are_two_events_and_a_second_delivery_adds_none(
    tmp_path: Path,
):
    line = "1,USD,Usage,2026-03-01T00:00:00Z,acme,B1,Queue"

    first = usage(tmp_path, line, line).tables["usage"].collect()["event_id"]
    again = usage(tmp_path, line, line).tables["usage"].collect()["event_id"]

    assert first.n_unique() == 2
    assert first.to_list() == again.to_list()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,USD,Usage,2026-03-01T00:00:00Z,NULL,,Queue", "SubAccountId"),
        ("1,NULL,Usage,2026-03-01T00:00:00Z,acme,B1,Queue", "BillingCurrency"),
        ("NULL,USD,Usage,2026-03-01T00:00:00Z,acme,B1,Queue", "BilledCost"),
        ("0.0000000000000000001,USD,Usage,2026-03-01,acme,B1,Queue", "18 places"),
        ("ten,USD,Usage,2026-03-01T00:00:00Z,acme,B1,Queue", "decimal number"),
        ("1,USD,Usage", "fewer fields"),
    ],
)
def test_a_charge_that_cannot_be_mapped_is_put_aside(
    tmp_path: Path, line: str, reason: str
):
    output = usage(tmp_path, line, "1,USD,Usage,2026-03-01T00:00:00Z,acme,B1,Queue")

    assert output.records == 2
    assert output.tables["usage"].collect().height == 1
    assert reason in output.quarantined["reason"][0]
    assert output.quarantined["row_number"].to_list() == [2]


def test_an_export_without_a_mandatory_column_stops_the_landing(tmp_path: Path):
    path = tmp_path / "focus.csv"
    path.write_text("BilledCost,BillingCurrency\n1,USD\n")

    with pytest.raises(UnreadableInputError, match="ChargeCategory"):
        Focus().read(path)
