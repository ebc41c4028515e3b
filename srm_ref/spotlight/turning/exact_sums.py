"""How can a sum of many numbers be the same, to the bit, in whatever order and portions they come?

Floating-point addition is not associative: (a + b) + c and a + (b + c) differ in their last bits. Addition of
integers is. Every number x in [0, 1] is rounded once to the nearest multiple of 2^-50 (a tie to the even one), and
the integers x 2^50 are added.

The rounding costs one addition: doubles in [4, 8) are the multiples of 2^-50, so 6 + x rounds x, and the bits of 6 +
x, read as an integer, are the bits of 6 plus x 2^50. Integers of 64 bits are added modulo 2^64, which loses nothing
as long as the true sum is below 2^64: at most 2^13 numbers at a time. Totals are kept in two halves, which hold 2^38
such portions.

Contents: FRACTION_BITS, ExactSums.
"""

from __future__ import annotations

import numpy as np

__all__ = ["FRACTION_BITS", "ExactSums"]

FRACTION_BITS = 50
"""Numbers are rounded to multiples of 2 to the minus this power."""

_OFFSET = 6.0
_OFFSET_BITS = int(np.array(_OFFSET).view(np.uint64))
_HALF = np.uint64(32)
_LOW = np.uint64(2**32 - 1)


class ExactSums:
    """Sums of columns of numbers in [0, 1], each number rounded once to a multiple of 2^-50.

    Parameters
    ----------
    n_columns : int

    Examples
    --------
    >>> sums = ExactSums(2)
    >>> sums.add(np.array([[0.5, 0.0], [0.25, 1.0]]))
    >>> [total / 2**FRACTION_BITS for total in sums.totals()]
    [0.75, 1.0]
    """

    def __init__(self, n_columns: int) -> None:
        self._low, self._high = np.zeros((2, n_columns), dtype=np.uint64)

    def add(self, values: np.ndarray, spare: np.ndarray | None = None) -> None:
        """Add rows of numbers (n_rows, n_columns), n_rows at most 2^13; `spare` is memory of the same shape, float64."""
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
