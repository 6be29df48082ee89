"""Writes the usage events of one file into the lake, once per content."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl

from ingest.column_names import free_names
from ingest.contracts.activity import USAGE
from ingest.table_file import FileRows
from ingest.usage_lake.batch_contents import (
    EventWithoutIdError,
    SourceDay,
    contents_of,
    hashes_of_rows,
)
from ingest.usage_lake.layout import LakeLayout, named_by
from ingest.usage_lake.whole_files import WholeFile, is_broken, whole_rows

LAKE_COLUMNS = ("_batch", "day", "zone", "partition_day")
CORRECTION_COLUMNS = (
    "source",
    "event_id",
    "company_id",
    "corrects_event_id",
    "occurred_at",
    "received_at",
    "quantity",
    "day",
)
LISTS = ("unknown_columns", "received_days", "companies")


@dataclass(frozen=True)
class Batch:
    """What one file's content put into the lake.

    `given` names the columns of a file that lies there as it was; the events of any
    other lie there by day.
    """

    batch_id: str
    records: int
    accepted: int
    unknown_columns: tuple[str, ...]
    source_days: tuple[SourceDay, ...]
    received_days: tuple[str, ...]
    companies: tuple[str, ...]
    has_corrections: bool
    given: dict[str, str] | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """The UTC days on which its events occurred."""
        return tuple(
            sorted({date.fromisoformat(counted.day) for counted in self.source_days})
        )


def batch_id_of(sha256: str, source: str) -> str:
    """Return the id of a content as read by one adapter, or as the contract's own."""
    return named_by("batch", sha256, source)


def known_batch(layout: LakeLayout, batch_id: str) -> Batch | None:
    """Return the batch if the lake holds it whole."""
    path = layout.batch(batch_id)
    if not path.exists():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    told.pop("buckets", None)  # which older batches tell
    return Batch(
        **{
            **told,
            **{name: tuple(told[name]) for name in LISTS},
            "source_days": tuple(SourceDay(**day) for day in told["source_days"]),
        }
    )


def write_batch(
    con: duckdb.DuckDBPyConnection, layout: LakeLayout, batch_id: str, rows: FileRows
) -> Batch:
    """Write events, keys, corrections and quarantine, and last what vouches for all."""
    events = _storable(rows).with_columns(
        _batch=pl.lit(batch_id), day=pl.col("occurred_at").dt.date()
    )
    for (day,), of_day in events.partition_by("day", as_dict=True).items():
        layout.put(of_day.drop("day"), layout.events(day, batch_id))
    corrections = events.filter(pl.col("corrects_event_id").is_not_null())
    if corrections.height:
        layout.put(
            corrections.select("_batch", "_row", *CORRECTION_COLUMNS),
            layout.corrections(batch_id),
        )
    layout.put(rows.quarantined, layout.quarantined(batch_id))
    con.register("accepted", events)
    contents = contents_of(con, "accepted")
    layout.put_array(hashes_of_rows(con, "accepted"), layout.keys(batch_id))
    con.unregister("accepted")
    batch = Batch(
        batch_id=batch_id,
        records=rows.records,
        accepted=rows.accepted.height,
        unknown_columns=rows.unknown_columns,
        has_corrections=corrections.height > 0,
        **contents,
    )
    return _vouched(layout, batch)


def write_whole_batch(
    con: duckdb.DuckDBPyConnection,
    layout: LakeLayout,
    batch_id: str,
    file: WholeFile,
    quarantined: pl.DataFrame,
) -> Batch | None:
    """Write a file as it is, unless one of its rows breaks the contract."""
    rows = whole_rows([file.path], file.given)
    with ThreadPoolExecutor(1) as beside:
        try:
            if is_broken(con, file):
                return None
            copied = beside.submit(layout.put_copy, file.path, layout.whole(batch_id))
            hashes = hashes_of_rows(con, rows)
            contents = contents_of(con, rows)
        except (duckdb.Error, EventWithoutIdError):
            return None
        copied.result()
    layout.put_array(hashes, layout.keys(batch_id))
    layout.put(quarantined, layout.quarantined(batch_id))
    batch = Batch(
        batch_id=batch_id,
        records=len(hashes),
        accepted=len(hashes),
        unknown_columns=file.unknown,
        has_corrections=False,
        given=dict(file.given),
        **contents,
    )
    return _vouched(layout, batch)


def _vouched(layout: LakeLayout, batch: Batch) -> Batch:
    days = [vars(counted) for counted in batch.source_days]
    told = json.dumps({**vars(batch), "source_days": days})
    layout.put_text(told, layout.batch(batch.batch_id))
    return batch


def _storable(rows: FileRows) -> pl.DataFrame:
    """Keep columns that the contract does not know, under names that are free."""
    own = ("_row", *USAGE.column_names)
    unknown = [name for name in rows.accepted.columns if name not in own]
    return rows.accepted.rename(free_names(unknown, (*own, *LAKE_COLUMNS)))
