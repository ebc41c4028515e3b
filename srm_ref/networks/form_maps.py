"""How does each functional form map pre-activations, and how does a gradient come back through it?

Two families of maps f from R^n to R^n, each with its vector-Jacobian product derived by hand:

- in a frame of k unit vectors b_i: ``f(z) = (n/k) sum_i sigma(b_i . z) b_i``;
- isotropic: ``f(z) = tanh(|z|) z / |z|``.

Conventions: the last axis holds the coordinates, rows are samples, so that Q z of a formula is ``z @ Q.T`` in the code.
For an upstream gradient u = dL/df the vector-Jacobian product is J^T u with J_ij = df_i / dz_j. Where sigma has a kink
its slope there is the left one. Nothing is checked here: these run in inner loops; `functional_forms` checks.

Contents: Sigma, SIGMAS, LEAK; in_frame, in_frame_vjp; isotropic_tanh, isotropic_tanh_vjp.

Source: SRM, functional forms; isotropic activation functions by the same author.
"""

from __future__ import annotations

from typing import Callable, NamedTuple

import numpy as np

from srm_ref.geometry.vectors import norms

__all__ = ["LEAK", "Sigma", "SIGMAS", "in_frame", "in_frame_vjp", "isotropic_tanh", "isotropic_tanh_vjp"]

LEAK = 0.01
"""Slope of the leaky ReLU at negative arguments."""


class Sigma(NamedTuple):
    """A scalar function and its derivative, both acting on every entry of an array."""

    value: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]


SIGMAS: dict[str, Sigma] = {
    "tanh": Sigma(np.tanh, lambda s: 1.0 - np.tanh(s) ** 2),
    "relu": Sigma(lambda s: np.maximum(s, 0.0), lambda s: np.where(s > 0.0, 1.0, 0.0)),
    "leaky_relu": Sigma(lambda s: np.where(s > 0.0, s, LEAK * s), lambda s: np.where(s > 0.0, 1.0, LEAK)),
}


def in_frame(z: np.ndarray, basis: np.ndarray, sigma: Sigma) -> np.ndarray:
    """Apply sigma along every vector of a frame: f(z) = (n/k) sum_i sigma(b_i . z) b_i.

    Parameters
    ----------
    z : ndarray, shape (n_samples, n_dims)
    basis : ndarray, shape (n_basis, n_dims)
        Unit rows b_i.
    sigma : Sigma

    Returns
    -------
    ndarray, shape (n_samples, n_dims)

    Notes
    -----
    Near 0, with sigma(0) = 0 and sigma'(0) = 1, f(z) = (n/k) B^T B z: the identity where the frame is tight.

    Examples
    --------
    >>> in_frame(np.array([[2.0, -3.0]]), np.eye(2), SIGMAS["relu"]).tolist()
    [[2.0, 0.0]]
    """
    n_basis, n_dims = basis.shape
    s = z @ basis.T  # (n_samples, n_basis)
    return (n_dims / n_basis) * (sigma.value(s) @ basis)


def in_frame_vjp(z: np.ndarray, upstream: np.ndarray, basis: np.ndarray, sigma: Sigma) -> np.ndarray:
    """Pull an upstream gradient u back through `in_frame`: J^T u = (n/k) sum_i sigma'(b_i . z) (b_i . u) b_i.

    Line by line, with s_i = b_i . z:

    1. f_m = (n/k) sum_i sigma(s_i) b_im                               (the form)
    2. ds_i / dz_j = b_ij                                              (s is linear in z)
    3. J_mj = df_m / dz_j = (n/k) sum_i sigma'(s_i) b_im b_ij          (chain rule)
    4. J_mj = J_jm, so J^T = J                                         (m and j enter alike)
    5. (J^T u)_j = (n/k) sum_i sigma'(s_i) (sum_m b_im u_m) b_ij       (the result)

    Parameters
    ----------
    z, upstream : ndarray, shape (n_samples, n_dims)
    basis : ndarray, shape (n_basis, n_dims)
        Unit rows b_i.
    sigma : Sigma

    Returns
    -------
    ndarray, shape (n_samples, n_dims)

    Examples
    --------
    >>> in_frame_vjp(np.array([[2.0, -3.0]]), np.array([[5.0, 7.0]]), np.eye(2), SIGMAS["relu"]).tolist()
    [[5.0, 0.0]]
    """
    n_basis, n_dims = basis.shape
    s = z @ basis.T  # (n_samples, n_basis)
    return (n_dims / n_basis) * ((sigma.slope(s) * (upstream @ basis.T)) @ basis)


def isotropic_tanh(z: np.ndarray) -> np.ndarray:
    """Shorten every row and keep its direction: f(z) = tanh(|z|) z / |z|, and f(0) = 0.

    Parameters
    ----------
    z : ndarray, shape (..., n_dims)

    Returns
    -------
    ndarray, shape (..., n_dims)
        Of length below or equal to 1.

    Notes
    -----
    tanh(r)/r = 1 - r^2/3 + ... is smooth and even in r, hence f is smooth at 0, where its Jacobian is the identity.
    The quotient is accurate for every r > 0; r = 0 alone needs its limit, 1.

    Examples
    --------
    >>> isotropic_tanh(np.array([[30.0, 40.0], [0.0, 0.0]])).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    return _ratio(norms(z)[..., None]) * z


def isotropic_tanh_vjp(z: np.ndarray, upstream: np.ndarray) -> np.ndarray:
    """Pull an upstream gradient u back through `isotropic_tanh`: J^T u = g (u - (h.u) h) + tanh'(r) (h.u) h.

    Line by line, with r = |z|, h = z / r and g(r) = tanh(r) / r:

    1. f_i = g(r) z_i                                                  (the form)
    2. dr / dz_j = z_j / r = h_j                                       (length of a vector)
    3. J_ij = g delta_ij + g'(r) z_i h_j                               (product rule)
    4. r g'(r) = tanh'(r) - g                                          (quotient rule)
    5. J_ij = g (delta_ij - h_i h_j) + tanh'(r) h_i h_j                (4 in 3, z_i = r h_i)
    6. J_ij = J_ji, so J^T u = g u + (tanh'(r) - g) (h.u) h            (the result)

    In words: lengths across z shrink by tanh(r)/r, lengths along z by tanh'(r) = 1 - tanh(r)^2.

    Parameters
    ----------
    z, upstream : ndarray, shape (..., n_dims)

    Returns
    -------
    ndarray, shape (..., n_dims)

    Notes
    -----
    Line 6 is used rather than g'(r) / r of line 3, which is 0/0 at the origin: here h is a unit vector and its factor
    goes to 0 with r, so that rounding stays at 1e-16 and h = 0 serves at r = 0.

    Examples
    --------
    >>> isotropic_tanh_vjp(np.array([[0.0, 0.0], [50.0, 0.0]]), np.array([[3.0, 4.0], [3.0, 4.0]])).round(12).tolist()
    [[3.0, 4.0], [0.0, 0.08]]
    """
    r = norms(z)[..., None]  # (..., 1)
    g = _ratio(r)
    h = np.divide(z, r, out=np.zeros_like(z), where=r > 0.0)
    along = np.sum(h * upstream, axis=-1, keepdims=True)
    return g * upstream + (1.0 - np.tanh(r) ** 2 - g) * along * h


def _ratio(r: np.ndarray) -> np.ndarray:
    """tanh(r) / r with its limit 1 at r = 0."""
    return np.divide(np.tanh(r), r, out=np.ones_like(r), where=r > 0.0)
