"""The dense autoencoder: layer by layer, and its gradient by hand against numerical ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.geometry.bases import simplex
from srm_ref.geometry.rotations import random_rotation
from srm_ref.networks.autoencoder import backpropagate, bottleneck, forward, loss_and_gradient, narrowest
from srm_ref.networks.functional_forms import elementwise, isotropic, overcomplete
from srm_ref.verification.gradcheck import gradient_error, random_direction, taylor_slope
from tests.strategies import generators

ATOL = 1e-12  # a few hundred roundings of numbers near 1, through four layers
GRADIENT_ERROR = 1e-6  # central differences of smooth losses reach 1e-8
SIZES = (5, 4, 3, 4, 5)
HIDDEN = SIZES[1:-1]


def parameters_of(rng, sizes=SIZES):
    """Random weights and, unlike at the start of training, biases that are not zero."""
    return {name: value for layer, (n_in, n_out) in enumerate(zip(sizes, sizes[1:]), start=1) for name, value in
            ((f"W{layer}", rng.normal(size=(n_out, n_in))), (f"bias{layer}", rng.normal(size=n_out)))}


FAMILIES = {
    "tanh": lambda n: elementwise("tanh", np.eye(n)),
    "leaky relu": lambda n: elementwise("leaky_relu", np.eye(n)),
    "rotated tanh": lambda n: elementwise("tanh", random_rotation(n, np.random.default_rng(n))),
    "simplex relu": lambda n: overcomplete("relu", simplex(n)),
    "isotropic tanh": lambda n: isotropic("tanh", n),
}
families = st.sampled_from(sorted(FAMILIES))


def forms_of(family):
    return [FAMILIES[family](n) for n in HIDDEN]


# --- definition


@pytest.mark.parametrize("family", FAMILIES)
def test_layers_and_loss_are_those_of_the_equations(family):
    rng = np.random.default_rng(0)
    parameters, forms, features = parameters_of(rng), forms_of(family), rng.normal(size=(6, 5))
    layers = forward(parameters, forms, features)
    total = 0.0
    for s, x in enumerate(features):
        h = x
        for layer in (1, 2, 3, 4):
            h = parameters[f"W{layer}"] @ h + parameters[f"bias{layer}"]
            h = forms[layer - 1].apply(h) if layer < 4 else h
            assert_allclose(layers[layer - 1][s], h, atol=ATOL)
        total += np.sum((h - x) ** 2)
    assert_allclose(loss_and_gradient(parameters, forms, features)[0], total / (6 * 5), rtol=1e-12)


@pytest.mark.parametrize("family", FAMILIES)
def test_gradients_pass_central_differences_and_the_taylor_slope(family):
    rng = np.random.default_rng(1)
    parameters, forms, features = parameters_of(rng), forms_of(family), rng.normal(size=(6, 5))
    def loss(point):
        return loss_and_gradient(point, forms, features)[0]
    gradients = loss_and_gradient(parameters, forms, features)[1]
    assert gradient_error(loss, gradients, parameters) < GRADIENT_ERROR
    steps = np.geomspace(1e-5, 1e-4, 5)  # short: no ReLU changes sides on the way
    slope = taylor_slope(loss, gradients, parameters, random_direction(parameters, rng), steps)
    assert slope == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize("family", ["tanh", "leaky relu", "rotated tanh", "isotropic tanh"])
def test_the_price_is_of_the_bottleneck_s_activations_and_its_gradient_passes_the_same(family):
    rng = np.random.default_rng(5)
    parameters, forms, features = parameters_of(rng), forms_of(family), rng.normal(size=(6, 5))
    def loss(point):
        return loss_and_gradient(point, forms, features, 0.7)[0]
    paid = sum(abs(value) for row in bottleneck(parameters, forms, features) for value in row) * 0.7 / 6
    assert_allclose(loss(parameters), loss_and_gradient(parameters, forms, features)[0] + paid, rtol=1e-12)
    gradients = loss_and_gradient(parameters, forms, features, 0.7)[1]
    assert gradient_error(loss, gradients, parameters) < GRADIENT_ERROR
    # the price is seen
    assert gradient_error(loss, loss_and_gradient(parameters, forms, features)[1], parameters) > 0.01


# --- analytic


@pytest.mark.parametrize("family", FAMILIES)
def test_without_a_price_every_bit_is_that_of_the_lines_without_one(family):
    rng = np.random.default_rng(6)
    parameters, forms, features = parameters_of(rng), forms_of(family), rng.normal(size=(6, 5))
    h = [features]
    for layer in (1, 2, 3):
        h.append(forms[layer - 1].forward(h[-1] @ parameters[f"W{layer}"].T + parameters[f"bias{layer}"]))
    error = h[3] @ parameters["W4"].T + parameters["bias4"] - features
    wanted, delta = {}, (2.0 / error.size) * error
    for layer in (4, 3, 2, 1):
        wanted[f"W{layer}"], wanted[f"bias{layer}"] = delta.T @ h[layer - 1], delta.sum(axis=0)
        if layer > 1:
            z = h[layer - 2] @ parameters[f"W{layer - 1}"].T + parameters[f"bias{layer - 1}"]
            delta = forms[layer - 2].pullback(z, delta @ parameters[f"W{layer}"])
    loss, gradients = loss_and_gradient(parameters, forms, features)
    assert loss == float(np.vdot(error, error)) / error.size
    assert all((gradients[name] == wanted[name]).all() for name in gradients)


def test_an_activation_of_zero_pays_nothing_and_is_not_pushed():
    parameters = {"W1": np.zeros((1, 1)), "bias1": np.zeros(1), "W2": np.ones((1, 1)), "bias2": np.zeros(1)}
    priced, free = (loss_and_gradient(parameters, [elementwise("tanh", [[1.0]])], [[0.0]], price)
                    for price in (3.0, 0.0))
    assert priced == free


def test_the_bottleneck_is_the_first_of_the_narrowest_hidden_layers():
    rng = np.random.default_rng(2)
    parameters, forms, features = parameters_of(rng), forms_of("tanh"), rng.normal(size=(6, 5))
    assert_allclose(bottleneck(parameters, forms, features), forward(parameters, forms, features)[1])
    assert narrowest([isotropic("tanh", n) for n in (4, 2, 3, 2)]) == 1


def test_at_a_perfect_reconstruction_the_gradient_vanishes():
    identity = {"W1": np.eye(2), "bias1": np.zeros(2), "W2": np.eye(2), "bias2": np.zeros(2)}
    loss, gradients = loss_and_gradient(identity, [elementwise("relu", np.eye(2))], [[1.0, 2.0], [3.0, 4.0]])
    assert loss == 0.0
    assert all((value == 0.0).all() for value in gradients.values())


# --- properties


@given(generators, families)
def test_more_copies_of_the_data_in_another_order_change_nothing(rng, family):
    parameters, forms, features = parameters_of(rng), forms_of(family), rng.normal(size=(4, 5))
    loss, gradients = loss_and_gradient(parameters, forms, features)
    again, gradients_again = loss_and_gradient(parameters, forms, rng.permutation(np.tile(features, (3, 1))))
    assert_allclose(again, loss, rtol=1e-12)
    for name in gradients:
        assert_allclose(gradients_again[name], gradients[name], atol=1e-11)


@given(generators)
def test_a_form_in_a_turned_basis_is_the_same_network_with_turned_weights(rng):
    """f_Q(z) = Q^T f(Q z): carry Q over to the weights around each hidden layer, and only the activations turn."""
    standard, turns = parameters_of(rng), [random_rotation(n, rng) for n in HIDDEN]
    turned = _turned(standard, turns)
    features = rng.normal(size=(4, 5))
    forms = [elementwise("tanh", np.eye(n)) for n in HIDDEN], [elementwise("tanh", q) for q in turns]
    layers, layers_turned = forward(standard, forms[0], features), forward(turned, forms[1], features)
    for h, h_turned, q in zip(layers, layers_turned, [*turns, np.eye(5)]):
        assert_allclose(h_turned, h @ q, atol=ATOL)
    gradients = _turned(loss_and_gradient(standard, forms[0], features)[1], turns)
    for name, value in loss_and_gradient(turned, forms[1], features)[1].items():
        assert_allclose(value, gradients[name], atol=ATOL)


@given(generators)
def test_an_isotropic_network_with_turned_weights_is_the_same_network(rng):
    parameters, turns = parameters_of(rng), [random_rotation(n, rng) for n in HIDDEN]
    forms, features = forms_of("isotropic tanh"), rng.normal(size=(4, 5))
    assert_allclose(forward(_turned(parameters, turns), forms, features)[-1], forward(parameters, forms, features)[-1],
                    atol=ATOL)


def _turned(parameters, turns):
    """Replace every hidden h by Q^T h: W_l -> Q_l^T W_l Q_{l-1}, bias_l -> Q_l^T bias_l."""
    q = [np.eye(5), *turns, np.eye(5)]
    return {name: q[int(name[-1])].T @ (value @ q[int(name[-1]) - 1] if name[0] == "W" else value)
            for name, value in parameters.items()}


# --- errors


@pytest.mark.parametrize("change, message", [
    ({"W2": np.zeros((4, 3))},
     r"parameters\['W2'\]: wanted a float64 array of shape \(3, 4\); found float64 of shape \(4, 3\)"),
    ({"bias4": np.zeros(4)}, r"parameters\['bias4'\]: wanted a float64 array of shape \(5,\)"),
    ({"W1": np.zeros((4, 5), dtype=np.float32)}, r"parameters\['W1'\]: .* found float32"),
    ({"bias1": [0.0] * 4}, r"parameters\['bias1'\]: .* found list"),
    ({"W5": np.zeros((5, 5))}, r"parameters: wanted the keys \['W1', .*'bias4'\]; found .*'W5'"),
])
def test_parameters_that_do_not_fit_are_refused(change, message):
    parameters = {**parameters_of(np.random.default_rng(3)), **change}
    for function in (forward, bottleneck, loss_and_gradient):
        with pytest.raises(ValueError, match=message):
            function(parameters, forms_of("tanh"), np.zeros((2, 5)))


@pytest.mark.parametrize("forms, features, message", [
    ([], np.zeros((2, 5)), "forms: wanted one FunctionalForm for every hidden layer"),
    ([np.tanh] * 3, np.zeros((2, 5)), "forms: wanted one FunctionalForm for every hidden layer"),
    (forms_of("tanh"), np.zeros((2, 6)), r"parameters\['W1'\]: wanted a float64 array of shape \(4, 6\)"),
    (forms_of("tanh"), np.full((2, 5), np.nan), r"features: wanted finite numbers; found nan at index \(0, 0\)"),
    (forms_of("tanh"), np.zeros((0, 5)), "features: wanted at least one number"),
    (forms_of("tanh"), np.zeros(5), "features: wanted shape"),
])
def test_forms_and_features_that_do_not_fit_are_refused(forms, features, message):
    with pytest.raises(ValueError, match=message):
        loss_and_gradient(parameters_of(np.random.default_rng(4)), forms, features)


def test_a_price_below_zero_is_refused():
    with pytest.raises(ValueError, match=r"l1_price: wanted a number in \[0, inf\); found -1"):
        loss_and_gradient(parameters_of(np.random.default_rng(7)), forms_of("tanh"), np.zeros((2, 5)), -1.0)


# --- golden


def test_a_network_of_one_tanh_against_mpmath():
    # Loss and numeric derivatives with mpmath at 30 digits.
    parameters = {"W1": np.array([[0.5, -0.25]]), "bias1": np.array([0.1]),
                  "W2": np.array([[0.75], [-1.5]]), "bias2": np.array([0.2, -0.3])}
    features = np.array([[1.0, 2.0], [-0.5, 0.25]])
    gradients = {name: np.full_like(value, np.nan) for name, value in parameters.items()}
    loss = backpropagate(parameters, [elementwise("tanh", [[1.0]])], features, gradients)
    assert loss == pytest.approx(1.71913832878362603, rel=1e-14)
    assert_allclose(gradients["W1"], [[1.36765604671993424, 3.19019770645231566]], rtol=1e-13)
    assert_allclose(gradients["bias1"], [1.91351878233487085], rtol=1e-13)
    assert_allclose(gradients["W2"], [[-0.0929808500527346795], [-0.0973681114201024533]], rtol=1e-13)
    assert_allclose(gradients["bias2"], [-0.0911338155511486, -1.3427323688977028], rtol=1e-13)
