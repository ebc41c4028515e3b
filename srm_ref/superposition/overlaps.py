"""How much do features get into each other's way? Interference, worst case and sum, and one number for superposition.

Conventions: as in `srm_ref.superposition.measures`: W is (..., n_hidden, n_features), feature i its column W_i;
G = W^T W, F = W W^T; a hat is a unit vector, What_i = W_i / |W_i|. A feature with W_i = 0 has interference 0.

Contents: projections, interference, positive_interference, coherence, frame_potential, superposition_index.

Source: TMS sections "Basic Results" and "Uniform Superposition". Figures of the notebook released with TMS are coloured
by the square root of the interference; here it is the sum of squares of the text.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.superposition.measures import feature_norms, gram_matrix, weight_matrix

__all__ = ["projections", "interference", "positive_interference", "coherence", "frame_potential",
           "superposition_index", "off_diagonal"]


def projections(W: Any) -> np.ndarray:
    """Return ``What_i . W_j``, the push of feature j along the direction of feature i.

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (..., n_features, n_features)
        Row i is 0 where W_i = 0.

    Raises
    ------
    ValueError
        W not a finite matrix.

    Examples
    --------
    >>> (projections([[2, -1, 0]]) + 0).tolist()
    [[2.0, -1.0, 0.0], [-2.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    W = weight_matrix(W)
    length = feature_norms(W)[..., np.newaxis, :]
    return np.swapaxes(W / np.where(length > 0.0, length, 1.0), -1, -2) @ W


def interference(W: Any) -> np.ndarray:
    """Return ``s_i = sum over j != i of (What_i . W_j)^2``, how hard the others push along feature i.

    0 where feature i is orthogonal to all others; 1 and more where a group of others drives direction i as hard as a
    feature of norm 1 does (TMS section "Basic Results").

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (..., n_features)
        0 where W_i = 0.

    Raises
    ------
    ValueError
        W not a finite matrix.

    Examples
    --------
    >>> interference([[1, -2, 0]]).tolist()
    [4.0, 1.0, 0.0]
    """
    return (off_diagonal(projections(W)) ** 2).sum(axis=-1)


def coherence(W: Any) -> np.ndarray:
    """Return ``max over i != j of |W_i . W_j|``, the worst single interference (TMS section "Uniform Superposition").

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (...)
        0 for a single feature.

    Raises
    ------
    ValueError
        W not a finite matrix.

    Examples
    --------
    >>> float(coherence([[1, -2, 0]]))
    2.0
    """
    return np.abs(off_diagonal(gram_matrix(W))).max(axis=(-2, -1))


def frame_potential(W: Any) -> np.ndarray:
    """Return ``sum_ij (W_i . W_j)^2``, the sum of squares of G and, equally, of F.

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (...)
        At least n^2 / m for n unit features in m <= n dimensions (Benedetto and Fickus 2003).

    Raises
    ------
    ValueError
        W not a finite matrix.

    Examples
    --------
    >>> float(frame_potential([[1, -1]]))
    4.0
    """
    W = weight_matrix(W)
    F = W @ np.swapaxes(W, -1, -2)  # (..., m, m), smaller than G
    return (F**2).sum(axis=(-2, -1))


def positive_interference(W: Any) -> np.ndarray:
    """Return what a ReLU lets through: ``sum over j != i of relu(W_i . W_j)^2``, for every feature i.

    Its sum over unit features is the energy of the "generalised Thomson problem": the loss, up to a factor, of exactly
    1-active inputs without biases (TMS section "Mathematical Understanding").

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (..., n_features)

    Raises
    ------
    ValueError
        W not a finite matrix.

    Examples
    --------
    >>> positive_interference([[1, -1, 0.5]]).tolist()
    [0.25, 0.0, 0.25]
    """
    return (np.maximum(off_diagonal(gram_matrix(W)), 0.0) ** 2).sum(axis=-1)


def superposition_index(W: Any) -> np.ndarray:
    """Say in one number how much superposition there is: interference per feature, weighted towards the long ones.

    ``sum over i != j of (W_i . W_j)^2 / sum_i |W_i|^4``, the mean of ``s_i / |W_i|^2 = 1 / D_i - 1`` weighted by
    |W_i|^4: 0 iff the learned features are orthogonal, 1 for antipodal pairs, n/m - 1 for n unit features that are a
    tight frame of m dimensions (3/2 for the pentagon), k - 1 for k copies of one feature.

    Parameters
    ----------
    W : array_like, shape (..., n_hidden, n_features)

    Returns
    -------
    ndarray, shape (...)
        0 where W = 0. Unchanged by rotations of the hidden space, a common factor, signs and order of features, and
        features that are not learned.

    Raises
    ------
    ValueError
        W not a finite matrix.

    Notes
    -----
    A definition of this package; TMS looks at norms, s_i and D_i. A linear model whose W is an arbitrary rotation of
    few dimensions mixes features too and counts here: `dimensions_per_feature` is 1 there, and tells it apart.

    Examples
    --------
    >>> float(superposition_index([[2, -2, 0, 0], [0, 0, 2, 0]]))  # a pair and a dedicated feature
    0.6666666666666666
    """
    G = gram_matrix(_unit_scale(weight_matrix(W)))
    own = np.diagonal(G, axis1=-2, axis2=-1) ** 2
    total = own.sum(axis=-1)
    return (off_diagonal(G) ** 2).sum(axis=(-2, -1)) / np.where(total > 0.0, total, 1.0)


def off_diagonal(square: np.ndarray) -> np.ndarray:
    """Return square matrices with zeros on their diagonals.

    Parameters
    ----------
    square : ndarray, shape (..., n, n)

    Returns
    -------
    ndarray, shape (..., n, n)
    """
    return np.where(np.eye(square.shape[-1], dtype=bool), 0.0, square)


def _unit_scale(W: np.ndarray) -> np.ndarray:
    largest = np.abs(W).max(axis=(-2, -1), keepdims=True)
    return W / np.where(largest > 0.0, largest, 1.0)
