"""Opens the engine that reads and writes the lake, within a stated memory."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from ingest.usage_lake.layout import LakeLayout

LIMITS = {"memory_limit": "2GB"}
"""What one connection may take; beyond it DuckDB spills beside the lake."""


@contextmanager
def lake_connection(layout: LakeLayout) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty database in memory whose overflow goes where a crash is swept."""
    spill = {"temp_directory": str(layout.aside / "spill")}
    with duckdb.connect(config={**LIMITS, **spill}) as con:
        con.execute("set TimeZone = 'UTC'")
        yield con
