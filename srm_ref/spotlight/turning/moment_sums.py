"""The sums over activations from which kurtosis, scale, shape and loads are made: exact, in chunks, in any order.

For every direction i the sums of P_i^2 and P_i^4 over activations that are not zero, P as in `unit_products`. With
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

Contents: FRACTION_BITS, ExactSums, SingleSums (of float32 cosines), Moments, FourthMoments.
Source: this package.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import check_activations, refuse
from srm_ref.spotlight.turning.unit_products import Directions, Workspace, unit_chunks

__all__ = ["FRACTION_BITS", "ExactSums", "SingleSums", "Moments", "FourthMoments"]

FRACTION_BITS = 50
"""Numbers are rounded to multiples of 2 to the minus this power."""

_OFFSET = 6.0
_OFFSET_BITS = int(np.array(_OFFSET).view(np.uint64))
_HALF = np.uint64(32)
_LOW = np.uint64(2**32 - 1)


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


class FourthMoments:
    """Add up the moments of activations that come in chunks.

    basis (n_directions, n_dims). Any chunks, in any order, merged in any order, give the same `Moments` bit for bit.

    >>> first, second = FourthMoments(np.eye(2)), FourthMoments(np.eye(2))
    >>> first.update([[3, 0], [0, 0]])
    >>> second.update([[-1, 1]])
    >>> first.merge(second)
    >>> first.result().kurtosis, first.result().n_zero  # 2 (1 + 1/2) / 2
    (1.5, 1)
    """

    def __init__(self, basis: Any) -> None:
        self._directions = basis if isinstance(basis, Directions) else Directions.of(basis)
        sums = SingleSums if self._directions.rows.dtype == np.float32 else ExactSums
        self._seconds, self._fourths = (sums(self._directions.n_directions) for _ in range(2))
        self._n_samples = self._n_zero = 0

    def update(self, chunk: Any) -> None:
        """Add activations (n_samples, n_dims)."""
        chunk = check_activations(chunk, self._directions.n_dims)
        workspace, added = Workspace(self._directions.n_directions), FourthMoments(self._directions)
        for part in unit_chunks(chunk, self._n_samples):
            for cosines in self._directions.cosines(part.rows, workspace):
                added.add_cosines(cosines, workspace)
            added.count(part.n_read, part.n_zero)
        self.merge(added)  # a chunk that is refused leaves the sums unchanged

    def add_cosines(self, cosines: np.ndarray, workspace: Workspace) -> None:
        """Add a slice of cosines (n_rows, n_directions), which is overwritten by its fourth powers."""
        squares = np.multiply(cosines, cosines, out=cosines)
        self.add_squares(squares, workspace)

    def add_squares(self, squares: np.ndarray, workspace: Workspace) -> None:
        """Add a slice of squared cosines (n_rows, n_directions), which is overwritten by its squares."""
        self._seconds.add(squares, workspace.spare(squares))
        fourths = np.multiply(squares, squares, out=squares)
        self._fourths.add(fourths, workspace.spare(fourths))

    def count(self, n_samples: int, n_zero: int) -> None:
        """Count samples whose cosines were added, and those among them that have none."""
        self._n_samples += n_samples
        self._n_zero += n_zero

    def merge(self, other: FourthMoments) -> None:
        """Add the sums of another one, for the same basis."""
        if not np.array_equal(self._directions.rows, other._directions.rows):
            refuse("other", "sums for the same basis", "another basis")
        self._seconds.merge(other._seconds)
        self._fourths.merge(other._fourths)
        self.count(other._n_samples, other._n_zero)

    def result(self) -> Moments:
        """Return the sums as they stand."""
        seconds, fourths = self._seconds.totals(), self._fourths.totals()
        return Moments(seconds, fourths, self._n_samples, self._n_zero, self._directions.n_dims)
