"""What do two numbers near to kurtosis say? The centred kurtosis of other tools, and the size of an effect.

Conventions: as in `fourth_moments`; n = n_dims, u = unit(x), P_i = u . unit(b_i).

Contents: centred_kurtosis, isotropic_centred_kurtosis, has_axes, kurtosis_effect, one_direction_variance,
effective_directions. Source: Elhage, Lasenby and Olah (2023) for the centred kurtosis; effective directions are this
package's.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from srm_ref.checks import integer, number
from srm_ref.spotlight.fourth_moments import isotropic_kurtosis
from srm_ref.spotlight.unit_products import Directions, matrix_of, unit_chunks

__all__ = ["centred_kurtosis", "isotropic_centred_kurtosis", "has_axes", "kurtosis_effect"]

_AXES_ATOL = 1e-6  # of cosines between axes: what is left of right angles in float32
_SOME_ROWS = 1024  # of the basis, compared with all at once


def centred_kurtosis(activations: Any, basis: Any) -> float:
    """Average over activations the kurtosis of one activation's coordinates about their own mean.

    c_i = x . unit(b_i),   d_i = c_i - mean_j c_j,   mean over activations of (mean_i d_i^4) / (mean_i d_i^2)^2

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
    basis : array_like, shape (n_directions, n_dims)

    Returns
    -------
    float
        At least 1; nan where no activation has unequal coordinates, and such activations are left out. It does not
        change where a multiple of (1, ..., 1) is added to an activation's coordinates; `kurtosis` does.

    Notes
    -----
    In an orthonormal basis an activation with coordinates d (their mean taken away) has n sum (d_i / |d|)^4: this is
    `kurtosis` of the activations without their parts along the sum of the basis vectors.

    Examples
    --------
    >>> round(centred_kurtosis([[5, 3, 5, 3], [7, 7, 7, 7]], np.eye(4)), 12)  # deviations (1, -1, 1, -1); none
    1.0
    """
    directions = Directions.of(basis)
    total, n_unequal = 0.0, 0
    for chunk in unit_chunks(matrix_of(activations, directions.n_dims)):
        coordinates = chunk.rows @ directions.rows.T
        deviations = coordinates - coordinates.mean(axis=1, keepdims=True)
        squares = (deviations**2).mean(axis=1)
        unequal = squares > directions.n_directions * np.finfo(float).eps**2  # by more than rounding
        total += float(((deviations[unequal]**4).mean(axis=1) / squares[unequal]**2).sum())
        n_unequal += int(np.count_nonzero(unequal))
    return total / n_unequal if n_unequal else math.nan


def isotropic_centred_kurtosis(n_dims: int) -> float:
    """Give the centred kurtosis expected by chance in an orthonormal basis: 3(n-1)/(n+1).

    Deviations from the mean of n coordinates fill n - 1 dimensions evenly; the fourth power of a coordinate of length
    sqrt((n-1)/n) there has the mean ((n-1)/n)^2 3/((n-1)(n+1)), times n^2.

    Parameters
    ----------
    n_dims : int
        At least 2.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        n_dims below 2.

    Examples
    --------
    >>> isotropic_centred_kurtosis(2), isotropic_centred_kurtosis(5)
    (1.0, 2.0)
    """
    n_dims = integer(n_dims, "n_dims", 2)
    return 3.0 * (n_dims - 1.0) / (n_dims + 1.0)


def has_axes(basis: Any) -> bool:
    """Tell whether a basis is orthonormal up to lengths, signs and repetition: every axis equally often, either way.

    Parameters
    ----------
    basis : array_like, shape (n_directions, n_dims)

    Returns
    -------
    bool
        True where kurtosis runs from 1 to n_dims as in an orthonormal basis; the cross-polytope is one.

    Examples
    --------
    >>> has_axes([[2, 0], [0, -1]]), has_axes([[1, 0], [0, 1], [1, 1], [1, -1]])
    (True, False)
    """
    rows = Directions.of(basis).rows
    frame = rows.T @ rows * (rows.shape[1] / len(rows))  # the unit matrix where axes are used equally often
    if not np.allclose(frame, np.eye(len(frame)), rtol=0.0, atol=_AXES_ATOL):
        return False
    for first in range(0, len(rows), _SOME_ROWS):
        cosines = np.abs(rows[first:first + _SOME_ROWS] @ rows.T)
        if np.any(np.minimum(cosines, np.abs(1.0 - cosines)) > _AXES_ATOL):
            return False
    return True


def kurtosis_effect(kurtosis: float, basis: Any) -> float:
    """Place a kurtosis between chance and its extremes in an orthonormal basis; elsewhere divide it by chance.

    (kurtosis - k0) / (n - k0) above k0, (kurtosis - k0) / (k0 - 1) below, in an orthonormal basis; kurtosis / k0
    elsewhere

    Parameters
    ----------
    kurtosis : float
    basis : array_like, shape (n_directions, n_dims)

    Returns
    -------
    float
        Orthonormal: 1 where every activation is on an axis, 0 by chance, -1 where all coordinates are equal in size;
        nan in one dimension. Elsewhere: at least 0, and 1 by chance.

    Raises
    ------
    ValueError
        kurtosis not a number, or a bad basis.

    Examples
    --------
    >>> kurtosis_effect(4.0, np.eye(4)), kurtosis_effect(2.0, np.eye(4)), kurtosis_effect(1.0, np.eye(4))
    (1.0, 0.0, -1.0)
    """
    if isinstance(kurtosis, float) and math.isnan(kurtosis):
        return math.nan
    kurtosis, n_dims = number(kurtosis, "kurtosis", 0.0), np.shape(basis)[1]
    chance = isotropic_kurtosis(n_dims)
    if not has_axes(basis):
        return kurtosis / chance
    if n_dims == 1:
        return math.nan
    return (kurtosis - chance) / (n_dims - chance if kurtosis > chance else chance - 1.0)
