"""The package as it is meant to be used: sweeps of all planes at once, gradients from the training kernel.

Contents: spotlight, signed_spotlight, mean_spotlight, project, cap_fraction, toy_forward, toy_loss_and_gradient,
population_loss, feature_dimensionality, interference, sample_features; and of `further`:
rotation_matrices, plane_pairs, angle_grid, kurtosis, rotation_p_value, sample_correlated, sample_anticorrelated,
optimiser_steps, initial_weights, dimensions_per_feature.
"""

from __future__ import annotations

import numpy as np

from srm_ref.geometry.sphere import cap_fraction
from srm_ref.spotlight.projection import project_on_planes
from srm_ref.spotlight.resonance import mean_spotlight_resonance, spotlight_resonance
from srm_ref.superposition.exact_loss import population_loss
from srm_ref.superposition.features import sample_features
from srm_ref.superposition.measures import feature_dimensionality, interference
from srm_ref.superposition.models import MODELS
from srm_ref.superposition.training import step_loss_and_gradient
from srm_ref.verification.adapters.further import (angle_grid, dimensions_per_feature, initial_weights, kurtosis,
                                                   optimiser_steps, plane_pairs, rotation_matrices, rotation_p_value,
                                                   sample_anticorrelated, sample_correlated)

__all__ = ["spotlight", "signed_spotlight", "mean_spotlight", "project", "cap_fraction", "toy_forward",
           "toy_loss_and_gradient", "population_loss", "feature_dimensionality", "interference", "sample_features",
           "rotation_matrices", "plane_pairs", "angle_grid", "kurtosis", "rotation_p_value", "sample_correlated",
           "sample_anticorrelated", "optimiser_steps", "initial_weights", "dimensions_per_feature"]


def spotlight(activations: np.ndarray, basis: np.ndarray, epsilon: float, planes: np.ndarray,
              thetas: np.ndarray) -> np.ndarray:
    """Return the curves of the planes; arguments as the kit passes them."""
    return spotlight_resonance(activations, basis, epsilon, planes, thetas).values


def signed_spotlight(activations: np.ndarray, basis: np.ndarray, epsilon: float, planes: np.ndarray,
                     thetas: np.ndarray) -> np.ndarray:
    """Return the signed curves of the planes."""
    return spotlight_resonance(activations, basis, epsilon, planes, thetas, signed=True).values


def mean_spotlight(activations: np.ndarray, basis: np.ndarray, epsilon: float, ensemble: str,
                   thetas: np.ndarray) -> np.ndarray:
    """Return the mean curve over an ensemble of planes."""
    return mean_spotlight_resonance(activations, basis, epsilon, ensemble, thetas).mean


def project(activations: np.ndarray, basis: np.ndarray, epsilon: float, planes: np.ndarray) -> list[np.ndarray]:
    """Return the points near each plane."""
    found = project_on_planes(activations, basis, epsilon, planes)
    return [found.points[found.plane == k] for k in range(len(planes))]


def toy_forward(model: str, parameters: dict[str, np.ndarray], features: np.ndarray) -> np.ndarray:
    """Return the outputs of a toy model."""
    return MODELS[model].forward(parameters, features)


def toy_loss_and_gradient(model: str, parameters: dict[str, np.ndarray], features: np.ndarray, importance: np.ndarray
                          ) -> tuple[float, dict[str, np.ndarray]]:
    """Return loss and gradients from the kernel that training runs, with a single instance."""
    stacked = {name: value[np.newaxis] for name, value in parameters.items()}
    loss, gradients = step_loss_and_gradient(MODELS[model], stacked, features, importance)
    return float(loss[0]), {name: value[0] for name, value in gradients.items()}
