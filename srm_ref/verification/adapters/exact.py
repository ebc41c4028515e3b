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
    """Return the curves of the planes; arguments as the kit passes them.

    Parameters
    ----------
    activations, basis, epsilon, planes, thetas
        As for `srm_ref.spotlight_resonance`.

    Returns
    -------
    ndarray, shape (n_planes, n_angles)
    """
    return np.array([exact_spotlight_curve(activations, basis[i], basis[j], epsilon)(thetas) for i, j in planes])


def signed_spotlight(activations: np.ndarray, basis: np.ndarray, epsilon: float, planes: np.ndarray,
                     thetas: np.ndarray) -> np.ndarray:
    """Return the signed curves of the planes, one plane at a time.

    Parameters
    ----------
    activations, basis, epsilon, planes, thetas
        As for `spotlight`.

    Returns
    -------
    ndarray, shape (n_planes, n_angles)
    """
    return np.array([signed_spotlight_curve(activations, basis[i], basis[j], epsilon, thetas) for i, j in planes])


def toy_loss_and_gradient(model: str, parameters: dict[str, np.ndarray], features: np.ndarray, importance: np.ndarray
                          ) -> tuple[float, dict[str, np.ndarray]]:
    """Return loss and gradients derived by hand.

    Parameters
    ----------
    model : str
    parameters : dict of ndarray
    features : ndarray, shape (n_samples, n_features)
    importance : ndarray, shape (n_features,)

    Returns
    -------
    loss : float
    gradients : dict of ndarray
    """
    return MODELS[model].loss_and_gradient(parameters, features, importance)
