"""Reads off the events of one batch what the lake has to know of them."""

from dataclasses import dataclass
from typing import TypedDict

import duckdb
import numpy as np
import polars as pl

from ingest.usage_lake.keys import Hashes, key_hash

DAYS_SQL = """
    select
        source,
        cast(occurred_at as date) as day,
        cast(received_at as date) as received_day,
        count(*) as events,
    from {rows} as given
    group by all
"""
COMPANIES_SQL = "select distinct company_id from {rows} as given"
HASHES_SQL = """
    select if(event_id is null, null, {key_hash}) as key_hash from {rows} as given
"""


@dataclass(frozen=True)
class SourceDay:
    """How many events of a source occurred on a UTC day in one batch."""

    source: str
    day: str
    events: int


class Contents(TypedDict):
    """When a batch's events occurred and were received, and whose they are."""

    source_days: tuple[SourceDay, ...]
    received_days: tuple[str, ...]
    companies: tuple[str, ...]


def contents_of(con: duckdb.DuckDBPyConnection, rows: str) -> Contents:
    """Count the events that the SQL `rows` gives."""
    counted = con.execute(DAYS_SQL.format(rows=rows)).pl()
    companies = con.execute(COMPANIES_SQL.format(rows=rows)).pl()["company_id"]
    return Contents(
        source_days=_source_days(counted),
        received_days=tuple(
            day.isoformat() for day in counted["received_day"].unique().sort()
        ),
        companies=tuple(companies.sort()),
    )


class EventWithoutIdError(ValueError):
    """An event has no id, so that nobody can tell whether it was sent before."""


def hashes_of_rows(con: duckdb.DuckDBPyConnection, rows: str) -> Hashes:
    """Return the hashes of the events' keys in order."""
    query = HASHES_SQL.format(rows=rows, key_hash=key_hash())
    hashes = con.execute(query).pl()["key_hash"]
    if hashes.null_count():
        raise EventWithoutIdError
    return np.asarray(hashes.sort().to_numpy(), np.uint64)


def _source_days(counted: pl.DataFrame) -> tuple[SourceDay, ...]:
    by_day = counted.group_by("source", "day").agg(pl.sum("events"))
    return tuple(
        SourceDay(source, day.isoformat(), events)
        for source, day, events in by_day.sort("source", "day").iter_rows()
    )
