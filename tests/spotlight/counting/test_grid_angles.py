"""Grids of angles: where they stand, in which order, and how many come before an angle."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref import memory
from srm_ref.memory import RequestTooLarge
from srm_ref.spotlight.arcs import full_turn, wrap
from srm_ref.spotlight.counting.grid import angle_grid, grid_index
from tests.strategies import angle_requests

ATOL = 1e-12  # a few roundings of angles of a few turns
TURN = 2 * math.pi

# --- definition


@given(angle_requests(), st.lists(st.floats(-25.0, 25.0), min_size=1, max_size=20))
def test_rank_counts_the_angles_before(request, thetas):
    """Angle t has come ceil((theta - t) / 2 pi) times before theta, counted from its first time at or after 0."""
    grid = angle_grid(request)
    thetas, turned = np.array(thetas), wrap(grid.thetas)
    away = np.abs(np.exp(1j * thetas[:, None]) - np.exp(1j * turned)).min(axis=1) > 1e-9
    expected = np.ceil((thetas[:, None] - turned) / TURN).sum(axis=1).astype(int)
    assert_array_equal(grid_index(grid, thetas)[away], expected[away])


@given(angle_requests())
def test_by_rank_the_angles_go_once_around(request):
    grid = angle_grid(request)
    turned = wrap(grid.thetas)[grid.order]
    assert_array_equal(np.sort(grid.order), np.arange(grid.n_angles))
    assert (np.diff(turned) >= 0).all() and turned[0] >= 0 and turned[-1] < TURN
    assert_array_equal(grid.cosines, np.cos(grid.thetas)[grid.order])
    assert_array_equal(grid.sines, np.sin(grid.thetas)[grid.order])


# --- analytic

@pytest.mark.parametrize("n_angles", [1, 2, 3, 7, 360])
def test_a_full_turn_leaves_two_pi_out(n_angles):
    thetas = full_turn(n_angles)
    assert len(thetas) == n_angles and thetas[0] == 0.0
    assert_allclose(thetas, [k * TURN / n_angles for k in range(n_angles)], rtol=1e-15)
    assert thetas[-1] < TURN * (1 - 0.5 / n_angles)


def test_explicit_angles_stay_as_they_are():
    grid = angle_grid([TURN, 0.0, -1.0, 7.0, 0.0])
    assert grid.thetas.tolist() == [TURN, 0.0, -1.0, 7.0, 0.0]
    assert grid.order.tolist() == [0, 1, 4, 3, 2]  # 0, 0, 0, 0.717, 5.283; equal ones in the order asked for


@pytest.mark.parametrize("theta, turned", [
    (0.0, 0.0), (3.0, 3.0), (-1e-30, 0.0), (TURN, 0.0), (-math.pi, math.pi), (7.0, 7.0 - TURN), (-7.0, 2 * TURN - 7.0),
    # Origin: 400 decimal digits of pi
    (1e13, 5.9901230229913083), (2.0**70, 4.7727404593134846), (1e300, 4.0993128230273539)])
def test_wrap(theta, turned):
    assert_allclose(wrap(np.array([theta])), [turned], atol=ATOL)


# --- properties

@given(st.floats(0.0, TURN, exclude_max=True))
def test_wrap_leaves_the_first_turn_alone(theta):
    assert wrap(np.array([theta]))[0] == theta


@given(angle_requests(), st.floats(-12.0, 12.0), st.integers(-3, 3))
def test_ranks_wind_on(request, theta, turns):
    grid = angle_grid(request)
    if np.abs(np.exp(1j * theta) - np.exp(1j * grid.thetas)).min() > 1e-9:
        here, there = grid_index(grid, np.array([theta, theta + turns * TURN]))
        assert there == here + turns * grid.n_angles


# --- errors

@pytest.mark.parametrize("n_angles, found", [(0, "0"), (-3, "-3"), (2.5, "2.5"), (4.0, "4.0"), (True, "True"),
                                             ("many", "'many'"), (None, "None"), (np.float64(3), "3.0")])
def test_a_number_of_angles_is_an_integer(n_angles, found):
    for function in (angle_grid, full_turn):
        with pytest.raises(ValueError, match=f"^n_angles: wanted an integer >= 1; found {found}$"):
            function(n_angles)


@pytest.mark.parametrize("thetas, message", [
    ([], r"n_angles: wanted at least one number; found an empty array of shape \(0,\)"),
    ([0.0, math.nan], "n_angles: wanted finite numbers; found nan at index 1"),
    ([math.inf], "n_angles: wanted finite numbers; found inf at index 0"),
    ([[0.0, 1.0]], r"n_angles: wanted shape \(n_angles,\); found shape \(1, 2\)"),
    (["a"], "n_angles: wanted an array of real numbers; found dtype <U1"),
    ([1j], "n_angles: wanted an array of real numbers; found dtype complex128")])
def test_explicit_angles_are_finite_numbers(thetas, message):
    with pytest.raises(ValueError, match="^" + message):
        angle_grid(thetas)


def test_more_angles_than_fit_are_refused_before_they_are_made(monkeypatch):
    monkeypatch.setattr(memory, "available_memory", lambda: 64.0 * 300_000)
    assert angle_grid(300_000).n_angles == 300_000
    with pytest.raises(RequestTooLarge, match="^n_angles: wanted .* that fit .*; found 300,001 angles, which would"):
        angle_grid(300_001)
    with pytest.raises(RequestTooLarge, match="found 1,000,000,000,000 angles, which would take 64000.0 GB"):
        angle_grid(10**12)


def test_for_few_angles_the_system_is_not_asked(monkeypatch):
    monkeypatch.setattr(memory, "available_memory", lambda: 0.0)
    assert angle_grid(2**18).n_angles == 2**18  # 2^24 bytes
    with pytest.raises(RequestTooLarge):
        angle_grid(2**18 + 1)


# --- golden

def test_ranks_by_hand():
    """Origin: by hand. Four angles 0, 90, 180, 270 degrees; before -100 stand all from -180 down: rank -1 is -90."""
    degrees = np.array([-100.0, -80.0, 1.0, 89.0, 91.0, 359.0, 361.0, 800.0])
    assert grid_index(angle_grid(4), np.radians(degrees)).tolist() == [-1, 0, 1, 1, 2, 4, 5, 9]
    explicit = angle_grid(np.radians([90.0, 270.0, 0.0, -180.0]))
    assert grid_index(explicit, np.radians(degrees)).tolist() == [-1, 0, 1, 1, 2, 4, 5, 9]
