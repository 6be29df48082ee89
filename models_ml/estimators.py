"""Keeps every use of scikit-learn in one place; importing it takes seconds."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.linear_model import BayesianRidge
from sklearn.metrics import average_precision_score

from models_ml.confidence import tail_shares

SEED = 20261121
TREES = 100
SURPRISE_WEIGHT = 0.05


def strangeness(past: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return how odd each row is beside `past`; higher is odder.

    A forest grown on the past isolates what is odd as a whole. It overlooks a row with
    one feature far out of line, so the surprise of the oddest feature is added.
    """
    rarest = tail_shares(values, past).min(axis=1)
    surprise = -np.log(rarest + 1 / (len(past) + 1))
    forest = IsolationForest(n_estimators=TREES, random_state=SEED, n_jobs=1)
    scores = -forest.fit(past).score_samples(values)
    return scores + SURPRISE_WEIGHT * surprise


def average_precision(is_faulty: np.ndarray, scores: np.ndarray) -> float:
    """Return the average precision of finding the faulty among the highest scores."""
    return float(average_precision_score(is_faulty, scores))


def shrinking_regression(rows: np.ndarray, changes: np.ndarray) -> BayesianRidge:
    """Fit a line through zero that shrinks to no change where nothing is learnt."""
    return BayesianRidge(fit_intercept=False).fit(rows, changes)
