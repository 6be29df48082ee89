"""Flags draft invoices that are unlike what their company was billed before."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from models_ml.confidence import (
    REVIEW_BELOW,
    Calibration,
    calibrated,
    drivers,
)
from models_ml.evaluation import EvaluationReport, write_evaluation
from models_ml.fault_backtest import MINIMUM_INVOICES, date_at, evaluate
from models_ml.features.history import remember_history
from models_ml.features.invoice_lines import lines_from_marts
from models_ml.features.invoices import Deviations, deviations
from models_ml.features.table import write_features, write_frame
from models_ml.schema import create_learning_tables

VERSION = "isolation-forest-1"

_COLUMNS = (
    "invoice_id",
    "company_id",
    "confidence_score",
    "needs_review",
    "drivers",
    "model_version",
)


def predict(database: Path) -> EvaluationReport:
    """Score the drafts of a candidate, or withdraw and say why; the bill stays as is.

    What it sees of them and of what it learned from is written beside the scores. A
    draft of a company with fewer than three earlier invoices gets no score.
    """
    with lines_from_marts(database) as lines:
        remember_history(lines)
        seen = deviations(lines, "compared_lines")
        known = _ordinary(seen)
        report = evaluate(lines, known, data_set="this warehouse")
    rows = [] if report.is_withdrawn else _predictions(known, seen.where(seen.is_draft))
    report = report.with_predictions(len(rows))
    with duckdb.connect(str(database)) as con:
        create_learning_tables(con)
        con.begin()
        write_features(con, seen)
        write_frame(
            con, "invoice_anomalies", pl.DataFrame(rows, _COLUMNS, orient="row")
        )
        write_evaluation(con, report)
        con.commit()
    return report


def _predictions(
    known: Deviations, drafts: Deviations
) -> list[tuple[str, str, int, bool, str, str]]:
    from models_ml.estimators import strangeness  # noqa: PLC0415 - seconds

    if not len(drafts):
        return []
    scores = strangeness(known.values, drafts.values)
    confidence = _calibrate(known).confidence(scores)
    reasons = drivers(drafts.values, known.values)
    return [
        (
            drafts.invoice_ids[index],
            drafts.company_ids[index],
            int(confidence[index]),
            bool(confidence[index] < REVIEW_BELOW),
            reasons[index],
            VERSION,
        )
        for index in range(len(drafts))
    ]


def _ordinary(seen: Deviations) -> Deviations:
    """Return what to learn from: what people let pass, where that is enough.

    In a first run nothing may be issued yet; then the drafts are all there is.
    """
    issued = seen.where(~seen.is_draft)
    return issued if len(issued) >= MINIMUM_INVOICES else seen


def _calibrate(known: Deviations) -> Calibration:
    """Learn from the first two thirds what scores the last third of the past had."""
    from models_ml.estimators import strangeness  # noqa: PLC0415 - seconds

    past = known.dates < date_at(known, 0.67)
    return calibrated(strangeness(known.values[past], known.values[~past]))
