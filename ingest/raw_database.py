"""Writes the raw tables into the database file of a run."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from ingest.column_names import free_names
from ingest.contracts import CONTRACTS_BY_NAME, create_raw_schema
from ingest.contracts.schema import PROVENANCE
from ingest.report import FileCount
from ingest.sql_text import quoted
from ingest.usage_lake.selection import parquet


@contextmanager
def raw_database(
    database: Path | duckdb.DuckDBPyConnection,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give catalogue `tallyhouse` with its raw tables new and empty, then keep it."""
    with _opened(database) as con:
        con.execute("begin")
        con.execute("drop schema if exists tallyhouse.raw cascade")
        create_raw_schema(con)
        yield con
        con.execute("commit")


@contextmanager
def _opened(
    database: Path | duckdb.DuckDBPyConnection,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a file as catalogue `tallyhouse`; a connection has it open already."""
    if isinstance(database, duckdb.DuckDBPyConnection):
        yield database
        return
    database.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute("set disabled_compression_methods = 'fsst,dict_fsst'")
        con.execute(f"attach {quoted(str(database))} as tallyhouse")
        yield con
        con.execute("detach tallyhouse")


def write_run_parameters(con: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Write the one row that says up to when the run bills."""
    con.execute("insert into tallyhouse.raw.run_parameters values (?)", [as_of])


def write_rows(
    con: duckdb.DuckDBPyConnection, rows: Mapping[str, pl.DataFrame]
) -> None:
    """Write the tables' rows, a column that the contract does not know as text."""
    for table, frame in rows.items():
        if not frame.height and _unknown(table, frame) == []:
            continue
        known = [*CONTRACTS_BY_NAME[table].column_names, *PROVENANCE]
        names = free_names(_unknown(table, frame), known)
        for name in names.values():
            con.execute(
                f'alter table tallyhouse.raw.{table} add column "{name}" varchar'
            )
        write_frame(con, table, frame.drop("_order").rename(names))


def write_frame(
    con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame
) -> None:
    """Write a frame into the raw table of that name, by column names."""
    if frame.height:
        con.register("__frame", frame.to_arrow())
        con.execute(f"insert into tallyhouse.raw.{table} by name from __frame")
        con.unregister("__frame")


SERIES_SQL = """
    insert into tallyhouse.raw.usage_series by name
    select
        cast(
            row_number() over (order by company_id, meter, source, department_id)
            as integer
        ) as series_id,
        *,
    from (select distinct company_id, meter, source, department_id from {days})
"""
SERIES_DAYS_SQL = """
    insert into tallyhouse.raw.usage_series_days by name
    select
        series.series_id,
        days.local_date,
        days.received_on,
        days.partition_day,
        days.quantity_sum,
        days.event_count,
    from {days} as days
    inner join
        tallyhouse.raw.usage_series as series
        on days.company_id = series.company_id
        and days.meter = series.meter
        and days.source is not distinct from series.source
        and days.department_id is not distinct from series.department_id
"""


def write_usage_days(con: duckdb.DuckDBPyConnection, rollups: Sequence[Path]) -> None:
    """Write the sums of days, as `number_usage` does."""
    if rollups:
        with _unordered(con):
            number_usage(con, parquet(rollups))


def number_usage(con: duckdb.DuckDBPyConnection, days: str) -> None:
    """Write who used what once, numbered, and the sums of days beside the numbers.

    `days` is SQL with the columns of `usage_daily`.
    """
    for query in (SERIES_SQL, SERIES_DAYS_SQL):
        con.execute(query.format(days=days))


def write_files(
    con: duckdb.DuckDBPyConnection, table: str, files: Sequence[Path]
) -> None:
    """Write Parquet files of one form into the raw table of that name."""
    if files:
        with _unordered(con):
            con.execute(
                f"insert into tallyhouse.raw.{table} by name from {parquet(files)}"
            )


@contextmanager
def _unordered(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let rows be written in any order: kept, they would be compressed twice."""
    con.execute("set preserve_insertion_order = false")
    yield
    con.execute("reset preserve_insertion_order")


def write_landed_files(
    con: duckdb.DuckDBPyConnection, files: Sequence[FileCount]
) -> None:
    """Write one row for each table of each file."""
    rows = [
        {
            "table_name": file.table,
            "source": file.source,
            "file": file.file,
            "sha256": file.sha256,
            "records": file.records,
            "accepted": file.accepted,
            "quarantined": file.quarantined,
            "duplicates": file.duplicates,
            "unknown_columns": ", ".join(file.unknown_columns) or None,
        }
        for file in files
    ]
    write_frame(con, "landed_files", pl.DataFrame(rows, infer_schema_length=None))


def _unknown(table: str, frame: pl.DataFrame) -> list[str]:
    known = {*CONTRACTS_BY_NAME[table].column_names, *PROVENANCE, "_order"}
    return [name for name in frame.columns if name not in known]
