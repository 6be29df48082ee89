"""Holds what a quality check promises and what it found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning"]
RESULTS_FILE = "results.json"


@dataclass(frozen=True)
class CheckSpec:
    """One promise about one table, in a sentence that is true when it holds."""

    suite: str
    name: str
    table: str
    severity: Severity
    description: str


@dataclass(frozen=True)
class QualityResult:
    """What one check expected and saw, with a few of the rows that break it."""

    suite: str
    name: str
    table: str
    severity: Severity
    success: bool
    observed: str
    expected: str
    examples: tuple[dict[str, str], ...] = ()

    @property
    def is_blocking(self) -> bool:
        """Say whether this result keeps the candidate from being published."""
        return self.severity == "error" and not self.success


def blocking(results: Sequence[QualityResult]) -> list[QualityResult]:
    """Return the results that keep the candidate from being published."""
    return [result for result in results if result.is_blocking]


def write_results(results: Sequence[QualityResult], out: Path) -> Path:
    """Write the results as JSON into folder `out`."""
    path = out / RESULTS_FILE
    document = {"results": [asdict(result) for result in results]}
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False), "utf-8")
    return path


def read_results(out: Path) -> list[QualityResult]:
    """Read the results that a run has written into folder `out`."""
    document = json.loads((out / RESULTS_FILE).read_text("utf-8"))
    return [
        QualityResult(**{**entry, "examples": tuple(entry["examples"])})
        for entry in document["results"]
    ]
