"""Runs every suite on a candidate and leaves the results for people and programs."""

from __future__ import annotations

from pathlib import Path

from orchestration.defs.quality.catalogue import ALL
from orchestration.defs.quality.expectations import validate
from orchestration.defs.quality.page import write_page
from orchestration.defs.quality.profiles import measure
from orchestration.defs.quality.results import QualityResult, write_results


def run_suites(
    database: Path, *, history: Path | None, out: Path
) -> list[QualityResult]:
    """Judge `database` against itself and the published version `history`.

    Writes `results.json` and `index.html` into `out`. The database is read only and
    is not locked afterwards.
    """
    out.mkdir(parents=True, exist_ok=True)
    before = measure(history) if history else {}
    results = validate(ALL, database, before)
    write_results(results, out)
    write_page(results, out, has_history=history is not None)
    return results
