"""Which sets of directions may a representation prefer?

For many directions, none of which is preferred, charges on a sphere repel each other by Coulomb's law and slide until
no force along the sphere is left. In n dimensions the law stays 1 / distance, which makes the result comparable with
the tables of Thomson's problem at n = 3.

Conventions: a basis is an array (n_basis, n_dims) of unit row vectors; it may have more rows than dimensions, and rows
may be antiparallel (the cross-polytope has them on purpose). Energies count every pair of charges once.

Contents: standard, rotated, simplex, cross_polytope, polygon, thomson; coulomb_energy, tangential_force, settle.
Source: SRM, privileged bases; Thomson's problem (Philosophical Magazine 7 (1904) 237). The step length is that of
Barzilai and Borwein, IMA Journal of Numerical Analysis 8 (1988) 141.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import generator, integer, real_array
from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import norms, unit

__all__ = ["coulomb_energy", "tangential_force", "settle", "standard", "rotated", "simplex", "cross_polytope",
           "polygon", "thomson"]

_N_STEPS = 4000
# largest force on a point that counts as at rest; the energy is then right to about the square of this
_FORCE_ATOL = 1e-8
# radians that a point may move in one step, so that a crowded start, whose forces are large, comes apart by degrees
_MOVE_MAX = 0.1


def coulomb_energy(points: Any) -> float:
    """Add up the Coulomb energy of unit charges at `points` (n_points, n_dims): E = sum_{i<j} 1 / |x_i - x_j|.

    Infinite where two points coincide; 0 for one point.

    >>> coulomb_energy([[1, 0], [-1, 0]])
    0.5
    """
    points = real_array(points, "points", ("n_points", "n_dims"))
    i, j = np.triu_indices(len(points), 1)
    with np.errstate(divide="ignore"):  # coincident points: infinite, as documented
        return float(np.sum(1.0 / norms(points[i] - points[j]))) if len(i) else 0.0


def tangential_force(points: Any) -> np.ndarray:
    """Measure the force on each of the unit `points` (n_points, n_dims) along the sphere: F_i - (F_i . x_i) x_i.

    F_i = sum_{j != i} (x_i - x_j) / |x_i - x_j|^3 is the whole force; the result, (n_points, n_dims), is minus the
    energy's gradient, projected on the tangent plane at x_i. Pairs closer than 1e-6 count as 1e-6 apart.

    >>> tangential_force([[1, 0], [0, 1]]).round(4).tolist()  # 1 / 2, at 45 degrees to the circle
    [[0.0, -0.3536], [-0.3536, 0.0]]
    """
    points = real_array(points, "points", ("n_points", "n_dims"))
    squares = np.maximum(2.0 - 2.0 * points @ points.T, 1e-12)  # (n_points, n_points) of unit rows' distances
    np.fill_diagonal(squares, np.inf)
    weights = squares**-1.5
    force = weights.sum(axis=1)[:, None] * points - weights @ points
    return force - np.sum(force * points, axis=1)[:, None] * points


def settle(points: Any) -> np.ndarray:
    """Let unit `points` (n_points, n_dims) slide along the sphere until no force is left: projected gradient descent.

    x_i <- unit(x_i + step F_i), F_i the `tangential_force`. With s the last move and y the force it took away, step =
    |s|^2 / (s . y): the step that would be exact if the energy were quadratic along s. There is no line search, and
    the energy may rise for a step or two on the way down. The result, (n_points, n_dims), is where the force is first
    below 1e-8, or where 4000 steps have led. A start without any force, such as two coinciding points, stays.

    >>> settled = settle([[1, 0], [0.6, 0.8]])
    >>> round(coulomb_energy(settled), 9)  # opposite each other
    0.5
    """
    points = real_array(points, "points", ("n_points", "n_dims"))
    force, step = tangential_force(points), 0.1 / len(points)
    for _ in range(_N_STEPS):
        strongest = float(norms(force).max())
        if strongest < _FORCE_ATOL:
            break
        moved = unit(points + min(step, _MOVE_MAX / strongest) * force)
        force_there = tangential_force(moved)
        shift, change = moved - points, force - force_there
        curvature = float(np.vdot(shift, change))
        if curvature > 0.0:  # the step that one Newton iteration along the last shift would take
            step = float(np.vdot(shift, shift)) / curvature
        points, force = moved, force_there
    return points


_N_STARTS = 8  # the descent from one start may end in a minimum that is only local
_SAME_ENERGY = 1e-9  # energies that differ by less, relatively, count as equal, and the earlier start wins


def standard(n: int) -> np.ndarray:
    """Return the standard basis e_1 .. e_n as rows, shape (n, n).

    >>> standard(2).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    return np.eye(integer(n, "n", 1))


def rotated(basis: Any, rng: np.random.Generator) -> np.ndarray:
    """Turn a whole basis (n_basis, n_dims) by one Haar-random rotation R drawn by `rng`: row b becomes R b.

    >>> turned = rotated([[1, 0], [1, 1]], np.random.default_rng(0))
    >>> (turned @ turned.T).round(12).tolist()
    [[1.0, 1.0], [1.0, 2.0]]
    """
    basis = real_array(basis, "basis", ("n_basis", "n_dims"))
    return basis @ random_rotation(basis.shape[1], rng).T


def simplex(n: int) -> np.ndarray:
    """Return the n + 1 unit corners of the regular simplex in n dimensions, shape (n + 1, n): b_i . b_j = -1/n, i != j.

    Corner j = 0 .. n-1 is the first to use axis j, b_jj = sqrt((n+1)(n-j) / (n(n-j+1))), and the corners i > j balance
    it: b_ij = -b_jj / (n-j). The corners sum to zero; the first is e_1.

    >>> (simplex(2).round(4) + 0).tolist()
    [[1.0, 0.0], [-0.5, 0.866], [-0.5, -0.866]]
    """
    n = integer(n, "n", 1)
    left = n - np.arange(n)  # corners after corner j
    height = np.sqrt((n + 1) * left / (n * (left + 1)))
    corners = np.tril(np.broadcast_to(-height / left, (n + 1, n)), -1)
    corners[np.arange(n), np.arange(n)] = height
    return corners


def cross_polytope(n: int) -> np.ndarray:
    """Return the corners of the cross-polytope, shape (2 n, n), the axes both ways: e_1 .. e_n, -e_1 .. -e_n.

    >>> cross_polytope(2).tolist()
    [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]]
    """
    axes = standard(n)
    return np.concatenate([axes, 0.0 - axes])  # 0 - 0 is 0, whereas -0.0 would be printed as -0


def polygon(k: int) -> np.ndarray:
    """Return the k >= 2 corners of the regular polygon, shape (k, 2): (cos(2 pi i / k), sin(2 pi i / k)), i = 0 .. k-1.

    >>> (polygon(4).round(12) + 0).tolist()
    [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]]
    """
    angles = 2.0 * np.pi * np.arange(integer(k, "k", 2)) / k
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def thomson(k: int, n: int, rng: np.random.Generator) -> np.ndarray:
    """Spread k >= 2 points on the unit sphere in n >= 2 dimensions, (k, n), so that their Coulomb energy is small.

    min over unit x_1 .. x_k of sum_{i<j} 1 / |x_i - x_j|, by projected gradient descent (`settle`) from eight random
    starts drawn by `rng`, the lowest taken. For many points a lower energy may exist.

    >>> points = thomson(4, 3, np.random.default_rng(0))  # the tetrahedron
    >>> round(coulomb_energy(points), 6)
    3.674235
    """
    k, n, rng = integer(k, "k", 2), integer(n, "n", 2), generator(rng)
    best, lowest = None, np.inf
    for _ in range(_N_STARTS):
        points = settle(unit(rng.standard_normal((k, n))))
        energy = coulomb_energy(points)
        if best is None or energy < lowest * (1.0 - _SAME_ENERGY):
            best, lowest = points, energy
    return best
