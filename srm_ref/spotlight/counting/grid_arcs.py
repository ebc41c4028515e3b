"""Which angles of a grid does an arc light, ties included?

An activation is lit for |theta - phi| <= w (`srm_ref.spotlight.arcs`). On a grid of angles the counts must equal those of
p cos(theta) + q sin(theta) >= epsilon as float64 evaluates it, ties included. Rounding of arccos and atan2 moves an arc's
end by less than END_ATOL, so: the grid angles inside the arc by more than that are counted as a range of ranks, and the
few within it are decided one by one by the inequality itself.

Contents: END_ATOL, UNDERFLOW_RADIUS, GridArcs, grid_arcs, decide_by_definition.
Source: this package's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.spotlight.angles import AngleGrid, grid_index

__all__ = ["END_ATOL", "UNDERFLOW_RADIUS", "GridArcs", "grid_arcs", "decide_by_definition"]

END_ATOL = 1e-6
"""Radians. Where w is near 0 or pi, arccos amplifies one rounding of epsilon / r to sqrt(2 * 2^-52) = 2e-8, and the
inequality's own rounding moves its edge as far; elsewhere both are near 1e-16."""

UNDERFLOW_RADIUS = 1e-140
"""A radius below this has squares near underflow: every angle of its circle is decided by the inequality itself."""


class GridArcs(NamedTuple):
    """Arcs as ranks on a grid: surely lit ranks start .. stop - 1, and the grid points too near an end to be sure."""

    start: np.ndarray  # (k,) int64, winding
    stop: np.ndarray  # (k,) int64, start <= stop <= start + n_angles
    borderline_arc: np.ndarray  # (m,) which arc
    borderline_index: np.ndarray  # (m,) int64, winding


def grid_arcs(centre: np.ndarray, half_width: np.ndarray, r: np.ndarray, grid: AngleGrid) -> GridArcs:
    """Rank arcs on a grid of angles: the ranks surely inside, and the grid points within END_ATOL of an end.

    Parameters
    ----------
    centre, half_width : ndarray, shape (k,)
        phi and w in radians.
    r : ndarray, shape (k,)
        In-plane radius; only the frail, far below any ordinary epsilon, are looked at.
    grid : AngleGrid

    Returns
    -------
    GridArcs
        Of shape (k,), with doubtful points of shape (m,); no grid point is both sure and doubtful, or doubtful twice.

    Examples
    --------
    >>> from srm_ref.spotlight.angles import angle_grid
    >>> arcs = grid_arcs(np.zeros(1), np.array([np.pi / 2]), np.ones(1), angle_grid(8))
    >>> arcs.start.tolist(), arcs.stop.tolist(), arcs.borderline_index.tolist()
    ([-1], [2], [-2, 2])
    """
    low, high = centre - half_width, centre + half_width
    low_from, low_to = grid_index(grid, low - END_ATOL), grid_index(grid, low + END_ATOL)
    high_from, high_to = grid_index(grid, high - END_ATOL), grid_index(grid, high + END_ATOL)
    start, stop = low_to, np.maximum(low_to, high_from)
    frail = r < UNDERFLOW_RADIUS
    some = np.flatnonzero((low_from != low_to) | (high_from != high_to) | frail)
    if not some.size:
        return GridArcs(start, stop, some, some)
    frail, n = frail[some], grid.n_angles
    first, last = (low_from[some], low_to[some]), (high_from[some], high_to[some])
    met_at_phi = first[1] > last[0]  # w near 0: both ends doubt the same points
    met_opposite = last[1] > first[0] + n  # w near pi: the same, on the far side
    first_stop = np.where(met_at_phi, last[1], first[1])
    last_stop = np.where(met_at_phi | met_opposite, np.where(met_opposite, first[1] + n, last[0]), last[1])
    first_start = np.where(met_opposite, first_stop, first[0])
    start[some[frail]] = stop[some[frail]] = 0
    first_start[frail], first_stop[frail], last_stop[frail] = 0, n, last[0][frail]
    arc, doubted = _expand(np.concatenate([first_start, last[0]]), np.concatenate([first_stop, last_stop]))
    return GridArcs(start, stop, np.concatenate([some, some])[arc], doubted)


def decide_by_definition(p: np.ndarray, q: np.ndarray, epsilon: float, grid: AngleGrid,
                         grid_indices: np.ndarray) -> np.ndarray:
    """Evaluate p cos(theta) + q sin(theta) >= epsilon at one rank of the grid for each pair (p, q).

    Parameters
    ----------
    p, q : ndarray, shape (m,)
    epsilon : float
    grid : AngleGrid
    grid_indices : ndarray of int, shape (m,)
        Winding.

    Returns
    -------
    ndarray of bool, shape (m,)
    """
    k = grid_indices % grid.n_angles
    return p * grid.cosines[k] + q * grid.sines[k] >= epsilon


def _expand(first: np.ndarray, stop: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """List every integer of every range first .. stop - 1, with the number of the range that it comes from."""
    lengths = np.maximum(stop - first, 0)
    which = np.repeat(np.arange(len(first)), lengths)
    offset = np.arange(len(which)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return which, first[which] + offset
