"""The package's answers about functions that are not the papers' own; `adapters.fast` has all of them.

Contents: rotation_matrices, plane_pairs, angle_grid, kurtosis, rotation_p_value, sample_correlated,
sample_anticorrelated, optimiser_steps, initial_weights, dimensions_per_feature.
"""

from __future__ import annotations

import numpy as np

from srm_ref.descent.optimisers import SGD, Adam, AdamW
from srm_ref.geometry.rotations import plane_rotation
from srm_ref.spotlight.fourth_moments import kurtosis
from srm_ref.spotlight.resonance import spotlight_resonance
from srm_ref.spotlight.verdict import equal_tail_p_value
from srm_ref.superposition.correlated_features import sample_anticorrelated_sets, sample_correlated_sets
from srm_ref.superposition.measures import dimensions_per_feature
from srm_ref.superposition.models import MODELS

__all__ = ["rotation_matrices", "plane_pairs", "angle_grid", "kurtosis", "rotation_p_value", "sample_correlated",
           "sample_anticorrelated", "optimiser_steps", "initial_weights", "dimensions_per_feature"]

Array, Rng = np.ndarray, np.random.Generator


def rotation_matrices(basis: Array, planes: Array, thetas: Array) -> Array:
    """Return (n_planes, n_angles, n_dims, n_dims): one rotation for each of the `planes` and `thetas`."""
    return np.array([plane_rotation(basis[i], basis[j], thetas) for i, j in planes])


def plane_pairs(n_directions: int, ensemble: str) -> Array:
    """Return the pairs (i, j) of an ensemble of planes, in its order, (n_planes, 2)."""
    axes = np.eye(n_directions)
    return spotlight_resonance(axes, axes, 0.5, ensemble, 1).planes


def angle_grid(n_angles: int) -> Array:
    """Return a full turn of angles, (n_angles,)."""
    axes = np.eye(2)
    return spotlight_resonance(axes, axes, 0.5, "combinations", n_angles).thetas


def rotation_p_value(value: float, null: Array) -> float:
    """Return the p-value of `value` by equal tails among the values `null` of turned bases, (m,)."""
    return equal_tail_p_value(value, null)


def sample_correlated(n_samples: int, n_features: int, sparsity: float, rng: Rng) -> Array:
    """Return (n_samples, n_features) of one set whose features are active together."""
    return sample_correlated_sets(n_samples, [n_features], sparsity, rng)


def sample_anticorrelated(n_samples: int, n_features: int, sparsity: float, rng: Rng) -> Array:
    """Return (n_samples, n_features) of one set of which at most one feature is active."""
    return sample_anticorrelated_sets(n_samples, [n_features], sparsity, rng)


def optimiser_steps(optimiser: str, start: Array, gradients: Array, learning_rate: float, weight_decay: float) -> Array:
    """Return the parameters (n_parameters,) after each step, (n_steps, n_parameters), on given `gradients`."""
    kinds = {"sgd": lambda: SGD(learning_rate), "adam": lambda: Adam(learning_rate),
             "adamw": lambda: AdamW(learning_rate, weight_decay=weight_decay)}
    rule, w, path = kinds[optimiser](), {"w": np.array(start)}, []
    state = rule.initial_state(w)
    for gradient in gradients:
        rule.update(w, {"w": gradient}, state)
        path.append(w["w"].copy())
    return np.array(path)


def initial_weights(n_instances: int, n_hidden: int, n_features: int, rng: Rng) -> Array:
    """Return the weights (n_instances, n_hidden, n_features) at which training starts."""
    return MODELS["relu_output"].initial_parameters(n_features, n_hidden, rng, n_instances=n_instances)["W"]
