"""Notices books that begin a second time: a home without the memory of its past."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.defs.quality.results import CheckSpec
from orchestration.reports.model import Check, Severity, Status

BEGUN_ONCE = CheckSpec(
    suite="ledger",
    name="books_begin_once",
    table="ledger_entries",
    severity="warning",
    description="A home without a published version has no past that it forgot.",
)
CURE = (
    "if these books were kept before, restore the home instead: `tallyhouse restore "
    "BACKUP --home NEW`, or put the earlier version under published/, its link "
    "current and the files of snapshots/ back, and run again; if they begin here, "
    "nothing: what is dated in closed books stands on the first open day"
)
ISSUED = "select count(*) from raw.issued_invoices where _source = 'store'"
LATE = """
select count(distinct transaction_id) from marts.ledger_entries
where booked_on > document_date
"""


def judge_beginning(published: Path | None, candidate: Path) -> Check:
    """Warn where nothing is published, yet invoices were issued or books closed."""
    told = [] if published else _forgotten(candidate)
    return Check(
        name=BEGUN_ONCE.name,
        table=BEGUN_ONCE.table,
        suite=BEGUN_ONCE.suite,
        severity=Severity.WARNING,
        status=Status.WARNED if told else Status.PASSED,
        observed="no version is published here, but " + " and ".join(told)
        if told
        else "",
        cure=CURE if told else "",
    )


def _forgotten(candidate: Path) -> list[str]:
    with duckdb.connect(str(candidate), read_only=True) as con:
        issued, late = (con.execute(sql).fetchall()[0][0] for sql in (ISSUED, LATE))
    told = []
    if issued:
        told.append(f"{issued} invoices were issued from its store")
    if late:
        told.append(f"{late} transactions are dated in closed books and booked late")
    return told
