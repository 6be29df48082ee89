"""Finds faults made in past invoices, to say how well the model finds real ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb
import numpy as np

from models_ml.evaluation import ALL, EvaluationReport, Score, judged, too_little
from models_ml.faults import make_faults
from models_ml.features.invoice_lines import what_was_drawn
from models_ml.features.invoices import MINIMUM_HISTORY, Deviations, deviations

MODEL = "invoice_anomalies"
BASELINE = "distance of the total from the company's median"
METRIC = "average precision"
SEED = 20261121
MINIMUM_INVOICES = 80
FOLDS = ((0.4, 0.6), (0.6, 0.8), (0.8, 1.01))
FAULTY_SHARE = 0.1


@dataclass(frozen=True)
class Fold:
    """A stretch of time: what came before it, and which of its invoices are spoiled."""

    seed: int
    past: np.ndarray
    ordinary: np.ndarray
    spoiled: np.ndarray


@dataclass(frozen=True)
class Trial:
    """Kind of fault (empty: ordinary), the model's score and the baseline's, a case."""

    kinds: np.ndarray
    model: np.ndarray
    naive: np.ndarray


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
    folds = [fold for number in range(len(FOLDS)) if (fold := _fold(seen, number))]
    if not folds:
        reason = "The invoices' dates leave no past to learn from."
        return too_little(MODEL, data_set, reason)
    report = judged(MODEL, data_set, _scores(_trials(lines, seen, folds)))
    return replace(report, reason=report.reason + what_was_drawn(lines))


def date_at(seen: Deviations, share: float) -> np.datetime64:
    """Return the date by which a share of the invoices was dated, past the end at 1."""
    ordered = np.sort(seen.dates)
    if share >= 1:
        return ordered[-1] + np.timedelta64(1, "D")
    return ordered[int(share * len(ordered))]


def _fold(seen: Deviations, number: int) -> Fold | None:
    begins, ends = (date_at(seen, share) for share in FOLDS[number])
    past = seen.dates < begins
    later = np.flatnonzero((seen.dates >= begins) & (seen.dates < ends))
    if past.sum() < MINIMUM_INVOICES // 4 or len(later) < MINIMUM_INVOICES // 8:
        return None
    seed = SEED + number
    count = max(5, round(FAULTY_SHARE * len(later)))
    chosen = np.random.default_rng(seed).choice(later, size=count, replace=False)
    return Fold(seed, past, np.setdiff1d(later, chosen), np.sort(chosen))


def _trials(
    lines: duckdb.DuckDBPyConnection, seen: Deviations, folds: list[Fold]
) -> list[Trial]:
    faults = [
        make_faults(lines, [seen.invoice_ids[i] for i in fold.spoiled], seed=fold.seed)
        for fold in folds
    ]
    faulty = deviations(lines, "faulty_lines")
    return [
        _trial(seen, fold, faulty, kinds)
        for fold, kinds in zip(folds, faults, strict=True)
    ]


def _trial(
    seen: Deviations, fold: Fold, faulty: Deviations, faults: dict[str, str]
) -> Trial:
    from models_ml.estimators import strangeness  # noqa: PLC0415 - seconds

    own = faulty.where(np.array([name in faults for name in faulty.invoice_ids]))
    values = np.vstack([seen.values[fold.ordinary], own.values])
    return Trial(
        kinds=np.array(
            [""] * len(fold.ordinary) + [faults[name] for name in own.invoice_ids]
        ),
        model=strangeness(seen.values[fold.past], values),
        naive=np.concatenate([seen.total_z[fold.ordinary], own.total_z]),
    )


def _scores(trials: list[Trial]) -> list[Score]:
    kinds = sorted({str(kind) for trial in trials for kind in trial.kinds} - {""})
    return [_score(trials, kind) for kind in [ALL, *kinds]]


def _score(trials: list[Trial], part: str) -> Score:
    from models_ml.estimators import average_precision  # noqa: PLC0415 - seconds

    models, naives, cases = [], [], 0
    for trial in trials:
        kinds = trial.kinds
        kept = np.isin(kinds, ["", part]) if part != ALL else np.full(len(kinds), True)
        is_faulty = kinds[kept] != ""
        if is_faulty.any():
            models.append(average_precision(is_faulty, trial.model[kept]))
            naives.append(average_precision(is_faulty, trial.naive[kept]))
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
