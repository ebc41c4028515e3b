"""Which functional form acts on a hidden layer, and which basis does it privilege?

A functional form is a map f from R^n to R^n that a layer applies to its pre-activations z. Two families:

- in a frame: ``f(z) = (n/k) sum_i sigma(b_i . z) b_i`` for k unit vectors b_i and a scalar function sigma. With an
  orthonormal basis (k = n) this is "elementwise in that basis", f(z) = Q^T sigma(Q z) with rows b_i of Q; the standard
  basis gives the usual activation function. It privileges the b_i: f commutes with a rotation where that rotation
  maps the frame to itself (tanh, being odd: up to signs), and in general with no other.
- isotropic: ``f(z) = tanh(|z|) z / |z|``. It commutes with every rotation and privileges no basis.

Conventions: the last axis holds the coordinates, all leading axes are samples.

Contents: FunctionalForm; its constructors elementwise, overcomplete, isotropic. The maps themselves, with the
derivations of their vector-Jacobian products, are in `form_maps`.

Source: SRM, functional forms and privileged bases; isotropic activation functions by the same author.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Callable

import numpy as np

from srm_ref.checks import choice, integer, real_array, refuse
from srm_ref.geometry.vectors import unit
from srm_ref.networks.form_maps import SIGMAS, in_frame, in_frame_vjp, isotropic_tanh, isotropic_tanh_vjp

__all__ = ["ORTHONORMAL_ATOL", "FunctionalForm", "elementwise", "overcomplete", "isotropic"]

ORTHONORMAL_ATOL = 1e-9
"""Largest entry of Q Q^T - I that still counts as rounding; a basis typed with eight digits is refused."""


@dataclass(frozen=True, eq=False)
class FunctionalForm:
    """A functional form with its vector-Jacobian product and the basis that it privileges.

    Parameters
    ----------
    name : str
        For tables and legends.
    n_dims : int
        Width of the layer.
    basis : ndarray, shape (n_basis, n_dims), or None
        The unit vectors along which sigma acts; None for isotropic forms, which have none.
    forward, pullback : callable
        ``forward(z)`` and ``pullback(z, upstream)`` on (n_samples, n_dims), unchecked, for inner loops.

    Examples
    --------
    >>> form = elementwise("tanh", np.eye(2))
    >>> form.name, form.apply([0.0, 40.0]).tolist(), form.vjp([0.0, 40.0], [1.0, 1.0]).tolist()
    ('tanh', [0.0, 1.0], [1.0, 0.0])
    """

    name: str
    n_dims: int
    basis: np.ndarray | None
    forward: Callable[[np.ndarray], np.ndarray]
    pullback: Callable[[np.ndarray, np.ndarray], np.ndarray]

    def apply(self, z: Any) -> np.ndarray:
        """Return f(z), shape (..., n_dims) like z; ValueError unless z is finite and of this width."""
        return self.forward(real_array(z, "z", (..., self.n_dims)))

    def vjp(self, z: Any, upstream: Any) -> np.ndarray:
        """Return J(z)^T upstream, shape (..., n_dims) like both; ValueError unless both are finite and alike."""
        z = real_array(z, "z", (..., self.n_dims))
        return self.pullback(z, real_array(upstream, "upstream", z.shape))


def elementwise(sigma: str, basis: Any) -> FunctionalForm:
    """Build f(z) = Q^T sigma(Q z), sigma acting on every coordinate in the orthonormal basis Q.

    Parameters
    ----------
    sigma : {"tanh", "relu", "leaky_relu"}
    basis : array_like, shape (n_dims, n_dims)
        Rows are the basis vectors: ``numpy.eye(n)`` for the standard basis.

    Returns
    -------
    FunctionalForm

    Raises
    ------
    ValueError
        Unknown sigma; a basis that is not square, not finite or not orthonormal.

    Examples
    --------
    >>> elementwise("relu", [[0.0, -1.0], [1.0, 0.0]]).apply([[2.0, 3.0]]).tolist()
    [[2.0, 0.0]]
    """
    basis = real_array(basis, "basis", ("n_dims", "n_dims"))
    n_basis, n_dims = basis.shape
    if n_basis != n_dims:
        refuse("basis", "as many rows as columns (`overcomplete` takes other sets)", f"shape ({n_basis}, {n_dims})")
    deviation = float(np.abs(basis @ basis.T - np.eye(n_dims)).max())
    if not deviation <= ORTHONORMAL_ATOL:
        refuse("basis", "orthonormal rows", f"an entry of Q Q^T off the identity's by {deviation:.1e}")
    return _framed(sigma, basis, "")


def overcomplete(sigma: str, basis: Any) -> FunctionalForm:
    """Build f(z) = (n/k) sum_i sigma(b_i . z) b_i for any k unit vectors: a simplex, a polygon, a Thomson set.

    Parameters
    ----------
    sigma : {"tanh", "relu", "leaky_relu"}
    basis : array_like, shape (n_basis, n_dims)
        Rows are scaled to unit length.

    Returns
    -------
    FunctionalForm

    Raises
    ------
    ValueError
        Unknown sigma; a zero row; not finite.

    Notes
    -----
    In a set with every vector's opposite ReLU does nothing but halve a tight frame's identity: relu(s) - relu(-s) = s.

    Examples
    --------
    >>> overcomplete("relu", [[1, 0], [0, 1], [-1, 0], [0, -1]]).apply([[4.0, -6.0]]).tolist()
    [[2.0, -3.0]]
    """
    basis = unit(real_array(basis, "basis", ("n_basis", "n_dims")), "basis")
    return _framed(sigma, basis, f" along {len(basis)} vectors")


def isotropic(sigma: str, n_dims: int) -> FunctionalForm:
    """Build f(z) = sigma(|z|) z / |z|, which commutes with every rotation.

    Parameters
    ----------
    sigma : {"tanh"}
        The ReLUs are left out: on lengths, which are never negative, they are the identity.
    n_dims : int

    Returns
    -------
    FunctionalForm
        Its basis is None.

    Raises
    ------
    ValueError
        Another sigma; n_dims below 1.

    Examples
    --------
    >>> isotropic("tanh", 2).apply([30.0, 40.0]).tolist()
    [0.6, 0.8]
    """
    choice(sigma, "sigma", ["tanh"])
    return FunctionalForm("isotropic tanh", integer(n_dims, "n_dims", 1), None, isotropic_tanh, isotropic_tanh_vjp)


def _framed(sigma: str, basis: np.ndarray, where: str) -> FunctionalForm:
    scalar = SIGMAS[choice(sigma, "sigma", list(SIGMAS))]
    parts = {"basis": basis, "sigma": scalar}
    return FunctionalForm(sigma.replace("_", " ") + where, basis.shape[1], basis,
                          partial(in_frame, **parts), partial(in_frame_vjp, **parts))
