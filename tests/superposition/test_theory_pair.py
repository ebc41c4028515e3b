"""Two features in one dimension: candidate losses, boundary, best bias, all against the exact expected loss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.superposition.exact_loss import population_loss
from srm_ref.superposition.theory_linear import feature_variance
from srm_ref.superposition.theory_pair import (PAIR_CANDIDATES, antipodal_loss, best_antipodal_bias, critical_density,
                                               pair_candidate_losses, pair_phase)

RTOL = 1e-12

densities = st.floats(1e-6, 1)
ratios = st.floats(-3, 3).map(lambda e: 10.0**e)

# --- definition


@given(ratios, densities)
def test_candidates_lose_what_the_model_loses(r, p):
    biases = {"drop": [0, p / 2], "dedicate": [p / 2, 0], "antipodal": [0, 0]}
    for name, loss in pair_candidate_losses(r, p).items():
        parameters = {"W": np.array(PAIR_CANDIDATES[name]), "bias": np.array(biases[name], dtype=float)}
        assert loss == pytest.approx(population_loss(parameters, [1.0, r], 1 - p), rel=1e-9)


@given(st.floats(-1, 1), densities)
def test_antipodal_loss_is_that_of_the_model(b, p):
    parameters = {"W": np.array([[1.0, -1.0]]), "bias": np.array([b, b])}
    assert antipodal_loss(b, p) == pytest.approx(population_loss(parameters, [1.0, 0.0], 1 - p), rel=1e-9, abs=1e-15)


def test_slope_at_zero_bias():
    for p in (0.1, 0.5, 1.0):
        step = 1e-6
        slope = (antipodal_loss(step, p) - antipodal_loss(0.0, p)) / step
        assert slope == pytest.approx(-(p**2) / 3, abs=1e-5)


# --- analytic


def test_critical_densities():
    assert_allclose(critical_density([0.1, 10, 0.5, 2, 1]), [0.16, 0.16, 4 / 9, 4 / 9, 4 / 7], rtol=RTOL)


@pytest.mark.parametrize("r", [0.1, 0.5, 1.0, 2.0, 10.0])
def test_phases_on_both_sides_of_the_boundary(r):
    p = float(critical_density(r))
    alone = "drop" if r <= 1 else "dedicate"
    assert pair_phase(r, p * (1 + 1e-6)) == alone and pair_phase(r, p * (1 - 1e-6)) == "antipodal"
    losses = pair_candidate_losses(r, p)
    assert losses[alone] == pytest.approx(losses["antipodal"], rel=RTOL)


def test_the_slope_of_the_least_loss_jumps_at_the_triple_point():
    def least(p):
        return min(float(loss) for loss in pair_candidate_losses(1.0, p).values())

    p, step = 4 / 7, 1e-6
    below, above = (least(p) - least(p - step)) / step, (least(p + step) - least(p)) / step
    assert below == pytest.approx(8 / 21, abs=1e-5) and above == pytest.approx(1 / 21, abs=1e-5)


def test_the_best_bias_is_positive():
    p = np.array([1e-6, 0.01, 0.1, 0.3, 0.5, 4 / 7, 0.8, 1.0])
    b = best_antipodal_bias(p)
    assert np.all(b > 0) and b[0] == pytest.approx(p[0] ** 2 / 6, rel=1e-5)
    slope = -(p**2) / 3 + 2 * (1 - p) * b + p * (1 + p) * b**2 - 2 * p**2 * b**3 / 3
    assert_allclose(slope, 0.0, atol=1e-15)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9, 1.0])
def test_no_other_bias_loses_less(p):
    best = antipodal_loss(best_antipodal_bias(p), p)
    assert np.all(antipodal_loss(np.linspace(-1, 1, 2001), p) >= best - 1e-16)
    assert best < antipodal_loss(0.0, p)


# --- properties


@given(ratios, densities)
def test_exchanging_the_features_scales_the_least_loss(r, p):
    least = [min(float(loss) for loss in pair_candidate_losses(q, p).values()) for q in (r, 1 / r)]
    assert least[1] == pytest.approx(least[0] / r, rel=1e-9)


@given(ratios, densities)
def test_the_phase_is_the_side_of_the_critical_density(r, p):
    boundary = critical_density(r)
    if abs(p - boundary) > 1e-9 and abs(r - 1) > 1e-9:
        assert (pair_phase(r, p) == "antipodal") == (p < boundary)
        assert (pair_phase(r, p) == "dedicate") == (p > boundary and r > 1)


def test_shapes_broadcast():
    phases = pair_phase(np.array([0.1, 1, 10])[:, np.newaxis], np.linspace(0.01, 1, 5))
    assert phases.shape == (3, 5)
    assert_array_equal(phases[:, 0], "antipodal")


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: pair_candidate_losses(0.0, 0.5), "relative_importance: wanted numbers > 0; found 0.0"),
    (lambda: pair_phase(1.0, 1.5), r"density: wanted numbers in \[0, 1\]; found 1.5"),
    (lambda: critical_density([-1.0]), "relative_importance: wanted numbers > 0"),
    (lambda: antipodal_loss(1.5, 0.5), r"bias: wanted numbers in \[-1, 1\]; found 1.5"),
    (lambda: best_antipodal_bias(-0.5), "density: wanted numbers"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


def test_known_numbers():
    # origin: the least loss by bisection and a Monte Carlo of 2e7 samples outside this package
    p = np.array([1, 0.8, 4 / 7, 0.5, 0.3, 0.1, 0.01])
    assert_allclose(best_antipodal_bias(p), [0.44213, 0.27801, 0.11379, 0.07876, 0.02130, 0.00185, 0.00002], atol=5e-6)
    gain = antipodal_loss(best_antipodal_bias(p), p) / (p**2 / 6)
    assert_allclose(gain, [0.423, 0.680, 0.882, 0.920, 0.979, 0.998, 1.000], atol=5e-4)
    half = pair_candidate_losses(0.5, 0.3)
    assert_allclose([half[name] for name in half], [0.0387514, 0.0774960, 0.0225000], atol=1e-5)
    assert feature_variance(0.7) == pytest.approx(0.0775, rel=RTOL)
