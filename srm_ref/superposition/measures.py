"""Which features are stored in W, and how many? Their dot products, their norms, the dimensions there are for each.

Conventions: W is (..., n_hidden, n_features), feature i its column W_i, and leading axes are separate models.
G = W^T W. A feature with W_i = 0 is not learned.

Contents: gram_matrix, feature_norms, is_represented, features_represented, dimensions_per_feature.

Source: TMS sections "Basic Results" and "Uniform Superposition".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import number, real_array
from srm_ref.geometry.vectors import norms

__all__ = ["gram_matrix", "feature_norms", "is_represented", "features_represented", "dimensions_per_feature",
           "weight_matrix"]


def gram_matrix(W: Any) -> np.ndarray:
    """Return all dot products of features: ``G_ij = W_i . W_j``, ``G = W^T W`` (TMS section "Basic Results").

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (..., n_features, n_features)

    Raises
    ------
    ValueError
        W not a finite matrix.

    Examples
    --------
    >>> gram_matrix([[1, -1]]).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    W = weight_matrix(W)
    return np.swapaxes(W, -1, -2) @ W


def feature_norms(W: Any) -> np.ndarray:
    """Return ``|W_i|`` (TMS section "Basic Results").

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (..., n_features)
        Near 1 where a feature is represented, near 0 where it is not.

    Raises
    ------
    ValueError
        W not a finite matrix.

    Examples
    --------
    >>> feature_norms([[3, 0], [4, 0]]).tolist()
    [5.0, 0.0]
    """
    return norms(np.swapaxes(weight_matrix(W), -1, -2))


def is_represented(W: Any, min_norm: float = 0.5) -> np.ndarray:
    """Tell which features are longer than `min_norm`: ``|W_i| > min_norm``. TMS names no threshold.

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)
    min_norm : float
        Not negative.

    Returns
    -------
    ndarray of bool, shape (..., n_features)

    Raises
    ------
    ValueError
        W not a finite matrix; min_norm negative.

    Examples
    --------
    >>> is_represented([[0.9, -0.4]]).tolist()
    [True, False]
    """
    return feature_norms(W) > number(min_norm, "min_norm", 0.0)


def features_represented(W: Any) -> np.ndarray:
    """Return how many features are represented: ``|W|_F^2 = sum_i |W_i|^2`` (TMS section "Uniform Superposition").

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (...)

    Raises
    ------
    ValueError
        W not a finite matrix.

    Examples
    --------
    >>> float(features_represented([[1, -1, 0]]))
    2.0
    """
    return (weight_matrix(W) ** 2).sum(axis=(-2, -1))


def dimensions_per_feature(W: Any) -> np.ndarray:
    """Return ``D* = m / |W|_F^2``, m = n_hidden (TMS section "Uniform Superposition").

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (...)
        1 for any W with orthonormal rows, however its features lie; 1/2 for antipodal pairs; infinite where W = 0.

    Raises
    ------
    ValueError
        W not a finite matrix.

    Examples
    --------
    >>> float(dimensions_per_feature([[1, -1]])), float(dimensions_per_feature([[0, 0]]))
    (0.5, inf)
    """
    W = weight_matrix(W)
    with np.errstate(divide="ignore"):  # nothing represented: infinitely many dimensions for each, as documented
        return np.float64(W.shape[-2]) / features_represented(W)


def weight_matrix(W: Any) -> np.ndarray:
    """Return W as a finite float64 array, or refuse it.

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (..., n_hidden, n_features)

    Raises
    ------
    ValueError
        Another number of axes, not real or not finite numbers.
    """
    return real_array(W, "W", (..., "n_hidden", "n_features"))
