"""In which arrangements does superposition settle, and what are their exact numbers? The polytopes.

Conventions: W is (n_hidden, n_features), and each of its columns is a vertex, of length 1. Each row of `POLYTOPES`
holds an arrangement of unit features W and its numbers, derived by hand: closed forms, not computed from W, so that
each side checks the other.

    dimensionality   D_i of every feature; n_hidden / n_features for the tight frames
    dot_products     the distinct values of W_i . W_j, i != j, increasing
    energy           sum over j != i of relu(W_i . W_j)^2, of every feature
    is_tight         whether W W^T is a multiple of the identity; then the D_i add up to n_hidden

Products (the bipyramids) are not tight although their factors are: the D_i of each factor add up to its dimension, and
so do all together.

Contents: digon, polygon, simplex, cross_polytope, bipyramid, cube, square_antiprism, triangular_prism, icosahedron,
dodecahedron; tegum_product; Polytope, POLYTOPES, antiprism_dimensionality.

Source: TMS sections "Feature Dimensionality" and "Why These Geometric Structures?", whose list of fractions is 3/4,
2/3, 1/2, 2/5, 3/8, 0. The 3/8 belongs to the tight antiprism; that of the antiprism of least energy is slightly less.
"""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import number, refuse
from srm_ref.geometry import bases
from srm_ref.superposition.measures import weight_matrix

__all__ = ["digon", "polygon", "simplex", "cross_polytope", "bipyramid", "cube", "square_antiprism", "triangular_prism",
           "icosahedron", "dodecahedron", "tegum_product", "Polytope", "POLYTOPES", "antiprism_dimensionality"]

TIGHT_HEIGHT = 3.0**-0.5
"""Height at which an antiprism or prism of unit vertices is a tight frame: a third of each squared length is
vertical."""

_GOLDEN = (1.0 + 5.0**0.5) / 2.0


def digon() -> np.ndarray:
    """Return two opposite features in one dimension, shape (1, 2)."""
    return np.array([[1.0, -1.0]])


def polygon(k: int) -> np.ndarray:
    """Return the regular k-gon, k >= 2, shape (2, k): feature i at the angle 2 pi i / k."""
    return bases.polygon(k).T


def simplex(n_hidden: int) -> np.ndarray:
    """Return n_hidden + 1 features with dot products -1 / n_hidden, (n_hidden, n_hidden + 1): triangle, tetrahedron ...
    """
    return bases.simplex(n_hidden).T


def cross_polytope(n_hidden: int) -> np.ndarray:
    """Return every axis both ways, (n_hidden, 2 n_hidden): antipodal pairs; the octahedron for n_hidden = 3."""
    return bases.cross_polytope(n_hidden).T


def bipyramid(k: int) -> np.ndarray:
    """Return the tegum product of a k-gon, k >= 2, and a digon, (3, k + 2): first the k-gon, then the two apexes."""
    return tegum_product(polygon(k), digon())


def cube() -> np.ndarray:
    """Return the cube's corners (+-1, +-1, +-1) / sqrt(3), shape (3, 8)."""
    return np.array(list(product((1.0, -1.0), repeat=3))).T / 3.0**0.5


def square_antiprism(height: float = TIGHT_HEIGHT) -> np.ndarray:
    """Return two squares at +height and -height, in [0, 1], turned by 45 degrees against each other, shape (3, 8).

    Every feature has dimensionality ``1 / (4 (1 - z^2)^2 + 8 z^4)``, z the height: at most 3/8, at z = 1 / sqrt(3),
    where the antiprism is a tight frame.
    """
    return _two_layers(number(height, "height", 0.0, 1.0), 2.0 * np.pi * np.arange(4) / 4.0, np.pi / 4.0)


def triangular_prism(height: float = TIGHT_HEIGHT) -> np.ndarray:
    """Return two triangles at +height and -height, in [0, 1], one above the other, shape (3, 6)."""
    return _two_layers(number(height, "height", 0.0, 1.0), 2.0 * np.pi * np.arange(3) / 3.0, 0.0)


def _two_layers(height: float, angles: np.ndarray, turn: float) -> np.ndarray:
    radius = (1.0 - height**2) ** 0.5
    layers = [(angles, height), (angles + turn, -height)]
    return np.concatenate([[radius * np.cos(t), radius * np.sin(t), np.full(len(t), z)] for t, z in layers], axis=1)


def icosahedron() -> np.ndarray:
    """Return the 12 corners (0, +-1, +-phi) / sqrt(1 + phi^2) and cyclic shifts, phi the golden ratio, shape (3, 12).
    """
    corners = np.array([(0.0, s, t * _GOLDEN) for s, t in product((1.0, -1.0), repeat=2)]).T
    return np.concatenate([np.roll(corners, shift, axis=0) for shift in range(3)], axis=1) / (1.0 + _GOLDEN**2) ** 0.5


def dodecahedron() -> np.ndarray:
    """Return the cube's 8 corners and (0, +-1/phi, +-phi) / sqrt(3) with their cyclic shifts, shape (3, 20)."""
    corners = np.array([(0.0, s / _GOLDEN, t * _GOLDEN) for s, t in product((1.0, -1.0), repeat=2)]).T / 3.0**0.5
    return np.concatenate([cube(), *(np.roll(corners, shift, axis=0) for shift in range(3))], axis=1)


def tegum_product(*factors: Any) -> np.ndarray:
    """Put `factors` (m_i, n_i) into orthogonal subspaces: block-diagonal, (m_1 + m_2 + ..., n_1 + n_2 + ...).

    Every feature keeps the dimensionality it has in its factor, whatever the other factors and whatever the factors'
    scales (TMS section "Why These Geometric Structures?").

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


_COS72, _COS144 = (5**0.5 - 1) / 4, -(5**0.5 + 1) / 4
_ROOT2, _ROOT5 = 2**0.5, 5**0.5


class Polytope(NamedTuple):
    """Hold one arrangement and its exact numbers; the module's first lines say what they are."""

    W: np.ndarray
    dimensionality: np.ndarray
    dot_products: tuple[float, ...]
    energy: np.ndarray
    is_tight: bool


def antiprism_dimensionality(height: float) -> float:
    """Return D of every feature of the square antiprism: ``1 / (4 (1 - z^2)^2 + 8 z^4)``, z the `height` in [0, 1].

    >>> antiprism_dimensionality(0.0), antiprism_dimensionality(1.0)  # an octagon; four features each way
    (0.25, 0.125)
    """
    z = number(height, "height", 0.0, 1.0)
    return 1.0 / (4.0 * (1.0 - z**2) ** 2 + 8.0 * z**4)


def _row(W: np.ndarray, dimensionality: list, dot_products: tuple, energy: list, is_tight: bool = True) -> Polytope:
    """Spread numbers that hold for all features, or for (count, number) groups of them, over the columns of W."""
    spread = []
    for values in (dimensionality, energy):
        groups = [(W.shape[1], values[0])] if len(values) == 1 else values
        spread.append(np.concatenate([np.full(count, float(value)) for count, value in groups]))
    for array in (W, *spread):
        array.flags.writeable = False
    return Polytope(W, spread[0], dot_products, spread[1], is_tight)


POLYTOPES: dict[str, Polytope] = {
    "dedicated": _row(np.eye(1), [1], (), [0]),
    "digon": _row(digon(), [1 / 2], (-1.0,), [0]),
    "triangle": _row(polygon(3), [2 / 3], (-1 / 2,), [0]),
    "square": _row(polygon(4), [1 / 2], (-1.0, 0.0), [0]),
    "pentagon": _row(polygon(5), [2 / 5], (_COS144, _COS72), [2 * _COS72**2]),
    "hexagon": _row(polygon(6), [1 / 3], (-1.0, -1 / 2, 1 / 2), [1 / 2]),
    "tetrahedron": _row(simplex(3), [3 / 4], (-1 / 3,), [0]),
    "triangular bipyramid": _row(bipyramid(3), [(3, 2 / 3), (2, 1 / 2)], (-1.0, -1 / 2, 0.0), [0], False),
    "octahedron": _row(cross_polytope(3), [1 / 2], (-1.0, 0.0), [0]),
    "pentagonal bipyramid": _row(bipyramid(5), [(5, 2 / 5), (2, 1 / 2)], (-1.0, _COS144, 0.0, _COS72),
                                 [(5, 2 * _COS72**2), (2, 0)], False),
    "cube": _row(cube(), [3 / 8], (-1.0, -1 / 3, 1 / 3), [1 / 3]),
    "square antiprism": _row(square_antiprism(), [3 / 8],
                             ((-1 - _ROOT2) / 3, -1 / 3, (_ROOT2 - 1) / 3, 1 / 3), [2 / 9 + 2 * (_ROOT2 - 1) ** 2 / 9]),
    "triangular prism": _row(triangular_prism(), [1 / 2], (-2 / 3, 0.0, 1 / 3), [1 / 9]),
    "icosahedron": _row(icosahedron(), [1 / 4], (-1.0, -1 / _ROOT5, 1 / _ROOT5), [1]),
    "dodecahedron": _row(dodecahedron(), [3 / 20], (-1.0, -_ROOT5 / 3, -1 / 3, 1 / 3, _ROOT5 / 3), [7 / 3]),
}
