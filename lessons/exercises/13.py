"""Exercises of lesson 13, the phase change. Replace every line that raises NotImplementedError."""

import numpy as np

from srm_ref import descent
from srm_ref.superposition import MODELS
from srm_ref.superposition.exact_loss import population_loss_and_gradient

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def n_wells():
    """How many wells does the loss have, against the second weight, at r = 0.5 and p = 0.485? A whole number."""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def dropped_loss(b, r, p):
    """Return the expected loss of W = (1, 0) with bias (0, b), for any b, also a negative one.

    Difficulty 1 of 3, 6 minutes. Importances 1 and r, density p; y = relu(W^T W x + bias). b, r, p are numbers.
    """
    raise NotImplementedError("replace this line with your answer")


def superposition_begins(r):
    """Return the density below which the antipodal pair without bias beats the better one of dropping and dedicating.

    Difficulty 2 of 3, 10 minutes. r > 0, a number: importance of feature 2 when that of feature 1 is 1. Mind both
    sides of r = 1.
    """
    raise NotImplementedError("replace this line with your answer")


def pair_loss(b, p):
    """Return what ONE output of the antipodal pair W = (1, -1) with biases (b, b) loses, for importance 1.

    Difficulty 3 of 3, 20 minutes. b in [-1, 1], p in [0, 1], numbers. Four cases: none active, only its own feature,
    only the other one, both. What you find for b < 0 is another polynomial than for b >= 0.
    """
    raise NotImplementedError("replace this line with your answer")


def best_bias(p):
    """Return, to 1e-9, the bias at which an output of the antipodal pair loses least.

    Difficulty 2 of 3, 8 minutes. p in (0, 1], a number. The derivative -p^2/3 + 2 (1-p) b + p (1+p) b^2 - 2 p^2 b^3 /
    3 is negative at 0, positive at 1, and grows on the way: halve the interval.
    """
    raise NotImplementedError("replace this line with your answer")


def mean_square_over_the_square(w1, w2, b):
    """Return the integral of relu(b + w1 x + w2 y)^2 over x and y from 0 to 1.

    Difficulty 2 of 3, 10 minutes. w1 and w2 are not 0, of any sign. A signed sum over the four corners.
    """
    raise NotImplementedError("replace this line with your answer")


def below_the_closed_forms():
    """Find two features in one dimension that lose less than the closed forms: below 0.0876 at r = 0.8 and p = 0.6.

    Difficulty 2 of 3, 12 minutes. Return (W, bias), of shapes (1, 2) and (2,). The loss is population_loss({"W": W,
    "bias": bias}, [1, 0.8], 0.4), of srm_ref.superposition. Dropping the second feature loses 0.0880; the antipodal
    pair (1, -1) with its best bias 0.0933. Neither is the minimum here.
    """
    raise NotImplementedError("replace this line with your answer")
