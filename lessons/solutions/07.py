"""Exercises of lesson 7, is it real? Replace every line that raises NotImplementedError."""

import numpy as np


def choose_epsilon(cap, n_samples, expected):
    """Return, to 1e-6, the epsilon in [0, 1] at which `expected` of n_samples isotropic activations are lit on average.

    Difficulty 2 of 3, 10 minutes. cap(epsilon) is the cap fraction of the layer's width, a function that falls from
    0.5 at 0 to 0 at 1. Halve the interval: is the middle still small enough?
    """
    # solution
    low, high = 0.0, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        if n_samples * cap(middle) >= expected:
            low = middle
        else:
            high = middle
    return low
    # end of solution


def harmonic(phi, w):
    """Return Re(c_4) / c_0 of a curve from its arcs; nan if there are none.

    Difficulty 2 of 3, 8 minutes. phi and w have shape (n_arcs,), radians. The number of samples is not needed: why?
    """
    # solution
    if len(w) == 0:
        return float("nan")
    return float((np.sin(4 * w) * np.cos(4 * phi)).sum() / (4 * w.sum()))
    # end of solution


def p_value(value, null):
    """Return the two-sided p-value of the rotation test.

    Difficulty 2 of 3, 8 minutes. null has shape (k,). The centre is the mean of the value and all null values
    together; count the null values that are at least as far from it, and the value itself, out of k + 1.
    """
    # solution
    centre = (null.sum() + value) / (len(null) + 1)
    return float((1 + np.count_nonzero(np.abs(null - centre) >= abs(value - centre))) / (len(null) + 1))
    # end of solution


def read(harmonic_value, p, level):
    """Say what a rotation test shows: "aligned", "anti-aligned", "not special", or "nothing lit".

    Difficulty 1 of 3, 4 minutes. harmonic_value is nan where nothing is lit. A p equal to the level counts as
    significant. The basis is orthonormal and epsilon was at least 1 / sqrt(2) = 0.707; below that the sign does not
    tell axes from diagonals.
    """
    # solution
    if np.isnan(harmonic_value):
        return "nothing lit"
    if p > level:
        return "not special"
    return "aligned" if harmonic_value > 0 else "anti-aligned"
    # end of solution
