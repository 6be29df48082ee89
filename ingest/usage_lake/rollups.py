"""Sums the events of each UTC day that received something since it was last summed."""

from datetime import date
from pathlib import Path

import duckdb

from ingest.usage_lake.days import fill_days, name_days
from ingest.usage_lake.event_sql import (
    LOCAL_DATES,
    ORDERED_CORRECTIONS,
    WITH_RECEIPT,
    kept_events,
)
from ingest.usage_lake.selection import Selection

ROLLUP_SQL = f"""
    with
        {kept_events("given.department_id")},
        {ORDERED_CORRECTIONS},
        counted as (
            select
                events.*,
                events.quantity as quantity_added,
                coalesce(corrections.quantity_at_last, events.quantity) as reading,
                1 as event_count,
            from events
            left join
                corrections
                on events._batch = corrections._batch
                and events._row = corrections._row
                and corrections.place = 1
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
                null as reading,
                0 as event_count,
            from corrections
            inner join
                events
                on events._batch = corrections._batch
                and events._row = corrections._row
        ),
        {LOCAL_DATES}
    select
        company_id,
        meter,
        source,
        dated.local_date,
        received.local_date as received_on,
        department_id,
        cast(sum(quantity_added) as decimal(38, 6)) as quantity_sum,
        max(reading) as quantity_max,
        min(reading) as quantity_min,
        cast(sum(event_count) as bigint) as event_count,
        min(occurred_at) as first_occurred_at,
        max(occurred_at) as last_occurred_at,
        partition_day,
    {WITH_RECEIPT}
    group by all
    order by all
"""


def roll_up(
    con: duckdb.DuckDBPyConnection, selection: Selection
) -> tuple[list[Path], list[date]]:
    """Return the rollup of every day, and the days that had to be summed.

    Expects the tables `repeats`, `corrected` and `zones`.
    """
    targets = name_days(con, selection, selection.layout.rollup, ROLLUP_SQL)
    touched = fill_days(con, selection, targets, ROLLUP_SQL)
    return list(targets.values()), touched
