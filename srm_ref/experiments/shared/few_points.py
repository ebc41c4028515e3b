"""What becomes of a toy model that sees the same few data points in every step? Training on them, and their polygons.

Points of unit length that share no feature can be recalled without error from two hidden numbers, however many they
are: with hidden vectors h_t on a circle of radius rho, a bias of -beta x_it wherever point t has feature i, and W =
sum_t h_t x_t^T, the output for point s is sum_t relu(h_t . h_s - beta) x_t. That is x_s if |h_s|^2 - beta = 1 and h_t .
h_s <= beta for all others. For the regular T-gon this is rho^2 cos(2 pi / T) <= rho^2 - 1.

Contents: fit_points, recall_length, evenness.

Source: Henighan et al., "Superposition, Memorization, and Double Descent" (2023), for the setting; the length is ours.
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import integer, real_array, refuse
from srm_ref.descent import AdamW
from srm_ref.experiments.shared.planar import gaps
from srm_ref.superposition.models import MODELS, Arrays
from srm_ref.superposition.training import train

__all__ = ["fit_points", "recall_length", "evenness"]


def fit_points(points: np.ndarray, n_hidden: int, *, n_steps: int, rng: np.random.Generator, decay: float = 0.01,
               learning_rate: float = 0.03) -> tuple[Arrays, np.ndarray]:
    """Train a ReLU output model on each of several data sets, all of its points in every step.

    points (n_sets, n_points, n_features). learning_rate: at the first step; falls along a cosine to 0. decay: of the
        weights, as in `AdamW`.
    Returns parameters (dict of arrays, n_sets instances): trained in float32, returned in float64; losses (n_sets,): on
    the points, the importances being 1.
    """
    points = real_array(points, "points", ("n_sets", "n_points", "n_features"))
    n_sets, _, n_features = points.shape
    model, single, ones = MODELS["relu_output"], points.astype(np.float32), np.ones(n_features)
    start = model.initial_parameters(n_features, n_hidden, rng, n_instances=n_sets, dtype=np.float32)
    fitted = train(model, start, lambda rng: single, ones, n_steps=n_steps, rng=rng, schedule="cosine",
                   optimiser=AdamW(learning_rate, weight_decay=decay))
    parameters = {name: value.astype(np.float64) for name, value in fitted.parameters.items()}
    return parameters, model.loss(parameters, points, ones)


def recall_length(n_points: int) -> float:
    """Return the least radius rho of a regular polygon that recalls its points: ``rho^2 = 1 / (1 - cos(2 pi / T))``.

    n_points: T, 3 or more. Near T / (pi sqrt(2)) for many points.

    >>> round(recall_length(4), 12), round(recall_length(6) ** 2, 12)
    (1.0, 2.0)
    """
    return float(1.0 / np.sqrt(1.0 - np.cos(2.0 * np.pi / integer(n_points, "n_points", 3))))


def evenness(vectors: np.ndarray) -> float:
    """Return the narrowest angle between neighbours over that of a regular polygon: 1 if all are alike, 0 if two agree.

    vectors (2, n_vectors): two or more, in the plane.

    >>> evenness([[1, 0, -1, 0], [0, 1, 0, -1]]), round(evenness([[1, 1, 0], [0, 1, 1]]), 12)
    (1.0, 0.375)
    """
    vectors = real_array(vectors, "vectors", (2, "n_vectors"))
    if vectors.shape[1] < 2:
        refuse("vectors", "two or more", f"{vectors.shape[1]}")
    return float(gaps(vectors).min() * vectors.shape[1] / 360.0)
