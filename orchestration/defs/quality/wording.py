"""Says in words what an expectation found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from orchestration.defs.quality.check import Check
from orchestration.defs.quality.results import QualityResult

LEAST, BY_THREE_DIGITS, MOST = 0.01, 99, 99.9


def as_result(check: Check, found: Any, examples: int) -> QualityResult:
    """Turn what Great Expectations returned into a result for people."""
    problem = _problem(found.exception_info)
    if problem:
        return not_computed(check, problem)
    return QualityResult(
        suite=check.spec.suite,
        name=check.spec.name,
        table=check.spec.table,
        severity=check.spec.severity,
        success=bool(found.success),
        observed=_observed(found.result),
        expected=check.expected,
        examples=tuple(_examples(found.result, examples)),
    )


def not_computed(check: Check, problem: str) -> QualityResult:
    """Block: a promise that could not be looked at is not known to hold."""
    return QualityResult(
        suite=check.spec.suite,
        name=check.spec.name,
        table=check.spec.table,
        severity="error",
        success=False,
        observed=f"could not be computed: {_first_line(problem)}",
        expected=check.expected,
    )


def _observed(result: Mapping[str, Any]) -> str:
    if "element_count" not in result:
        broken = int(result.get("observed_value") or 0)
        return _rows(broken, "break it") if broken else "no row breaks it"
    total = int(result["element_count"] or 0)
    broken = int(result.get("unexpected_count") or 0)
    if not total:
        return "nothing to compare yet"
    if not broken:
        return f"{_rows(total, 'hold it')}"
    return f"{_rows(broken, 'break it')} of {total:,} ({share_words(broken, total)} %)"


def share_words(broken: int, total: int) -> str:
    """Write a percent in two digits or three, and 100 for all of them alone."""
    share = 100 * broken / total
    if broken < total and share > MOST:
        return f"over {MOST}"
    if share < LEAST:
        return f"under {LEAST}"
    return f"{share:.2g}" if share < BY_THREE_DIGITS else f"{share:.3g}"


def _rows(count: int, verb: str) -> str:
    if count == 1:
        return f"1 row {verb.replace('break', 'breaks').replace('hold', 'holds')}"
    return f"{count:,} rows {verb}"


def _examples(result: Mapping[str, Any], limit: int) -> Iterable[dict[str, str]]:
    rows = result.get("partial_unexpected_index_list")
    if rows is None:
        rows = (result.get("details") or {}).get("unexpected_rows") or []
    for row in rows[:limit]:
        yield {name: _text(value) for name, value in row.items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _problem(info: Mapping[str, Any] | None) -> str:
    """Return the first line of an exception, or nothing; the shapes vary by version."""
    if not info:
        return ""
    if "raised_exception" in info:
        raised = info["raised_exception"]
        return _first_line(info.get("exception_message")) if raised else ""
    for nested in info.values():
        if isinstance(nested, Mapping) and nested.get("raised_exception"):
            return _first_line(nested.get("exception_message"))
    return ""


def _first_line(message: object) -> str:
    lines = str(message or "unknown reason").strip().splitlines()
    return " ".join(lines[:2])
