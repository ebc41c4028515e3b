"""Any two weights without bias: against the exact expected loss, with its symmetries and its confused minimum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.superposition.exact_loss import population_loss
from srm_ref.superposition.theory_pair import both_active_error, pair_candidate_losses, pair_loss_without_bias

RTOL = 1e-10

weights = st.floats(-2, 2)
densities = st.floats(0, 1)
importances = st.tuples(st.floats(0.01, 2), st.floats(0.01, 2))

# --- definition


@given(weights, weights, importances, densities)
def test_closed_form_is_the_expected_loss(w1, w2, importance, p):
    parameters = {"W": np.array([[w1, w2]]), "bias": np.zeros(2)}
    exact = population_loss(parameters, importance, 1 - p)
    assert pair_loss_without_bias([w1, w2], importance, p) == pytest.approx(exact, rel=RTOL, abs=1e-14)


def test_both_active_error_by_the_midpoint_rule():
    grid = (np.arange(800) + 0.5) / 800
    x, y = grid[:, np.newaxis], grid
    for a, c in ((0.8, 0.3), (0.8, -0.3), (0.3, -0.8), (1.5, -1.4), (0.0, -0.2), (0.5, -0.5)):
        found = ((x - np.maximum(a * x + c * y, 0)) ** 2).mean()
        assert both_active_error(a, c) == pytest.approx(found, abs=2e-6)


# --- analytic


def test_special_weights():
    for p in (0.2, 0.7, 1.0):
        importance = np.array([1.0, 0.4])
        antipodal = pair_candidate_losses(0.4, p)["antipodal"]
        assert pair_loss_without_bias([1, -1], importance, p) == pytest.approx(float(antipodal), rel=RTOL)
        assert pair_loss_without_bias([0, 0], importance, p) == pytest.approx(p / 3 * 1.4, rel=RTOL)
    assert pair_loss_without_bias(np.sqrt([0.5, 0.5]), [1, 1], 1.0) == pytest.approx(1 / 12, rel=RTOL)


def test_the_three_pieces_meet():
    for a in (0.2, 1.0, 1.7):
        assert both_active_error(a, -a * (1 + 1e-12)) == pytest.approx(float(both_active_error(a, -a)), abs=1e-11)
        assert both_active_error(a, -1e-12) == pytest.approx(float(both_active_error(a, 0.0)), abs=1e-11)


# --- properties


@given(weights, weights, importances, densities)
def test_symmetries(w1, w2, importance, p):
    loss = pair_loss_without_bias([w1, w2], importance, p)
    assert pair_loss_without_bias([-w1, -w2], importance, p) == pytest.approx(float(loss), rel=RTOL)
    assert pair_loss_without_bias([w2, w1], importance[::-1], p) == pytest.approx(float(loss), rel=RTOL)


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: pair_loss_without_bias([1, 2, 3], [1, 1], 0.5), "weights: wanted shape"),
    (lambda: pair_loss_without_bias([1, 2], [1, -1], 0.5), "importance: wanted numbers >= 0"),
    (lambda: pair_loss_without_bias([1, 2], [1, 1], 1.5), "density: wanted numbers"),
    (lambda: both_active_error(-1, 0), "slope: wanted numbers >= 0"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


@pytest.mark.parametrize("S, importance, weights, loss", [
    # origin: minima on a grid of weights, Monte Carlo of 4e6 samples outside this package
    (0.1, [1, 0.8], [0.725, 0.685], 0.0875), (0.1, [1, 0.8], [1.20, -1.09], 0.2204),
    (0.1, [1, 0.1], [0.945, 0.160], 0.0269), (0.9, [1, 0.8], [1.01, -1.005], 0.0030),
])
def test_known_minima(S, importance, weights, loss):
    assert pair_loss_without_bias(weights, importance, 1 - S) == pytest.approx(loss, abs=6e-5)
    angles = np.linspace(0, 6, 12)
    around = np.array(weights) + 0.03 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    at = pair_loss_without_bias(weights, importance, 1 - S)
    assert np.all(pair_loss_without_bias(around, importance, 1 - S) > at)


def test_one_exact_value():
    # a = 1/2, c = 1/4, by hand: 1/12 + 1/48 - 1/16
    assert_allclose(both_active_error(0.5, 0.25), 2 / 48, rtol=1e-15)
