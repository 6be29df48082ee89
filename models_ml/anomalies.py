"""Flags draft invoices that are unlike what their company was billed before."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from models_ml.confidence import (
    REVIEW_BELOW,
    Calibration,
    calibrated,
    drivers,
)
from models_ml.evaluation import (
    ALL,
    EvaluationReport,
    Score,
    judged,
    too_little,
    write_evaluation,
)
from models_ml.faults import make_faults
from models_ml.features.invoice_lines import lines_from_marts
from models_ml.features.invoices import (
    MINIMUM_HISTORY,
    Deviations,
    deviations,
    remember_history,
)
from models_ml.features.table import write_features, write_frame
from models_ml.schema import create_learning_tables

MODEL = "invoice_anomalies"
VERSION = "isolation-forest-1"
BASELINE = "distance of the total from the company's median"
METRIC = "average precision"
SEED = 20261121
MINIMUM_INVOICES = 80
FOLDS = ((0.4, 0.6), (0.6, 0.8), (0.8, 1.01))
FAULTY_SHARE = 0.1

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

    What it sees of every invoice is written beside the scores. A draft of a company
    with fewer than three earlier invoices gets no score.
    """
    with lines_from_marts(database) as lines:
        remember_history(lines)
        seen = deviations(lines, "lines")
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


def evaluate(
    lines: duckdb.DuckDBPyConnection, seen: Deviations, *, data_set: str
) -> EvaluationReport:
    """Backtest with rolling origin: fit on the past, find faults made in what follows.

    Score each fold by average precision; a fold's part is one kind of fault.
    """
    if len(seen) < MINIMUM_INVOICES:
        return too_little(
            MODEL,
            data_set,
            f"{len(seen)} invoices have {MINIMUM_HISTORY} earlier ones of their "
            f"company; {MINIMUM_INVOICES} are needed to judge the model.",
        )
    folds = [_fold(lines, seen, fold) for fold in range(len(FOLDS))]
    folds = [fold for fold in folds if fold is not None]
    if not folds:
        reason = "The invoices' dates leave no past to learn from."
        return too_little(MODEL, data_set, reason)
    return judged(MODEL, data_set, _scores(folds))


Fold = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Kind of fault (empty: ordinary), the model's score and the baseline's, per case."""


def _fold(lines: duckdb.DuckDBPyConnection, seen: Deviations, fold: int) -> Fold | None:
    from models_ml.estimators import strangeness  # noqa: PLC0415 - seconds

    begins, ends = (_date_at(seen, share) for share in FOLDS[fold])
    past = seen.dates < begins
    later = np.flatnonzero((seen.dates >= begins) & (seen.dates < ends))
    if past.sum() < MINIMUM_INVOICES // 4 or len(later) < MINIMUM_INVOICES // 8:
        return None
    chooser = np.random.default_rng(SEED + fold)
    count = max(5, round(FAULTY_SHARE * len(later)))
    spoiled = np.sort(chooser.choice(later, size=count, replace=False))
    make_faults(lines, [seen.invoice_ids[i] for i in spoiled], seed=SEED + fold)
    faulty = deviations(lines, "faulty_lines")
    ordinary = np.setdiff1d(later, spoiled)
    values = np.vstack([seen.values[ordinary], faulty.values])
    kinds = np.concatenate([np.full(len(ordinary), ""), faulty.faults])
    naive = np.concatenate([seen.total_z[ordinary], faulty.total_z])
    return kinds, strangeness(seen.values[past], values), naive


def _scores(folds: list[Fold]) -> list[Score]:
    kinds = sorted({str(kind) for fold in folds for kind in fold[0]} - {""})
    return [_score(folds, kind) for kind in [ALL, *kinds]]


def _score(folds: list[Fold], part: str) -> Score:
    from models_ml.estimators import average_precision  # noqa: PLC0415 - seconds

    models, naives, cases = [], [], 0
    for kinds, model, naive in folds:
        kept = np.isin(kinds, ["", part]) if part != ALL else np.full(len(kinds), True)
        is_faulty = kinds[kept] != ""
        if is_faulty.any():
            models.append(average_precision(is_faulty, model[kept]))
            naives.append(average_precision(is_faulty, naive[kept]))
            cases += int(is_faulty.sum())
    return Score(
        metric=METRIC,
        part=part,
        model_value=float(np.mean(models)),
        baseline=BASELINE,
        baseline_value=float(np.mean(naives)),
        higher_is_better=True,
        cases=cases,
    )


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

    past = known.dates < _date_at(known, 0.67)
    return calibrated(strangeness(known.values[past], known.values[~past]))


def _date_at(seen: Deviations, share: float) -> np.datetime64:
    """Return the date by which a share of the invoices was dated, past the end at 1."""
    ordered = np.sort(seen.dates)
    if share >= 1:
        return ordered[-1] + np.timedelta64(1, "D")
    return ordered[int(share * len(ordered))]
