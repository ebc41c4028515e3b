"""How are models of the absolute value trained and judged? Many at once, against the best constant output.

Features are 0 with probability S and else uniform on [-1, 1]; |x| then has the mean p/2 and the variance v(p) = p/3 -
p^2/4, p = 1 - S, so that no constant output loses less than v(p) sum I.

Contents: train_absolute, constant_loss.

Source: TMS section "Computation in Superposition".
"""

from __future__ import annotations

import numpy as np

from srm_ref.descent import Adam
from srm_ref.progress import Progress
from srm_ref.superposition.features import feature_batches, sample_features
from srm_ref.superposition.models import MODELS, Arrays
from srm_ref.superposition.training import train

__all__ = ["train_absolute", "constant_loss"]


def train_absolute(sizes: tuple[int, int], density: np.ndarray, importance: np.ndarray, optimiser: Adam, n_steps: int,
                   batch: int,
                   rng: np.random.Generator, progress: Progress | None = None) -> tuple[Arrays, np.ndarray]:
    """Train one model for each entry of `density`, the rate falling along a cosine, and judge it on fresh samples.

    sizes: (n_features, n_hidden). importance (n_features,). batch: samples in a batch.
    density (n_instances,): 1 - S; equal ones are different restarts of one task, and are judged by the same samples.
    Returns parameters, float64 with the instance axis first, and losses (n_instances,) on 10 000 samples each.
    """
    model, (n_features, n_hidden) = MODELS["absolute_value"], sizes
    start = model.initial_parameters(n_features, n_hidden, rng, n_instances=len(density), dtype=np.float32)
    sample = feature_batches(batch, n_features, 1 - density[:, np.newaxis], n_instances=len(density), low=-1.0)
    trained = train(model, start, sample, importance, n_steps=n_steps, optimiser=optimiser, rng=rng, schedule="cosine",
                    progress=progress)
    parameters = {name: value.astype(np.float64) for name, value in trained.parameters.items()}
    losses = np.empty(len(density))
    for p in np.unique(density):
        features = sample_features(10_000, n_features, 1 - p, rng, low=-1.0)
        for k in np.flatnonzero(density == p):
            losses[k] = model.loss({name: value[k] for name, value in parameters.items()}, features, importance)
    return parameters, losses


def constant_loss(density: np.ndarray | float, importance: np.ndarray) -> np.ndarray:
    """Return what the best constant output loses: ``(p/3 - p^2/4) sum I``.

    density (float or ndarray, any shape); importance (n_features,).

    >>> round(float(constant_loss(1.0, np.ones(3))), 6)
    0.25
    """
    p = np.asarray(density, dtype=np.float64)
    return (p / 3 - p**2 / 4) * importance.sum()
