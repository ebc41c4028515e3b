"""Which functional form acts on a hidden layer, which basis does it privilege, and what is its backward pass?

A functional form is a map f from R^n to R^n that a layer applies to its pre-activations z. Two families, each with its
vector-Jacobian product derived by hand:

- in a frame: ``f(z) = (n/k) sum_i sigma(b_i . z) b_i`` for k unit vectors b_i and a scalar function sigma. With an
  orthonormal basis (k = n) this is "elementwise in that basis", f(z) = Q^T sigma(Q z) with rows b_i of Q; the standard
  basis gives the usual activation function. It privileges the b_i: f commutes with every rotation that maps the frame
  to itself (for tanh, which is odd: up to signs), and in general with no other rotation.
- isotropic: ``f(z) = tanh(|z|) z / |z|``. It commutes with every rotation and privileges no basis.

Conventions: the last axis holds the coordinates, all leading axes are samples (rows), so that Q z of a formula is
``z @ Q.T`` in the code. For an upstream gradient u = dL/df the vector-Jacobian product is J^T u with J_ij = df_i /
dz_j. The maps themselves check nothing: they run in inner loops; the constructors check.

Contents: in_frame, in_frame_vjp, isotropic_tanh, isotropic_tanh_vjp; ORTHONORMAL_ATOL, FunctionalForm and its
constructors elementwise, overcomplete, isotropic. The scalar functions are in `srm_ref.scalar_maps`.

Source: the abstract of SRM says that activation functions lead to privileged bases; isotropic activation functions are
by the same author.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Callable

import numpy as np

from srm_ref.checks import choice, counted, integer, real_array, refuse
from srm_ref.geometry.vectors import norms, unit
from srm_ref.scalar_maps import SIGMAS, Sigma

__all__ = ["in_frame", "in_frame_vjp", "isotropic_tanh", "isotropic_tanh_vjp", "ORTHONORMAL_ATOL", "FunctionalForm",
           "elementwise", "overcomplete", "isotropic"]


def in_frame(z: np.ndarray, basis: np.ndarray, sigma: Sigma) -> np.ndarray:
    """Apply sigma along every vector of a frame to z (n_samples, n_dims): f(z) = (n/k) sum_i sigma(b_i . z) b_i.

    Near 0, with sigma(0) = 0 and sigma'(0) = 1, f(z) = (n/k) B^T B z: the identity where the frame is tight. `basis`
    (n_basis, n_dims) has unit rows b_i.

    >>> in_frame(np.array([[2.0, -3.0]]), np.eye(2), SIGMAS["relu"]).tolist()
    [[2.0, 0.0]]
    """
    n_basis, n_dims = basis.shape
    s = z @ basis.T  # (n_samples, n_basis)
    return (n_dims / n_basis) * (sigma.value(s) @ basis)


def in_frame_vjp(z: np.ndarray, upstream: np.ndarray, basis: np.ndarray, sigma: Sigma) -> np.ndarray:
    """Map an `upstream` gradient u back through `in_frame`: J^T u = (n/k) sum_i sigma'(b_i . z) (b_i . u) b_i.

    Line by line, with s_i = b_i . z; z, u and the result are (n_samples, n_dims), sigma and basis as in `in_frame`:

    1. f_m = (n/k) sum_i sigma(s_i) b_im                               (the form)
    2. ds_i / dz_j = b_ij                                              (s is linear in z)
    3. J_mj = df_m / dz_j = (n/k) sum_i sigma'(s_i) b_im b_ij          (chain rule)
    4. J_mj = J_jm, so J^T = J                                         (symmetric in m and j)
    5. (J^T u)_j = (n/k) sum_i sigma'(s_i) (sum_m b_im u_m) b_ij       (the result)

    >>> in_frame_vjp(np.array([[2.0, -3.0]]), np.array([[5.0, 7.0]]), np.eye(2), SIGMAS["relu"]).tolist()
    [[5.0, 0.0]]
    """
    n_basis, n_dims = basis.shape
    s = z @ basis.T  # (n_samples, n_basis)
    return (n_dims / n_basis) * ((sigma.slope(s) * (upstream @ basis.T)) @ basis)


def isotropic_tanh(z: np.ndarray) -> np.ndarray:
    """Shorten every row of z (..., n_dims) and keep its direction: f(z) = tanh(|z|) z / |z|, and f(0) = 0.

    tanh(r)/r = 1 - r^2/3 + ... is smooth and even in r, hence f is smooth at 0, where its Jacobian is the identity.
    The quotient is accurate for every r > 0; r = 0 alone needs its limit, 1.

    >>> isotropic_tanh(np.array([[30.0, 40.0], [0.0, 0.0]])).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    return _ratio(norms(z)[..., None]) * z


def isotropic_tanh_vjp(z: np.ndarray, upstream: np.ndarray) -> np.ndarray:
    """Map an `upstream` gradient u back through `isotropic_tanh`: J^T u = g (u - (h.u) h) + tanh'(r) (h.u) h.

    Line by line, with r = |z|, h = z / r and g(r) = tanh(r) / r; z, u and the result are (..., n_dims):

    1. f_i = g(r) z_i                                                  (the form)
    2. dr / dz_j = z_j / r = h_j                                       (length of a vector)
    3. J_ij = g delta_ij + g'(r) z_i h_j                               (product rule)
    4. r g'(r) = tanh'(r) - g                                          (quotient rule)
    5. J_ij = g (delta_ij - h_i h_j) + tanh'(r) h_i h_j                (4 in 3, z_i = r h_i)
    6. J_ij = J_ji, so J^T u = g u + (tanh'(r) - g) (h.u) h            (the result)

    In words: lengths across z shrink by tanh(r)/r, lengths along z by tanh'(r) = 1 - tanh(r)^2.

    Line 6 is used rather than g'(r) / r of line 3, which is 0/0 at the origin: here h is a unit vector and its factor
    goes to 0 with r, so that rounding stays at 1e-16 and h = 0 can be used at r = 0.

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


ORTHONORMAL_ATOL = 1e-9
"""Largest entry of Q Q^T - I that still counts as rounding; a basis typed with eight digits is refused."""


@dataclass(frozen=True, eq=False)
class FunctionalForm:
    """A functional form with its vector-Jacobian product and the basis that it privileges.

    name: for tables and legends. n_dims: width of the layer.
    basis (n_basis, n_dims): the unit vectors along which sigma acts; None for isotropic forms, which have none.
    forward, pullback: ``forward(z)`` and ``pullback(z, upstream)`` on (n_samples, n_dims), unchecked, for inner loops.

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
    """Build f(z) = Q^T sigma(Q z), sigma acting on every coordinate in the orthonormal basis Q, (n_dims, n_dims).

    `sigma` is the name of one of `SIGMAS`; rows of `basis` are the basis vectors, numpy.eye(n) for the standard basis.

    >>> elementwise("relu", [[0.0, -1.0], [1.0, 0.0]]).apply([[2.0, 3.0]]).tolist()
    [[2.0, 0.0]]
    """
    basis = real_array(basis, "basis", ("n_dims", "n_dims"))
    n_basis, n_dims = basis.shape
    if n_basis != n_dims:
        refuse("basis", "as many rows as columns (`overcomplete` takes other sets)", f"shape ({n_basis}, {n_dims})")
    deviation = float(np.abs(basis @ basis.T - np.eye(n_dims)).max())
    if not deviation <= ORTHONORMAL_ATOL:
        refuse("basis", "orthonormal rows", f"rows with products that are off by up to {deviation:.1e}")
    return _framed(sigma, basis, "")


def overcomplete(sigma: str, basis: Any) -> FunctionalForm:
    """Build f(z) = (n/k) sum_i sigma(b_i . z) b_i for any k unit vectors: a simplex, a polygon, a Thomson set.

    In a tight frame that contains the opposite of each of its vectors, ReLU gives f(z) = z / 2: relu(s) - relu(-s) = s.
    `sigma` is the name of one of `SIGMAS`; rows of `basis` (n_basis, n_dims) are scaled to unit length.

    >>> overcomplete("relu", [[1, 0], [0, 1], [-1, 0], [0, -1]]).apply([[4.0, -6.0]]).tolist()
    [[2.0, -3.0]]
    """
    basis = unit(real_array(basis, "basis", ("n_basis", "n_dims")), "basis")
    return _framed(sigma, basis, f" along {counted(len(basis), 'vector')}")


def isotropic(sigma: str, n_dims: int) -> FunctionalForm:
    """Build f(z) = sigma(|z|) z / |z| on `n_dims` dimensions, which commutes with every rotation; its basis is None.

    `sigma` is "tanh": the ReLUs are left out because on lengths, which are never negative, they do nothing.

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
