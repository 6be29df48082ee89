"""Lands a folder of real data and reads what became of it."""

from datetime import date
from pathlib import Path

import duckdb

from ingest.landing import land_folder


def land_into(work: Path, folder: Path, as_of: date) -> duckdb.DuckDBPyConnection:
    """Land the folder inside `work` and give a connection to its raw tables."""
    database = work / "tallyhouse.duckdb"
    land_folder(
        folder,
        lake=work / "lake",
        landed=work / "landed",
        database=database,
        as_of=as_of,
    )
    return duckdb.connect(str(database), read_only=True)
