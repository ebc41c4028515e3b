"""What do other numbers of the same kind say? The centred kurtosis, the size of an effect, the number of directions.

Conventions: as in `fourth_moments`; n = n_dims, u = unit(x), P_i = u . unit(b_i).

How many directions do N activations count as? Under a random rotation R of the basis the kurtosis of one activation
varies with some variance V, and that of N independent ones with V/N. Activations that point the same way vary
together. With

    G2(t) = (n t^2 - 1) / (n - 1),     G4(t) = [(n+2)(n+4) t^4 - 6(n+2) t^2 + 3] / (n^2 - 1)

the zonal polynomials of degrees 2 and 4, each 1 at t = 1, a fourth power of a cosine is t^4 = a4 G4 + a2 G2 +
3/(n(n+2)) with a4 = (n^2 - 1) / ((n+2)(n+4)) and a2 = 6 (n - 1) / (n (n+4)). Functions of different degree are
uncorrelated over rotations, and the product of two zonal ones of degree d, about s and t, has the mean Gd(s . t) /
D_d, D_d the number of harmonics of that degree, D_2 = (n-1)(n+2)/2 and D_4 = C(n+3, 4) - C(n+1, 2). So the kurtoses
of two activations have the covariance

    K(u . v) = v2 G2(u . v) + v4 G4(u . v),     v_d = n^4 a_d^2 / D_d . mean over i, j of Gd(b_i . b_j)

and N_eff = K(1) / mean over all pairs of K(u_s . u_t). For orthonormal bases v2 = 0, and N_eff = 1 / mean G4(u_s .
u_t).

Contents: centred_kurtosis, isotropic_centred_kurtosis, has_axes, kurtosis_effect, one_direction_variance,
effective_directions. Source: Elhage, Lasenby and Olah (2023) for the centred kurtosis; effective directions are this
package's.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from srm_ref.checks import generator, integer, number
from srm_ref.spotlight.fourth_moments import isotropic_kurtosis
from srm_ref.spotlight.unit_products import Directions, matrix_of, unit_chunks

__all__ = ["centred_kurtosis", "isotropic_centred_kurtosis", "has_axes", "kurtosis_effect", "one_direction_variance",
           "effective_directions"]

_AXES_ATOL = 1e-6  # of cosines between axes: what is left of right angles in float32
_MOST_ROWS = 2048  # whose pairs are all looked at: 2 million


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
    cosines = np.abs(rows @ rows.T)
    return bool(np.all(np.minimum(cosines, np.abs(1.0 - cosines)) <= _AXES_ATOL))


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


def one_direction_variance(basis: Any) -> float:
    """Give the variance of kurtosis over rotations for a single activation, K(1) = v2 + v4.

    Parameters
    ----------
    basis : array_like, shape (n_directions, n_dims)

    Returns
    -------
    float
        0 up to rounding where kurtosis is blind.

    Examples
    --------
    >>> round(one_direction_variance(np.eye(2)), 12)  # of 2 (cos^4 + sin^4) = (3 + cos 4 phi)/2
    0.125
    """
    return sum(_variances(Directions.of(basis).rows))


def effective_directions(activations: Any, basis: Any, rng: np.random.Generator) -> float:
    """Count as how many independent directions the activations act on kurtosis: K(1) / mean over pairs of K(u_s . u_t).

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
    basis : array_like, shape (n_directions, n_dims)
    rng : numpy.random.Generator
        Draws 2048 of the activations where there are more; their pairs stand for all. Unused otherwise.

    Returns
    -------
    float
        At least 1 up to rounding; inf where kurtosis is the same under all rotations; nan where no activation has a
        direction, in one dimension, or where kurtosis is blind. About the number of activations where they are
        independent.

    Raises
    ------
    ValueError
        Bad shapes, NaN or infinity, or rng not a Generator.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> round(effective_directions([[1, 2, 2]] * 600, np.eye(3), rng), 6)  # one direction, 600 times
    1.0
    """
    directions, rng = Directions.of(basis), generator(rng)
    second, fourth = _variances(directions.rows)
    rows, n_lit = _some_rows(matrix_of(activations, directions.n_dims), rng)
    if not n_lit or not second + fourth > 1e-12:
        return math.nan
    cosines = rows @ rows.T
    covariances = second * _g2(cosines, directions.n_dims) + fourth * _g4(cosines, directions.n_dims)
    one, n_rows = second + fourth, len(rows)
    mean = float(covariances.sum()) / n_rows**2
    if n_rows < n_lit:  # pairs of different rows stand for all such pairs; every row also meets itself
        others = max((float(covariances.sum()) - n_rows * one) / (n_rows * (n_rows - 1)), 0.0)
        mean = one / n_lit + (1.0 - 1.0 / n_lit) * others
    return one / mean if mean > 1e-12 * one else math.inf


def _some_rows(activations: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Return at most _MOST_ROWS unit rows, drawn without replacement, and how many there are."""
    lit = np.concatenate([np.any(activations[i:i + 4096], axis=1) for i in range(0, len(activations), 4096)])
    places = np.flatnonzero(lit)
    if len(places) > _MOST_ROWS:
        places = np.sort(rng.choice(places, _MOST_ROWS, replace=False))
    if not len(places):
        return np.empty((0, activations.shape[1])), 0
    rows = np.concatenate([chunk.rows for chunk in unit_chunks(np.asarray(activations[places]))])
    return rows, int(np.count_nonzero(lit))


def _variances(rows: np.ndarray) -> tuple[float, float]:
    """Return v2 and v4 of the module's docstring for unit directions (n_directions, n_dims)."""
    n = rows.shape[1]
    if n == 1:
        return 0.0, 0.0
    cosines = rows @ rows.T
    a2, a4 = 6.0 * (n - 1) / (n * (n + 4)), (n * n - 1.0) / ((n + 2) * (n + 4))
    d2, d4 = (n - 1) * (n + 2) / 2, math.comb(n + 3, 4) - math.comb(n + 1, 2)
    v2, v4 = a2 * a2 / d2 * _g2(cosines, n).mean(), a4 * a4 / d4 * _g4(cosines, n).mean()
    return max(float(n**4 * v2), 0.0), max(float(n**4 * v4), 0.0)  # means of positive kernels: below 0 by rounding only


def _g2(cosine: np.ndarray, n: int) -> np.ndarray:
    return (n * cosine**2 - 1.0) / (n - 1.0)


def _g4(cosine: np.ndarray, n: int) -> np.ndarray:
    squares = cosine**2
    return ((n + 2.0) * (n + 4.0) * squares**2 - 6.0 * (n + 2.0) * squares + 3.0) / (n * n - 1.0)
