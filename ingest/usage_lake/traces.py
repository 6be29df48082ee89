"""Says where in the lake the events that count lie, for whoever asks for them later."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl

from ingest.usage_lake.layout import LakeLayout
from ingest.usage_lake.repeats import repeats_file
from ingest.usage_lake.selection import Selection, parquet

LAKE = Path("<lake>")
"""Stands for the lake's folder, which may move."""
EVENTS, REPEATS = "events", "repeats"
SCHEMA = {
    "holds": pl.String(),
    "batch_id": pl.String(),
    "file": pl.String(),
    "first_day": pl.Date(),
    "last_day": pl.Date(),
    "reads": pl.String(),
}
CORRECTED_SQL = """
    select
        _batch as batch_id, _row as row_number, event_id, source, received_at, quantity
    from corrected order by all
"""


def files_of(selection: Selection, names: Mapping[str, str]) -> pl.DataFrame:
    """Return the SQL that reads each batch's events, and that of what repeats another.

    `names` has the file of each batch. The SQL names the lake by `LAKE`.
    """
    moved = replace(selection, layout=LakeLayout(LAKE))
    rows = [
        {
            "holds": EVENTS,
            "batch_id": batch.batch_id,
            "file": names[batch.batch_id],
            "first_day": batch.days[0],
            "last_day": batch.days[-1],
            "reads": moved.all_events([batch]),
        }
        for batch in selection.batches
        if batch.days
    ]
    if repeats_file(selection).exists():
        rows.append({"holds": REPEATS, "reads": parquet([repeats_file(moved)])})
    return pl.DataFrame(rows, schema=SCHEMA)


def corrections_of(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return each correction beside the event that it is about.

    Expects the table `corrected`.
    """
    return con.execute(CORRECTED_SQL).pl()
