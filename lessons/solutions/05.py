"""Exercises of lesson 5, arcs and the exact curve. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def n_over_the_line():
    """How many of the three bumps, of activations 3, 4 and 6, rise above the line, epsilon? A whole number."""
    # solution
    return 2
    # end of solution


# Exercises.


def arc(p, q, epsilon):
    """Return (phi, w), the centre and half-width of the arc that an activation lights, or None if it is never lit.

    Difficulty 2 of 3, 8 minutes. p and q are its cosines with e1 and e2, two numbers. phi in radians, in (-pi, pi];
    w in [0, pi].
    """
    # solution
    r = np.hypot(p, q)
    if epsilon > r:
        return None
    w = np.pi if epsilon <= -r else np.arccos(epsilon / r)
    return float(np.arctan2(q, p)), float(w)
    # end of solution


def inside(theta, phi, w):
    """Is the angle theta inside the arc of centre phi and half-width w, ends included?

    Difficulty 1 of 3, 5 minutes. All in radians; theta and phi may differ by more than a full turn. Return True or
    False.
    """
    # solution
    difference = (theta - phi + np.pi) % (2 * np.pi) - np.pi
    return bool(abs(difference) <= w)
    # end of solution


def mean_resonance(p, q, epsilon):
    """Return the exact mean of the curve over a full turn.

    Difficulty 2 of 3, 8 minutes. p and q have shape (n_samples,), no activation is zero; epsilon is positive here.
    Those that are never lit count in the number of samples.
    """
    # solution
    r = np.hypot(p, q)
    r = r[r >= epsilon]
    return float(np.arccos(epsilon / r).sum() / np.pi / len(p))
    # end of solution


def fourier(phi, w, n_samples, k):
    """Return the Fourier coefficient c_k of the curve, a complex number.

    Difficulty 2 of 3, 8 minutes. phi and w have shape (n_arcs,); n_samples may be larger, for some are never lit. k
    is any integer, 0 too.
    """
    # solution
    terms = w / np.pi + 0j if k == 0 else np.sin(k * w) / (np.pi * k) * np.exp(-1j * k * phi)
    return complex(terms.sum() / n_samples)
    # end of solution


def grid_counts(phi, w, n_angles):
    """Count at every angle 2 pi k / n_angles, k = 0 .. n_angles - 1, the arcs that lie over it, with an array of
    differences.

    Difficulty 3 of 3, 15 minutes. phi and w have shape (n_arcs,), w below pi; no arc ends at an angle of the grid.
    Return integers of shape (n_angles,). Arcs may run over the angle 0, and may be too short to cover any angle.
    """
    # solution
    first = np.ceil((phi - w) * n_angles / (2 * np.pi)).astype(int)
    stop = np.floor((phi + w) * n_angles / (2 * np.pi)).astype(int) + 1
    differences = np.zeros(n_angles + 1, dtype=int)
    for begin, length in zip(first % n_angles, stop - first):
        differences[begin] += 1
        differences[min(begin + length, n_angles)] -= 1
        if begin + length > n_angles:  # over the end: once more from 0 on
            differences[0] += 1
            differences[begin + length - n_angles] -= 1
    return np.cumsum(differences[:-1])
    # end of solution


def mean_of_a_tenth():
    """Construct five activations in three dimensions whose exact curve has ten breakpoints and the mean 0.1.

    Difficulty 2 of 3, 12 minutes. Return shape (5, 3). The plane is that of neurons 0 and 1, epsilon is 0.8; the mean
    over the full turn has to be 0.1 to a millionth. Five activations in the plane have the mean 0.205. Which of them
    may lean out of the plane, and how far?
    """
    # solution
    r = 0.8 / np.cos(0.1 * np.pi)  # each arc has the half-width 0.1 pi, so its share of the turn is 0.1
    phi = 2 * np.pi * np.arange(5) / 5
    return np.stack([r * np.cos(phi), r * np.sin(phi), np.full(5, np.sqrt(1 - r**2))], axis=1)
    # end of solution
