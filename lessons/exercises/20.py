"""Exercises of lesson 20, fourth moments. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def depends_in():
    """For which directions does the kurtosis of one row depend on the row's angle: those of the "square", "triangle",
    "pentagon" or "hexagon"?
    """
    raise NotImplementedError("replace this line with your answer")


def n_found():
    """In how many of the six clouds does the other half of the rows confirm the climbed basis? A whole number."""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def kurtosis_from_heights(epsilons, heights, n_dims):
    """Return the kurtosis of a cloud from its heights, a staircase in epsilon, by theorem (a).

    Difficulty 2 of 3, 8 minutes. epsilons, shape (k,), ascend from above 0 and end at 1. heights[i] is the height at
    every epsilon from the step before (from 0 for the first) up to epsilons[i]. Integrate epsilon^3 exactly on each
    stair.
    """
    raise NotImplementedError("replace this line with your answer")


def harmonic_of_planes(P):
    """Return, for every row of P, the sum over all planes i < j of r^4 cos(4 phi).

    Difficulty 2 of 3, 10 minutes. P has shape (n_samples, n_dims): cosines with orthonormal directions, but rows may
    have any length here, 0 too. r and phi are the polar form of (P_i, P_j). A loop over planes is not needed. Shape
    (n_samples,).
    """
    raise NotImplementedError("replace this line with your answer")


def sensitivity_of(basis):
    """Return how well kurtosis can see a basis: the kurtosis of its own directions, divided by chance, less 1.

    Difficulty 1 of 3, 7 minutes. basis has shape (n_directions, n_dims), rows of any lengths but zero, not necessarily
    orthogonal. 0 means blind.
    """
    raise NotImplementedError("replace this line with your answer")


def scale_and_shape(P):
    """Return (scale, shape), whose product is the kurtosis.

    Difficulty 1 of 3, 6 minutes. P has shape (n_samples, n_dims): cosines of activations with an orthonormal basis.
    A direction may be at right angles to all activations.
    """
    raise NotImplementedError("replace this line with your answer")


def find_hidden_rotation(activations, rng):
    """Return the orthonormal basis, one direction per row, in which the activations were made.

    Difficulty 3 of 3, 20 minutes. activations, shape (n_samples, n_dims), are codes in which few coordinates are
    active, turned by a rotation that you are not told. Every direction of your basis has to be within 5 degrees of
    one of the hidden ones, either way; their order does not matter. Climb, and not once only: a climb can end at a
    basis that is lower than another.
    """
    raise NotImplementedError("replace this line with your answer")


def blind_basis():
    """Find ten to thirty directions in three dimensions that kurtosis cannot see at all.

    Difficulty 3 of 3, 12 minutes. Return shape (k, 3), k from 10 to 30, one direction per row, no two of them equal or
    opposite. sensitivity(basis), of srm_ref.spotlight.fourth_moments, has to be below 1e-9. The three axes have 0.67;
    directions drawn at random are not blind, either. The six directions of the icosahedron are, but they are too few.
    """
    raise NotImplementedError("replace this line with your answer")
