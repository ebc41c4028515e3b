"""The package by its definitions: rotation matrices for spotlights, central differences for gradients.

At a kink a central difference averages both sides, so the derivative of relu at 0 is one half here.

Contents: CONVENTIONS, spotlight, signed_spotlight, mean_spotlight, project, toy_forward, toy_loss_and_gradient.
"""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np

from srm_ref.geometry.vectors import in_plane_coordinates, norms, plane_frame
from srm_ref.spotlight.definition import resonance_by_definition, signed_spotlight_curve_by_definition
from srm_ref.superposition.models import MODELS
from srm_ref.verification.gradcheck import central_differences

__all__ = ["CONVENTIONS", "spotlight", "signed_spotlight", "mean_spotlight", "project", "toy_forward",
           "toy_loss_and_gradient"]

CONVENTIONS = {"relu_at_zero": "half"}


def spotlight(activations: np.ndarray, basis: np.ndarray, epsilon: float, planes: np.ndarray,
              thetas: np.ndarray) -> np.ndarray:
    """Return the curves of the planes, shape (n_planes, n_angles); arguments as the kit passes them."""
    return resonance_by_definition(activations, basis, epsilon, planes, thetas)


def signed_spotlight(activations: np.ndarray, basis: np.ndarray, epsilon: float, planes: np.ndarray,
                     thetas: np.ndarray) -> np.ndarray:
    """Return the signed curves of the planes, shape (n_planes, n_angles)."""
    return np.array([signed_spotlight_curve_by_definition(activations, basis[i], basis[j], epsilon, thetas)
                     for i, j in planes])


def mean_spotlight(activations: np.ndarray, basis: np.ndarray, epsilon: float, ensemble: str,
                   thetas: np.ndarray) -> np.ndarray:
    """Return the mean curve over the planes that two rows span."""
    pairs = (permutations if ensemble == "permutations" else combinations)(range(len(basis)), 2)
    planes = [pair for pair in pairs if _spans(basis[pair[0]], basis[pair[1]])]
    return resonance_by_definition(activations, basis, epsilon, planes, thetas).mean(axis=0)


def _spans(a: np.ndarray, b: np.ndarray) -> bool:
    try:
        plane_frame(a, b)
    except ValueError:
        return False
    return True


def project(activations: np.ndarray, basis: np.ndarray, epsilon: float, planes: np.ndarray) -> list[np.ndarray]:
    """Return the in-plane coordinates of the activations within arccos(epsilon) of each plane."""
    lengths, pictures = norms(activations), []
    for i, j in planes:
        x, y = in_plane_coordinates(activations, basis[i], basis[j])
        near = (np.hypot(x, y) >= epsilon * lengths) & (lengths > 0)
        pictures.append(np.stack([x, y], axis=1)[near])
    return pictures


def toy_forward(model: str, parameters: dict[str, np.ndarray], features: np.ndarray) -> np.ndarray:
    """Return the outputs of a toy model."""
    return MODELS[model].forward(parameters, features)


def toy_loss_and_gradient(model: str, parameters: dict[str, np.ndarray], features: np.ndarray, importance: np.ndarray
                          ) -> tuple[float, dict[str, np.ndarray]]:
    """Return the loss of the forward pass, and its central differences."""
    def loss(point: dict[str, np.ndarray]) -> float:
        error = MODELS[model].forward(point, features) - target
        return float((importance * error**2).sum() / len(features))

    target = MODELS[model].target(features)
    return loss(parameters), central_differences(loss, parameters)
