"""Describes a check before Great Expectations is imported: rows, promise, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestration.defs.quality.results import CheckSpec

NO_ROWS = "UnexpectedRowsExpectation"


@dataclass(frozen=True)
class Check:
    """One expectation over the rows of one query on the candidate.

    `subject` is the query; `keys` are the columns that name a row to a person.
    """

    spec: CheckSpec
    subject: str
    expectation: str
    expected: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    keys: tuple[str, ...] = ()

    @property
    def looks_for_broken_rows(self) -> bool:
        """Whether the query finds what breaks the promise, and should find nothing."""
        return self.expectation == NO_ROWS


def between(
    spec: CheckSpec,
    subject: str,
    column: str,
    *,
    low: float | None = None,
    high: float | None = None,
    keys: tuple[str, ...],
    expected: str,
    mostly: float = 1.0,
) -> Check:
    """Promise that a column's values lie in a range, nulls apart."""
    arguments = {
        "column": column,
        "min_value": low,
        "max_value": high,
        "mostly": mostly,
    }
    return Check(
        spec=spec,
        subject=subject,
        expectation="ExpectColumnValuesToBeBetween",
        arguments=arguments,
        keys=keys,
        expected=expected,
    )


def present(
    spec: CheckSpec,
    subject: str,
    column: str,
    *,
    keys: tuple[str, ...],
    expected: str,
    mostly: float = 1.0,
) -> Check:
    """Promise that a column is filled, in at least the share `mostly` of the rows."""
    return Check(
        spec=spec,
        subject=subject,
        expectation="ExpectColumnValuesToNotBeNull",
        arguments={"column": column, "mostly": mostly},
        keys=keys,
        expected=expected,
    )


def one_of(
    spec: CheckSpec,
    subject: str,
    column: str,
    values: tuple[object, ...],
    *,
    keys: tuple[str, ...],
    expected: str,
) -> Check:
    """Promise that a column holds only the listed values."""
    return Check(
        spec=spec,
        subject=subject,
        expectation="ExpectColumnValuesToBeInSet",
        arguments={"column": column, "value_set": list(values)},
        keys=keys,
        expected=expected,
    )


def no_row_where(spec: CheckSpec, subject: str, breaks: str, *, expected: str) -> Check:
    """Promise that no row of the subject meets the condition `breaks`."""
    return Check(
        spec=spec,
        subject=f"select * from ({subject}) as subject where {breaks}",
        expectation=NO_ROWS,
        arguments={"unexpected_rows_query": "select * from {batch}"},
        expected=expected,
    )
