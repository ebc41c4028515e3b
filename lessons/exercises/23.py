"""Exercises of lesson 23, few data. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def n_stored():
    """How many features longer than 1/2 does the model keep that was trained on 300 points? A whole number."""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def recall_radius(n_points):
    """Return the least radius rho at which a regular polygon of hidden vectors recalls n_points points (step 3).

    Difficulty 1 of 3, 4 minutes. n_points is 3 or more; the points have length 1 and share no feature.
    """
    raise NotImplementedError("replace this line with your answer")


def point_shares(W, points):
    """Return the share D_s of a dimension that each data point has, from the hidden vectors of all of them.

    Difficulty 2 of 3, 8 minutes. W has shape (n_hidden, n_features), points (n_points, n_features), one per row; the
    result has shape (n_points,). A point whose hidden vector is 0 has the share 0.
    """
    raise NotImplementedError("replace this line with your answer")


def recalled(W, bias, points, atol):
    """Tell for each data point whether every entry of the answer relu(W^T W x + b) is within atol of it.

    Difficulty 1 of 3, 6 minutes. Shapes as above, bias (n_features,). Return an array of booleans, shape (n_points,);
    a difference equal to atol is within it.
    """
    raise NotImplementedError("replace this line with your answer")


def seven_points():
    """Find W and b with two hidden numbers that recall seven points, with a training loss below 1e-6 and small weights.

    Difficulty 3 of 3, 20 minutes. Return (W, bias), of shapes (2, 14) and (14,). Point s has the features 2 s and
    2 s + 1 with the values 0.6 and 0.8, s = 0 to 6: numpy.kron(numpy.eye(7), [0.6, 0.8]). The training loss is the mean
    over points of the sum of squared errors. The squares of all entries of W add up to less than 20. Construct it or
    train it.
    """
    raise NotImplementedError("replace this line with your answer")
