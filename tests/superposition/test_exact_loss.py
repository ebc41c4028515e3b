"""The exact expected loss: all its digits, its closed cases, its gradient, and what samples say."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.descent import Adam
from srm_ref.superposition.exact_loss import (active_set_loss, expected_relu_square, expected_relu_square_by_definition,
                                              population_loss, population_loss_and_gradient)
from srm_ref.superposition.exact.cube_faces import cube_faces
from srm_ref.superposition.features import active_set_probability, sample_features
from srm_ref.superposition.models import MODELS
from srm_ref.verification.gradcheck import gradient_error, random_direction, taylor_slope
from tests.exact_means import model_loss, rational, unit_loss
from tests.strategies import generators, hard_units, relu_models
from tests.walks import stays

RTOL = 1e-12
GRADIENT_ERROR = 1e-7  # the loss is twice differentiable where no z is 0 with positive probability
N_SAMPLES = 400_000
Z_LIMIT = 5.0  # standard errors; the seeds are fixed


def identity(n):
    return {"W": np.eye(n), "bias": np.zeros(n)}


def model(W, bias=None):
    W = np.array(W, dtype=float)
    return {"W": W, "bias": np.zeros(W.shape[-1]) if bias is None else np.array(bias, dtype=float)}


# --- definition


@given(relu_models(max_features=3))
def test_loss_keeps_its_digits(drawn):
    parameters, importance, sparsity = drawn
    exact = model_loss(parameters["W"], parameters["bias"], importance, sparsity)
    assert population_loss(parameters, importance, sparsity) == pytest.approx(float(exact), rel=RTOL)


@given(hard_units(max_features=4), st.booleans())
def test_relu_square_keeps_its_digits(unit, dense):
    weights, bias, _, sparsity = unit
    sparsity = np.zeros(len(weights)) if dense else sparsity
    exact = unit_loss(rational(weights), Fraction(bias), None, rational(sparsity))
    assert expected_relu_square(weights, bias, sparsity) == pytest.approx(float(exact), rel=1e-9, abs=1e-40)


@given(generators, st.integers(1, 5))
def test_relu_square_by_definition(rng, n):
    weights, sparsity = rng.choice([-1, 1], n) * (0.2 + rng.random(n)), rng.random(n)
    bias = float(rng.normal())
    slow = expected_relu_square_by_definition(weights, bias, sparsity)
    # the alternating sum loses up to five digits to weights near 0.2
    assert expected_relu_square(weights, bias, sparsity) == pytest.approx(slow, rel=1e-9, abs=1e-11)


def test_small_weights_defeat_the_definition_and_not_the_recursion():
    weights, bias = np.array([1e-4, -1e-4, 1e-4]), 0.0
    exact = float(unit_loss(rational(weights), Fraction(0), None, [Fraction(0)] * 3))
    assert expected_relu_square(weights, bias, 0.0) == pytest.approx(exact, rel=RTOL)
    tiny = np.array([1.0, 1e-6, 1e-6])
    exact = float(unit_loss(rational(tiny), Fraction(1, 4), None, [Fraction(0)] * 3))
    assert expected_relu_square(tiny, 0.25, 0.0) == pytest.approx(exact, rel=RTOL)
    assert abs(expected_relu_square_by_definition(tiny, 0.25, 0.0) - exact) > 1e-6 * exact


@pytest.mark.parametrize("n, m, sparsity", [(2, 1, 0.3), (5, 2, 0.8), (6, 3, [0.0, 0.2, 0.5, 0.7, 0.9, 1.0])])
def test_loss_is_the_mean_over_samples(n, m, sparsity):
    rng = np.random.default_rng(n)
    parameters, importance = model(0.8 * rng.normal(size=(m, n)), 0.2 * rng.normal(size=n)), rng.random(n)
    x = sample_features(N_SAMPLES, n, sparsity, rng)
    losses = ((MODELS["relu_output"].forward(parameters, x) - x) ** 2) @ importance
    exact = population_loss(parameters, importance, sparsity)
    assert abs(losses.mean() - exact) <= Z_LIMIT * losses.std() / np.sqrt(N_SAMPLES)


@given(relu_models())
def test_gradient_is_the_slope_of_the_loss(drawn):
    parameters, importance, sparsity = drawn
    value, gradients = population_loss_and_gradient(parameters, importance, sparsity)

    def loss(p):
        return population_loss(p, importance, sparsity)

    assert value == pytest.approx(loss(parameters), rel=1e-15)
    assert gradient_error(loss, gradients, parameters) < GRADIENT_ERROR


def test_taylor_remainder_is_quadratic():
    rng = np.random.default_rng(7)
    parameters, importance = model(rng.normal(size=(2, 5)), 0.3 * rng.normal(size=5)), rng.random(5)
    _, gradients = population_loss_and_gradient(parameters, importance, 0.7)
    slope = taylor_slope(lambda p: population_loss(p, importance, 0.7), gradients, parameters,
                         random_direction(parameters, rng))
    assert slope == pytest.approx(2.0, abs=0.05)


@given(relu_models(max_features=3))
def test_loss_is_second_moment_minus_slope_plus_relu_square(drawn):
    # E L = sum I (E x^2 - dJ/dw_i + J), the slope of J by central differences
    parameters, importance, S = drawn
    G, total = parameters["W"].T @ parameters["W"], 0.0
    for i, c in enumerate(parameters["bias"]):
        step = 1e-5 * np.eye(len(S))[i]
        upper, lower = (expected_relu_square(G[i] + sign * step, c, S) for sign in (1, -1))
        total += importance[i] * ((1 - S[i]) / 3 - (upper - lower) / 2e-5 + expected_relu_square(G[i], c, S))
    assert population_loss(parameters, importance, S) == pytest.approx(total, rel=1e-7, abs=1e-9)


def test_one_loss_stays_in_few_rooms():
    """Arguments, faces, integration: also where the faces are listed for the first time."""
    rooms = [
        f"srm_ref.superposition.{room}" for room in ("arguments", "exact.cube_faces", "exact.subdivision", "exact_loss")
    ]
    cube_faces.cache_clear()
    for wanted in (rooms, [rooms[0], *rooms[2:]]):
        count, entered = stays(lambda: population_loss(identity(3), np.ones(3), 0.5))
        assert count <= 13 and entered == wanted


# --- analytic


def test_sets_by_their_size():
    # sum_k C(n, k) p^k S^(n-k) = 1, and L = sum_k p^k S^(n-k) L_k for any W, b
    rng = np.random.default_rng(0)
    for n in (2, 4):
        parameters, importance = model(rng.normal(size=(2, n)), 0.3 * rng.normal(size=n)), rng.random(n)
        size = np.array([bin(number).count("1") for number in range(2**n)])
        L = [active_set_loss(parameters, importance, (size == k).astype(float)) for k in range(n + 1)]
        for S in (0.0, 0.3, 0.9, 1.0):
            weights = (1 - S) ** np.arange(n + 1) * S ** (n - np.arange(n + 1.0))
            assert weights @ np.bincount(size) == pytest.approx(1, rel=RTOL)
            assert population_loss(parameters, importance, S) == pytest.approx(weights @ L, rel=RTOL)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_nothing_is_lost_by_the_identity(n):
    loss, gradients = population_loss_and_gradient(identity(n), np.ones(n), 0.4)
    assert loss == 0.0
    assert_allclose(gradients["W"], 0.0, atol=1e-16)
    assert_allclose(gradients["bias"], 0.0, atol=1e-16)


def test_zero_model_and_best_constant():
    importance, S = np.array([1.0, 0.5, 2.0]), np.array([0.1, 0.5, 0.8])
    p = 1 - S
    assert population_loss(model(np.zeros((1, 3))), importance, S) == pytest.approx(importance @ p / 3, rel=RTOL)
    found, gradients = population_loss_and_gradient(model(np.zeros((1, 3)), p / 2), importance, S)
    assert found == pytest.approx(importance @ (p / 3 - p**2 / 4), rel=RTOL)
    assert_allclose(gradients["bias"], 0.0, atol=1e-16)


def test_dead_outputs_have_no_gradient():
    rng = np.random.default_rng(5)
    loss, gradients = population_loss_and_gradient(model(rng.normal(size=(2, 4)), np.full(4, -50.0)), np.ones(4), 0.4)
    assert loss == pytest.approx(4 * 0.6 / 3, rel=RTOL)
    assert not gradients["W"].any() and not gradients["bias"].any()


def test_confused_pair_in_the_dense_limit():
    # (x - y)^2 / 4 on both outputs, E (x - y)^2 = 1/6
    half = np.sqrt(0.5)
    assert population_loss(model([[half, half]]), [1.0, 1.0], 0.0) == pytest.approx(1 / 12, rel=RTOL)


def test_a_nearly_perfect_model_has_a_nearly_perfect_loss():
    # G = 1 + d exactly representable: loss d^2 p / 3, of which E x^2 - dJ/dw + J in floating point keeps no digit
    w = 1.0 + 2.0**-26
    exact = model_loss([[w]], [0.0], [1.0], [0.5])
    assert float(exact) < 1e-15
    assert population_loss(model([[w]]), [1.0], 0.5) == pytest.approx(float(exact), rel=1e-7)  # W^T W is rounded


# --- properties


@given(relu_models(), generators)
def test_rotating_hidden_space_and_reordering_features_change_nothing(drawn, rng):
    parameters, importance, sparsity = drawn
    m, n = parameters["W"].shape
    Q, order = np.linalg.qr(rng.normal(size=(m, m)))[0], rng.permutation(n)
    loss, gradients = population_loss_and_gradient(parameters, importance, sparsity)
    turned = {"W": Q @ parameters["W"][:, order], "bias": parameters["bias"][order]}
    other, slopes = population_loss_and_gradient(turned, importance[order], sparsity[order])
    assert other == pytest.approx(loss, rel=RTOL)
    assert_allclose(slopes["W"], Q @ gradients["W"][:, order], rtol=0, atol=1e-12 * (1 + np.abs(gradients["W"]).max()))
    assert_allclose(slopes["bias"], gradients["bias"][order], rtol=0, atol=1e-12)


@given(relu_models(max_features=4))
def test_a_feature_that_never_occurs_costs_only_what_disturbs_it(drawn):
    parameters, importance, sparsity = drawn
    W, bias = np.pad(parameters["W"], ((0, 0), (0, 1))), np.append(parameters["bias"], -1.0)
    with_ghost = population_loss({"W": W, "bias": bias}, np.append(importance, 7.0), np.append(sparsity, 1.0))
    assert with_ghost == pytest.approx(population_loss(parameters, importance, sparsity), rel=RTOL)


def test_shapes_of_importance_and_sparsity():
    rng = np.random.default_rng(3)
    parameters = {"W": rng.normal(size=(4, 2, 3)), "bias": rng.normal(size=(4, 3))}
    S, importance = rng.random((4, 3)), rng.random((4, 3))
    assert isinstance(population_loss(model(parameters["W"][0]), importance[0], 0.5), float)
    by_one = [population_loss({k: v[i] for k, v in parameters.items()}, importance[i], S[i]) for i in range(4)]
    assert_allclose(population_loss(parameters, importance, S), by_one, rtol=RTOL)
    column = population_loss(parameters, importance[0], S[:, :1])
    by_one = [population_loss({k: v[i] for k, v in parameters.items()}, importance[0], S[i, 0]) for i in range(4)]
    assert_allclose(column, by_one, rtol=RTOL)


# --- errors


@pytest.mark.parametrize("sparsity, message", [
    (1.5, r"sparsity: wanted numbers in \[0, 1\]; found 1.5"),
    (-0.1, r"sparsity: wanted numbers in \[0, 1\]; found -0.1"),
    ([0.5, 0.5, 0.5], r"sparsity: wanted shape .* found shape \(3,\)"),
    (np.nan, "sparsity: wanted finite numbers; found nan"),
])
def test_sparsity_that_is_refused(sparsity, message):
    for function in (population_loss, population_loss_and_gradient):
        with pytest.raises(ValueError, match=message):
            function(identity(2), np.ones(2), sparsity)


@pytest.mark.parametrize("call, message", [
    (lambda: population_loss({"W": np.eye(2)}, np.ones(2), 0.5), "parameters: wanted a dict"),
    (lambda: population_loss(identity(2), [-1, 1], 0.5), "importance: wanted numbers >= 0; found -1"),
    (lambda: population_loss(identity(13), np.ones(13), 0.5), "wanted at most 12 features"),
    (lambda: population_loss(identity(60), np.ones(60), 0.5), "wanted at most 12 features"),  # before 2^60 sets
    (lambda: expected_relu_square(np.ones(13), 0.0, 0.5), "weights: wanted at most 12 features"),
    (lambda: expected_relu_square([1.0], np.inf, 0.5), "bias: wanted a finite number"),
    (lambda: expected_relu_square_by_definition([1.0, 0.0], 0.0, 0.5), "weights: wanted numbers other than 0"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


@pytest.mark.parametrize("w, p, exact", [
    # one weight, no bias: p (1 - w^2)^2 / 3; rational arithmetic by hand
    (0.5, 1.0, 3 / 16), (0.5, 0.5, 3 / 32), (2.0, 0.25, 3 / 4),
])
def test_one_feature_by_hand(w, p, exact):
    assert population_loss(model([[w]]), [1.0], 1 - p) == pytest.approx(exact, rel=RTOL)


def lowest_minimum(n, m, importance, sparsity, n_starts, n_steps):
    rng = np.random.default_rng(0)
    found = {"W": 0.5 * rng.normal(size=(n_starts, m, n)), "bias": np.zeros((n_starts, n))}
    optimiser = Adam(learning_rate=0.03)
    state = optimiser.initial_state(found)
    for step in range(n_steps):
        _, gradients = population_loss_and_gradient(found, importance, sparsity)
        optimiser.update(found, gradients, state, scale=np.cos(np.pi / 2 * step / n_steps) ** 2)
    losses = population_loss(found, importance, sparsity)
    return losses.min(), found["W"][np.argmin(losses)]


@pytest.mark.slow
@pytest.mark.parametrize("p, lowest", [(0.05, 0.007255), (0.1, 0.021404)])
def test_five_features_in_two_dimensions_settle_in_a_pentagon(p, lowest):
    # origin: Gauss-Legendre quadrature over all supports, minimised by L-BFGS from 40 starts, outside this package
    found, W = lowest_minimum(5, 2, 0.9 ** np.arange(5), 1 - p, 24, 500)
    assert found == pytest.approx(lowest, abs=2e-6)
    assert np.linalg.norm(W, axis=0).min() > 1.0


@pytest.mark.slow
def test_twelve_features_lose_what_samples_lose_on_average():
    rng = np.random.default_rng(1)
    parameters = model(rng.normal(size=(4, 12)) / 2, 0.1 * rng.normal(size=12))
    rng = np.random.default_rng(2)
    x = sample_features(100_000, 12, 0.5, rng)
    losses = ((MODELS["relu_output"].forward(parameters, x) - x) ** 2).sum(axis=1)
    exact = population_loss(parameters, np.ones(12), 0.5)
    assert abs(losses.mean() - exact) <= Z_LIMIT * losses.std() / np.sqrt(len(losses))


def test_active_sets_of_independent_features_give_the_same():
    parameters = model([[1.0, -0.8, 0.3]], [0.1, 0.0, -0.2])
    sets = active_set_probability([0.5, 0.6, 0.7])
    assert population_loss(parameters, np.ones(3), [0.5, 0.6, 0.7]) == active_set_loss(parameters, np.ones(3), sets)
