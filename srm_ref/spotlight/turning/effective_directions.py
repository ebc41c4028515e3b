"""How many independent directions would make kurtosis vary as much over rotations of a basis as these activations do?

Conventions: as in `fourth_moments`; n = n_dims, u = unit(x), b_i the unit directions.

Under a random rotation of the basis the kurtosis of one activation varies with some variance V, and that of N
independent ones with V/N. Activations that point the same way vary together. With

    G2(t) = (n t^2 - 1) / (n - 1),     G4(t) = [(n+2)(n+4) t^4 - 6(n+2) t^2 + 3] / (n^2 - 1)

the zonal polynomials of degrees 2 and 4, each 1 at t = 1, a fourth power of a cosine is t^4 = a4 G4 + a2 G2 +
3/(n(n+2)) with a4 = (n^2 - 1) / ((n+2)(n+4)) and a2 = 6 (n - 1) / (n (n+4)). Functions of different degree are
uncorrelated over rotations, and the product of two zonal ones of degree d, about s and t, has the mean Gd(s . t) /
D_d, D_d the number of harmonics of that degree, D_2 = (n-1)(n+2)/2 and D_4 = C(n+3, 4) - C(n+1, 2). So the kurtoses
of two activations have the covariance

    K(u . v) = v2 G2(u . v) + v4 G4(u . v),     v_d = n^4 a_d^2 / D_d . mean over i, j of Gd(b_i . b_j)

and N_eff = K(1) / mean over all pairs of K(u_s . u_t). For orthonormal bases v2 = 0, and N_eff is
1 / mean G4(u_s . u_t).

Contents: one_direction_variance, effective_directions.
Source: this package.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from srm_ref.checks import check_activations, generator
from srm_ref.spotlight.turning.unit_products import Directions, unit_chunks

__all__ = ["one_direction_variance", "effective_directions"]

_MOST_ROWS = 2048  # rows whose pairs are all computed: 2 million


def one_direction_variance(basis: Any) -> float:
    """Give the variance of kurtosis over rotations for a single activation, K(1) = v2 + v4.

    basis (n_directions, n_dims). Returns 0 up to rounding where kurtosis is blind.

    >>> round(one_direction_variance(np.eye(2)), 12)  # of 2 (cos^4 + sin^4) = (3 + cos 4 phi)/2
    0.125
    """
    return sum(_variances(Directions.of(basis).rows))


def effective_directions(activations: Any, basis: Any, rng: np.random.Generator) -> float:
    """Compute the effective number of independent directions: N_eff = K(1) / mean over pairs of K(u_s . u_t).

    basis (n_directions, n_dims). rng: draws 2048 of the activations if there are more, whose pairs stand for all; else
    it is not used. At least 1, up to rounding; about the number of activations if they are independent. It is inf if
    kurtosis is the same under all rotations; nan if no activation has a direction, in one dimension, or if kurtosis is
    blind.

    >>> rng = np.random.default_rng(0)
    >>> round(effective_directions([[1, 2, 2]] * 600, np.eye(3), rng), 6)  # one direction, 600 times
    1.0
    """
    directions, rng = Directions.of(basis), generator(rng)
    second, fourth = _variances(directions.rows)
    rows, n_lit = _some_rows(check_activations(activations, directions.n_dims), rng)
    if not n_lit or not second + fourth > 1e-12:
        return math.nan
    cosines = rows @ rows.T
    covariances = second * _g2(cosines, directions.n_dims) + fourth * _g4(cosines, directions.n_dims)
    one, n_rows = second + fourth, len(rows)
    mean = float(covariances.sum()) / n_rows**2
    if n_rows < n_lit:  # pairs of different rows stand for all such pairs; to them come the pairs of a row with itself
        others = max((float(covariances.sum()) - n_rows * one) / (n_rows * (n_rows - 1)), 0.0)
        mean = one / n_lit + (1.0 - 1.0 / n_lit) * others
    return one / mean if mean > 1e-12 * one else math.inf


def _some_rows(activations: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Return at most _MOST_ROWS unit rows, drawn without replacement, and how many there are."""
    not_zero = np.concatenate([np.any(activations[i:i + 4096], axis=1) for i in range(0, len(activations), 4096)])
    places = np.flatnonzero(not_zero)
    if len(places) > _MOST_ROWS:
        places = np.sort(rng.choice(places, _MOST_ROWS, replace=False))
    if not len(places):
        return np.empty((0, activations.shape[1])), 0
    rows = np.concatenate([chunk.rows for chunk in unit_chunks(np.asarray(activations[places]))])
    return rows, int(np.count_nonzero(not_zero))


def _variances(rows: np.ndarray) -> tuple[float, float]:
    """Return v2 and v4 of the module's docstring for unit directions (n_directions, n_dims)."""
    n = rows.shape[1]
    if n == 1:
        return 0.0, 0.0
    a2, a4 = 6.0 * (n - 1) / (n * (n + 4)), (n * n - 1.0) / ((n + 2) * (n + 4))
    d2, d4 = (n - 1) * (n + 2) / 2, math.comb(n + 3, 4) - math.comb(n + 1, 2)
    g2, g4 = _mean_kernels(rows)
    return n**4 * a2 * a2 / d2 * max(g2, 0.0), n**4 * a4 * a4 / d4 * max(g4, 0.0)  # below 0 by rounding only


def _mean_kernels(rows: np.ndarray) -> tuple[float, float]:
    """Return the means over all pairs i, j of G2(b_i . b_j) and G4(b_i . b_j), some rows at a time."""
    n, second, fourth = rows.shape[1], 0.0, 0.0
    for first in range(0, len(rows), _MOST_ROWS):
        cosines = rows[first:first + _MOST_ROWS] @ rows.T
        second, fourth = second + float(_g2(cosines, n).sum()), fourth + float(_g4(cosines, n).sum())
    return second / len(rows)**2, fourth / len(rows)**2


def _g2(cosine: np.ndarray, n: int) -> np.ndarray:
    return (n * cosine**2 - 1.0) / (n - 1.0)


def _g4(cosine: np.ndarray, n: int) -> np.ndarray:
    squares = cosine**2
    return ((n + 2.0) * (n + 4.0) * squares**2 - 6.0 * (n + 2.0) * squares + 3.0) / (n * n - 1.0)
