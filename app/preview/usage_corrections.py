"""Lets an event that a version keeps say something else, as a correction would."""

from collections.abc import Mapping

import duckdb

from app.preview.changes import PreviewError, Value
from app.preview.runner import CATALOGUE
from app.preview.usage_series import number_series

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
    found = con.execute(
        "select is_last, company_id, meter, source from correction"
    ).fetchone()
    if found is None:
        raise PreviewError(
            f"{place}: the version keeps no single event {corrected}, at most the sum "
            "of its day. Give an event of its own with the difference as quantity."
        )
    is_last, company_id, meter, source = found
    if not is_last:
        raise PreviewError(
            f"{place}: the event {corrected} was corrected later than that. Give the "
            "correction a later received_at."
        )
    of_day = {"company_id": company_id, "meter": meter, "source": source}
    series = number_series(con, {**of_day, "department_id": None})
    con.execute(ADD_TO_DAY, {"series": series})
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
    insert into {CATALOGUE}.raw.usage_series_days by name
    select
        cast($series as integer) as series_id,
        local_date,
        told_on as received_on,
        partition_day,
        cast(told - quantity as decimal(38, 6)) as quantity_sum,
        0 as event_count,
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
