"""The least that a new version must do: store tables that are computed already.

`python -m tests.bench.stored WAREHOUSE` prints the seconds it takes to write the
tables of a version into a new file, as a build stores them, on two threads.
"""

import sys
import tempfile
import time
from pathlib import Path

import duckdb

SETTINGS = """
    set threads = 2;
    set memory_limit = '2GB';
    set preserve_insertion_order = false;
    set disabled_compression_methods = 'fsst,dict_fsst';
"""
TABLES_SQL = """
    select schema_name, table_name
    from duckdb_tables()
    where database_name = 'stored'
    order by all
"""


def main(warehouse: Path) -> None:
    """Copy every table into a file of a folder that is thrown away."""
    with (
        tempfile.TemporaryDirectory(dir=warehouse.parents[1]) as folder,
        duckdb.connect() as con,
    ):
        con.execute(SETTINGS)
        con.execute(f"attach '{warehouse}' as stored (read_only)")
        con.execute(f"attach '{folder}/again.duckdb' as again")
        began = time.perf_counter()
        for schema, table in con.execute(TABLES_SQL).fetchall():
            con.execute(f"create schema if not exists again.{schema}")
            con.execute(
                f"create table again.{schema}.{table} as from stored.{schema}.{table}"
            )
        con.execute("detach again")
        print(time.perf_counter() - began)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
