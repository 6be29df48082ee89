"""Finds a usage event among those that a version read of its home's lake."""

from pathlib import Path

import duckdb

from app.domain.lake import united
from app.preview.changes import PreviewError
from app.preview.inputs import PUBLISHED
from app.preview.runner import CATALOGUE

OF_THE_LAKE = f"""
    select reads from {PUBLISHED}.raw.usage_files where holds = 'events' order by all
"""
KEPT = f"""
    select 1
    from {CATALOGUE}.raw.usage_readings
    where source = $source and event_id = $event_id
    union all
    select 1
    from {PUBLISHED}.raw.usage_corrections
    where source = $source and event_id = $event_id
    union all
    select 1 from previewed_events where source = $source and event_id = $event_id
"""
IN_THE_LAKE = """
    select 1 from ({events}) where source = $source and event_id = $event_id limit 1
"""


def refuse_known(
    con: duckdb.DuckDBPyConnection, lake: Path, source: str, event_id: str, place: str
) -> None:
    """Refuse an event that a run would take for a duplicate or a conflict.

    Days of usage are kept as sums, so the ids of their events are read from the lake;
    a version that does not say what it read there, or whose lake is gone, is refused.
    """
    named = {"source": source, "event_id": event_id}
    con.execute(
        "create temp table if not exists previewed_events "
        "(source varchar, event_id varchar)"
    )
    if _is_kept(con, named, place) or _is_in_lake(con, lake, named, place):
        raise PreviewError(
            f"{place}: the event {event_id} is already known, so this one would be a "
            "duplicate. Give it an event_id of its own."
        )
    con.execute("insert into previewed_events values ($source, $event_id)", named)


def _is_kept(con: duckdb.DuckDBPyConnection, named: dict[str, str], place: str) -> bool:
    try:
        return con.execute(KEPT, named).fetchone() is not None
    except duckdb.CatalogException:
        raise PreviewError(
            f"{place}: the version does not say which events it read, so nobody can "
            "tell whether this one is new. Run once, and preview on that."
        ) from None


def _is_in_lake(
    con: duckdb.DuckDBPyConnection, lake: Path, named: dict[str, str], place: str
) -> bool:
    reads = [sql for (sql,) in con.execute(OF_THE_LAKE).fetchall()]
    if not reads:
        return False
    try:
        sql = IN_THE_LAKE.format(events=united(reads, lake))
        return con.execute(sql, named).fetchone() is not None
    except duckdb.IOException:
        raise PreviewError(
            f"{place}: nobody can tell whether the event {named['event_id']} is new, "
            f"because the lake {lake} lacks files that the version read. Put the lake "
            "back, or make the change in the folder and run."
        ) from None
