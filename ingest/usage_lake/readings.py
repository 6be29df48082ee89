"""Keeps the events of the meters whose day cannot be told by sums and counts.

A reading has a row for the event itself and one for each of its corrections, at the
event's instant: `version` counts them, and `received_on` is the day from which that
version is known.
"""

from collections.abc import Set as AbstractSet
from pathlib import Path

import duckdb
import polars as pl

from ingest.usage_lake.days import DaySql, fill_days, name_days
from ingest.usage_lake.event_sql import (
    ORDERED_CORRECTIONS,
    WITH_LOCAL_DATES,
    kept_events,
)
from ingest.usage_lake.layout import named_by
from ingest.usage_lake.selection import Selection

Meter = tuple[str, str]
READINGS_SQL = f"""
    with
        {kept_events("given.event_id, given.unique_key")},
        {ORDERED_CORRECTIONS},
        wanted as not materialized (
            select events.*, events.received_at as first_received_at,
            from events
            semi join wanted_meters using (company_id, meter)
        ),
        counted as (
            select *, 0 as version
            from wanted
            union all by name
            select
                wanted.* replace (
                    corrections.quantity as quantity,
                    greatest(
                        wanted.received_at, corrections.received_at
                    ) as received_at
                ),
                corrections.place as version,
            from wanted
            inner join
                corrections
                on wanted._batch = corrections._batch
                and wanted._row = corrections._row
        )
    select
        company_id,
        meter,
        source,
        event_id,
        cast(version as integer) as version,
        occurred.local_date,
        received.local_date as received_on,
        occurred_at,
        first_received_at as received_at,
        quantity,
        unique_key,
        partition_day,
    from counted
    {WITH_LOCAL_DATES}
"""


def keep_readings(
    con: duckdb.DuckDBPyConnection,
    selection: Selection,
    meters: AbstractSet[Meter],
) -> list[Path]:
    """Return a file for each day with the readings of these (company, meter) pairs.

    Expects the tables `repeats`, `corrected` and `zones`.
    """
    if not meters:
        return []
    wanted = sorted(meters)
    schema = {"company_id": pl.String, "meter": pl.String}
    con.register("wanted_meters", pl.DataFrame(wanted, schema=schema, orient="row"))
    named = named_by(*(name for pair in wanted for name in pair))
    files = name_days(con, selection, selection.layout.readings, READINGS_SQL, named)
    fill_days(con, selection, files, DaySql(READINGS_SQL, merged="{both}"))
    return [file.path for file in files]
