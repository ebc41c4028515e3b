"""Exercises of lesson 5, arcs and the exact curve. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def n_over_the_line():
    """How many of the three bumps, of activations 3, 4 and 6, rise above the line, epsilon? A whole number."""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def arc(p, q, epsilon):
    """Return (phi, w), the centre and half-width of the arc that an activation lights, or None if it is never lit.

    Difficulty 2 of 3, 8 minutes. p and q are its cosines with e1 and e2, two numbers. phi in radians, in (-pi, pi];
    w in [0, pi].
    """
    raise NotImplementedError("replace this line with your answer")


def inside(theta, phi, w):
    """Is the angle theta inside the arc of centre phi and half-width w, ends included?

    Difficulty 1 of 3, 5 minutes. All in radians; theta and phi may differ by more than a full turn. Return True or
    False.
    """
    raise NotImplementedError("replace this line with your answer")


def mean_resonance(p, q, epsilon):
    """Return the exact mean of the curve over a full turn.

    Difficulty 2 of 3, 8 minutes. p and q have shape (n_samples,), no activation is zero; epsilon is positive here.
    Those that are never lit count in the number of samples.
    """
    raise NotImplementedError("replace this line with your answer")


def fourier(phi, w, n_samples, k):
    """Return the Fourier coefficient c_k of the curve, a complex number.

    Difficulty 2 of 3, 8 minutes. phi and w have shape (n_arcs,); n_samples may be larger, for some are never lit. k
    is any integer, 0 too.
    """
    raise NotImplementedError("replace this line with your answer")


def grid_counts(phi, w, n_angles):
    """Count at every angle 2 pi k / n_angles, k = 0 .. n_angles - 1, the arcs that lie over it, with an array of
    differences.

    Difficulty 3 of 3, 15 minutes. phi and w have shape (n_arcs,), w below pi; no arc ends at an angle of the grid.
    Return integers of shape (n_angles,). Arcs may run over the angle 0, and may be too short to cover any angle.
    """
    raise NotImplementedError("replace this line with your answer")


def mean_of_a_tenth():
    """Construct five activations in three dimensions whose exact curve has ten breakpoints and the mean 0.1.

    Difficulty 2 of 3, 12 minutes. Return shape (5, 3). The plane is that of neurons 0 and 1, epsilon is 0.8; the mean
    over the full turn has to be 0.1 to a millionth. Five activations in the plane have the mean 0.205. Which of them
    may lean out of the plane, and how far?
    """
    raise NotImplementedError("replace this line with your answer")
