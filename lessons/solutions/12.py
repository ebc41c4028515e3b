"""Exercises of lesson 12, the gradient by hand. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def alike_in():
    """In which case do gradients A and B train alike: "equal importance", "falling importance", "both" or "neither"?"""
    # solution
    return "equal importance"
    # end of solution


# Exercises.


def gradient(W, bias, X, importance):
    """Return (dW, db), the gradient of the ReLU output model's loss.

    Difficulty 2 of 3, 15 minutes. L = mean over samples of sum_i I_i (y_i - x_i)^2 with y = relu(W^T W x + b). W has
    shape (m, n), bias and importance (n,), X (N, n), samples in rows. relu'(0) = 0.
    """
    # solution
    H = X @ W.T
    Z = H @ W + bias
    dZ = 2 / len(X) * importance * (np.maximum(Z, 0) - X) * (Z > 0)
    dH = dZ @ W.T
    return H.T @ dZ + dH.T @ X, dZ.sum(axis=0)
    # end of solution


def gradient_with_hidden_relu(W, bias, X, importance):
    """Return (dW, db) for y = relu(W^T relu(W x) + b), shapes and loss as before.

    Difficulty 3 of 3, 12 minutes. Now H = relu(A), A = X W^T. Which of the two paths passes through the new ReLU?
    """
    # solution
    H = np.maximum(X @ W.T, 0)
    Z = H @ W + bias
    dZ = 2 / len(X) * importance * (np.maximum(Z, 0) - X) * (Z > 0)
    dA = dZ @ W.T * (H > 0)
    return H.T @ dZ + dA.T @ X, dZ.sum(axis=0)
    # end of solution


def differences(loss, W, step):
    """Return the central differences of loss(W), an array of W's shape (any number of axes).

    Difficulty 2 of 3, 10 minutes. loss takes an array and returns a number. W must be the same after the call as
    before. `np.ndindex(W.shape)` runs through all indices.
    """
    # solution
    slopes = np.empty(W.shape)
    for index in np.ndindex(W.shape):
        up, down = W.copy(), W.copy()
        up[index] += step
        down[index] -= step
        slopes[index] = (loss(up) - loss(down)) / (2 * step)
    return slopes
    # end of solution


def remainder_slope(loss, gradient, W, direction, short, long):
    """Return the slope of log r against log t between t = short and t = long.

    Difficulty 2 of 3, 10 minutes. r(t) = |L(W + t d) - L(W) - t <g, d>|, d the direction; gradient and direction have
    W's shape.
    """
    # solution
    def remainder(t):
        return abs(loss(W + t * direction) - loss(W) - t * (gradient * direction).sum())

    return np.log(remainder(long) / remainder(short)) / np.log(long / short)
    # end of solution


def adam_step(w, g, m, v, t, rate):
    """Return (w, m, v) after update number t (1, 2, ...) of Adam, as new arrays.

    Difficulty 1 of 3, 8 minutes. beta_1 = 0.9, beta_2 = 0.999, epsilon_A = 1e-8. All arrays have one shape. m and v
    are what the update before has left.
    """
    # solution
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    return w - rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8), m, v
    # end of solution


def passes_and_fails():
    """Find a point at which a wrong gradient is right, and one at which it is not.

    Difficulty 2 of 3, 12 minutes. Somebody has forgotten the factor [z > 0]: 2 I (y - x) / N is sent back through every
    output, also through those that the ReLU has cut off. Return (W1, bias1, X1, W2, bias2, X2), of shapes (2, 3), (3,)
    and (4, 3) each; all importances are 1. At the first point the wrong gradient of W must equal the right one to 1e-9,
    at the second it must be off by a tenth of the right one's length or more. At both the right one has length 0.1 or
    more: where W = 0 there is nothing to see.
    """
    # solution
    rng = np.random.default_rng(0)
    W, X = rng.standard_normal((2, 3)), rng.random((4, 3))
    return np.abs(W), np.full(3, 0.1), X, W, np.full(3, -0.1), X  # nothing is below 0 at the first point
    # end of solution
