"""Turns anomaly scores into a confidence of 0 to 100 and its reasons in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models_ml.features.invoices import FEATURES

REVIEW_BELOW = 60
FALSE_ALARM_SHARE = 0.02
DRIVER_TAIL = 0.05
DRIVERS_SHOWN = 3


@dataclass(frozen=True)
class Calibration:
    """Scores that ordinary invoices of the past had, unseen by the forest.

    `usual` is their median, `rare` what only one in fifty exceeded: a score there
    means 60, so about two ordinary invoices in a hundred are sent to review.
    """

    usual: float
    rare: float

    def confidence(self, scores: np.ndarray) -> np.ndarray:
        """Return whole numbers: 100 up to usual, 60 at rare, 0 as far again."""
        width = max(self.rare - self.usual, 1e-9)
        steps = np.array([self.usual, self.rare, self.rare + width])
        values = np.interp(scores, steps, np.array([100.0, REVIEW_BELOW, 0.0]))
        return np.floor(values + 1e-9).astype(int)


def calibrated(ordinary_scores: np.ndarray) -> Calibration:
    """Calibrate on the scores of ordinary invoices held out of the fit."""
    usual, rare = np.quantile(ordinary_scores, [0.5, 1 - FALSE_ALARM_SHARE])
    return Calibration(float(usual), float(rare))


def drivers(values: np.ndarray, ordinary: np.ndarray) -> list[str]:
    """Name for each row the features that few ordinary invoices reach, rarest first."""
    return [_named(tails) for tails in tail_shares(values, ordinary)]


def tail_shares(values: np.ndarray, ordinary: np.ndarray) -> np.ndarray:
    """Return the share of ordinary invoices at least as far off, per feature."""
    ranked = np.sort(ordinary, axis=0)
    count = len(ranked)
    columns = [
        1 - np.searchsorted(ranked[:, index], values[:, index], side="left") / count
        for index in range(values.shape[1])
    ]
    return np.column_stack(columns)


def _named(tails: np.ndarray) -> str:
    sentences = list(FEATURES.values())
    rare = np.argsort(tails, kind="stable")[:DRIVERS_SHOWN]
    named = [sentences[index] for index in rare if tails[index] <= DRIVER_TAIL]
    return "; ".join(named)
