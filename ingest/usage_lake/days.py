"""Computes a file for each UTC day, and only for days whose inputs are new."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import duckdb

from ingest.usage_lake.layout import named_by
from ingest.usage_lake.local_dates import load_local_dates
from ingest.usage_lake.selection import Selection

DAYS_AT_ONCE = 31
MARKS_SQL = """
    select day, md5(string_agg(mark, ',' order by mark)) as marks
    from (
        select day, 'repeats ' || _batch || ' ' || _row as mark from repeats
        union all
        select
            day,
            concat_ws(
                ' ', 'corrects', _batch, _row, event_id, received_at, quantity
            ) as mark
        from corrected
    )
    group by all
"""
DAY_SQL = "select * from found where partition_day = date '{day}' order by all"
Target = Callable[[date, str], Path]


def name_days(
    con: duckdb.DuckDBPyConnection, selection: Selection, target: Target, *also: str
) -> dict[date, Path]:
    """Return each day's file, named by all that decides what it holds.

    These are its events, repeats and corrections, the zones of its companies, and
    what the caller adds. Expects the tables `repeats` and `corrected`.
    """
    marks = dict(con.execute(MARKS_SQL).fetchall())
    return {
        day: target(day, _inputs(selection, day, marks.get(day, ""), also))
        for day in selection.days
    }


def fill_days(
    con: duckdb.DuckDBPyConnection,
    selection: Selection,
    targets: Mapping[date, Path],
    query: str,
) -> list[date]:
    """Run the query over the events of days without a file, and return those days.

    A month of days at once, so that memory does not follow the length of a history.
    Expects the tables `repeats`, `corrected` and `zones`.
    """
    touched = [day for day, target in targets.items() if not target.exists()]
    for first in range(0, len(touched), DAYS_AT_ONCE):
        days = touched[first : first + DAYS_AT_ONCE]
        load_local_dates(con, selection, days)
        events = selection.events(days)
        con.execute(f"create temp table found as {query.format(events=events)}")
        for day in days:
            selection.layout.put_query(con, DAY_SQL.format(day=day), targets[day])
        con.execute("drop table found")
    return touched


def _inputs(selection: Selection, day: date, marks: str, also: tuple[str, ...]) -> str:
    batches = selection.on_day(day)
    companies = sorted({company for batch in batches for company in batch.companies})
    zones = [selection.zones.get(company, "") for company in companies]
    return named_by(
        *also,
        *(batch.batch_id for batch in batches),
        marks,
        *companies,
        *zones,
    )
