"""How are solutions in two hidden dimensions compared? Turned and reflected into one position, and named by their angles.

The model does not know how its hidden plane is turned: W and O W have the same outputs for every orthogonal O. Pictures
can be compared only after one of these has been chosen.

Contents: canonical, cosines, antipodal_partner.

Source: TMS section "Non-Uniform Superposition", which turns and reflects without saying how; the choice is ours.
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import integer, real_array
from srm_ref.superposition.measures import feature_norms, gram_matrix

__all__ = ["canonical", "cosines", "antipodal_partner"]

SHORT = 0.1  # features shorter than this decide nothing
REPRESENTED = 0.5
ANTIPODAL = -0.95


def canonical(W: np.ndarray, reference: int = 0) -> np.ndarray:
    """Turn W so that feature `reference` points up, and reflect it so that the next feature lies to the right.

    Parameters
    ----------
    W : ndarray, shape (2, n_features)
    reference : int
        The longest feature takes its place where it is shorter than 0.1.

    Returns
    -------
    ndarray, shape (2, n_features)
        With the same W^T W.

    Raises
    ------
    ValueError
        Another shape, no such feature.

    Examples
    --------
    >>> canonical(np.array([[1.0, 0.0, -1.0], [0.0, -1.0, 0.0]])).round(6).tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, -1.0]]
    """
    W = real_array(W, "W", (2, "n_features"))
    lengths = feature_norms(W)
    reference = integer(reference, "reference", 0, W.shape[1] - 1)
    if lengths[reference] < SHORT:
        reference = int(np.argmax(lengths))
    if lengths[reference] == 0.0:
        return W.copy()
    x, y = W[:, reference] / lengths[reference]
    turned = np.array([[y, -x], [x, y]]) @ W  # (x, y) goes to (0, 1)
    aside = np.abs(turned[0]) > SHORT
    mirror = -1.0 if aside.any() and turned[0, np.argmax(aside)] < 0.0 else 1.0
    turned[0] = mirror * turned[0] + 0.0  # no -0
    return turned


def cosines(W: np.ndarray) -> np.ndarray:
    """Return the cosines of the angles between features; 0 where one of them is shorter than 0.1.

    Parameters
    ----------
    W : ndarray, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (..., n_features, n_features)
        In [-1, 1].

    Examples
    --------
    >>> cosines(np.array([[2.0, -3.0, 0.01]])).tolist()
    [[1.0, -1.0, 0.0], [-1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    lengths = feature_norms(W)
    inverse = np.where(lengths > SHORT, 1.0 / np.maximum(lengths, SHORT), 0.0)
    return np.clip(inverse[..., :, np.newaxis] * gram_matrix(W) * inverse[..., np.newaxis, :], -1.0, 1.0) + 0.0  # no -0


def antipodal_partner(W: np.ndarray) -> np.ndarray:
    """Return for each feature the one opposite to it (cosine below -0.95), -1 where there is none.

    Parameters
    ----------
    W : ndarray, shape (n_hidden, n_features)

    Returns
    -------
    ndarray of int, shape (n_features,)
        Features of length 0.5 and less have no partner and are none.

    Examples
    --------
    >>> antipodal_partner(np.array([[1.0, 0.0, -1.0, 0.0], [0.0, 1.0, 0.0, -0.2]])).tolist()
    [2, -1, 0, -1]
    """
    there = feature_norms(W) > REPRESENTED
    angles = np.where(there[:, np.newaxis] & there, cosines(W), 0.0)
    return np.where(angles.min(axis=1) < ANTIPODAL, np.argmin(angles, axis=1), -1)
