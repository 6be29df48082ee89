"""Replays the past month by month: what would have been forecast, and how far off."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models_ml.growth import HORIZONS, continued, fit_growth, level

if TYPE_CHECKING:
    from models_ml.estimators import BayesianRidge

FIRST_FORECAST = 5
COVERED_SHARE = 0.8
MINIMUM_ERRORS = 4


@dataclass(frozen=True)
class Case:
    """One forecast made from what was known at `origin`, beside what came."""

    currency: str
    origin: int
    horizon: int
    expected: float
    last: float
    actual: float
    size: float

    @property
    def known_at(self) -> int:
        """Return the month number at which the error was known."""
        return self.origin + self.horizon

    @property
    def miss(self) -> float:
        """Return the absolute error in units of the series' level."""
        return abs(self.expected - self.actual) / self.size


def backtest(series: Mapping[str, np.ndarray]) -> list[Case]:
    """Forecast from every month with five before it; all series end in one month."""
    longest = max(len(values) for values in series.values())
    cases: list[Case] = []
    for origin in range(FIRST_FORECAST, longest - 1):
        model = fit_growth(list(series.values()), origin)
        for currency, values in series.items():
            offset = longest - len(values)
            if origin - offset >= FIRST_FORECAST:
                cases += _cases(model, currency, values, origin, offset)
    return cases


def error_share(cases: Sequence[Case], expected: Sequence[float]) -> float:
    """Return the sum of absolute errors as a share of the sum of amounts."""
    errors = sum(abs(e - c.actual) for e, c in zip(expected, cases, strict=True))
    return errors / max(sum(abs(case.actual) for case in cases), 1.0)


def half_widths(cases: Sequence[Case]) -> dict[int, float]:
    """Return per horizon the split-conformal half width, never narrowing ahead."""
    widths: dict[int, float] = {}
    widest = 0.0
    for horizon in HORIZONS:
        misses = sorted(case.miss for case in cases if case.horizon <= horizon)
        own = sorted(case.miss for case in cases if case.horizon == horizon)
        widest = max(widest, _quantile(own if len(own) >= MINIMUM_ERRORS else misses))
        widths[horizon] = widest
    return widths


def coverage(cases: Sequence[Case]) -> tuple[int, int]:
    """Count forecasts inside intervals made only from errors known at their origin."""
    covered = tried = 0
    for origin in sorted({case.origin for case in cases}):
        known = [case for case in cases if case.known_at <= origin]
        if len(known) < MINIMUM_ERRORS:
            continue
        widths = half_widths(known)
        own = [case for case in cases if case.origin == origin]
        tried += len(own)
        covered += sum(case.miss <= widths[case.horizon] for case in own)
    return covered, tried


def _cases(
    model: BayesianRidge, currency: str, values: np.ndarray, origin: int, offset: int
) -> list[Case]:
    at = origin - offset
    return [
        Case(
            currency=currency,
            origin=origin,
            horizon=horizon,
            expected=continued(model, values, at, horizon),
            last=float(values[at]),
            actual=float(values[at + horizon]),
            size=level(values, at),
        )
        for horizon in HORIZONS
        if at + horizon < len(values)
    ]


def _quantile(misses: Sequence[float]) -> float:
    """Return the finite-sample conformal quantile; the largest where there are few."""
    if not misses:
        return 0.0
    rank = math.ceil((len(misses) + 1) * COVERED_SHARE)
    return misses[min(rank, len(misses)) - 1]
