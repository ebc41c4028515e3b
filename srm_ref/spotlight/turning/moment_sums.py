"""The sums over activations that a rotation test is made of: exact, in chunks, in any order; and what is made of them.

For every direction i the sums of P_i^2 and P_i^4 over activations that are not zero, P as in `rotation_sums`. With
m2_i = mean P_i^2 and m4_i = mean P_i^4,

    kurtosis = n^2 mean m4_i,   scale = n^2 mean m2_i^2,   shape = sum m4_i / sum m2_i^2,   kurtosis = scale . shape

Scale says how unevenly the directions are used: in an orthonormal basis it is 1 if they are used evenly, n if one has
everything. Shape says how concentrated samples are within the directions.

Exact sums. Floating-point addition is not associative: (a + b) + c and a + (b + c) differ in their last bits. Addition
of integers is. Every number x in [0, 1] is rounded once to the nearest multiple of 2^-50 (a tie to the even one), and
the integers x 2^50 are added. The rounding costs one addition: doubles in [4, 8) are the multiples of 2^-50, so 6 + x
rounds x, and the bits of 6 + x, read as an integer, are the bits of 6 plus x 2^50. Integers of 64 bits are added modulo
2^64, which loses nothing as long as the true sum is below 2^64: at most 2^13 numbers at a time. Totals are kept in two
halves, which hold 2^38 such portions.

Contents: FRACTION_BITS, ExactSums, SingleSums (of float32 cosines), Moments, MomentTally; CurveSums, CurveTally (all
sums of one basis), tallies_of, results_of, CurveNumbers, numbers_of (of all bases).
Source: this package.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

__all__ = ["FRACTION_BITS", "ExactSums", "SingleSums", "Moments", "MomentTally", "CurveSums", "CurveTally",
           "tallies_of", "results_of", "CurveNumbers", "numbers_of"]

FRACTION_BITS = 50
"""Numbers are rounded to multiples of 2 to the minus this power."""

_OFFSET = 6.0
_OFFSET_BITS = int(np.array(_OFFSET).view(np.uint64))
_HALF = np.uint64(32)
_LOW = np.uint64(2**32 - 1)
_PEAKS = 16  # slices whose peaks are added at once
_HELD = 2048  # of the largest, beyond twice those wanted


class ExactSums:
    """Sums of columns of numbers in [0, 1], each number rounded once to a multiple of 2^-50.

    >>> sums = ExactSums(2)
    >>> sums.add(np.array([[0.5, 0.0], [0.25, 1.0]]))
    >>> [total / 2**FRACTION_BITS for total in sums.totals()]
    [0.75, 1.0]
    """

    def __init__(self, n_columns: int) -> None:
        self._low, self._high = np.zeros((2, n_columns), dtype=np.uint64)

    def add(self, values: np.ndarray, spare: np.ndarray | None = None) -> None:
        """Add rows of numbers (n_rows, n_columns), n_rows at most 2^13; `spare` is float64 memory of the same shape."""
        shifted = np.add(values, _OFFSET, out=spare, dtype=np.float64)  # of float32 values too
        sums = np.add.reduce(shifted.view(np.uint64), axis=0)  # modulo 2^64
        sums -= np.uint64(len(values) * _OFFSET_BITS % 2**64)
        self._low += sums & _LOW
        self._high += sums >> _HALF

    def merge(self, other: ExactSums) -> None:
        """Add the totals of other columns of the same number."""
        self._low += other._low
        self._high += other._high

    def totals(self) -> list[int]:
        """Return the sum of every column in units of 2^-50, exact."""
        return [(int(high) << 32) + int(low) for high, low in zip(self._high, self._low)]


class SingleSums:
    """Sums of columns of float32 numbers in [0, 1]: rows added in one call are summed in float32, and these sums in
    float64.

    >>> sums = SingleSums(2)
    >>> sums.add(np.array([[0.5, 0.0], [0.25, 1.0]], dtype=np.float32))
    >>> [total / 2**FRACTION_BITS for total in sums.totals()]
    [0.75, 1.0]
    """

    def __init__(self, n_columns: int) -> None:
        self._sums = np.zeros(n_columns)

    def add(self, values: np.ndarray, spare: np.ndarray | None = None) -> None:
        """Add rows of numbers (n_rows, n_columns); n_rows 2^-24 bounds the relative error. `spare` is not needed."""
        self._sums += values.sum(axis=0)

    def merge(self, other: SingleSums) -> None:
        """Add the totals of other columns of the same number."""
        self._sums += other._sums

    def totals(self) -> list[int]:
        """Return the sum of every column in units of 2^-50, rounded."""
        return [round(float(total) * 2**FRACTION_BITS) for total in self._sums]


class Moments(NamedTuple):
    """Hold the sums over activations of P_i^2 and P_i^4, and what is computed from them."""

    seconds: list[int]  # sum of P_i^2 for every direction, in units of 2^-50
    fourths: list[int]  # sum of P_i^4
    n_samples: int
    n_zero: int
    n_dims: int

    @property
    def n_lit(self) -> int:
        """How many activations have a direction."""
        return self.n_samples - self.n_zero

    @property
    def kurtosis(self) -> float:
        """n^2 mean P_i^4; nan where no activation has a direction."""
        pairs = self.n_lit * len(self.fourths)
        return self.n_dims**2 * sum(self.fourths) / (pairs << FRACTION_BITS) if pairs else math.nan

    @property
    def scale(self) -> float:
        """S = n^2 mean_i (mean P_i^2)^2: 1 if orthonormal directions are used evenly, n if one has everything."""
        pairs = self.n_lit**2 * len(self.seconds)
        return self.n_dims**2 * sum(m * m for m in self.seconds) / (pairs << 2 * FRACTION_BITS) if pairs else math.nan

    @property
    def shape(self) -> float:
        """sum_i mean P_i^4 / sum_i (mean P_i^2)^2, how concentrated the samples are; kurtosis = scale . shape."""
        squares = sum(m * m for m in self.seconds)
        return (self.n_lit * sum(self.fourths) << FRACTION_BITS) / squares if squares else math.nan

    @property
    def loads(self) -> np.ndarray:
        """mean P_i^4 n (n+2) / 3 for every direction, (n_directions,): 1 by chance for every cloud and direction."""
        if not self.n_lit:
            return np.full(len(self.fourths), math.nan)
        n, whole = self.n_dims, 3 * self.n_lit << FRACTION_BITS
        return np.array([n * (n + 2) * fourth / whole for fourth in self.fourths])


class MomentTally:
    """The sums of P_i^2 and P_i^4 while they grow; `single`: those of float32 cosines."""

    def __init__(self, n_directions: int, n_dims: int, single: bool = False) -> None:
        sums = SingleSums if single else ExactSums
        self.n_dims, self.seconds, self.fourths = n_dims, sums(n_directions), sums(n_directions)
        self.n_samples = self.n_zero = 0

    def add_squares(self, squares: np.ndarray, spare: np.ndarray) -> None:
        """Add a slice of P^2 (n_rows, n_directions), which is overwritten by P^4; `spare` is memory of its shape."""
        self.seconds.add(squares, spare)
        np.multiply(squares, squares, out=squares)
        self.fourths.add(squares, spare)

    def merge(self, other: MomentTally) -> None:
        """Add what another one has added up."""
        self.seconds.merge(other.seconds)
        self.fourths.merge(other.fourths)
        self.n_samples, self.n_zero = self.n_samples + other.n_samples, self.n_zero + other.n_zero

    def moments(self) -> Moments:
        """Return the sums as they stand."""
        return Moments(self.seconds.totals(), self.fourths.totals(), self.n_samples, self.n_zero, self.n_dims)


class CurveSums(NamedTuple):
    """Hold the sums of one basis, the given one or a turned one."""

    moments: Moments
    on_grid: np.ndarray  # (n_epsilons,) pairs
    lit: int  # pairs, both signs; 0 where no epsilon was given
    largest: np.ndarray  # (n_trimmed,) sums of P^4 of single activations, descending
    nearest: float  # mean over activations of max_i |P_i|; nan where no activation has a direction

    @property
    def trimmed_kurtosis(self) -> float:
        """The kurtosis of the activations that are left when those of `largest` are taken out; nan if none are left."""
        moments, n_left = self.moments, self.moments.n_lit - len(self.largest)
        dropped = sum(round(float(value) * 2**FRACTION_BITS) for value in self.largest)
        pairs = n_left * len(moments.fourths) << FRACTION_BITS
        return moments.n_dims**2 * (sum(moments.fourths) - dropped) / pairs if pairs else math.nan

    @property
    def top_share(self) -> float:
        """The share of the sum of P^4 that those of `largest` hold; nan if no activation has a direction."""
        whole = sum(self.moments.fourths)
        return float(np.sum(self.largest)) * 2**FRACTION_BITS / whole if whole else math.nan

    @property
    def height(self) -> float:
        """The height at the given epsilon: `lit` as a share."""
        return self.lit / (2 * self.moments.n_samples * len(self.moments.fourths))


class CurveTally(MomentTally):
    """All sums of one basis while they grow; `in_bins` (pairs in every bin of the grid) and `lit` are counted where the
    cosines are made.

    n_epsilons: of the grid. n_trimmed: the most that `largest` will have; a few more are held at a time.
    """

    def __init__(self, n_directions: int, n_dims: int, single: bool, n_epsilons: int, n_trimmed: int) -> None:
        super().__init__(n_directions, n_dims, single)
        self.nearest, self.in_bins, self.lit = ExactSums(1), np.zeros(n_epsilons, np.int64), 0
        self._peaks: list[np.ndarray] = []
        self._n_trimmed, self._held, self._n_held = n_trimmed, [np.empty(0)], 0

    def add(self, squares: np.ndarray, peaks: np.ndarray, spare: np.ndarray) -> None:
        """Add a slice of P^2 (n_rows, n_directions), n_rows at most 2^9, which is overwritten, with the largest of each
        row, (n_rows, 1); `spare` is memory of its shape."""
        self._peaks.append(peaks)
        if len(self._peaks) == _PEAKS:
            self._add_peaks()
        self.add_squares(squares, spare)  # P^4 from here on
        if squares.dtype == np.float32:  # as a product: a third of the time
            self._held.append((squares @ np.ones(squares.shape[1], np.float32)).astype(np.float64))
        else:  # to the same bits in whatever chunk
            self._held.append(squares.sum(axis=1))
        self._n_held += len(squares)
        if self._n_held > 2 * self._n_trimmed + _HELD:
            self._held = [self.largest(self._n_trimmed)]
            self._n_held = len(self._held[0])

    def _add_peaks(self) -> None:
        self.nearest.add(np.sqrt(np.concatenate(self._peaks)))
        self._peaks = []

    def largest(self, n_wanted: int) -> np.ndarray:
        """Return the largest sums over directions of P^4, (n_wanted,) or as many as there are, descending."""
        return np.sort(np.concatenate(self._held))[::-1][:n_wanted]

    def result(self) -> CurveSums:
        """Return the sums as they stand."""
        n_lit, on_grid = self.n_samples - self.n_zero, np.cumsum(self.in_bins[::-1])[::-1]
        if self._peaks:
            self._add_peaks()
        nearest = self.nearest.totals()[0] / (n_lit << FRACTION_BITS) if n_lit else math.nan
        return CurveSums(self.moments(), on_grid, int(self.lit), self.largest(-(-n_lit // 100)), nearest)


def tallies_of(n_curves: int, *sizes: int) -> list[CurveTally]:
    """Make an empty tally for each of several bases; sizes: the arguments of `CurveTally`, the same for all."""
    return [CurveTally(*sizes) for _ in range(n_curves)]


def results_of(tallies: list[CurveTally]) -> list[CurveSums]:
    """Give the `result` of each of several tallies."""
    return [tally.result() for tally in tallies]


class CurveNumbers(NamedTuple):
    """Hold what is made of the sums of several curves, a row each."""

    kurtosis: np.ndarray  # (n_curves,), as are the other five
    scale: np.ndarray
    shape: np.ndarray
    trimmed: np.ndarray
    top_share: np.ndarray
    nearest: np.ndarray
    height: np.ndarray
    loads: np.ndarray  # (n_curves, n_directions)
    on_grid: np.ndarray  # (n_curves, n_epsilons)


def numbers_of(curves: list[CurveSums]) -> CurveNumbers:
    """Make all numbers of curves from their sums.

    >>> moments = Moments([2**50, 0], [2**50, 0], 1, 0, 2)  # one activation, on the first of two axes
    >>> numbers = numbers_of([CurveSums(moments, np.zeros(1), 0, np.ones(1), 1.0)])
    >>> numbers.kurtosis.tolist(), numbers.loads.round(3).tolist()
    ([2.0], [[2.667, 0.0]])
    """
    m = [curve.moments for curve in curves]
    each = ([x.kurtosis for x in m], [x.scale for x in m], [x.shape for x in m],
            [curve.trimmed_kurtosis for curve in curves], [curve.top_share for curve in curves],
            [curve.nearest for curve in curves], [curve.height for curve in curves], [x.loads for x in m],
            [curve.on_grid for curve in curves])
    return CurveNumbers(*map(np.array, each))
