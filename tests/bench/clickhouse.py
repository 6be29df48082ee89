"""Runs the floor's query on ClickHouse as a library, where it can be had.

The library goes into an environment of its own that is removed afterwards; the
house does not depend on it.
"""

import subprocess
import sys
from pathlib import Path

from tests.bench.measured import CommandFailedError, measured

LIBRARY = "chdb"
LIMIT_SECONDS = 300
QUERY = """
import sys, time
import chdb
began = time.perf_counter()
chdb.query(
    "select company_id, meter, toDate(occurred_at) as day, sum(quantity), count() "
    f"from file('{sys.argv[1]}/*.parquet', Parquet) "
    "group by company_id, meter, day settings max_threads = 2 format Null"
)
print(time.perf_counter() - began)
"""


def environment(root: Path) -> Path | None:
    """Return an interpreter that has the library, or nothing if it cannot be had."""
    folder = root / "clickhouse"
    python = folder / "bin" / "python"
    try:
        for command in (
            [sys.executable, "-m", "venv", str(folder)],
            [str(python), "-m", "pip", "-q", "--no-input", "install", LIBRARY],
        ):
            subprocess.run(
                command, check=True, capture_output=True, timeout=LIMIT_SECONDS
            )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    return python


def grouped_by_clickhouse(python: Path, usage: Path) -> float | None:
    """Return the seconds that the query alone took, or nothing if it failed."""
    try:
        found = measured([str(python), "-c", QUERY, str(usage)])
    except CommandFailedError:
        return None
    return float(found.output.strip().split("\n")[-1])
