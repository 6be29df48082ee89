"""Keeps every use of scikit-learn in one place; importing it takes seconds."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.linear_model import BayesianRidge
from sklearn.metrics import average_precision_score

SEED = 20261121
TREES = 100


def strangeness(past: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return how easily a forest grown on `past` isolates each row; higher is odder."""
    forest = IsolationForest(n_estimators=TREES, random_state=SEED, n_jobs=1)
    return -forest.fit(past).score_samples(values)


def average_precision(is_faulty: np.ndarray, scores: np.ndarray) -> float:
    """Return the average precision of finding the faulty among the highest scores."""
    return float(average_precision_score(is_faulty, scores))


def shrinking_regression(rows: np.ndarray, changes: np.ndarray) -> BayesianRidge:
    """Fit a line through zero that shrinks to no change where nothing is learnt."""
    return BayesianRidge(fit_intercept=False).fit(rows, changes)
