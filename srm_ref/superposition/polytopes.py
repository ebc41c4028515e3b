"""Which arrangements of features does superposition settle in? The polytopes, as matrices W of unit columns.

Conventions: W is (n_hidden, n_features), a vertex a column of length 1. Their exact numbers (dimensionality, dot
products, energy) are listed in `srm_ref.superposition.polytope_table`.

Contents: digon, polygon, simplex, cross_polytope, bipyramid, cube, square_antiprism, triangular_prism, icosahedron,
dodecahedron; tegum_product.

Source: TMS sections "Feature Dimensionality" and "Why These Geometric Structures?".
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from srm_ref.checks import number, refuse
from srm_ref.geometry import bases
from srm_ref.superposition.measures import weight_matrix

__all__ = ["digon", "polygon", "simplex", "cross_polytope", "bipyramid", "cube", "square_antiprism",
           "triangular_prism", "icosahedron", "dodecahedron", "tegum_product"]

TIGHT_HEIGHT = 3.0**-0.5
"""Height at which an antiprism or prism with unit vertices is a tight frame: a third of each vertex points upwards."""

_GOLDEN = (1.0 + 5.0**0.5) / 2.0


def digon() -> np.ndarray:
    """Return two opposite features in one dimension.

    Returns
    -------
    ndarray, shape (1, 2)
    """
    return np.array([[1.0, -1.0]])


def polygon(k: int) -> np.ndarray:
    """Return the regular k-gon: feature i at the angle 2 pi i / k.

    Parameters
    ----------
    k : int
        At least 2.

    Returns
    -------
    ndarray, shape (2, k)

    Raises
    ------
    ValueError
        k below 2.
    """
    return bases.polygon(k).T


def simplex(n_hidden: int) -> np.ndarray:
    """Return n_hidden + 1 features with equal dot products -1 / n_hidden: triangle, tetrahedron, and so on.

    Parameters
    ----------
    n_hidden : int
        At least 1.

    Returns
    -------
    ndarray, shape (n_hidden, n_hidden + 1)

    Raises
    ------
    ValueError
        n_hidden below 1.
    """
    return bases.simplex(n_hidden).T


def cross_polytope(n_hidden: int) -> np.ndarray:
    """Return every axis both ways, antipodal pairs in all dimensions: the octahedron for n_hidden = 3.

    Parameters
    ----------
    n_hidden : int
        At least 1.

    Returns
    -------
    ndarray, shape (n_hidden, 2 n_hidden)

    Raises
    ------
    ValueError
        n_hidden below 1.
    """
    return bases.cross_polytope(n_hidden).T


def bipyramid(k: int) -> np.ndarray:
    """Return the tegum product of a k-gon and a digon: first the k-gon, then the two apexes.

    Parameters
    ----------
    k : int
        At least 2.

    Returns
    -------
    ndarray, shape (3, k + 2)

    Raises
    ------
    ValueError
        k below 2.
    """
    return tegum_product(polygon(k), digon())


def cube() -> np.ndarray:
    """Return the cube's corners (+-1, +-1, +-1) / sqrt(3).

    Returns
    -------
    ndarray, shape (3, 8)
    """
    return np.array(list(product((1.0, -1.0), repeat=3))).T / 3.0**0.5


def square_antiprism(height: float = TIGHT_HEIGHT) -> np.ndarray:
    """Return two squares at +height and -height, turned by 45 degrees against each other, shape (3, 8).

    Every feature has dimensionality ``1 / (4 (1 - z^2)^2 + 8 z^4)``, z the height: at most 3/8, at z = 1 / sqrt(3),
    where the antiprism is a tight frame.

    Parameters
    ----------
    height : float
        In [0, 1].

    Returns
    -------
    ndarray, shape (3, 8)

    Raises
    ------
    ValueError
        A height outside [0, 1].
    """
    return _two_layers(number(height, "height", 0.0, 1.0), 2.0 * np.pi * np.arange(4) / 4.0, np.pi / 4.0)


def triangular_prism(height: float = TIGHT_HEIGHT) -> np.ndarray:
    """Return two triangles at +height and -height, one above the other, shape (3, 6).

    Parameters
    ----------
    height : float
        In [0, 1].

    Returns
    -------
    ndarray, shape (3, 6)

    Raises
    ------
    ValueError
        A height outside [0, 1].
    """
    return _two_layers(number(height, "height", 0.0, 1.0), 2.0 * np.pi * np.arange(3) / 3.0, 0.0)


def _two_layers(height: float, angles: np.ndarray, turn: float) -> np.ndarray:
    radius = (1.0 - height**2) ** 0.5
    layers = [(angles, height), (angles + turn, -height)]
    return np.concatenate([[radius * np.cos(t), radius * np.sin(t), np.full(len(t), z)] for t, z in layers], axis=1)


def icosahedron() -> np.ndarray:
    """Return the 12 corners (0, +-1, +-phi) / sqrt(1 + phi^2) and cyclic shifts, phi the golden ratio.

    Returns
    -------
    ndarray, shape (3, 12)
    """
    corners = np.array([(0.0, s, t * _GOLDEN) for s, t in product((1.0, -1.0), repeat=2)]).T
    return np.concatenate([np.roll(corners, shift, axis=0) for shift in range(3)], axis=1) / (1.0 + _GOLDEN**2) ** 0.5


def dodecahedron() -> np.ndarray:
    """Return the cube's 8 corners and (0, +-1/phi, +-phi) / sqrt(3) with their cyclic shifts.

    Returns
    -------
    ndarray, shape (3, 20)
    """
    corners = np.array([(0.0, s / _GOLDEN, t * _GOLDEN) for s, t in product((1.0, -1.0), repeat=2)]).T / 3.0**0.5
    return np.concatenate([cube(), *(np.roll(corners, shift, axis=0) for shift in range(3))], axis=1)


def tegum_product(*factors: Any) -> np.ndarray:
    """Put arrangements of features into orthogonal subspaces: the block-diagonal matrix of the factors.

    Every feature keeps the dimensionality it has in its factor, whatever the other factors and whatever the factors'
    scales (TMS section "Why These Geometric Structures?").

    Parameters
    ----------
    *factors : array_like, shape (m_i, n_i) each
        At least one.

    Returns
    -------
    ndarray, shape (m_1 + m_2 + ..., n_1 + n_2 + ...)

    Raises
    ------
    ValueError
        No factor, or one that is not a finite matrix.

    Examples
    --------
    >>> tegum_product([[1, -1]], [[2]]).tolist()
    [[1.0, -1.0, 0.0], [0.0, 0.0, 2.0]]
    """
    blocks = [weight_matrix(factor) for factor in factors]
    if not blocks or any(block.ndim != 2 for block in blocks):
        refuse("factors", "at least one, each a matrix (n_hidden, n_features)", f"{[block.shape for block in blocks]}")
    W = np.zeros(np.sum([block.shape for block in blocks], axis=0))
    row = column = 0
    for block in blocks:
        W[row:row + block.shape[0], column:column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    return W
