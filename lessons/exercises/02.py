"""Exercises of lesson 2, directions and cosine. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def flat_in():
    """In which of 3, 10, 100 and 512 dimensions is the density of the cosine flat? A whole number."""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def cosines(x, y):
    """Return the cosine of every row of x with every row of y.

    Difficulty 1 of 3, 5 minutes. x has shape (n_x, n_dims), y (n_y, n_dims); the result has shape (n_x, n_y). No row
    is zero.
    """
    raise NotImplementedError("replace this line with your answer")


def cap_by_integral(n_dims, epsilon, n_steps):
    """Compute the cap fraction by an integral over the angle phi from the pole, with the midpoint rule.

    Difficulty 2 of 3, 10 minutes. With t = cos(phi) the density (1 - t^2)^((n-3)/2) dt of the derivation becomes a
    power of sin(phi) times dphi: find the power. Integrate from 0 to arccos(epsilon), and divide by the same
    integral over the whole sphere. Both integrals get n_steps steps of equal width; a step counts with the value at
    its middle.
    """
    raise NotImplementedError("replace this line with your answer")


def how_many(cap):
    """Return the largest k for which k random directions have, on average, less than one pair with |cos| >= epsilon.

    Difficulty 2 of 3, 10 minutes. `cap` is the cap fraction A(epsilon), a number in (0, 0.5). Return an integer.
    """
    raise NotImplementedError("replace this line with your answer")


def angle(x, y):
    """Return the angle between two vectors in radians, in [0, pi], with six good digits even where it is 1e-9.

    Difficulty 3 of 3, 10 minutes. The arccos of the cosine will not do: 1 - 1e-18 / 2 is 1 for a computer. Find two
    lengths whose ratio is the tangent of the angle (or of its half).
    """
    raise NotImplementedError("replace this line with your answer")


def nearly_orthogonal():
    """Find 20 directions in 8 dimensions, the cosine of any two of them between -0.45 and 0.45.

    Difficulty 3 of 3, 15 minutes. Return shape (20, 8), one direction per row, of any length but zero. At most 8 can be
    exactly orthogonal; of 20 drawn at random some two have, as a rule, a cosine above 0.7. Construct them, or start at
    random and push the closest pairs apart.
    """
    raise NotImplementedError("replace this line with your answer")
