"""Exercises of lesson 3, planes, bivectors and rotations. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def n_terms():
    """From how many terms on is the series right to 1e-7, at the angle pi? A whole number, to within 4."""
    # solution
    return 19
    # end of solution


def shortcut_draws():
    """What does cos a + sin b draw, where a and b are 60 degrees apart: "a circle", "an ellipse" or "a line"?"""
    # solution
    return "an ellipse"
    # end of solution


# Exercises.


def frame(a, b):
    """Return (e1, e2): e1 along a, e2 the unit part of b at right angles to a.

    Difficulty 1 of 3, 5 minutes. a and b have shape (n_dims,), any lengths, and are not parallel.
    """
    # solution
    e1 = a / np.linalg.norm(a)
    rest = b - (b @ e1) * e1
    return e1, rest / np.linalg.norm(rest)
    # end of solution


def exponential(B, theta, n_terms):
    """Sum the first n_terms terms of exp(theta B): k = 0, 1, ..., n_terms - 1.

    Difficulty 1 of 3, 7 minutes. B has shape (n, n). The term k = 0 is the identity matrix. Powers are matrix products.
    """
    # solution
    term, total = np.eye(len(B)), np.zeros(B.shape)
    for k in range(n_terms):
        total = total + term
        term = term @ B * (theta / (k + 1))
    return total
    # end of solution


def turn(v, e1, e2, theta):
    """Turn v by theta in the plane of the orthonormal e1, e2, from e1 towards e2, with vectors only.

    Difficulty 2 of 3, 10 minutes. All vectors have shape (n_dims,). Write v as a part in the plane and a part at
    right angles to it. In a layer of 10,000 neurons a matrix would have 100 million entries: none is needed.
    """
    # solution
    p, q = v @ e1, v @ e2
    off = v - p * e1 - q * e2
    return off + (p * np.cos(theta) - q * np.sin(theta)) * e1 + (p * np.sin(theta) + q * np.cos(theta)) * e2
    # end of solution


def in_plane_angle(x, a, b):
    """Return the angle of x within the plane of a and b: 0 along a, growing towards b, in [0, 2 pi).

    Difficulty 2 of 3, 7 minutes. x need not lie in the plane: what counts is its projection, which is not zero. a
    and b may be oblique.
    """
    # solution
    e1 = a / np.linalg.norm(a)
    rest = b - (b @ e1) * e1
    return float(np.arctan2(x @ rest / np.linalg.norm(rest), x @ e1) % (2 * np.pi))
    # end of solution


def angle_and_bivector(R):
    """Recover (theta, B) from R = Id + sin(theta) B + (1 - cos(theta)) B^2, theta strictly between 0 and pi.

    Difficulty 3 of 3, 12 minutes. R has shape (n, n), any n >= 2. First find the
    trace of R; then what R - R^T is.
    """
    # solution
    theta = np.arccos((np.trace(R) - len(R) + 2) / 2)
    return float(theta), (R - R.T) / (2 * np.sin(theta))
    # end of solution


def turns_everything():
    """Find a rotation of four dimensions that turns every vector by 40 degrees.

    Difficulty 3 of 3, 12 minutes. Return R, shape (4, 4), orthogonal and of determinant 1, such that x and R x are 40
    degrees apart for every x. In three dimensions there is none: an axis stays where it is. Turning one plane of four
    dimensions does not do, either: which vectors stay?
    """
    # solution
    c, s = np.cos(np.radians(40)), np.sin(np.radians(40))
    return np.array([[c, -s, 0, 0], [s, c, 0, 0], [0, 0, c, -s], [0, 0, s, c]])
    # end of solution
