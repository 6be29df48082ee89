"""Learns how a monthly amount goes on from how it has grown lately."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models_ml.estimators import BayesianRidge

LOOK_BACKS = (1, 3, 6)
FIRST_ORIGIN = 3
HORIZONS = (1, 2, 3, 4, 5, 6)


def level(values: np.ndarray, origin: int) -> float:
    """Return the size that changes are measured in: the mean of the last quarter."""
    recent = np.abs(values[max(0, origin - 2) : origin + 1])
    return max(float(recent.mean()), 1.0)


def growth_features(values: np.ndarray, origin: int, horizon: int) -> list[float]:
    """Return the change to expect if growth goes on as over each look-back."""
    size = level(values, origin)
    steps = [min(back, origin) for back in LOOK_BACKS]
    return [horizon * (values[origin] - values[origin - s]) / s / size for s in steps]


def fit_growth(series: Sequence[np.ndarray], known: int) -> BayesianRidge:
    """Fit on every change that had happened by month number `known` of the longest.

    All series end in the same month. Without an intercept and with its own shrinkage,
    the regression falls back to the last value where the past says nothing.
    """
    from models_ml.estimators import shrinking_regression  # noqa: PLC0415 - seconds

    longest = max(len(values) for values in series)
    rows: list[list[float]] = []
    changes: list[float] = []
    for values in series:
        past = values[: max(0, known - (longest - len(values)) + 1)]
        for origin, horizon in _pairs(len(past)):
            rows.append(growth_features(past, origin, horizon))
            change = past[origin + horizon] - past[origin]
            changes.append(change / level(past, origin))
    return shrinking_regression(np.array(rows), np.array(changes))


def _pairs(length: int) -> Iterator[tuple[int, int]]:
    for origin in range(FIRST_ORIGIN, length - 1):
        for horizon in HORIZONS:
            if origin + horizon < length:
                yield origin, horizon


def continued(
    model: BayesianRidge, values: np.ndarray, origin: int, horizon: int
) -> float:
    """Return the amount that the model expects `horizon` months after `origin`."""
    rows = np.array([growth_features(values, origin, horizon)])
    change = float(np.ravel(model.predict(rows))[0])
    return float(values[origin]) + change * level(values, origin)
