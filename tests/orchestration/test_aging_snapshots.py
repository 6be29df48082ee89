"""The aging of a published day is kept once; what changed since is shown beside it."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingest.contracts import create_raw_schema
from orchestration.aging_snapshots import hand_over_snapshots, keep_snapshot
from orchestration.home import DATABASE_NAME, Home
from orchestration.publishing import show
from tests.support.books import Books

AGED = """
create schema marts;
create table marts.ar_aging as
    select date '{day}' as as_of, 'acme' as company_id, 'us' as entity_id,
        'us:1' as invoice_id, '1' as invoice_no, 'current' as bucket,
        {amount}::bigint as amount_minor, 'USD' as currency;
insert into raw.run_parameters values (date '{day}');
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home without any version."""
    return Home(tmp_path / "home")


def publish(home: Home, run: str, day: str, amount: int) -> None:
    """Show readers a version of which only the aging matters."""
    database = home.version(run) / DATABASE_NAME
    database.parent.mkdir(parents=True)
    with duckdb.connect(str(database)) as con:
        create_raw_schema(con)
        con.execute(AGED.format(day=day, amount=amount))
    show(home, run)


def handed_over(home: Home, tmp_path: Path, as_of: date) -> list[tuple[object, ...]]:
    candidate = tmp_path / str(as_of) / DATABASE_NAME
    candidate.parent.mkdir()
    with duckdb.connect(str(candidate)) as con:
        create_raw_schema(con)
    hand_over_snapshots(home, candidate, as_of)
    with duckdb.connect(str(candidate), read_only=True) as con:
        return con.execute(
            "select snapshot_date, amount_minor from raw.aging_snapshots order by all"
        ).fetchall()


@pytest.mark.rule("8.2")
def test_a_day_is_kept_once_and_never_changed(home: Home) -> None:
    publish(home, "0001", "2026-03-31", 100)
    kept = keep_snapshot(home)
    assert kept is not None
    before = kept.read_bytes()
    publish(home, "0002", "2026-03-31", 999)

    assert keep_snapshot(home) is None
    assert kept.read_bytes() == before
    assert kept.stat().st_mode & 0o222 == 0
    assert [file.name for file in kept.parent.iterdir()] == ["2026-03-31.parquet"]


@pytest.mark.rule("8.2")
def test_a_half_written_snapshot_is_written_again(home: Home) -> None:
    publish(home, "0001", "2026-03-31", 100)
    home.aging_snapshots.mkdir(parents=True)
    half = home.aging_snapshots / "2026-03-31.parquet.new"
    half.write_bytes(b"PAR1")
    half.chmod(0o444)

    kept = keep_snapshot(home)

    assert kept is not None
    assert not half.exists()


@pytest.mark.rule("8.2", "2.6")
def test_a_run_is_given_the_days_before_its_own(home: Home, tmp_path: Path) -> None:
    for run, day, amount in (("1", "2026-01-31", 10), ("2", "2026-02-28", 20)):
        publish(home, run, day, amount)
        keep_snapshot(home)

    assert handed_over(home, tmp_path, date(2026, 1, 31)) == []
    assert handed_over(home, tmp_path, date(2026, 2, 28)) == [(date(2026, 1, 31), 10)]
    assert handed_over(home, tmp_path, date(2026, 3, 31)) == [
        (date(2026, 1, 31), 10),
        (date(2026, 2, 28), 20),
    ]


def test_a_home_without_a_version_keeps_nothing(home: Home) -> None:
    assert keep_snapshot(home) is None
    assert not home.aging_snapshots.exists()


@pytest.mark.full_run
@pytest.mark.rule("8.2")
def test_a_late_document_shows_as_drift_and_leaves_the_kept_day_alone(
    published_books: Books, books_a_month_later: Books
) -> None:
    [before] = published_books.home.aging_snapshots.iterdir()
    later = books_a_month_later.home

    assert (later.aging_snapshots / before.name).read_bytes() == before.read_bytes()
    assert books_a_month_later.ask(
        "select invoice_id, drift_minor from marts.ar_aging_drift"
    ) == [{"invoice_id": "payment:late", "drift_minor": -70}]
    run = later.run_folder("0002-2026-04-30")
    assert "aging_stays_as_published" in (run / "report.txt").read_text("utf-8")
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    assert list(manifest["snapshots"]) == ["snapshots/ar_aging/2026-03-31.parquet"]
    assert sorted(file.name for file in later.aging_snapshots.iterdir()) == [
        "2026-03-31.parquet",
        "2026-04-30.parquet",
    ]
