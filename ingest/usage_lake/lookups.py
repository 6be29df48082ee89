"""Looks up the texts of event keys whose hashes are in question."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from ingest.usage_lake.batches import Batch
from ingest.usage_lake.keys import (
    NO_HASHES,
    Hashes,
    key_hash,
    known_hashes,
    read_array,
)
from ingest.usage_lake.layout import LakeLayout
from ingest.usage_lake.selection import Selection

BATCHES_AT_ONCE = 8
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
    layout = selection.layout
    held = {
        batch.batch_id: own
        for batch in selection.batches
        if (own := known_hashes(layout, batch.batch_id, wanted)).size
    }
    missing = {
        batch_id: lacking
        for batch_id, own in held.items()
        if (lacking := np.setdiff1d(own, _looked_up(layout, batch_id), True)).size
    }
    batches = [one for one in selection.batches if one.batch_id in missing]
    for first in range(0, len(batches), BATCHES_AT_ONCE):
        part = batches[first : first + BATCHES_AT_ONCE]
        _keep(con, selection, part, missing)
    return [
        path.with_suffix(".parquet")
        for batch_id in held
        for path in _notes(layout, batch_id)
    ]


def _keep(
    con: duckdb.DuckDBPyConnection,
    selection: Selection,
    batches: Sequence[Batch],
    missing: Mapping[str, Hashes],
) -> None:
    """Write for each batch the events it lacks, and last the hashes they have."""
    layout = selection.layout
    wanted = np.unique(np.concatenate([missing[one.batch_id] for one in batches]))
    con.register("wanted_hashes", pl.DataFrame({"key_hash": wanted}))
    events = selection.all_events(batches)
    query = LOOKED_UP_SQL.format(events=events, key_hash=key_hash())
    found = con.execute(query).pl()
    con.unregister("wanted_hashes")
    for (batch_id,), rows in found.partition_by("_batch", as_dict=True).items():
        own = missing[batch_id]
        name = hashlib.sha256(own.tobytes()).hexdigest()[:32]
        target = layout.looked_up(batch_id) / f"{name}.npy"
        kept = rows.filter(pl.col("key_hash").is_in(pl.Series(own).implode()))
        layout.put(kept, target.with_suffix(".parquet"))
        layout.put_array(own, target)


def _looked_up(layout: LakeLayout, batch_id: str) -> Hashes:
    return np.concatenate(
        [NO_HASHES, *(read_array(path) for path in _notes(layout, batch_id))]
    )


def _notes(layout: LakeLayout, batch_id: str) -> list[Path]:
    """Return the files that say which hashes of a batch were looked up."""
    return sorted(layout.looked_up(batch_id).glob("*.npy"))
