"""What do activations show of a basis, and of the same basis turned at random? One product gives all sums of a basis.

The null of every rotation test: a rotation R, drawn evenly, turns the directions, b becomes R b, and the activations
stay. For each basis, the given one first and then those of R_1, R_2, ... in the order in which they are drawn, the
same sums are made from the cosines P, slice by slice:

    moments    sums of P^2 and P^4 for every direction
    on_grid    pairs with |P| >= epsilon, for every epsilon of the grid of `height_counts`
    lit        pairs with P >= epsilon, and with P <= -epsilon, at one epsilon
    largest    the largest sums over directions of P^4 that one activation has: 1 % of the activations, rounded up
    nearest    the mean over activations of max_i |P_i|

Precision. Activations that are stored in float32 or less are compared in float32, all others in float64; the given
basis and its rotations by the same arithmetic, so that the ranks of a test are valid in either. Turning and the
lengths are float64 in both; sums are exact in float64, and in float32 at most 512 samples are added at a time. In
float32 a cosine errs by at most (n_dims + 4) 2^-24 (by about 2^-24 as a rule), and pairs so near to an epsilon may
count as on its other side; kurtosis agreed with that of `kurtosis`, which is always float64, to 1e-6 of itself
wherever it was compared (up to 3,000 x 768).

Cost: one product for each basis and about a third more for the sums (measured at 50,000 x 768); in float32 product
and sums together are less than the float64 product alone (0.7 of it at a width of 768). Memory: the turned
bases of one pass over the activations (at most 128 MB of them, or one), a chunk of activations, and a block of
cosines; memory maps are read once per pass.

Contents: CurveSums, sums_of_rotations.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import check_activations, generator, integer, number
from srm_ref.geometry.rotations import random_rotation
from srm_ref.progress import Progress
from srm_ref.spotlight.turning.height_counts import count_on_grid, epsilon_grid
from srm_ref.spotlight.turning.moment_sums import FRACTION_BITS, ExactSums, FourthMoments, Moments
from srm_ref.spotlight.turning.unit_products import BLOCK, Directions, Workspace, unit_chunks

__all__ = ["CurveSums", "sums_of_rotations"]

_AT_ONCE = 2**24  # numbers in the turned bases of one pass


class CurveSums(NamedTuple):
    """Hold the sums of one basis, the given one or a turned one."""

    moments: Moments
    on_grid: np.ndarray  # (n_epsilons,) pairs
    lit: int  # pairs, both signs; 0 where no epsilon was given
    largest: np.ndarray  # (n_trimmed,) sums of P^4 of single activations, descending
    nearest: float  # nan where no activation has a direction

    @property
    def trimmed_kurtosis(self) -> float:
        """The kurtosis of the activations that are left when those of `largest` are taken out; nan if none are left."""
        moments, n_left = self.moments, self.moments.n_lit - len(self.largest)
        dropped = sum(round(float(value) * 2**FRACTION_BITS) for value in self.largest)
        pairs = n_left * len(moments.fourths) << FRACTION_BITS
        return moments.n_dims**2 * (sum(moments.fourths) - dropped) / pairs if pairs else float("nan")

    @property
    def top_share(self) -> float:
        """The share of the sum of P^4 that those of `largest` hold; nan if no activation has a direction."""
        whole = sum(self.moments.fourths)
        return float(np.sum(self.largest)) * 2**FRACTION_BITS / whole if whole else float("nan")

    @property
    def height(self) -> float:
        """The height at the given epsilon: `lit` as a share."""
        return self.lit / (2 * self.moments.n_samples * len(self.moments.fourths))


def sums_of_rotations(activations: Any, basis: Any, n_rotations: int, rng: np.random.Generator,
                      epsilon: float | None = None, progress: Progress | None = None) -> list[CurveSums]:
    """Compute all sums of a basis and of its rotations.

    basis (n_directions, n_dims). n_rotations: at least 0. rng: draws the rotations, one after the other. epsilon: of
    `lit`. progress: called with (samples done, all samples), where the samples of every basis count. Returns the sums
    of 1 + n_rotations bases; the first is the given one.

    >>> curves = sums_of_rotations([[2, 0], [1, 1]], np.eye(2), 1, np.random.default_rng(0), 0.9)
    >>> [round(curve.moments.kurtosis, 3) for curve in curves], curves[0].height, float(curves[0].largest[0])
    ([1.5, 1.5], 0.125, 1.0)
    """
    given, n_rotations, rng = Directions.of(basis), integer(n_rotations, "n_rotations", 0), generator(rng)
    epsilon = None if epsilon is None else number(epsilon, "epsilon", -1, 1)
    activations = check_activations(activations, given.n_dims)
    dtype = np.dtype(np.float32 if activations.dtype in (np.float32, np.float16) else np.float64)
    at_once, curves = max(1, _AT_ONCE // given.padded.size), []
    while len(curves) <= n_rotations:
        n_new = min(at_once, n_rotations + 1 - len(curves))
        new = [given.turned(random_rotation(given.n_dims, rng)) if len(curves) + k else given for k in range(n_new)]
        part = _share_of(progress, len(curves), n_new, n_rotations + 1)
        curves += _one_pass(activations, [directions.rounded(dtype) for directions in new], epsilon, part)
    return curves


def _one_pass(activations: np.ndarray, bases: list[Directions], epsilon: float | None,
              progress: Progress | None) -> list[CurveSums]:
    tallies = [_Tally(directions, epsilon, len(activations)) for directions in bases]
    dtype = bases[0].rows.dtype
    workspace = Workspace(bases[0].n_directions, dtype)
    for chunk in unit_chunks(activations):
        rows = chunk.rows.astype(dtype, copy=False)
        for tally in tallies:
            tally.add(rows, workspace)
            tally.moments.count(chunk.n_read, chunk.n_zero)
        if progress is not None:
            progress(chunk.stop, len(activations))
    return [tally.result() for tally in tallies]


class _Tally:
    """The sums of one basis while they grow."""

    def __init__(self, directions: Directions, epsilon: float | None, n_samples: int) -> None:
        self.directions, self.epsilon = directions, epsilon
        self.moments, self.nearest = FourthMoments(directions), ExactSums(1)
        self.on_grid, self.lit = np.zeros(len(epsilon_grid(directions.n_dims)), dtype=np.int64), 0
        self.largest = _Largest(-(-n_samples // 100))

    def add(self, rows: np.ndarray, workspace: Workspace) -> None:
        for part in self.directions.cosines(rows, workspace):  # P
            if self.epsilon is not None:
                epsilon = part.dtype.type(self.epsilon)
                self.lit += np.count_nonzero(part >= epsilon) + np.count_nonzero(part <= -epsilon)
            np.multiply(part, part, out=part)  # P^2
            self.on_grid += count_on_grid(part, workspace.bins(part), self.directions.n_dims)
            self.nearest.add(np.sqrt(part.max(axis=1, keepdims=True)))
            self.moments.add_squares(part, workspace)  # P^4
            self.largest.add(part.sum(axis=1).astype(np.float64))

    def result(self) -> CurveSums:
        moments = self.moments.result()
        n_lit = moments.n_samples - moments.n_zero
        nearest = self.nearest.totals()[0] / (n_lit << FRACTION_BITS) if n_lit else float("nan")
        return CurveSums(moments, self.on_grid, int(self.lit), self.largest.values(-(-n_lit // 100)), nearest)


class _Largest:
    """Keep the largest of many numbers, holding a few more than asked for at a time."""

    def __init__(self, n_kept: int) -> None:
        self.n_kept, self._held, self._n_held = n_kept, [], 0

    def add(self, values: np.ndarray) -> None:
        self._held.append(values)
        self._n_held += len(values)
        if self._n_held > 2 * self.n_kept + 4 * BLOCK:
            self._held = [self.values(self.n_kept)]
            self._n_held = len(self._held[0])

    def values(self, n_wanted: int) -> np.ndarray:
        held = np.concatenate([np.empty(0), *self._held])
        return np.sort(held)[::-1][:n_wanted]


def _share_of(progress: Progress | None, first: int, n_curves: int, n_all: int) -> Progress | None:
    """Report the progress of a pass for n_curves of n_all curves as that of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(first * total + n_curves * done, n_all * total)
