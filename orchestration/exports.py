"""The canonical text of a version's marts, by which two versions are compared."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import duckdb

SCHEMAS = ("marts", "learning")
BATCH = 5000


def canonical_lines(database: Path) -> Iterator[str]:
    """Give every row of every mart as stable text, in an order of its own."""
    with duckdb.connect(str(database), read_only=True) as connection:
        for schema, table, columns in _tables(connection):
            listed = ", ".join(f'"{column}"::varchar' for column in columns)
            yield f"# {schema}.{table}: {', '.join(columns)}"
            result = connection.execute(
                f'select {listed} from "{schema}"."{table}" order by all'
            )
            while rows := result.fetchmany(BATCH):
                yield from (repr(row) for row in rows)


def digest(database: Path) -> str:
    """Return one hash of all marts: equal digests mean the same books.

    Two runs over the same folder, date and code have the same digest, however often
    the process was killed in between.
    """
    sha = hashlib.sha256()
    for line in canonical_lines(database):
        sha.update(line.encode())
        sha.update(b"\n")
    return sha.hexdigest()


def digests(database: Path) -> dict[str, str]:
    """Return one hash a table, to see which one differs."""
    parts: dict[str, hashlib._Hash] = {}
    name = ""
    for line in canonical_lines(database):
        if line.startswith("# "):
            name = line[2:].partition(":")[0]
            parts[name] = hashlib.sha256()
        parts[name].update(line.encode())
    return {name: sha.hexdigest() for name, sha in parts.items()}


def _tables(
    connection: duckdb.DuckDBPyConnection,
) -> list[tuple[str, str, list[str]]]:
    rows = connection.execute(
        "select schema_name, table_name, list(column_name order by column_name) "
        "from duckdb_columns() where database_name = 'tallyhouse' "
        "and list_contains(?, schema_name) group by all order by all",
        [list(SCHEMAS)],
    ).fetchall()
    return [(schema, table, columns) for schema, table, columns in rows]
