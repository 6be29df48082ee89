"""Judges a candidate with Great Expectations: what blocks, and what is only unusual."""

from orchestration.defs.quality.catalogue import CHECKS, SUITES
from orchestration.defs.quality.results import (
    CheckSpec,
    QualityResult,
    blocking,
    read_results,
)
from orchestration.defs.quality.runner import run_suites

__all__ = [
    "CHECKS",
    "SUITES",
    "CheckSpec",
    "QualityResult",
    "blocking",
    "read_results",
    "run_suites",
]
