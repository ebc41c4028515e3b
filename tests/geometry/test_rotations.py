"""Three ways to turn in a plane, and rotations drawn at random."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.geometry.rotations import (plane_rotation, random_rotation, rotation_by_eigen, rotation_by_series,
                                        unit_bivector, wedge)
from srm_ref.geometry.vectors import norms, plane_frame
from tests.strategies import angles, generators, plane_pairs

ROUNDING = 1e-14  # a few products of numbers of order one
AGREEMENT = 1e-12  # what the three ways promise
ANGLES = [0.0, 1e-9, 0.3, np.pi, 2 * np.pi, -7.7, 100.0, 1e6, 1e15]


# --- definition


@pytest.mark.parametrize("n_dims", [2, 3, 4, 7, 33, 128])
@pytest.mark.parametrize("tilt", [1.0, 1e-2, 1e-4])
def test_the_three_ways_agree(n_dims, tilt):
    rng = np.random.default_rng(n_dims)
    a, other = rng.standard_normal((2, n_dims))
    b = 3.0 * (a + tilt * other)
    plane = unit_bivector(a, b)
    closed = plane_rotation(a, b, ANGLES)
    np.testing.assert_allclose(rotation_by_series(plane, ANGLES), closed, rtol=0, atol=AGREEMENT)
    np.testing.assert_allclose(rotation_by_eigen(plane, ANGLES), closed, rtol=0, atol=AGREEMENT)


@given(plane_pairs(), angles)
def test_the_three_ways_agree_on_any_plane(pair, theta):
    plane, closed = unit_bivector(*pair), plane_rotation(*pair, theta)
    np.testing.assert_allclose(rotation_by_series(plane, theta), closed, rtol=0, atol=AGREEMENT)
    np.testing.assert_allclose(rotation_by_eigen(plane, theta), closed, rtol=0, atol=AGREEMENT)


@given(plane_pairs())
def test_the_bivector_is_the_derivative_at_zero(pair):
    step = 1e-5
    slope = (plane_rotation(*pair, step) - plane_rotation(*pair, -step)) / (2 * step)
    np.testing.assert_allclose(slope, unit_bivector(*pair), rtol=0, atol=1e-9)


# --- analytic


ROOT = np.sqrt(0.5)


@pytest.mark.parametrize("a, b, theta, expected", [
    ([1, 0], [0, 1], 0.0, [[1, 0], [0, 1]]),
    ([1, 0], [0, 1], np.pi / 2, [[0, -1], [1, 0]]),
    ([1, 0], [7, 1], np.pi / 4, [[ROOT, -ROOT], [ROOT, ROOT]]),
    ([0, 1], [1, 0], np.pi / 2, [[0, 1], [-1, 0]]),
    ([1, 0], [0, -1], np.pi / 2, [[0, 1], [-1, 0]]),
    ([1, 0, 0], [0, 1, 0], np.pi, [[-1, 0, 0], [0, -1, 0], [0, 0, 1]]),
    ([0, 0, 2], [1, 0, 0], np.pi / 2, [[0, 0, 1], [0, 1, 0], [-1, 0, 0]]),
])
def test_turns_done_by_hand(a, b, theta, expected):
    np.testing.assert_allclose(plane_rotation(a, b, theta), expected, rtol=0, atol=ROUNDING)


def test_at_zero_it_is_the_identity_exactly():
    np.testing.assert_array_equal(plane_rotation([1, 2, 3], [3, 1, 5], 0.0), np.eye(3))


def test_shapes_follow_the_angles():
    plane = unit_bivector([1, 0, 0], [0, 1, 0])
    for shape in [(), (1,), (4,), (2, 3)]:
        theta = np.ones(shape)
        assert plane_rotation([1, 0, 0], [0, 1, 0], theta).shape == shape + (3, 3)
        assert rotation_by_series(plane, theta).shape == shape + (3, 3)
        assert rotation_by_eigen(plane, theta).shape == shape + (3, 3)


def test_one_dimension_has_one_rotation():
    np.testing.assert_array_equal(random_rotation(1, np.random.default_rng(0)), [[1.0]])


# --- properties


@given(plane_pairs(), angles)
def test_it_is_a_rotation(pair, theta):
    rotation = plane_rotation(*pair, theta)
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(len(rotation)), rtol=0, atol=ROUNDING)
    assert np.linalg.det(rotation) == pytest.approx(1.0, rel=1e-13)
    np.testing.assert_allclose(plane_rotation(*pair, -theta), rotation.T, rtol=0, atol=ROUNDING)


@given(plane_pairs(), angles, angles)
def test_angles_add_up(pair, s, t):
    product = plane_rotation(*pair, s) @ plane_rotation(*pair, t)
    np.testing.assert_allclose(plane_rotation(*pair, s + t), product, rtol=0, atol=ROUNDING)


@given(plane_pairs())
def test_it_turns_a_onto_b(pair):
    a, b = pair
    e1, e2 = plane_frame(a, b)
    turned = plane_rotation(a, b, np.arctan2(e2 @ b, e1 @ b)) @ a
    np.testing.assert_allclose(turned / norms(a), b / norms(b), rtol=0, atol=1e-13)


@given(plane_pairs(), angles, generators)
def test_it_leaves_the_rest_of_space_alone(pair, theta, rng):
    e1, e2 = plane_frame(*pair)
    v = rng.standard_normal(len(e1))
    v -= (v @ e1) * e1 + (v @ e2) * e2
    np.testing.assert_allclose(plane_rotation(*pair, theta) @ v, v, rtol=0, atol=1e-13)


@given(st.integers(1, 9), generators)
def test_random_rotations_are_rotations(n_dims, rng):
    rotation = random_rotation(n_dims, rng)
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(n_dims), rtol=0, atol=ROUNDING)
    assert np.linalg.det(rotation) == pytest.approx(1.0, rel=1e-13)


@pytest.mark.parametrize("n_dims", [2, 3, 4])
def test_random_rotations_have_the_moments_of_haar(n_dims):
    """E R_ij = 0, E R_ij^2 = 1/n, E R_ij^4 = 3/(n(n+2)) for each entry: it is a coordinate of a uniform direction."""
    rng = np.random.default_rng(n_dims)
    n_draws = 3000
    draws = np.array([random_rotation(n_dims, rng) for _ in range(n_draws)])
    five_sigma = 5 / np.sqrt(n_draws)  # R_ij^p has a standard deviation below 1
    np.testing.assert_allclose(draws.mean(axis=0), 0, atol=five_sigma / np.sqrt(n_dims))
    np.testing.assert_allclose((draws**2).mean(axis=0), 1 / n_dims, atol=five_sigma / 2)
    np.testing.assert_allclose((draws**4).mean(axis=0), 3 / (n_dims * (n_dims + 2)), atol=five_sigma / 2)
    traces = np.trace(draws, axis1=1, axis2=2)
    assert traces.mean() == pytest.approx(0.0, abs=1.5 * five_sigma)


def test_the_generator_decides():
    first, second = (random_rotation(5, np.random.default_rng(seed)) for seed in (3, 3))
    np.testing.assert_array_equal(first, second)
    assert np.abs(first - random_rotation(5, np.random.default_rng(4))).max() > 0.1


# --- errors


@pytest.mark.parametrize("rotate", [rotation_by_series, rotation_by_eigen])
@pytest.mark.parametrize("bivector, message", [
    ([[0, -1], [1, 1]], "antisymmetric"),
    (np.eye(2), "antisymmetric"),
    ([[0, -2], [2, 0]], "unit bivector"),
    (wedge([1, 0], [0, 1]) / 2, "unit bivector"),
    (1e200 * wedge([1, 0], [0, 1]), "unit bivector"),
    (np.zeros((3, 3)), "unit bivector"),
    (wedge(*np.eye(4)[:2]) + 0.5 * wedge(*np.eye(4)[2:]), "unit bivector"),
    (np.zeros((2, 3)), "square"),
    ([0, 1], "wanted shape"),
    ([[0, np.nan], [1, 0]], "finite"),
])
def test_what_is_no_unit_bivector_is_refused(rotate, bivector, message):
    with pytest.raises(ValueError, match=f"^bivector: .*{message}"):
        rotate(bivector, 1.0)


def test_angles_must_be_finite():
    plane = unit_bivector([1, 0], [0, 1])
    for attempt in (lambda: plane_rotation([1, 0], [0, 1], np.inf), lambda: rotation_by_series(plane, np.nan),
                    lambda: rotation_by_eigen(plane, [0.0, np.inf])):
        with pytest.raises(ValueError, match="^theta: wanted finite"):
            attempt()


def test_pairs_without_a_plane_are_refused():
    with pytest.raises(ValueError, match=r"^b: .*\(anti\)parallel"):
        plane_rotation([1, 0], [-2, 0], 0.5)


@pytest.mark.parametrize("n_dims, rng, message", [
    (0, np.random.default_rng(0), "^n_dims"), (2.0, np.random.default_rng(0), "^n_dims"),
    (3, None, "^rng"), (3, 0, "^rng"),
])
def test_random_rotation_checks_its_arguments(n_dims, rng, message):
    with pytest.raises(ValueError, match=message):
        random_rotation(n_dims, rng)


# --- golden


EXPM = [[0.90683739919584826, -0.25497525908604105, -0.1421876874569801, -0.30400034573886941],
        [-0.36610874627497057, -0.335330611526175, 0.10789999912755599, -0.86132186612364843],
        [0.080079286920878935, 0.88583440945006261, -0.21111381045397267, -0.405358687924789],
        [-0.19286685854993989, -0.19452094299007133, -0.96102612386943658, 0.03731979169043198]]


def test_an_oblique_turn_in_four_dimensions():
    """Origin: mpmath 1.3, expm(2.5 B) in 40 digits for a = (1, 2, 3, 4), b = (0, -1, 2, 1)."""
    a, b = [1, 2, 3, 4], [0, -1, 2, 1]
    np.testing.assert_allclose(plane_rotation(a, b, 2.5), EXPM, rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(rotation_by_series(unit_bivector(a, b), 2.5), EXPM, rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(rotation_by_eigen(unit_bivector(a, b), 2.5), EXPM, rtol=0, atol=ROUNDING)


def test_a_hundred_thousand_turns_and_a_bit():
    """Origin: mpmath 1.3, cos and sin of the double 628318.7 in 40 digits."""
    c, s = 0.98570597882049261, 0.16847469637169425
    expected = [[c, -s], [s, c]]
    for rotate in (rotation_by_series, rotation_by_eigen):
        np.testing.assert_allclose(rotate([[0, -1], [1, 0]], 628318.7), expected, rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(plane_rotation([1, 0], [0, 1], 628318.7), expected, rtol=0, atol=ROUNDING)
