"""Sums the events of each UTC day that received something since it was last summed.

Offsets of time zones since 1990 are whole quarters of an hour, so a local date is
looked up once for each quarter of an hour and zone instead of once for each event.
"""

from datetime import date
from pathlib import Path

import duckdb

from ingest.usage_lake.layout import named_by
from ingest.usage_lake.selection import Selection, parquet

ROLLUP_SQL = """
    with
        events as (
            select given.*, cast(given.occurred_at as date) as partition_day, zones.zone
            from {files} as given
            inner join zones using (company_id)
            where
                given.corrects_event_id is null
                and not exists (
                    from repeats
                    where repeats._batch = given._batch and repeats._row = given._row
                )
        ),
        corrections as (
            select
                _batch,
                _row,
                received_at,
                quantity,
                lag(quantity) over chain as quantity_before,
                last_value(quantity) over whole_chain as quantity_at_last,
                row_number() over chain as place,
            from corrected
            window
                chain as (partition by _batch, _row order by received_at, event_id),
                whole_chain as (
                    partition by _batch, _row
                    order by received_at, event_id
                    rows between unbounded preceding and unbounded following
                )
        ),
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
                events.* replace (corrections.received_at as received_at),
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
        slots as (
            select zone, time_bucket(interval 15 minutes, occurred_at) as slot
            from counted
            union
            select zone, time_bucket(interval 15 minutes, received_at) as slot
            from counted
        ),
        dates as (
            select
                zone,
                slot,
                cast(timezone(zone, timezone('UTC', slot)) as date) as local_date,
            from slots
        ),
        -- materialized, or the two look-ups are joined with each other by zone first
        dated as materialized (
            select counted.*, dates.local_date
            from counted
            inner join
                dates
                on counted.zone = dates.zone
                and time_bucket(interval 15 minutes, counted.occurred_at) = dates.slot
        )
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
    from dated
    inner join
        dates as received
        on dated.zone = received.zone
        and time_bucket(interval 15 minutes, dated.received_at) = received.slot
    group by all
    order by all
"""
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


def roll_up(
    con: duckdb.DuckDBPyConnection, selection: Selection
) -> tuple[list[Path], list[date]]:
    """Return the rollup of every day, and the days that had to be summed.

    Expects the tables `repeats`, `corrected` and `zones`.
    """
    marks = dict(con.execute(MARKS_SQL).fetchall())
    targets = {
        day: selection.layout.rollup(day, _inputs(selection, day, marks.get(day, "")))
        for day in selection.days
    }
    touched = [day for day, target in targets.items() if not target.exists()]
    if touched:
        files = selection.event_files(touched)
        summed = con.execute(ROLLUP_SQL.format(files=parquet(files))).pl()
        by_day = summed.partition_by("partition_day", as_dict=True)
        for day in touched:
            selection.layout.put(by_day.get((day,), summed.clear()), targets[day])
    return list(targets.values()), touched


def _inputs(selection: Selection, day: date, marks: str) -> str:
    """Name all that the day's sums depend on: events, zones, SQL."""
    batches = selection.on_day(day)
    companies = sorted({company for batch in batches for company in batch.companies})
    zones = [selection.zones.get(company, "") for company in companies]
    return named_by(
        ROLLUP_SQL,
        *(batch.batch_id for batch in batches),
        marks,
        *companies,
        *zones,
    )
