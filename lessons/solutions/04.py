"""Exercises of lesson 4, the spotlight by hand. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def highest():
    """How many of the ten activations are lit at the highest place of the curve? A whole number."""
    # solution
    return 4
    # end of solution


# Exercises.


def angles(n_angles):
    """Return the angles of a full turn in radians, at equal steps from 0, with 2 pi left out.

    Difficulty 1 of 3, 3 minutes. Shape (n_angles,).
    """
    # solution
    return 2 * np.pi * np.arange(n_angles) / n_angles
    # end of solution


def coordinates(activations, e1, e2):
    """Return (p, q): the cosines of every activation with e1 and with e2.

    Difficulty 1 of 3, 5 minutes. activations has shape (n_samples, n_dims) and no zero row; e1 and e2 are
    orthonormal. Two arrays of shape (n_samples,).
    """
    # solution
    directions = activations / np.linalg.norm(activations, axis=1, keepdims=True)
    return directions @ e1, directions @ e2
    # end of solution


def curve(activations, e1, e2, epsilon, thetas):
    """Return the resonance at every angle: the share of activations whose cosine with the probe is at least epsilon.

    Difficulty 2 of 3, 10 minutes. e1, e2 are orthonormal, thetas has shape (n_angles,). There may be zero rows: they
    are inside no cone, at any epsilon, but count in the number of activations.
    """
    # solution
    lit = activations[np.linalg.norm(activations, axis=1) > 0]
    directions = lit / np.linalg.norm(lit, axis=1, keepdims=True)
    p, q = directions @ e1, directions @ e2
    return np.array([np.count_nonzero(p * np.cos(theta) + q * np.sin(theta) >= epsilon)
                     for theta in thetas]) / len(activations)
    # end of solution


def signed(values):
    """Turn a resonance curve into the signed one: g(theta) = f(theta) - f(theta + pi).

    Difficulty 1 of 3, 5 minutes. values has shape (n_angles,), the curve at the angles of a full turn; n_angles is
    even.
    """
    # solution
    return values - np.roll(values, -(len(values) // 2))
    # end of solution


def other_order(values, gamma_index):
    """Given the curve of plane (i, j), return the curve of plane (j, i): f_ji(theta) = f_ij(gamma - theta).

    Difficulty 2 of 3, 8 minutes. values has shape (n_angles,), the curve at the angles of a full turn; gamma, the
    angle between the two directions, is the angle number gamma_index of that grid.
    """
    # solution
    return values[(gamma_index - np.arange(len(values))) % len(values)]
    # end of solution


def flat_curve():
    """Construct a few activations in three dimensions whose resonance curve is flat, and not 0.

    Difficulty 3 of 3, 15 minutes. Return shape (N, 3) with N between 3 and 40, no row zero. The plane is that of
    neurons 0 and 1, epsilon is 0.8; the curve at 360 angles (0, 1, 2, .. degrees) has to be the same number
    everywhere. The five corners of a pentagon in the plane do not do: their curve goes up and down.
    """
    # solution
    # an activation whose cosine with the plane is r is lit from phi - w to phi + w with cos w = 0.8 / r
    r = 0.8 / np.cos(np.radians(36))  # w = 36 degrees: five such stretches fill the circle
    phi = np.radians(72 * np.arange(5) + 0.5)  # their ends lie between the angles that are asked
    return np.stack([r * np.cos(phi), r * np.sin(phi), np.full(5, np.sqrt(1 - r**2))], axis=1)
    # end of solution
