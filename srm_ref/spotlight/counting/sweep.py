"""How are the arcs of all planes counted on a grid of angles, in one pass over the activations?

For every lit (sample, plane) pair that `pairs` finds, this module computes the arc once and counts it

- in plane (i, j): centre phi;
- for ordered planes also in plane (j, i), whose curve is the reflection f_ji(theta) = f_ij(gamma - theta): centre
  gamma - phi. In an orthonormal basis gamma = pi / 2, and on a full turn of 4 k angles the ranks themselves are
  reflected, which costs nothing. In an oblique basis the arc is computed again, from the (p, q) of plane (j, i): the
  roundings of the two planes, amplified by 1 / sine, may differ by more than END_ATOL allows for;
- for the signed curve also, taken away, in the opposite cone: cos(x, p) <= -epsilon is cos(-x, p) >= epsilon, centre
  phi + pi. (Hence g(theta) = f(theta) - f(theta + pi), at every epsilon.)

Grid points too near an arc's end to be sure are decided by the inequality p cos(theta) + q sin(theta) >= epsilon with
the (p, q) of the plane in question, so every way of counting gives the same integers.

Contents: Arcs, arcs_of, Sweep (what is swept: basis, planes, epsilon, grid, sign), empty_tally, sweep_chunk.
Source: SRM for the curve; the closed form and the single product are this package's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import number
from srm_ref.progress import Progress
from srm_ref.spotlight.angles import AngleGrid, angle_grid
from srm_ref.spotlight.arcs import half_widths
from srm_ref.spotlight.counting.candidate_pairs import SLACK, CandidatePairs, candidate_pairs
from srm_ref.spotlight.counting.cosines import basis_cosines
from srm_ref.spotlight.counting.grid_arcs import UNDERFLOW_RADIUS, GridArcs, decide_by_definition, grid_arcs
from srm_ref.spotlight.counting.planes import BasisGeometry, Planes, basis_geometry, planes_of, e2_cosine
from srm_ref.spotlight.counting.tally import Tally

__all__ = ["Sweep", "sweep_of", "empty_tally", "sweep_chunk", "Arcs", "arcs_of"]


class Sweep(NamedTuple):
    """What is swept: everything about a curve but the activations."""

    geometry: BasisGeometry
    planes: Planes
    epsilon: float
    grid: AngleGrid
    signed: bool
    mean: bool  # all planes in one row of the tally, instead of a row each


class Arcs(NamedTuple):
    """The arcs of some lit pairs, in plane (i, j)."""

    p: np.ndarray  # (k,)
    q: np.ndarray  # (k,)
    r: np.ndarray  # (k,)
    half_width: np.ndarray  # (k,) radians; pi: lit from every angle


def sweep_of(basis: Any, epsilon: float, planes: Any, n_angles: Any, signed: bool, mean: bool) -> Sweep:
    """Validate and prepare everything about a sweep but the activations.

    Parameters
    ----------
    basis : array_like, shape (n_basis, n_dims)
    epsilon : float
        In [-1, 1].
    planes : str or array_like of int, shape (n_planes, 2)
    n_angles : int or array_like, shape (n_angles,)
        Angles of a full turn, or explicit angles in radians.
    signed : bool
    mean : bool
        Count all planes in one row instead of a row each.

    Returns
    -------
    Sweep

    Raises
    ------
    ValueError
        As `basis_geometry`, `planes_of`, `angle_grid`; epsilon outside [-1, 1].
    """
    geometry = basis_geometry(basis)
    chosen = planes_of(planes, geometry)
    return Sweep(geometry, chosen, number(epsilon, "epsilon", -1, 1), angle_grid(n_angles), bool(signed), mean)


def empty_tally(sweep: Sweep, dtype: np.dtype) -> Tally:
    """Start an empty tally of a sweep: one row for the mean, else a row a plane.

    Parameters
    ----------
    sweep : Sweep
    dtype : dtype of signed integers

    Returns
    -------
    Tally
    """
    return Tally(1 if sweep.mean else sweep.planes.n_planes, sweep.grid, dtype)


def sweep_chunk(sweep: Sweep, activations: np.ndarray, tally: Tally, first_row: int = 0,
                progress: Progress | None = None) -> int:
    """Count a chunk of activations into a tally.

    Parameters
    ----------
    sweep : Sweep
    activations : ndarray, shape (n_samples, n_dims)
        As `check_activations` returns them.
    tally : Tally
        Changed in place; half-changed if an error is raised.
    first_row : int
        Added to the row number in messages.
    progress : callable, optional
        Called with (samples done, all samples).

    Returns
    -------
    int
        How many of the activations were zero.

    Raises
    ------
    ValueError
        NaN or infinity, at the first offending index.
    """
    n_zero, per_plane = 0, not sweep.mean and sweep.planes.explicit is None
    row_of_plane = sweep.planes.row_of_plane(sweep.geometry) if per_plane else None
    for block in basis_cosines(activations, sweep.geometry, first_row):
        n_zero += block.n_zero
        for pairs in candidate_pairs(block.values, sweep.geometry, sweep.planes, sweep.epsilon):
            if len(pairs.sample):
                _count(sweep, pairs, tally, row_of_plane)
        if progress is not None:
            progress(block.stop, len(activations))
    return n_zero


def arcs_of(pairs: CandidatePairs, geometry: BasisGeometry, epsilon: float) -> Arcs:
    """Compute (p, q), r and w of lit pairs: q = (P_j - g P_i) / sine.

    Parameters
    ----------
    pairs : CandidatePairs
    geometry : BasisGeometry
    epsilon : float

    Returns
    -------
    Arcs
        Of shape (k,) each.
    """
    p = pairs.p_i
    q = e2_cosine(geometry, pairs.i, pairs.j, pairs.p_i, pairs.p_j)
    r = np.sqrt(p * p + q * q)
    return Arcs(p, q, r, half_widths(r, epsilon))


def _count(sweep: Sweep, pairs: CandidatePairs, tally: Tally, row_of_plane: np.ndarray | None) -> None:
    geometry, (forward, backward) = sweep.geometry, _rows(sweep, pairs, row_of_plane)
    arcs = arcs_of(pairs, geometry, sweep.epsilon)
    if sweep.epsilon <= 0:
        full = _lit_from_everywhere(arcs, sweep.epsilon)
        for rows in (forward, backward):
            if rows is not None and not sweep.signed:  # in both cones: cancels where signed
                tally.add_full(rows[full])
        partial = np.flatnonzero(~full)
        pairs = CandidatePairs(*(None if field is None else field[partial] for field in pairs))
        arcs = Arcs(*(field[partial] for field in arcs))
        forward, backward = forward[partial], None if backward is None else backward[partial]
    phi = np.arctan2(arcs.q, arcs.p)
    ranked = grid_arcs(phi, arcs.half_width, arcs.r, sweep.grid)
    _count_arcs(sweep, tally, forward, arcs, phi, ranked)
    if backward is None:
        return
    if geometry.cosines is None:
        arcs, phi = Arcs(pairs.p_j, pairs.p_i, arcs.r, arcs.half_width), np.pi / 2 - phi
    else:
        arcs = arcs_of(pairs._replace(i=pairs.j, j=pairs.i, p_i=pairs.p_j, p_j=pairs.p_i), geometry, sweep.epsilon)
        phi = np.arctan2(arcs.q, arcs.p)
    quarter = _quarter(sweep)
    ranked = grid_arcs(phi, arcs.half_width, arcs.r, sweep.grid) if quarter is None else _reflect(ranked, quarter)
    _count_arcs(sweep, tally, backward, arcs, phi, ranked)


def _lit_from_everywhere(arcs: Arcs, epsilon: float) -> np.ndarray:
    """At epsilon <= 0: r < -epsilon by more than rounding, or a sample at right angles to the plane."""
    at_right_angles = (arcs.p == 0) & (arcs.q == 0)  # r = 0 would not do: squares of small numbers underflow
    return at_right_angles | (arcs.r < -epsilon * (1 - SLACK)) if epsilon < -UNDERFLOW_RADIUS else at_right_angles


def _rows(sweep: Sweep, pairs: CandidatePairs, row_of_plane: np.ndarray | None) -> tuple[np.ndarray, np.ndarray | None]:
    """Find the rows of the tally: those of planes (i, j), and those of planes (j, i) where these are swept too."""
    if sweep.mean:
        zeros = np.zeros(len(pairs.sample), np.int64)
        return zeros, zeros if sweep.planes.ordered else None
    if row_of_plane is None:
        return pairs.row, None
    backward = row_of_plane[pairs.j, pairs.i] if sweep.planes.ordered else None
    return row_of_plane[pairs.i, pairs.j], backward


def _count_arcs(sweep: Sweep, tally: Tally, rows: np.ndarray, arcs: Arcs, phi: np.ndarray, ranked: GridArcs) -> None:
    """Count ranked arcs, and where signed take away those of the opposite cone."""
    _count_cone(sweep, tally, rows, arcs.p, arcs.q, ranked, 1)
    if sweep.signed:
        opposite = grid_arcs(phi + np.pi, arcs.half_width, arcs.r, sweep.grid)
        _count_cone(sweep, tally, rows, -arcs.p, -arcs.q, opposite, -1)


def _count_cone(sweep: Sweep, tally: Tally, rows: np.ndarray, p: np.ndarray, q: np.ndarray, ranked: GridArcs,
                sign: int) -> None:
    """Add what is surely inside, then the doubtful grid points that the inequality accepts."""
    tally.add(rows, ranked.start, ranked.stop, sign)
    borderline, grid_indices = ranked.borderline_arc, ranked.borderline_index
    if borderline.size:
        inside = decide_by_definition(p[borderline], q[borderline], sweep.epsilon, sweep.grid, grid_indices)
        tally.add(rows[borderline[inside]], grid_indices[inside], grid_indices[inside] + 1, sign)


def _quarter(sweep: Sweep) -> int | None:
    """The rank of gamma = pi / 2, where every plane has that gamma and the grid has that angle; else None."""
    n = sweep.grid.n_angles
    return n // 4 if sweep.geometry.cosines is None and sweep.grid.ranked is None and n % 4 == 0 else None


def _reflect(arcs: GridArcs, gamma_rank: int) -> GridArcs:
    """Reflect ranks: k -> gamma - k turns start .. stop - 1 into gamma - stop + 1 .. gamma - start."""
    return GridArcs(gamma_rank + 1 - arcs.stop, gamma_rank + 1 - arcs.start, arcs.borderline_arc,
                    gamma_rank - arcs.borderline_index)
