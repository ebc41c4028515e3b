"""Answers to open exercises: several right ones of different kinds, and wrong ones with a piece of what is said.

The first wrong answer to an exercise is the trivial one.
"""

import numpy as np

from srm_ref import descent
from srm_ref.superposition import MODELS
from srm_ref.superposition.exact_loss import population_loss_and_gradient


def around(n, turn=0.0):
    """n directions in the plane, at equal angles, as columns."""
    angles = 2 * np.pi * np.arange(n) / n + turn
    return np.stack([np.cos(angles), np.sin(angles)])


def descended(n_features, n_hidden, sparsity, importance, n_starts=4, n_steps=300, seed=0):
    """W and bias of the lowest exact loss of several descents."""
    parameters = MODELS["relu_output"].initial_parameters(n_features, n_hidden, np.random.default_rng(seed),
                                                            n_instances=n_starts)
    optimiser = descent.Adam(0.05)
    state = optimiser.initial_state(parameters)
    for step in range(n_steps):
        losses, gradients = population_loss_and_gradient(parameters, importance, sparsity)
        optimiser.update(parameters, gradients, state, descent.cosine(step, n_steps))
    best = int(np.argmin(losses))
    return parameters["W"][best], parameters["bias"][best]


# Lesson 1

def two_kept():
    return np.eye(2, 5), np.array([0, 0, 0.05, 0.05, 0.05])


def two_pairs():
    return np.array([[1.0, -1, 0, 0, 0], [0, 0, 1, -1, 0]]), np.array([0, 0, 0, 0, 0.05])


def turned_pentagon():
    return 1.1 * around(5, 0.3), np.full(5, -0.21)


def trained_pentagon():
    return descended(5, 2, 0.9, np.ones(5), n_starts=3, n_steps=200)



OPEN_RIGHT = {
    (1, "five_at_once"): [turned_pentagon, trained_pentagon],
}
"""(lesson, exercise): right answers, beside the shipped solution."""

OPEN_WRONG = [
    (1, "five_at_once", two_kept, "exact loss at sparsity 0.9: wanted below 0.027; found 0.0925"),
    (1, "five_at_once", two_pairs, "wanted below 0.027; found 0.0375"),
    (1, "five_at_once", lambda: (around(5).T, np.zeros(5)),
     "W: wanted finite real numbers of shape (2, 5); found shape (5, 2)"),
    (1, "five_at_once", lambda: around(5), "wanted 2 results, (W, bias)"),
]
"""(lesson, exercise, answer, piece of what is said)."""
