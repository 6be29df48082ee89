"""On the sample company a preview is quick, complete and leaves no trace."""

import hashlib
import time
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from app.preview import RowChange, what_if

pytestmark = pytest.mark.slow
AS_OF = date(2026, 3, 31)
SECONDS = 2.0


@pytest.fixture(scope="module")
def sample(sample_version: Path) -> Path:
    """The committed sample, as a run publishes it."""
    return sample_version


def test_a_preview_takes_less_than_two_seconds(sample: Path) -> None:
    change = _another_quantity(sample)

    first = what_if(sample, [change])
    began = time.process_time()
    second = what_if(sample, [change])
    worked = time.process_time() - began

    print(f"\na preview took {second.seconds:.2f} s, {worked:.2f} s of them work")
    assert first.comparison == second.comparison
    assert first.comparison.totals
    assert min(first.seconds, second.seconds, worked) < SECONDS


def test_without_a_change_each_family_is_computed_as_the_whole_was(
    sample: Path,
) -> None:
    with duckdb.connect(str(sample / "tallyhouse.duckdb"), read_only=True) as con:
        rows = con.execute("select company_id from raw.companies order by 1").fetchall()
    waiting = [company for (company,) in rows]
    families = 0

    while waiting:
        asked = waiting[:6]
        answer = what_if(sample, [], companies=asked)
        assert answer.comparison.is_equal, (asked, answer.comparison)
        assert answer.companies is not None
        waiting = [one for one in waiting if one not in answer.companies]
        families += 1

    assert families > 5


def test_a_preview_leaves_no_trace(sample: Path) -> None:
    before = _digests(sample)

    what_if(sample, [_another_quantity(sample)])
    what_if(sample, [], companies=["harborview-dental"], as_of=AS_OF + timedelta(1))

    assert _digests(sample) == before


def test_a_preview_runs_beside_an_open_reader(sample: Path) -> None:
    database = sample / "tallyhouse.duckdb"
    with duckdb.connect(str(database), read_only=True) as reader:
        answer = what_if(sample, [_another_quantity(sample)])
        found = reader.execute("select count(*) > 0 from marts.invoices").fetchone()

    assert not answer.comparison.is_equal
    assert found == (True,)


def test_a_later_day_is_compared_with_itself(sample: Path) -> None:
    later = AS_OF + timedelta(days=1)

    answer = what_if(sample, [], companies=["harborview-dental"], as_of=later)

    assert answer.as_of == later
    assert answer.comparison.is_equal


def _another_quantity(sample: Path) -> RowChange:
    """Change a quantity on the day a draft's period begins."""
    with duckdb.connect(str(sample / "tallyhouse.duckdb"), read_only=True) as con:
        found = con.execute(
            "select item_id, period_start from marts.invoice_lines "
            "where kind = 'recurring' and invoice_id like 'draft:%' "
            "and item_id not in (select item_id from raw.subscription_changes) "
            "and item_id in (select item_id from raw.subscription_items "
            "where device_class is null) and price_id in "
            "(select price_id from raw.prices where charge_model = 'per_unit') "
            "order by all limit 1"
        ).fetchone()
    if found is None:
        message = "the sample drafts no recurring line"
        raise AssertionError(message)
    values = {"change_id": "what-if", "item_id": found[0], "quantity": 99}
    return RowChange(
        "subscription_changes", {**values, "effective_at": f"{found[1]}T12:00:00Z"}
    )


def _digests(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
