"""The exact loss over any distribution of active sets: against samples, against finite differences, in closed cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.superposition.arguments import MAX_FEATURES
from srm_ref.superposition.correlated_features import (anticorrelated_set_probability, joint_probability,
                                                       partly_correlated_set_probability, sample_anticorrelated_sets,
                                                       sample_partly_correlated_sets)
from srm_ref.superposition.exact_loss import active_set_loss, active_set_loss_and_gradient
from srm_ref.superposition.features import active_set_probability
from srm_ref.superposition.models import MODELS
from srm_ref.verification.gradcheck import gradient_error, random_direction, taylor_slope
from tests.strategies import generators, relu_models

RTOL = 1e-12
GRADIENT_ERROR = 1e-7  # the loss is twice differentiable where no z is 0 with positive probability
N_SAMPLES = 400_000
Z_LIMIT = 5.0  # standard errors; the seeds are fixed


def losses_of(parameters, importance, x):
    return ((MODELS["relu_output"].forward(parameters, x) - x) ** 2) @ importance


def assert_mean(losses, exact):
    assert abs(losses.mean() - exact) <= Z_LIMIT * losses.std() / np.sqrt(len(losses))


# --- definition


def test_loss_is_the_mean_over_the_samplers_of_sets():
    rng = np.random.default_rng(0)
    parameters, importance = {"W": 0.8 * rng.normal(size=(2, 5)), "bias": 0.2 * rng.normal(size=5)}, rng.random(5)
    x = sample_partly_correlated_sets(N_SAMPLES, [2, 3], 0.6, 0.5, rng)
    sets = joint_probability(*(partly_correlated_set_probability(size, 0.6, 0.5) for size in (2, 3)))
    assert_mean(losses_of(parameters, importance, x), active_set_loss(parameters, importance, sets))
    x = sample_anticorrelated_sets(N_SAMPLES, [3, 2], 0.3, rng)
    sets = joint_probability(*(anticorrelated_set_probability(size, 0.3) for size in (3, 2)))
    assert_mean(losses_of(parameters, importance, x), active_set_loss(parameters, importance, sets))


@given(relu_models(), generators)
def test_gradient_is_the_slope_of_the_loss(model, rng):
    parameters, importance, _ = model
    probability = rng.random(2 ** len(importance))

    def loss(p):
        return active_set_loss(p, importance, probability)

    value, gradients = active_set_loss_and_gradient(parameters, importance, probability)
    assert value == pytest.approx(loss(parameters), rel=1e-15)
    assert gradient_error(loss, gradients, parameters) < GRADIENT_ERROR


def test_taylor_remainder_is_quadratic():
    rng = np.random.default_rng(1)
    parameters = {"W": rng.normal(size=(2, 4)), "bias": 0.3 * rng.normal(size=4)}
    importance, probability = rng.random(4), rng.random(16)
    _, gradients = active_set_loss_and_gradient(parameters, importance, probability)
    slope = taylor_slope(lambda p: active_set_loss(p, importance, probability), gradients, parameters,
                         random_direction(parameters, rng))
    assert slope == pytest.approx(2.0, abs=0.05)


# --- analytic


def test_the_empty_set_costs_the_positive_biases():
    parameters, importance = {"W": np.ones((1, 3)), "bias": np.array([0.5, -1.0, 2.0])}, np.array([1.0, 2.0, 3.0])
    only_none = np.eye(8)[0]
    loss, gradients = active_set_loss_and_gradient(parameters, importance, only_none)
    assert loss == pytest.approx(0.25 + 12.0, rel=RTOL)
    assert_allclose(gradients["bias"], [1.0, 0.0, 12.0], rtol=RTOL)
    assert_allclose(gradients["W"], 0.0, atol=0)


# --- properties


@given(relu_models(), generators)
def test_loss_is_linear_in_the_probability_and_in_the_importance(model, rng):
    parameters, importance, _ = model
    first, second = rng.random((2, 2 ** len(importance)))
    total = active_set_loss(parameters, importance, first) + 2 * active_set_loss(parameters, importance, second)
    assert active_set_loss(parameters, importance, first + 2 * second) == pytest.approx(total, rel=RTOL)
    parts = sum(active_set_loss(parameters, row, first) for row in np.diag(importance))
    assert active_set_loss(parameters, importance, first) == pytest.approx(parts, rel=RTOL)


@given(generators, st.integers(1, 60), st.integers(1, 4))
def test_instances_are_separate_models(rng, n_instances, n):
    parameters = {"W": rng.normal(size=(n_instances, 2, n)), "bias": rng.normal(size=(n_instances, n))}
    importance, probability = rng.random((n_instances, n)), rng.random((n_instances, 2**n))
    losses, gradients = active_set_loss_and_gradient(parameters, importance, probability)
    assert losses.shape == (n_instances,)
    for i in (0, n_instances - 1):
        one = {name: array[i] for name, array in parameters.items()}
        loss, gradient = active_set_loss_and_gradient(one, importance[i], probability[i])
        assert losses[i] == pytest.approx(loss, rel=RTOL)
        for name in parameters:
            assert_allclose(gradients[name][i], gradient[name], rtol=1e-9, atol=1e-12)


def test_rows_are_cut_into_parts_without_a_seam():
    rng = np.random.default_rng(3)  # 5 features: 269 rows at once, 400 models have 2000
    parameters = {"W": rng.normal(size=(400, 2, 5)), "bias": rng.normal(size=(400, 5))}
    losses = active_set_loss(parameters, np.ones(5), active_set_probability(np.full(5, 0.7)))
    for i in (53, 54, 399):
        one = {name: array[i] for name, array in parameters.items()}
        assert losses[i] == pytest.approx(active_set_loss(one, np.ones(5), active_set_probability([0.7] * 5)), rel=RTOL)


# --- errors

GOOD = {"W": np.ones((1, 2)), "bias": np.zeros(2)}


@pytest.mark.parametrize("parameters, importance, probability, message", [
    ({"W": np.ones((1, 2))}, [1, 1], np.ones(4), r"wanted a dict with the keys \['W', 'bias'\]; found \['W'\]"),
    (np.ones((1, 2)), [1, 1], np.ones(4), "parameters: wanted a dict .* found ndarray"),
    ({"W": np.ones(2), "bias": np.zeros(2)}, [1, 1], np.ones(4), r"parameters\['W'\]: wanted shape"),
    ({"W": np.ones((1, 2)), "bias": np.zeros(3)}, [1, 1], np.ones(4), r"parameters\['bias'\]: wanted shape \(2,\)"),
    ({"W": np.full((1, 2), np.nan), "bias": np.zeros(2)}, [1, 1], np.ones(4), "wanted finite numbers; found nan"),
    ({"W": np.ones((1, 2, 1, 2)), "bias": np.zeros(2)}, [1, 1], np.ones(4), "at most one leading axis, of instances"),
    ({"W": np.ones((1, MAX_FEATURES + 1)), "bias": np.zeros(MAX_FEATURES + 1)}, [1], [1], "at most 12 features"),
    (GOOD, [1, -1], np.ones(4), "importance: wanted numbers >= 0; found -1"),
    (GOOD, [1, 1, 1], np.ones(4), r"importance: wanted shape \(2,\); found shape \(3,\)"),
    (GOOD, [1, 1], np.ones(3), r"probability: wanted shape \(4,\); found shape \(3,\)"),
    (GOOD, [1, 1], [1, 1, -0.5, 1], "probability: wanted numbers >= 0; found -0.5 at index 2"),
])
def test_what_is_refused(parameters, importance, probability, message):
    for function in (active_set_loss, active_set_loss_and_gradient):
        with pytest.raises(ValueError, match=message):
            function(parameters, importance, probability)


# --- golden


def test_one_pair_of_which_both_are_active():
    # by hand: W = [1, -1]; both outputs err by min(x_1, x_2), whose mean square is 1/6
    parameters = {"W": np.array([[1.0, -1.0]]), "bias": np.zeros(2)}
    assert active_set_loss(parameters, [1.0, 3.0], [0, 0, 0, 1]) == pytest.approx(4 / 6, rel=RTOL)
