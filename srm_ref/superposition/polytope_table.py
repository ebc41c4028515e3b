"""What are the exact numbers of the named geometries? Dimensionality, dot products and energy of every polytope.

Each row of `POLYTOPES` holds an arrangement of unit features W and what is known of it by hand: the numbers are closed
forms, not computed from W, so that either side checks the other.

    dimensionality   D_i of every feature; n_hidden / n_features for the tight frames
    dot_products     the distinct values of W_i . W_j, i != j, increasing
    energy           sum over j != i of relu(W_i . W_j)^2, of every feature
    is_tight         whether W W^T is a multiple of the identity; then the D_i add up to n_hidden

Products (the bipyramids) are not tight although their factors are: the D_i of each factor add up to its dimension, and
so do all together.

Contents: Polytope, POLYTOPES, antiprism_dimensionality.

Source: TMS sections "Feature Dimensionality" and "Why These Geometric Structures?", whose list of fractions is 3/4,
2/3, 1/2, 2/5, 3/8, 0. The 3/8 belongs to the tight antiprism; the one that minimises energy lies a hair below.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import number
from srm_ref.superposition import polytopes

__all__ = ["Polytope", "POLYTOPES", "antiprism_dimensionality"]

_COS72, _COS144 = (5**0.5 - 1) / 4, -(5**0.5 + 1) / 4
_ROOT2, _ROOT5 = 2**0.5, 5**0.5


class Polytope(NamedTuple):
    """One geometry and its exact numbers; the module's first lines say what they are."""

    W: np.ndarray
    dimensionality: np.ndarray
    dot_products: tuple[float, ...]
    energy: np.ndarray
    is_tight: bool


def antiprism_dimensionality(height: float) -> float:
    """Return D of every feature of the square antiprism: ``1 / (4 (1 - z^2)^2 + 8 z^4)``.

    Parameters
    ----------
    height : float
        z, in [0, 1].

    Returns
    -------
    float
        At most 3/8, at z = 1 / sqrt(3).

    Raises
    ------
    ValueError
        A height outside [0, 1].

    Examples
    --------
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
    "digon": _row(polytopes.digon(), [1 / 2], (-1.0,), [0]),
    "triangle": _row(polytopes.polygon(3), [2 / 3], (-1 / 2,), [0]),
    "square": _row(polytopes.polygon(4), [1 / 2], (-1.0, 0.0), [0]),
    "pentagon": _row(polytopes.polygon(5), [2 / 5], (_COS144, _COS72), [2 * _COS72**2]),
    "hexagon": _row(polytopes.polygon(6), [1 / 3], (-1.0, -1 / 2, 1 / 2), [1 / 2]),
    "tetrahedron": _row(polytopes.simplex(3), [3 / 4], (-1 / 3,), [0]),
    "triangular bipyramid": _row(polytopes.bipyramid(3), [(3, 2 / 3), (2, 1 / 2)], (-1.0, -1 / 2, 0.0), [0], False),
    "octahedron": _row(polytopes.cross_polytope(3), [1 / 2], (-1.0, 0.0), [0]),
    "pentagonal bipyramid": _row(polytopes.bipyramid(5), [(5, 2 / 5), (2, 1 / 2)], (-1.0, _COS144, 0.0, _COS72),
                                 [(5, 2 * _COS72**2), (2, 0)], False),
    "cube": _row(polytopes.cube(), [3 / 8], (-1.0, -1 / 3, 1 / 3), [1 / 3]),
    "square antiprism": _row(polytopes.square_antiprism(), [3 / 8],
                             ((-1 - _ROOT2) / 3, -1 / 3, (_ROOT2 - 1) / 3, 1 / 3), [2 / 9 + 2 * (_ROOT2 - 1) ** 2 / 9]),
    "triangular prism": _row(polytopes.triangular_prism(), [1 / 2], (-2 / 3, 0.0, 1 / 3), [1 / 9]),
    "icosahedron": _row(polytopes.icosahedron(), [1 / 4], (-1.0, -1 / _ROOT5, 1 / _ROOT5), [1]),
    "dodecahedron": _row(polytopes.dodecahedron(), [3 / 20], (-1.0, -_ROOT5 / 3, -1 / 3, 1 / 3, _ROOT5 / 3), [7 / 3]),
}
