"""What kind of solution is this? Labels for trained pairs of features and trained neurons, with their thresholds.

The thresholds are this package's, chosen so that every solution in the paper's figures gets the label of its caption.

Contents: label_pair_solution (n = 2, m = 1), pair_relation (how two features lie), rescaled_neurons,
features_per_neuron.

Source: TMS sections "Superposition as a Phase Change", "Correlated and anticorrelated features", "Superposition in a
Privileged Basis", "Computation in Superposition".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import number, real_array
from srm_ref.geometry.vectors import norms

__all__ = ["label_pair_solution", "pair_relation", "rescaled_neurons", "features_per_neuron"]


def label_pair_solution(W: Any) -> np.ndarray:
    """Label solutions of two features in one dimension.

    "drop": |w_2| < 1/2 <= |w_1|; "dedicate": |w_1| < 1/2 <= |w_2|; "antipodal": both at least 1/2, of opposite sign;
    "confused": both at least 0.3, of equal sign (and before the others where it applies); "none": anything else.

    Parameters
    ----------
    W : array_like, shape (..., 1, 2)

    Returns
    -------
    ndarray of str, shape (...)

    Raises
    ------
    ValueError
        W of another shape or not finite.

    Examples
    --------
    >>> label_pair_solution([[[1.0, 0.0]], [[0.1, -0.9]], [[1.0, -1.0]], [[0.7, 0.7]]]).tolist()
    ['drop', 'dedicate', 'antipodal', 'confused']
    """
    w = real_array(W, "W", (..., 1, 2))[..., 0, :]
    first, second = np.abs(w[..., 0]), np.abs(w[..., 1])
    same, opposite = w[..., 0] * w[..., 1] > 0.0, w[..., 0] * w[..., 1] < 0.0
    return np.select([same & (np.minimum(first, second) >= 0.3), opposite & (np.minimum(first, second) >= 0.5),
                      (second < 0.5) & (first >= 0.5), (first < 0.5) & (second >= 0.5)],
                     ["confused", "antipodal", "drop", "dedicate"], "none")


def pair_relation(first: Any, second: Any) -> str:
    """Say how two features lie to each other.

    "collapsed": closer than 0.1, that is, one direction stands for both; else by their angle: "antipodal" where the
    cosine is below -0.95, "orthogonal" where it is within 0.1 of 0, "side by side" between 45 and 75 degrees.

    Parameters
    ----------
    first, second : array_like, shape (n_hidden,)

    Returns
    -------
    str
        One of the above, "not represented" where either is 0, or "other".

    Raises
    ------
    ValueError
        Not finite vectors of one length.

    Examples
    --------
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
    so the model computes the same (TMS section "Computation in Superposition", footnote 15).

    Parameters
    ----------
    W1 : array_like, shape (n_hidden, n_features)
    W2 : array_like, shape (n_outputs, n_hidden)

    Returns
    -------
    W1, W2 : ndarray, same shapes
        Neurons whose input weights are all 0 are left as they are.

    Raises
    ------
    ValueError
        Shapes that do not fit, numbers that are not finite.

    Examples
    --------
    >>> W1, W2 = rescaled_neurons([[0.5, -2.0]], [[3.0], [1.0]])
    >>> W1.tolist(), W2.tolist()
    ([[0.25, -1.0]], [[6.0], [2.0]])
    """
    W1 = real_array(W1, "W1", ("n_hidden", "n_features"))
    W2 = real_array(W2, "W2", ("n_outputs", W1.shape[0]))
    largest = np.abs(W1).max(axis=1)
    alpha = np.where(largest > 0.0, largest, 1.0)
    return W1 / alpha[:, np.newaxis], W2 * alpha


def features_per_neuron(weights: Any, threshold: float, least: float = 1e-3) -> np.ndarray:
    """Count the features that each neuron reads: entries of its row larger than `threshold` in size.

    Parameters
    ----------
    weights : array_like, shape (n_hidden, n_features)
        W of the ReLU hidden model, as it is (0.3 is a good threshold); W1 of the absolute value model after
        `rescaled_neurons` (0.2).
    threshold : float
        Not negative.
    least : float
        Neurons whose largest entry is smaller are dead and count 0 features.

    Returns
    -------
    ndarray of int, shape (n_hidden,)
        1: monosemantic; 2 and more: polysemantic.

    Raises
    ------
    ValueError
        Not a finite matrix, a negative threshold.

    Examples
    --------
    >>> features_per_neuron([[1.0, 0.0], [0.8, -0.9], [1e-5, 0.0]], 0.3).tolist()
    [1, 2, 0]
    """
    size = np.abs(real_array(weights, "weights", ("n_hidden", "n_features")))
    alive = size.max(axis=1, keepdims=True) >= number(least, "least", 0.0)
    return ((size > number(threshold, "threshold", 0.0)) & alive).sum(axis=1)
