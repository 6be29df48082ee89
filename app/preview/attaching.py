"""Opens a version's file beside others on one connection."""

from pathlib import Path

import duckdb


def attach(
    con: duckdb.DuckDBPyConnection,
    database: Path,
    name: str,
    *,
    read_only: bool = True,
) -> None:
    """Open the file under a name, for reading unless said otherwise.

    Only its tables can be read under another name than `tallyhouse`; its views name it.
    """
    quoted = str(database).replace("'", "''")
    mode = " (read_only)" if read_only else ""
    con.execute(f"attach '{quoted}' as {name}{mode}")
