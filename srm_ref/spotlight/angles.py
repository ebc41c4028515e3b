"""At which angles is a curve evaluated, and how many of them come before a given angle?

A full turn of n angles is theta_k = 2 pi k / n for k = 0 .. n-1: 2 pi itself is left out, since it is the angle 0 again.
Any other list of angles is taken as it stands. For counting, the angles are ranked around the circle and the ranks wind
on: rank r + n is rank r one turn later.

Contents: AngleGrid, full_turn, angle_grid, rank.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import integer, real_array

__all__ = ["AngleGrid", "full_turn", "angle_grid", "rank"]


class AngleGrid(NamedTuple):
    """Angles of evaluation in the caller's order, with their cosines and sines, and the same ranked around the circle."""

    thetas: np.ndarray  # (n_angles,) radians, as asked for
    cosines: np.ndarray  # (n_angles,) by rank
    sines: np.ndarray  # (n_angles,) by rank
    ranked: np.ndarray | None  # (n_angles,) in [0, 2 pi), ascending; None for a full turn, where rank k is 2 pi k / n
    order: np.ndarray  # (n_angles,) order[k] = place in thetas of rank k

    @property
    def n_angles(self) -> int:
        """Number of angles."""
        return len(self.thetas)


def full_turn(n_angles: int) -> np.ndarray:
    """List the angles theta_k = 2 pi k / n_angles, k = 0 .. n_angles - 1.

    Parameters
    ----------
    n_angles : int
        At least 1.

    Returns
    -------
    ndarray, shape (n_angles,)
        Radians in [0, 2 pi).

    Raises
    ------
    ValueError
        Not an integer >= 1.

    Examples
    --------
    >>> np.degrees(full_turn(4)).round(9).tolist()
    [0.0, 90.0, 180.0, 270.0]
    """
    n_angles = integer(n_angles, "n_angles", 1)
    return 2 * np.pi * np.arange(n_angles) / n_angles


def angle_grid(n_angles: Any) -> AngleGrid:
    """Prepare a full turn of `n_angles` angles, or the explicit angles given in its place.

    Parameters
    ----------
    n_angles : int or array_like, shape (n_angles,)
        A number of angles >= 1, or angles in radians, in any order, of any winding, repeated or not.

    Returns
    -------
    AngleGrid

    Raises
    ------
    ValueError
        A number below 1; an empty, not one-dimensional or not finite list.

    Examples
    --------
    >>> angle_grid([3.0, -1.0]).order.tolist()
    [0, 1]
    """
    if np.ndim(n_angles) == 0:
        thetas = full_turn(n_angles)
        return AngleGrid(thetas, np.cos(thetas), np.sin(thetas), None, np.arange(len(thetas)))
    thetas = real_array(n_angles, "thetas", ("n_angles",))
    turned = np.mod(thetas, 2 * np.pi)
    turned[turned >= 2 * np.pi] = 0.0  # mod of a tiny negative angle rounds up to the full turn
    order = np.argsort(turned, kind="stable")
    return AngleGrid(thetas, np.cos(thetas[order]), np.sin(thetas[order]), turned[order], order)


def rank(grid: AngleGrid, theta: np.ndarray) -> np.ndarray:
    """Count the grid's angles before `theta`, winding on: rank(theta + 2 pi) = rank(theta) + n_angles.

    Parameters
    ----------
    grid : AngleGrid
    theta : ndarray, shape (k,)
        Radians; correct wherever theta is further than rounding error from every angle of the grid.

    Returns
    -------
    ndarray of int64, shape (k,)

    Examples
    --------
    >>> rank(angle_grid(4), np.array([-0.1, 0.1, 1.6])).tolist()
    [0, 1, 2]
    """
    turn = 2 * np.pi
    if grid.ranked is None:
        return np.ceil(theta * (grid.n_angles / turn)).astype(np.int64)
    turns = np.floor(theta / turn)
    within = np.searchsorted(grid.ranked, theta - turns * turn)
    return turns.astype(np.int64) * grid.n_angles + within
