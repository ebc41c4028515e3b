"""Exercises of lesson 19, at scale. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def mean_of_curves():
    """Where does the mean of the four curves lie: "above" the curve of the whole, "below" it or "on it"?"""
    # solution
    return "below"
    # end of solution


# Exercises.


def merged_curve(parts):
    """Return the curve of all activations, from what the workers sent: a list of (counts, n_samples).

    Difficulty 1 of 3, 4 minutes. Every counts is an integer array (n_angles,): how many of that worker's n_samples
    activations are lit. A worker that got no activations sends zeros and 0. The curve is a share, shape (n_angles,).
    """
    # solution
    return sum(counts for counts, _ in parts) / sum(n_samples for _, n_samples in parts)
    # end of solution


def counts_from_arcs(start, stop, n_angles):
    """Return how many arcs cover each angle of the grid, by a difference array: no loop over angles, no table of all
    arcs and angles.

    Difficulty 3 of 3, 15 minutes. start and stop are integer arrays (n_arcs,): arc number s covers the angles
    start[s], ..., stop[s] - 1, wound around the circle, so that angle n_angles is angle 0 again. 0 <= start <
    n_angles, start <= stop <= start + n_angles. Many arcs may begin at the same angle. Returns integers, shape
    (n_angles,).
    """
    # solution
    differences = np.bincount(start, minlength=n_angles) - np.bincount(stop % n_angles, minlength=n_angles)
    return np.cumsum(differences) + (stop // n_angles - start // n_angles).sum()
    # end of solution


def tree_merge(parts, merge):
    """Merge a list of parts in a tree: neighbours in pairs, then the results in pairs, until one is left.

    Difficulty 2 of 3, 8 minutes. parts is a list of one part or more, merge(left, right) returns what both hold
    together; it need not be commutative, so keep the order. Where a part has no partner it goes on alone. Merging n
    parts takes n - 1 merges, and with as many machines as parts log2(n) rounds, rounded up. Do not change the list that
    you were given.
    """
    # solution
    parts = list(parts)
    while len(parts) > 1:
        parts = [merge(*parts[k:k + 2]) if k + 1 < len(parts) else parts[k] for k in range(0, len(parts), 2)]
    return parts[0]
    # end of solution


def sweep_file(path, accumulator, n_rows):
    """Count a .npy file that need not fit into memory: memory-map it, and update the accumulator with n_rows rows at
    a time.

    Difficulty 1 of 3, 6 minutes. The file holds an array (n_samples, n_dims); n_samples need not be a multiple of
    n_rows. accumulator has the method update(chunk). Returns the accumulator.
    """
    # solution
    activations = np.load(path, mmap_mode="r")
    for first in range(0, len(activations), n_rows):
        accumulator.update(activations[first:first + n_rows])
    return accumulator
    # end of solution


def is_commutative_monoid(merge, empty, states):
    """Try three laws on all given states: does the order not matter, does the tree not matter, and does `empty` add
    nothing?

    Difficulty 2 of 3, 8 minutes. states is a list; merge(x, y) returns a new state; states are compared with ==. Try
    commutativity on all pairs, associativity on all triples, and `empty` on both sides of every state. Returns True
    or False.
    """
    # solution
    return (all(merge(x, empty) == x == merge(empty, x) for x in states)
            and all(merge(x, y) == merge(y, x) for x in states for y in states)
            and all(merge(merge(x, y), z) == merge(x, merge(y, z)) for x in states for y in states for z in states))
    # end of solution


def order_that_matters():
    """Find numbers whose sum in single precision depends on the order, by a whole 1 or more.

    Difficulty 1 of 3, 6 minutes. Return a list of 3 to 20 numbers, none larger than a thousand million in size. They
    are turned to np.float32 and added one after the other, once from the first to the last and once from the last to
    the first; the two sums have to differ by 1 or more. Those of 0.1, 0.2 and 0.3 are equal.
    """
    # solution
    return [1.0, 1e8, -1e8]  # 1 is lost beside 1e8, but not after 1e8 - 1e8
    # end of solution
