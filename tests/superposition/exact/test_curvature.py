"""Second derivatives of the mean square of one output unit: every digit, against rational arithmetic."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.superposition.exact import subdivision
from srm_ref.superposition.exact.curvature import mean_curvatures
from srm_ref.superposition.exact.subdivision import OutputUnits, corners, face_weights, mean_squares_and_slopes
from srm_ref.superposition.features import active_set_probability
from tests.exact_means import rational, unit_curvature
from tests.strategies import generators, hard_units

RTOL = 1e-12


def prepared(weights, bias, target, sparsity):
    units = OutputUnits(np.array([weights]).T, np.array([bias]), np.array([target]))
    return units, corners(units), face_weights(units, active_set_probability(sparsity)[:, np.newaxis])


def exact_curvature(weights, bias, target, sparsity):
    w, c, S = rational(weights), Fraction(bias), rational(sparsity)
    axes = [*range(len(w)), None]
    return np.array([[float(unit_curvature(w, c, target, S, j, l)) for l in axes] for j in axes])


# --- definition


@given(hard_units(max_features=3))
def test_curvatures_keep_their_digits_relative_to_the_largest(unit):
    exact = exact_curvature(*unit)
    assert_allclose(mean_curvatures(*prepared(*unit))[0], exact, rtol=0, atol=RTOL * np.abs(exact).max())


@given(hard_units(max_features=3))
def test_without_a_target_only_the_step_is_left(unit):
    weights, bias, _, sparsity = unit
    exact = exact_curvature(weights, bias, None, sparsity)
    found = mean_curvatures(*prepared(weights, bias, len(weights), sparsity))[0]
    assert_allclose(found, exact, rtol=0, atol=RTOL * np.abs(exact).max())
    assert np.linalg.eigvalsh(found)[0] >= -RTOL * np.abs(exact).max()


@given(generators, st.integers(1, 4))
def test_curvatures_are_the_slopes_of_the_slopes(rng, n):
    weights, bias, target = rng.standard_normal(n), float(rng.normal()), int(rng.integers(n))
    weights[target], sparsity, step = abs(weights[target]) + 0.5, rng.random(n), 1e-6
    units, columns = np.append(weights, bias), []
    for change in step * np.eye(n + 1):
        ends = [mean_squares_and_slopes(*prepared(u[:n], u[n], target, sparsity))[1][:, 0]
                for u in (units + change, units - change)]
        columns.append((ends[0] - ends[1]) / (2 * step))
    found = mean_curvatures(*prepared(weights, bias, target, sparsity))[0]
    assert_allclose(found, np.array(columns), rtol=0, atol=1e-6 * (1 + np.abs(found).max()))


# --- analytic


@pytest.mark.parametrize(("weights", "bias", "target", "exact"), [
    # z = x + 1 > 0, dense: 2 E (x, 1)(x, 1)^T
    ([1.0], 1.0, 0, [[2 / 3, 1], [1, 2]]),
    # z = 2 x - 1: step on [1/2, 1]: moments 1/2, 3/8, 7/24; delta at 1/2, over 2, times t = 1/2
    ([2.0], -1.0, 0, [[2 * (7 / 24 - 1 / 16), 2 * (3 / 8 - 1 / 8)], [2 * (3 / 8 - 1 / 8), 2 * (1 / 2 - 1 / 4)]]),
    # z = x - y, target x: E [x > y] = 1/2, E x [..] = 1/3, E y [..] = 1/6, squares 1/4, 1/12, xy 1/8; delta: x = y,
    # E t, t x, t x^2 = 1/2, 1/3, 1/4
    ([1.0, -1.0], 0.0, 0, 2 * np.array([[1 / 4 - 1 / 4, 1 / 8 - 1 / 4, 1 / 3 - 1 / 3],
                                        [1 / 8 - 1 / 4, 1 / 12 - 1 / 4, 1 / 6 - 1 / 3],
                                        [1 / 3 - 1 / 3, 1 / 6 - 1 / 3, 1 / 2 - 1 / 2]])),
    ([1.0], -1.0, 0, [[0, 0], [0, 0]]), ([0.0], 0.0, 0, [[0, 0], [0, 0]]),  # z = 0 at the corner, and everywhere
])
def test_curvatures_by_hand(weights, bias, target, exact):
    found = mean_curvatures(*prepared(np.array(weights), bias, target, np.zeros(len(weights))))[0]
    assert_allclose(found, exact, rtol=0, atol=1e-15)


# --- properties


@given(hard_units(max_features=4))
def test_the_matrix_is_its_own_transpose(unit):
    found = mean_curvatures(*prepared(*unit))[0]
    assert np.array_equal(found, found.T)


def test_parts_of_the_faces_give_what_all_at_once_give(monkeypatch):
    unit = (np.array([0.9, -0.4, 0.3, -0.7]), 0.05, 0, np.array([0.3, 0.5, 0.2, 0.6]))
    whole = mean_curvatures(*prepared(*unit))
    monkeypatch.setattr(subdivision, "_PART", 7)
    assert_allclose(mean_curvatures(*prepared(*unit)), whole, rtol=0, atol=1e-15)
