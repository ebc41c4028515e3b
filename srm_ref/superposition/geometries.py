"""Which geometry does this W have, and what kind of solution is it? Groups of features named by polytope, and labels.

Features that overlap are connected; the connected groups are the tegum factors of the arrangement. A group of n
features that spans r dimensions is a tight frame of them if every D_i is r / n, and is then named by (n, r).

Conventions: W is (n_hidden, n_features), feature i its column; features shorter than `min_norm` are not represented
and belong to no group; overlaps |W_i . W_j| up to `min_overlap` do not connect. The thresholds are this package's: TMS
states none. Those of the labels are chosen so that every solution in the paper's figures gets the label of its caption.

Contents: label_pair_solution (n = 2, m = 1), pair_relation (how two features lie), rescaled_neurons,
features_per_neuron; Geometry, PeakCount, feature_groups, sort_into_geometries, canonical_plane, peak_count.

Source: TMS sections "Feature Dimensionality" and "Why These Geometric Structures?"; of the plane, "rotate and flip" in
the section on perturbing a single feature; of the labels, "Superposition as a Phase Change", "Correlated and
anticorrelated features", "Superposition in a Privileged Basis", "Computation in Superposition".
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import integer, number, real_array
from srm_ref.geometry.vectors import norms
from srm_ref.superposition.measures import feature_dimensionality, feature_norms, gram_matrix, is_represented

__all__ = ["label_pair_solution", "pair_relation", "rescaled_neurons", "features_per_neuron", "Geometry", "PeakCount",
           "feature_groups", "sort_into_geometries", "canonical_plane", "peak_count"]


def label_pair_solution(W: Any) -> np.ndarray:
    """Label solutions W (..., 1, 2) of two features in one dimension, shape (...).

    "drop": |w_2| < 1/2 <= |w_1|; "dedicate": |w_1| < 1/2 <= |w_2|; "antipodal": both at least 1/2, of opposite sign;
    "confused": both at least 0.3, of equal sign (and before the others where it applies); "none": anything else.

    >>> label_pair_solution([[[1.0, 0.0]], [[0.1, -0.9]], [[1.0, -1.0]], [[0.7, 0.7]]]).tolist()
    ['drop', 'dedicate', 'antipodal', 'confused']
    """
    w = real_array(W, "W", (..., 1, 2))[..., 0, :]  # (..., 2): one hidden number
    first, second = np.abs(w[..., 0]), np.abs(w[..., 1])
    same, opposite = w[..., 0] * w[..., 1] > 0.0, w[..., 0] * w[..., 1] < 0.0
    return np.select([same & (np.minimum(first, second) >= 0.3), opposite & (np.minimum(first, second) >= 0.5),
                      (second < 0.5) & (first >= 0.5), (first < 0.5) & (second >= 0.5)],
                     ["confused", "antipodal", "drop", "dedicate"], "none")


def pair_relation(first: Any, second: Any) -> str:
    """Say how two features, `first` and `second` (n_hidden,), lie relative to each other.

    "collapsed": less than 0.1 apart, so that one direction stands for both; else by their angle: "antipodal" where the
    cosine is below -0.95, "orthogonal" where it is within 0.1 of 0, "side by side" between 45 and 75 degrees; "other".
    "not represented" where either is 0.

    >>> pair_relation([0.7, 0.0], [0.7, 0.01]), pair_relation([1, 0], [0, 2]), pair_relation([1, 0], [-1, 0])
    ('collapsed', 'orthogonal', 'antipodal')
    """
    a = real_array(first, "first", ("n_hidden",))
    b = real_array(second, "second", (len(a),))
    length = norms(np.stack([a, b]))
    if not length.all():
        return "not represented"
    if norms(a - b) < 0.1:
        return "collapsed"
    cosine = (a / length[0]) @ (b / length[1])
    if cosine < -0.95:
        return "antipodal"
    if abs(cosine) < 0.1:
        return "orthogonal"
    return "side by side" if 45.0 <= np.degrees(np.arccos(min(cosine, 1.0))) <= 75.0 else "other"


def rescaled_neurons(W1: Any, W2: Any) -> tuple[np.ndarray, np.ndarray]:
    """Scale the neurons of an untied ReLU model so that each one's largest input weight is 1 in size.

    Row r of W1 is divided by alpha_r = max |W1_r| and column r of W2 multiplied by it: relu(alpha z) = alpha relu(z),
    so the model computes the same (TMS section "Computation in Superposition", footnote 15). Neurons whose input
    weights are all 0 are left as they are. W1 (n_hidden, n_features) and W2 (n_outputs, n_hidden) keep their shapes.

    >>> W1, W2 = rescaled_neurons([[0.5, -2.0]], [[3.0], [1.0]])
    >>> W1.tolist(), W2.tolist()
    ([[0.25, -1.0]], [[6.0], [2.0]])
    """
    W1 = real_array(W1, "W1", ("n_hidden", "n_features"))
    W2 = real_array(W2, "W2", ("n_outputs", W1.shape[0]))
    largest = np.abs(W1).max(axis=1)  # (n_hidden,)
    alpha = np.where(largest > 0.0, largest, 1.0)
    return W1 / alpha[:, np.newaxis], W2 * alpha  # rows of W1, columns of W2: relu(alpha a) = alpha relu(a)


def features_per_neuron(weights: Any, threshold: float, least: float = 1e-3) -> np.ndarray:
    """Count the features that each neuron reads, (n_hidden,): entries of its row larger than `threshold` in size.

    weights (n_hidden, n_features): W of the ReLU hidden model, as it is (threshold 0.3 suits it); W1 of the absolute
        value model after `rescaled_neurons` (0.2).
    least: neurons whose largest entry is smaller are dead and count 0 features. 1: monosemantic; 2 and more:
    polysemantic.

    >>> features_per_neuron([[1.0, 0.0], [0.8, -0.9], [1e-5, 0.0]], 0.3).tolist()
    [1, 2, 0]
    """
    size = np.abs(real_array(weights, "weights", ("n_hidden", "n_features")))
    alive = size.max(axis=1, keepdims=True) >= number(least, "least", 0.0)
    return ((size > number(threshold, "threshold", 0.0)) & alive).sum(axis=1)


_NAMES = {(1, 1): "dedicated", (2, 1): "digon", (3, 2): "triangle", (4, 3): "tetrahedron", (5, 2): "pentagon",
          (6, 2): "hexagon", (6, 3): "triangular prism", (8, 3): "square antiprism", (12, 3): "icosahedron",
          (20, 3): "dodecahedron"}
_RANK_ATOL = 0.1  # singular values below this fraction of the largest are noise of training
_ANTIPODAL = -0.95  # cosine


class Geometry(NamedTuple):
    """One connected group: its features, the dimensions they span, its name, and the mean of their D_i."""

    features: tuple[int, ...]
    rank: int
    name: str
    dimensionality: float


class PeakCount(NamedTuple):
    """Hold how many values lie at a fraction, and how many in equally wide windows below and above it."""

    at: int
    below: int
    above: int

    @property
    def is_peak(self) -> bool:
        """Whether at least one value is at the fraction, and at least twice as many as on either side."""
        return self.at > 0 and self.at >= 2 * max(self.below, self.above)


def feature_groups(W: Any, min_overlap: float = 0.1, min_norm: float = 0.5) -> list[tuple[int, ...]]:
    """Return the connected groups of represented features: those linked by ``|W_i . W_j| > min_overlap``.

    Features of each group increase; groups come by their first feature. W is one matrix, (n_hidden, n_features).

    >>> feature_groups([[1, 0, -1, 0], [0, 1, 0, 0.2]])
    [(0, 2), (1,)]
    """
    W = real_array(W, "W", ("n_hidden", "n_features"))
    # (n_features, n_features): whose columns of W overlap; groups are the connected components
    linked = np.abs(gram_matrix(W)) > number(min_overlap, "min_overlap", 0.0)
    left = set(np.flatnonzero(is_represented(W, min_norm)).tolist())
    groups = []
    while left:
        group, frontier = set(), {min(left)}
        while frontier:
            group |= frontier
            left -= frontier
            frontier = {j for j in left if any(linked[i, j] for i in frontier)}
        groups.append(tuple(sorted(group)))
    return groups


def sort_into_geometries(W: Any, min_overlap: float = 0.1, min_norm: float = 0.5,
                         atol: float = 0.02) -> list[Geometry]:
    """Name every group of `feature_groups`: dedicated, digon, triangle, tetrahedron, pentagon, square antiprism, ...

    "other" where the D_i are farther than `atol` from rank / size or the numbers have no name here; k-gons and
    simplices of other sizes are named "7-gon", "5-simplex" (of dimension 5). W is one matrix, (n_hidden, n_features).

    >>> [(group.features, group.name) for group in sort_into_geometries([[1, -1, 0], [0, 0, 1]])]
    [((0, 1), 'digon'), ((2,), 'dedicated')]
    """
    W, atol = real_array(W, "W", ("n_hidden", "n_features")), number(atol, "atol", 0.0)
    return [_name(W[:, list(group)], group, atol) for group in feature_groups(W, min_overlap, min_norm)]


def _name(W: np.ndarray, group: tuple[int, ...], atol: float) -> Geometry:
    singular = np.linalg.svd(W, compute_uv=False)
    size, rank = W.shape[1], int((singular > _RANK_ATOL * singular[0]).sum())
    D = feature_dimensionality(W)
    mean = float(D.mean())
    if np.abs(D - rank / size).max() > atol:
        return Geometry(group, rank, "other", mean)
    direction = W / feature_norms(W)
    if (size, rank) == (8, 3) and (direction.T @ direction).min() < _ANTIPODAL:
        return Geometry(group, rank, "cube", mean)
    other = f"{rank}-simplex" if size == rank + 1 else f"{size}-gon" if rank == 2 else "other"
    return Geometry(group, rank, _NAMES.get((size, rank), other), mean)


def canonical_plane(W: Any, reference: int = 0) -> np.ndarray:
    """Turn and flip features in the plane, W (2, n_features), into a standard position, to compare solutions by eye.

    The reference feature points straight up (or the longest feature, where that is shorter than 0.1); the first other
    feature not collinear with it lies to its left, which is counter-clockwise. W^T W is unchanged.

    >>> (canonical_plane([[1, 0], [0, -2]]).round(12) + 0).tolist()
    [[0.0, -2.0], [1.0, 0.0]]
    """
    W = real_array(W, "W", (2, "n_features"))
    reference, length = integer(reference, "reference", 0, W.shape[1] - 1), feature_norms(W)
    if length[reference] < 0.1:
        reference = int(np.argmax(length))
    if length[reference] == 0.0:
        return W.copy()
    x, y = W[:, reference] / length[reference]
    turned = np.array([[y, -x], [x, y]]) @ W  # takes (x, y) to (0, 1)
    aside = np.flatnonzero(np.abs(turned[0]) > 1e-6 * length.max())  # the others, not collinear with the reference
    return turned * [[-1.0], [1.0]] if len(aside) and turned[0, aside[0]] > 0.0 else turned


def peak_count(values: Any, fraction: float, half_width: float = 0.005, distance: float = 0.0125) -> PeakCount:
    """Count values at a `fraction` and beside it: is there really a line of dimensionalities?

    half_width: that of all three windows. distance: of the outer windows' centres from the fraction. Both >= 0.

    >>> excess = peak_count([0.5, 0.498, 0.502, 0.513], 0.5)
    >>> excess, excess.is_peak
    (PeakCount(at=3, below=0, above=1), True)
    """
    values, fraction = real_array(values, "values").ravel(), number(fraction, "fraction")
    half, step = number(half_width, "half_width", 0.0), number(distance, "distance", 0.0)
    at, below, above = (int((np.abs(values - centre) <= half).sum()) for centre in
                        (fraction, fraction - step, fraction + step))
    return PeakCount(at, below, above)
