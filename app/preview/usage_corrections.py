"""Lets an event that a version keeps say something else, as a correction would."""

from collections.abc import Mapping

import duckdb

from app.preview.changes import PreviewError, Value
from app.preview.runner import CATALOGUE

OF_THE_EVENT = ("company_id", "source", "occurred_at", "received_at", "quantity")


def correct_event(
    con: duckdb.DuckDBPyConnection, event: Mapping[str, Value], place: str, dated: str
) -> None:
    """Add the event's next version, and what it adds to the sum of its day.

    `dated` is the SQL that dates the correction. Only meters whose single events a
    version keeps can be corrected here; of the others it keeps the sums of days.
    """
    corrected = event["corrects_event_id"]
    con.execute(
        CORRECTION.format(dated=dated),
        {**{name: event[name] for name in OF_THE_EVENT}, "corrects": corrected},
    )
    found = con.execute("select is_last from correction").fetchone()
    if found is None:
        raise PreviewError(
            f"{place}: the version keeps no single event {corrected}, at most the sum "
            "of its day. Give an event of its own with the difference as quantity."
        )
    if not found[0]:
        raise PreviewError(
            f"{place}: the event {corrected} was corrected later than that. Give the "
            "correction a later received_at."
        )
    con.execute(ADD_TO_DAY)
    con.execute(ADD_VERSION)


# by `limit`, for DuckDB 1.5 makes a row of nulls of the first of no rows by `qualify`;
# a correction dated after the day of the run is as if absent (semantics 3.7)
CORRECTION = f"""
    create or replace temp table correction as
    {{dated}}
    select
        readings.*,
        cast($quantity as decimal(18, 6)) as told,
        greatest(readings.received_on, dated.received_on) as told_on,
        readings.version = 0 or dated.received_on >= readings.received_on as is_last,
        dated.local_date <= run.as_of as counts,
    from dated
    cross join {CATALOGUE}.raw.run_parameters as run
    inner join
        {CATALOGUE}.raw.usage_readings as readings
        on readings.source = cast($source as varchar)
        and readings.event_id = cast($corrects as varchar)
    order by readings.version desc
    limit 1
"""
ADD_TO_DAY = f"""
    insert into {CATALOGUE}.raw.usage_daily by name
    select
        company_id,
        meter,
        source,
        local_date,
        told_on as received_on,
        cast(told - quantity as decimal(38, 6)) as quantity_sum,
        0 as event_count,
        occurred_at as first_occurred_at,
        occurred_at as last_occurred_at,
        partition_day,
    from correction
    where counts
"""
ADD_VERSION = f"""
    insert into {CATALOGUE}.raw.usage_readings by name
    select
        * exclude (told, told_on, is_last, counts)
        replace (version + 1 as version, told as quantity, told_on as received_on)
    from correction
    where counts
"""
