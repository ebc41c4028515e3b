"""How is the spotlight put on a toy model? Train many models at once, draw features, read what the hidden layer does.

A toy model's hidden activations are h = W x (ReLU hidden: relu(W x)) for features x drawn at the density it was
trained at. The privileged basis may be its neurons, the coordinate axes of the hidden space, or its feature
directions, the columns of W. An input without any active feature has h = 0: it lies in no spotlight, and counts in the
number of samples.

Contents: train_models, hidden_activations, ks_distance, ks_critical.
"""

from __future__ import annotations

import numpy as np

from srm_ref.descent import SGD, Adam
from srm_ref.progress import Progress
from srm_ref.superposition.features import feature_batches, sample_features
from srm_ref.superposition.models import MODELS, Arrays
from srm_ref.superposition.training import train

__all__ = ["train_models", "hidden_activations", "ks_distance", "ks_critical"]


def train_models(name: str, n_features: int, n_hidden: int, sparsity: np.ndarray, importance: np.ndarray,
                 optimiser: SGD | Adam,
                 n_steps: int, rng: np.random.Generator, *, n_samples: int = 256, std: float | None = None,
                 progress: Progress | None = None) -> Arrays:
    """Train one model per sparsity, all at once, on fresh batches, the rate falling along a cosine.

    name: of `superposition.MODELS`.
    sparsity (n_instances,): one for each model; equal ones are different starts at the same task.
    importance (n_features,); optimiser (SGD or Adam).
    n_samples: batch size.
    std: of the starting weights.
    Returns (dict of arrays, float64): with the instance axis first.
    """
    model, n_instances = MODELS[name], len(sparsity)
    start = model.initial_parameters(n_features, n_hidden, rng, n_instances=n_instances, std=std, dtype=np.float32)
    sample = feature_batches(n_samples, n_features, sparsity[:, None], n_instances=n_instances)
    trained = train(model, start, sample, importance, n_steps=n_steps, optimiser=optimiser, rng=rng, schedule="cosine",
                    progress=progress)
    return {key: value.astype(np.float64) for key, value in trained.parameters.items()}


def hidden_activations(name: str, parameters: Arrays, sparsity: np.ndarray, n_samples: int,
                       rng: np.random.Generator) -> np.ndarray:
    """Read the hidden layers of the trained models called `name`, on features of the density they were trained at.

    parameters (dict of arrays, with the instance axis first); sparsity (n_instances,); n_samples: for each model.
    Returns (n_instances, n_samples, n_hidden).
    """
    n_instances, _, n_features = parameters["W"].shape
    features = sample_features(n_samples, n_features, sparsity[:, None], rng, n_instances=n_instances)
    return MODELS[name].hidden(parameters, features)


def ks_distance(p_values: np.ndarray, n_levels: int) -> float:
    """Measure how far p-values are from uniform on 1/n_levels, ..., 1: the largest gap between distributions.

    D = max_k |share of p <= k / n_levels  -  k / n_levels|                                (Kolmogorov and Smirnov)

    p_values (n,).
    n_levels: the values that a p-value can take: 1 + n_rotations.
    Returns: in [0, 1).

    >>> ks_distance(np.array([0.25, 0.25, 0.5, 1.0]), 4)
    0.25
    """
    levels = np.arange(1, n_levels + 1) / n_levels
    shares = (p_values[:, None] <= levels + 1e-12).mean(axis=0)
    return float(np.abs(shares - levels).max())


def ks_critical(n: int) -> float:
    """Give a distance that n uniform values exceed with probability at most 0.025: about 1.480 / sqrt(n).

    Two distances, each held to this, raise a false alarm in at most one case in twenty.

    >>> round(ks_critical(100), 4)
    0.148
    """
    return 1.480 / float(n) ** 0.5
