"""Keeps the aging of each published day, written once and never changed."""

import hashlib
from datetime import date
from pathlib import Path

import duckdb

from orchestration.crash_points import crash_point
from orchestration.home import Home
from orchestration.publishing import published_database

READ_ONLY = 0o444
DAY = "select as_of from tallyhouse.raw.run_parameters"
KEEP = """
copy (
    select
        as_of as snapshot_date, company_id, entity_id, invoice_id as item_id,
        invoice_no, bucket, amount_minor, currency
    from tallyhouse.marts.ar_aging order by all
) to '{file}' (format parquet)
"""
HAND_OVER = "insert into raw.aging_snapshots by name from read_parquet(?)"


def keep_snapshot(home: Home) -> Path | None:
    """Keep the aging that readers see now, unless its day was kept before.

    The version is sealed, so a process that died before this was done loses nothing:
    the next one keeps the same rows.
    """
    database = published_database(home)
    if database is None:
        return None
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(DAY).fetchone()
        kept = home.aging_snapshots / f"{found[0]}.parquet" if found else None
        if kept is None or kept.exists():
            return None
        kept.parent.mkdir(parents=True, exist_ok=True)
        aside = kept.with_name(f"{kept.name}.new")
        aside.unlink(missing_ok=True)
        connection.execute(KEEP.format(file=str(aside).replace("'", "''")))
    aside.chmod(READ_ONLY)
    crash_point("publishing:snapshot")
    aside.rename(kept)
    return kept


def hand_over_snapshots(home: Home, candidate: Path, as_of: date) -> dict[str, str]:
    """Give a run the agings of earlier days; return the hash of each file it read."""
    files = [file for file in _kept(home) if date.fromisoformat(file.stem) < as_of]
    if files:
        with duckdb.connect(str(candidate)) as connection:
            connection.execute(HAND_OVER, [[str(file) for file in files]])
    return {file.relative_to(home.root).as_posix(): _hash(file) for file in files}


def _kept(home: Home) -> list[Path]:
    return sorted(home.aging_snapshots.glob("*.parquet"))


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
