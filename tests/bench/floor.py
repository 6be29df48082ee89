"""The least that anybody must do: read the same files, group them, no duplicates out.

`python -m tests.bench.floor FOLDER` prints the seconds that the query alone took.
"""

import sys
import time
from pathlib import Path

import duckdb

THREADS = 2
FLOOR_SQL = """
    select company_id, meter, cast(occurred_at as date) as day, sum(quantity), count(*)
    from read_parquet('{files}')
    group by all
"""


def main(folder: Path) -> None:
    """Group the files by customer, meter and day in one query."""
    with duckdb.connect() as con:
        con.execute(f"set TimeZone = 'UTC'; set threads = {THREADS}")
        began = time.perf_counter()
        query = FLOOR_SQL.format(files=folder / "*.parquet")
        con.execute(f"create temp table grouped as {query}")
        print(time.perf_counter() - began)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
