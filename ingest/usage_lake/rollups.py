"""Sums the events of each UTC day that received something since it was last summed."""

from datetime import date
from pathlib import Path

import duckdb

from ingest.usage_lake.days import DaySql, fill_days, name_days
from ingest.usage_lake.event_sql import (
    ORDERED_CORRECTIONS,
    WITH_LOCAL_DATES,
    kept_events,
)
from ingest.usage_lake.selection import Selection

SUMS = f"""
        summed as (
            select
                company_number,
                meter,
                source,
                occurred.local_date,
                received.local_date as received_on,
                department_id,
                cast(sum(quantity_added) as decimal(38, 6)) as quantity_sum,
                cast(sum(event_count) as bigint) as event_count,
                partition_day,
            from counted
            {WITH_LOCAL_DATES}
            group by all
        )
    select zones.company_id, summed.* exclude (company_number),
    from summed
    inner join zones on summed.company_number = zones.company_number
"""
PLAIN_SQL = f"""
    with
        {kept_events("given.department_id")},
        counted as not materialized (
            select *, quantity as quantity_added, 1 as event_count, from events
        ),
        {SUMS}
"""
CORRECTED_SQL = f"""
    with
        {kept_events("given.department_id")},
        {ORDERED_CORRECTIONS},
        counted as not materialized (
            select *, quantity as quantity_added, 1 as event_count, from events
            union all by name
            select
                events.* replace (
                    greatest(
                        events.received_at, corrections.received_at
                    ) as received_at
                ),
                corrections.quantity
                - coalesce(corrections.quantity_before, events.quantity)
                    as quantity_added,
                0 as event_count,
            from corrections
            inner join
                events
                on events._batch = corrections._batch
                and events._row = corrections._row
        ),
        {SUMS}
"""
MERGED_SQL = """
    (
        select
            company_id,
            meter,
            source,
            local_date,
            received_on,
            department_id,
            cast(sum(quantity_sum) as decimal(38, 6)) as quantity_sum,
            cast(sum(event_count) as bigint) as event_count,
            partition_day,
        from {both}
        group by all
    )
"""


def roll_up(
    con: duckdb.DuckDBPyConnection, selection: Selection
) -> tuple[list[Path], list[date]]:
    """Return the rollup of every day, and the days that had to be summed.

    Expects the tables `repeats`, `corrected` and `zones`.
    """
    files = name_days(
        con, selection, selection.layout.rollup, PLAIN_SQL, CORRECTED_SQL, MERGED_SQL
    )
    corrected = con.execute("select exists (from corrected)").fetchall()[0][0]
    sql = DaySql(CORRECTED_SQL if corrected else PLAIN_SQL, MERGED_SQL)
    touched = fill_days(con, selection, files, sql)
    return [file.path for file in files], touched
