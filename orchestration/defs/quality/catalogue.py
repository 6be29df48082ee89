"""Lists every quality check of the house."""

from __future__ import annotations

from orchestration.defs.quality.check import Check
from orchestration.defs.quality.results import CheckSpec
from orchestration.defs.quality.suites import (
    completeness,
    coverage,
    drift,
    ranges,
    sums,
    volumes,
)

SUITES: dict[str, str] = {
    "sums": "The same money, added up along two ways",
    "volumes": "How much there is, against how much there was",
    "completeness": "Days, sources and rates that should be there",
    "coverage": "References that find what they refer to",
    "ranges": "Values in the range in which they can be meant",
    "drift": "What is usual now, against what was usual",
}

ALL: tuple[Check, ...] = (
    *sums.CHECKS,
    *volumes.CHECKS,
    *completeness.CHECKS,
    *coverage.CHECKS,
    *ranges.CHECKS,
    *drift.CHECKS,
)
CHECKS: tuple[CheckSpec, ...] = tuple(check.spec for check in ALL)
