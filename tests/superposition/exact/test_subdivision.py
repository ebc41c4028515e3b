"""Cutting faces until no kink is left: every digit of the mean square and its slopes, against rational arithmetic."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.superposition.exact import subdivision
from srm_ref.superposition.exact.subdivision import (OutputUnits, corners, descend, face_weights, mean_squares,
                                                     mean_squares_and_slopes)
from srm_ref.superposition.features import active_set_probability
from tests.exact_means import moment, rational, unit_loss, unit_slope
from tests.strategies import generators, hard_units

RTOL = 1e-12  # worst seen over 28 000 hard units: 9e-13, where the kink barely enters the cube; else 8e-16
SMALLEST = Fraction(1, 10**40)  # below it the corners' 32 digits, not the recursion, set the accuracy


def prepared(weights, bias, target, sparsity):
    units = OutputUnits(np.array([weights]).T, np.array([bias]), np.array([target]))
    return units, corners(units), face_weights(units, active_set_probability(sparsity)[:, np.newaxis])


def assert_exact(found, exact):
    assert abs(Fraction(float(found)) - exact) <= Fraction(RTOL) * exact + SMALLEST


# --- definition


@given(hard_units())
def test_mean_squares_keep_their_digits(unit):
    weights, bias, target, sparsity = unit
    exact = unit_loss(rational(weights), Fraction(bias), target, rational(sparsity))
    assert_exact(mean_squares(*prepared(*unit))[0], exact)


@given(hard_units())
def test_mean_squares_without_target_keep_their_digits(unit):
    weights, bias, _, sparsity = unit
    exact = unit_loss(rational(weights), Fraction(bias), None, rational(sparsity))
    assert_exact(mean_squares(*prepared(weights, bias, len(weights), sparsity))[0], exact)


@given(hard_units(max_features=3))
def test_slopes_keep_their_digits_relative_to_the_largest(unit):
    weights, bias, target, sparsity = unit
    w, c, S = rational(weights), Fraction(bias), rational(sparsity)
    exact = np.array([float(unit_slope(w, c, target, S, j)) for j in [*range(len(w)), None]])
    _, slopes = mean_squares_and_slopes(*prepared(*unit))
    assert_allclose(slopes[:, 0], exact, rtol=0, atol=RTOL * np.abs(exact).max() + float(SMALLEST))


def test_the_oracle_agrees_with_sums_over_a_fine_grid():
    # the exact means of the oracle itself, against the midpoint rule
    w, c, grid = (0.8, -0.5), 0.1, (np.arange(1000) + 0.5) / 1000
    x, y = np.meshgrid(grid, grid, indexing="ij")
    z = c + w[0] * x + w[1] * y
    for p, f in ((0, z > 0), (1, np.maximum(z, 0)), (2, np.maximum(z, 0) ** 2 / 2)):
        for powers in ((0, 0), (1, 0), (2, 0), (1, 1)):
            exact = float(moment(tuple(zip(rational(w), powers)), Fraction(c), p))
            assert exact == pytest.approx((f * x ** powers[0] * y ** powers[1]).mean(), abs=1e-6 if p else 1e-3)


# --- analytic


def test_where_z_keeps_its_sign_the_mean_square_is_elementary():
    # z = 2 + x - y / 2 >= 0 with target x: residual -2 + y / 2, mean -7/4, variance 1/48
    assert mean_squares(*prepared([1.0, -0.5], 2.0, 0, [0.0, 0.0]))[0] == pytest.approx(49 / 16 + 1 / 48, rel=RTOL)
    # z < 0: the target's own mean square
    assert mean_squares(*prepared([1.0, -0.5], -2.0, 0, [0.0, 0.0]))[0] == pytest.approx(1 / 3, rel=RTOL)
    assert mean_squares(*prepared([1.0, -0.5], -2.0, 2, [0.0, 0.0]))[0] == 0.0


def test_one_cut_edge_by_hand():
    # relu(x - 1/2)^2 from 1/2 to 1, and (x - relu(2 x - 1))^2: x^2 to 1/2, then (1 - x)^2
    assert mean_squares(*prepared([1.0], -0.5, 1, [0.0]))[0] == pytest.approx(1 / 24, rel=RTOL)
    assert mean_squares(*prepared([2.0], -1.0, 0, [0.0]))[0] == pytest.approx(1 / 12, rel=RTOL)


def test_where_z_is_zero_the_slope_is_zero():
    _, slopes = mean_squares_and_slopes(*prepared([0.0, 0.0], 0.0, 0, [0.0, 0.5]))
    assert_array_equal(slopes, 0.0)


# --- properties


@given(hard_units())
def test_loads_and_heights_are_not_negative(unit):
    n_corners = 2 ** len(unit[0])
    for part, cut, load in descend(*prepared(*unit)):
        assert (load >= 0).all() and (cut.low >= 0).all() and (cut.high >= 0).all() and (cut.apex >= 0).all()
        crossed = ~(cut.on | cut.off)
        assert_allclose((cut.low + cut.high)[crossed], 1.0, rtol=RTOL)
        assert not (cut.low + cut.high)[~crossed].any() and not crossed[:max(0, n_corners - part.start)].any()


@given(generators)
def test_faces_in_parts_and_all_at_once_give_the_same(rng):
    """In parts of 7 numbers, three faces or less, what is handed on is the same, to the order of the sums."""
    n, n_rows = 4, 2
    units = OutputUnits(rng.normal(size=(n, n_rows)), rng.normal(size=n_rows), np.array([n, n]))
    asked = units, corners(units), face_weights(units, rng.random((2**n, n_rows)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subdivision, "_PART", 7)
        steps = list(descend(*asked))
        in_parts = mean_squares(*asked), *mean_squares_and_slopes(*asked)
    assert [part.stop - part.start for part, _, _ in steps][:4] == [1, 3, 3, 2]  # of 1 and of 8 faces
    (_, cut, load), = descend(*asked)
    steps.sort(key=lambda step: step[0].start)
    assert_array_equal(np.concatenate([share for _, _, share in steps], axis=1), load)
    for one, two in zip(in_parts, (mean_squares(*asked), *mean_squares_and_slopes(*asked))):
        assert_allclose(one, two, rtol=1e-13, atol=1e-14)


@given(hard_units(), st.floats(1e-3, 1e3))
def test_without_a_target_squares_scale(unit, scale):
    weights, bias, _, sparsity = unit
    n = len(weights)
    small = mean_squares(*prepared(weights, bias, n, sparsity))
    large = mean_squares(*prepared(scale * weights, scale * bias, n, sparsity))
    # scaling rounds weights and bias one by one, which may move a kink that barely enters
    size = scale * (abs(bias) + np.abs(weights).sum())
    assert_allclose(large, scale**2 * small, rtol=1e-6, atol=1e-13 * size**2)


@given(hard_units(max_features=5), generators)
def test_the_order_of_the_features_does_not_matter(unit, rng):
    weights, bias, target, sparsity = unit
    order = rng.permutation(len(weights))
    found = mean_squares(*prepared(weights[order], bias, int(np.argsort(order)[target]), sparsity[order]))
    assert_allclose(found, mean_squares(*prepared(*unit)), rtol=RTOL, atol=float(SMALLEST))


@given(generators)
def test_rows_are_independent_units(rng):
    n, n_rows = 3, 5
    units = OutputUnits(np.abs(rng.normal(size=(n, n_rows))), rng.normal(size=n_rows), rng.integers(n, size=n_rows))
    chance = rng.random((2**n, n_rows))
    squares, slopes = mean_squares_and_slopes(units, corners(units), face_weights(units, chance))
    for row in range(n_rows):
        one = OutputUnits(units.weights[:, [row]], units.bias[[row]], units.target[[row]])
        alone, slope = mean_squares_and_slopes(one, corners(one), face_weights(one, chance[:, [row]]))
        assert_allclose([alone[0], *slope[:, 0]], [squares[row], *slopes[:, row]], rtol=RTOL, atol=1e-15)


# --- golden


NASTY = [  # weights, bias, target: chosen by hand to break alternating sums; exact values from rational arithmetic
    ([1.0, 1e-12, -1e-12, 1e-6], -5e-13, 0),
    ([1.0, 0.0, 0.0, 0.0], 0.0, 0),
    ([1.0, -1.0, 1e-15, 0.5], -1.4999999999, 0),
    ([0.3, 0.3, 0.4, 1e-10], -1.0, 0),
    ([1.0000001, -1e-7, 1e-7, -1e-9], 1e-8, 0),
    ([0.0, -1e-14, 1e-20, 1.0], 1e-14, 3),
    ([1e-9, 2e-9, -3e-9, 4e-9], -1e-9, 1),
    ([40.0, -39.0, 1e-3, -1e-3], -0.9999, 0),
]


@pytest.mark.parametrize("weights, bias, target", NASTY)
@pytest.mark.parametrize("density", [1.0, 0.5, 2.0**-20])
def test_nasty_units(weights, bias, target, density):
    sparsity = [1.0 - density] * 4
    for goal in (target, None):
        exact = unit_loss(rational(weights), Fraction(bias), goal, rational(sparsity))
        found = mean_squares(*prepared(weights, bias, 4 if goal is None else goal, sparsity))[0]
        assert_exact(found, exact)


@pytest.mark.slow
def test_twelve_features():
    rng = np.random.default_rng(2)
    for trial in range(3):
        weights = rng.normal(size=12) * 10.0 ** rng.integers(-12, 1, size=12) * (rng.random(12) < 0.8)
        weights[trial] = 1.0 + 1e-9
        bias = float(1e-5 * rng.normal())
        for target in (trial, None):
            exact = unit_loss(rational(weights), Fraction(bias), target, [Fraction(0)] * 12)
            assert_exact(mean_squares(*prepared(weights, bias, 12 if target is None else target, [0.0] * 12))[0], exact)
