"""Holds how a model did against its naive baseline, and decides who may predict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb

ALL = "all"


@dataclass(frozen=True)
class Score:
    """One metric of the model beside the baseline's, over all or over one part."""

    metric: str
    part: str
    model_value: float
    baseline: str
    baseline_value: float
    higher_is_better: bool
    cases: int

    @property
    def is_lost(self) -> bool:
        """Say whether the baseline did better; a draw is not lost."""
        if self.higher_is_better:
            return self.model_value < self.baseline_value
        return self.model_value > self.baseline_value


@dataclass(frozen=True)
class EvaluationReport:
    """What a backtest showed, whether predictions were withdrawn for it, and why."""

    model: str
    data_set: str
    scores: tuple[Score, ...]
    is_withdrawn: bool
    reason: str
    predictions: int = 0
    withdrawn_parts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def lost(self) -> tuple[Score, ...]:
        """Return where the baseline did better than the model."""
        return tuple(score for score in self.scores if score.is_lost)

    def with_predictions(self, count: int) -> EvaluationReport:
        """Return the report with the number of predictions that were written."""
        return replace(self, predictions=count)


def too_little(model: str, data_set: str, reason: str) -> EvaluationReport:
    """Withdraw a model that could not be evaluated."""
    return EvaluationReport(model, data_set, (), is_withdrawn=True, reason=reason)


def judged(
    model: str, data_set: str, scores: Sequence[Score], notes: Sequence[str] = ()
) -> EvaluationReport:
    """Withdraw the model where its score over all cases loses to the baseline."""
    overall = [score for score in scores if score.part == ALL]
    lost = [score for score in overall if score.is_lost]
    reason = _reason((lost or overall)[0], is_lost=bool(lost))
    return EvaluationReport(
        model,
        data_set,
        tuple(scores),
        is_withdrawn=bool(lost),
        reason=reason,
        notes=tuple(notes),
    )


def write_evaluation(con: duckdb.DuckDBPyConnection, report: EvaluationReport) -> None:
    """Replace the model's rows in `learning.model_evaluations`."""
    table = "tallyhouse.learning.model_evaluations"
    con.execute(f"delete from {table} where model = ?", [report.model])
    if not report.scores:
        con.execute(
            f"insert into {table} values (?, ?, null, null, null, null, ?, ?)",
            [report.model, report.data_set, report.is_withdrawn, report.reason],
        )
    for score in report.scores:
        con.execute(
            f"insert into {table} values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                report.model,
                report.data_set,
                score.metric if score.part == ALL else f"{score.metric}, {score.part}",
                score.model_value,
                score.baseline,
                score.baseline_value,
                report.is_withdrawn or score.part in report.withdrawn_parts,
                report.reason if score.part == ALL else _reason(score, score.is_lost),
            ],
        )


def report_text(report: EvaluationReport) -> str:
    """Return the report as lines for people, what was lost marked."""
    verdict = "withdrawn" if report.is_withdrawn else "in use"
    lines = [f"{report.model} on {report.data_set}: {verdict}. {report.reason}"]
    for score in report.scores:
        mark = "LOST" if score.is_lost else "won "
        lines.append(
            f"  {mark} {score.metric:<26} {score.part:<16}"
            f" model {score.model_value:7.3f}"
            f"   {score.baseline} {score.baseline_value:7.3f}   ({score.cases} cases)"
        )
    return "\n".join([*lines, *(f"  {note}" for note in report.notes)])


def _reason(score: Score, is_lost: bool) -> str:
    verdict = "lost to" if is_lost else "was at least as good as"
    return (
        f"The model {verdict} {score.baseline} in the backtest: {score.metric} "
        f"{score.model_value:.3f} against {score.baseline_value:.3f} "
        f"over {score.cases} cases."
    )
