"""The data dictionary of a version that is not shown yet, from its own comments."""

from pathlib import Path

import duckdb

from app.warehouse.dictionary import (
    DOCUMENTED_SCHEMAS,
    ColumnEntry,
    TableEntry,
    render_dictionary,
)

DESCRIBED = """
select
    c.schema_name, c.table_name, coalesce(t.comment, v.comment, '') as meaning,
    c.column_name, c.data_type, coalesce(c.comment, '')
from duckdb_columns() as c
left join duckdb_tables() as t
    on t.database_name = c.database_name and t.schema_name = c.schema_name
    and t.table_name = c.table_name
left join duckdb_views() as v
    on v.database_name = c.database_name and v.schema_name = c.schema_name
    and v.view_name = c.table_name
where c.database_name = 'tallyhouse' and list_contains(?, c.schema_name)
order by list_position(?, c.schema_name), c.table_name, c.column_index
"""


def dictionary_page(database: Path, run: str) -> str:
    """Write the dictionary as Markdown, on a connection of its own that is closed."""
    schemas = list(DOCUMENTED_SCHEMAS)
    tables: dict[tuple[str, str, str], list[ColumnEntry]] = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(DESCRIBED, [schemas, schemas]).fetchall()
    for schema, table, meaning, *column in rows:
        tables.setdefault((schema, table, meaning), []).append(ColumnEntry(*column))
    entries = (TableEntry(*table, tuple(columns)) for table, columns in tables.items())
    return render_dictionary(tuple(entries), run)
