"""Lands a folder: every raw table of a run from the files as they are now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import duckdb
import polars as pl

from ingest.adapter_contract import Adapter
from ingest.adapters import ADAPTERS
from ingest.checked_files import CheckedFiles
from ingest.content_hashes import ContentHashes
from ingest.contracts import CONTRACTS
from ingest.discovery import InputFolder, discover
from ingest.errors import UnreadableInputError
from ingest.input_files import InputRows, read_folder
from ingest.landed_registry import first_landings, remember
from ingest.raw_database import (
    raw_database,
    write_files,
    write_frame,
    write_landed_files,
    write_rows,
    write_run_parameters,
    write_usage_days,
)
from ingest.report import FileCount, LandingReport
from ingest.resolution.tables import ResolvedTables, resolve_tables
from ingest.store_reader import stored_rows
from ingest.table_file import FileRows
from ingest.usage_lake.completeness import as_records
from ingest.usage_lake.landing import UsageLanding, land_usage_files, sum_usage
from ingest.usage_lake.layout import LakeLayout
from ingest.usage_lake.whole_meters import meters_read_whole


def land_folder(
    data: Path,
    *,
    lake: Path,
    landed: Path,
    database: Path | duckdb.DuckDBPyConnection,
    as_of: date,
    store_url: str | None = None,
    now: datetime | None = None,
    adapters: Sequence[Adapter] = ADAPTERS,
) -> LandingReport:
    """Write all raw tables into `database` and say what was found.

    That is a file, or a connection to a warehouse in memory (catalogue `tallyhouse`).

    Nothing but files in the lake is written before every file has been read; usage
    goes there file by file, so that one at a time is in memory. `now` is the instant
    that content landed for the first time carries; it is the start of `as_of` if not
    given, so that a landing never reads the clock.
    """
    layout = LakeLayout(lake)
    folder = discover(data, adapters)
    hashes = ContentHashes.load(landed)
    checked = CheckedFiles(lake / "tables")
    given = read_folder(folder, hashes, checked)
    _require_tables(given.tables, folder)
    instant = (now or datetime.combine(as_of, time(), UTC)).astimezone(UTC)
    contents = [file.sha256 for file in (*given.tables, *given.usage)]
    landings = first_landings(landed, contents, instant.replace(tzinfo=None))
    tables = resolve_tables(given.tables, stored_rows(store_url), landings)
    usage = _land_usage(layout, given, tables, as_of)
    landing = _Landing(
        counts=[*_counts(given.tables, tables), *usage.files],
        quarantined=pl.concat([tables.quarantined, usage.quarantined]),
        conflicts=pl.concat([tables.conflicts, usage.conflicts]),
        notices=pl.concat([tables.notices, _unclaimed(folder)]),
    )
    with raw_database(database) as con:
        write_run_parameters(con, as_of)
        write_rows(con, tables.rows)
        write_usage_days(con, usage.rollups)
        write_files(con, "usage_readings", usage.readings)
        write_frame(con, "usage_completeness", usage.completeness)
        write_frame(con, "usage_files", usage.traces)
        write_frame(con, "usage_corrections", usage.corrections)
        write_frame(con, "quarantine", landing.quarantined)
        write_frame(con, "conflicts", landing.conflicts)
        write_frame(con, "notices", landing.notices)
        write_landed_files(con, landing.counts)
    remember(landed, landings)
    hashes.remember()
    checked.forget_others()
    return LandingReport(
        files=tuple(landing.counts),
        quarantined=landing.quarantined.height,
        conflicts=landing.conflicts.height,
        notices=tuple(_sentences(landing.notices)),
        unclaimed_files=folder.unclaimed,
        touched_days=usage.touched_days,
        completeness=as_records(usage.completeness),
    )


@dataclass(frozen=True)
class _Landing:
    """Tables and usage taken together."""

    counts: list[FileCount]
    quarantined: pl.DataFrame
    conflicts: pl.DataFrame
    notices: pl.DataFrame


def _land_usage(
    layout: LakeLayout, given: InputRows, tables: ResolvedTables, as_of: date
) -> UsageLanding:
    layout.clear_aside()
    files = land_usage_files(layout, given.usage)
    zones = tables.rows["companies"].join(
        tables.rows["entities"], on="entity_id", suffix="_of_entity"
    )
    try:
        return sum_usage(
            layout,
            files,
            zones=dict(zones.select("company_id", "time_zone_of_entity").iter_rows()),
            whole=meters_read_whole(tables.rows),
            as_of=as_of,
        )
    except duckdb.Error:
        for file in given.usage:
            file.read()  # names the file that cannot be decoded, if that is why
        raise


def _require_tables(files: Sequence[FileRows], folder: InputFolder) -> None:
    present = {file.table for file in files}
    for contract in CONTRACTS:
        if contract.is_mandatory and contract.name not in present:
            raise UnreadableInputError(
                f"{contract.name}.csv",
                "the folder has no such table, and nothing can be billed without it",
                f"Add it; the folder has {len(folder.files)} files that can be read",
            )


def _counts(files: Sequence[FileRows], tables: ResolvedTables) -> list[FileCount]:
    """Count each table of each file, after its references have been checked."""
    set_apart = _by_file(tables.quarantined)
    contradicting = _by_file(tables.conflicts)
    return [
        FileCount(
            table=file.table,
            source=file.source,
            file=file.file,
            sha256=file.sha256,
            records=file.records,
            accepted=file.records - set_apart.get((file.table, file.file), 0),
            quarantined=set_apart.get((file.table, file.file), 0),
            duplicates=tables.repeated.get((file.table, file.file), 0),
            conflicts=contradicting.get((file.table, file.file), 0),
            unknown_columns=file.unknown_columns,
        )
        for file in files
    ]


def _by_file(frame: pl.DataFrame) -> Mapping[tuple[str, str], int]:
    counted = frame.group_by("table_name", "file").len()
    return {(table or "", file): n for table, file, n in counted.iter_rows()}


def _unclaimed(folder: InputFolder) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "table_name": None,
                "source": "folder",
                "file": shown,
                "row_number": None,
                "column_name": None,
                "value": None,
                "reason": "belongs to no table and to no adapter; it was not read",
            }
            for shown in folder.unclaimed
        ],
        schema={
            "table_name": pl.String(),
            "source": pl.String(),
            "file": pl.String(),
            "row_number": pl.Int64(),
            "column_name": pl.String(),
            "value": pl.String(),
            "reason": pl.String(),
        },
    )


def _sentences(notices: pl.DataFrame) -> list[str]:
    where = pl.concat_str(
        pl.col("file"),
        pl.format(", row {}", "row_number"),
        pl.format(", {}", "column_name"),
        pl.format(" `{}`", "value"),
        ignore_nulls=True,
    )
    return notices.select(pl.format("{} {}", where, "reason")).to_series().to_list()
