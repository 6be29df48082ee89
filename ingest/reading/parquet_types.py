"""The types of a Parquet file's columns, lengths of time included."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.reading.file_paths import one_file

DURATION = "DURATION "
"""Before the unit, such as `DURATION us`."""


def column_types(con: duckdb.DuckDBPyConnection, path: Path) -> Mapping[str, str]:
    """Return the engine's type of each column of the file.

    Parquet has no type for a length of time as Arrow writes it: the file holds whole
    numbers, and only the schema beside them says that they are no quantities.
    """
    described = con.execute(
        "describe select * from read_parquet(?)", [one_file(path)]
    ).fetchall()
    types = {str(row[0]): str(row[1]) for row in described}
    if "BIGINT" in types.values():
        for name, field in zip(types, pq.read_schema(path), strict=False):
            if pa.types.is_duration(field.type):
                types[name] = f"{DURATION}{field.type.unit}"
    return types
