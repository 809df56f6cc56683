"""A logistic model with weights that are not below zero, fitted by gradient steps; few features, so no more is needed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RIDGE = 0.02
STEPS = 4000
RATE = 0.2


@dataclass(frozen=True)
class Fitted:
    """Weights, one a feature and none below zero, and the intercept."""

    weights: Floats
    intercept: float

    def confidences(self, features: Floats) -> Floats:
        """Give the probability of each row of features, (n,)."""
        return np.asarray(1 / (1 + np.exp(-(features @ self.weights + self.intercept))), np.float64)


def fit(features: Floats, right: Floats, importance: Floats) -> Fitted:
    """Fit to rows of features, (n, m), and whether each is right, (n,) of 0 and 1; `importance` weighs the rows."""
    weights, intercept = np.zeros(features.shape[1]), 0.0
    share = importance / importance.sum()
    for _ in range(STEPS):
        missed = Fitted(weights, intercept).confidences(features) - right
        weights = weights - RATE * (features.T @ (share * missed) + RIDGE * weights / len(right))
        weights = np.maximum(weights, 0.0)  # every feature speaks for the evidence: none may speak against it
        intercept -= RATE * float((share * missed).sum())
    return Fitted(weights, intercept)


def cross_validated(
    features: Floats, right: Floats, importance: Floats, groups: Sequence[str], folds: int = 5
) -> Floats:
    """Give confidences, (n,), each of a model that saw no row of its group."""
    named = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    fold = np.array([named[group] % folds for group in groups])
    found = np.zeros(len(right))
    for number in range(folds):
        held = fold == number
        model = fit(features[~held], right[~held], importance[~held])
        found[held] = model.confidences(features[held])
    return found


def reliability(confidences: Floats, right: Floats, bins: int = 5) -> list[tuple[float, float, int]]:
    """Give for each fifth of the rows by confidence: mean confidence, share right, rows."""
    order = np.argsort(confidences, kind="stable")
    parts = (part for part in np.array_split(order, bins) if len(part))
    return [(float(confidences[p].mean()), float(right[p].mean()), len(p)) for p in parts]
