"""How does one turn by theta in the plane of two vectors, and what is a rotation drawn at random?

In any number of dimensions a plane with its sense of turning is described by a bivector, kept as an antisymmetric
matrix. A plane has a single normal direction in three dimensions only; B = e2 e1^T - e1 e2^T exists in two or more.
There are three ways to compute R(theta) = exp(theta B), B the unit bivector of the plane, and they must agree: the
power series is the definition, the eigen-decomposition is the paper's way, the closed form is what the package uses.

Conventions: B takes e1 to e2, e2 to -e1, and everything at right angles to the plane to zero, so that R(theta) turns a
towards b and leaves what is at right angles to both alone. The other sign turns the other way: wedge(b, a) = -wedge(a,
b). Matrices act on column vectors, v -> R v; angles of shape (...) give rotations of shape (..., n_dims, n_dims).

Contents: wedge, unit_bivector; rotation_by_series, rotation_by_eigen, plane_rotation, random_rotation.
Source: SRM, the plane's rotation as the exponential of its generator; the author's public code uses (a b^T - b a^T) / 2
and so turns the other way: its theta is our -theta. Haar: Mezzadri, Notices of the AMS 54 (2007) 592.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import generator, integer, real_array, refuse
from srm_ref.geometry.vectors import plane_frame

__all__ = ["wedge", "unit_bivector", "rotation_by_series", "rotation_by_eigen", "plane_rotation", "random_rotation"]


def wedge(a: Any, b: Any) -> np.ndarray:
    """Form the wedge product of a and b, (n_dims,) each, as an antisymmetric matrix (n_dims, n_dims): b a^T - a b^T.

    Its Frobenius norm is sqrt(2) times the area of the parallelogram of a and b, zero where they are (anti)parallel.

    >>> wedge([1, 0], [0, 1]).tolist()
    [[0.0, -1.0], [1.0, 0.0]]
    """
    a = real_array(a, "a", ("n_dims",))
    b = real_array(b, "b", (len(a),))
    return np.outer(b, a) - np.outer(a, b)


def unit_bivector(a: Any, b: Any) -> np.ndarray:
    """Give the plane of a and b, (n_dims,) each, its unit bivector B = e2 e1^T - e1 e2^T, (n_dims, n_dims).

    B e1 = e2, B e2 = -e1, B v = 0 for v at right angles to both, and B^3 = -B. It equals wedge(a, b) divided by the
    area of the parallelogram; the frame avoids the cancellation that comes with nearly parallel pairs.

    >>> unit_bivector([2, 0], [3, 3]).tolist()
    [[0.0, -1.0], [1.0, 0.0]]
    """
    return wedge(*plane_frame(a, b))


_N_TERMS = 32  # pi^32 / 32! < 1e-19
# tolerance of B^3 = -B: far above rounding errors, far below the error of a bivector of another size or of two planes
_UNIT_ATOL = 1e-9


def rotation_by_series(bivector: Any, theta: Any) -> np.ndarray:
    """Turn by theta in the plane of a unit bivector, by the definition: exp(theta B) = sum_k (theta B)^k / k!.

    `bivector` (n_dims, n_dims) must be a unit bivector, as `unit_bivector` returns; one for which B^3 = -B does not
    hold is refused. The series is summed at theta's remainder in [-pi, pi], where no catastrophic cancellation occurs.

    >>> (rotation_by_series([[0, -1], [1, 0]], np.pi / 2).round(12) + 0).tolist()
    [[0.0, -1.0], [1.0, 0.0]]
    """
    generator_matrix, angle = _unit_bivector(bivector), _remainder(theta)[..., None, None]
    term = np.broadcast_to(np.eye(len(generator_matrix)), angle.shape[:-2] + generator_matrix.shape)
    total = term.copy()
    for k in range(1, _N_TERMS):
        term = (angle / k) * (term @ generator_matrix)
        total += term
    return total


def rotation_by_eigen(bivector: Any, theta: Any) -> np.ndarray:
    """Turn by theta in the plane of a unit bivector, (n_dims, n_dims), through its eigenvectors.

    exp(theta B) = V exp(-i theta lambda) V^H, where i B = V lambda V^H. B itself has the eigenvalues +-i, 0, ..., 0.
    The zeros repeat, and a general eigen-solver returns eigenvectors for them that are not orthogonal; i B is
    Hermitian, and a Hermitian solver returns an orthonormal set.

    >>> (rotation_by_eigen([[0, -1], [1, 0]], np.pi / 2).round(12) + 0).tolist()
    [[0.0, -1.0], [1.0, 0.0]]
    """
    eigenvalues, eigenvectors = np.linalg.eigh(1j * _unit_bivector(bivector))
    phases = np.exp(-1j * _remainder(theta)[..., None] * eigenvalues)  # (..., n_dims)
    return ((eigenvectors * phases[..., None, :]) @ eigenvectors.conj().T).real.copy()


def plane_rotation(a: Any, b: Any, theta: Any) -> np.ndarray:
    """Turn by theta in the plane of a and b, from a towards b: R = I + sin(theta) B + (1 - cos(theta)) B^2.

    The series of exp(theta B) closes because B^3 = -B; and -B^2 = e1 e1^T + e2 e2^T is the projection on the plane.
    R R^T = I, det R = 1, R(0) = I, R(s) R(t) = R(s + t). Shapes: a and b (n_dims,), R (..., n_dims, n_dims).

    >>> (plane_rotation([1, 0], [1, 1], np.pi / 2).round(12) + 0).tolist()
    [[0.0, -1.0], [1.0, 0.0]]
    >>> plane_rotation([1, 0, 0], [0, 1, 0], [0.0, 0.5, 1.0]).shape
    (3, 3, 3)
    """
    e1, e2 = plane_frame(a, b)
    theta = real_array(theta, "theta")[..., None, None]
    projection = np.outer(e1, e1) + np.outer(e2, e2)
    return np.eye(len(e1)) + np.sin(theta) * wedge(e1, e2) - (1.0 - np.cos(theta)) * projection


def random_rotation(n_dims: int, rng: np.random.Generator) -> np.ndarray:
    """Draw a rotation (n_dims, n_dims), determinant +1, from the Haar (uniform) distribution on SO(n_dims), by `rng`.

    >>> rotation = random_rotation(3, np.random.default_rng(0))
    >>> ((rotation @ rotation.T).round(12) + 0).tolist(), round(float(np.linalg.det(rotation)), 12)
    ([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], 1.0)
    """
    n_dims = integer(n_dims, "n_dims", 1)
    orthogonal, triangle = np.linalg.qr(generator(rng).standard_normal((n_dims, n_dims)))
    orthogonal *= np.copysign(1.0, np.diagonal(triangle))  # QR with diag(R) > 0 is unique, and then Q is Haar on O(n)
    if np.linalg.slogdet(orthogonal)[0] < 0:
        # a fixed reflection maps the Haar distribution on the other half of O(n) to that on SO(n)
        orthogonal[:, 0] *= -1.0
    return orthogonal


def _unit_bivector(bivector: Any) -> np.ndarray:
    matrix = real_array(bivector, "bivector", ("n_dims", "n_dims"))
    if matrix.shape[0] != matrix.shape[1]:
        refuse("bivector", "a square matrix", f"shape {matrix.shape}")
    asymmetry = float(np.abs(matrix + matrix.T).max())
    if asymmetry > _UNIT_ATOL:
        refuse("bivector", "an antisymmetric matrix", f"one with entries of B + B^T up to {asymmetry:.1e}")
    if not matrix.any() or np.abs(matrix).max() > 2.0 or np.abs(matrix @ matrix @ matrix + matrix).max() > _UNIT_ATOL:
        refuse("bivector", "a unit bivector (B^3 = -B, not zero)", "one of another size or of several planes")
    return matrix


def _remainder(theta: Any) -> np.ndarray:
    """Return theta less whole turns, in [-pi, pi]; sin and cos reduce by pi itself, `%` by the double next to it."""
    theta = real_array(theta, "theta")
    return np.arctan2(np.sin(theta), np.cos(theta))
