"""Nonlinear compression: exact where it should be, better than linear where the paper says so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.superposition.compression import LINEAR_ERROR, compression_error, decode, encode, smooth_floor

ATOL = 1e-12

cells = st.integers(1, 9)
inside = st.floats(0, 1, exclude_max=True)

# --- definition


@given(inside, inside, cells)
def test_without_ramps_y_comes_back_and_x_to_half_a_cell(x, y, Z):
    t = encode(x, y, Z)
    assert t == pytest.approx((np.floor(Z * x) + y) / Z, abs=1e-15)
    if 1e-9 < y < 1 - 1e-9:  # at a cell's wall rounding decides which side t falls on
        decoded_x, decoded_y = decode(t, Z)
        assert decoded_y == pytest.approx(y, abs=ATOL)
        assert abs(decoded_x - x) <= 1 / (2 * Z) + ATOL


@given(st.floats(-50, 50), st.floats(0.01, 1))
def test_smooth_floor_by_its_definition(u, ramp):
    below = np.floor(u)
    expected = below + max(u - below - (1 - ramp), 0) / ramp
    assert smooth_floor(u, ramp) == pytest.approx(expected, abs=1e-9)
    assert below <= smooth_floor(u, ramp) <= below + 1 + ATOL


# --- analytic


@pytest.mark.parametrize("Z", [1, 2, 3, 5])
def test_exact_errors(Z):
    error = compression_error(Z, n_points=600)
    assert error.y < 1e-28
    assert error.x == pytest.approx(1 / (12 * Z**2), rel=2e-4)  # the midpoint rule leaves (Z / 600)^2
    assert error.total == error.x + error.y


def test_linear_codes_lose_a_twelfth():
    grid = (np.arange(1000) + 0.5) / 1000
    x, y = grid[:, np.newaxis], grid
    kept = ((y - 0.5) ** 2).mean()  # x kept, the mean told for y
    average = (((x + y) / 2 - x) ** 2).mean() + (((x + y) / 2 - y) ** 2).mean()
    assert kept == pytest.approx(LINEAR_ERROR, rel=1e-5) and average == pytest.approx(LINEAR_ERROR, rel=1e-5)
    assert LINEAR_ERROR == 1 / 12


def test_a_ramp_as_wide_as_the_cell_is_the_identity():
    u = np.linspace(-2, 2, 33)
    assert_allclose(smooth_floor(u, 1.0), u, atol=ATOL)
    assert_array_equal(smooth_floor(u, 0.0), np.floor(u))


# --- properties


@given(cells)
def test_steeper_walls_lose_less(Z):
    totals = [compression_error(Z, ramp, 180).total for ramp in (0.01, 0.05, 0.1, 0.2)]
    assert np.all(np.diff(totals) > 0)


@given(inside, inside, cells, st.floats(0, 1))
def test_what_is_decoded_lies_in_the_unit_square(x, y, Z, ramp):
    for number in decode(encode(x, y, Z, ramp), Z, ramp):
        assert 0 <= number <= 1


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: encode(1.5, 0.5, 3), r"x: wanted numbers in \[0, 1\]; found 1.5"),
    (lambda: encode(0.5, -0.5, 3), r"y: wanted numbers in \[0, 1\]; found -0.5"),
    (lambda: encode(0.5, 0.5, 0), "n_cells: wanted an integer >= 1"),
    (lambda: decode(np.nan, 3), "code: wanted finite numbers"),
    (lambda: smooth_floor(0.5, 1.5), r"ramp: wanted a number in \[0, 1\]"),
    (lambda: compression_error(3, 0.1, 0), "n_points: wanted an integer >= 1"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


@pytest.mark.parametrize("Z, ramp, total", [
    # origin: a grid of 2000^2 pairs outside this package
    (3, 0.01, 0.0145), (3, 0.05, 0.0344), (3, 0.1, 0.0576), (3, 0.2, 0.0986), (2, 0.1, 0.0715), (5, 0.1, 0.0499),
])
def test_known_errors(Z, ramp, total):
    found = compression_error(Z, ramp)
    assert found.total == pytest.approx(total, abs=6e-5)
    assert (found.total < LINEAR_ERROR) == (total < 1 / 12)
