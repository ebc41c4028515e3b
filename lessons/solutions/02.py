"""Exercises of lesson 2, directions and cosine. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def flat_in():
    """In which of 3, 10, 100 and 512 dimensions is the density of the cosine flat? A whole number."""
    # solution
    return 3
    # end of solution


# Exercises.


def cosines(x, y):
    """Return the cosine of every row of x with every row of y.

    Difficulty 1 of 3, 5 minutes. x has shape (n_x, n_dims), y (n_y, n_dims); the result has shape (n_x, n_y). No row
    is zero.
    """
    # solution
    x = x / np.linalg.norm(x, axis=1, keepdims=True)
    y = y / np.linalg.norm(y, axis=1, keepdims=True)
    return x @ y.T
    # end of solution


def cap_by_integral(n_dims, epsilon, n_steps):
    """Compute the cap fraction by an integral over the angle phi from the pole, with the midpoint rule.

    Difficulty 2 of 3, 10 minutes. With t = cos(phi) the density (1 - t^2)^((n-3)/2) dt of the derivation becomes a
    power of sin(phi) times dphi: find the power. Integrate from 0 to arccos(epsilon), and divide by the same
    integral over the whole sphere. Both integrals get n_steps steps of equal width; a step counts with the value at
    its middle.
    """
    # solution
    def integral(end):
        middles = (np.arange(n_steps) + 0.5) * end / n_steps
        return float((np.sin(middles) ** (n_dims - 2)).sum() * end / n_steps)

    return integral(np.arccos(epsilon)) / integral(np.pi)
    # end of solution


def how_many(cap):
    """Return the largest k for which k random directions have, on average, less than one pair with |cos| >= epsilon.

    Difficulty 2 of 3, 10 minutes. `cap` is the cap fraction A(epsilon), a number in (0, 0.5). Return an integer.
    """
    # solution
    k = int((1 + np.sqrt(1 + 4 / cap)) / 2) + 1
    while k * (k - 1) * cap >= 1:
        k -= 1
    return k
    # end of solution


def angle(x, y):
    """Return the angle between two vectors in radians, in [0, pi], with six good digits even where it is 1e-9.

    Difficulty 3 of 3, 10 minutes. The arccos of the cosine will not do: 1 - 1e-18 / 2 is 1 for a computer. Find two
    lengths whose ratio is the tangent of the angle (or of its half).
    """
    # solution
    x, y = x / np.linalg.norm(x), y / np.linalg.norm(y)
    return float(2 * np.arctan2(np.linalg.norm(x - y), np.linalg.norm(x + y)))
    # end of solution


def nearly_orthogonal():
    """Find 20 directions in 8 dimensions, the cosine of any two of them between -0.45 and 0.45.

    Difficulty 3 of 3, 15 minutes. Return shape (20, 8), one direction per row, of any length but zero. At most 8 can be
    exactly orthogonal; of 20 drawn at random some two have, as a rule, a cosine above 0.7. Construct them, or start at
    random and push the closest pairs apart.
    """
    # solution
    rows = []  # for each pair of places a row with 3 there and -1 elsewhere: 28 rows, cosines 1/3 and -1/3
    for i in range(8):
        for j in range(i + 1, 8):
            rows.append(np.where(np.isin(np.arange(8), (i, j)), 3.0, -1.0))
    return np.array(rows[:20])
    # end of solution
