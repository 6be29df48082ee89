"""Compares a run's ledger with the published one: closed books stay as they are."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from app.preview import attach

NAMED = 20


@dataclass(frozen=True, slots=True)
class PostingDifference:
    """What one account of one transaction had on a day, and what it would have."""

    entity_id: str
    closed_through: date | None
    transaction_id: str
    document_kind: str
    document_id: str
    document_date: date
    booked_on: date
    account: str
    currency: str
    exponent: int
    old_minor: int | None
    new_minor: int | None

    @property
    def what(self) -> str:
        """Say whether it was added, changed or removed."""
        if self.old_minor is None:
            return "added"
        return "removed" if self.new_minor is None else "changed"


@dataclass(frozen=True, slots=True)
class Reopening:
    """A seller whose books are open again on days that were closed."""

    entity_id: str
    was_closed_through: date
    closed_through: date | None


@dataclass(frozen=True, slots=True)
class LedgerComparison:
    """How far a ledger is from an extension of the published one.

    The first differences are named, all are counted. `within_open` counts what changed
    on open days up to the published `as_of`: by what happened to it.
    """

    published_as_of: date | None = None
    within_closed: int = 0
    named_closed: tuple[PostingDifference, ...] = ()
    within_open: tuple[tuple[str, int], ...] = ()
    named_open: tuple[PostingDifference, ...] = ()
    reopened: tuple[Reopening, ...] = ()
    late: int = 0


def compare_ledgers(published: Path | None, candidate: Path) -> LedgerComparison:
    """Compare posting by posting; a first run extends nothing and breaks nothing."""
    if published is None:
        return LedgerComparison()
    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        attach(connection, published, "published")
        attach(connection, candidate, "candidate")
        connection.execute(DIFFERENCES)
        counted = _rows(connection, "select count(*) from differences where is_closed")
        return LedgerComparison(
            published_as_of=_rows(connection, AS_OF)[0][0],
            within_closed=counted[0][0],
            named_closed=_named(connection, "is_closed"),
            within_open=tuple(_rows(connection, OPEN_COUNTS)),
            named_open=_named(connection, "not is_closed"),
            reopened=tuple(Reopening(*row) for row in _rows(connection, REOPENED)),
            late=_rows(connection, LATE)[0][0],
        )


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple]:
    return connection.execute(sql).fetchall()


def _named(
    connection: duckdb.DuckDBPyConnection, condition: str
) -> tuple[PostingDifference, ...]:
    found = _rows(connection, NAMING.format(condition=condition, named=NAMED))
    return tuple(PostingDifference(*row) for row in found)


AS_OF = "select max(as_of) from published.raw.run_parameters"
_POSTINGS = """
select
    transaction_id, booked_on, entity_id, account, currency,
    any_value(document_kind) as document_kind, any_value(document_id) as document_id,
    min(document_date) as document_date, sum(amount_minor)::bigint as amount_minor
from {version}.marts.ledger_entries group by all
"""
_KEY = "transaction_id, booked_on, entity_id, account, currency"
# the folder says now through which day books are closed; a seller it no longer names
# keeps the day that was published; days after the published as_of are new anyway
DIFFERENCES = f"""
create temp table differences as
with
    old as ({_POSTINGS.format(version="published")}),
    new as ({_POSTINGS.format(version="candidate")}),
    closings as (
        select
            entity_id,
            case when now.entity_id is null then was.books_closed_through
                else now.books_closed_through end as closed_through
        from published.raw.entities as was
        full join candidate.raw.entities as now using (entity_id)
    )
select
    entity_id, closings.closed_through, transaction_id,
    coalesce(new.document_kind, old.document_kind) as document_kind,
    coalesce(new.document_id, old.document_id) as document_id,
    coalesce(new.document_date, old.document_date) as document_date,
    booked_on, account, currency, coalesce(currencies.exponent, 0) as exponent,
    old.amount_minor as old_minor, new.amount_minor as new_minor,
    coalesce(booked_on <= closings.closed_through, false) as is_closed,
    case when old.amount_minor is null then 'added'
        when new.amount_minor is null then 'removed' else 'changed' end as what
from old full join new using ({_KEY})
left join closings using (entity_id)
left join candidate.marts.currencies as currencies using (currency)
where old.amount_minor is distinct from new.amount_minor
    and (old.amount_minor is not null or is_closed or booked_on <= ({AS_OF}))
"""
NAMING = """
select * exclude (is_closed, what) from differences where {condition}
order by booked_on, transaction_id, account, currency, entity_id limit {named}
"""
OPEN_COUNTS = """
select what, count(*) from differences where not is_closed group by all order by all
"""
REOPENED = """
select entity_id, was.books_closed_through, now.books_closed_through
from published.raw.entities as was
inner join candidate.raw.entities as now using (entity_id)
where was.books_closed_through is not null
    and coalesce(now.books_closed_through < was.books_closed_through, true)
order by entity_id
"""
LATE = """
select count(distinct transaction_id) from candidate.marts.ledger_entries
where booked_on > document_date and transaction_id not in (
    select transaction_id from published.marts.ledger_entries
)
"""
