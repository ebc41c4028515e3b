"""What should be checked before any method is used? Signs in the data that they are not what they are taken to be.

Contents: Look, look_at, data_check, off_centre, MOST_LINES.
"""

from __future__ import annotations

from typing import Iterator, NamedTuple

import numpy as np

from srm_ref.checks import counted

__all__ = ["MOST_LINES", "Look", "look_at", "data_check", "off_centre"]

MOST_LINES = 8
"""Most lines that are returned; the first are the most serious."""

_ROWS_AT_ONCE = 4096
_MOST_HASHED = 100_000  # rows among which repetitions are looked for
_MOST_LENGTH = 0.5  # share of the squared length beyond which a dimension is called an outlier
_SAME_ATOL = 1e-3  # lengths and sums of layer-normalised rows agree to this share, in float16 too
_BFLOAT16_RANGE = (1e-6, 1e5)  # sizes of activations; integers taken for bfloat16 are mostly far outside


class Look(NamedTuple):
    """Hold what one pass over the activations finds."""

    squares: np.ndarray  # (n_dims,) sums over rows of x^2, of rows scaled down if a square would overflow
    sums: np.ndarray  # (n_dims,) sums over rows of x, scaled alike
    rising: np.ndarray  # (n_dims,) bool, whole numbers that rise from every row to the next
    first: np.ndarray  # (n_dims,) the first row
    lengths: tuple[float, float]  # least and largest length of a row
    largest_sum: float  # largest |sum of a row| over its length and sqrt(n_dims)
    n_repeated: int  # rows that are not zero, among the first 100,000, equal to an earlier one
    n_samples: int


def look_at(activations: np.ndarray) -> Look:
    """Read the activations once.

    Parameters
    ----------
    activations : ndarray, shape (n_samples, n_dims)
        Finite numbers; a memory map is read in chunks.
    """
    n_samples, n_dims = activations.shape
    squares, sums, rising = np.zeros(n_dims), np.zeros(n_dims), np.ones(n_dims, dtype=bool)
    lengths, largest_sum, seen, n_hashed, before = (np.inf, 0.0), 0.0, set(), 0, None
    scale = max(float(np.max(np.abs(np.asarray(activations[:_ROWS_AT_ONCE], dtype=float)))), np.finfo(float).tiny)
    for start in range(0, n_samples, _ROWS_AT_ONCE):
        rows = np.asarray(activations[start:start + _ROWS_AT_ONCE], dtype=float)
        if start < _MOST_HASHED:
            some = rows[:_MOST_HASHED - start]
            seen.update(hash(row.tobytes()) for row in some[some.any(axis=1)])
            n_hashed += int(np.count_nonzero(some.any(axis=1)))
        whole = rows if before is None else np.concatenate([before, rows])
        rising &= np.all(np.diff(whole, axis=0) > 0, axis=0) & np.all(whole == np.floor(whole), axis=0)
        with np.errstate(over="ignore", invalid="ignore"):
            scaled = rows / scale
            norms = np.sqrt((scaled * scaled).sum(axis=1))
            squares, sums = squares + (scaled * scaled).sum(axis=0), sums + scaled.sum(axis=0)
            relative = np.abs(scaled.sum(axis=1)) / (np.maximum(norms, np.finfo(float).tiny) * n_dims**0.5)
        lengths = min(lengths[0], float(norms.min())), max(lengths[1], float(norms.max()))
        largest_sum, before = max(largest_sum, float(relative.max())), rows[-1:]
    return Look(squares, sums, rising & (n_samples > 2), np.asarray(activations[0], dtype=float), lengths, largest_sum,
                n_hashed - len(seen), n_samples)


def data_check(activations: np.ndarray, look: Look | None = None) -> list[str]:
    """List what stands out in the activations, each with what to do about it.

    Parameters
    ----------
    activations : ndarray, shape (n_samples, n_dims)
    look : Look, optional
        That of these activations, if it is there already.

    Returns
    -------
    list of str
        At most MOST_LINES.

    Examples
    --------
    >>> data_check(np.array([[0.0, 3.0, -1.0], [1.0, 0.5, 2.0], [2.0, -1.0, 0.7], [3.0, 0.1, -2.0]]))
    ['column 0 holds whole numbers that rise from row to row: if it is an index, leave it out']
    """
    look = look_at(activations) if look is None else look
    return list(_signs(activations, look))[:MOST_LINES]


def off_centre(look: Look) -> bool:
    """Say whether the mean of the activations is longer than their spread about it.

    Parameters
    ----------
    look : Look
    """
    mean = look.sums / look.n_samples
    length = float(mean @ mean)
    return look.n_samples > 1 and length > float(look.squares.sum()) / look.n_samples - length


def _signs(activations: np.ndarray, look: Look) -> Iterator[str]:
    n_samples, n_dims = activations.shape
    if n_samples < n_dims:
        yield f"fewer samples ({n_samples:,}) than dimensions ({n_dims:,}): rows are samples; is the file transposed?"
    columns = np.flatnonzero(look.rising)
    if len(columns):
        yield f"column {columns[0]} holds whole numbers that rise from row to row: if it is an index, leave it out"
    if n_dims > 1 and np.array_equal(look.first, np.arange(n_dims)):
        yield f"the first row is 0, 1, ..., {n_dims - 1}: if it is a header, leave it out"
    if _looks_like_bfloat16(activations):
        yield ("16-bit integers whose bits look like bfloat16 numbers: convert them to float32 before they are saved; "
               "as they "
               "are they mean nothing")
    yield from _lengths(look, n_dims)
    if n_dims > 2 and look.lengths[0] > 0 and look.lengths[1] <= look.lengths[0] * (1 + _SAME_ATOL) and (
            look.largest_sum < _SAME_ATOL):
        yield ("all rows have one length and sum to 0, as after a layer normalisation: they avoid the direction (1, "
               "..., 1), and "
               "that alone is a weak preference; compare with the activations before it")
    if look.n_repeated:
        among = "" if n_samples <= _MOST_HASHED else f" of the first {_MOST_HASHED:,}"
        one = look.n_repeated == 1
        yield (f"{counted(look.n_repeated, 'row')}{among} {'repeats' if one else 'repeat'} an earlier one, and "
               f"{'counts' if one else 'count'} again each time: leave out what should not")


def _lengths(look: Look, n_dims: int) -> Iterator[str]:
    whole = float(look.squares.sum())
    if whole > 0 and n_dims > 1:
        largest = int(np.argmax(look.squares))
        share = float(look.squares[largest]) / whole
        if share > max(_MOST_LENGTH, 2.0 / n_dims):  # of two dimensions one has at least half
            yield (f"dimension {largest} alone has {100 * share:.3g} % of the squared length, an outlier dimension: "
                   "look again without it")
        dead = np.flatnonzero(look.squares == 0)
        if len(dead):
            listed = ", ".join(str(i) for i in dead[:5]) + (", ..." if len(dead) > 5 else "")
            yield (f"{counted(len(dead), 'dimension')} {'is' if len(dead) == 1 else 'are'} 0 in every row ({listed}): "
                   f"look again without {'it' if len(dead) == 1 else 'them'}")
    if off_centre(look):
        yield ("the mean is longer than the spread about it: off centre, which makes one broad hump in a curve; try "
               "--centre")


def _looks_like_bfloat16(activations: np.ndarray) -> bool:
    if activations.dtype.kind not in "iu" or activations.dtype.itemsize != 2:
        return False
    bits = np.ascontiguousarray(activations[:_ROWS_AT_ONCE]).astype(activations.dtype.newbyteorder("=")).view(np.uint16)
    values = np.abs((bits.astype(np.uint32) << 16).view(np.float32))
    low, high = _BFLOAT16_RANGE
    return bool(np.mean((values == 0) | ((values > low) & (values < high))) > 0.99 and np.any(values > 0))
