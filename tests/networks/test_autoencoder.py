"""Training: the plain loop that it must equal, what chance and the optimiser may do, and the symmetries it keeps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.descent import SGD, Adam
from srm_ref.geometry.rotations import random_rotation
from srm_ref.networks.autoencoder import LAYER_SIZES, bottleneck, initial_parameters, loss_and_gradient, train
from srm_ref.networks.digits import load_digits
from srm_ref.networks.functional_forms import elementwise, isotropic
from tests.strategies import examples, generators, seeds

ATOL = 1e-9  # rounding grows a little with every step of training; the differences looked for are above 1e-4
SIZES = (6, 5, 3, 5, 6)
HIDDEN = SIZES[1:-1]


def small(seed=0, n_samples=10):
    rng = np.random.default_rng(seed)
    forms = [elementwise("tanh", np.eye(n)) for n in HIDDEN]
    return rng.normal(size=(n_samples, 6)), forms, initial_parameters(SIZES, rng)


def turned(parameters, turns):
    """Replace every hidden h by Q^T h: W_l -> Q_l^T W_l Q_{l-1}, bias_l -> Q_l^T bias_l."""
    q = [np.eye(6), *turns, np.eye(6)]
    return {name: q[int(name[-1])].T @ (value @ q[int(name[-1]) - 1] if name[0] == "W" else value)
            for name, value in parameters.items()}


# --- definition


@pytest.mark.parametrize("optimiser, price", [(SGD(0.1, momentum=0.5), 0.0), (Adam(0.02), 0.0), (Adam(0.02), 0.3)])
def test_training_is_the_plain_loop_over_batches(optimiser, price):
    features, forms, start = small()
    result = train(features, forms, start, 3, np.random.default_rng(1), optimiser=optimiser, batch_size=4,
                   l1_price=price)
    parameters, rng = {name: value.copy() for name, value in start.items()}, np.random.default_rng(1)
    state = optimiser.initial_state(parameters)
    for _ in range(3):
        order = rng.permutation(10)
        for batch in (order[:4], order[4:8], order[8:]):  # the last is smaller
            optimiser.update(parameters, loss_and_gradient(parameters, forms, features[batch], price)[1], state)
    for name, value in parameters.items():
        assert_allclose(result.parameters[-1][name], value, rtol=0, atol=1e-13)
    assert_allclose(result.activations[-1], bottleneck(parameters, forms, features), atol=1e-12)
    # without the price
    assert_allclose(result.losses[-1], loss_and_gradient(parameters, forms, features)[0], rtol=1e-12)


# --- analytic


def test_initial_weights_have_glorot_s_variance_and_biases_are_zero():
    parameters = initial_parameters(LAYER_SIZES, np.random.default_rng(2))
    assert list(parameters) == ["W1", "bias1", "W2", "bias2", "W3", "bias3", "W4", "bias4"]
    for layer, (n_in, n_out) in enumerate(zip(LAYER_SIZES, LAYER_SIZES[1:]), start=1):
        weights = parameters[f"W{layer}"]
        assert weights.shape == (n_out, n_in)
        wanted = 2 / (n_in + n_out)
        assert abs(np.mean(weights**2) - wanted) < 5 * wanted * np.sqrt(2 / weights.size)  # five standard errors
        assert (parameters[f"bias{layer}"] == 0).all()


def test_epoch_zero_is_the_initialisation():
    features, forms, start = small()
    result = train(features, forms, start, 0, np.random.default_rng(3))
    assert_array_equal(result.epochs, [0])
    assert_array_equal(result.activations[0], bottleneck(start, forms, features))
    assert result.losses[0] == pytest.approx(loss_and_gradient(start, forms, features)[0], rel=1e-12)


def test_snapshots_do_not_move_on_and_report_the_epochs_asked_for():
    features, forms, start = small()
    kept = {name: value.copy() for name, value in start.items()}
    calls = []
    result = train(features, forms, start, 4, np.random.default_rng(4), snapshot_epochs=(1, 3),
                   progress=lambda done, total: calls.append((done, total)))
    assert_array_equal(result.epochs, [1, 3])
    assert result.activations.shape == (2, 10, 3) and result.losses.shape == (2,)
    for epoch, activations, loss, parameters in zip(*result):
        alone = train(features, forms, start, int(epoch), np.random.default_rng(4))
        assert_array_equal(activations, alone.activations[-1])
        assert loss == alone.losses[-1]
        assert all(np.array_equal(parameters[name], alone.parameters[-1][name]) for name in start)
    assert calls == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert all(np.array_equal(start[name], kept[name]) for name in start)  # the start is the caller's


def test_digits_are_learned():
    images = load_digits().images
    forms = [isotropic("tanh", n) for n in LAYER_SIZES[1:-1]]
    start = initial_parameters(LAYER_SIZES, np.random.default_rng(5))
    result = train(images, forms, start, 4, np.random.default_rng(6))
    constant = np.mean((images - images.mean(axis=0)) ** 2)  # the best loss without looking at the image
    assert result.losses[0] > constant > 2 * result.losses[-1]


# --- properties


@examples(5)
@given(seeds)
def test_the_same_generators_give_the_same_network(seed):
    runs = [train(*small(seed), 2, np.random.default_rng(seed), batch_size=4) for _ in range(2)]
    assert_array_equal(runs[0].activations, runs[1].activations)
    other = train(*small(seed), 2, np.random.default_rng(seed + 1), batch_size=4)
    assert not np.array_equal(other.activations[-1], runs[0].activations[-1])


@examples(10)
@given(generators, st.sampled_from(["isotropic", "own basis"]))
def test_under_sgd_turned_weights_lead_to_the_turned_network_for_ever(rng, kind):
    features, forms, start = small()
    turns = [random_rotation(n, rng) for n in HIDDEN]
    before, after = ((forms, [elementwise("tanh", q) for q in turns]) if kind == "own basis" else
                     ([isotropic("tanh", n) for n in HIDDEN],) * 2)
    seed = int(rng.integers(2**32))
    one = train(features, before, start, 5, np.random.default_rng(seed), optimiser=SGD(0.1), batch_size=4)
    two = train(features, after, turned(start, turns), 5, np.random.default_rng(seed), optimiser=SGD(0.1), batch_size=4)
    assert_allclose(two.activations, one.activations @ turns[1], atol=ATOL)
    assert_allclose(two.losses, one.losses, atol=ATOL)


def test_under_adam_they_do_not():
    features, _, start = small()
    forms = [isotropic("tanh", n) for n in HIDDEN]
    turns = [random_rotation(n, np.random.default_rng(n)) for n in HIDDEN]
    one, two = (train(features, forms, p, 5, np.random.default_rng(7)) for p in (start, turned(start, turns)))
    assert_allclose(two.activations[0], one.activations[0] @ turns[1], atol=ATOL)
    assert np.abs(two.activations[-1] - one.activations[-1] @ turns[1]).max() > 1e-4


# --- errors


@pytest.mark.parametrize("changes, message", [
    ({"n_epochs": -1}, "n_epochs: wanted an integer >= 0; found -1"),
    ({"l1_price": -0.1}, r"l1_price: wanted a number in \[0, inf\); found -0.1"),
    ({"l1_price": np.inf}, "l1_price: wanted a number"),
    ({"batch_size": 0}, "batch_size: wanted an integer >= 1; found 0"),
    ({"rng": 7}, "rng: wanted a numpy.random.Generator"),
    ({"snapshot_epochs": (0, 3)}, r"snapshot_epochs\[1\]: wanted an integer in \[0, 2\]; found 3"),
    ({"snapshot_epochs": (1, 1)}, r"snapshot_epochs: wanted one epoch or more, increasing; found \[1, 1\]"),
    ({"snapshot_epochs": ()}, "snapshot_epochs: wanted one epoch or more"),
    ({"features": np.zeros((3, 7))}, r"parameters\['W1'\]: wanted a float64 array of shape \(5, 7\)"),
    ({"optimiser": SGD(1e200)},
     "optimiser: wanted steps that keep the network finite; found a loss of (inf|nan) after epoch 2"),
])
def test_bad_arguments_are_refused(changes, message):
    features, forms, start = small()
    arguments = {"features": features, "forms": forms, "parameters": start, "n_epochs": 2,
                 "rng": np.random.default_rng(8), **changes}
    with pytest.raises(ValueError, match=message):
        train(**arguments)


@pytest.mark.parametrize("sizes", [(4, 4), (4, 2, 5), ()])
def test_sizes_that_are_no_autoencoder_are_refused(sizes):
    with pytest.raises(ValueError, match="layer_sizes: wanted at least three sizes, the last equal to the first"):
        initial_parameters(sizes, np.random.default_rng(9))
    with pytest.raises(ValueError, match=r"layer_sizes\[\d\]: wanted an integer >= 1; found 0"):
        initial_parameters((4, 0, 4), np.random.default_rng(9))


# --- golden


def test_one_step_down_the_gradient_by_hand():
    # x = 3, h = relu(2 x) = 6, y = 1 h = 6: gradient 2 (y - x) = 6 = bias2's, times h for W2, times x for W1 (W2 = 1).
    start = {"W1": np.array([[2.0]]), "bias1": np.zeros(1), "W2": np.array([[1.0]]), "bias2": np.zeros(1)}
    result = train([[3.0]], [elementwise("relu", [[1.0]])], start, 1, np.random.default_rng(0), optimiser=SGD(1 / 64))
    end = result.parameters[-1]
    assert [float(end[name].item()) for name in ("W1", "bias1", "W2", "bias2")] == [1.71875, -0.09375, 0.4375, -0.09375]
    assert result.losses.tolist() == [9.0, (0.4375 * (1.71875 * 3 - 0.09375) - 0.09375 - 3) ** 2]
