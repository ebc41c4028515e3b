"""The plane as an antisymmetric matrix, and its sense of turning."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from srm_ref.geometry.rotations import unit_bivector, wedge
from srm_ref.geometry.vectors import norms, plane_frame
from tests.strategies import generators, plane_pairs

ROUNDING = 1e-14  # a few products of numbers of order one


# --- definition


@given(generators)
def test_wedge_entry_by_entry(rng):
    a, b = rng.standard_normal((2, 5))
    by_definition = [[b[i] * a[j] - a[i] * b[j] for j in range(5)] for i in range(5)]
    np.testing.assert_array_equal(wedge(a, b), by_definition)


@given(generators)
def test_unit_bivector_is_the_wedge_over_the_area(rng):
    a, b = rng.standard_normal((2, 6))
    area = np.sqrt((a @ a) * (b @ b) - (a @ b) ** 2)
    np.testing.assert_allclose(unit_bivector(a, b), wedge(a, b) / area, rtol=0, atol=1e-12)


# --- analytic


@pytest.mark.parametrize("a, b, expected", [
    ([1, 0], [0, 1], [[0, -1], [1, 0]]),
    ([0, 1], [1, 0], [[0, 1], [-1, 0]]),
    ([5, 0], [-2, 3], [[0, -1], [1, 0]]),
    ([1, 0, 0], [0, 1, 0], [[0, -1, 0], [1, 0, 0], [0, 0, 0]]),
    ([0, 3, 4], [0, 0, 1], [[0, 0, 0], [0, 0, -1], [0, 1, 0]]),
])
def test_planes_done_by_hand(a, b, expected):
    np.testing.assert_allclose(unit_bivector(a, b), expected, rtol=0, atol=ROUNDING)


def test_in_three_dimensions_it_is_the_cross_product():
    rng = np.random.default_rng(2)
    a, b, v = rng.standard_normal((3, 3))
    np.testing.assert_allclose(wedge(a, b) @ v, np.cross(np.cross(a, b), v), atol=ROUNDING)


def test_parallel_vectors_wedge_to_nothing():
    np.testing.assert_array_equal(wedge([1, 2, 3], [-2, -4, -6]), np.zeros((3, 3)))


# --- properties


@given(plane_pairs())
def test_it_turns_e1_into_e2_and_e2_into_minus_e1(pair):
    a, b = pair
    e1, e2 = plane_frame(a, b)
    plane = unit_bivector(a, b)
    np.testing.assert_allclose(plane @ e1, e2, rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(plane @ e2, -e1, rtol=0, atol=ROUNDING)
    assert b @ plane @ a > 0


@given(plane_pairs(), generators)
def test_it_annihilates_what_is_at_right_angles_to_the_plane(pair, rng):
    a, b = pair
    e1, e2 = plane_frame(a, b)
    v = rng.standard_normal(len(a))
    v -= (v @ e1) * e1 + (v @ e2) * e2
    np.testing.assert_allclose(unit_bivector(a, b) @ v, 0, atol=ROUNDING)


@given(plane_pairs())
def test_antisymmetric_to_the_last_bit_and_of_unit_area(pair):
    a, b = pair
    plane = unit_bivector(a, b)
    np.testing.assert_array_equal(plane, -plane.T)
    assert norms(plane.ravel()) == pytest.approx(np.sqrt(2), rel=ROUNDING)
    np.testing.assert_allclose(plane @ plane @ plane, -plane, rtol=0, atol=ROUNDING)


@given(generators)
def test_wedge_is_bilinear_and_alternating(rng):
    a, b, c = rng.standard_normal((3, 4))
    np.testing.assert_allclose(wedge(a, 2 * b + c), 2 * wedge(a, b) + wedge(a, c), rtol=0, atol=ROUNDING)
    np.testing.assert_array_equal(wedge(b, a), -wedge(a, b))


@given(plane_pairs())
def test_only_the_plane_and_its_sense_matter(pair):
    a, b = pair
    plane = unit_bivector(a, b)
    nearness = 1e-15 * norms(a) * norms(b) / norms(np.outer(b, a) - np.outer(a, b)).max()  # grows as the pair closes
    np.testing.assert_allclose(unit_bivector(b, a), -plane, rtol=0, atol=20 * nearness + ROUNDING)
    np.testing.assert_allclose(unit_bivector(3 * a, 0.1 * b), plane, rtol=0, atol=20 * nearness + ROUNDING)


# --- errors


def test_pairs_without_a_plane_are_refused():
    with pytest.raises(ValueError, match=r"^b: .*\(anti\)parallel"):
        unit_bivector([1, 2], [-1, -2])
    with pytest.raises(ValueError, match="^a: .*zero"):
        unit_bivector([0, 0], [1, 2])


@pytest.mark.parametrize("function", [wedge, unit_bivector])
def test_shapes_must_match(function):
    with pytest.raises(ValueError, match=r"^b: wanted shape \(2,\); found shape \(3,\)"):
        function([1, 0], [1, 0, 0])
    with pytest.raises(ValueError, match="^a: wanted shape"):
        function([[1, 0]], [1, 0])


# --- golden


def test_a_plane_in_four_dimensions():
    """Origin: mpmath 1.3, Gram-Schmidt in 40 digits of a = (1, 2, 3, 4), b = (0, -1, 2, 1)."""
    x, y, z, u, v = (0.092847669088525932, 0.18569533817705186, 0.64993368361968152, 0.55708601453115559,
                     0.46423834544262966)
    expected = [[0, x, -y, -x], [-x, 0, -z, -u], [y, z, 0, v], [x, u, -v, 0]]
    np.testing.assert_allclose(unit_bivector([1, 2, 3, 4], [0, -1, 2, 1]), expected, rtol=0, atol=2e-15)
