"""Can two dense numbers fit into one? Nonlinear compression: store the first coarsely, the second inside its cells.

    encode  t = (floor(Z x) + y) / Z                    Z cells for x, y stretched over each
    decode  y' = Z t - floor(Z t),   x' = floor(Z t) / Z + 1 / (2 Z)

x and y are uniform on [0, 1). y comes back exactly and x with mean squared error 1 / (12 Z^2); a linear code keeps one
of the two, or their average, and loses 1/12. So dense features can share a dimension too, at the price of jumps between
the cells, which a network of ReLUs can only approximate by steep ramps. `smooth_floor` has ramps of a given width, in
cells, in encoder and decoder; the paper does not say how the width enters, and this is one interpretation.

Contents: smooth_floor, encode, decode, CompressionError, compression_error, LINEAR_ERROR.

Source: TMS appendix on nonlinear compression.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import integer, number, real_array, require_all

__all__ = ["LINEAR_ERROR", "CompressionError", "smooth_floor", "encode", "decode", "compression_error"]

LINEAR_ERROR = 1.0 / 12.0
"""The total error of the best linear code: x kept and y replaced by its mean, or the average kept (1/24 each)."""


class CompressionError(NamedTuple):
    """Mean squared errors of the two coordinates; `total` is their sum."""

    x: float
    y: float
    total: float


def smooth_floor(values: Any, ramp: float) -> np.ndarray:
    """Return the floor of `values`, of any shape, with ramps: ``floor(u) + relu(u - floor(u) - (1 - ramp)) / ramp``.

    ramp: width of the ramp before each integer, in [0, 1]; 0 is the floor itself.

    >>> smooth_floor([0.5, 1.75, 2.0], 0.5).tolist()
    [0.0, 1.5, 2.0]
    """
    u, ramp = real_array(values, "values"), number(ramp, "ramp", 0.0, 1.0)
    steps = np.floor(u)
    return steps if ramp == 0.0 else steps + np.maximum(u - steps - (1.0 - ramp), 0.0) / ramp


def encode(x: Any, y: Any, n_cells: int, ramp: float = 0.0) -> np.ndarray:
    """Store two numbers x, y of [0, 1], shapes broadcast, in one: ``t = (floor(Z x) + y) / Z``, with `smooth_floor`.

    `n_cells` is Z; `ramp` is in [0, 1].

    >>> round(float(encode(0.5, 0.25, 4)), 12)  # cell 2 of 4, a quarter of the way through it
    0.5625
    """
    x, y, Z = _unit_interval(x, "x"), _unit_interval(y, "y"), integer(n_cells, "n_cells", 1)
    return (smooth_floor(Z * x, ramp) + y) / Z


def decode(code: Any, n_cells: int, ramp: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Take two numbers out of one code t: ``y' = Z t - floor(Z t)``, ``x' = floor(Z t) / Z + 1 / (2 Z)``.

    Both are clipped to [0, 1]. `n_cells` is Z; `ramp` is in [0, 1]; shapes are those of t.

    >>> x, y = decode(0.5625, 4)
    >>> float(x), float(y)
    (0.625, 0.25)
    """
    t, Z = real_array(code, "code"), integer(n_cells, "n_cells", 1)
    cell = smooth_floor(Z * t, ramp)
    return np.clip(cell / Z + 1.0 / (2 * Z), 0.0, 1.0), np.clip(Z * t - cell, 0.0, 1.0)


def compression_error(n_cells: int, ramp: float = 0.0, n_points: int = 1000) -> CompressionError:
    """Return the mean squared errors of encoding and decoding, by the midpoint rule on n_points^2 pairs.

    Without a `ramp` (in [0, 1]) a multiple of n_cells makes y exact. Compare `total` with `LINEAR_ERROR`.

    >>> error = compression_error(3, 0.1)
    >>> round(error.total, 3), error.total < LINEAR_ERROR
    (0.058, True)
    """
    points = (np.arange(integer(n_points, "n_points", 1)) + 0.5) / n_points
    x, y = points[:, np.newaxis], points
    decoded_x, decoded_y = decode(encode(x, y, n_cells, ramp), n_cells, ramp)
    errors = float(((decoded_x - x) ** 2).mean()), float(((decoded_y - y) ** 2).mean())
    return CompressionError(*errors, sum(errors))


def _unit_interval(value: Any, argument: str) -> np.ndarray:
    numbers = real_array(value, argument)
    require_all((numbers >= 0.0) & (numbers <= 1.0), numbers, argument, "numbers in [0, 1]")
    return numbers
