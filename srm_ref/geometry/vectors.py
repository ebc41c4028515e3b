"""How long is a vector, which way does it point, and how does a pair of vectors frame a plane?

Conventions: the last axis holds the coordinates, and leading axes number the vectors. A pair (a, b) is ordered: the
frame (e1, e2) has e1 along a and e2 on b's side, so that in-plane angles grow from a towards b.

Lengths and directions are computed row by row: a row gives the same bits alone and in any array. Only rows whose
squares leave the range of doubles are first multiplied by a power of two, which is exact.

Contents: norms, unit, cosine_similarity, plane_frame, in_plane_coordinates, PARALLEL_ATOL.
Source: SRM, the definition of the spotlight's plane.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import real_array, refuse

__all__ = ["PARALLEL_ATOL", "norms", "unit", "cosine_similarity", "plane_frame", "in_plane_coordinates"]

PARALLEL_ATOL = 1e-5
"""Largest sine of the angle between two vectors that still counts as (anti)parallel. Rounding errors turn the plane of
a pair by some 1e-15 / sine radians: by at most 1e-10 if the sine is above this bound, so that counts are right for
every activation farther than 1e-9 from the cone's edge. Two copies of one direction in float32 have a sine of about
1e-7 and span no plane."""

_SAFE_SQUARES = 2.0**-900  # a sum of squares at least this large has lost nothing to underflow
_BLOCK = 4096  # columns summed at a time, well inside the buffer of einsum


def norms(vectors: Any) -> np.ndarray:
    """Measure the length of all `vectors` (..., n_dims): |v| = sqrt(sum_i v_i^2), shape (...,); inf beyond the doubles.

    >>> norms([[3, 4], [0, 0], [3e-200, 4e-200]]).tolist()
    [5.0, 0.0, 5e-200]
    """
    array = real_array(vectors, "vectors", (..., "n_dims"))
    _, lengths, exponents = _scaled_rows(array)
    with np.errstate(over="ignore", under="ignore"):  # a length beyond the doubles is inf, as documented
        return np.ldexp(lengths, exponents).reshape(array.shape[:-1])


def unit(vectors: Any, argument: str = "vectors") -> np.ndarray:
    """Divide every vector (..., n_dims) by its length: v / |v|.

    `vectors` may have any scale, subnormal numbers included; a multiple of a coordinate vector gives that coordinate
    vector exactly. The error for a zero vector names its index; `argument` is the caller's name of `vectors`.

    >>> unit([[3, 4], [0, -7.3]]).tolist()
    [[0.6, 0.8], [0.0, -1.0]]
    """
    array = real_array(vectors, argument, (..., "n_dims"))
    rows, lengths, _ = _scaled_rows(array)
    if not lengths.all():
        row = int(np.argmin(lengths))
        where = f" at row {row}" if array.ndim == 2 else "" if array.ndim == 1 else (
            f" at index {tuple(int(i) for i in np.unravel_index(row, array.shape[:-1]))}")
        refuse(argument, "vectors of non-zero length", f"a zero vector{where}")
    with np.errstate(under="ignore"):  # a coordinate that is 1e-308 times the length may round to zero
        return (rows / lengths[:, None]).reshape(array.shape)


def cosine_similarity(x: Any, y: Any) -> np.ndarray:
    """Compare rows of x (n_x, n_dims) with rows of y (n_y, n_dims): cos(x_i, y_j) = (x_i . y_j) / (|x_i| |y_j|).

    Shape (n_x, n_y), in [-1, 1]: rounding beyond the ends is cut off.

    >>> cosine_similarity([[3, 4]], [[1, 0], [0, 2], [-3, -4]]).round(12).tolist()
    [[0.6, 0.8, -1.0]]
    """
    x = real_array(x, "x", ("n_x", "n_dims"))
    y = real_array(y, "y", ("n_y", x.shape[1]))
    return np.clip(unit(x, "x") @ unit(y, "y").T, -1.0, 1.0)


def plane_frame(a: Any, b: Any) -> tuple[np.ndarray, np.ndarray]:
    """Frame the plane of a and b, (n_dims,) each: e1 = a / |a|, and e2 the unit part of b at right angles to a.

    Orthonormal to rounding error however close a and b are; e2 . b > 0. Raises ValueError if the sine of the angle
    between a and b is at most `PARALLEL_ATOL`.

    >>> e1, e2 = plane_frame([2, 0, 0], [5, 3, 0])
    >>> e1.tolist(), e2.tolist()
    ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0])
    """
    e1, rejection = _rejection(a, b)
    sine = float(norms(rejection))
    if not sine > PARALLEL_ATOL:
        refuse("b", "a vector that spans a plane with a", f"one (anti)parallel to a (sine of their angle {sine:.1e})")
    e2 = rejection / sine
    e2 = unit(e2 - (e1 @ e2) * e1)  # once more: near-parallel b leaves a remainder of e1, of size rounding / sine
    return e1, e2


def in_plane_coordinates(activations: Any, a: Any, b: Any) -> tuple[np.ndarray, np.ndarray]:
    """Project activations (n_samples, n_dims) on the plane of a and b: p = x . e1, q = x . e2, (n_samples,), unscaled.

    >>> p, q = in_plane_coordinates([[2.0, 3.0, 9.0]], [1, 0, 0], [1, 1, 0])
    >>> p.tolist(), q.tolist()
    ([2.0], [3.0])
    """
    e1, e2 = plane_frame(a, b)
    activations = real_array(activations, "activations", ("n_samples", len(e1)))
    return activations @ e1, activations @ e2


def _rejection(a: Any, b: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return e1 and b/|b| less its part along e1, whose length is the sine of the angle between a and b."""
    a = real_array(a, "a", ("n_dims",))
    e1, direction = unit(a, "a"), unit(real_array(b, "b", (len(a),)), "b")
    return e1, direction - (e1 @ direction) * e1


def _scaled_rows(array: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return rows (n, n_dims), their lengths (n,), and exponents (n,): vector = row * 2^exponent, squares in range."""
    rows = np.ascontiguousarray(array).reshape(-1, array.shape[-1])
    # the integer type that frexp returns and ldexp accepts on every platform
    exponents = np.zeros(len(rows), dtype=np.intc)
    # rows out of range are found by their squares, and computed again below
    with np.errstate(over="ignore", under="ignore"):
        squares = _squares(rows)
    unsafe = np.flatnonzero((squares < _SAFE_SQUARES) | np.isinf(squares))
    if unsafe.size:
        exponents[unsafe] = np.frexp(np.abs(rows[unsafe]).max(axis=1))[1]
        rows = rows.copy()
        with np.errstate(under="ignore"):  # coordinates below 1e-308 times the largest do not matter
            rows[unsafe] = np.ldexp(rows[unsafe], -exponents[unsafe, None])
            squares[unsafe] = _squares(rows[unsafe])
    return rows, np.sqrt(squares), exponents


def _squares(rows: np.ndarray) -> np.ndarray:
    """Sum the squares of every row, in blocks of columns: einsum cuts rows longer than its buffer (8192) depending on
    their place."""
    squares = np.zeros(len(rows))
    for first in range(0, rows.shape[1], _BLOCK):
        block = rows[:, first:first + _BLOCK]
        squares += np.einsum("ij,ij->i", block, block)
    return squares
