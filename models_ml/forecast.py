"""Forecasts MRR per currency for six months, with intervals from past errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb

from models_ml.backtest import Case, backtest, coverage, error_share, half_widths
from models_ml.evaluation import (
    ALL,
    EvaluationReport,
    Score,
    judged,
    too_little,
    write_evaluation,
)
from models_ml.features.monthly_series import MonthlySeries, mrr_series, next_months
from models_ml.growth import HORIZONS, continued, fit_growth, level
from models_ml.schema import create_learning_tables

MODEL = "mrr_forecast"
VERSION = "growth-ridge-1"
BASELINE = "the last value"
METRIC = "error share of amount"
MINIMUM_MONTHS = 10

Row = tuple[date, str, int, int, int, str]


def predict(database: Path) -> EvaluationReport:
    """Write the forecast into a candidate, or withdraw it and say why.

    A currency in which the last value did better is left out by itself.
    """
    series = mrr_series(database)
    report, cases = evaluate(series, data_set="this warehouse")
    kept = [one for one in _long(series) if one.currency not in report.withdrawn_parts]
    rows = [] if report.is_withdrawn else _forecast(_long(series), kept, cases)
    report = report.with_predictions(len(rows))
    with duckdb.connect(str(database)) as con:
        create_learning_tables(con)
        con.begin()
        con.execute("delete from tallyhouse.learning.mrr_forecast")
        if rows:
            con.executemany(
                "insert into tallyhouse.learning.mrr_forecast "
                "values (?, ?, ?, ?, ?, ?)",
                rows,
            )
        write_evaluation(con, report)
        con.commit()
    return report


def evaluate(
    series: Sequence[MonthlySeries], *, data_set: str
) -> tuple[EvaluationReport, list[Case]]:
    """Backtest with rolling origin against the last value, per currency and horizon."""
    long = _long(series)
    if not long:
        months = max((len(one) for one in series), default=0)
        reason = (
            f"The longest history has {months} months; {MINIMUM_MONTHS} are needed to "
            "judge the model."
        )
        return too_little(MODEL, data_set, reason), []
    cases = backtest({one.currency: one.values for one in long})
    currencies = [one.currency for one in long]
    scores = [_mean_score(cases, currencies)]
    if len(currencies) > 1:
        scores += [_score(cases, currency, currency) for currency in currencies]
    for horizon in HORIZONS:
        own = [case for case in cases if case.horizon == horizon]
        scores += (
            [_mean_score(own, currencies, f"{horizon} months ahead")] if own else []
        )
    report = judged(MODEL, data_set, scores, notes=[_coverage_note(cases)])
    lost = tuple(score.part for score in report.lost if score.part in currencies)
    return replace(report, withdrawn_parts=lost), cases


def _forecast(
    fitted: Sequence[MonthlySeries], kept: Sequence[MonthlySeries], cases: list[Case]
) -> list[Row]:
    known = max(len(one) for one in fitted) - 1
    model = fit_growth([one.values for one in fitted], known)
    widths = half_widths(cases)
    rows: list[Row] = []
    for one in kept:
        last = len(one) - 1
        months = next_months(one.months[-1], len(HORIZONS))
        for month, horizon in zip(months, HORIZONS, strict=True):
            middle = continued(model, one.values, last, horizon)
            width = widths[horizon] * level(one.values, last)
            low, mid, high = (
                max(0, round(value))
                for value in (middle - width, middle, middle + width)
            )
            rows.append((month, one.currency, mid, low, high, VERSION))
    return rows


def _mean_score(cases: list[Case], currencies: list[str], part: str = ALL) -> Score:
    """Average the currencies' shares; their amounts are never added."""
    present = {case.currency for case in cases}
    own = [_score(cases, name, part) for name in currencies if name in present]
    return replace(
        own[0],
        model_value=sum(score.model_value for score in own) / len(own),
        baseline_value=sum(score.baseline_value for score in own) / len(own),
        cases=len(cases),
    )


def _score(cases: list[Case], currency: str, part: str) -> Score:
    own = [case for case in cases if case.currency == currency]
    return Score(
        metric=METRIC,
        part=part,
        model_value=error_share(own, [case.expected for case in own]),
        baseline=BASELINE,
        baseline_value=error_share(own, [case.last for case in own]),
        higher_is_better=False,
        cases=len(own),
    )


def _coverage_note(cases: list[Case]) -> str:
    covered, tried = coverage(cases)
    if not tried:
        return "Intervals: too few errors to test their coverage."
    return (
        f"Intervals meant to hold 80 % held {100 * covered / tried:.0f} % of {tried}."
    )


def _long(series: Sequence[MonthlySeries]) -> list[MonthlySeries]:
    return [one for one in series if len(one) >= MINIMUM_MONTHS and one.values[-1] > 0]
