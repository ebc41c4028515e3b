"""Exercises of lesson 15, correlation, dynamics, attacks. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def n_collapsed():
    """How many of the three pairs are one arrow each at density 0.03? A whole number."""
    raise NotImplementedError("replace this line with your answer")


def zero_products():
    """Which dot products are zero: those "inside" a set, or those "across"?"""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def draw_set(n_samples, n_features, density, rho, rng):
    """Draw a partly correlated set: with probability rho one draw decides for all members, else each draws for itself.

    Difficulty 2 of 3, 12 minutes. Return shape (n_samples, n_features). A member is active with probability
    `density`, and the activities of two members have the correlation rho. Active values are uniform on [0, 1] and
    independent. rng is a numpy Generator; use rng.random.
    """
    raise NotImplementedError("replace this line with your answer")


def layout_losses(p, both):
    """Return the losses of the layouts (same set orthogonal, collapsed, same set antipodal) of two independent
    pairs, without biases.

    Difficulty 2 of 3, 8 minutes. p is the probability that a feature is active, `both` that both members of a pair
    are. An array of three.
    """
    raise NotImplementedError("replace this line with your answer")


def growth_rates(p, g):
    """Return the rates (of the set's sum, of a difference within the set) at which W grows from nearly nothing,
    under gradient flow.

    Difficulty 2 of 3, 8 minutes. A fully correlated set of g features, set density p: four times the eigenvalues of
    the covariance matrix.
    """
    raise NotImplementedError("replace this line with your answer")


def attack(W, i, size):
    """Return the change of the input, of length `size`, that raises output i's pre-activation most.

    Difficulty 1 of 3, 5 minutes. W has shape (n_hidden, n_features); the result has shape (n_features,). A feature
    that is not stored cannot be attacked: return zeros, without a warning.
    """
    raise NotImplementedError("replace this line with your answer")


def cost(W, bias, features, delta):
    """Return by how much the attack `delta` raises the loss of y = ReLU(W^T W x + b), all importances 1.

    Difficulty 2 of 3, 8 minutes. features has shape (n_samples, n_features). The loss is a sum over features and a
    mean over samples. The target stays the clean x. Return one number.
    """
    raise NotImplementedError("replace this line with your answer")


def pairs_that_exclude():
    """Find a model that loses nothing on two pairs of features, the members of a pair never active together.

    Difficulty 2 of 3, 10 minutes. Return (W, bias), of shapes (2, 4) and (4,). Features 0 and 1 exclude each other,
    and so do 2 and 3; otherwise they are independent, each active with probability 0.3. y = relu(W^T W x + b). The
    mean loss on 4000 samples has to be below 0.001. Opposite arrows for 0 and 2, and for 1 and 3, lose about 0.06.
    """
    raise NotImplementedError("replace this line with your answer")
