"""Exercises of lesson 10, the causal experiment. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def fuller_cones():
    """Whose 32 cones hold more samples together: those of the network's "own" basis, or of a "random" one?"""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def forms_share(z, apply, statistic, rotations):
    """Return the statistic as it were if training had arranged nothing: its values for f(R z), one per rotation.

    Difficulty 2 of 3, 8 minutes. z has shape (n_samples, n), the pre-activations; apply(rows) is the form,
    statistic(rows) a number; rotations has shape (n_rotations, n, n), and R z of the formula is for one column z.
    Shape (n_rotations,).
    """
    raise NotImplementedError("replace this line with your answer")


def kurtosis(activations, basis):
    """Return n^2 times the mean of (u . b_i)^4 over activations and directions, u an activation divided by its length.

    Difficulty 1 of 3, 7 minutes. activations has shape (n_samples, n), basis (k, n) with rows b_i of length 1; k may
    differ from n. Activations that are zero have no direction and are left out. At least one is not zero. A number.
    """
    raise NotImplementedError("replace this line with your answer")


def side(value, null):
    """Say on which side of chance a value is: 1 above, -1 below, 0 if nothing is found.

    Difficulty 2 of 3, 10 minutes. null has shape (m,), the values of m random rotations. The p-value is by equal
    tails, p = 2 min(1 + #{null <= value}, 1 + #{null >= value}) / (1 + m), the value itself being one of 1 + m;
    found is p <= 0.05, and then the side is that of the smaller tail. A whole number.
    """
    raise NotImplementedError("replace this line with your answer")


def seen_by_the_scan_alone():
    """Make a cloud in four dimensions that the scan sees and kurtosis does not.

    Difficulty 3 of 3, 15 minutes. Return shape (N, 4), N from 50 to 2000. Its kurtosis in the standard basis has to be
    that of chance, 3 n / (n + 2) = 2, to within 0.05; but at epsilon 0.9 the harmonic has to be at least 0.2 away from
    0. A cloud without any preference has the kurtosis, but a harmonic near 0. See: kurtosis(cloud, np.eye(4)) and
    harmonic(cloud, np.eye(4), 0.9) of srm_ref.
    """
    raise NotImplementedError("replace this line with your answer")
