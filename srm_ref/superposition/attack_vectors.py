"""Which small push moves an output most? The optimal attack on one feature, and how far it gets.

Output i is relu(G_i . x + b_i), G = W^T W. Among perturbations of length lambda, delta_i = lambda G_i / |G_i| raises
its pre-activation most, by lambda |G_i| = lambda |W_i|^2 / sqrt(D_i): the less of a dimension a feature has to itself,
the further it can be pushed. The squared push is lambda^2 / D_i for a feature of norm 1, so vulnerability follows the
number of features per dimension.

Conventions: W is (..., n_hidden, n_features), feature i its column.

Contents: attack_size, attack_directions, attack_shift.

Source: TMS section "Superposition and Adversarial Vulnerability".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import number, real_array
from srm_ref.geometry.vectors import norms
from srm_ref.superposition.measures import gram_matrix

__all__ = ["attack_size", "attack_directions", "attack_shift"]


def attack_size(features: Any, fraction: float = 0.1) -> float | np.ndarray:
    """Return lambda, a `fraction` of the mean length of the inputs: ``fraction * mean |x|``.

    Parameters
    ----------
    features : array_like, shape (n_samples, n_features) or (n_instances, n_samples, n_features)
    fraction : float
        Not negative.

    Returns
    -------
    float, or ndarray of shape (n_instances,)

    Raises
    ------
    ValueError
        Not finite numbers, a negative fraction.

    Examples
    --------
    >>> round(attack_size([[3.0, 4.0], [0.0, 0.0]]), 12)
    0.25
    """
    x = real_array(features, "features", (..., "n_samples", "n_features"))
    size = number(fraction, "fraction", 0.0) * norms(x).mean(axis=-1)
    return float(size) if size.ndim == 0 else size


def attack_directions(W: Any) -> np.ndarray:
    """Return the unit directions ``G_i / |G_i|`` that raise each output's pre-activation most.

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (..., n_features, n_features)
        Row i attacks output i; 0 where W_i = 0, which no input reaches.

    Raises
    ------
    ValueError
        W not a finite matrix.

    Examples
    --------
    >>> attack_directions([[2.0, -2.0, 0.0]]).round(4).tolist()[0]
    [0.7071, -0.7071, 0.0]
    """
    G = gram_matrix(W)
    length = norms(G)[..., np.newaxis]
    return G / np.where(length > 0.0, length, 1.0)


def attack_shift(W: Any) -> np.ndarray:
    """Return by how much an attack of length 1 raises each pre-activation: ``|G_i| = |W_i|^2 / sqrt(D_i)``.

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (..., n_features)

    Raises
    ------
    ValueError
        W not a finite matrix.

    Examples
    --------
    >>> attack_shift([[1.0, -1.0]]).round(4).tolist()
    [1.4142, 1.4142]
    """
    return norms(gram_matrix(W))
