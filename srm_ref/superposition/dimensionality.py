"""How much of a dimension has each feature to itself, and how much could it have?

Conventions: as in `srm_ref.superposition.measures`: W is (..., n_hidden, n_features), feature i its column W_i;
G = W^T W, F = W W^T; a feature with W_i = 0 has dimensionality and leverage 0.

Contents: feature_dimensionality, leverage_scores.

Source: TMS section "Feature Dimensionality"; leverage scores as its explanation: F. Zhang's comment there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.superposition.measures import feature_norms, weight_matrix
from srm_ref.superposition.overlaps import projections

__all__ = ["feature_dimensionality", "leverage_scores"]


def feature_dimensionality(W: Any) -> np.ndarray:
    """Return the fraction of a dimension each feature has to itself (TMS section "Feature Dimensionality").

    ``D_i = |W_i|^2 / sum_j (What_i . W_j)^2``, the sum including j = i; computed as ``1 / sum_j (What_i . W_j /
    |W_i|)^2``, which cannot underflow. Equal to ``G_ii^2 / (G^2)_ii`` and to ``G_ii / (G_ii + s_i)``.

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (..., n_features)
        In [0, 1]: 1 iff feature i is orthogonal to all others, 0 iff W_i = 0. Unchanged by rotations of the hidden
        space, a common factor, and signs of columns. The sum is at most rank(W), see `leverage_scores`.

    Raises
    ------
    ValueError
        W not a finite matrix.

    Examples
    --------
    A digon, an orthogonal feature, and one that is not learned:

    >>> feature_dimensionality([[1, -1, 0, 0], [0, 0, 3, 0]]).tolist()
    [0.5, 0.5, 1.0, 0.0]
    """
    W = weight_matrix(W)
    length = feature_norms(W)
    with np.errstate(over="ignore"):  # a feature beside an infinitely longer one has no dimension: 1 / inf
        relative = projections(W) / np.where(length > 0.0, length, 1.0)[..., np.newaxis]
        total = (relative**2).sum(axis=-1)
    return np.where(length > 0.0, 1.0 / np.where(length > 0.0, total, 1.0), 0.0)


def leverage_scores(W: Any) -> np.ndarray:
    """Return ``tau_i = W_i^T F^+ W_i``, the most that D_i can be: the scores add up to rank(W).

    ``D_i <= tau_i`` by Cauchy and Schwarz; equality for all i iff every W_i != 0 is an eigenvector of F, that is, iff
    the features fall into orthogonal groups which are tight frames. So sum D_i <= rank(W) <= n_hidden, and a sum near
    n_hidden says that the features are packed efficiently.

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (..., n_features)
        In [0, 1]. Singular values below 1e-12 of the largest count as 0.

    Raises
    ------
    ValueError
        W not a finite matrix.

    Examples
    --------
    >>> leverage_scores([[1, 1, 1, 0]]).round(12).tolist()
    [0.333333333333, 0.333333333333, 0.333333333333, 0.0]
    """
    _, singular, directions = np.linalg.svd(weight_matrix(W), full_matrices=False)  # (..., r), (..., r, n)
    kept = singular > 1e-12 * singular[..., :1]
    return (kept[..., np.newaxis] * directions**2).sum(axis=-2)
