"""How do features lie relative to each other? Their cosines, which are opposite, and which pairs share one vector.

Conventions: features shorter than 0.1 have no direction, of 0.5 and less are not represented.

Contents: cosines, antipodal_partner, share_a_vector, gaps.

Source: TMS section "The Geometry of Superposition"; the thresholds are ours.
"""

from __future__ import annotations

import numpy as np

from srm_ref.superposition.measures import feature_norms, gram_matrix

__all__ = ["cosines", "antipodal_partner", "share_a_vector", "gaps"]

SHORT = 0.1  # features shorter than this decide nothing
REPRESENTED = 0.5
ANTIPODAL = -0.95


def cosines(W: np.ndarray) -> np.ndarray:
    """Return the cosines of the angles between features; 0 where one of them is shorter than 0.1.

    W (..., n_hidden, n_features). Returns (..., n_features, n_features): in [-1, 1].

    >>> cosines(np.array([[2.0, -3.0, 0.01]])).tolist()
    [[1.0, -1.0, 0.0], [-1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    lengths = feature_norms(W)
    inverse = np.where(lengths > SHORT, 1.0 / np.maximum(lengths, SHORT), 0.0)
    return np.clip(inverse[..., :, np.newaxis] * gram_matrix(W) * inverse[..., np.newaxis, :], -1.0, 1.0) + 0.0  # no -0


def antipodal_partner(W: np.ndarray) -> np.ndarray:
    """Return for each feature the one opposite to it (cosine below -0.95), -1 where there is none.

    W (n_hidden, n_features). Returns (n_features,): features of length 0.5 and less neither have nor are partners.

    >>> antipodal_partner(np.array([[1.0, 0.0, -1.0, 0.0], [0.0, 1.0, 0.0, -0.2]])).tolist()
    [2, -1, 0, -1]
    """
    there = feature_norms(W) > REPRESENTED
    angles = np.where(there[:, np.newaxis] & there, cosines(W), 0.0)
    return np.where(angles.min(axis=1) < ANTIPODAL, np.argmin(angles, axis=1), -1)


def share_a_vector(W: np.ndarray, most: float) -> np.ndarray:
    """Tell of features 0 and 1, 2 and 3, and so on, whether both are represented and less than `most` apart.

    W (..., n_hidden, n_features): n_features even.
    Returns (..., n_features / 2).

    >>> share_a_vector(np.array([[0.7, 0.65, 0.7, -0.7, 0.3, 0.3]]), 0.1).tolist()
    [True, False, False]
    """
    first, second = W[..., ::2], W[..., 1::2]
    shorter = np.minimum(feature_norms(first), feature_norms(second))
    return (feature_norms(first - second) < most) & (shorter > REPRESENTED)


def gaps(W: np.ndarray) -> np.ndarray:
    """Return the angles between neighbours, in degrees, all round.

    W (2, n_features). Returns (n_features,).

    >>> gaps(np.array([[1.0, 0, -1], [0, 1, 0]])).round(9).tolist()
    [90.0, 90.0, 180.0]
    """
    turns = np.sort(np.arctan2(W[1], W[0]))
    return np.degrees(np.diff(turns, append=turns[0] + 2 * np.pi))
