"""Exercises of lesson 16, neurons. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def stays_at_zero():
    """Which loss stays at zero for all angles: that of the "linear" hidden layer, of the "ReLU" one, "both" or
    "neither"?"""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def hidden_gradient(W, bias, x, importance):
    """Return (dW, dbias), the gradient of the loss of the ReLU hidden model y = relu(W^T relu(W x) + b).

    Difficulty 3 of 3, 20 minutes. W has shape (n_hidden, n_features), bias and importance (n_features,), x
    (n_samples, n_features), one sample per row. The loss is the mean over samples of sum_i I_i (y_i - x_i)^2. W is
    used twice.
    """
    raise NotImplementedError("replace this line with your answer")


def passes_relu(M):
    """Tell whether relu(M a) = M relu(a) for every a: True or False.

    Difficulty 1 of 3, 6 minutes. M is any square matrix, shape (m, m). Look at step 3 of the derivation: what must
    every row look like?
    """
    raise NotImplementedError("replace this line with your answer")


def turned_loss(theta, p):
    """Return the exact loss of two features whose W is a rotation by theta, ReLU hidden model, no bias, density p.

    Difficulty 3 of 3, 15 minutes. theta in radians, between 0 and pi / 2: the lesson stops half-way. With both
    features active, beyond pi / 4, take the mean square of s x_2 - c x_1 without a ReLU, and subtract the part where
    it is negative, an integral like the lesson's. The answer is a number.
    """
    raise NotImplementedError("replace this line with your answer")


def count_neurons(W1, W2, threshold):
    """Count (monosemantic, polysemantic) neurons of an absolute value model.

    Difficulty 2 of 3, 10 minutes. W1 has shape (n_hidden, n_features), W2 (n_features, n_hidden). Scale every neuron
    first, so that its largest input weight is 1 in size. A weight above the threshold in size counts. A neuron
    without any input weight is neither.
    """
    raise NotImplementedError("replace this line with your answer")


def three_on_four(a, dominant):
    """Return W1, shape (4, 3), and W2, shape (3, 4), of a circuit for three absolute values on four neurons.

    Difficulty 3 of 3, 12 minutes. Every neuron reads feature `dominant`, 0, 1 or 2, with a weight of size 1, and the
    two others with weights of size a, or not at all. With one feature active, the two others' outputs must be exact,
    and the dominant one's off by a / 2 at most. There is no bias. Order and signs are yours.
    """
    raise NotImplementedError("replace this line with your answer")


def larger_of_two():
    """Construct three neurons that compute the larger of two numbers.

    Difficulty 2 of 3, 12 minutes. Return (W1, W2), of shapes (3, 2) and (3,): the answer to x is W2 . relu(W1 x),
    without biases, and has to be max(x_1, x_2) to a millionth for all x with entries between -2 and 2. The mean of the
    two, for example, is off by up to 2.
    """
    raise NotImplementedError("replace this line with your answer")
