"""The sample company's books hold, and each part of its summary has a true story."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.support.world import rows

pytestmark = pytest.mark.slow

BUCKETS = {"current", "1-30", "31-60", "61-90", "91-120", "over_120"}


@pytest.fixture(scope="module")
def sample(sample_version: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample's warehouse."""
    database = sample_version / "tallyhouse.duckdb"
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute("set TimeZone = 'UTC'")
        yield con


def test_no_data_test_of_severity_error_finds_a_row(
    sample: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    errors = [test for test in compiled_models.tests if test.severity == "error"]

    assert len(errors) > 100
    assert violations(sample, errors) == {}


def test_each_seller_has_invoices_receivables_and_recurring_revenue(
    sample: duckdb.DuckDBPyConnection,
) -> None:
    drafted = dict(
        rows(
            sample,
            "select currency, count(*) from marts.invoices where source = 'draft' "
            "group by all",
        )
    )
    recurring = rows(
        sample,
        "select currency from marts.mrr_monthly where month = date '2026-03-01' "
        "group by all having sum(closing_minor) > 0 order by all",
    )
    buckets = {
        bucket
        for (bucket,) in rows(
            sample,
            "select distinct bucket from marts.ar_aging where currency = 'USD'",
        )
    }

    assert set(drafted) == {"EUR", "JPY", "USD"}
    assert recurring == [("EUR",), ("JPY",), ("USD",)]
    assert buckets == BUCKETS


@pytest.mark.parametrize(
    ("what", "sql"),
    [
        ("a line of each kind", "select distinct kind from marts.invoice_lines"),
        ("movements", "select distinct movement from marts.mrr_movements"),
        ("quarantine", "select distinct table_name from raw.quarantine"),
        ("conflicts", "select distinct table_name from raw.conflicts"),
        ("findings", "select distinct kind from marts.findings"),
        (
            "aging that disagrees",
            "select distinct status from marts.ar_aging_reconciliation",
        ),
        ("payment states", "select distinct status from raw.payments"),
    ],
)
def test_the_sample_shows(
    what: str, sql: str, sample: duckdb.DuckDBPyConnection
) -> None:
    found = {value for (value,) in rows(sample, sql)}

    assert found >= SHOWN[what]


SHOWN = {
    "a line of each kind": {
        *("recurring", "proration", "credit", "usage", "time", "one_off"),
        "prior_period_adjustment",
    },
    "movements": {"new", "expansion", "contraction", "churn", "reactivation"},
    "quarantine": {"payments", "usage", "rmm_device_counts", "time_entries"},
    "conflicts": {"usage", "rmm_device_counts"},
    "findings": {"held_draft", "late_usage", "unrated_usage", "untaxed"},
    "aging that disagrees": {
        *("matched", "missing_here", "missing_there", "amount_differs"),
        "bucket_differs",
    },
    "payment states": {"succeeded", "failed"},
}
