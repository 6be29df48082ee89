"""A home that forgot its past says so, with what to restore."""

from pathlib import Path

import duckdb
import pytest

from orchestration.reports.model import Check, Status
from tests.orchestration.small_ledgers import Booked, Ledger

PAID = Booked("feb", "2026-02-28")
LATE = Booked("late", "2026-03-01", dated="2026-02-10")
CLOSED = {"us": "2026-02-28"}


def judged(published: Path | None, candidate: Path) -> Check:
    from orchestration.defs.quality.beginning import (  # noqa: PLC0415  heavy
        judge_beginning,
    )

    return judge_beginning(published, candidate)


@pytest.mark.rule("7.2")
def test_books_that_begin_with_closed_days_are_told_what_is_booked_late(
    tmp_path: Path,
) -> None:
    candidate = Ledger((PAID, LATE), CLOSED).write(tmp_path / "now" / "a.duckdb")

    check = judged(None, candidate)

    assert check.status is Status.WARNED
    assert check.observed == (
        "no version is published here, but 1 transactions are dated in closed books "
        "and booked late"
    )
    assert "tallyhouse restore BACKUP" in check.cure


def test_books_whose_store_has_issued_are_told_that_their_version_is_gone(
    tmp_path: Path,
) -> None:
    candidate = Ledger((PAID,)).write(tmp_path / "now" / "a.duckdb")
    with duckdb.connect(str(candidate)) as con:
        con.execute("insert into raw.issued_invoices values ('A1', 'folder')")
        con.execute("insert into raw.issued_invoices values ('A2', 'store')")

    check = judged(None, candidate)

    assert check.status is Status.WARNED
    assert "1 invoices were issued from its store" in check.observed


def test_books_that_begin_here_and_books_that_go_on_are_told_nothing(
    tmp_path: Path,
) -> None:
    first = Ledger((PAID,)).write(tmp_path / "first" / "a.duckdb")
    next_one = Ledger((PAID, LATE), CLOSED).write(tmp_path / "next" / "a.duckdb")

    assert judged(None, first).status is Status.PASSED
    assert judged(first, next_one).status is Status.PASSED
