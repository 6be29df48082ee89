"""Renders the data dictionary from the comments the published database carries."""

from collections import defaultdict
from dataclasses import dataclass, field

from app.warehouse.connection import whole_cursor
from app.warehouse.published import PublishedVersion

DOCUMENTED_SCHEMAS = ("marts", "learning", "reference", "raw")


@dataclass(frozen=True)
class ColumnEntry:
    """A column, its type and what it means."""

    name: str
    data_type: str
    comment: str


@dataclass(frozen=True)
class TableEntry:
    """A table, what one row of it is, and its columns in order."""

    schema: str
    name: str
    comment: str
    columns: tuple[ColumnEntry, ...] = field(default_factory=tuple)


def read_dictionary(
    version: PublishedVersion, schemas: tuple[str, ...] = DOCUMENTED_SCHEMAS
) -> tuple[TableEntry, ...]:
    """Every table and view of the schemas, described by its own comments."""
    cursor = whole_cursor(version)
    tables = cursor.execute(_TABLES).fetchall()
    columns: dict[tuple[str, str], list[ColumnEntry]] = defaultdict(list)
    for schema, table, name, data_type, comment in cursor.execute(_COLUMNS).fetchall():
        columns[schema, table].append(ColumnEntry(name, data_type, comment))
    cursor.close()
    entries = [
        TableEntry(schema, name, comment, tuple(columns[schema, name]))
        for schema, name, comment in tables
        if schema in schemas
    ]
    return tuple(sorted(entries, key=lambda e: (schemas.index(e.schema), e.name)))


def render_dictionary(tables: tuple[TableEntry, ...], run: str) -> str:
    """The dictionary as Markdown: a table of contents, then a section a table."""
    head = [
        "# Data dictionary",
        "",
        f"Generated from the comments in published version `{run}`.",
        "Change the descriptions of the models, never this page.",
    ]
    contents = [f"- [`{t.schema}.{t.name}`](#{t.schema}{t.name})" for t in tables]
    sections = [line for table in tables for line in _section(table)]
    return "\n".join([*head, "", *contents, *sections, ""])


def _section(table: TableEntry) -> list[str]:
    rows = [
        f"| `{column.name}` | {column.data_type} | {_cell(column.comment)} |"
        for column in table.columns
    ]
    title = f"## {table.schema}.{table.name}"
    words = table.comment.strip() or "Not described."
    return ["", title, "", words, "", "| column | type | meaning |", _RULE, *rows]


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


_RULE = "| --- | --- | --- |"

_TABLES = """
    select schema_name, table_name, coalesce(comment, '')
    from duckdb_tables()
    where database_name = 'tallyhouse'
    union all
    select schema_name, view_name, coalesce(comment, '')
    from duckdb_views()
    where database_name = 'tallyhouse' and not internal
"""

_COLUMNS = """
    select schema_name, table_name, column_name, data_type, coalesce(comment, '')
    from duckdb_columns()
    where database_name = 'tallyhouse' and not internal
    order by schema_name, table_name, column_index
"""
