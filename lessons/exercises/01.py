"""Exercises of lesson 1, the whole story in ten minutes. Replace every line that raises NotImplementedError."""

import numpy as np

from srm_ref.superposition import population_loss

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def n_peaks():
    """How many peaks has the spotlight's curve over a full turn? A whole number."""
    raise NotImplementedError("replace this line with your answer")


def peak_height():
    """How high are the peaks: which share of all 4000 activations is lit there? A number, to within 0.015."""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def forward(W, bias, features):
    """Compute y = ReLU(W^T W x + b) for every row of features.

    Difficulty 1 of 3, 5 minutes. W has shape (n_hidden, n_features), bias (n_features,), features (n_samples,
    n_features); the result has the shape of features. Mind that samples are rows.
    """
    raise NotImplementedError("replace this line with your answer")


def shadow(W, i, j):
    """What reaches output j before its bias and ReLU when feature i alone is present with strength 1?

    Difficulty 1 of 3, 3 minutes. Return one number.
    """
    raise NotImplementedError("replace this line with your answer")


def resonance(activations, direction, epsilon):
    """Return the share of activations (rows) whose cosine with `direction` is at least epsilon.

    Difficulty 2 of 3, 10 minutes. The direction need not have length 1. An activation of length zero has no
    direction: it is inside no cone, but it counts in the number of activations. Warnings about a division by zero
    are a sign that you forgot it.
    """
    raise NotImplementedError("replace this line with your answer")


def count_peaks(values, height):
    """Count the peaks of a curve over a full turn: stretches of values above `height` with values at or below it on
    both sides.

    Difficulty 2 of 3, 10 minutes. values has shape (n_angles,), at equal steps, 2 pi left out: after the last angle
    comes the first again. A curve that is above `height` everywhere has no sides, and so no peak.
    """
    raise NotImplementedError("replace this line with your answer")


def five_at_once():
    """Find W and b that hold five features in two dimensions at sparsity 0.9, with an exact loss below 0.027.

    Difficulty 2 of 3, 15 minutes. Return (W, bias), of shapes (2, 5) and (5,). Features are twice as frequent as in the
    lesson. The loss is population_loss({"W": W, "bias": bias}, np.ones(5), 0.9): all five errors count alike. Two
    arrows of length 1 at right angles and three features forgotten lose 0.0925; two pairs of opposite arrows of length
    1 and one feature forgotten, 0.0375. Train, search or calculate.
    """
    raise NotImplementedError("replace this line with your answer")
