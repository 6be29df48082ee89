"""Writes the usage events of one file into the lake, once per content."""

import json
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import polars as pl

from ingest.column_names import free_names
from ingest.contracts.activity import USAGE
from ingest.table_file import FileRows
from ingest.usage_lake.connection import lake_connection
from ingest.usage_lake.keys import key_hash, write_hashes
from ingest.usage_lake.layout import LakeLayout, named_by
from ingest.usage_lake.whole_files import (
    ANY_QUANTITY,
    WholeFile,
    is_sound_sql,
    whole_rows,
)

HASHES_SQL = "select {key_hash} as key_hash from {rows} as given"
PROFILE_SQL = """
    select
        source,
        cast(occurred_at as date) as day,
        cast(received_at as date) as received_day,
        company_id,
        count(*) as events,
        count(*) filter (not coalesce({is_sound}, false)) as unsound,
    from {rows} as given
    group by all
"""
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


@dataclass(frozen=True)
class SourceDay:
    """How many events of a source occurred on a UTC day in one batch."""

    source: str
    day: str
    events: int


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
    buckets: tuple[int, ...]
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
    return Batch(
        **{
            **told,
            **{name: tuple(told[name]) for name in ("unknown_columns", "buckets")},
            **{name: tuple(told[name]) for name in ("received_days", "companies")},
            "source_days": tuple(SourceDay(**day) for day in told["source_days"]),
        }
    )


def write_batch(layout: LakeLayout, batch_id: str, rows: FileRows) -> Batch:
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
    with lake_connection(layout) as con:
        con.register("accepted", events)
        profile = _profile(con, "accepted", "true")
        buckets = _write_keys(con, layout, batch_id, "accepted")
    batch = Batch(
        batch_id=batch_id,
        records=rows.records,
        accepted=rows.accepted.height,
        unknown_columns=rows.unknown_columns,
        source_days=_source_days(profile),
        received_days=_received_days(profile),
        buckets=buckets,
        companies=tuple(sorted(profile["company_id"].unique().to_list())),
        has_corrections=corrections.height > 0,
    )
    return _vouched(layout, batch)


def write_whole_batch(
    layout: LakeLayout, batch_id: str, file: WholeFile, quarantined: pl.DataFrame
) -> Batch | None:
    """Write a file as it is, unless one of its rows breaks the contract."""
    rows = whole_rows([file.path], file.given, quantity=ANY_QUANTITY)
    with lake_connection(layout) as con:
        try:
            profile = _profile(con, rows, is_sound_sql())
        except duckdb.Error:
            return None
        if profile["unsound"].sum():
            return None
        buckets = _write_keys(con, layout, batch_id, rows)
    layout.put_copy(file.path, layout.whole(batch_id))
    layout.put(quarantined, layout.quarantined(batch_id))
    events = int(profile["events"].sum())
    batch = Batch(
        batch_id=batch_id,
        records=events,
        accepted=events,
        unknown_columns=file.unknown,
        source_days=_source_days(profile),
        received_days=_received_days(profile),
        buckets=buckets,
        companies=tuple(sorted(profile["company_id"].unique().to_list())),
        has_corrections=False,
        given=dict(file.given),
    )
    return _vouched(layout, batch)


def _vouched(layout: LakeLayout, batch: Batch) -> Batch:
    days = [vars(counted) for counted in batch.source_days]
    told = json.dumps({**vars(batch), "source_days": days})
    layout.put_text(told, layout.batch(batch.batch_id))
    return batch


def _profile(con: duckdb.DuckDBPyConnection, rows: str, is_sound: str) -> pl.DataFrame:
    return con.execute(PROFILE_SQL.format(rows=rows, is_sound=is_sound)).pl()


def _write_keys(
    con: duckdb.DuckDBPyConnection, layout: LakeLayout, batch_id: str, rows: str
) -> tuple[int, ...]:
    query = HASHES_SQL.format(rows=rows, key_hash=key_hash())
    hashes = np.asarray(con.execute(query).fetchnumpy()["key_hash"], np.uint64)
    return write_hashes(layout, batch_id, hashes)


def _storable(rows: FileRows) -> pl.DataFrame:
    """Keep columns that the contract does not know, under names that are free."""
    own = ("_row", *USAGE.column_names)
    unknown = [name for name in rows.accepted.columns if name not in own]
    return rows.accepted.rename(free_names(unknown, (*own, *LAKE_COLUMNS)))


def _source_days(profile: pl.DataFrame) -> tuple[SourceDay, ...]:
    counted = profile.group_by("source", "day").agg(pl.sum("events"))
    return tuple(
        SourceDay(source, day.isoformat(), events)
        for source, day, events in counted.sort("source", "day").iter_rows()
    )


def _received_days(profile: pl.DataFrame) -> tuple[str, ...]:
    days = profile["received_day"].unique().sort()
    return tuple(day.isoformat() for day in days)
