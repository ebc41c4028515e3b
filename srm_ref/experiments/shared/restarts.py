"""Which arrangement of features does training find? Many restarts at each task, exact losses to compare them by.

Gradient descent on small models ends in different arrangements from different starts. A task is a distribution of
features with their importances; it is tried from many starts at once, neighbours along the instance axis: instance
``task * n_restarts + k`` is restart k. All restarts at a task see the same batches, so that they differ in their starts
alone. Losses of different tasks are never compared.

Training uses AdamW with weight decay 0.01, as in the notebook released with the paper, but at a
higher rate that falls along a cosine to 0, which takes fewer steps. Where features are few, the loss is also known
exactly, and descent on that has neither noise nor a batch size.

Contents: train_restarts, minimise_exactly, best_restarts, polish_best, repeat_per_restart.

Source: TMS sections "Superposition as a Phase Change" and "The Geometry of Superposition" (many restarts, best kept).
"""

from __future__ import annotations

from typing import Callable

import numpy as np

from srm_ref.checks import integer, real_array
from srm_ref.descent import Adam, AdamW, cosine
from srm_ref.progress import Progress
from srm_ref.superposition.exact_loss import active_set_loss, active_set_loss_and_gradient
from srm_ref.superposition.models import MODELS, Arrays
from srm_ref.superposition.training import best_of, select, train

__all__ = ["train_restarts", "minimise_exactly", "best_restarts", "polish_best", "repeat_per_restart"]

Sample = Callable[[np.random.Generator], np.ndarray]


def repeat_per_restart(values: np.ndarray, n_restarts: int) -> np.ndarray:
    """Give what belongs to each task, along the first axis, to all of its restarts.

    values (n_tasks, ...). Returns (n_tasks * n_restarts, ...).

    >>> repeat_per_restart(np.array([[1.0], [2.0]]), 2).tolist()
    [[1.0], [1.0], [2.0], [2.0]]
    """
    return np.repeat(values, n_restarts, axis=0)


def train_restarts(sample: Sample, importance: np.ndarray, n_hidden: int, n_restarts: int, *, n_steps: int,
                   rng: np.random.Generator,
                   learning_rate: float = 1e-2, model: str = "relu_output", std: float | None = None,
                   progress: Progress | None = None) -> Arrays:
    """Train `n_restarts` models at each task and return them all.

    sample (callable): ``sample(rng) -> (n_tasks, n_samples, n_features)``, or ``(n_samples, n_features)`` for all
        tasks.
    importance (n_tasks, n_features).
    n_hidden, n_restarts, n_steps: at least 1.
    rng: draws the starts, then the batches.
    learning_rate: at the first step; falls along a cosine to 0.
    model: one of MODELS with a single W.
    std: standard deviation of the initial weights, default as in ``Model.initial_parameters``.
    Returns (dict of arrays): "W", shape (n_tasks * n_restarts, n_hidden, n_features); "bias"; trained in float32,
        returned in float64.
    """
    importance = real_array(importance, "importance", ("n_tasks", "n_features"))
    n_tasks, n_features = importance.shape
    n_restarts = integer(n_restarts, "n_restarts", 1)
    start = MODELS[model].initial_parameters(n_features, n_hidden, rng, n_instances=n_tasks * n_restarts, std=std,
                                             dtype=np.float32)

    def batch(rng: np.random.Generator) -> np.ndarray:
        features = sample(rng)
        return repeat_per_restart(features, n_restarts) if features.ndim == 3 else features
    trained = train(MODELS[model], start, batch, repeat_per_restart(importance, n_restarts), n_steps=n_steps, rng=rng,
                    optimiser=AdamW(learning_rate), schedule="cosine", progress=progress)
    return {name: value.astype(np.float64) for name, value in trained.parameters.items()}


def minimise_exactly(parameters: Arrays, importance: np.ndarray, probability: np.ndarray, *, n_steps: int,
                     learning_rate: float,
                     progress: Progress | None = None) -> tuple[Arrays, np.ndarray]:
    """Follow Adam down the exact loss from `parameters`: where does that end?

    parameters (dict of arrays with an instance axis): "W" and "bias" of ReLU output models; not changed.
    importance (n_features,) or (n_instances, n_features).
    probability (2^n_features,) or (n_instances, 2^n_features): of every active set, as in
        `srm_ref.superposition.correlated_features`.
    n_steps: at least 1.
    learning_rate: at the first step; falls along a cosine to 0.
    Returns parameters (dict of arrays); losses (n_instances,): exact.
    """
    reached = {name: np.array(value, dtype=np.float64) for name, value in parameters.items()}
    optimiser = Adam(learning_rate)
    state = optimiser.initial_state(reached)
    for step in range(integer(n_steps, "n_steps", 1)):
        _, gradient = active_set_loss_and_gradient(reached, importance, probability)
        optimiser.update(reached, gradient, state, cosine(step, n_steps))
        if progress is not None:
            progress(step + 1, n_steps)
    return reached, active_set_loss(reached, importance, probability)


def best_restarts(parameters: Arrays, losses: np.ndarray, n_restarts: int) -> Arrays:
    """Return the restart of lowest loss at each task, from losses of shape (n_tasks * n_restarts,).

    parameters (dict of arrays, n_tasks * n_restarts instances). Returns (dict of arrays, n_tasks instances).
    """
    return select(parameters, best_of(losses, n_restarts))


def polish_best(tried: Arrays, importance: np.ndarray, probability: np.ndarray, n_restarts: int, *, n_steps: int,
                learning_rate: float,
                progress: Progress | None = None) -> tuple[np.ndarray, Arrays, np.ndarray]:
    """Judge all restarts by their exact losses, keep the best at each task and descend from it to its minimum.

    tried (dict of arrays, n_tasks * n_restarts instances): as `train_restarts` returns them.
    importance (n_features,).
    probability (n_tasks, 2^n_features): of every active set.
    n_restarts, n_steps: at least 1.
    learning_rate, progress: as in `minimise_exactly`.
    Returns losses (n_tasks * n_restarts,): exact, of the models as trained; best (dict of arrays, n_tasks instances);
        best_losses (n_tasks,): exact, at the minimum.
    """
    losses = active_set_loss(tried, importance, repeat_per_restart(probability, n_restarts))
    best, best_losses = minimise_exactly(best_restarts(tried, losses, n_restarts), importance, probability,
                                         n_steps=n_steps,
                                         learning_rate=learning_rate, progress=progress)
    return losses, best, best_losses
