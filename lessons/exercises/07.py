"""Exercises of lesson 7, is it real? Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def n_special():
    """For how many of the five clouds are the neurons special: the p-value of the mass is at most 0.05? A whole
    number."""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def choose_epsilon(cap, n_samples, expected):
    """Return, to 1e-6, the epsilon in [0, 1] at which `expected` of n_samples isotropic activations are lit on average.

    Difficulty 2 of 3, 10 minutes. cap(epsilon) is the cap fraction of the layer's width, a function that falls from
    0.5 at 0 to 0 at 1. Halve the interval: is the middle still small enough?
    """
    raise NotImplementedError("replace this line with your answer")


def harmonic(phi, w):
    """Return Re(c_4) / c_0 of a curve from its arcs; nan if there are none.

    Difficulty 2 of 3, 8 minutes. phi and w have shape (n_arcs,), radians. The number of samples is not needed: why?
    """
    raise NotImplementedError("replace this line with your answer")


def p_value(value, null):
    """Return the two-sided p-value of the rotation test.

    Difficulty 2 of 3, 8 minutes. null has shape (k,). The centre is the mean of the value and all null values
    together; count the null values that are at least as far from it, and the value itself, out of k + 1.
    """
    raise NotImplementedError("replace this line with your answer")


def read(harmonic_value, p, level):
    """Say what a rotation test shows: "aligned", "anti-aligned", "not special", or "nothing lit".

    Difficulty 1 of 3, 4 minutes. harmonic_value is nan where nothing is lit. A p equal to the level counts as
    significant. The basis is orthonormal and epsilon was at least 1 / sqrt(2) = 0.707; below that the sign does not
    tell axes from diagonals.
    """
    raise NotImplementedError("replace this line with your answer")


def real_but_not_of_the_neurons():
    """Make a cloud in 8 dimensions that leaves the band of chance, but whose neurons are no special basis.

    Difficulty 3 of 3, 15 minutes. Return shape (2000, 8), no row zero. epsilon is 0.75. The mass of the cloud in the
    basis of the neurons has to be outside isotropic_band(2000, 8, 0.75, 0.99). In basis_rotation_test(cloud, np.eye(8),
    0.75, 99, np.random.default_rng(1), arcs=True) both p-values, of the mass and of the harmonic, have to be above
    0.05. A cloud without any preference stays in the band; one on the neurons has p = 0.01. What else can a cloud
    prefer?
    """
    raise NotImplementedError("replace this line with your answer")
