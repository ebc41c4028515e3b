"""The package without an angular grid: exact step curves, evaluated at the angles asked for; gradients as published.

Contents: spotlight, signed_spotlight, toy_loss_and_gradient.
"""

from __future__ import annotations

import numpy as np

from srm_ref.spotlight.resonance import exact_spotlight_curve, signed_spotlight_curve
from srm_ref.superposition.models import MODELS

__all__ = ["spotlight", "signed_spotlight", "toy_loss_and_gradient"]


def spotlight(activations: np.ndarray, basis: np.ndarray, epsilon: float, planes: np.ndarray,
              thetas: np.ndarray) -> np.ndarray:
    """Return the curves of the planes; arguments as the kit passes them."""
    return np.array([exact_spotlight_curve(activations, basis[i], basis[j], epsilon)(thetas) for i, j in planes])


def signed_spotlight(activations: np.ndarray, basis: np.ndarray, epsilon: float, planes: np.ndarray,
                     thetas: np.ndarray) -> np.ndarray:
    """Return the signed curves of the planes, one plane at a time."""
    return np.array([signed_spotlight_curve(activations, basis[i], basis[j], epsilon, thetas) for i, j in planes])


def toy_loss_and_gradient(model: str, parameters: dict[str, np.ndarray], features: np.ndarray, importance: np.ndarray
                          ) -> tuple[float, dict[str, np.ndarray]]:
    """Return loss and gradients derived by hand."""
    return MODELS[model].loss_and_gradient(parameters, features, importance)
