"""Sparse codes: closed forms, gradients against differences, the constraint, and recovery of directions that are known.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.descent import SGD, Adam
from srm_ref.superposition.features import feature_batches
from srm_ref.superposition.polytopes import polygon
from srm_ref.superposition.sparse_codes import (codes_of, dead_codes, initial_sparse_codes, lone_feature_objective,
                                                recovery, soft_threshold, sparse_objective,
                                                sparse_objective_and_gradient, sparse_objective_by_definition,
                                                tangential, train_sparse_codes)
from srm_ref.verification.gradcheck import gradient_error, random_direction, taylor_slope
from tests.strategies import generators

GRADIENT_ERROR = 1e-6  # central differences of step 1e-6 reach 1e-9 on these objectives
KINK = 1e-4  # no code nearer to 0 before its ReLU than a difference step can reach
prices = st.sampled_from([0.0, 0.3, 2.0])


def problem(rng, instances=()):
    """Parameters of five codes of three hidden numbers, biases not 0, columns of any length, and a batch."""
    shapes = {"encoder": (5, 3), "code_bias": (5,), "decoder": (3, 5), "bias": (3,)}
    parameters = {name: rng.standard_normal((*instances, *shape)) for name, shape in shapes.items()}
    return parameters, rng.standard_normal((7, 3))


def away_from_kinks(rng):
    while True:
        parameters, H = problem(rng)
        P = (H - parameters["bias"]) @ parameters["encoder"].T + parameters["code_bias"]
        if np.abs(P).min() > KINK:
            return parameters, H


def unit_columns(V):
    return V / np.linalg.norm(V, axis=-2, keepdims=True)


def loss_at(H, price):
    return lambda p: sparse_objective(p, H, price)


# --- definition

@given(generators, prices)
def test_many_at_once_are_as_many_alone(rng, price):
    parameters, H = problem(rng, (4,))
    losses, gradients = sparse_objective_and_gradient(parameters, H, np.full(4, price))
    for k in range(4):
        alone = {name: value[k] for name, value in parameters.items()}
        loss, gradient = sparse_objective_and_gradient(alone, H, price)
        assert loss == pytest.approx(losses[k], rel=1e-12)
        assert loss == pytest.approx(sparse_objective_by_definition(alone, H, price), rel=1e-12)
        for name, value in gradient.items():
            assert_allclose(gradients[name][k], value, atol=1e-12, err_msg=name)
        assert_allclose(codes_of(parameters, H)[k], codes_of(alone, H), atol=1e-12)
        assert_array_equal(dead_codes(parameters, H)[k], (codes_of(alone, H) == 0.0).all(axis=0))


# --- analytic

def test_the_soft_threshold_is_the_least_of_all_codes():
    codes = np.linspace(0.0, 3.0, 3001)
    for value, price in [(2.0, 1.0), (0.3, 1.0), (0.5, 1.0), (-1.0, 0.4), (1.7, 0.0)]:
        least = codes[np.argmin((value - codes) ** 2 + price * codes)]
        assert soft_threshold(value, price) == pytest.approx(least, abs=5e-4)


@pytest.mark.parametrize("length, price", [(1.0, 0.0), (1.0, 0.4), (0.7, 1.0), (1.3, 2.6), (1.0, 3.0)])
def test_a_lone_feature_by_quadrature(length, price):
    h = length * (np.arange(200_000) + 0.5) / 200_000
    c = soft_threshold(h, price)
    expected = 0.3 * ((h - c) ** 2 + price * c).mean()
    assert lone_feature_objective(length, 0.3, price) == pytest.approx(expected, rel=1e-9, abs=1e-15)


def test_gain_one_and_minus_half_the_price_are_the_best_encoder_of_a_lone_feature():
    """The slopes by encoder, code bias and, along the sphere, decoder are 0 there; and the loss is the closed form."""
    length, price, direction = 1.2, 0.5, np.array([0.6, 0.8])
    x = np.where(np.arange(40_000) % 4 == 0, (np.arange(40_000) + 0.5) / 40_000, 0.0)  # density 1/4
    point = {"encoder": direction[None, :], "code_bias": np.array([-price / 2]), "decoder": direction[:, None],
             "bias": np.zeros(2)}
    loss, gradient = sparse_objective_and_gradient(point, length * x[:, None] * direction, price)
    assert loss == pytest.approx(lone_feature_objective(length, 0.25, price), rel=1e-4)
    assert_allclose(gradient["encoder"], 0.0, atol=1e-12)
    assert_allclose(gradient["code_bias"], 0.0, atol=1e-12)
    assert_allclose(tangential(gradient["decoder"], point["decoder"]), 0.0, atol=1e-12)
    assert (gradient["decoder"][:, 0] @ direction) < -0.01  # a longer column would make the codes cheaper


def test_recovery_of_a_pentagon_by_its_own_directions_and_by_those_between():
    W = polygon(5)
    itself = recovery(3.0 * W[:, [4, 2, 0, 1, 3]], 0.5 * W)
    assert_allclose(itself.cosines, 1.0)
    assert_array_equal(itself.columns, [2, 3, 1, 4, 0])
    assert not itself.lost.any() and itself.mean == pytest.approx(1.0)
    opposite = recovery(-W, W)  # each lies between two features, 36 degrees from both
    assert_allclose(opposite.cosines, np.cos(np.pi / 5))
    assert opposite.lost.all() and not recovery(-W, W, least=0.8).lost.any()
    assert_array_equal(recovery(W[:, :2], W).lost, [False, False, True, True, True])


# --- properties

@given(generators, prices)
def test_the_gradient_is_that_of_the_objective(rng, price):
    parameters, H = away_from_kinks(rng)
    _, gradient = sparse_objective_and_gradient(parameters, H, price)
    assert gradient_error(loss_at(H, price), gradient, parameters) < GRADIENT_ERROR
    slope = taylor_slope(loss_at(H, price), gradient, parameters, random_direction(parameters, rng))
    assert slope == pytest.approx(2.0, abs=0.1) or np.isinf(slope)


@given(generators, prices)
def test_the_tangential_part_is_the_gradient_through_the_normalisation(rng, price):
    parameters, H = away_from_kinks(rng)
    parameters["decoder"] = unit_columns(parameters["decoder"])
    _, gradient = sparse_objective_and_gradient(parameters, H, price)

    def normalised(p):
        return sparse_objective(parameters | {"decoder": unit_columns(p["decoder"])}, H, price)
    along = {"decoder": tangential(gradient["decoder"], parameters["decoder"])}
    assert gradient_error(normalised, along, {"decoder": parameters["decoder"]}) < GRADIENT_ERROR
    assert_allclose((along["decoder"] * parameters["decoder"]).sum(axis=0), 0.0, atol=1e-12)


@given(generators, st.floats(0.1, 10.0))
def test_longer_columns_make_the_same_reconstruction_cheaper(rng, factor):
    parameters, H = problem(rng)
    scaled = parameters | {"encoder": parameters["encoder"] / factor, "code_bias": parameters["code_bias"] / factor,
                           "decoder": parameters["decoder"] * factor}
    free, paid = (sparse_objective(parameters, H, price) for price in (0.0, 1.0))
    assert sparse_objective(scaled, H, 0.0) == pytest.approx(free, rel=1e-10)
    assert sparse_objective(scaled, H, 1.0) == pytest.approx(free + (paid - free) / factor, rel=1e-10)


@given(generators)
def test_a_dead_code_has_no_slope(rng):
    parameters, H = problem(rng)
    parameters["code_bias"][2] = -100.0
    _, gradient = sparse_objective_and_gradient(parameters, H, 0.3)
    assert dead_codes(parameters, H)[2]
    assert not (gradient["encoder"][2].any() or gradient["code_bias"][2] or gradient["decoder"][:, 2].any())


@pytest.mark.parametrize("optimiser", [SGD(0.05), Adam(0.02)])
def test_training_keeps_lengths_and_lowers_the_objective(optimiser):
    W, draw = polygon(5), feature_batches(256, 5, 0.9, dtype=np.float64)
    start = initial_sparse_codes(2, 6, np.random.default_rng(1), n_instances=2)
    kept = {name: value.copy() for name, value in start.items()}
    price = np.array([0.05, 0.3])
    trained = train_sparse_codes(start, lambda rng: draw(rng) @ W.T, price, n_steps=150, optimiser=optimiser,
                                 rng=np.random.default_rng(2))
    H = draw(np.random.default_rng(3)) @ W.T
    assert (sparse_objective(trained, H, price) < 0.7 * sparse_objective(start, H, price)).all()
    assert_allclose(np.linalg.norm(trained["decoder"], axis=-2), 1.0, atol=1e-12)
    for name, value in kept.items():
        assert_array_equal(start[name], value)


def test_one_step_of_plain_descent_is_the_projected_one():
    parameters, H = problem(np.random.default_rng(4))
    parameters["decoder"] = unit_columns(parameters["decoder"])
    _, gradient = sparse_objective_and_gradient(parameters, H, 0.3)
    stepped = train_sparse_codes(parameters, lambda rng: H, 0.3, n_steps=1, optimiser=SGD(0.1),
                                 rng=np.random.default_rng(0))
    V = parameters["decoder"] - 0.1 * tangential(gradient["decoder"], parameters["decoder"])
    assert_allclose(stepped["decoder"], unit_columns(V), atol=1e-12)
    assert_allclose(stepped["bias"], parameters["bias"] - 0.1 * gradient["bias"], atol=1e-12)


def test_float32_stays_and_a_start_has_columns_of_length_one():
    start = initial_sparse_codes(3, 8, np.random.default_rng(0), dtype=np.float32)
    assert {value.dtype for value in start.values()} == {np.dtype(np.float32)}
    assert_allclose(np.linalg.norm(start["decoder"], axis=0), 1.0, atol=1e-6)
    assert_array_equal(start["encoder"], start["decoder"].T)
    trained = train_sparse_codes(start, lambda rng: rng.standard_normal((16, 3)), 0.1, n_steps=2, optimiser=Adam(0.01),
                                 rng=np.random.default_rng(0))
    assert {value.dtype for value in trained.values()} == {np.dtype(np.float32)}


# --- errors

CODES = initial_sparse_codes(2, 3, np.random.default_rng(0))
STACK = initial_sparse_codes(2, 3, np.random.default_rng(0), n_instances=2)


@pytest.mark.parametrize("call, message", [
    (lambda: codes_of({"W": np.eye(2)}, np.eye(2)), "parameters: wanted a dict with the keys"),
    (lambda: codes_of(CODES | {"bias": np.zeros(3)}, np.eye(2)), r"parameters\['bias'\]: wanted shape \(2,\)"),
    (lambda: codes_of(CODES, np.eye(3)), r"activations: wanted shape \(\.\.\., n_samples, 2\)"),
    (lambda: codes_of(CODES, np.ones((2, 4, 2))), "activations: wanted shape"),
    (lambda: sparse_objective(CODES, np.eye(2), -0.1), "price: wanted numbers >= 0; found -0.1"),
    (lambda: sparse_objective(STACK, np.eye(2), [1, 2, 3]), r"price: wanted one number, or shape \(2,\)"),
    (lambda: sparse_objective_by_definition(STACK, np.eye(2), 0.1), "no leading axis"),
    (lambda: codes_of({name: value[None] for name, value in STACK.items()}, np.eye(2)), "at most one leading axis"),
    (lambda: tangential(np.eye(2), np.zeros((2, 2))), "decoder: wanted columns of non-zero length; found column 0"),
    (lambda: recovery(np.eye(2), [[1.0, 0.0], [1.0, 0.0]]), "W: wanted columns of non-zero length; found column 1"),
    (lambda: recovery(np.eye(3), np.eye(2)), r"decoder: wanted shape \(\.\.\., 2, n_codes\)"),
    (lambda: recovery(np.eye(2), np.eye(2), least=2.0), r"least: wanted a number in \[-1, 1\]"),
    (lambda: soft_threshold(1.0, -1.0), "price: wanted a number in"),
    (lambda: lone_feature_objective(0.0, 0.5, 0.1), "length: wanted a number in"),
    (lambda: lone_feature_objective(1.0, 1.5, 0.1), "density: wanted numbers in"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_an_objective_that_overflows_is_said():
    with pytest.raises(FloatingPointError, match="a lower learning rate may help"), np.errstate(all="ignore"):
        train_sparse_codes(CODES, lambda rng: rng.standard_normal((8, 2)), 0.1, n_steps=60, optimiser=SGD(1e6),
                           rng=np.random.default_rng(0))


# --- golden

def test_two_samples_by_hand():
    """Origin: pencil and paper. Two codes along one axis of two, b = (0, 1)."""
    point = {"encoder": np.array([[1.0, 0.0], [-1.0, 0.0]]), "code_bias": np.array([-0.5, 0.25]),
             "decoder": np.array([[1.0, -1.0], [0.0, 0.0]]), "bias": np.array([0.0, 1.0])}
    H = np.array([[2.0, 1.0], [-1.0, 0.0]])
    # codes (3/2, 0) and (0, 5/4); Hhat (3/2, 1) and (-5/4, 1); R (-1/2, 0) and (-1/4, 1)
    assert_array_equal(codes_of(point, H), [[1.5, 0.0], [0.0, 1.25]])
    loss, gradient = sparse_objective_and_gradient(point, H, 0.4)
    assert loss == pytest.approx((0.25 + 0.0625 + 1.0 + 0.4 * 2.75) / 2)
    # dHhat = R; dC = (-1/2 + 1/5, .) and (., 1/4 + 1/5), so dP is (-0.3, 0) and (0, 0.45)
    assert_allclose(gradient["code_bias"], [-0.3, 0.45])
    assert_allclose(gradient["encoder"], [[-0.3 * 2.0, 0.0], [0.45 * -1.0, 0.45 * -1.0]])
    assert_allclose(gradient["decoder"], [[-0.5 * 1.5, -0.25 * 1.25], [0.0, 1.25]])
    assert_allclose(gradient["bias"], [-0.75 - (-0.3 - 0.45), 1.0])
