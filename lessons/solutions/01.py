"""Exercises of lesson 1, the whole story in ten minutes. Replace every line that raises NotImplementedError."""

import numpy as np

from srm_ref.superposition import population_loss

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def n_peaks():
    """How many peaks has the spotlight's curve over a full turn? A whole number."""
    # solution
    return 5
    # end of solution


def peak_height():
    """How high are the peaks: which share of all 4000 activations is lit there? A number, to within 0.015."""
    # solution
    return 0.05 * 0.95**4
    # end of solution


# Exercises.


def forward(W, bias, features):
    """Compute y = ReLU(W^T W x + b) for every row of features.

    Difficulty 1 of 3, 5 minutes. W has shape (n_hidden, n_features), bias (n_features,), features (n_samples,
    n_features); the result has the shape of features. Mind that samples are rows.
    """
    # solution
    hidden = features @ W.T
    return np.maximum(hidden @ W + bias, 0.0)
    # end of solution


def shadow(W, i, j):
    """What reaches output j before its bias and ReLU when feature i alone is present with strength 1?

    Difficulty 1 of 3, 3 minutes. Return one number.
    """
    # solution
    return float(W[:, i] @ W[:, j])
    # end of solution


def resonance(activations, direction, epsilon):
    """Return the share of activations (rows) whose cosine with `direction` is at least epsilon.

    Difficulty 2 of 3, 10 minutes. The direction need not have length 1. An activation of length zero has no
    direction: it is inside no cone, but it counts in the number of activations. Warnings about a division by zero
    are a sign that you forgot it.
    """
    # solution
    lengths = np.linalg.norm(activations, axis=1)
    lit = lengths > 0
    cosines = activations[lit] @ direction / (lengths[lit] * np.linalg.norm(direction))
    return float(np.count_nonzero(cosines >= epsilon) / len(activations))
    # end of solution


def count_peaks(values, height):
    """Count the peaks of a curve over a full turn: stretches of values above `height` with values at or below it on
    both sides.

    Difficulty 2 of 3, 10 minutes. values has shape (n_angles,), at equal steps, 2 pi left out: after the last angle
    comes the first again. A curve that is above `height` everywhere has no sides, and so no peak.
    """
    # solution
    above = values > height
    return int(np.count_nonzero(above & ~np.roll(above, 1)))
    # end of solution


def five_at_once():
    """Find W and b that hold five features in two dimensions at sparsity 0.9, with an exact loss below 0.027.

    Difficulty 2 of 3, 15 minutes. Return (W, bias), of shapes (2, 5) and (5,). Features are twice as frequent as in the
    lesson. The loss is population_loss({"W": W, "bias": bias}, np.ones(5), 0.9): all five errors count alike. Two
    arrows of length 1 at right angles and three features forgotten lose 0.0925; two pairs of opposite arrows of length
    1 and one feature forgotten, 0.0375. Train, search or calculate.
    """
    # solution
    angles = 2 * np.pi * np.arange(5) / 5
    pentagon = np.stack([np.cos(angles), np.sin(angles)])
    tried = [(r * pentagon, np.full(5, b)) for r in np.arange(0.9, 1.3, 0.02) for b in np.arange(-0.4, 0.01, 0.02)]
    return min(tried, key=lambda pair: population_loss({"W": pair[0], "bias": pair[1]}, np.ones(5), 0.9))
    # end of solution
