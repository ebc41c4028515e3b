"""At which angles is a curve evaluated, and how many of them come before a given angle?

A full turn of n angles is theta_k = 2 pi k / n for k = 0 .. n-1: 2 pi itself is left out, since it is the angle 0
again. Any other list of angles is taken as it stands. For counting, the angles are ranked around the circle and the
ranks wind on: rank r + n is rank r one turn later.

Contents: AngleGrid, full_turn, angle_grid, wrap, grid_index.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import integer, real_array
from srm_ref.memory import require_memory

__all__ = ["AngleGrid", "full_turn", "angle_grid", "wrap", "grid_index"]

BYTES_PER_ANGLE = 64
"""What a sweep of one curve holds at its peak: angles, cosines, sines, order, and the tally (measured: 56)."""


class AngleGrid(NamedTuple):
    """Hold angles of evaluation in the caller's order, and the same ranked around the circle."""

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
    RequestTooLarge
        So many angles that a single curve of them does not fit into memory.

    Examples
    --------
    >>> angle_grid([3.0, -1.0]).order.tolist()
    [0, 1]
    """
    if np.ndim(n_angles) == 0:
        n_bytes = BYTES_PER_ANGLE * integer(n_angles, "n_angles", 1)
        require_memory(n_bytes, "n_angles", "angles", f"{n_angles} angles", "exact_spotlight_curve needs none at all")
        thetas = full_turn(n_angles)
        return AngleGrid(thetas, np.cos(thetas), np.sin(thetas), None, np.arange(len(thetas)))
    thetas = real_array(n_angles, "thetas", ("n_angles",))
    turned = wrap(thetas)
    order = np.argsort(turned, kind="stable")
    return AngleGrid(thetas, np.cos(thetas)[order], np.sin(thetas)[order], turned[order], order)


def wrap(thetas: np.ndarray) -> np.ndarray:
    """Bring angles into [0, 2 pi): what is there already stays as it is.

    sin and cos reduce by pi itself, `mod` by the double next to it, whose error grows with every turn.

    Parameters
    ----------
    thetas : ndarray, shape (...)
        Radians, of any winding.

    Returns
    -------
    ndarray, shape (...)

    Examples
    --------
    >>> wrap(np.array([1.0, -1.0, 7.0, -1e-30])).round(6).tolist()
    [1.0, 5.283185, 0.716815, 0.0]
    """
    turn = 2 * np.pi
    turned = np.mod(np.arctan2(np.sin(thetas), np.cos(thetas)), turn)
    turned = np.where(turned >= turn, 0.0, turned)  # mod of a tiny negative angle rounds up to the full turn
    return np.where((thetas >= 0) & (thetas < turn), thetas, turned)


def grid_index(grid: AngleGrid, theta: np.ndarray) -> np.ndarray:
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
    >>> grid_index(angle_grid(4), np.array([-0.1, 0.1, 1.6])).tolist()
    [0, 1, 2]
    """
    turn = 2 * np.pi
    if grid.ranked is None:
        return np.ceil(theta * (grid.n_angles / turn)).astype(np.int64)
    turns = np.floor(theta / turn)
    within = np.searchsorted(grid.ranked, theta - turns * turn)
    return turns.astype(np.int64) * grid.n_angles + within
