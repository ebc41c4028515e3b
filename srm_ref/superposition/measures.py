"""Which features are stored in W, how strongly do they interfere, and how much of a dimension has each to itself?

Conventions: leading axes of W are separate models; results have shape (..., n_features) where they describe a feature
i, and (...) where they describe a whole model. G = W^T W, F = W W^T; a hat is a unit vector, What_i = W_i / |W_i|. A
feature with W_i = 0 is not learned: its interference, dimensionality and leverage are 0.

Contents: gram_matrix, feature_norms, is_represented, n_features_represented, dimensions_per_feature;
normalised_overlaps, interference, relu_interference, coherence, frame_potential, superposition_index;
feature_dimensionality, leverage_scores; weight_matrix and off_diagonal for other modules.

Source: TMS sections "Basic Results", "Uniform Superposition" and "Feature Dimensionality"; F. Zhang's comment there for
leverage scores, which explain it. The figures of the notebook released with TMS are coloured by the square root of the
interference; here interference is the sum of squares, as in the text.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import number, real_array
from srm_ref.geometry.vectors import norms

__all__ = ["gram_matrix", "feature_norms", "is_represented", "n_features_represented", "dimensions_per_feature",
           "weight_matrix", "normalised_overlaps", "interference", "relu_interference", "coherence", "frame_potential",
           "superposition_index", "off_diagonal", "feature_dimensionality", "leverage_scores"]


def gram_matrix(W: Any) -> np.ndarray:
    """Return the dot products (..., n_features, n_features): ``G_ij = W_i . W_j``, ``G = W^T W`` (TMS, Basic Results).

    >>> gram_matrix([[1, -1]]).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    W = weight_matrix(W)
    return np.swapaxes(W, -1, -2) @ W


def feature_norms(W: Any) -> np.ndarray:
    """Return ``|W_i|``, (..., n_features): near 1 if feature i is represented, near 0 if not (TMS "Basic Results").

    >>> feature_norms([[3, 0], [4, 0]]).tolist()
    [5.0, 0.0]
    """
    return norms(np.swapaxes(weight_matrix(W), -1, -2))


def is_represented(W: Any, min_norm: float = 0.5) -> np.ndarray:
    """Say which features, (..., n_features), have ``|W_i| > min_norm``. TMS names no threshold.

    >>> is_represented([[0.9, -0.4]]).tolist()
    [True, False]
    """
    return feature_norms(W) > number(min_norm, "min_norm", 0.0)


def n_features_represented(W: Any) -> np.ndarray:
    """Return how many features are represented, shape (...): ``|W|_F^2 = sum_i |W_i|^2`` (TMS "Uniform Superposition").

    >>> float(n_features_represented([[1, -1, 0]]))
    2.0
    """
    return (weight_matrix(W) ** 2).sum(axis=(-2, -1))


def dimensions_per_feature(W: Any) -> np.ndarray:
    """Return ``D* = m / |W|_F^2``, m = n_hidden, shape (...) (TMS section "Uniform Superposition").

    1 for any W with orthonormal rows, however its features lie; 1/2 for antipodal pairs; infinite where W = 0.

    >>> float(dimensions_per_feature([[1, -1]])), float(dimensions_per_feature([[0, 0]]))
    (0.5, inf)
    """
    W = weight_matrix(W)
    with np.errstate(divide="ignore"):  # nothing represented: infinitely many dimensions for each, as documented
        return np.float64(W.shape[-2]) / n_features_represented(W)


def weight_matrix(W: Any) -> np.ndarray:
    """Return W, (..., n_hidden, n_features), as a finite float64 array, or refuse it."""
    return real_array(W, "W", (..., "n_hidden", "n_features"))


def normalised_overlaps(W: Any) -> np.ndarray:
    """Return ``What_i . W_j``, (..., n_features, n_features), the push of feature j along feature i; 0 where W_i = 0.

    >>> (normalised_overlaps([[2, -1, 0]]) + 0).tolist()
    [[2.0, -1.0, 0.0], [-2.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    W = weight_matrix(W)
    length = feature_norms(W)[..., np.newaxis, :]  # (..., 1, n)
    return np.swapaxes(W / np.where(length > 0.0, length, 1.0), -1, -2) @ W  # (..., n, n); row i is 0 where W_i = 0


def interference(W: Any) -> np.ndarray:
    """Return ``s_i = sum over j != i of (What_i . W_j)^2``, (..., n_features): how hard others push along i.

    0 where feature i is orthogonal to all others; 1 and more where a group of others drives direction i as hard as a
    feature of norm 1 does (TMS section "Basic Results").

    >>> interference([[1, -2, 0]]).tolist()
    [4.0, 1.0, 0.0]
    """
    return (off_diagonal(normalised_overlaps(W)) ** 2).sum(axis=-1)


def coherence(W: Any) -> np.ndarray:
    """Return ``max over i != j of |W_i . W_j|``, shape (...), the worst single interference; 0 for a single feature.

    >>> float(coherence([[1, -2, 0]]))
    2.0
    """
    return np.abs(off_diagonal(gram_matrix(W))).max(axis=(-2, -1))


def frame_potential(W: Any) -> np.ndarray:
    """Return ``sum_ij (W_i . W_j)^2``, shape (...), the sum of squares of G and, equally, of F.

    At least n^2 / m for n unit features in m <= n dimensions (Benedetto and Fickus 2003).

    >>> float(frame_potential([[1, -1]]))
    4.0
    """
    W = weight_matrix(W)
    F = W @ np.swapaxes(W, -1, -2)  # (..., m, m), smaller than G
    return (F**2).sum(axis=(-2, -1))


def relu_interference(W: Any) -> np.ndarray:
    """Return what a ReLU lets through: ``sum over j != i of relu(W_i . W_j)^2``, (..., n_features).

    Its sum over unit features is the energy of the "generalised Thomson problem": the loss, up to a factor, of exactly
    1-active inputs without biases (TMS section "Mathematical Understanding").

    >>> relu_interference([[1, -1, 0.5]]).tolist()
    [0.25, 0.0, 0.25]
    """
    return (np.maximum(off_diagonal(gram_matrix(W)), 0.0) ** 2).sum(axis=-1)


def superposition_index(W: Any) -> np.ndarray:
    """Say in one number, shape (...), how much superposition there is: interference, weighted by length.

    ``sum over i != j of (W_i . W_j)^2 / sum_i |W_i|^4``, the mean of ``s_i / |W_i|^2 = 1 / D_i - 1`` weighted by
    |W_i|^4: 0 iff the learned features are orthogonal (or W = 0), 1 for antipodal pairs, n/m - 1 for n unit features
    that are a tight frame of m dimensions (3/2 for the pentagon), k - 1 for k copies of one feature. Unchanged by
    rotations of the hidden space, a common factor, signs and order of features, and features that are not learned.

    The definition is this package's; TMS uses norms, s_i and D_i. A linear model with any W of orthonormal rows may mix
    features as well and have an index above 0; `dimensions_per_feature`, which is 1 there, distinguishes it.

    >>> float(superposition_index([[2, -2, 0, 0], [0, 0, 2, 0]]))  # a pair and a dedicated feature
    0.6666666666666666
    """
    G = gram_matrix(_unit_scale(weight_matrix(W)))
    own = np.diagonal(G, axis1=-2, axis2=-1) ** 2  # (..., n)
    total = own.sum(axis=-1)
    return (off_diagonal(G) ** 2).sum(axis=(-2, -1)) / np.where(total > 0.0, total, 1.0)


def off_diagonal(square: np.ndarray) -> np.ndarray:
    """Return matrices `square` (..., n, n) with zeros on their diagonals."""
    return np.where(np.eye(square.shape[-1], dtype=bool), 0.0, square)


def _unit_scale(W: np.ndarray) -> np.ndarray:
    largest = np.abs(W).max(axis=(-2, -1), keepdims=True)
    return W / np.where(largest > 0.0, largest, 1.0)


def feature_dimensionality(W: Any) -> np.ndarray:
    """Return the fraction of a dimension each feature has to itself, (..., n_features) (TMS "Feature Dimensionality").

    ``D_i = |W_i|^2 / sum_j (What_i . W_j)^2``, the sum including j = i; computed as ``1 / sum_j (What_i . W_j /
    |W_i|)^2``, which cannot underflow. Equal to ``G_ii^2 / (G^2)_ii`` and to ``G_ii / (G_ii + s_i)``. In [0, 1]: 1 iff
    feature i is orthogonal to all others, 0 iff W_i = 0. Unchanged by rotations of the hidden space, a common factor,
    and signs of columns. The sum is at most rank(W), see `leverage_scores`. A digon, an orthogonal feature, one not
    learned:

    >>> feature_dimensionality([[1, -1, 0, 0], [0, 0, 3, 0]]).tolist()
    [0.5, 0.5, 1.0, 0.0]
    """
    W = weight_matrix(W)
    length = feature_norms(W)
    with np.errstate(over="ignore"):  # a feature beside an infinitely longer one has no dimension: 1 / inf
        # 1 / D_i = sum_j (unit W_i . W_j / |W_i|)^2: the squares of very long or short columns would leave the doubles
        relative = normalised_overlaps(W) / np.where(length > 0.0, length, 1.0)[..., np.newaxis]  # (..., n, n)
        total = (relative**2).sum(axis=-1)
    return np.where(length > 0.0, 1.0 / np.where(length > 0.0, total, 1.0), 0.0)


def leverage_scores(W: Any) -> np.ndarray:
    """Return ``tau_i = W_i^T F^+ W_i``, (..., n_features), the most that D_i can be: the scores add up to rank(W).

    ``D_i <= tau_i`` by Cauchy and Schwarz; equality for all i iff every W_i != 0 is an eigenvector of F, that is, iff
    the features fall into orthogonal groups which are tight frames. So sum D_i <= rank(W) <= n_hidden, and a sum near
    n_hidden means that the features are packed efficiently. Singular values below 1e-12 of the largest count as 0.

    >>> leverage_scores([[1, 1, 1, 0]]).round(12).tolist()
    [0.333333333333, 0.333333333333, 0.333333333333, 0.0]
    """
    _, singular, directions = np.linalg.svd(weight_matrix(W), full_matrices=False)  # (..., r), (..., r, n)
    kept = singular > 1e-12 * singular[..., :1]  # (..., r): directions that W has only by rounding are left out
    return (kept[..., np.newaxis] * directions**2).sum(axis=-2)
