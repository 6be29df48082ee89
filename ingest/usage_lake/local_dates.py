"""Looks up which date it is in a zone, for each quarter of an hour that matters.

Offsets of time zones since 1990 are whole quarters of an hour, so a local date is
worked out once for each quarter and zone instead of once for each event.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import duckdb
import polars as pl

from ingest.usage_lake.batches import Batch
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
    con: duckdb.DuckDBPyConnection,
    selection: Selection,
    events: Mapping[date, Sequence[Batch]],
) -> None:
    """Fill `local_dates` for these batches' events of UTC days, and their receipt."""
    frame = pl.DataFrame(
        {"day": sorted({*events, *_received(selection, events)})},
        schema={"day": pl.Date},
    )
    con.register("days_looked_up", frame)
    con.execute(LOCAL_DATES_SQL)
    con.unregister("days_looked_up")


def _received(
    selection: Selection, events: Mapping[date, Sequence[Batch]]
) -> set[date]:
    """Return the days of receipt of those events and of all corrections."""
    wanted = {batch.batch_id for batches in events.values() for batch in batches}
    return {
        date.fromisoformat(day)
        for batch in selection.batches
        if batch.has_corrections or batch.batch_id in wanted
        for day in batch.received_days
    }
