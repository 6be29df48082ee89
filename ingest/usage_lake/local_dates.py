"""Looks up which date it is in a zone, for each quarter of an hour that matters.

Offsets of time zones since 1990 are whole quarters of an hour, so a local date is
worked out once for each quarter and zone instead of once for each event.
"""

from collections.abc import Sequence
from datetime import date

import duckdb
import polars as pl

from ingest.usage_lake.selection import Selection

LOCAL_DATES_SQL = """
    create or replace temp table local_dates as
    select
        zone_number * 4294967296 + slot as moment,
        cast(
            timezone(zone, timezone('UTC', make_timestamp(slot * 900000000))) as date
        ) as local_date,
    from (select distinct zone_number, zone from zones)
    cross join (
        select epoch_us(day) // 900000000 + range as slot
        from days_looked_up
        cross join range(96)
    )
"""


def load_local_dates(
    con: duckdb.DuckDBPyConnection, selection: Selection, days: Sequence[date]
) -> None:
    """Fill `local_dates` for the events of these UTC days and for their receipt."""
    frame = pl.DataFrame(
        {"day": sorted({*days, *_received(selection, days)})}, schema={"day": pl.Date}
    )
    con.register("days_looked_up", frame)
    con.execute(LOCAL_DATES_SQL)
    con.unregister("days_looked_up")


def _received(selection: Selection, days: Sequence[date]) -> set[date]:
    """Return the days of receipt of those days' events and of all corrections."""
    wanted = set(days)
    return {
        date.fromisoformat(day)
        for batch in selection.batches
        if batch.has_corrections or not wanted.isdisjoint(batch.days)
        for day in batch.received_days
    }
