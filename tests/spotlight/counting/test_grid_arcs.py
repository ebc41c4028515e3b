"""Arcs on a grid: what is sure, what is doubtful, and that both together are the inequality itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.spotlight.arcs import count_by_definition, full_turn, half_widths
from srm_ref.spotlight.counting.grid import END_ATOL, angle_grid, grid_arcs, inequality_holds
from tests.strategies import angle_requests, generators

RADII = [1.0, 0.999999999999, 0.7, 0.5, 1e-3, 1e-139, 3e-141, 2e-158, 7e-161, 1e-170, 5e-324, 0.0]


def cover(p, q, epsilon, grid):
    """How often each (arc, rank) is sure, and how often it is doubtful: two arrays (n_arcs, n_angles)."""
    r = np.sqrt(p * p + q * q)
    arcs = grid_arcs(np.arctan2(q, p), half_widths(r, epsilon), r, grid)
    sure, borderline = np.zeros((2, len(p), grid.n_angles), int)
    for k, (start, stop) in enumerate(zip(arcs.start, arcs.stop)):
        np.add.at(sure[k], np.arange(start, stop) % grid.n_angles, 1)
    np.add.at(borderline, (arcs.borderline_arc, arcs.borderline_index % grid.n_angles), 1)
    return sure, borderline


@st.composite
def arcs_on_grids(draw):
    """(p, q) of all sizes, at grid angles and elsewhere; epsilon at ties with them and elsewhere."""
    rng, request = draw(generators), draw(angle_requests())
    thetas = full_turn(request) if np.ndim(request) == 0 else request
    near = draw(st.sampled_from([0.0, 1e-16, 1e-9, 3e-8, 0.9e-6, 1.1e-6, 1e-3]))
    phi = rng.choice(thetas, 6) + rng.choice([0.0, np.pi, np.pi / 2, 1.0], 6) + near * rng.choice([-1, 1], 6)
    r = rng.choice(RADII, 6)
    at_grid = float(np.cos(thetas[-1]))
    ratio = draw(st.sampled_from([1.0, -1.0, 1 - 1e-16, 1 - 1e-13, -1 + 1e-13, 0.0, 0.5, -0.5, at_grid]))
    epsilon = draw(st.sampled_from([float(r[0]) * ratio, ratio, 5e-324]))
    return r * np.cos(phi), r * np.sin(phi), float(np.clip(epsilon, -1, 1)), angle_grid(request)


# --- definition

@given(arcs_on_grids())
def test_sure_and_doubtful_together_are_the_inequality(problem):
    p, q, epsilon, grid = problem
    sure, borderline = cover(p, q, epsilon, grid)
    inequality = p[:, None] * grid.cosines + q[:, None] * grid.sines >= epsilon
    assert (sure + borderline).max() <= 1  # nothing twice
    assert inequality[sure == 1].all()
    assert not inequality[(sure == 0) & (borderline == 0)].any()


@given(arcs_on_grids())
def test_the_inequality_is_evaluated_at_the_rank_asked_for(problem):
    p, q, epsilon, grid = problem
    grid_indices = np.arange(-2, len(p) - 2) * 7
    decided = inequality_holds(p, q, epsilon, grid, grid_indices)
    for k, rank_ in enumerate(grid_indices):
        theta = grid.thetas[grid.order[rank_ % grid.n_angles]]
        assert decided[k] == (p[k] * np.cos([theta])[0] + q[k] * np.sin([theta])[0] >= epsilon)


def test_counting_by_definition_is_counting():
    rng = np.random.default_rng(0)
    p, q, thetas = rng.uniform(-0.7, 0.7, 9), rng.uniform(-0.7, 0.7, 9), rng.uniform(-7, 7, 5)
    by_hand = [sum(x * math.cos(t) + y * math.sin(t) >= 0.3 for x, y in zip(p, q)) for t in thetas]
    assert count_by_definition(p, q, 0.3, thetas).tolist() == by_hand
    assert count_by_definition(np.array([0.6, 0.5]), np.zeros(2), 0.6, np.zeros(1)).tolist() == [1]  # a tie is inside


# --- analytic

@pytest.mark.parametrize("r, epsilon, width", [
    (1.0, 1.0, 0.0), (1.0, 0.0, math.pi / 2), (1.0, -1.0, math.pi), (1.0, 0.5, math.pi / 3), (0.5, 0.25, math.pi / 3),
    (0.5, -0.25, 2 * math.pi / 3), (0.5, -0.5, math.pi), (0.4, -0.5, math.pi), (0.4, 0.5, 0.0), (0.0, 0.5, 0.0),
    (0.0, -0.5, math.pi), (0.0, 0.0, math.pi), (1e-300, 0.0, math.pi / 2), (5e-324, -1.0, math.pi), (5e-324, 1.0, 0.0)])
def test_half_widths(r, epsilon, width):
    assert_allclose(half_widths(np.array([r]), epsilon), [width], atol=1e-15)


@pytest.mark.parametrize("epsilon, all_round", [(-1e-200, True), (0.0, True), (1e-200, False)])
def test_a_sample_at_right_angles_is_lit_from_everywhere_or_nowhere(epsilon, all_round):
    zero, grid = np.zeros(1), angle_grid(12)
    sure, borderline = cover(zero, zero, epsilon, grid)
    decided = inequality_holds(np.zeros(12), np.zeros(12), epsilon, grid, np.arange(12))
    assert (sure + borderline == 1).all() and decided.all() == decided.any() == all_round


@pytest.mark.parametrize("ratio", [1 - 4e-13, -1 + 4e-13])
def test_an_arc_nearly_a_point_and_its_opposite(ratio):
    """w = 8.9e-7 or pi less that: borderline of both ends overlap, and every angle about phi, or opposite, is
    decided.
    """
    thetas = 1.0 + np.linspace(-2e-6, 2e-6, 41) + (np.pi if ratio < 0 else 0.0)
    p, q, grid = np.array([np.cos(1.0)]), np.array([np.sin(1.0)]), angle_grid(thetas)
    sure, borderline = cover(p, q, ratio, grid)
    inside = p[:, None] * grid.cosines + q[:, None] * grid.sines >= ratio
    assert (sure + borderline).max() <= 1 and not (inside & (sure + borderline == 0)).any() and not (~inside &
                                                                                                     (sure > 0)).any()
    assert 0 < inside.sum() < 41


# --- properties

@given(st.floats(0.0, 1.0), st.floats(-1.0, 1.0))
def test_opposite_cones_share_the_circle(r, epsilon):
    """w(-epsilon) = pi - w(epsilon): what is outside the cone is inside the opposite one's complement."""
    r = np.array([r])
    if r > 0:
        assert_allclose(half_widths(r, -epsilon), np.pi - half_widths(r, epsilon), atol=1e-15)


@given(arcs_on_grids())
def test_few_grid_points_are_doubtful(problem):
    """Only those at an end, and at most two ends an arc: else the closed form would save nothing."""
    p, q, epsilon, grid = problem
    r, (_, borderline) = np.sqrt(p * p + q * q), cover(p, q, epsilon, grid)
    places = np.exp(1j * grid.thetas[grid.order])
    w, phi = half_widths(r, epsilon), np.arctan2(q, p)
    ends = np.exp(1j * np.stack([phi - w, phi + w]))
    near = np.abs(places - ends[:, :, None]).min(axis=0) < 1.01 * END_ATOL
    assert not (borderline[r >= 1e-139] > near[r >= 1e-139]).any()


# --- golden

@pytest.mark.parametrize("r, epsilon, width", [
    # Origin: 400 decimal digits of arccos(epsilon / r) at the doubles themselves
    (0.816496580927726, 0.7, 0.54075277439039056), (0.7071067811865476, 0.7, 0.14189705460416485),
    (0.3, -0.29, 2.8826711115835719), (0.9, 0.8999999, 0.00047140452529350728)])
def test_half_widths_from_outside(r, epsilon, width):
    assert_allclose(half_widths(np.array([r]), epsilon), [width], rtol=1e-9)


def test_ranks_by_hand():
    """Origin: by hand. Steps of 45 degrees; phi 10, w 50: from -40 to 60 lie 0 and 45, ranks 0 and 1, none in doubt.
    phi 180, w 90: both ends, 90 and 270, are grid points and in doubt; 135, 180, 225 are sure."""
    arcs = grid_arcs(np.radians([10.0, 180.0]), np.radians([50.0, 90.0]), np.ones(2), angle_grid(8))
    assert arcs.start.tolist() == [0, 3] and arcs.stop.tolist() == [2, 6]
    assert sorted(zip(arcs.borderline_arc.tolist(), arcs.borderline_index.tolist())) == [(1, 2), (1, 6)]


@pytest.mark.parametrize("width, sure, doubted", [
    (0.0, [], [0]),                          # both ends at 0: one grid point, doubted once
    (math.pi, [1, 2, 3, 4, 5, 6, 7, 0], [])  # phi 22.5: the ends meet between grid points
])
def test_ends_that_meet(width, sure, doubted):
    phi = 0.0 if width == 0.0 else math.pi / 8
    arcs = grid_arcs(np.array([phi]), np.array([width]), np.ones(1), angle_grid(8))
    assert sorted(np.arange(arcs.start[0], arcs.stop[0]) % 8) == sorted(sure)
    assert (arcs.borderline_index % 8).tolist() == doubted


def test_ends_that_meet_on_a_grid_point_are_doubted_once():
    arcs = grid_arcs(np.zeros(1), np.array([math.pi]), np.ones(1), angle_grid(8))
    assert_array_equal(np.sort(np.arange(arcs.start[0], arcs.stop[0]) % 8), [0, 1, 2, 3, 5, 6, 7])
    assert (arcs.borderline_index % 8).tolist() == [4]
