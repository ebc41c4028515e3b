"""Exercises of lesson 20, fourth moments. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def depends_in():
    """For which directions does the kurtosis of one row depend on the row's angle: those of the "square", "triangle",
    "pentagon" or "hexagon"?
    """
    # solution
    return "square"
    # end of solution


def n_found():
    """In how many of the six clouds does the other half of the rows confirm the climbed basis? A whole number."""
    # solution
    return 3
    # end of solution


# Exercises.


def kurtosis_from_heights(epsilons, heights, n_dims):
    """Return the kurtosis of a cloud from its heights, a staircase in epsilon, by theorem (a).

    Difficulty 2 of 3, 8 minutes. epsilons, shape (k,), ascend from above 0 and end at 1. heights[i] is the height at
    every epsilon from the step before (from 0 for the first) up to epsilons[i]. Integrate epsilon^3 exactly on each
    stair.
    """
    # solution
    fourths = np.append(0.0, epsilons) ** 4
    return float(8 * n_dims**2 * (heights * np.diff(fourths) / 4).sum())
    # end of solution


def harmonic_of_planes(P):
    """Return, for every row of P, the sum over all planes i < j of r^4 cos(4 phi).

    Difficulty 2 of 3, 10 minutes. P has shape (n_samples, n_dims): cosines with orthonormal directions, but rows may
    have any length here, 0 too. r and phi are the polar form of (P_i, P_j). A loop over planes is not needed. Shape
    (n_samples,).
    """
    # solution
    squares, fourths = (P**2).sum(axis=1), (P**4).sum(axis=1)
    return (P.shape[1] - 1) * fourths - 3 * (squares**2 - fourths)
    # end of solution


def sensitivity_of(basis):
    """Return how well kurtosis can see a basis: the kurtosis of its own directions, divided by chance, less 1.

    Difficulty 1 of 3, 7 minutes. basis has shape (n_directions, n_dims), rows of any lengths but zero, not necessarily
    orthogonal. 0 means blind.
    """
    # solution
    n_dims = basis.shape[1]
    rows = basis / np.linalg.norm(basis, axis=1, keepdims=True)
    kurtosis = n_dims**2 * ((rows @ rows.T) ** 4).mean()
    return float(kurtosis * (n_dims + 2) / (3 * n_dims) - 1)
    # end of solution


def scale_and_shape(P):
    """Return (scale, shape), whose product is the kurtosis.

    Difficulty 1 of 3, 6 minutes. P has shape (n_samples, n_dims): cosines of activations with an orthonormal basis.
    A direction may be at right angles to all activations.
    """
    # solution
    second, fourth = (P**2).mean(axis=0), (P**4).mean(axis=0)
    return float(P.shape[1] * (second**2).sum()), float(fourth.sum() / (second**2).sum())
    # end of solution


def find_hidden_rotation(activations, rng):
    """Return the orthonormal basis, one direction per row, in which the activations were made.

    Difficulty 3 of 3, 20 minutes. activations, shape (n_samples, n_dims), are codes in which few coordinates are
    active, turned by a rotation that you are not told. Every direction of your basis has to be within 5 degrees of
    one of the hidden ones, either way; their order does not matter. Climb, and not once only: a climb can end at a
    basis that is lower than another.
    """
    # solution
    rows = activations / np.linalg.norm(activations, axis=1, keepdims=True)

    def climbed(basis):
        before, now = 0.0, 1e-300
        while now > before * (1 + 1e-8):
            P = rows @ basis.T
            left, _, right = np.linalg.svd((P**3).T @ rows)
            before, now, basis = now, (P**4).sum(), left @ right
        return basis

    n_dims = rows.shape[1]
    starts = [np.linalg.qr(rng.standard_normal((n_dims, n_dims)))[0] for _ in range(12)]
    return max(map(climbed, starts), key=lambda basis: ((rows @ basis.T) ** 4).sum())
    # end of solution


def blind_basis():
    """Find ten to thirty directions in three dimensions that kurtosis cannot see at all.

    Difficulty 3 of 3, 12 minutes. Return shape (k, 3), k from 10 to 30, one direction per row, no two of them equal or
    opposite. sensitivity(basis), of srm_ref.spotlight.fourth_moments, has to be below 1e-9. The three axes have 0.67;
    directions drawn at random are not blind, either. The six directions of the icosahedron are, but they are too few.
    """
    # solution
    golden = (1 + 5**0.5) / 2
    six = np.array([np.roll([0, 1, sign * golden], k) for sign in (1, -1) for k in range(3)])
    turn, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((3, 3)))
    return np.vstack([six, six @ turn])  # two blind bases together are blind
    # end of solution
