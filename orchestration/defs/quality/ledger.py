"""Judges whether the ledger extends the published one (semantics 7.2)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.domain.money import Money
from orchestration.defs.quality.results import CheckSpec
from orchestration.ledger_extension import (
    NAMED,
    LedgerComparison,
    PostingDifference,
    Reopening,
    compare_ledgers,
)
from orchestration.reports.model import Check, Severity, Status

SUITE = "ledger"
TABLE = "ledger_entries"
CLOSED = CheckSpec(
    suite=SUITE,
    name="closed_books_stay_as_published",
    table=TABLE,
    severity="error",
    description="Within closed books no posting is added, changed or removed.",
)
OPEN = CheckSpec(
    suite=SUITE,
    name="open_days_stay_as_published",
    table=TABLE,
    severity="warning",
    description="What was published on open days is booked again as it was.",
)
REOPENED = CheckSpec(
    suite=SUITE,
    name="books_stay_closed",
    table="entities",
    severity="warning",
    description="The day through which a seller's books are closed only moves on.",
)
LEDGER_CHECKS = (CLOSED, OPEN, REOPENED)
CURE = (
    "undo the change in the folder and correct by a document dated after the closed "
    "day; or, where the closed days themselves must change, set the seller's "
    "books_closed_through to an earlier day, publish, and close again"
)


def judge_ledger(published: Path | None, candidate: Path) -> list[Check]:
    """Compare the candidate's ledger with the published one; one result a promise."""
    found = compare_ledgers(published, candidate)
    return [_closed(found), _open(found), _reopened(found)]


def _closed(found: LedgerComparison) -> Check:
    if not found.within_closed:
        return _result(CLOSED, holds=True, observed=_late(found))
    named = min(found.within_closed, NAMED)
    return _result(
        CLOSED,
        holds=False,
        observed=f"{found.within_closed} differences within closed books, "
        f"{named} of them named",
        cure=CURE,
        examples=[_posting(one) for one in found.named_closed],
    )


def _open(found: LedgerComparison) -> Check:
    if not found.within_open:
        return _result(OPEN, holds=True)
    counts = ", ".join(f"{count} {what}" for what, count in found.within_open)
    return _result(
        OPEN,
        holds=False,
        observed=f"on open days up to {found.published_as_of}: {counts}",
        examples=[_posting(one) for one in found.named_open],
    )


def _reopened(found: LedgerComparison) -> Check:
    return _result(
        REOPENED,
        holds=not found.reopened,
        observed=f"{len(found.reopened)} opened again" if found.reopened else "",
        examples=[_reopening(one) for one in found.reopened[:NAMED]],
    )


def _late(found: LedgerComparison) -> str:
    """Say how much came too late for its own day; that is as it should be."""
    if not found.late:
        return ""
    return f"{found.late} transactions came late and are booked on the first open day"


def _result(
    spec: CheckSpec,
    *,
    holds: bool,
    observed: str = "",
    cure: str = "",
    examples: Iterable[dict[str, str | None]] = (),
) -> Check:
    bad = Status.FAILED if spec.severity == "error" else Status.WARNED
    return Check(
        name=spec.name,
        table=spec.table,
        suite=spec.suite,
        severity=Severity(spec.severity),
        status=Status.PASSED if holds else bad,
        observed=observed,
        cure=cure,
        examples=tuple(examples),
    )


def _posting(one: PostingDifference) -> dict[str, str | None]:
    closed = one.closed_through.isoformat() if one.closed_through else None
    return {
        "what": one.what,
        "transaction": one.transaction_id,
        "document": f"{one.document_kind} {one.document_id}",
        "dated": one.document_date.isoformat(),
        "booked on": one.booked_on.isoformat(),
        "account": one.account,
        "seller": one.entity_id,
        "closed through": closed,
        "published": _amount(one.old_minor, one),
        "now": _amount(one.new_minor, one),
    }


def _amount(minor: int | None, one: PostingDifference) -> str | None:
    return None if minor is None else Money(minor, one.currency).text(one.exponent)


def _reopening(one: Reopening) -> dict[str, str | None]:
    now = one.closed_through.isoformat() if one.closed_through else None
    return {
        "seller": one.entity_id,
        "was closed through": one.was_closed_through.isoformat(),
        "now closed through": now,
    }
