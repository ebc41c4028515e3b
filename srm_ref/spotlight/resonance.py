"""The public functions of the Spotlight Resonance Method: one plane's curve, the curves of all planes of a basis, their
mean.

One plane: `spotlight_curve` at given angles, `signed_spotlight_curve`, and `exact_spotlight_curve` with no angular
resolution. Atomistic view: one curve per plane (`spotlight_resonance`). Holistic view: mean and standard deviation over
planes; the mean alone needs memory for one curve only (`mean_spotlight_resonance`).

One sweep is a chain of steps, each from arrays to arrays: cosines with the basis -> pairs of an activation and a plane
that can be lit -> arcs (`arcs_of`) -> counts. The steps are in `counting`; `resonance_by_arcs` is the same chain in a
few lines of code.

Conventions for all functions here
- plane (i, j): a = basis[i], b = basis[j]; theta in radians, 0 at a, growing towards b; basis rows of any length;
- the cone is closed: cosine >= epsilon, epsilon the cosine of its half angle; decided in float64 by
  p cos(theta) + q sin(theta) >= epsilon;
- a zero activation lies inside no cone, at any epsilon, but counts in n_samples; `n_zero` says how many there were;
- "permutations" are all ordered pairs, "combinations" all i < j, in lexicographic order; (anti)parallel pairs are
  left out and listed in `skipped_planes`; in an explicit list they are refused;
- counts are exact integers, kept in the narrowest type that holds them, and `values` = counts / n_samples, on demand.

Contents: Resonance, MeanResonance, spotlight_curve, signed_spotlight_curve, exact_spotlight_curve, spotlight_resonance,
mean_spotlight_resonance, RequestTooLarge; for `accumulate`: Sweep, sweep_of, empty_tally, sweep_chunk, checked_tally,
per_plane_result, mean_result.
Source: SRM.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import check_activations, counted, flag, number, real_array
from srm_ref.geometry.vectors import plane_frame
from srm_ref.memory import UNASKED_BYTES, RequestTooLarge, require_memory
from srm_ref.progress import Progress
from srm_ref.spotlight.arcs import StepCurve, arcs_of, reaches, step_curve
from srm_ref.spotlight.counting.grid import AngleGrid, Tally, angle_grid, count_arcs, smallest_dtype
from srm_ref.spotlight.counting.pairs import CandidatePairs, candidate_pairs, lit_cosines
from srm_ref.spotlight.counting.planes import (BLOCK, BasisGeometry, Planes, basis_cosines, e2_cosine,
                                               geometry_and_planes)
from srm_ref.spotlight.results import Result

__all__ = ["Sweep", "sweep_of", "empty_tally", "sweep_chunk", "Resonance", "MeanResonance", "checked_tally",
           "per_plane_result", "mean_result", "spotlight_curve", "signed_spotlight_curve", "exact_spotlight_curve",
           "spotlight_resonance", "mean_spotlight_resonance", "RequestTooLarge"]


class Sweep(NamedTuple):
    """Hold everything about a sweep but the activations."""

    geometry: BasisGeometry
    planes: Planes
    epsilon: float
    grid: AngleGrid
    signed: bool
    mean: bool  # whether all planes share one row of the tally, instead of having one each


@dataclass(frozen=True, repr=False)
class Resonance(Result):
    """Hold one curve per plane.

    planes (n_planes, 2): row k says which basis rows span plane k: (i, j) turns from i towards j. counts (n_planes,
    n_angles): activations inside the cone, for signed curves minus those inside the opposite cone. skipped_planes
    (n_skipped, 2): pairs i < j that are (anti)parallel and span no plane. n_samples, n_zero: all activations, and those
    of length zero among them.
    """

    thetas: np.ndarray
    planes: np.ndarray
    counts: np.ndarray
    skipped_planes: np.ndarray
    n_samples: int
    n_zero: int
    epsilon: float
    signed: bool

    @cached_property
    def values(self) -> np.ndarray:
        """Resonance, counts / n_samples: shape (n_planes, n_angles), in [0, 1]; signed curves in [-1, 1]."""
        return self.counts / self.n_samples

    @property
    def mean(self) -> np.ndarray:
        """Mean over planes, shape (n_angles,)."""
        return self.counts.sum(axis=0, dtype=np.int64) / (self.n_samples * len(self.planes))

    @property
    def std(self) -> np.ndarray:
        """Standard deviation over planes (divided by n_planes), shape (n_angles,)."""
        return self.values.std(axis=0)

    def columns(self) -> dict[str, np.ndarray]:
        """Return a row per angle: theta, mean, std, each (n_angles,)."""
        return {"theta": self.thetas, "mean": self.mean, "std": self.std}


@dataclass(frozen=True, repr=False)
class MeanResonance(Result):
    """Hold the mean curve over all planes, computed without a curve for each.

    counts (n_angles,): lit (activation, plane) pairs at every angle. skipped_planes (n_skipped, 2).
    """

    thetas: np.ndarray
    counts: np.ndarray
    n_planes: int
    skipped_planes: np.ndarray
    n_samples: int
    n_zero: int
    epsilon: float
    signed: bool

    @property
    def mean(self) -> np.ndarray:
        """Mean over planes, shape (n_angles,); equal, bit for bit, to `Resonance.mean` on the same input."""
        return self.counts / (self.n_samples * self.n_planes)

    def columns(self) -> dict[str, np.ndarray]:
        """Return a row per angle: theta, mean, each (n_angles,)."""
        return {"theta": self.thetas, "mean": self.mean}


def sweep_of(basis: Any, epsilon: float, planes: Any, n_angles: Any, signed: bool, mean: bool) -> Sweep:
    """Validate and prepare everything about a sweep but the activations.

    n_angles (n_angles,): angles of a full turn, or explicit angles in radians. mean: count all planes in one row
    instead of one row each.
    """
    geometry, chosen = geometry_and_planes(basis, planes)
    signed = flag(signed, "signed")
    return Sweep(geometry, chosen, number(epsilon, "epsilon", -1, 1), angle_grid(n_angles), signed, mean)


def empty_tally(sweep: Sweep, dtype: np.dtype) -> Tally:
    """Start an empty tally of a sweep: one row for the mean, else a row per plane.

    dtype: dtype of signed integers.
    """
    return Tally(1 if sweep.mean else sweep.planes.n_planes, sweep.grid, dtype)


def sweep_chunk(sweep: Sweep, activations: np.ndarray, tally: Tally, first_row: int = 0,
                progress: Progress | None = None) -> int:
    """Count a chunk of activations into a tally.

    activations (n_samples, n_dims): as `check_activations` returns them. tally: changed in place; half-changed if an
    error is raised. first_row: added to the row number in messages. Returns how many of the activations were zero.
    """
    n_zero, row_of = 0, None
    if not sweep.mean and sweep.planes.explicit is None:
        row_of = sweep.planes.row_of_plane(sweep.geometry)  # (n_basis, n_basis)
    few = len(activations) <= BLOCK  # one block is multiplied whole; of more, what is certainly dark is left out
    for block in (basis_cosines(activations, sweep.geometry, first_row) if few else
                  lit_cosines(activations, sweep.geometry, sweep.epsilon, first_row)):  # P, (k, n_basis)
        n_zero += block.n_zero
        for pairs in candidate_pairs(block.values, sweep.geometry, sweep.planes, sweep.epsilon):  # (n_pairs,)
            _count_pairs(sweep, pairs, tally, row_of)
        if progress is not None:
            progress(block.stop, len(activations))
    return n_zero


def _count_pairs(sweep: Sweep, pairs: CandidatePairs, tally: Tally, row_of: np.ndarray | None) -> None:
    """Compute the arc of every pair and count it in its plane: (i, j), and if asked (j, i)."""
    rows, mirrored = _rows(sweep, pairs, row_of)
    if mirrored is not None and sweep.geometry.cosines is not None:
        # Plane (j, i) mirrors plane (i, j) here too, f_ji(theta) = f_ij(gamma - theta), but the roundings of the two
        # q differ
        # by up to 1 / sine times more than the borderline is wide: it is counted as a plane of its own.
        pairs, rows, mirrored = _both_orders(pairs), np.concatenate([rows, mirrored]), None
    p, q = pairs.p_i, e2_cosine(sweep.geometry, pairs.i, pairs.j, pairs.p_i, pairs.p_j)  # (n_pairs,)
    count_arcs(tally, arcs_of(p, q, sweep.epsilon), rows, mirrored, sweep.epsilon, sweep.signed)


def _both_orders(pairs: CandidatePairs) -> CandidatePairs:
    sample, i, j, _, p_i, p_j = pairs
    double = [np.concatenate(two) for two in ((sample, sample), (i, j), (j, i), (p_i, p_j), (p_j, p_i))]
    return CandidatePairs(*double[:3], None, *double[3:])


def _rows(sweep: Sweep, pairs: CandidatePairs, row_of: np.ndarray | None) -> tuple[np.ndarray, np.ndarray | None]:
    """Find the rows of the tally: those of planes (i, j), and those of planes (j, i) where these are swept too."""
    if sweep.mean:
        zeros = np.zeros(len(pairs.sample), np.int64)
        return zeros, zeros if sweep.planes.ordered else None
    if row_of is None:
        return pairs.row, None
    return row_of[pairs.i, pairs.j], row_of[pairs.j, pairs.i] if sweep.planes.ordered else None


def checked_tally(sweep: Sweep, n_samples: int) -> Tally:
    """Start a tally with a row per plane, or refuse one that this machine cannot hold.

    n_samples: the tally must hold twice this number. Raises RequestTooLarge if the tally, the counts and their float64
    shares need more memory than is available.
    """
    dtype = smallest_dtype(max(2 * n_samples, 2**16))
    n_curves, n_angles = sweep.planes.n_planes, len(sweep.grid.thetas)
    needed = n_curves * n_angles * (dtype.itemsize + smallest_dtype(n_samples).itemsize + 8)
    if needed > UNASKED_BYTES:
        require_memory(needed, "planes", "curves", f"{counted(n_curves, 'plane')} of {counted(n_angles, 'angle')}",
                       "mean_spotlight_resonance needs one curve; or pass an explicit list of planes, or fewer angles")
    return empty_tally(sweep, dtype)


def per_plane_result(sweep: Sweep, tally: Tally, n_samples: int, n_zero: int) -> Resonance:
    """Turn a finished tally with a row per plane into its result."""
    return Resonance(sweep.grid.thetas, sweep.planes.pairs(sweep.geometry), tally.counts(n_samples),
                     sweep.planes.skipped, n_samples, n_zero, sweep.epsilon, sweep.signed)


def mean_result(sweep: Sweep, tally: Tally, n_samples: int, n_zero: int) -> MeanResonance:
    """Turn a finished tally with one row for all planes into its result."""
    counts = tally.counts(n_samples * sweep.planes.n_planes)[0]
    return MeanResonance(sweep.grid.thetas, counts, sweep.planes.n_planes, sweep.planes.skipped, n_samples, n_zero,
                         sweep.epsilon, sweep.signed)


def spotlight_curve(activations: Any, a: Any, b: Any, epsilon: float, thetas: Any) -> np.ndarray:
    """Compute the resonance of one plane: the share of activations in the cone about the probe at each angle.

    f(theta) = (1/N) sum_s 1[p_s cos(theta) + q_s sin(theta) >= epsilon]                       (SRM, in the plane)

    a, b (n_dims,): theta = 0 at a, growing towards b. epsilon: cosine of the cone's half angle, in [-1, 1]. Returns
    (n_angles,): in [0, 1].

    >>> spotlight_curve([[1, 0], [0, 3], [0, 0]], [1, 0], [0, 1], 0.9, [0, 0.5, np.pi / 2]).round(3).tolist()
    [0.333, 0.0, 0.333]
    """
    return _plane_curve(activations, a, b, epsilon, thetas, signed=False)


def signed_spotlight_curve(activations: Any, a: Any, b: Any, epsilon: float, thetas: Any) -> np.ndarray:
    """Compute the signed resonance of one plane: the cone's share less the opposite cone's.

    f_signed(theta) = (1/N) sum_s ( 1[cos >= epsilon] - 1[cos <= -epsilon] ) = f(theta) - f(theta + pi)            (SRM)

    a, b (n_dims,). epsilon in [-1, 1]. At epsilon <= 0 the cones overlap, and what lies in both cancels. Returns
    (n_angles,): in [-1, 1].

    >>> signed_spotlight_curve([[1, 0], [0, -3]], [1, 0], [0, 1], 0.9, [0, np.pi / 2]).tolist()
    [0.5, -0.5]
    """
    return _plane_curve(activations, a, b, epsilon, thetas, signed=True)


def exact_spotlight_curve(activations: Any, a: Any, b: Any, epsilon: float) -> StepCurve:
    """Compute the resonance of one plane as a step function, with no angular resolution.

    a, b (n_dims,). Returns a curve to be called with angles, which has `.breakpoints`, `.values`, `.mean()`,
    `.fourier(k)`.

    >>> curve = exact_spotlight_curve([[1, 0], [0, 3]], [1, 0], [0, 1], 0.5)
    >>> np.degrees(curve.breakpoints).round(6).tolist(), curve.values.tolist()
    ([30.0, 60.0, 150.0, 300.0], [1.0, 0.5, 0.0, 0.5])
    >>> round(curve.mean(), 6), round(abs(curve.fourier(4)), 6)
    (0.333333, 0.068916)
    """
    sweep = _plane_sweep(a, b, epsilon, 1, signed=False)
    activations = check_activations(activations, sweep.geometry.rows.shape[1])
    p, p_b = np.concatenate([block.values for block in basis_cosines(activations, sweep.geometry)]).T  # (n_nonzero,)
    arcs = arcs_of(p, e2_cosine(sweep.geometry, 0, 1, p, p_b), sweep.epsilon)
    lit = reaches(arcs.r, sweep.epsilon)
    return step_curve(arcs.centre[lit], arcs.half_width[lit], len(activations))


def _plane_curve(activations: Any, a: Any, b: Any, epsilon: float, thetas: Any, signed: bool) -> np.ndarray:
    sweep = _plane_sweep(a, b, epsilon, real_array(thetas, "thetas", ("n_angles",)), signed)
    activations = check_activations(activations, sweep.geometry.rows.shape[1])
    tally = empty_tally(sweep, np.dtype(np.int64))
    sweep_chunk(sweep, activations, tally)
    return tally.counts(len(activations))[0] / len(activations)


def _plane_sweep(a: Any, b: Any, epsilon: float, thetas: Any, signed: bool) -> Sweep:
    a = real_array(a, "a", ("n_dims",))
    b = real_array(b, "b", (len(a),))
    plane_frame(a, b)  # raises an error that names a or b if they span no plane
    return sweep_of(np.stack([a, b]), epsilon, np.array([[0, 1]]), thetas, signed, mean=False)


def spotlight_resonance(activations: Any, basis: Any, epsilon: float = 0.9, planes: Any = "permutations",
                        n_angles: Any = 360, *, signed: bool = False, progress: Progress | None = None) -> Resonance:
    """Compute the resonance curve of every plane that two privileged directions span.

    f_ij(theta) = (1/N) sum_s 1[p_s cos(theta) + q_s sin(theta) >= epsilon], p = P_i, q = (P_j - g P_i) / sqrt(1 - g^2)

    with P = unit(activations) unit(basis)^T and g = b_i . b_j                                 (SRM, in the plane)

    activations (n_samples, n_dims): a memory map is read in chunks. basis (n_basis, n_dims): privileged directions, of
    any lengths. epsilon: cosine of the cone's half angle, in [-1, 1]. planes (n_planes, 2): "permutations",
    "combinations", or explicit pairs of rows of the basis. n_angles (n_angles,): how many angles of a full turn, 2 pi
    left out; or explicit angles in radians. signed: subtract the opposite cone's share. The result has `.values` of
    shape (n_planes, n_angles), exact, and `.mean` and `.std` over planes. Raises RequestTooLarge, which is a
    MemoryError and a ValueError, if the curves of that many planes, or of that many angles, cannot fit.

    >>> result = spotlight_resonance([[1, 0], [0, 3]], [[1, 0], [0, 1]], 0.9, "combinations", n_angles=4)
    >>> result.planes.tolist(), result.values.tolist()
    ([[0, 1]], [[0.5, 0.5, 0.0, 0.0]])
    """
    sweep = sweep_of(basis, epsilon, planes, n_angles, signed, mean=False)
    activations = check_activations(activations, sweep.geometry.rows.shape[1])
    tally = checked_tally(sweep, len(activations))
    n_zero = sweep_chunk(sweep, activations, tally, progress=progress)
    return per_plane_result(sweep, tally, len(activations), n_zero)


def mean_spotlight_resonance(activations: Any, basis: Any, epsilon: float = 0.9, planes: Any = "permutations",
                             n_angles: Any = 360, *, signed: bool = False,
                             progress: Progress | None = None) -> MeanResonance:
    """Compute the mean resonance over all planes, in memory for one curve: the holistic view of millions of planes.

    f(theta) = (1/n_planes) sum_(i,j) f_ij(theta)                                              (SRM, holistic)

    n_angles (n_angles,). All arguments are as for `spotlight_resonance`, and `.mean` equals, bit for bit, that of its
    result. Raises RequestTooLarge if that many angles cannot fit.

    >>> mean_spotlight_resonance([[1, 0], [0, 3]], [[1, 0], [0, 1]], 0.9, n_angles=4).mean.tolist()
    [0.5, 0.5, 0.0, 0.0]
    """
    sweep = sweep_of(basis, epsilon, planes, n_angles, signed, mean=True)
    activations = check_activations(activations, sweep.geometry.rows.shape[1])
    tally = empty_tally(sweep, np.dtype(np.int64))
    n_zero = sweep_chunk(sweep, activations, tally, progress=progress)
    return mean_result(sweep, tally, len(activations), n_zero)
