"""How are the arcs of millions of activations counted on a grid? With one difference array a curve.

An arc that covers the ranks start .. stop - 1 adds +1 at start and -1 at stop; the running sum over the ranks is the
number of arcs over each. Ranks wind around the circle, so an arc that passes rank n once adds 1 to the whole curve:

    counts[k] = sum over arcs (stop // n - start // n)  +  sum over j <= k of differences[j].

Everything is an integer: tallies of parts of the data add up, in any order, to the tally of the whole, to the bit.

Contents: Tally.
"""

from __future__ import annotations

import numpy as np

from srm_ref.spotlight.angles import AngleGrid

__all__ = ["Tally", "smallest_dtype"]


def smallest_dtype(largest: int) -> np.dtype:
    """Choose the narrowest signed integer that holds -largest .. largest exactly.

    Parameters
    ----------
    largest : int
        At least 0.

    Returns
    -------
    dtype

    Examples
    --------
    >>> [smallest_dtype(n).name for n in (100, 200, 50_000, 3_000_000_000)]
    ['int8', 'int16', 'int32', 'int64']
    """
    return np.dtype(next(t for t in (np.int8, np.int16, np.int32, np.int64) if largest <= np.iinfo(t).max))


class Tally:
    """Count arcs on a grid of angles, one row a curve.

    Parameters
    ----------
    n_rows : int
    grid : AngleGrid
    dtype : dtype of signed integers
        Must hold twice the number of samples to come, for `differences` never wraps.

    Attributes
    ----------
    differences : ndarray of int, shape (n_rows, n_angles)
    turns : ndarray of int64, shape (n_rows,)
    """

    def __init__(self, n_rows: int, grid: AngleGrid, dtype: np.dtype) -> None:
        self.grid = grid
        self.differences = np.zeros((n_rows, grid.n_angles), dtype)
        self.turns = np.zeros(n_rows, np.int64)

    def add(self, rows: np.ndarray, start: np.ndarray, stop: np.ndarray, sign: int = 1) -> None:
        """Add (sign +1) or take away (-1) the arcs start .. stop - 1, each in its row.

        Parameters
        ----------
        rows : ndarray of int, shape (k,)
        start, stop : ndarray of int64, shape (k,)
            Winding ranks; start <= stop <= start + n_angles.
        sign : int
        """
        n = self.grid.n_angles
        start_turn, stop_turn = start // n, stop // n
        if len(self.differences) == 1:
            self.differences[0] += sign * (np.bincount(start - n * start_turn, minlength=n)
                                           - np.bincount(stop - n * stop_turn, minlength=n))
            self.turns[0] += sign * int((stop_turn - start_turn).sum())
            return
        one = self.differences.dtype.type(sign)  # add.at is fast only where nothing is cast
        flat = self.differences.reshape(-1)
        np.add.at(flat, rows * n + (start - n * start_turn), one)
        np.subtract.at(flat, rows * n + (stop - n * stop_turn), one)
        np.add.at(self.turns, rows, sign * (stop_turn - start_turn))

    def add_full(self, rows: np.ndarray, sign: int = 1) -> None:
        """Add arcs that cover the whole circle, each in its row.

        Parameters
        ----------
        rows : ndarray of int, shape (k,)
        sign : int
        """
        self.turns += sign * np.bincount(rows, minlength=len(self.turns))

    def merge(self, other: "Tally") -> None:
        """Add another tally of the same rows and grid.

        Parameters
        ----------
        other : Tally
        """
        self.differences += other.differences
        self.turns += other.turns

    def widen(self, dtype: np.dtype) -> None:
        """Go over to a wider integer before more samples come than the present one holds.

        Parameters
        ----------
        dtype : dtype of signed integers
        """
        if np.dtype(dtype).itemsize > self.differences.dtype.itemsize:
            self.differences = self.differences.astype(dtype)

    def counts(self, largest: int) -> np.ndarray:
        """Sum the differences up to counts, in the caller's order of angles.

        Parameters
        ----------
        largest : int
            Bound on every count's absolute value: the number of samples (times planes, for a mean).

        Returns
        -------
        ndarray of the smallest integer dtype that holds `largest`, shape (n_rows, n_angles)
        """
        counts = np.empty(self.differences.shape, smallest_dtype(largest))
        for row, differences in enumerate(self.differences):
            counts[row, self.grid.order] = np.cumsum(differences, dtype=np.int64) + self.turns[row]
        return counts
