"""Exercises of lesson 6, many planes. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def planes_of_the_neuron():
    """In how many of the 66 planes does the cloud about neuron 2 show, so that half of it is lit? A whole number."""
    raise NotImplementedError("replace this line with your answer")


def planes_half_way():
    """In how many of the 66 planes does the cloud half-way between neurons 4 and 7 show? A whole number."""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def planes(n_basis, ordered):
    """List the planes of a basis: all i < j, or with `ordered` all i != j, as an integer array of shape (n_planes, 2).

    Difficulty 1 of 3, 5 minutes. In lexicographic order: (0, 1), (0, 2), ...
    """
    raise NotImplementedError("replace this line with your answer")


def count_planes(basis):
    """Count the pairs i < j of rows that span a plane. Pairs that are parallel or antiparallel (sine of their angle
    below 1e-10) do not.

    Difficulty 2 of 3, 8 minutes. basis has shape (n_basis, n_dims), rows of any lengths, none zero. Mind rounding:
    the cosine of a parallel pair may come out as 0.9999999999999999, and sqrt(1 - cosine^2) is then 1e-8, not 0.
    """
    raise NotImplementedError("replace this line with your answer")


def in_plane(P, gram, i, j):
    """Return (p, q) of all activations in plane (i, j).

    Difficulty 1 of 3, 6 minutes. P has shape (n_samples, n_basis): cosines of activations and directions; gram
    (n_basis, n_basis): cosines of the directions among themselves. Two arrays of shape (n_samples,).
    """
    raise NotImplementedError("replace this line with your answer")


def candidates(P, epsilon):
    """Mark, for an orthonormal basis, the directions of each activation without which no plane can be lit.

    Difficulty 2 of 3, 6 minutes. P has shape (n_samples, n_basis), epsilon is positive. Return booleans of the same
    shape: at least one direction of every plane in which r reaches epsilon is marked, and as few as that bound
    allows.
    """
    raise NotImplementedError("replace this line with your answer")


def mean_over_permutations(phi, w, n_samples, n_basis, thetas):
    """Return the mean curve over all ordered planes of an orthonormal basis, from the arcs of the planes i < j.

    Difficulty 3 of 3, 12 minutes. phi and w have shape (n_arcs,): centres and half-widths of every lit (sample,
    plane) pair, i < j. An arc at phi in plane (i, j) is one at pi / 2 - phi in plane (j, i). thetas has shape
    (n_angles,); the result has the same.
    """
    raise NotImplementedError("replace this line with your answer")


def seen_in_three_planes():
    """Construct activations of six neurons that light up in the planes (0, 1), (0, 2) and (1, 2), and in no other.

    Difficulty 2 of 3, 12 minutes. Return shape (N, 6), N from 1 to 100. epsilon is 0.8: in each of the three planes the
    curve has to reach 0.9 at some angle, in each of the other twelve it has to be 0 throughout. Activations on neuron 0
    alone do not do: they show in all five planes with it.
    """
    raise NotImplementedError("replace this line with your answer")
