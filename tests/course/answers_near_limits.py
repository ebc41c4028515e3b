"""Answers with a tolerance of their own, or with something small taken for nothing: wrong near a limit only.

A checker that asks for nothing near a limit passes them: (lesson, exercise, answer).
"""

import itertools
import math

import numpy as np

from tests.course.answers_01_04 import curve_at_once, in_plane_by_cases, resonance_by_floor
from tests.course.answers_05_07 import arc_by_complex_numbers, harmonic_by_ends, read_by_table
from tests.course.answers_08_12 import fold_by_chebyshev, interference_by_units, isotropic_by_outer, kurtosis_by_squares
from tests.course.answers_13_17 import (attack_by_loop, dimensionality_by_frame, groups_by_labels, neurons_in_columns,
                                        staircase_by_products)
from tests.course.answers_18_23 import recalled_by_norm, sensitivity_by_squares, shares_by_units
from tests.course.answers_wrong import RIGHT

norm = np.linalg.norm


def codes(E, c, b, H):
    return np.maximum((H - b) @ E.T + c, 0)


def long_rows(X):
    return X[norm(X, axis=1) > 1e-3]


def sines_from(basis, least):
    rows = basis / norm(basis, axis=1)[:, None]
    return sum(norm(a - b) * norm(a + b) / 2 >= least for a, b in itertools.combinations(rows, 2))


def without_small_slopes(lesson, name):
    """The gradient where outputs and hidden activations below a thousandth count as 0."""
    def answer(W, bias, X, importance):
        return getattr(RIGHT[lesson], name)(np.where(abs(W) < 1e-3, 0, W), np.where(abs(bias) < 1e-3, 0, bias), X,
                                            importance)
    return answer


NEAR = [
    (1, "resonance", lambda A, d, e: resonance_by_floor(A, d, e - 1e-3)),
    (1, "resonance", lambda A, d, e: len(long_rows(A)) and resonance_by_floor(long_rows(A), d, e) * len(long_rows(A))
     / len(A)),
    (2, "cosines", lambda x, y: x @ y.T / (np.outer(norm(x, axis=1), norm(y, axis=1)) + 1e-8)),
    (3, "in_plane_angle", lambda x, a, b: in_plane_by_cases(x, a, b) % 6.283),
    (4, "coordinates", lambda X, a, b: (X @ a / (norm(X, axis=1) + 1e-8), X @ b / (norm(X, axis=1) + 1e-8))),
    (4, "curve", lambda X, a, b, e, t: curve_at_once(X, a, b, e - 1e-3, t)),
    (4, "curve", lambda X, a, b, e, t: curve_at_once(X * (norm(X, axis=1, keepdims=True) > 1e-3), a, b, e, t)),
    (5, "arc", lambda p, q, e: None if e > math.hypot(p, q) + 1e-3 else arc_by_complex_numbers(
        p, q, min(e, math.hypot(p, q)))),
    (5, "inside", lambda t, phi, w: abs(math.remainder(t - phi, math.tau)) <= w + 1e-3),
    (5, "inside", lambda t, phi, w: abs(math.remainder(t - phi, 6.28)) <= w),
    (6, "count_planes", lambda B: sines_from(B, 1e-11)), (6, "count_planes", lambda B: sines_from(B, 3e-10)),
    (7, "harmonic", lambda phi, w: math.nan if w.sum() < 0.05 else harmonic_by_ends(phi, w)),
    (7, "read", lambda h, p, level: read_by_table(h, p if abs(h) > 1e-3 or h != h else 1.0, level)),
    (8, "goes_unnoticed", lambda R: bool(abs(R[0]).max() > 1 - 1e-9)),
    (8, "fold", lambda X, k: fold_by_chebyshev(long_rows(X), k)),
    (9, "isotropic_vjp", lambda z, u: np.where(norm(z, axis=1, keepdims=True) < 1e-3, u, isotropic_by_outer(z, u))),
    (10, "kurtosis", lambda X, B: kurtosis_by_squares(long_rows(X), B)),
    (11, "interference_of", lambda W: np.where(norm(W, axis=0) < 0.1, 0, interference_by_units(W))),
    (12, "gradient", without_small_slopes(12, "gradient")),
    (12, "gradient_with_hidden_relu", without_small_slopes(12, "gradient_with_hidden_relu")),
    (14, "dimensionality", lambda W: np.where(norm(W, axis=0) < 0.1, 0, dimensionality_by_frame(W))),
    (14, "leverage", lambda W: np.diag(W.T @ np.linalg.pinv(W @ W.T, rcond=1e-2) @ W)),
    (14, "groups", lambda W, overlap: groups_by_labels(W, overlap + 1e-3)),
    (15, "attack", lambda W, i, size: attack_by_loop(W, i, size if norm(W[:, i]) > 0.1 else 0.0)),
    (16, "hidden_gradient", without_small_slopes(16, "hidden_gradient")),
    (16, "count_neurons", lambda W1, W2, threshold: neurons_in_columns(W1, W2, threshold + 1e-3)),
    (17, "staircase", lambda W, i, p, e: staircase_by_products(W, i, p, e - 1e-3)),
    (20, "sensitivity_of", lambda B: sensitivity_by_squares(np.unique(B, axis=0))),
    (22, "dead", lambda *given: (codes(*given) < 1e-5).all(axis=0)),
    (22, "dead", lambda *given: codes(*given).sum(axis=0) < 1e-2),
    (22, "in_order", lambda high, low: float(np.mean(np.where(np.isclose(high[:, None], low, atol=1e-2), 0.5,
                                                              high[:, None] > low)))),
    (23, "point_shares", lambda W, X: np.where(norm(X @ W.T, axis=1) < 0.1, 0, shares_by_units(W, X))),
    (23, "recalled", lambda W, b, X, atol: recalled_by_norm(W, b, X, atol + 1e-3)),
    (23, "recalled", lambda W, b, X, atol: np.isclose(np.maximum(X @ W.T @ W + b, 0), X, atol=atol).all(axis=1)),
]
