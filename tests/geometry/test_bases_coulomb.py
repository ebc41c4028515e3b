"""Charges that spread over a sphere."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.geometry.bases import coulomb_energy, settle, tangential_force
from srm_ref.geometry.sphere import uniform_directions
from srm_ref.geometry.vectors import norms
from tests.strategies import examples, generators

ROUNDING = 1e-13  # relative, of sums of a few dozen terms of one sign
AT_REST = 1e-8  # force left on a settled point


# --- definition


@given(generators, st.integers(1, 9), st.integers(1, 5))
def test_energy_pair_by_pair(rng, n_points, n_dims):
    points = rng.standard_normal((n_points, n_dims))
    by_definition = sum(1 / math.dist(points[i], points[j]) for j in range(n_points) for i in range(j))
    assert coulomb_energy(points) == pytest.approx(by_definition, rel=ROUNDING)


@given(generators, st.integers(2, 5))
def test_force_is_minus_the_energys_gradient_along_the_sphere(rng, n_dims):
    points, step = uniform_directions(6, n_dims, rng), 1e-6
    gradient = np.empty_like(points)
    for index in np.ndindex(points.shape):
        shift = np.zeros_like(points)
        shift[index] = step
        gradient[index] = (coulomb_energy(points + shift) - coulomb_energy(points - shift)) / (2 * step)
    along = gradient - np.sum(gradient * points, axis=1, keepdims=True) * points
    nearest = max(1.0, np.abs(gradient).max())  # the third derivative grows as its square
    np.testing.assert_allclose(tangential_force(points), -along, rtol=0, atol=1e-6 * nearest**2)


# --- analytic


@pytest.mark.parametrize("points, energy", [
    ([[1.0, 0.0]], 0.0),
    ([[1, 0], [-1, 0]], 0.5),
    ([[3, 0], [0, 4]], 0.2),
    ([[1], [3], [7]], 1 / 2 + 1 / 6 + 1 / 4),
    ([[1, 0], [1, 0]], math.inf),
    ([[1, 0], [1, 1e-200]], 1e200),
])
def test_energies_done_by_hand(points, energy):
    assert coulomb_energy(points) == pytest.approx(energy, rel=ROUNDING)


def test_force_at_right_angles_done_by_hand():
    """Distance sqrt 2: a force of 1/2, at 45 degrees to the circle, so 1/sqrt(8) along it, away from each other."""
    expected = np.array([[0, -1], [-1, 0]]) / math.sqrt(8)
    np.testing.assert_allclose(tangential_force([[1, 0], [0, 1]]), expected, rtol=0, atol=ROUNDING)


def test_force_between_coinciding_points_is_finite():
    force = tangential_force([[1, 0], [1, 0], [0, 1]])
    assert np.isfinite(force).all() and norms(force)[2] > 0


def test_two_charges_end_up_opposite():
    settled = settle([[1.0, 0.0, 0.0], [0.8, 0.6, 0.0]])
    np.testing.assert_allclose(settled[0], -settled[1], rtol=0, atol=1e-8)


def test_charges_leave_a_saddle():
    """A square on the equator is at rest, not at a minimum; a push out of its plane lets it go to the tetrahedron."""
    square = np.array([[1.0, 0, 0], [0, 1, 0], [-1, 0, 0], [0, -1, 0]])
    np.testing.assert_allclose(tangential_force(square), 0, atol=ROUNDING)
    pushed = square + 1e-3 * np.array([[0, 0, 1.0], [0, 0, -1], [0, 0, 1], [0, 0, -1]])
    settled = settle(pushed / norms(pushed)[:, None])
    assert coulomb_energy(settled) == pytest.approx(6 * math.sqrt(3 / 8), rel=ROUNDING)


# --- properties


@examples(15)
@given(generators, st.integers(2, 14), st.integers(2, 3))
def test_settled_points_lie_on_the_sphere_without_force_and_lower(rng, n_points, n_dims):
    start = uniform_directions(n_points, n_dims, rng)
    settled = settle(start)
    np.testing.assert_allclose(norms(settled), 1.0, rtol=ROUNDING)
    assert norms(tangential_force(settled)).max() < AT_REST
    assert coulomb_energy(settled) <= coulomb_energy(start)


@given(generators)
def test_force_is_along_the_sphere_and_turns_with_the_points(rng):
    points = uniform_directions(7, 3, rng)
    force = tangential_force(points)
    np.testing.assert_allclose(np.sum(force * points, axis=1), 0, atol=ROUNDING * norms(force).max() * 10)
    turned = tangential_force(points[:, [1, 2, 0]])  # a third of a turn about (1, 1, 1)
    np.testing.assert_allclose(turned, force[:, [1, 2, 0]], rtol=0, atol=1e-9 * norms(force).max())


# --- errors


@pytest.mark.parametrize("function", [coulomb_energy, tangential_force, settle])
@pytest.mark.parametrize("bad, message", [
    ([1.0, 2.0], "wanted shape"), ([[np.nan, 1.0]], "finite"), (np.zeros((0, 3)), "empty"), ([["x"]], "real numbers"),
])
def test_what_is_no_set_of_points_is_refused(function, bad, message):
    with pytest.raises(ValueError, match=f"^points: .*{message}"):
        function(bad)


# --- golden


def test_a_crowd_on_the_circle_comes_to_rest_as_the_regular_polygon():
    """Origin: by hand, the chords of the regular 200-gon: E = (k/2) sum_m 1 / (2 sin(pi m / k))."""
    k = 200
    polygon = k / 2 * sum(1 / (2 * math.sin(math.pi * m / k)) for m in range(1, k))
    settled = settle(uniform_directions(k, 2, np.random.default_rng(0)))
    assert coulomb_energy(settled) == pytest.approx(polygon, rel=1e-12)
