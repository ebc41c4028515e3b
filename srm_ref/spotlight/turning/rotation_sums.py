"""What do activations show of a basis, and of the same basis turned at random? One product gives all sums of a basis.

P = unit(X) unit(basis)^T has one cosine for each activation and direction. Activations of length zero have no
direction; they are counted and left out.

The null of every rotation test: a rotation R, drawn evenly, turns the directions, b becomes R b, and the activations
stay. For each basis, the given one first and then those of R_1, R_2, ... in the order in which they are drawn, the
same sums are made from the cosines P, slice by slice:

    moments    sums of P^2 and P^4 for every direction
    on_grid    pairs with |P| >= epsilon, for every epsilon of the grid
    lit        pairs with P >= epsilon, and with P <= -epsilon, at one epsilon
    largest    the largest sums over directions of P^4 that one activation has: 1 % of the activations, rounded up
    nearest    the mean over activations of max_i |P_i|

The same bits in whatever chunks the activations come. The last bits of a matrix product depend on how many rows are
multiplied at once, and at the edge of the matrix also on a row's place. Rows are therefore multiplied BLOCK at a time,
the last block filled up with zeros, and directions come in whole TILEs.

The grid of epsilons is fixed by the number of dimensions alone (`epsilon_grid`). Its points are chosen so that
counting is cheap and exact: P^2, rounded to a double, has its exponent and the first four bits of its fraction in the
upper 16 of its 64 bits, and a histogram of those bits has 16 bins for each doubling of P^2. As rounding keeps order,
the pairs in and above a bin are the pairs with |P| >= epsilon, epsilon the least double whose rounded square is in the
bin. Cosines in float32 have the same bins, in 13 of their 32 bits; two of them are read as one integer.

Pairs with |P| >= epsilon are counted where rounded P^2 >= rounded epsilon^2. No pair is lost or won: neighbours x and
x + d of one precision, 1 <= x < 2, have squares more than 2 x d apart, and rounded squares are d apart below 2 and 2 d
above. So rounding keeps different squares different, and in order; other powers of 2 scale all of it, as long as no
square is subnormal. At epsilons below 2^-60 the cosines themselves are compared.

Precision. Activations that are stored in float32 or less are compared in float32, all others in float64; the given
basis and its rotations by the same arithmetic, so that the ranks of a test are valid in either. Turning and the
lengths are float64 in both; sums are exact in float64, and in float32 at most 512 samples are added at a time. In
float32 a cosine errs by at most (n_dims + 4) 2^-24 (by about 2^-24 as a rule), and pairs so near to an epsilon may
count as on its other side; a sum of P^4 over the directions errs by at most n_directions 2^-24 of itself besides.
Kurtosis agreed with that of `kurtosis`, which is always float64, to 1e-6 of itself wherever it was compared (up to
3,000 x 768).

Cost: one product for each basis, and in float64 about a third more for the sums (measured at 50,000 x 768). In float32
a rotation took 0.8 of the float64 product alone, its drawing apart, at 50,000 x 768 and at 10,000 x 768
(`tests/benchmarks/rotations.py`; a busy machine): its product 0.53 to 0.56, its sums about 0.2, and at 10,000 samples
the turning of the basis 0.08. Memory: the turned bases of one pass over the activations (at most 128 MB of them, or
one), a chunk of activations, and a block of cosines; memory maps are read once per pass.

Contents: BLOCK, TILE, UnitRows, unit_chunks, Directions, Workspace; sums_of_rotations; epsilon_grid, count_on_grid.
Source: this package.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Iterator, NamedTuple

import numpy as np

from srm_ref.checks import check_activations, generator, integer, number, real_array, require_finite
from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import unit
from srm_ref.progress import Progress
from srm_ref.spotlight.turning.moment_sums import CurveSums, CurveTally, results_of, tallies_of

__all__ = ["BLOCK", "TILE", "UnitRows", "unit_chunks", "Directions", "Workspace", "sums_of_rotations", "epsilon_grid",
           "count_on_grid"]

BLOCK = 512
"""Rows multiplied at once, the last block filled up to this number: see above."""

TILE = 16
"""The number of directions is filled up to a multiple of this with zeros."""

_AT_ONCE = 2**24  # numbers in the turned bases of one pass
_BITS_BELOW = 48  # of a double, below its upper 16
_BITS_BELOW_SINGLE, _BINS_BELOW_SINGLE = 19, (1023 - 127) * 16  # of a float32; bins of a double below its least
_N_BINS = (0x3FF0) + 1  # the upper 16 bits of 1.0, and of rounded squares just above 1
_SMALL = 2.0**-60  # squares of smaller numbers may be rounded to 0 in float32
_WIDEST = 16.0  # the grid begins at or below epsilon^2 = 1 / (16 n_dims), a quarter of a cosine's root mean square
_CHUNK = 2**19  # numbers of activations held at once (4 MB)
_SLICE = 2**16  # cosines worked on at once: they and two copies fit into a processor's inner cache


class UnitRows(NamedTuple):
    """Hold the unit vectors of some samples."""

    rows: np.ndarray  # (n_rows, n_dims) unit vectors
    n_read: int  # samples of this chunk
    n_zero: int  # how many of them have length zero
    stop: int  # samples read so far


def unit_chunks(activations: np.ndarray, first_row: int = 0) -> Iterator[UnitRows]:
    """Read activations chunk by chunk and divide every row by its length.

    activations (n_samples, n_dims): as `check_activations` returns them. first_row: added to the row number in
    messages.
    """
    step = BLOCK * max(1, _CHUNK // (BLOCK * activations.shape[1]))
    for first in range(0, len(activations), step):
        rows = np.array(activations[first:first + step], dtype=np.float64, order="C")
        require_finite(rows, "activations", first_row + first)
        not_zero = rows.any(axis=1)
        n_read, n_zero = len(rows), int(np.count_nonzero(~not_zero))
        directions = unit(rows if not n_zero else rows[not_zero]) if n_zero < n_read else rows[:0]
        yield UnitRows(directions, n_read, n_zero, first + n_read)


class Directions:
    """Unit vectors to compare activations with, ready to be multiplied.

    rows (n_directions, n_dims): unit vectors, in float64 or float32: cosines are made in that precision.
    """

    def __init__(self, rows: np.ndarray) -> None:
        self.n_directions, self.n_dims = rows.shape
        self.padded = np.concatenate([rows, np.zeros((-len(rows) % TILE, self.n_dims), rows.dtype)])
        self.rows = self.padded[:self.n_directions]

    @classmethod
    def of(cls, basis: Any) -> Directions:
        """Check a basis (n_directions, n_dims), of any lengths but zero, and divide every direction by its length."""
        if isinstance(basis, Directions):
            return basis
        return cls(unit(real_array(basis, "basis", ("n_directions", "n_dims")), "basis"))

    def turned(self, rotation: np.ndarray) -> Directions:
        """Turn every direction by a rotation (n_dims, n_dims): b becomes R b."""
        return Directions(self.rows @ rotation.T)

    def rounded(self, dtype: np.dtype) -> Directions:
        """Round every direction to another precision."""
        return Directions(self.rows.astype(dtype))

    def cosines(self, rows: np.ndarray, workspace: Workspace) -> Iterator[np.ndarray]:
        """Yield the cosines (some rows, n_directions) of unit rows, slice by slice, in memory that is used again."""
        for first in range(0, len(rows), BLOCK):
            block = rows[first:first + BLOCK]
            n_rows = len(block)
            if n_rows < BLOCK:
                block = np.concatenate([block, np.zeros((BLOCK - n_rows, self.n_dims), block.dtype)])
            np.matmul(block, self.padded.T, out=workspace.product)
            for start in range(0, n_rows, workspace.n_rows):
                yield workspace.product[start:min(start + workspace.n_rows, n_rows), :self.n_directions]


class Workspace:
    """Memory for one block of cosines, and for what is made of a slice of them, used again and again.

    dtype: of the cosines.
    """

    def __init__(self, n_directions: int, dtype: np.dtype = np.dtype(np.float64)) -> None:
        width = n_directions + -n_directions % TILE
        self.n_rows = min(BLOCK, max(1, _SLICE // width))  # of a slice
        self.product = np.empty((BLOCK, width), dtype)
        self._spare, self._bins = np.empty((self.n_rows, width)), np.empty((self.n_rows, width), dtype=np.int64)

    def spare(self, like: np.ndarray) -> np.ndarray:
        """Lend a float64 array of the shape of a slice (n_rows, n_directions)."""
        return self._spare[:len(like), :like.shape[1]]

    def bins(self, like: np.ndarray) -> np.ndarray:
        """Lend an integer array of the shape of a slice (n_rows, n_directions)."""
        return self._bins[:len(like), :like.shape[1]]


def sums_of_rotations(activations: Any, basis: Any, n_rotations: int, rng: np.random.Generator,
                      epsilon: float | None = None, progress: Progress | None = None) -> list[CurveSums]:
    """Compute all sums of a basis and of its rotations.

    basis (n_directions, n_dims), or Directions. n_rotations: at least 0. rng: draws the rotations, one after the
    other. epsilon: of `lit`. progress: called with (samples done, all samples), where the samples of every basis count.
    Returns the sums of 1 + n_rotations bases; the first is the given one.

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
    n_directions, n_dims, dtype = bases[0].n_directions, bases[0].n_dims, bases[0].padded.dtype
    sizes = dtype == np.float32, len(epsilon_grid(n_dims)), -(-len(activations) // 100)
    tallies, workspace = tallies_of(len(bases), n_directions, n_dims, *sizes), Workspace(n_directions, dtype)
    for chunk in unit_chunks(activations):
        rows = chunk.rows.astype(dtype, copy=False)
        for directions, tally in zip(bases, tallies):
            for cosines in directions.cosines(rows, workspace):
                _add(tally, cosines, epsilon, n_dims, workspace)
            tally.n_samples += chunk.n_read
            tally.n_zero += chunk.n_zero
        if progress is not None:
            progress(chunk.stop, len(activations))
    return results_of(tallies)


def _add(tally: CurveTally, cosines: np.ndarray, epsilon: float | None, n_dims: int, workspace: Workspace) -> None:
    """Count a slice of P (n_rows, n_directions), which is overwritten, and add it up."""
    if epsilon is not None and epsilon < _SMALL:
        edge = cosines.dtype.type(epsilon)
        tally.lit += np.count_nonzero(cosines >= edge) + np.count_nonzero(cosines <= -edge)
    squares = np.multiply(cosines, cosines, out=cosines)  # P^2
    peaks = squares.max(axis=1, keepdims=True)  # (n_rows, 1)
    if epsilon is not None and epsilon >= _SMALL:
        edge = squares.dtype.type(epsilon)
        tally.lit += np.count_nonzero(squares >= edge * edge) if peaks.max() >= edge * edge else 0
    tally.in_bins += _count_in_bins(squares, workspace.bins(squares), n_dims)
    tally.add(squares, peaks, workspace.spare(squares))


def _share_of(progress: Progress | None, first: int, n_curves: int, n_all: int) -> Progress | None:
    """Report the progress of a pass for n_curves of n_all curves as that of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(first * total + n_curves * done, n_all * total)


def epsilon_grid(n_dims: int) -> np.ndarray:
    """List the epsilons of a scan, which the number of dimensions fixes: 16 for each doubling of epsilon^2, up to 1.

    n_dims: at least 1. Returns (n_epsilons,): ascending, from about 1 / (4 sqrt(n_dims)) to 1.

    >>> grid = epsilon_grid(4)
    >>> len(grid), float(grid[0]), float(grid[-1]), (grid[-3:]**2).round(12).tolist()
    (97, 0.125, 1.0, [0.9375, 0.96875, 1.0])
    """
    bins = np.arange(_first_bin(integer(n_dims, "n_dims", 1)), _N_BINS, dtype=np.int64)
    squares = (bins << _BITS_BELOW).view(np.float64)  # the least double in every bin
    epsilons = np.nextafter(np.sqrt(squares), 2.0)
    while np.any(lower := np.nextafter(epsilons, 0.0)**2 >= squares):
        epsilons[lower] = np.nextafter(epsilons[lower], 0.0)
    return epsilons


def count_on_grid(squares: np.ndarray, bins: np.ndarray, n_dims: int) -> np.ndarray:
    """Count the pairs with |P| >= epsilon for every epsilon of the grid, by a histogram of the upper bits of P^2.

    squares (n_rows, n_directions): P^2, each rounded once; float64 or float32. bins: memory, overwritten. Returns
    (n_epsilons,): pairs; as no epsilon of the grid is 0 or less, a pair is lit for one sign only.

    >>> squares = np.array([[1.0, 0.0], [0.25, 0.75]])
    >>> counts = count_on_grid(squares, np.empty((2, 2), dtype=np.int64), 2)
    >>> [int(counts[np.searchsorted(epsilon_grid(2), epsilon)]) for epsilon in (0.25, 0.5, 0.6, 1.0)]
    [3, 3, 2, 1]
    """
    return np.cumsum(_count_in_bins(squares, bins, n_dims)[::-1])[::-1]


def _count_in_bins(squares: np.ndarray, bins: np.ndarray, n_dims: int) -> np.ndarray:
    """Count the pairs in every bin of the grid, (n_epsilons,)."""
    if squares.dtype == np.float32:
        return _histogram_of_single(squares, bins)[_first_bin(n_dims) - _BINS_BELOW_SINGLE:]
    np.right_shift(squares.view(np.int64), _BITS_BELOW, out=bins)
    return np.bincount(bins.ravel(), minlength=_N_BINS)[_first_bin(n_dims):]


def _histogram_of_single(squares: np.ndarray, bins: np.ndarray) -> np.ndarray:
    """Count the bins of float32 squares, two at a time: a pair of them is read as one integer of 64 bits."""
    flat = squares.ravel() if squares.size % 2 == 0 else np.append(squares, np.float32(0.0))  # 0 is below the grid
    n_bins, pairs, found = _N_BINS - _BINS_BELOW_SINGLE, flat.view(np.int64), bins.ravel()[:len(flat) // 2]
    np.right_shift(pairs, 32 + _BITS_BELOW_SINGLE, out=found)  # of the upper halves
    histogram = np.bincount(found, minlength=n_bins)
    np.left_shift(pairs, 32, out=found)
    np.right_shift(found, 32 + _BITS_BELOW_SINGLE, out=found)  # of the lower halves
    return histogram + np.bincount(found, minlength=n_bins)


@lru_cache(maxsize=8)
def _first_bin(n_dims: int) -> int:
    return int(np.array(1.0 / (_WIDEST * n_dims)).view(np.int64)) >> _BITS_BELOW
