"""Exercises of lesson 10, the causal experiment. Replace every line that raises NotImplementedError."""

import numpy as np


def forms_share(z, apply, statistic, rotations):
    """Return the statistic as it were if training had arranged nothing: its values for f(R z), one per rotation.

    Difficulty 2 of 3, 8 minutes. z has shape (n_samples, n), the pre-activations; apply(rows) is the form,
    statistic(rows) a number; rotations has shape (n_rotations, n, n), and R z of the formula is for one column z.
    Shape (n_rotations,).
    """
    # solution
    return np.array([statistic(apply(z @ rotation.T)) for rotation in rotations])
    # end of solution


def kurtosis(activations, basis):
    """Return n^2 times the mean of (u . b_i)^4 over activations and directions, u an activation divided by its length.

    Difficulty 1 of 3, 7 minutes. activations has shape (n_samples, n), basis (k, n) with rows b_i of length 1; k may
    differ from n. Activations that are zero have no direction and are left out. At least one is not zero. A number.
    """
    # solution
    rows = activations[np.any(activations != 0, axis=1)]
    u = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return float(basis.shape[1] ** 2 * ((u @ basis.T) ** 4).mean())
    # end of solution


def side(value, null):
    """Say on which side of chance a value is: 1 above, -1 below, 0 if nothing is found.

    Difficulty 2 of 3, 10 minutes. null has shape (m,), the values of m random rotations. The p-value is by equal
    tails, p = 2 min(1 + #{null <= value}, 1 + #{null >= value}) / (1 + m), the value itself being one of 1 + m;
    found is p <= 0.05, and then the side is that of the smaller tail. A whole number.
    """
    # solution
    low, high = 1 + int(np.sum(null <= value)), 1 + int(np.sum(null >= value))
    if 2 * min(low, high) / (1 + len(null)) > 0.05:
        return 0
    return -1 if low < high else 1
    # end of solution
