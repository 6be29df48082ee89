"""Runs the suites in a process of their own, which can be warmed up early.

Protocol: `python -m orchestration.defs.quality --database D --out O [--history H]`
runs at once. With `--wait` the process imports its libraries, prints the line `ready`
and waits for one line on stdin: any line starts the run (so the database need not
exist before it), the end of stdin without a line ends the process with code 3 and
nothing done. On success it prints `done <path of results.json>` and ends with code 0,
whatever the checks found: `read_results(out)` and `blocking(results)` tell. Code 1 with
one sentence on stderr means that the suites could not run.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from orchestration.defs.quality.expectations import load_great_expectations
from orchestration.defs.quality.results import RESULTS_FILE
from orchestration.defs.quality.runner import run_suites


def main() -> int:
    """Run the suites as the arguments say."""
    arguments = _arguments()
    if arguments.wait and not _told_to_start():
        return 3
    if not arguments.database.is_file():
        print(f"There is no database at {arguments.database}.", file=sys.stderr)
        return 1
    run_suites(arguments.database, history=arguments.history, out=arguments.out)
    print(f"done {arguments.out / RESULTS_FILE}", flush=True)
    return 0


def _told_to_start() -> bool:
    load_great_expectations()
    print("ready", flush=True)
    return bool(sys.stdin.readline())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="orchestration.defs.quality")
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--history", type=Path)
    parser.add_argument("--wait", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
