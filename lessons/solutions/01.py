"""Exercises of lesson 1, the whole story in ten minutes. Replace every line that raises NotImplementedError."""

import numpy as np


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
