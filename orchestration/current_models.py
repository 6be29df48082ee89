"""Compiles the models of now, to be run over inputs that were recorded before."""

import os
import tempfile
from pathlib import Path

import duckdb

from app.preview import CompiledModels, read_dbt_target
from ingest.contracts import create_raw_schema
from ingest.raw_database import number_usage
from orchestration.home import DATABASE_NAME
from orchestration.parsed_models import PROJECT, ask_dbt


def compile_current_models() -> CompiledModels:
    """Compile the dbt project as it is now, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="tallyhouse-models-") as folder:
        target = Path(folder)
        told = {
            **os.environ,
            "TALLYHOUSE_CANDIDATE": str(target / DATABASE_NAME),
            "DBT_PROFILES_DIR": str(PROJECT),
            "DBT_LOG_PATH": folder,
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
        }
        ask_dbt("compile", target, told, "The models do not compile")
        return read_dbt_target(target, project=PROJECT)


def add_missing_inputs(con: duckdb.DuckDBPyConnection) -> None:
    """Add the raw tables and columns that today's models read and a version lacks."""
    con.execute("create schema if not exists tallyhouse.raw")
    _number_usage(con)
    before = _columns(con)
    create_raw_schema(con)
    with duckdb.connect(":memory:") as fresh:
        fresh.execute("attach ':memory:' as tallyhouse")
        create_raw_schema(fresh)
        wanted = _columns(fresh)
    tables = {table for table, _ in before}
    for (table, column), kind in sorted(wanted.items()):
        if table in tables and (table, column) not in before:
            con.execute(
                f'alter table tallyhouse.raw.{table} add column "{column}" {kind}'
            )


def _number_usage(con: duckdb.DuckDBPyConnection) -> None:
    """Let a version whose sums of days name their customers number them."""
    named = con.execute(
        "select 1 from duckdb_tables() where database_name = 'tallyhouse' "
        "and schema_name = 'raw' and table_name = 'usage_daily'"
    ).fetchone()
    if named:
        con.execute("alter table tallyhouse.raw.usage_daily rename to usage_named")
        create_raw_schema(con)
        number_usage(con, "tallyhouse.raw.usage_named")
        con.execute("drop table tallyhouse.raw.usage_named")


def _columns(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    rows = con.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = 'tallyhouse' and schema_name = 'raw'"
    ).fetchall()
    return {(table, column): kind for table, column, kind in rows}
