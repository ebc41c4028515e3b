"""Exercises of lesson 17, the two papers meet. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def three_features():
    """What do three equal features form at p = 0.05: "a triangle", "a pair and one alone" or "three of one
    direction"?"""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def turned_curve(values, steps):
    """Return the curve of the model R W from that of the ReLU output model W.

    Difficulty 1 of 3, 5 minutes. values has shape (n_angles,), on an even grid over a full turn in the plane of
    neurons 0 and 1, beginning at neuron 0 and turning towards neuron 1; the result has the same shape. R turns the
    model by `steps` steps of that grid in the same plane and sense. steps may be negative.
    """
    raise NotImplementedError("replace this line with your answer")


def share_up_to(beta, gamma, ratio):
    """Return the share of activations u W_i + v W_j that lie within the angle beta of feature i.

    Difficulty 2 of 3, 12 minutes. u and v are independent and uniform on [0, 1]. W_i is `ratio` times as long as W_j
    (in the lesson ratio is 1); the angle between them is gamma, 0 < beta < gamma < pi, radians. All are single
    numbers. What does the length change in u sin(beta) = v sin(gamma - beta)?
    """
    raise NotImplementedError("replace this line with your answer")


def code_harmonic(n_axis, n_between, n_hidden, epsilon):
    """Return the harmonic, in the neuron basis, of n_axis codes on one neuron each and n_between half-way between two.

    Difficulty 2 of 3, 8 minutes. n_hidden is the number of neurons. epsilon is above 1 / sqrt(2), so that no code
    half-way between two neurons is lit in another plane. How many planes does a neuron have?
    """
    raise NotImplementedError("replace this line with your answer")


def lone_mass(G, i, j, density, epsilon):
    """Return the mass, in the plane of features i and j, of the samples with exactly one active feature, out of all
    samples.

    Difficulty 3 of 3, 15 minutes. G has shape (n, n): cosines of the features, 1 on the diagonal. i and j are not
    parallel, epsilon is above 0. Every lone feature counts, third ones too, where their part in the plane is at
    least epsilon long. density is the probability of each feature to be active.
    """
    raise NotImplementedError("replace this line with your answer")


def staircase(W, i, density, epsilon):
    """Return the resonance of lone features on feature i, out of all samples, when the cone has the cosine epsilon.

    Difficulty 2 of 3, 8 minutes. W has shape (n_hidden, n_features), its columns of any lengths but 0; epsilon is
    anywhere in [-1, 1].
    """
    raise NotImplementedError("replace this line with your answer")


def six_that_look_like_three():
    """Construct six features in two dimensions of which the spotlight shows three peaks.

    Difficulty 2 of 3, 10 minutes. Return W, shape (2, 6), every column longer than 1/2 and any two columns at least
    0.1 apart. The activations are those of each feature alone with strength 1, the six columns of W; epsilon is 0.99
    and the curve, in the plane of the two neurons at 720 angles, has to have exactly three peaks: stretches above 0
    with 0 on both sides. Six columns at equal angles show six.
    """
    raise NotImplementedError("replace this line with your answer")
