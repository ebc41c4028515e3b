"""How many activations are lit at all: against the arcs of every plane, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from srm_ref.spotlight.lit import lit_counts
from srm_ref.spotlight.resonance import exact_spotlight_curve
from tests.strategies import BASIS_FAMILIES, spotlight_problems


# --- definition

@given(spotlight_problems(families=BASIS_FAMILIES[:3]))
def test_a_pair_is_lit_where_its_curve_is_not_zero(problem):
    activations, basis, epsilon = problem
    pairs = np.zeros(len(activations), dtype=int)
    for i in range(len(basis)):
        for j in range(i + 1, len(basis)):
            if np.linalg.matrix_rank(basis[[i, j]], tol=1e-6) == 2:
                pairs += [
                    exact_spotlight_curve(row[None], basis[i], basis[j], epsilon).mean() > 1e-7 for row in activations
                ]
    found = lit_counts(activations, basis, epsilon)
    assert (found.n_samples, found.n_pairs) == (np.count_nonzero(pairs), pairs.sum())


# --- analytic

def test_by_hand():
    rows = [[1.0, 0, 0], [1, 1, 0], [1, 1, 1], [0, 0, 0]]
    assert lit_counts(rows, np.eye(3), 0.9) == (2, 3)  # the axis in two planes, its neighbour in one
    assert lit_counts(rows, np.eye(3), 0.7) == (3, 8)
    assert lit_counts(rows, np.eye(3), -0.5) == (3, 9)
    assert lit_counts([[3, 0, 4]], np.eye(3), 0.6) == (1, 2)  # r = epsilon in the plane of 0 and 1: a single angle


# --- errors

def test_what_is_refused():
    with pytest.raises(ValueError, match="epsilon: wanted a number in"):
        lit_counts(np.eye(2), np.eye(2), 2.0)
