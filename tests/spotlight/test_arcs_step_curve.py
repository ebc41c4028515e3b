"""The exact curve: evaluated one arc at a time, integrated step by step, and sampled ever more finely."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.spotlight.arcs import step_curve
from tests.strategies import generators

ATOL = 1e-12  # sums of some dozens of numbers below 10
TURN = 2 * math.pi


@st.composite
def some_arcs(draw):
    """Centres of any winding, half-widths with 0, pi / 2 and pi among them, and a number of samples."""
    rng, n_arcs = draw(generators), draw(st.integers(0, 12))
    some = rng.random((2, n_arcs)) < 0.7
    centres = np.where(some[0], rng.uniform(-np.pi, np.pi, n_arcs), rng.choice([0.0, np.pi, -np.pi / 2], n_arcs))
    widths = np.where(some[1], rng.uniform(0, np.pi, n_arcs), rng.choice([0.0, np.pi / 2, np.pi], n_arcs))
    return centres, widths, n_arcs + draw(st.integers(1, 3))


def steps(curve):
    """Start, end (in one turn) and value of every step."""
    starts = curve.breakpoints if len(curve.breakpoints) else np.zeros(1)
    return starts, np.append(starts[1:], starts[0] + TURN), curve.values


# --- definition

@given(some_arcs(), generators)
def test_the_curve_counts_the_arcs_over_an_angle(arcs, rng):
    centres, widths, n_samples = arcs
    thetas = rng.uniform(-20.0, 20.0, 50)
    apart = np.abs(np.angle(np.exp(1j * (thetas[:, None] - centres))))  # the angle between theta and phi, in [0, pi]
    clear = (np.abs(apart - widths) > ATOL).all(axis=1)
    counted = (apart <= widths).sum(axis=1) / n_samples
    assert_array_equal(step_curve(centres, widths, n_samples)(thetas)[clear], counted[clear])


@given(some_arcs())
def test_the_mean_is_the_integral_of_the_steps(arcs):
    curve = step_curve(*arcs)
    start, end, value = steps(curve)
    assert_allclose(curve.mean(), (value * (end - start)).sum() / TURN, atol=ATOL)


@given(some_arcs(), st.integers(-9, 9).filter(bool))
def test_fourier_coefficients_are_the_integrals_of_the_steps(arcs, k):
    curve = step_curve(*arcs)
    start, end, value = steps(curve)
    integral = (value * (np.exp(-1j * k * end) - np.exp(-1j * k * start))).sum() / (-1j * k * TURN)
    assert_allclose(curve.fourier(k), integral, atol=ATOL)


# --- analytic

def test_nothing_lit_and_everything_lit():
    for n_full, value in [(0, 0.0), (3, 0.75)]:
        curve = step_curve(np.zeros(n_full), np.full(n_full, np.pi), 4)
        assert curve.breakpoints.tolist() == [] and curve.values.tolist() == [value]
        assert curve([0.0, 4.0, -1.0]).tolist() == [value] * 3 and curve.mean() == value
        assert abs(curve.fourier(0)) == value and abs(curve.fourier(3)) < 1e-15


def test_arcs_are_closed():
    """[1, 2] and [2, 3]: at 2 both, though on either side only one; a width of 0 is a single point."""
    curve = step_curve(np.array([1.5, 2.5, 5.0]), np.array([0.5, 0.5, 0.0]), 1)
    assert curve.breakpoints.tolist() == [1.0, 2.0, 3.0, 5.0] and curve.values.tolist() == [1.0, 1.0, 0.0, 0.0]
    assert curve.at_breakpoints.tolist() == [1.0, 2.0, 1.0, 1.0]
    assert curve([1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 5.0, 5.0 + 1e-12]).tolist() == [1, 1, 2, 1, 1, 0, 1, 0]


def test_arcs_over_zero():
    curve = step_curve(np.array([0.0, -0.25]), np.array([0.5, 0.5]), 2)  # [-0.5, 0.5], [-0.75, 0.25]
    assert_allclose(curve.breakpoints, [0.25, 0.5, TURN - 0.75, TURN - 0.5], atol=ATOL)
    assert curve.values.tolist() == [0.5, 0.0, 0.5, 1.0]
    assert curve([0.0, 0.25, 0.3, 1.0, -0.6, -0.4, TURN]).tolist() == [1.0, 1.0, 0.5, 0.0, 0.5, 1.0, 1.0]


# --- properties

@given(some_arcs(), st.integers(0, 9))
def test_fourier_coefficients_of_a_real_curve(arcs, k):
    curve = step_curve(*arcs)
    assert_allclose(curve.fourier(-k), np.conj(curve.fourier(k)), atol=1e-15)
    assert abs(curve.fourier(k)) <= curve.fourier(0).real + ATOL
    assert curve.fourier(0) == curve.mean()


@given(some_arcs(), st.floats(-3.0, 3.0))
def test_turning_all_arcs_shifts_the_curve(arcs, alpha):
    centres, widths, n_samples = arcs
    curve, turned = step_curve(centres, widths, n_samples), step_curve(centres + alpha, widths, n_samples)
    for k in range(4):
        assert_allclose(turned.fourier(k), np.exp(-1j * k * alpha) * curve.fourier(k), atol=ATOL)


@given(some_arcs())
def test_at_a_breakpoint_the_closed_arcs_count(arcs):
    curve = step_curve(*arcs)
    if len(curve.breakpoints):
        assert_array_equal(curve(curve.breakpoints), curve.at_breakpoints)
        assert (curve.at_breakpoints >= np.maximum(curve.values, np.roll(curve.values, 1))).all()
        assert (np.diff(curve.breakpoints) > 0).all() and 0 <= curve.breakpoints[0] and curve.breakpoints[-1] < TURN


def test_any_shape_and_any_winding():
    curve = step_curve(np.array([1.0]), np.array([0.5]), 1)
    assert curve(1.0).shape == () and curve(1.0) == 1.0
    assert curve([[1.0, 2.0], [1.0 + 3 * TURN, 1.0 - 5 * TURN]]).tolist() == [[1.0, 0.0], [1.0, 1.0]]
    # 10^15 is 2.1097 after whole turns (Origin: 400 decimal digits of pi); the double next to 2 pi would say 2.1487
    assert step_curve(np.array([2.1097]), np.array([1e-3]), 1)(1e15) == 1.0


# --- errors

@pytest.mark.parametrize("k", [1.0, "1", None, True])
def test_the_order_is_an_integer(k):
    with pytest.raises(ValueError, match="^k: wanted an integer; found"):
        step_curve(np.zeros(1), np.ones(1), 1).fourier(k)


@pytest.mark.parametrize("thetas, message", [
    ([0.0, np.nan], "thetas: wanted finite numbers; found nan at index 1"),
    ("x", "thetas: wanted an array of real numbers"), ([], "thetas: wanted at least one number")])
def test_angles_are_finite_numbers(thetas, message):
    with pytest.raises(ValueError, match="^" + message):
        step_curve(np.zeros(1), np.ones(1), 1)(thetas)


# --- golden

def test_one_arc_by_hand():
    """Origin: by hand. One arc of half-width pi / 3 about pi / 2 and one dark sample: mean 1 / 6;
    c_1 = sin(60) / (2 pi) * (-i); c_2 = sin(120) / (4 pi) * (-1); c_3 = 0."""
    curve = step_curve(np.array([np.pi / 2]), np.array([np.pi / 3]), 2)
    half_root = math.sqrt(3) / 2
    assert_allclose(curve.mean(), 1 / 6, rtol=1e-15)
    assert_allclose([curve.fourier(k) for k in (1, 2, 3)],
                    [-1j * half_root / TURN, -half_root / (4 * math.pi), 0], atol=1e-16)
