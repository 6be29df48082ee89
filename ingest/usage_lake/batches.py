"""Writes the usage events of one file into the lake, once per content."""

import json
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from ingest.column_names import free_names
from ingest.contracts.activity import USAGE
from ingest.table_file import FileRows
from ingest.usage_lake.connection import lake_connection
from ingest.usage_lake.layout import LakeLayout, named_by

BUCKETS = 16
KEYED_SQL = f"""
    select
        *,
        cast(occurred_at as date) as day,
        cast(md5_number_lower(source || chr(31) || event_id) % {BUCKETS} as integer)
            as bucket,
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
        ) as content
    from accepted
    order by _row
"""
LAKE_COLUMNS = ("day", "bucket", "content", "zone", "partition_day")
KEY_COLUMNS = ("source", "event_id", "company_id", "received_at", "content", "day")
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
    """What one file's content put into the lake."""

    batch_id: str
    records: int
    accepted: int
    unknown_columns: tuple[str, ...]
    source_days: tuple[SourceDay, ...]
    buckets: tuple[int, ...]
    companies: tuple[str, ...]
    has_corrections: bool

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
            "unknown_columns": tuple(told["unknown_columns"]),
            "buckets": tuple(told["buckets"]),
            "companies": tuple(told["companies"]),
            "source_days": tuple(SourceDay(**day) for day in told["source_days"]),
        }
    )


def write_batch(layout: LakeLayout, batch_id: str, rows: FileRows) -> Batch:
    """Write events, keys, corrections and quarantine, and last what vouches for all."""
    with lake_connection(layout) as con:
        con.register("accepted", _storable(rows))
        keyed = con.execute(KEYED_SQL).pl().with_columns(_batch=pl.lit(batch_id))
    place = ("_batch", "_row")
    for (day,), events in keyed.partition_by("day", as_dict=True).items():
        layout.put(
            events.drop("day", "bucket", "content"), layout.events(day, batch_id)
        )
    for (bucket,), keys in keyed.partition_by("bucket", as_dict=True).items():
        layout.put(keys.select(*place, *KEY_COLUMNS), layout.keys(bucket, batch_id))
    corrections = keyed.filter(pl.col("corrects_event_id").is_not_null())
    if corrections.height:
        layout.put(
            corrections.select(*place, *CORRECTION_COLUMNS),
            layout.corrections(batch_id),
        )
    layout.put(rows.quarantined, layout.quarantined(batch_id))
    batch = _described(batch_id, rows, keyed)
    layout.put_text(json.dumps(asdict(batch)), layout.batch(batch_id))
    return batch


def _storable(rows: FileRows) -> pl.DataFrame:
    """Keep columns that the contract does not know, under names that are free."""
    own = ("_row", *USAGE.column_names)
    unknown = [name for name in rows.accepted.columns if name not in own]
    return rows.accepted.rename(free_names(unknown, (*own, *LAKE_COLUMNS)))


def _described(batch_id: str, rows: FileRows, keyed: pl.DataFrame) -> Batch:
    counted = keyed.group_by("source", "day").len().sort("source", "day")
    return Batch(
        batch_id=batch_id,
        records=rows.records,
        accepted=rows.accepted.height,
        unknown_columns=rows.unknown_columns,
        source_days=tuple(
            SourceDay(source, day.isoformat(), events)
            for source, day, events in counted.iter_rows()
        ),
        buckets=tuple(sorted(keyed["bucket"].unique().to_list())),
        companies=tuple(sorted(keyed["company_id"].unique().to_list())),
        has_corrections=keyed["corrects_event_id"].null_count() < keyed.height,
    )
