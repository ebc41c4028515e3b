"""How many pairs of an activation and a direction are in the spotlight, at many epsilons? Counted from one product.

The height at one epsilon, with its definition, stands in `statistics`; here are the heights at any list of epsilons,
and the counts of lit pairs on a grid. Counts are integers, of pairs and both signs: height = count / (2 n_samples
n_directions).

A grid of epsilons for a scan is fixed by the number of dimensions alone (`epsilon_grid`). Its points are chosen so
that counting is cheap and exact: P^2, rounded to a double, has its exponent and the first four bits of its fraction
in the upper 16 of its 64 bits, and a histogram of those bits has 16 bins for each doubling of P^2. As rounding keeps
order, the pairs in and above a bin are the pairs with |P| >= epsilon, epsilon the least double whose rounded square
is in the bin. Cosines in float32 have the same bins, in 13 of their 32 bits.

Contents: heights, epsilon_grid, count_on_grid.
Source: this package.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import check_activations, integer, number, real_array
from srm_ref.spotlight.turning.unit_products import Directions, Workspace, unit_chunks

__all__ = ["heights", "epsilon_grid", "count_on_grid"]

_BITS_BELOW = 48  # of a double, below its upper 16
_BITS_BELOW_SINGLE, _BINS_BELOW_SINGLE = 19, (1023 - 127) * 16  # of a float32; bins of a double below its least
_N_BINS = (0x3FF0) + 1  # the upper 16 bits of 1.0, and of rounded squares just above 1
_WIDEST = 16.0  # the grid begins at or below epsilon^2 = 1 / (16 n_dims), a quarter of a cosine's root mean square


def heights(activations: Any, basis: Any, epsilons: Any) -> np.ndarray:
    """Measure the heights at many epsilons from one product of activations and basis.

    basis (n_directions, n_dims). epsilons (n_epsilons,) in [-1, 1], in any order. Returns (n_epsilons,): bit for bit
    the numbers that `height` gives one by one.

    >>> heights([[3, 0], [1, 1]], np.eye(2), [0.9, 0.5]).tolist()
    [0.125, 0.375]
    """
    directions, epsilons = Directions.of(basis), real_array(epsilons, "epsilons", ("n_epsilons",))
    number(np.min(epsilons), "epsilons", -1, 1)
    number(np.max(epsilons), "epsilons", -1, 1)
    activations, workspace = check_activations(activations, directions.n_dims), Workspace(directions.n_directions)
    counts = np.zeros(len(epsilons), dtype=np.int64)
    for chunk in unit_chunks(activations):
        for cosines in directions.cosines(chunk.rows, workspace):
            ordered = np.sort(cosines, axis=None)
            counts += len(ordered) - np.searchsorted(ordered, epsilons, side="left")  # P >= epsilon
            counts += np.searchsorted(ordered, -epsilons, side="right")  # P <= -epsilon
    return counts / (2 * len(activations) * directions.n_directions)


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
    if squares.dtype == np.float32:
        np.right_shift(squares.view(np.int32), _BITS_BELOW_SINGLE, out=bins)
        n_below = _BINS_BELOW_SINGLE
    else:
        np.right_shift(squares.view(np.int64), _BITS_BELOW, out=bins)
        n_below = 0
    histogram = np.bincount(bins.ravel(), minlength=_N_BINS - n_below)
    return np.cumsum(histogram[:_first_bin(n_dims) - n_below - 1:-1])[::-1]


def _first_bin(n_dims: int) -> int:
    return int(np.array(1.0 / (_WIDEST * n_dims)).view(np.int64)) >> _BITS_BELOW
