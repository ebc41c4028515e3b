"""Exercises of lesson 15, correlation, dynamics, attacks. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def n_collapsed():
    """How many of the three pairs are one arrow each at density 0.03? A whole number."""
    # solution
    return 0
    # end of solution


def zero_products():
    """Which dot products are zero: those "inside" a set, or those "across"?"""
    # solution
    return "inside"
    # end of solution


# Exercises.


def draw_set(n_samples, n_features, density, rho, rng):
    """Draw a partly correlated set: with probability rho one draw decides for all members, else each draws for itself.

    Difficulty 2 of 3, 12 minutes. Return shape (n_samples, n_features). A member is active with probability
    `density`, and the activities of two members have the correlation rho. Active values are uniform on [0, 1] and
    independent. rng is a numpy Generator; use rng.random.
    """
    # solution
    bound = rng.random((n_samples, 1)) < rho
    together = rng.random((n_samples, 1)) < density
    alone = rng.random((n_samples, n_features)) < density
    return np.where(bound, together, alone) * rng.random((n_samples, n_features))
    # end of solution


def layout_losses(p, both):
    """Return the losses of the layouts (same set orthogonal, collapsed, same set antipodal) of two independent
    pairs, without biases.

    Difficulty 2 of 3, 8 minutes. p is the probability that a feature is active, `both` that both members of a pair
    are. An array of three.
    """
    # solution
    return np.array([2 * p**2 / 3, 2 * p / 3 - both / 2, 2 * both / 3])
    # end of solution


def growth_rates(p, g):
    """Return the rates (of the set's sum, of a difference within the set) at which W grows from nearly nothing,
    under gradient flow.

    Difficulty 2 of 3, 8 minutes. A fully correlated set of g features, set density p: four times the eigenvalues of
    the covariance matrix.
    """
    # solution
    variance, covariance = p / 3 - p**2 / 4, p * (1 - p) / 4
    return 4 * (variance + (g - 1) * covariance), 4 * (variance - covariance)
    # end of solution


def attack(W, i, size):
    """Return the change of the input, of length `size`, that raises output i's pre-activation most.

    Difficulty 1 of 3, 5 minutes. W has shape (n_hidden, n_features); the result has shape (n_features,). A feature
    that is not stored cannot be attacked: return zeros, without a warning.
    """
    # solution
    row = W.T @ W[:, i]
    length = np.linalg.norm(row)
    return size * row / length if length > 0 else np.zeros(W.shape[1])
    # end of solution


def cost(W, bias, features, delta):
    """Return by how much the attack `delta` raises the loss of y = ReLU(W^T W x + b), all importances 1.

    Difficulty 2 of 3, 8 minutes. features has shape (n_samples, n_features). The loss is a sum over features and a
    mean over samples. The target stays the clean x. Return one number.
    """
    # solution
    def loss(shown):
        return (((np.maximum(shown @ W.T @ W + bias, 0.0) - features) ** 2).sum(axis=1)).mean()

    return float(loss(features + delta) - loss(features))
    # end of solution


def pairs_that_exclude():
    """Find a model that loses nothing on two pairs of features, the members of a pair never active together.

    Difficulty 2 of 3, 10 minutes. Return (W, bias), of shapes (2, 4) and (4,). Features 0 and 1 exclude each other,
    and so do 2 and 3; otherwise they are independent, each active with probability 0.3. y = relu(W^T W x + b). The
    mean loss on 4000 samples has to be below 0.001. Opposite arrows for 0 and 2, and for 1 and 3, lose about 0.06.
    """
    # solution
    return np.array([[1.0, -1, 0, 0], [0, 0, 1, -1]]), np.zeros(4)
    # end of solution
