"""Corners of output units: exact values however much cancels; every active set on its face."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.superposition.exact.cube_faces import FREE, cube_faces
from srm_ref.superposition.exact.subdivision import OutputUnits, corners, face_weights
from srm_ref.superposition.features import active_set_probability
from tests.exact_means import rational
from tests.strategies import hard_units

RTOL = 4e-16  # two roundings


def one_unit(weights, bias, target):
    return OutputUnits(np.asarray(weights, dtype=float)[:, np.newaxis], np.array([float(bias)]), np.array([target]))


# --- definition


@given(hard_units(max_features=5))
def test_corners_are_exact_sums(unit):
    weights, bias, target, _ = unit
    values, w, c = corners(one_unit(weights, bias, target)), rational(weights), Fraction(bias)
    for number in range(2 ** len(w)):
        x = [((number >> j) & 1) ^ (w[j] < 0) for j in range(len(w))]  # flipped where the weight is negative
        z = c + sum(w[j] * x[j] for j in range(len(w)))
        assert abs(Fraction(float(values.z[number, 0])) - z) <= Fraction(RTOL) * abs(z)
        assert abs(Fraction(float(values.residual[number, 0])) - (x[target] - z)) <= Fraction(RTOL) * abs(x[target] - z)


def test_variance_is_a_twelfth_of_the_squared_slopes_of_the_free_coordinates():
    values = corners(one_unit([0.5, -3.0], 0.0, 0))
    assert_allclose(values.variance[:, 0], [0.0, 0.25 / 12, 9 / 12, 9.25 / 12], rtol=RTOL)
    values = corners(one_unit([0.5, -3.0], 0.0, 2))  # no target: the slopes are the weights themselves
    assert_allclose(values.variance[:, 0], [0.0, 0.25 / 12, 9 / 12, 9.25 / 12], rtol=RTOL)
    values = corners(one_unit([0.75, 2.0], 0.0, 0))
    assert_allclose(values.variance[:, 0], [0.0, 0.0625 / 12, 4 / 12, 4.0625 / 12], rtol=RTOL)


# --- properties


@given(hard_units(max_features=4))
def test_z_grows_from_the_lowest_corner(unit):
    weights, bias, target, _ = unit
    z = corners(one_unit(weights, bias, target)).z
    for number in range(len(z)):
        for j in range(len(weights)):
            assert z[number | (1 << j), 0] >= z[number, 0]


@given(hard_units(max_features=4))
def test_active_coordinates_are_free_and_inactive_features_zero(unit):
    weights, bias, target, _ = unit
    n = len(weights)
    chance = active_set_probability(np.full(n, 0.3))[:, np.newaxis]
    load = face_weights(one_unit(weights, bias, target), chance)
    digits = cube_faces(n).digits[:, :n]
    zero = (weights < 0).astype(int)
    for face, row in enumerate(digits):
        inactive = row != FREE
        expected = chance[(row == FREE) @ 2 ** np.arange(n)] if np.all(row[inactive] == zero[inactive]) else 0.0
        assert load[face, 0] == expected


# --- golden


def test_a_sum_that_cancels_to_its_last_part():
    # 1 + 1e-17 - 1 by hand: ordinary summation gives 0
    values = corners(one_unit([1.0, 1e-17], -1.0, 2))
    assert_array_equal(values.z[:, 0], [-1.0, 0.0, -1.0, 1e-17])
    assert_array_equal(values.residual[3], [-1e-17])
