"""How many activations does the spotlight light when it stands on the privileged directions, at one epsilon or at all?

    height(epsilon) = mean over directions of [share with P_i >= epsilon + share with P_i <= -epsilon] / 2

with P_i = unit(x) . unit(b_i), a mean over directions, not over planes. Under isotropy it is the cap fraction
A_n(epsilon), in expectation. It is right at every epsilon > 0: the nearer to the directions, the higher.

Conventions: cones are closed, so that P_i = epsilon is lit; shares are of all activations, and one of length zero is
in no cone. Counts are integers, of pairs (activation, direction) and both signs: height = count / (2 n_samples
n_directions).

A grid of epsilons for a scan is fixed by the number of dimensions alone (`epsilon_grid`). Its points are chosen so
that counting is cheap and exact: P^2, rounded to a double, has its exponent and the first four bits of its fraction
in the upper 16 of its 64 bits, and a histogram of those bits has 16 bins for each doubling of P^2. As rounding keeps
order, the pairs in and above a bin are the pairs with |P| >= epsilon, epsilon the least double whose rounded square
is in the bin.

Contents: height, height_by_definition, heights, epsilon_grid, count_on_grid.
Source: SRM for the spotlight; its height is this package's.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import integer, number, real_array
from srm_ref.geometry.vectors import norms, unit
from srm_ref.spotlight.unit_products import Directions, Workspace, matrix_of, unit_chunks

__all__ = ["height", "height_by_definition", "heights", "epsilon_grid", "count_on_grid"]

_BITS_BELOW = 48  # of a double, below its upper 16
_N_BINS = (0x3FF0) + 1  # the upper 16 bits of 1.0, and of rounded squares just above 1
_WIDEST = 16.0  # the grid begins at or below epsilon^2 = 1 / (16 n_dims), a quarter of a cosine's root mean square


def height(activations: Any, basis: Any, epsilon: float) -> float:
    """Measure the share of activations within the cone of a privileged direction, in the mean over both signs of all.

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
    basis : array_like, shape (n_directions, n_dims)
    epsilon : float
        In [-1, 1].

    Returns
    -------
    float
        In [0, 1]; `cap_fraction(n_dims, epsilon)` by chance, where no activation is zero.

    Raises
    ------
    ValueError
        epsilon outside [-1, 1], or bad arrays.

    Examples
    --------
    >>> height([[3, 0], [1, 1]], np.eye(2), 0.9), height([[3, 0], [1, 1]], np.eye(2), 0.5)  # 1 of 8; 3 of 8
    (0.125, 0.375)
    """
    return float(heights(activations, basis, [number(epsilon, "epsilon", -1, 1)])[0])


def height_by_definition(activations: Any, basis: Any, epsilon: float) -> float:
    """Measure the same, one activation and one direction after the other: the definition.

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
    basis : array_like, shape (n_directions, n_dims)
    epsilon : float

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Bad arrays, or a direction of length zero.

    Examples
    --------
    >>> height_by_definition([[3, 0], [1, 1], [0, 0]], np.eye(2), 0.9)
    0.08333333333333333
    """
    basis = real_array(basis, "basis", ("n_directions", "n_dims"))
    activations = real_array(activations, "activations", ("n_samples", basis.shape[1]))
    count = 0
    for x in activations:
        for b in basis:
            if norms(x) > 0.0:
                cosine = unit(x) @ unit(b)
                count += int(cosine >= epsilon) + int(cosine <= -epsilon)
    return count / (2 * len(activations) * len(basis))


def heights(activations: Any, basis: Any, epsilons: Any) -> np.ndarray:
    """Measure the heights at many epsilons from one product of activations and basis.

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
    basis : array_like, shape (n_directions, n_dims)
    epsilons : array_like, shape (n_epsilons,)
        In [-1, 1], in any order.

    Returns
    -------
    ndarray, shape (n_epsilons,)
        The same numbers, to the bit, as `height` gives one by one.

    Raises
    ------
    ValueError
        An epsilon outside [-1, 1], or bad arrays.

    Examples
    --------
    >>> heights([[3, 0], [1, 1]], np.eye(2), [0.9, 0.5]).tolist()
    [0.125, 0.375]
    """
    directions, epsilons = Directions.of(basis), real_array(epsilons, "epsilons", ("n_epsilons",))
    number(np.min(epsilons), "epsilons", -1, 1)
    number(np.max(epsilons), "epsilons", -1, 1)
    activations, workspace = matrix_of(activations, directions.n_dims), Workspace(directions.n_directions)
    counts = np.zeros(len(epsilons), dtype=np.int64)
    for chunk in unit_chunks(activations):
        for cosines in directions.cosines(chunk.rows, workspace):
            ordered = np.sort(cosines, axis=None)
            counts += len(ordered) - np.searchsorted(ordered, epsilons, side="left")  # P >= epsilon
            counts += np.searchsorted(ordered, -epsilons, side="right")  # P <= -epsilon
    return counts / (2 * len(activations) * directions.n_directions)


def epsilon_grid(n_dims: int) -> np.ndarray:
    """List the epsilons of a scan, which the number of dimensions fixes: 16 for each doubling of epsilon^2, up to 1.

    Parameters
    ----------
    n_dims : int
        At least 1.

    Returns
    -------
    ndarray, shape (n_epsilons,)
        Ascending, from about 1 / (4 sqrt(n_dims)) to 1.

    Raises
    ------
    ValueError
        n_dims below 1.

    Examples
    --------
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

    Parameters
    ----------
    squares : ndarray, shape (n_rows, n_directions)
        P^2, each rounded once.
    bins : ndarray of int64, the same shape
        Memory, overwritten.
    n_dims : int

    Returns
    -------
    ndarray of int64, shape (n_epsilons,)
        Pairs; as no epsilon of the grid is 0 or less, a pair is lit for one sign only.

    Examples
    --------
    >>> squares = np.array([[1.0, 0.0], [0.25, 0.75]])
    >>> counts = count_on_grid(squares, np.empty((2, 2), dtype=np.int64), 2)
    >>> [int(counts[np.searchsorted(epsilon_grid(2), epsilon)]) for epsilon in (0.25, 0.5, 0.6, 1.0)]
    [3, 3, 2, 1]
    """
    np.right_shift(squares.view(np.int64), _BITS_BELOW, out=bins)
    histogram = np.bincount(bins.ravel(), minlength=_N_BINS)
    return np.cumsum(histogram[:_first_bin(n_dims) - 1:-1])[::-1]


def _first_bin(n_dims: int) -> int:
    return int(np.array(1.0 / (_WIDEST * n_dims)).view(np.int64)) >> _BITS_BELOW
