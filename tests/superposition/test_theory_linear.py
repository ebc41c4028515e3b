"""The linear model in closed form: its loss against samples, its optimum against every rival."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.superposition.exact_loss import population_loss
from srm_ref.superposition.features import sample_features
from srm_ref.superposition.models import MODELS
from srm_ref.superposition.theory_linear import (best_linear_bias, best_linear_loss, best_linear_parameters,
                                                 feature_variance, linear_population_loss,
                                                 linear_population_loss_and_gradient)
from srm_ref.verification.gradcheck import gradient_error
from tests.strategies import generators, relu_models

RTOL = 1e-12
FLAT = 1e-15  # gradient of a stationary point
Z_LIMIT = 5.0  # standard errors; the seed is fixed

# --- definition


def test_loss_is_the_mean_over_samples():
    rng = np.random.default_rng(0)
    parameters, importance = {"W": rng.normal(size=(3, 6)), "bias": rng.normal(size=6)}, rng.random(6)
    S = np.array([0.0, 0.2, 0.5, 0.7, 0.9, 1.0])
    x = sample_features(400_000, 6, S, rng)
    losses = ((MODELS["linear"].forward(parameters, x) - x) ** 2) @ importance
    exact = linear_population_loss(parameters, importance, S)
    assert abs(losses.mean() - exact) < Z_LIMIT * losses.std() / np.sqrt(len(losses))


@given(relu_models(max_features=6))
def test_gradient_is_the_slope_of_the_loss(drawn):
    parameters, importance, sparsity = drawn
    loss, gradients = linear_population_loss_and_gradient(parameters, importance, sparsity)
    assert loss == linear_population_loss(parameters, importance, sparsity)
    assert gradient_error(lambda p: linear_population_loss(p, importance, sparsity), gradients, parameters) < 1e-7


@given(relu_models(max_features=4))
def test_where_the_relu_never_closes_both_models_lose_the_same(drawn):
    parameters, importance, sparsity = drawn
    open_bias = parameters["bias"] + np.abs(parameters["W"].T @ parameters["W"]).sum(axis=1)
    shifted = {"W": parameters["W"], "bias": open_bias + 1.0}
    linear = linear_population_loss(shifted, importance, sparsity)
    assert population_loss(shifted, importance, sparsity) == pytest.approx(linear, rel=RTOL)


# --- analytic


@pytest.mark.parametrize("sparsity", [0.0, 0.7, [0.0, 0.3, 0.5, 0.7, 0.9]])
def test_the_optimum_keeps_the_top_features(sparsity):
    importance = 0.7 ** np.arange(5)
    best = best_linear_parameters(importance, sparsity, 2)
    loss, gradients = linear_population_loss_and_gradient(best, importance, sparsity)
    assert loss == pytest.approx(best_linear_loss(importance, sparsity, 2), rel=RTOL)
    assert population_loss(best, importance, sparsity) == pytest.approx(loss, rel=RTOL)  # the ReLU changes nothing
    assert np.abs(gradients["W"]).max() < FLAT and np.abs(gradients["bias"]).max() < FLAT


def test_equal_importances_accept_any_projector():
    rng = np.random.default_rng(1)
    W = np.linalg.qr(rng.normal(size=(7, 3)))[0].T
    parameters = {"W": W, "bias": best_linear_bias(W, 0.4)}
    assert linear_population_loss(parameters, np.ones(7), 0.4) == pytest.approx(4 * feature_variance(0.4), rel=RTOL)


def test_every_choice_of_features_is_stationary():
    importance, S = np.array([1.0, 0.9, 0.5, 0.2]), 0.3
    for kept in combinations(range(4), 2):
        W = np.eye(4)[list(kept)]
        _, gradients = linear_population_loss_and_gradient({"W": W, "bias": best_linear_bias(W, S)}, importance, S)
        assert np.abs(gradients["W"]).max() < FLAT


# --- properties


@given(relu_models(max_features=6))
def test_the_best_bias_is_flat_and_beats_others(drawn):
    parameters, importance, sparsity = drawn
    best = {"W": parameters["W"], "bias": best_linear_bias(parameters["W"], sparsity)}
    loss, gradients = linear_population_loss_and_gradient(best, importance, sparsity)
    assert np.abs(gradients["bias"]).max() < FLAT * 100
    assert loss <= linear_population_loss(parameters, importance, sparsity) + 1e-15


@given(generators, st.integers(1, 3), st.integers(1, 6), st.floats(0, 1))
def test_no_model_beats_the_optimum(rng, m, n, S):
    importance = rng.random(n)
    W = rng.normal(size=(500, m, n)) * rng.uniform(0, 1.5, size=(500, 1, 1))
    bias = np.array([best_linear_bias(one, S) for one in W])
    losses = linear_population_loss({"W": W, "bias": bias}, importance, S)
    assert losses.shape == (500,)
    assert losses.min() >= best_linear_loss(importance, S, m) - 1e-15


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: linear_population_loss({"W": np.eye(2)}, [1, 1], 0.5), "parameters: wanted a dict"),
    (lambda: linear_population_loss({"W": np.eye(2), "bias": np.zeros(2)}, [1, -1], 0.5), "importance: wanted numbers"),
    (lambda: linear_population_loss({"W": np.eye(2), "bias": np.zeros(2)}, [1, 1], 2), "sparsity: wanted numbers"),
    (lambda: best_linear_bias(np.ones(3), 0.5), "W: wanted shape"),
    (lambda: best_linear_parameters([1.0, 1.0], 0.5, 0), "n_hidden: wanted an integer >= 1"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


def test_one_feature_by_hand():
    # x' = x / 4 + b, dense: (3/4)^2 / 12 + (3/8 - b)^2
    parameters = {"W": np.array([[0.5]]), "bias": np.array([0.125])}
    assert linear_population_loss(parameters, [2.0], 0.0) == pytest.approx(2 * (9 / 192 + 1 / 16), rel=RTOL)


def test_of_tied_features_the_first_are_kept():
    W = best_linear_parameters([1.0, 1.0, 1.0], 0.5, 2)["W"]
    assert_allclose(W, [[1, 0, 0], [0, 1, 0]], atol=0)
    assert_allclose(best_linear_parameters([1.0], 0.5, 2)["W"], [[1], [0]], atol=0)
