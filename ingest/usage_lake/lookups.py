"""Looks up the texts of event keys whose hashes are in question."""

import hashlib
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from ingest.usage_lake.batches import Batch
from ingest.usage_lake.keys import (
    NO_HASHES,
    Hashes,
    hashes_of,
    key_hash,
    known_hashes,
)
from ingest.usage_lake.selection import Selection, parquet

CONTENT = """
    concat_ws(
        chr(31),
        company_id,
        meter,
        cast(occurred_at as varchar),
        cast(quantity as varchar),
        coalesce(unique_key, chr(30)),
        coalesce(corrects_event_id, chr(30)),
        coalesce(department_id, chr(30)),
        coalesce(properties, chr(30))
    )
"""
LOOKED_UP_SQL = f"""
    select
        _batch,
        _row,
        source,
        event_id,
        company_id,
        received_at,
        {CONTENT} as content,
        cast(occurred_at as date) as day,
        {{key_hash}} as key_hash,
    from {{events}} as given
    where {{key_hash}} in (select key_hash from wanted_hashes)
"""


def look_up(
    con: duckdb.DuckDBPyConnection, selection: Selection, wanted: Hashes
) -> list[Path]:
    """Return files with at least all events whose key has one of these hashes.

    What was looked up before is not read again: a batch never changes.
    """
    return [
        file
        for batch in selection.batches
        for file in _of_batch(con, selection, batch, wanted)
    ]


def _of_batch(
    con: duckdb.DuckDBPyConnection, selection: Selection, batch: Batch, wanted: Hashes
) -> list[Path]:
    layout = selection.layout
    own = known_hashes(layout, batch.batch_id, wanted)
    if not own.size:
        return []
    files = sorted(layout.looked_up(batch.batch_id).glob("*.parquet"))
    missing = np.setdiff1d(own, _already(con, files), assume_unique=True)
    if missing.size:
        name = hashlib.sha256(missing.tobytes()).hexdigest()[:32]
        target = layout.looked_up(batch.batch_id) / f"{name}.parquet"
        con.register("wanted_hashes", pl.DataFrame({"key_hash": missing}))
        query = LOOKED_UP_SQL.format(
            events=selection.all_events([batch]), key_hash=key_hash()
        )
        layout.put(con.execute(query).pl(), target)
        con.unregister("wanted_hashes")
        files.append(target)
    return files


def _already(con: duckdb.DuckDBPyConnection, files: list[Path]) -> Hashes:
    if not files:
        return NO_HASHES
    found = con.execute(f"select distinct key_hash from {parquet(files)}").pl()
    return hashes_of(found["key_hash"])
