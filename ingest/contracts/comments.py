"""Writes the meaning of the raw tables into the database, as comments."""

from collections.abc import Iterator

import duckdb

from ingest.contracts.meanings import (
    BOOKKEEPING_MEANINGS,
    PROVENANCE_MEANINGS,
    ROWS,
)
from ingest.contracts.registry import ROW_TABLES
from ingest.contracts.schema import VIEWS
from ingest.contracts.wording import holds, when_empty
from ingest.sql_text import quoted

UNKNOWN = "Unknown to the contract, kept as text."
COLUMNS = """
select table_name, column_name from duckdb_columns()
where database_name = 'tallyhouse' and schema_name = 'raw'
"""


def describe_raw_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Comment every raw table of catalogue `tallyhouse` and each of its columns."""
    tables = {
        **ROWS,
        **{name: told for name, (told, _) in BOOKKEEPING_MEANINGS.items()},
    }
    known = dict(_column_meanings())
    found = con.execute(COLUMNS).fetchall()
    statements = [
        f"comment on {_kind(table)} tallyhouse.raw.{table} is {quoted(tables[table])}"
        for table in sorted({table for table, _ in found})
    ]
    statements += [
        f'comment on column tallyhouse.raw.{table}."{column}" '
        f"is {quoted(known.get((table, column), UNKNOWN))}"
        for table, column in found
    ]
    con.execute(";".join(["begin", *statements, "commit"]))


def _kind(table: str) -> str:
    return "view" if table in VIEWS else "table"


def _column_meanings() -> Iterator[tuple[tuple[str, str], str]]:
    for contract in ROW_TABLES:
        for column in contract.columns:
            told = f"{holds(column)}; empty: {when_empty(column)}."
            yield (contract.name, column.name), told[:1].upper() + told[1:]
        for name, meaning in PROVENANCE_MEANINGS.items():
            yield (contract.name, name), meaning
    for table, (_, columns) in BOOKKEEPING_MEANINGS.items():
        for name, meaning in columns.items():
            yield (table, name), meaning
