"""What stands for a plane and its sense of turning, in any number of dimensions?

A bivector, kept as an antisymmetric matrix. The normal vector of a plane exists in three dimensions only; the matrix
B = e2 e1^T - e1 e2^T exists in all of them, and says which way the plane turns.

Conventions: B takes e1 to e2, e2 to -e1, and everything at right angles to the plane to zero: it turns from a towards
b. The other sign turns the other way: wedge(b, a) = -wedge(a, b).

Contents: wedge, unit_bivector.
Source: SRM, the generator of the plane's rotation; the author's public code uses (a b^T - b a^T) / 2 and so turns the
other way, its theta is our -theta.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import real_array
from srm_ref.geometry.vectors import plane_frame

__all__ = ["wedge", "unit_bivector"]


def wedge(a: Any, b: Any) -> np.ndarray:
    """Form the wedge product of a and b as an antisymmetric matrix: b a^T - a b^T.

    Parameters
    ----------
    a, b : array_like, shape (n_dims,)

    Returns
    -------
    ndarray, shape (n_dims, n_dims)
        Antisymmetric to the last bit; its Frobenius norm is sqrt(2) times the area of the parallelogram of a and b,
        zero where they are (anti)parallel.

    Raises
    ------
    ValueError
        Different widths, or not finite real numbers.

    Examples
    --------
    >>> wedge([1, 0], [0, 1]).tolist()
    [[0.0, -1.0], [1.0, 0.0]]
    """
    a = real_array(a, "a", ("n_dims",))
    b = real_array(b, "b", (len(a),))
    return np.outer(b, a) - np.outer(a, b)


def unit_bivector(a: Any, b: Any) -> np.ndarray:
    """Give the plane of a and b its unit bivector B = e2 e1^T - e1 e2^T.

    It equals wedge(a, b) divided by the area of the parallelogram; the orthonormal frame is used because the wedge
    product of a nearly parallel pair is a difference of nearly equal numbers.

    Parameters
    ----------
    a, b : array_like, shape (n_dims,)
        Of any lengths other than zero.

    Returns
    -------
    ndarray, shape (n_dims, n_dims)
        Antisymmetric, with B e1 = e2, B e2 = -e1 and B v = 0 for v at right angles to both; B^3 = -B.

    Raises
    ------
    ValueError
        a and b (anti)parallel, of different widths, zero, or not finite real numbers.

    Examples
    --------
    >>> unit_bivector([2, 0], [3, 3]).tolist()
    [[0.0, -1.0], [1.0, 0.0]]
    """
    return wedge(*plane_frame(a, b))
