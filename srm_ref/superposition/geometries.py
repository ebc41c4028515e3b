"""Which geometry is this W? Its orthogonal groups of features, each named by the polytope it forms.

Features that overlap are connected; the connected groups are the tegum factors of the arrangement. A group of n
features that spans r dimensions is a tight frame of them if every D_i is r / n, and is then named by (n, r).

Conventions: W is (n_hidden, n_features), feature i its column; features shorter than `min_norm` are not represented
and belong to no group; overlaps |W_i . W_j| up to `min_overlap` do not connect. The thresholds are this package's: TMS
states none.

Contents: Geometry, feature_groups, sort_into_geometries, canonical_plane, local_excess.

Source: TMS sections "Feature Dimensionality" and "Why These Geometric Structures?"; of the plane, "rotate and flip" in
the section on perturbing a single feature.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import integer, number, real_array
from srm_ref.superposition.dimensionality import feature_dimensionality
from srm_ref.superposition.measures import feature_norms, gram_matrix, is_represented

__all__ = ["Geometry", "LocalExcess", "feature_groups", "sort_into_geometries", "canonical_plane", "local_excess"]

_NAMES = {(1, 1): "dedicated", (2, 1): "digon", (3, 2): "triangle", (4, 3): "tetrahedron", (5, 2): "pentagon",
          (6, 2): "hexagon", (6, 3): "triangular prism", (8, 3): "square antiprism", (12, 3): "icosahedron",
          (20, 3): "dodecahedron"}
_RANK_ATOL = 0.1  # singular values below this part of the largest are noise of training
_ANTIPODAL = -0.95  # cosine


class Geometry(NamedTuple):
    """One connected group: its features, the dimensions they span, its name, and the mean of their D_i."""

    features: tuple[int, ...]
    rank: int
    name: str
    dimensionality: float


class LocalExcess(NamedTuple):
    """How many values lie at a fraction, and how many in windows as wide below and above it."""

    at: int
    below: int
    above: int

    @property
    def is_line(self) -> bool:
        """Whether there are at least twice as many at the fraction as on either side, and any at all."""
        return self.at > 0 and self.at >= 2 * max(self.below, self.above)


def feature_groups(W: Any, min_overlap: float = 0.1, min_norm: float = 0.5) -> list[tuple[int, ...]]:
    """Return the connected groups of represented features: those linked by ``|W_i . W_j| > min_overlap``.

    Parameters
    ----------
    W : array_like, shape (n_hidden, n_features)
    min_overlap, min_norm : float
        Not negative.

    Returns
    -------
    list of tuple of int
        Features of each group, increasing; groups by their first feature.

    Raises
    ------
    ValueError
        W not a finite matrix, a negative threshold.

    Examples
    --------
    >>> feature_groups([[1, 0, -1, 0], [0, 1, 0, 0.2]])
    [(0, 2), (1,)]
    """
    W = real_array(W, "W", ("n_hidden", "n_features"))
    linked = np.abs(gram_matrix(W)) > number(min_overlap, "min_overlap", 0.0)
    left = set(np.flatnonzero(is_represented(W, min_norm)).tolist())
    groups = []
    while left:
        group, frontier = set(), {min(left)}
        while frontier:
            group |= frontier
            left -= frontier
            frontier = {j for j in left if any(linked[i, j] for i in frontier)}
        groups.append(tuple(sorted(group)))
    return groups


def sort_into_geometries(W: Any, min_overlap: float = 0.1, min_norm: float = 0.5,
                         atol: float = 0.02) -> list[Geometry]:
    """Name every group of `feature_groups`: dedicated, digon, triangle, tetrahedron, pentagon, square antiprism, ...

    Parameters
    ----------
    W : array_like, shape (n_hidden, n_features)
    min_overlap, min_norm : float
        As in `feature_groups`.
    atol : float
        How far the D_i may lie from rank / size.

    Returns
    -------
    list of Geometry
        "other" where the D_i do not fit or the numbers have no name here; k-gons and simplices of other sizes are named
        "7-gon", "5-simplex" (of dimension 5).

    Raises
    ------
    ValueError
        W not a finite matrix, a negative threshold.

    Examples
    --------
    >>> [(group.features, group.name) for group in sort_into_geometries([[1, -1, 0], [0, 0, 1]])]
    [((0, 1), 'digon'), ((2,), 'dedicated')]
    """
    W, atol = real_array(W, "W", ("n_hidden", "n_features")), number(atol, "atol", 0.0)
    return [_name(W[:, list(group)], group, atol) for group in feature_groups(W, min_overlap, min_norm)]


def _name(W: np.ndarray, group: tuple[int, ...], atol: float) -> Geometry:
    singular = np.linalg.svd(W, compute_uv=False)
    size, rank = W.shape[1], int((singular > _RANK_ATOL * singular[0]).sum())
    D = feature_dimensionality(W)
    mean = float(D.mean())
    if np.abs(D - rank / size).max() > atol:
        return Geometry(group, rank, "other", mean)
    direction = W / feature_norms(W)
    if (size, rank) == (8, 3) and (direction.T @ direction).min() < _ANTIPODAL:
        return Geometry(group, rank, "cube", mean)
    other = f"{rank}-simplex" if size == rank + 1 else f"{size}-gon" if rank == 2 else "other"
    return Geometry(group, rank, _NAMES.get((size, rank), other), mean)


def canonical_plane(W: Any, reference: int = 0) -> np.ndarray:
    """Turn and flip features in the plane into a standard position, so that solutions can be compared by eye.

    The reference feature points straight up; the first other feature not collinear with it lies to its left, which is
    counter-clockwise.

    Parameters
    ----------
    W : array_like, shape (2, n_features)
    reference : int
        Feature to point upwards. Where it is shorter than 0.1, the longest feature takes its place.

    Returns
    -------
    ndarray, shape (2, n_features)
        W^T W is unchanged. W itself where all features are 0.

    Raises
    ------
    ValueError
        W not of two rows, a reference that is not a feature.

    Examples
    --------
    >>> (canonical_plane([[1, 0], [0, -2]]).round(12) + 0).tolist()
    [[0.0, -2.0], [1.0, 0.0]]
    """
    W = real_array(W, "W", (2, "n_features"))
    reference, length = integer(reference, "reference", 0, W.shape[1] - 1), feature_norms(W)
    if length[reference] < 0.1:
        reference = int(np.argmax(length))
    if length[reference] == 0.0:
        return W.copy()
    x, y = W[:, reference] / length[reference]
    turned = np.array([[y, -x], [x, y]]) @ W  # takes (x, y) to (0, 1)
    aside = np.flatnonzero(np.abs(turned[0]) > 1e-6 * length.max())  # the others, not collinear with the reference
    return turned * [[-1.0], [1.0]] if len(aside) and turned[0, aside[0]] > 0.0 else turned


def local_excess(values: Any, fraction: float, half_width: float = 0.005, distance: float = 0.0125) -> LocalExcess:
    """Count values at a fraction and beside it: do dimensionalities form a line there, or is the line imagined?

    Parameters
    ----------
    values : array_like, any shape
        Feature dimensionalities.
    fraction : float
    half_width, distance : float
        Of the three windows, and of the outer ones' centres from the fraction; not negative.

    Returns
    -------
    LocalExcess

    Raises
    ------
    ValueError
        Not finite numbers, a negative width.

    Examples
    --------
    >>> excess = local_excess([0.5, 0.498, 0.502, 0.513], 0.5)
    >>> excess, excess.is_line
    (LocalExcess(at=3, below=0, above=1), True)
    """
    values, fraction = real_array(values, "values").ravel(), number(fraction, "fraction")
    half, step = number(half_width, "half_width", 0.0), number(distance, "distance", 0.0)
    at, below, above = (int((np.abs(values - centre) <= half).sum()) for centre in
                        (fraction, fraction - step, fraction + step))
    return LocalExcess(at, below, above)
