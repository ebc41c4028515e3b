"""Exercises of lesson 14, the geometry of superposition. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def order_of_polygons():
    """In which order are the polygons cheapest, as features become sparser? A tuple with "triangle", "square",
    "pentagon" and "hexagon".
    """
    # solution
    return "triangle", "square", "pentagon", "hexagon"
    # end of solution


# Exercises.


def dimensionality(W):
    """Return D_i = |W_i|^2 / sum_j (W_i/|W_i| . W_j)^2 of every feature, j = i in the sum; 0 where W_i = 0.

    Difficulty 2 of 3, 10 minutes. W has shape (n_hidden, n_features), feature i is column i; the result has shape
    (n_features,). Lengths differ, and no warning about a division should appear.
    """
    # solution
    gram = W.T @ W
    own, total = np.diagonal(gram) ** 2, (gram**2).sum(axis=1)
    return np.where(total > 0, own / np.where(total > 0, total, 1.0), 0.0)
    # end of solution


def leverage(W):
    """Return tau_i = W_i^T F^+ W_i with F = W W^T and F^+ its inverse on the span of the features.

    Difficulty 2 of 3, 8 minutes. Shapes as above. Features need not span the hidden space: F may have no inverse.
    numpy.linalg.pinv computes F^+.
    """
    # solution
    return np.sum(W * (np.linalg.pinv(W @ W.T) @ W), axis=0)
    # end of solution


def two_layers(k, z):
    """Return D of every corner of two regular k-gons, k at least 3, at the heights z and -z, all corners of length 1.

    Difficulty 2 of 3, 12 minutes. Return one number; do not build W. By step 2 the frame operator of two k-gons of
    radius r is diagonal, whether or not one of them is turned: work it out, then use the third form of D. At k = 4
    you know the answer.
    """
    # solution
    across, along = k * (1 - z**2), 2 * k * z**2
    return 1 / ((1 - z**2) * across + z**2 * along)
    # end of solution


def energy(W):
    """Return E, the sum over ordered pairs i != j of ReLU(W_i . W_j)^2.

    Difficulty 1 of 3, 5 minutes. Return one number. Features have any lengths.
    """
    # solution
    gram = W.T @ W
    np.fill_diagonal(gram, 0.0)
    return float((np.maximum(gram, 0.0) ** 2).sum())
    # end of solution


def groups(W, min_overlap):
    """Return the groups of features that share dimensions: two features are linked if |W_i . W_j| > min_overlap, and
    links chain.

    Difficulty 3 of 3, 15 minutes. Return a list of tuples of int, each increasing, ordered by their first feature.
    Features shorter than 1/2 are not stored and are in no group, nor do they link others. A stored feature that is
    linked to no other is a group of one.
    """
    # solution
    gram = np.abs(W.T @ W)
    left = [i for i in range(W.shape[1]) if gram[i, i] >= 0.25]
    found = []
    while left:
        group, frontier = [], [left.pop(0)]
        while frontier:
            i = frontier.pop()
            group.append(i)
            frontier += [j for j in left if gram[i, j] > min_overlap]
            left = [j for j in left if gram[i, j] <= min_overlap]
        found.append(tuple(sorted(group)))
    return found
    # end of solution


def one_group_that_fills():
    """Find W whose D sum to 3 in three dimensions, with no group of its own.

    Difficulty 3 of 3, 15 minutes. Return W, shape (3, n), n from 4 to 20, every column longer than 1/2. The sum of all
    feature dimensionalities has to be 3 to a millionth, and feature_groups(W, 0.1) one group of all n features. Three
    axes have D = 1 each, and three groups; the octahedron's three pairs likewise; a random W has one group, but a sum
    below 3.
    """
    # solution
    rng = np.random.default_rng(0)
    rows, _ = np.linalg.qr(rng.standard_normal((5, 3)))  # orthonormal columns: W W^T is the identity, a tight frame
    return 2 * rows.T
    # end of solution
