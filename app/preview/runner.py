"""Executes compiled models on a catalogue named `tallyhouse`, usually in memory."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from app.preview.attaching import attach
from app.preview.compiled_models import CompiledModels, Model, ModelTest, Seed

CATALOGUE = "tallyhouse"


def open_memory() -> duckdb.DuckDBPyConnection:
    """Open an empty in-memory warehouse under the name the compiled SQL expects."""
    con = duckdb.connect(":memory:")
    con.execute(f"attach ':memory:' as {CATALOGUE}")
    con.execute(f"use {CATALOGUE}")
    con.execute("set TimeZone = 'UTC'")
    return con


def copy_inputs(con: duckdb.DuckDBPyConnection, database: Path) -> None:
    """Copy the raw and learning tables of a warehouse file into the catalogue."""
    attach(con, database, "landed")
    tables = con.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = "
        "'landed' and schema_name in ('raw', 'learning') order by all"
    ).fetchall()
    for schema, table in tables:
        con.execute(f"create schema if not exists {CATALOGUE}.{schema}")
        con.execute(
            f'create or replace table {CATALOGUE}.{schema}."{table}" '
            f'as from landed.{schema}."{table}"'
        )
    con.execute("detach landed")


def run(con: duckdb.DuckDBPyConnection, compiled: CompiledModels) -> None:
    """Build every seed and model, in order, from the raw tables that are there."""
    schemas = {item.schema for item in (*compiled.seeds, *compiled.models)}
    for schema in sorted(schemas):
        con.execute(f"create schema if not exists {CATALOGUE}.{schema}")
    for seed in compiled.seeds:
        _build_seed(con, seed)
    for model in compiled.models:
        con.execute(_create_statement(model))


def violations(
    con: duckdb.DuckDBPyConnection, tests: Iterable[ModelTest]
) -> dict[str, list[tuple[object, ...]]]:
    """Return, for every data test that fails, up to five of the offending rows."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for test in tests:
        rows = con.execute(f"select * from ({test.sql}\n) limit 5").fetchall()
        if rows:
            found[test.name] = rows
    return found


def _build_seed(con: duckdb.DuckDBPyConnection, seed: Seed) -> None:
    name = f'{CATALOGUE}.{seed.schema}."{seed.name}"'
    typed = ", ".join(
        f'"{column}" {kind}'
        for column, kind in zip(seed.columns, seed.types, strict=True)
    )
    con.execute(f"create or replace table {name} ({typed})")
    if seed.rows:
        marks = ", ".join(
            "(" + ", ".join("?" for _ in seed.columns) + ")" for _ in seed.rows
        )
        values = [value for row in seed.rows for value in row]
        con.execute(f"insert into {name} values {marks}", values)


def _create_statement(model: Model) -> str:
    kind = "view" if model.materialized == "view" else "table"
    relation = f'{CATALOGUE}.{model.schema}."{model.name}"'
    if not model.columns or kind == "view":
        return f"create or replace {kind} {relation} as ({model.sql}\n)"
    typed = ", ".join(
        f'"{column}"::{sql} as "{column}"' for column, sql in model.columns
    )
    return f"create or replace {kind} {relation} as select {typed} from ({model.sql}\n)"
