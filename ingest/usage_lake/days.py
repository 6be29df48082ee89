"""Computes a file for each UTC day, and only from what its earlier file lacks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from ingest.usage_lake.batches import Batch
from ingest.usage_lake.inputs import Inputs
from ingest.usage_lake.layout import named_by
from ingest.usage_lake.local_dates import load_local_dates
from ingest.usage_lake.selection import Selection, parquet

DAYS_AT_ONCE = 31
MARKS_SQL = """
    select day, _batch, md5(string_agg(mark, ',' order by mark)) as marks
    from (
        select day, _batch, 'repeats ' || _row as mark from repeats
        union all
        select
            day,
            _batch,
            concat_ws(' ', 'corrects', _row, event_id, received_at, quantity) as mark
        from corrected
    )
    group by all
"""
FOUND_SQL = "(from found where partition_day = date '{day}')"
BOTH_SQL = "(from {found} union all by name from {earlier})"
Target = Callable[[date, str], Path]


@dataclass(frozen=True)
class DaySql:
    """How a day's file comes from `{events}`, and how two of them become one."""

    computed: str
    merged: str


@dataclass(frozen=True)
class DayFile:
    """The file of one UTC day, named by all that decides what it holds."""

    day: date
    inputs: Inputs
    path: Path


def name_days(
    con: duckdb.DuckDBPyConnection, selection: Selection, target: Target, *also: str
) -> list[DayFile]:
    """Return the file of each day.

    Of each batch count its repeats and corrections on that day and the zones of its
    companies, besides what the caller adds. Expects `repeats` and `corrected`.
    """
    marks = {(day, batch): mark for day, batch, mark in _marks(con)}
    zones = {batch.batch_id: selection.zones_of(batch) for batch in selection.batches}
    files = []
    for day, batches in selection.by_day.items():
        ids = [batch.batch_id for batch in batches]
        own = {one: named_by(zones[one], marks.get((day, one), "")) for one in ids}
        inputs = Inputs(named_by(*also), own)
        files.append(DayFile(day, inputs, target(day, inputs.name)))
    return files


def fill_days(
    con: duckdb.DuckDBPyConnection,
    selection: Selection,
    files: Sequence[DayFile],
    sql: DaySql,
) -> list[date]:
    """Write the files of days that have none, and return those days.

    A month of days at once, so that memory does not follow the length of a history.
    Expects the tables `repeats`, `corrected` and `zones`.
    """
    touched = [one for one in files if not one.path.exists()]
    for first in range(0, len(touched), DAYS_AT_ONCE):
        _fill(con, selection, touched[first : first + DAYS_AT_ONCE], sql)
    return [one.day for one in touched]


def _fill(
    con: duckdb.DuckDBPyConnection,
    selection: Selection,
    files: Sequence[DayFile],
    sql: DaySql,
) -> None:
    """Compute what the days' earlier files lack, all of it in one pass of events."""
    earlier = {one.day: one.inputs.earlier(one.path.parent) for one in files}
    lacking: dict[date, list[Batch]] = {}
    for one in files:
        _, held = earlier[one.day] or (None, frozenset())
        batches = selection.by_day[one.day]
        lacking[one.day] = [b for b in batches if b.batch_id not in held]
    load_local_dates(con, selection, lacking)
    query = sql.computed.format(events=selection.events(lacking))
    con.execute(f"create temp table found as {query}")
    for one in files:
        rows = FOUND_SQL.format(day=one.day)
        if base := earlier[one.day]:
            both = BOTH_SQL.format(found=rows, earlier=parquet([base[0]]))
            rows = sql.merged.format(both=both)
        selection.layout.put_query(con, f"from {rows} order by all", one.path)
        one.inputs.note(selection.layout, one.path)
    con.execute("drop table found")


def _marks(con: duckdb.DuckDBPyConnection) -> list[tuple[date, str, str]]:
    return con.execute(MARKS_SQL).fetchall()
