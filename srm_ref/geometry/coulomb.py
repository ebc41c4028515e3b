"""How do charges spread over a sphere?

They repel each other by Coulomb's law and slide until no force is left along the sphere. In n dimensions the law stays
1 / distance, which is what makes the result comparable with the tables of Thomson's problem at n = 3.

Conventions: points are rows on the unit sphere; energies count every pair once.

Contents: coulomb_energy, tangential_force, settle.
Source: Thomson's problem (Philosophical Magazine 7 (1904) 237). The step length is that of Barzilai and Borwein, IMA
Journal of Numerical Analysis 8 (1988) 141.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import real_array
from srm_ref.geometry.vectors import norms, unit

__all__ = ["coulomb_energy", "tangential_force", "settle"]

_N_STEPS = 4000
_FORCE_ATOL = 1e-8  # of a point at rest; the energy is then right to about its square
_MOVE_MAX = 0.1  # radians that a point may move in one step: without it a crowded start is thrown about for ever


def coulomb_energy(points: Any) -> float:
    """Add up the Coulomb energy of unit charges: E = sum_{i<j} 1 / |x_i - x_j|.

    Parameters
    ----------
    points : array_like, shape (n_points, n_dims)

    Returns
    -------
    float
        Infinite where two points coincide; 0 for one point.

    Raises
    ------
    ValueError
        Not a matrix of finite real numbers.

    Examples
    --------
    >>> coulomb_energy([[1, 0], [-1, 0]])
    0.5
    """
    points = real_array(points, "points", ("n_points", "n_dims"))
    i, j = np.triu_indices(len(points), 1)
    with np.errstate(divide="ignore"):  # coincident points: infinite, as documented
        return float(np.sum(1.0 / norms(points[i] - points[j]))) if len(i) else 0.0


def tangential_force(points: Any) -> np.ndarray:
    """Measure the force on every point along the sphere: F_i - (F_i . x_i) x_i.

    F_i = sum_{j != i} (x_i - x_j) / |x_i - x_j|^3 is the whole force; what is returned is minus the gradient of the
    energy, projected on the sphere's tangent plane at x_i.

    Parameters
    ----------
    points : array_like, shape (n_points, n_dims)
        Unit rows.

    Returns
    -------
    ndarray, shape (n_points, n_dims)
        At right angles to the points. Pairs closer than 1e-6 count as 1e-6 apart, so that it is always finite.

    Raises
    ------
    ValueError
        Not a matrix of finite real numbers.

    Examples
    --------
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
    """Let points slide along the sphere until no force is left, by projected gradient descent.

    x_i <- unit(x_i + step F_i), F_i the `tangential_force`. With s the last move and y the force it took away,
    step = |s|^2 / (s . y): the step that would be exact if the energy were quadratic along s. It needs no search, and
    the energy may rise for a step or two on the way down.

    Parameters
    ----------
    points : array_like, shape (n_points, n_dims)
        Start, unit rows.

    Returns
    -------
    ndarray, shape (n_points, n_dims)
        Unit rows at a local minimum (force below 1e-8; 4000 steps at most). A start without any force along the sphere,
        such as two coinciding points, stays.

    Raises
    ------
    ValueError
        Not a matrix of finite real numbers.

    Examples
    --------
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
