"""Exercises of lesson 4, the spotlight by hand. Replace every line that raises NotImplementedError."""

import numpy as np


def angles(n_angles):
    """Return the angles of a full turn in radians, at equal steps from 0, with 2 pi left out.

    Difficulty 1 of 3, 3 minutes. Shape (n_angles,).
    """
    raise NotImplementedError("replace this line with your answer")


def coordinates(activations, e1, e2):
    """Return (p, q): the cosines of every activation with e1 and with e2.

    Difficulty 1 of 3, 5 minutes. activations has shape (n_samples, n_dims) and no zero row; e1 and e2 are
    orthonormal. Two arrays of shape (n_samples,).
    """
    raise NotImplementedError("replace this line with your answer")


def curve(activations, e1, e2, epsilon, thetas):
    """Return the resonance at every angle: the share of activations whose cosine with the probe is at least epsilon.

    Difficulty 2 of 3, 10 minutes. e1, e2 are orthonormal, thetas has shape (n_angles,). There may be zero rows: they
    are inside no cone, at any epsilon, but count in the number of activations.
    """
    raise NotImplementedError("replace this line with your answer")


def signed(values):
    """Turn a resonance curve into the signed one: g(theta) = f(theta) - f(theta + pi).

    Difficulty 1 of 3, 5 minutes. values has shape (n_angles,), the curve at the angles of a full turn; n_angles is
    even.
    """
    raise NotImplementedError("replace this line with your answer")


def other_order(values, gamma_index):
    """Given the curve of plane (i, j), return the curve of plane (j, i): f_ji(theta) = f_ij(gamma - theta).

    Difficulty 2 of 3, 8 minutes. values has shape (n_angles,), the curve at the angles of a full turn; gamma, the
    angle between the two directions, is the angle number gamma_index of that grid.
    """
    raise NotImplementedError("replace this line with your answer")
