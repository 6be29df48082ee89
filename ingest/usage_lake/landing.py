"""Lands the usage of a run: its batches, its repeats, its corrections, its sums."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from ingest.report import FileCount
from ingest.resolution.table_rows import CONFLICT_SCHEMA, QUARANTINE_ORDER
from ingest.table_file import FileRows
from ingest.usage_lake.batches import (
    Batch,
    batch_id_of,
    known_batch,
    write_batch,
    write_whole_batch,
)
from ingest.usage_lake.completeness import count_days
from ingest.usage_lake.connection import lake_connection
from ingest.usage_lake.corrections import load_corrections
from ingest.usage_lake.findings import conflicts_of, load_unusable, quarantine_of
from ingest.usage_lake.layout import LakeLayout
from ingest.usage_lake.readings import Meter, keep_readings
from ingest.usage_lake.repeats import load_repeats
from ingest.usage_lake.rollups import roll_up
from ingest.usage_lake.selection import Selection, parquet
from ingest.usage_lake.traces import SCHEMA as TRACES
from ingest.usage_lake.traces import corrections_of, files_of
from ingest.usage_lake.whole_files import whole_file

NO_DAYS_SQL = """
    select '' as source, null::date as partition_day, 0 as quantity_sum where false
"""


@dataclass(frozen=True)
class UsageInput:
    """A file with usage, read only when its content is new to the lake.

    `path` is that of a file of the contract's own form, not of an adapter's.
    """

    file: str
    source: str
    sha256: str
    read: Callable[[], FileRows]
    path: Path | None = None


@dataclass(frozen=True)
class UsageFile:
    """A file with usage, and what its content put into the lake."""

    file: str
    source: str
    sha256: str
    batch: Batch


@dataclass(frozen=True)
class UsageLanding:
    """What a run's usage comes to, and what is wrong with it."""

    rollups: tuple[Path, ...]
    readings: tuple[Path, ...]
    completeness: pl.DataFrame
    quarantined: pl.DataFrame
    conflicts: pl.DataFrame
    files: tuple[FileCount, ...]
    touched_days: tuple[date, ...]
    traces: pl.DataFrame
    corrections: pl.DataFrame


NO_USAGE = UsageLanding(
    rollups=(),
    readings=(),
    completeness=pl.DataFrame(),
    quarantined=pl.DataFrame(schema=dict.fromkeys(QUARANTINE_ORDER, pl.String())).cast(
        {"row_number": pl.Int64()}
    ),
    conflicts=pl.DataFrame(schema=CONFLICT_SCHEMA),
    files=(),
    touched_days=(),
    traces=pl.DataFrame(schema=TRACES),
    corrections=pl.DataFrame(),
)


def land_usage_files(
    layout: LakeLayout, given: Sequence[UsageInput]
) -> list[UsageFile]:
    """Put the events of each file into the lake that does not hold its content."""
    with lake_connection(layout) as con:
        return [_land_usage_file(con, layout, one) for one in given]


def _land_usage_file(
    con: duckdb.DuckDBPyConnection, layout: LakeLayout, given: UsageInput
) -> UsageFile:
    batch_id = batch_id_of(given.sha256, given.source)
    batch = (
        known_batch(layout, batch_id)
        or _taken_whole(con, layout, batch_id, given)
        or write_batch(con, layout, batch_id, given.read())
    )
    return UsageFile(given.file, given.source, given.sha256, batch)


def _taken_whole(
    con: duckdb.DuckDBPyConnection,
    layout: LakeLayout,
    batch_id: str,
    given: UsageInput,
) -> Batch | None:
    whole = whole_file(con, given.path) if given.path else None
    if whole is None:
        return None
    return write_whole_batch(con, layout, batch_id, whole, NO_USAGE.quarantined)


def sum_usage(
    layout: LakeLayout,
    files: Sequence[UsageFile],
    *,
    zones: Mapping[str, str],
    whole: AbstractSet[Meter],
    as_of: date,
) -> UsageLanding:
    """Sum the usage of these files alone.

    `zones` has each known company's zone; the meters in `whole` keep their events.
    """
    if not files:
        return NO_USAGE
    by_id = {file.batch.batch_id: file.batch for file in files}
    batches = tuple(by_id[name] for name in sorted(by_id))
    selection = Selection(layout, batches, zones, as_of)
    named = [(file.file, file.source, file.batch) for file in files]
    with lake_connection(layout) as con:
        con.register("given_zones", _zone_frame(zones))
        con.execute("create temp table zones as from given_zones")
        load_repeats(con, selection)
        load_corrections(con, selection)
        load_unusable(con, selection)
        rollups, touched = roll_up(con, selection)
        daily = parquet(rollups) if rollups else f"({NO_DAYS_SQL})"
        quarantined = quarantine_of(con, selection, named)
        conflicts = conflicts_of(con, _first_names(files))
        return UsageLanding(
            rollups=tuple(rollups),
            readings=tuple(keep_readings(con, selection, whole)),
            completeness=count_days(con, selection, daily),
            quarantined=quarantined,
            conflicts=conflicts,
            files=_counts(con, files, quarantined, conflicts),
            touched_days=tuple(touched),
            traces=files_of(selection, _first_names(files)),
            corrections=corrections_of(con),
        )


def _zone_frame(zones: Mapping[str, str]) -> pl.DataFrame:
    names = sorted(set(zones.values()))
    return pl.DataFrame(
        {
            "company_id": list(zones),
            "company_number": range(len(zones)),
            "zone": list(zones.values()),
            "zone_number": [names.index(zone) for zone in zones.values()],
        },
        schema={
            "company_id": pl.String,
            "company_number": pl.Int32,
            "zone": pl.String,
            "zone_number": pl.Int64,
        },
    )


def _first_names(files: Sequence[UsageFile]) -> dict[str, str]:
    """Return the first file name of each batch."""
    return {file.batch.batch_id: file.file for file in reversed(files)}


def _counts(
    con: duckdb.DuckDBPyConnection,
    files: Sequence[UsageFile],
    quarantined: pl.DataFrame,
    conflicts: pl.DataFrame,
) -> tuple[FileCount, ...]:
    """Count each file; one whose content came under another name only repeats it."""
    repeats = dict(
        con.execute(
            "select _batch, count(*) from repeats where not is_conflict group by all"
        ).fetchall()
    )
    set_apart = dict(quarantined.group_by("file").len().iter_rows())
    contradicting = dict(conflicts.group_by("file").len().iter_rows())
    first = _first_names(files)
    return tuple(
        _count(
            file,
            quarantined=set_apart.get(file.file, 0),
            duplicates=repeats.get(file.batch.batch_id, 0)
            if first[file.batch.batch_id] == file.file
            else None,
            conflicts=contradicting.get(file.file, 0),
        )
        for file in files
    )


def _count(
    file: UsageFile, *, quarantined: int, duplicates: int | None, conflicts: int
) -> FileCount:
    accepted = file.batch.records - quarantined
    return FileCount(
        table="usage",
        source=file.source,
        file=file.file,
        sha256=file.sha256,
        records=file.batch.records,
        accepted=accepted,
        quarantined=quarantined,
        duplicates=accepted if duplicates is None else duplicates,
        conflicts=conflicts,
        unknown_columns=file.batch.unknown_columns,
    )
