"""Exercises of lesson 12, the gradient by hand. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def alike_in():
    """In which case do gradients A and B train alike: "equal importance", "falling importance", "both" or "neither"?"""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def gradient(W, bias, X, importance):
    """Return (dW, db), the gradient of the ReLU output model's loss.

    Difficulty 2 of 3, 15 minutes. L = mean over samples of sum_i I_i (y_i - x_i)^2 with y = relu(W^T W x + b). W has
    shape (m, n), bias and importance (n,), X (N, n), samples in rows. relu'(0) = 0.
    """
    raise NotImplementedError("replace this line with your answer")


def gradient_with_hidden_relu(W, bias, X, importance):
    """Return (dW, db) for y = relu(W^T relu(W x) + b), shapes and loss as before.

    Difficulty 3 of 3, 12 minutes. Now H = relu(A), A = X W^T. Which of the two paths passes through the new ReLU?
    """
    raise NotImplementedError("replace this line with your answer")


def differences(loss, W, step):
    """Return the central differences of loss(W), an array of W's shape (any number of axes).

    Difficulty 2 of 3, 10 minutes. loss takes an array and returns a number. W must be the same after the call as
    before. `np.ndindex(W.shape)` runs through all indices.
    """
    raise NotImplementedError("replace this line with your answer")


def remainder_slope(loss, gradient, W, direction, short, long):
    """Return the slope of log r against log t between t = short and t = long.

    Difficulty 2 of 3, 10 minutes. r(t) = |L(W + t d) - L(W) - t <g, d>|, d the direction; gradient and direction have
    W's shape.
    """
    raise NotImplementedError("replace this line with your answer")


def adam_step(w, g, m, v, t, rate):
    """Return (w, m, v) after update number t (1, 2, ...) of Adam, as new arrays.

    Difficulty 1 of 3, 8 minutes. beta_1 = 0.9, beta_2 = 0.999, epsilon_A = 1e-8. All arrays have one shape. m and v
    are what the update before has left.
    """
    raise NotImplementedError("replace this line with your answer")


def passes_and_fails():
    """Find a point at which a wrong gradient is right, and one at which it is not.

    Difficulty 2 of 3, 12 minutes. Somebody has forgotten the factor [z > 0]: 2 I (y - x) / N is sent back through every
    output, also through those that the ReLU has cut off. Return (W1, bias1, X1, W2, bias2, X2), of shapes (2, 3), (3,)
    and (4, 3) each; all importances are 1. At the first point the wrong gradient of W must equal the right one to 1e-9,
    at the second it must be off by a tenth of the right one's length or more. At both the right one has length 0.1 or
    more: where W = 0 there is nothing to see.
    """
    raise NotImplementedError("replace this line with your answer")
