"""Exercises of lesson 8, functional forms and symmetry. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def negative_for():
    """For which numbers of lines k is the mean of cos(2 k phi) negative: "even", "odd", "all" or "none"?"""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def tanh_in_basis(z, basis):
    """Apply tanh elementwise in an orthonormal basis: f(z) = sum_i tanh(b_i . z) b_i, for every row of z.

    Difficulty 1 of 3, 5 minutes. z has shape (n_samples, n_dims); basis has shape (n_dims, n_dims), its rows are the
    b_i. The result is in the coordinates of z, not in those of the basis. Shape (n_samples, n_dims).
    """
    raise NotImplementedError("replace this line with your answer")


def goes_unnoticed(R):
    """Return whether tanh of each coordinate commutes with an orthogonal matrix R: f(R z) = R f(z) for all z.

    Difficulty 2 of 3, 10 minutes. R is orthogonal, shape (n, n), with entries right to about 1e-12. True or False.
    """
    raise NotImplementedError("replace this line with your answer")


def fold(activations, k):
    """Return the mean of cos(2 k phi) over activations in the plane, phi the angle of an activation.

    Difficulty 2 of 3, 10 minutes. activations has shape (n_samples, 2); phi is 0 along (1, 0). Activations of any
    length count alike; those that are zero have no angle and are left out. At least one is not zero. A number.
    """
    raise NotImplementedError("replace this line with your answer")


def sixfold():
    """Construct a form of the plane that a turn by 60 degrees passes through, and a turn by 30 degrees does not.

    Difficulty 2 of 3, 10 minutes. Return a function f: it takes z, shape (n_samples, 2), and returns the same shape.
    With R the rotation by 60 degrees, f(R z) = R f(z) has to hold for every z to 1e-9; with the rotation by 30 degrees
    it has to fail by 0.01 or more for some z with |z| at most 3. An elementwise tanh has the first for 90 degrees, an
    isotropic form for every angle.
    """
    raise NotImplementedError("replace this line with your answer")
