"""The toy models, the paper's and those the tests state: against loops, exact layouts, symmetries, numerical
gradients.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.geometry.rotations import random_rotation
from srm_ref.superposition.correlated_features import sample_anticorrelated_sets, sample_correlated_sets
from srm_ref.superposition.features import sample_features
from srm_ref.superposition.models import MODELS
from srm_ref.verification.gradcheck import gradient_error, random_direction, taylor_slope
from tests.statements import STATEMENTS
from tests.strategies import generators, model_names, toy_features, toy_parameters, toy_problems
from tests.walks import stays

ATOL = 1e-12  # some hundreds of roundings of numbers near 1
GRADIENT_ERROR = 1e-6  # central differences of step 1e-6 reach 3e-9 on these models
KINK = 1e-4  # no pre-activation nearer to 0 than a difference step can reach
SIGMAS = 5.0  # standard errors of a sample mean; false alarm 6e-7 each, seeds fixed
TIED = ["linear", "relu_output", "relu_hidden"]
LINEAR, OUTPUT, HIDDEN, ABSOLUTE = (MODELS[name] for name in [*TIED, "absolute_value"])
SIZES = [(5, 2), (20, 5), (6, 3), (3, 6), (10, 5)]


def layout(*columns, bias=0.0):
    """Parameters of a tied model from the columns of W."""
    W = np.array(columns, dtype=float).T
    return {"W": W, "bias": np.broadcast_to(np.asarray(bias, dtype=float), W.shape[1:]).copy()}


def per_sample(model, parameters, features, importance):
    """The loss of each sample alone, from `forward`."""
    return ((model.forward(parameters, features) - model.target(features)) ** 2) @ np.asarray(importance, dtype=float)


def assert_expected_loss(model, parameters, features, importance, expected):
    losses = per_sample(model, parameters, features, importance)
    assert abs(losses.mean() - expected) < SIGMAS * losses.std() / np.sqrt(len(losses)) + 1e-12
    assert_allclose(model.loss(parameters, features, importance), losses.mean(), rtol=1e-10)


def expectation(model, parameters, importance, p, n_nodes):
    """The loss over sparse uniform features by the midpoint rule: every set of active features, every cell."""
    n, nodes = len(importance), (np.arange(n_nodes) + 0.5) / n_nodes
    total = 0.0
    for active in itertools.product([False, True], repeat=n):
        k = sum(active)
        features = np.zeros((n_nodes**k, n))
        features[:, active] = nodes[np.indices((n_nodes,) * k).reshape(k, n_nodes**k).T]
        total += p**k * (1 - p) ** (n - k) * model.loss(parameters, features, importance)
    return total


def away_from_kinks(model, parameters, features):
    A, _, Z, _ = model.run(parameters, features)
    met = A if model.hidden_bias else A[features.any(axis=-1)]  # a zero sample stays at A = 0 whatever W is
    return np.abs(Z).min() > KINK and (met.size == 0 or np.abs(met).min() > KINK)


def transform(parameters, **changes):
    return {**parameters, **changes}


# --- definition


PAPER = {  # sigma, tau, target, in numbers: the paper's four models, written once more
    "linear": (lambda a: a, lambda z: z, lambda x: x),
    "relu_output": (lambda a: a, lambda z: max(z, 0.0), lambda x: x),
    "relu_hidden": (lambda a: max(a, 0.0), lambda z: max(z, 0.0), lambda x: x),
    "absolute_value": (lambda a: max(a, 0.0), lambda z: max(z, 0.0), abs),
}


def in_numbers(name):
    """sigma, tau and target of a statement as functions of one number: by hand where the model is the paper's."""
    model = STATEMENTS[name]
    return PAPER.get(name, [lambda s, f=f: float(f(np.array([s]))[0])
                            for f in (model.hidden_map.value, model.output_map.value, model.target)])


@given(toy_problems())
def test_loss_and_output_are_those_of_the_loops(problem):
    name, p, X, importance, _ = problem
    W, V = (p["W1"], p["W2"]) if "W1" in p else (p["W"], p["W"].T)
    c, (sigma, tau, target) = p.get("hidden_bias", np.zeros(len(W))), in_numbers(name)
    model, total = STATEMENTS[name], 0.0
    outputs, hidden = model.forward(p, X), model.hidden(p, X)
    for x, y, found in zip(X, outputs, hidden):
        h = [sigma(sum(W[r, i] * x[i] for i in range(len(x))) + c[r]) for r in range(len(W))]
        assert_allclose(found, h, atol=ATOL)
        for i in range(len(x)):
            expected = tau(sum(V[i, r] * h[r] for r in range(len(W))) + p["bias"][i])
            assert abs(y[i] - expected) < ATOL
            total += importance[i] * (expected - target(x[i])) ** 2
        total += 0.3 * sum(abs(value) for value in h)
    assert_allclose(model.loss(p, X, importance, l1=0.3), total / len(X), rtol=1e-10)
    assert_allclose(model.loss_and_gradient(p, X, importance, l1=0.3)[0], total / len(X), rtol=1e-10)


def test_the_papers_four_models_are_there():
    assert MODELS.keys() == PAPER.keys() and all(model.name == name for name, model in MODELS.items())


def test_one_gradient_is_computed_in_one_room():
    """What is read from top to bottom in `models` runs from top to bottom in `models`."""
    p, X = toy_parameters("relu_output", 5, 2, np.random.default_rng(0), (3,)), np.full((7, 5), 0.3)
    assert stays(lambda: OUTPUT.loss_and_gradient(p, X, np.ones(5))) == (1, ["srm_ref.superposition.models"])


@pytest.mark.parametrize("l1", [0.0, 0.2])
@pytest.mark.parametrize("sizes", [SIZES[0], *(pytest.param(sizes, marks=pytest.mark.slow) for sizes in SIZES[1:])])
@pytest.mark.parametrize("name", STATEMENTS)
def test_every_entry_of_every_gradient(name, sizes, l1):
    model, rng = STATEMENTS[name], np.random.default_rng(sizes)
    n, m = sizes
    p, X = toy_parameters(name, n, m, rng), toy_features(name, 24, n, rng)
    while not away_from_kinks(model, p, X):
        p = toy_parameters(name, n, m, rng)
    importance = 0.8 ** np.arange(n)
    _, gradient = model.loss_and_gradient(p, X, importance, l1=l1)
    assert {key: value.shape for key, value in gradient.items()} == {key: value.shape for key, value in p.items()}
    assert gradient_error(lambda q: model.loss(q, X, importance, l1=l1), gradient, p) < GRADIENT_ERROR


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_first_order_remainder_is_quadratic(name):
    model, rng = STATEMENTS[name], np.random.default_rng(3)
    X, importance, p = toy_features(name, 24, 6, rng), rng.uniform(0.5, 2.0, 6), toy_parameters(name, 6, 3, rng)
    while not away_from_kinks(model, p, X):
        p = toy_parameters(name, 6, 3, rng)
    _, gradient = model.loss_and_gradient(p, X, importance, l1=0.1)
    slopes = [taylor_slope(lambda q: model.loss(q, X, importance, l1=0.1), gradient, p, random_direction(p, rng),
                           steps=np.geomspace(1e-6, 2e-5, 7)) for _ in range(5)]  # too short to cross a kink
    assert_allclose(slopes, 2.0, atol=0.02)


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("name", STATEMENTS)
def test_instances_are_models_apart(name, shared):
    model, rng = STATEMENTS[name], np.random.default_rng(4)
    p = toy_parameters(name, 5, 2, rng, (3,))
    X = toy_features(name, 7, 5, rng, () if shared else (3,))
    importance = rng.uniform(0.1, 2.0, (3, 5))
    losses, gradients = model.loss_and_gradient(p, X, importance, l1=0.1)
    outputs, hidden = model.forward(p, X), model.hidden(p, X)
    assert losses.shape == (3,) and outputs.shape == (3, 7, 5) and hidden.shape == (3, 7, 2)
    for k in range(3):
        alone = {key: value[k] for key, value in p.items()}
        batch = X if shared else X[k]
        loss, gradient = model.loss_and_gradient(alone, batch, importance[k], l1=0.1)
        assert isinstance(loss, float)
        assert_allclose(losses[k], loss, rtol=1e-12)
        assert_allclose(outputs[k], model.forward(alone, batch), atol=ATOL)
        for key in gradient:
            assert_allclose(gradients[key][k], gradient[key], atol=ATOL)


# --- analytic


@pytest.mark.parametrize("name", [name for name, model in MODELS.items()
                                  if model.output_map.value(np.array(0.25)) == 0.25])
def test_zero_weights(name):
    """W = 0: loss (p/3) sum I at b = 0; v(p) sum I at b = p/2, the best constant."""
    model, p, importance = MODELS[name], 0.4, np.array([1.0, 0.5, 2.0])
    X = sample_features(50_000, 3, 1 - p, np.random.default_rng(5), low=-1.0 if name == "absolute_value" else 0.0)
    zero = {key: np.zeros_like(value) for key, value in toy_parameters(name, 3, 2, np.random.default_rng(0)).items()}
    assert_expected_loss(model, zero, X, importance, p / 3 * importance.sum())
    mean = transform(zero, bias=np.full(3, p / 2))
    assert_expected_loss(model, mean, X, importance, (p / 3 - p**2 / 4) * importance.sum())
    best = np.abs(X).mean(axis=0)  # of this sample; p/2 in the population
    assert_allclose(model.loss_and_gradient(transform(zero, bias=best), X, importance)[1]["bias"], 0.0, atol=ATOL)


@given(toy_problems(), st.floats(0.1, 10.0))
def test_loss_and_gradients_are_linear_in_importance(problem, factor):
    name, p, X, importance, _ = problem
    loss, gradient = STATEMENTS[name].loss_and_gradient(p, X, importance)
    scaled, scaled_gradient = STATEMENTS[name].loss_and_gradient(p, X, factor * importance)
    assert_allclose(scaled, factor * loss, rtol=1e-10)
    for key in gradient:
        assert_allclose(scaled_gradient[key], factor * gradient[key], atol=1e-10)
    single = [STATEMENTS[name].loss(p, X, row) for row in np.eye(len(importance))]
    errors = (STATEMENTS[name].forward(p, X) - STATEMENTS[name].target(X)) ** 2
    assert_allclose(single, errors.mean(axis=0), atol=ATOL)


@pytest.mark.parametrize("name", ["relu_output", "relu_hidden", "absolute_value"])
def test_nothing_active(name):
    """L_0 = sum I relu(b)^2, its bias gradient 2 I relu(b), and nothing for the weights."""
    p = toy_parameters(name, 4, 2, np.random.default_rng(6))
    importance, b = np.array([1.0, 0.5, 2.0, 3.0]), np.maximum(p["bias"], 0.0)
    loss, gradient = MODELS[name].loss_and_gradient(p, np.zeros((3, 4)), importance)
    assert_allclose(loss, importance @ b**2, rtol=1e-13)
    assert_allclose(gradient.pop("bias"), 2 * importance * b, rtol=1e-13)
    for value in gradient.values():
        assert_array_equal(value, 0.0)


@given(generators)
def test_orthogonal_weights_reconstruct(rng):
    """n = m, W orthogonal, b = 0: no loss."""
    p = {"W": random_rotation(4, rng), "bias": np.zeros(4)}
    X = toy_features("relu_output", 10, 4, rng)
    assert_allclose(OUTPUT.forward(p, X), X, atol=ATOL)


@pytest.mark.parametrize("m", [1, 2, 4])
def test_negative_interference_is_free_for_one_feature_at_a_time(m):
    """W = [1, -1], 1 the unit matrix, stores 2m features in m dimensions; so does any W without positive products,
    here a simplex.
    """
    one_by_one = 0.7 * np.eye(2 * m)
    assert_allclose(OUTPUT.forward(layout(*np.eye(m), *-np.eye(m)), one_by_one), one_by_one, atol=ATOL)
    corners = np.eye(m + 1) - 1 / (m + 1)
    p = {"W": np.linalg.qr(corners)[1][:m] / np.sqrt(m / (m + 1)), "bias": np.zeros(m + 1)}
    assert_allclose(np.diag(p["W"].T @ p["W"]), 1.0)
    assert OUTPUT.loss(p, 0.7 * np.eye(m + 1), np.ones(m + 1)) < ATOL
    assert OUTPUT.loss(p, np.zeros((1, m + 1)), np.ones(m + 1)) == 0.0


@pytest.mark.parametrize("p", [0.2, 1.0])
def test_anticorrelated_pairs_fit_on_one_axis(p):
    X = sample_anticorrelated_sets(2000, [2, 2], 1 - p, np.random.default_rng(7))
    W = layout([1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0])
    assert OUTPUT.loss(W, X, np.ones(4)) == 0.0


def test_both_of_an_antipodal_pair():
    """The error is min(x1, x2) on both outputs; its mean square over the unit square is 1/6."""
    X = np.random.default_rng(8).random((50_000, 2))
    error = OUTPUT.forward(layout([1.0], [-1.0]), X) - X
    assert_allclose(-error, np.minimum(X[:, :1], X[:, 1:]) * np.ones(2), atol=ATOL)
    for importance in ([1.0, 0.0], [0.0, 1.0]):
        assert_expected_loss(OUTPUT, layout([1.0], [-1.0]), X, importance, 1 / 6)


@pytest.mark.parametrize(("p", "r"), [(0.3, 0.5), (0.8, 2.0), (1.0, 1.0)])
def test_losses_of_the_phase_diagrams_candidates(p, r):
    """n = 2, m = 1: r v, v, (1+r) p^2/6. n = 3, m = 2: r v, v, p^2/3, (1+r) p^2/6; triangle (2+r)(p^2/8 + p^3/24)."""
    v, h = p / 3 - p**2 / 4, p / 2
    for W, expected in [(layout([1.0], [0.0], bias=[0.0, h]), r * v), (layout([0.0], [1.0], bias=[h, 0.0]), v),
                        (layout([1.0], [-1.0]), (1 + r) * p**2 / 6)]:
        assert_allclose(expectation(OUTPUT, W, [1.0, r], p, 200), expected, rtol=1e-4)
    triangle = [(np.cos(t), np.sin(t)) for t in 2 * np.pi / 3 * np.arange(3)]
    e, o = np.eye(2), np.zeros(2)
    for W, expected in [(layout(e[0], e[1], o, bias=[0, 0, h]), r * v), (layout(o, e[0], e[1], bias=[h, 0, 0]), v),
                        (layout(e[0], -e[0], e[1]), p**2 / 3), (layout(e[0], e[1], -e[1]), (1 + r) * p**2 / 6),
                        (layout(*triangle), (2 + r) * (p**2 / 8 + p**3 / 24))]:
        assert_allclose(expectation(OUTPUT, W, [1.0, 1.0, r], p, 40), expected, rtol=2e-3)


@pytest.mark.parametrize("name", TIED)
def test_keeping_the_most_important(name):
    """The top m stored, b = p/2 for the rest: loss v sum of the rest; the linear model is at rest there."""
    p, importance = 0.5, np.array([1.0, 0.7, 0.5, 0.3])
    W = layout([1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.0, 0.0], bias=[0.0, 0.0, p / 2, p / 2])
    X = sample_features(50_000, 4, 1 - p, np.random.default_rng(9))
    assert_expected_loss(MODELS[name], W, X, importance, (p / 3 - p**2 / 4) * importance[2:].sum())
    _, gradient = MODELS[name].loss_and_gradient(W, X, importance)
    assert max(np.abs(value).max() for value in gradient.values()) < SIGMAS * 2 / np.sqrt(len(X))


@given(generators)
def test_the_linear_models_best_bias(rng):
    """b = (1 - G) mean(x), 1 the unit matrix, has no bias gradient, on any batch with the batch's own mean."""
    W, X = rng.normal(size=(2, 5)), toy_features("linear", 30, 5, rng)
    bias = (np.eye(5) - W.T @ W) @ X.mean(axis=0)
    assert_allclose(LINEAR.loss_and_gradient({"W": W, "bias": bias}, X, np.ones(5))[1]["bias"], 0.0, atol=ATOL)


@given(generators, st.sampled_from(TIED))
def test_zero_weights_are_stationary(rng, name):
    p = {"W": np.zeros((2, 5)), "bias": rng.normal(size=5)}
    assert_array_equal(MODELS[name].loss_and_gradient(p, toy_features(name, 9, 5, rng), np.ones(5))[1]["W"], 0.0)


@pytest.mark.parametrize("name", ["relu_output", "relu_hidden", "absolute_value"])
def test_dead_outputs_have_no_gradient(name):
    rng = np.random.default_rng(10)
    p, X = toy_parameters(name, 5, 2, rng), toy_features(name, 20, 5, rng)
    loss, gradient = MODELS[name].loss_and_gradient(transform(p, bias=np.full(5, -100.0)), X, np.ones(5))
    assert_allclose(loss, (X**2).sum(axis=1).mean(), rtol=1e-13)
    for value in gradient.values():
        assert_array_equal(value, 0.0)


@pytest.mark.parametrize("name", ["relu_output", "relu_hidden", "absolute_value"])
def test_at_the_kink_the_relus_derivative_is_zero(name):
    zero = {key: np.zeros_like(value) for key, value in toy_parameters(name, 3, 2, np.random.default_rng(0)).items()}
    for value in MODELS[name].loss_and_gradient(zero, np.full((2, 3), 0.5), np.ones(3))[1].values():
        assert_array_equal(value, 0.0)


@given(generators)
def test_the_relu_never_hurts_features_that_are_not_negative(rng):
    p, X = toy_parameters("relu_output", 5, 2, rng), toy_features("relu_output", 20, 5, rng)
    importance = rng.uniform(0.1, 2.0, 5)
    assert OUTPUT.loss(p, X, importance) <= LINEAR.loss(p, X, importance)


def test_absolute_value_by_two_neurons_a_feature():
    """W1 = [1; -1], W2 = [1, 1], 1 the unit matrix, is exact, and even in x."""
    E = np.eye(3)
    p = {"W1": np.vstack([E, -E]), "W2": np.hstack([E, E]), "bias": np.zeros(3)}
    X = toy_features("absolute_value", 50, 3, np.random.default_rng(11))
    assert_array_equal(ABSOLUTE.forward(p, X), np.abs(X))
    assert_array_equal(ABSOLUTE.forward(p, -X), ABSOLUTE.forward(p, X))
    assert ABSOLUTE.loss(p, X, np.ones(3)) == 0.0


@pytest.mark.parametrize("alpha", [1.0, 2.0, 3.0])
def test_asymmetric_superposition_motif(alpha):
    """W1 = [alpha, -1/alpha], W2 = [1/alpha, alpha]: x1 disturbs y2 by alpha^2, -x2 disturbs y1 by 1/alpha^2."""
    p = {"W1": np.array([[alpha, -1 / alpha]]), "W2": np.array([[1 / alpha], [alpha]]), "bias": np.zeros(2)}
    y = ABSOLUTE.forward(p, [[1.0, 0.0], [0.0, -1.0], [-1.0, 0.0]])
    assert_allclose(y, [[1.0, alpha**2], [alpha**-2, 1.0], [0.0, 0.0]], rtol=1e-14)
    assert_allclose(y[0, 1] * y[1, 0], 1.0)


@pytest.mark.parametrize("p", [0.1, 0.25, 0.6])
def test_layouts_of_two_correlated_pairs(p):
    """Same set orthogonal 2p^2/3, both features of a set on one axis p/6, same set antipodal 2p/3; equal at p = 1/4."""
    X = sample_correlated_sets(60_000, [2, 2], 1 - p, np.random.default_rng(12))
    (e, f), half = np.eye(2), np.sqrt(0.5)
    for W, expected in [(layout(e, f, -e, -f), 2 * p**2 / 3), (layout(half * e, half * e, half * f, half * f), p / 6),
                        (layout(e, -e, f, -f), 2 * p / 3)]:
        assert_expected_loss(OUTPUT, W, X, np.ones(4), expected)
    assert (2 * p**2 / 3 <= p / 6) == (p <= 0.25)


@pytest.mark.parametrize("n_instances", [None, 1, 3, 40])
@pytest.mark.parametrize("name", STATEMENTS)
def test_the_starting_scale_knows_nothing_of_instances(name, n_instances):
    """std = sqrt(2 / (n + m)), however many models start together; biases start at 0; within 5 standard errors."""
    p = STATEMENTS[name].initial_parameters(40, 10, np.random.default_rng(13), n_instances=n_instances)
    leading = () if n_instances is None else (n_instances,)
    first = next(iter(p.values()))
    assert first.shape == (*leading, 10, 40) and p["bias"].shape == (*leading, 40)
    assert not any(value.any() for key, value in p.items() if "bias" in key)
    std = np.sqrt((first**2).mean())
    assert abs(std / np.sqrt(2 / 50) - 1) < SIGMAS / np.sqrt(2 * first.size)
    if n_instances == 3:
        assert not np.allclose(first[0], first[1])
    if "W2" in p:
        assert_array_equal(p["W2"], np.swapaxes(np.abs(first), -1, -2))


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_start_of_ones_own_scale_and_type(name):
    p = STATEMENTS[name].initial_parameters(30, 20, np.random.default_rng(14), std=0.01, dtype=np.float32)
    first = next(iter(p.values()))
    assert {value.dtype for value in p.values()} == {np.dtype(np.float32)}
    assert abs(first.std() / 0.01 - 1) < SIGMAS / np.sqrt(2 * first.size)
    X = toy_features(name, 4, 30, np.random.default_rng(15)).astype(np.float32)
    assert STATEMENTS[name].forward(p, X).dtype == np.float32


def test_bias_gradients_in_float32_are_no_running_sums():
    """Over 2^18 samples a running sum in float32 is off by 4e-6 here."""
    model, rng = MODELS["relu_output"], np.random.default_rng(0)
    p = model.initial_parameters(3, 2, rng, dtype=np.float32)
    X = rng.random((2**18, 3), dtype=np.float32)
    exact = model.loss_and_gradient({k: v.astype(float) for k, v in p.items()}, X.astype(float), np.ones(3))[1]["bias"]
    found = model.loss_and_gradient(p, X, np.ones(3))[1]["bias"]
    assert found.dtype == np.float32 and np.abs(found - exact).max() < 4e-7 * np.abs(exact).max()


# --- properties


@given(generators, st.sampled_from(["linear", "relu_output"]))
def test_rotations_of_the_hidden_space_change_nothing(rng, name):
    """Y, L, db stay, dW turns with W; so dW W^T is symmetric on every batch."""
    model, p, X = MODELS[name], toy_parameters(name, 6, 3, rng), toy_features(name, 9, 6, rng)
    O = random_rotation(3, rng) * rng.choice([-1.0, 1.0])
    loss, gradient = model.loss_and_gradient(p, X, np.ones(6))
    turned, turned_gradient = model.loss_and_gradient(transform(p, W=O @ p["W"]), X, np.ones(6))
    assert_allclose(turned, loss, rtol=1e-10)
    assert_allclose(turned_gradient["W"], O @ gradient["W"], atol=1e-11)
    assert_allclose(turned_gradient["bias"], gradient["bias"], atol=1e-11)
    square = gradient["W"] @ p["W"].T
    assert_allclose(square, square.T, atol=1e-11)


def permuted(model, arrays, axis, order):
    """The parameters, or their gradient, with every axis of one kind in another order."""
    return {key: np.take(value, order, axis=model.shapes[key].index(axis)) if axis in model.shapes[key] else value
            for key, value in arrays.items()}


@given(toy_problems())
def test_permuting_features_and_hidden_units(problem):
    name, p, X, importance, rng = problem
    model = STATEMENTS[name]
    loss, gradient = model.loss_and_gradient(p, X, importance)
    order, units = rng.permutation(len(importance)), rng.permutation(next(iter(p.values())).shape[0])
    moved = permuted(model, p, "n_features", order)
    found, found_gradient = model.loss_and_gradient(moved, X[:, order], importance[order])
    assert_allclose(found, loss, rtol=1e-10)
    assert_allclose(model.forward(moved, X[:, order]), model.forward(p, X)[:, order], atol=ATOL)
    for key, value in permuted(model, gradient, "n_features", order).items():
        assert_allclose(found_gradient[key], value, atol=1e-11)
    moved = permuted(model, p, "n_hidden", units)
    assert_allclose(model.forward(moved, X), model.forward(p, X), atol=ATOL)
    for key, value in permuted(model, gradient, "n_hidden", units).items():
        assert_allclose(model.loss_and_gradient(moved, X, importance)[1][key], value, atol=1e-11)


def test_the_hidden_relu_privileges_its_neurons():
    """Not invariant to rotations nor to flipping a row; equal to ReLU output where W and X are not negative."""
    rng = np.random.default_rng(16)
    p, X = toy_parameters("relu_hidden", 6, 3, rng), toy_features("relu_hidden", 50, 6, rng)
    y = HIDDEN.forward(p, X)
    assert np.abs(HIDDEN.forward(transform(p, W=random_rotation(3, rng) @ p["W"]), X) - y).max() > 1e-2
    assert np.abs(HIDDEN.forward(transform(p, W=np.diag([-1.0, 1.0, 1.0]) @ p["W"]), X) - y).max() > 1e-2
    positive = transform(p, W=np.abs(p["W"]))
    assert_array_equal(HIDDEN.forward(positive, X), OUTPUT.forward(positive, X))


@given(generators, st.floats(0.2, 5.0))
def test_rescaling_a_neuron_of_the_untied_model(rng, alpha):
    """(alpha W1_r, W2_r / alpha) computes the same; gradients scale inversely; <W1_r, dW1_r> = <W2_r, dW2_r>."""
    p, X = toy_parameters("absolute_value", 4, 3, rng), toy_features("absolute_value", 20, 4, rng)
    scale = np.array([alpha, 1.0, 1.0])
    scaled = transform(p, W1=p["W1"] * scale[:, np.newaxis], W2=p["W2"] / scale)
    assert_allclose(ABSOLUTE.forward(scaled, X), ABSOLUTE.forward(p, X), atol=ATOL)
    gradient = ABSOLUTE.loss_and_gradient(p, X, np.ones(4))[1]
    found = ABSOLUTE.loss_and_gradient(scaled, X, np.ones(4))[1]
    assert_allclose(found["W1"], gradient["W1"] / scale[:, np.newaxis], atol=1e-11)
    assert_allclose(found["W2"], gradient["W2"] * scale, atol=1e-11)
    assert_allclose((p["W1"] * gradient["W1"]).sum(axis=1), (p["W2"] * gradient["W2"]).sum(axis=0), atol=1e-11)


@given(generators, model_names, st.floats(0.0, 10.0))
def test_without_bias_the_models_are_positively_homogeneous(rng, name, c):
    p, X = transform(toy_parameters(name, 4, 3, rng), bias=np.zeros(4)), toy_features(name, 10, 4, rng)
    assert_allclose(MODELS[name].forward(p, c * X), c * MODELS[name].forward(p, X), atol=1e-11)


@given(toy_problems())
def test_gradients_descend(problem):
    """A small step against the gradient lowers the loss, by about its length squared."""
    name, p, X, importance, _ = problem
    loss, gradient = STATEMENTS[name].loss_and_gradient(p, X, importance)
    length = sum(float((value**2).sum()) for value in gradient.values())
    assume(length > 1e-4 and away_from_kinks(STATEMENTS[name], p, X))
    lower = STATEMENTS[name].loss({key: p[key] - 1e-7 * gradient[key] for key in p}, X, importance)
    assert_allclose(loss - lower, 1e-7 * length, rtol=1e-2)


@given(toy_problems())
def test_nothing_given_is_changed(problem):
    name, p, X, importance, _ = problem
    before = [value.copy() for value in (*p.values(), X, importance)]
    STATEMENTS[name].loss_and_gradient(p, X, importance, l1=0.1)
    for value, old in zip((*p.values(), X, importance), before):
        assert_array_equal(value, old)


# --- errors

P = {"W": np.ones((2, 3)), "bias": np.ones(3)}
P2 = {"W": np.ones((4, 2, 3)), "bias": np.ones((4, 3))}
UNTIED = {"W1": np.ones((2, 3)), "W2": np.ones((3, 2)), "bias": np.ones(3)}
X3, I3, RNG = np.ones((5, 3)), np.ones(3), np.random.default_rng(0)


@pytest.mark.parametrize(("call", "match"), [
    (lambda: OUTPUT.initial_parameters(5, 0, RNG), "n_hidden: wanted an integer >= 1; found 0"),
    (lambda: OUTPUT.initial_parameters(0, 2, RNG), "n_features: wanted an integer >= 1; found 0"),
    (lambda: OUTPUT.initial_parameters(5, 2, 0), "rng: wanted a numpy.random.Generator"),
    (lambda: OUTPUT.initial_parameters(5, 2, RNG, n_instances=0), "n_instances: wanted an integer >= 1"),
    (lambda: OUTPUT.initial_parameters(5, 2, RNG, std=-1.0), "std: wanted a number"),
    (lambda: OUTPUT.initial_parameters(5, 2, RNG, dtype=np.int32), "dtype: wanted numpy.float64 or numpy.float32"),
    (lambda: OUTPUT.forward([1.0], X3), r"parameters: wanted a dict with the keys \['W', 'bias'\]; found list"),
    (lambda: OUTPUT.forward({"W": P["W"]}, X3), r"parameters: wanted a dict with the keys .*; found \['W'\]"),
    (lambda: OUTPUT.forward(UNTIED, X3), "parameters: wanted a dict with the keys"),
    (lambda: OUTPUT.forward({**P, "W": np.ones(3)}, X3), r"parameters\['W'\]: wanted shape"),
    (lambda: OUTPUT.forward({**P, "W": np.ones((1, 1, 2, 3))}, X3), r"parameters\['W'\]: wanted at most one leading"),
    (lambda: OUTPUT.forward({**P, "bias": np.ones(2)}, X3), r"parameters\['bias'\]: wanted shape \(3,\) beside W"),
    (lambda: OUTPUT.forward({**P2, "bias": np.ones(3)}, X3), r"parameters\['bias'\]: wanted shape \(4, 3\)"),
    (lambda: ABSOLUTE.forward({**UNTIED, "W2": np.ones((2, 3))}, X3), r"parameters\['W2'\]: wanted shape \(3, 2\)"),
    (lambda: OUTPUT.forward({**P, "W": np.full((2, 3), np.inf)}, X3), r"parameters\['W'\]: wanted finite numbers"),
    (lambda: OUTPUT.forward(P, np.ones((5, 2))), r"features: wanted shape \(..., n_samples, 3\)"),
    (lambda: OUTPUT.forward(P, np.ones(3)), r"features: wanted shape"),
    (lambda: OUTPUT.forward(P, np.full((5, 3), np.nan)), "features: wanted finite numbers; found nan at"),
    (lambda: OUTPUT.forward(P, np.ones((4, 5, 3))), "features: wanted shape"),
    (lambda: OUTPUT.forward(P2, np.ones((2, 5, 3))), r"features: wanted shape \(n_samples, 3\) or \(4, n_sam"),
    (lambda: OUTPUT.loss(P, X3, [1.0, 1.0, -0.5]), "importance: wanted numbers >= 0; found -0.5 at index 2"),
    (lambda: OUTPUT.loss(P, X3, [1.0, 1.0]), r"importance: wanted shape \(..., 3\); found shape \(2,\)"),
    (lambda: OUTPUT.loss(P2, X3, np.ones((2, 3))), "importance: wanted shape"),
    (lambda: OUTPUT.loss_and_gradient(P, X3, I3, l1=-1.0), "l1: wanted a number"),
])
def test_what_does_not_fit_is_refused(call, match):
    with pytest.raises(ValueError, match=match):
        call()


# --- golden

GOLDEN_W = [[0.8, -0.6, 0.3], [0.1, 0.7, -0.9]]
GOLDEN_X = [[0.9, 0.0, 0.3], [0.0, 0.7, 0.0], [0.2, 0.5, 0.8], [0.0, 0.0, 0.6]]
GOLDEN_SIGNED = [[0.9, 0.0, -0.3], [0.0, -0.7, 0.0], [-0.2, 0.5, 0.8], [0.0, 0.0, -0.6]]
GOLDEN = {
    "linear": (0.3439934375, {
        "W": [[0.039571250000000086, -0.18902500000000003, 0.2585225],
              [-0.26509875, 0.09825, -0.29583875000000004]],
        "bias": [-0.2109999999999999, -0.602, -0.022124999999999978]}),
    "relu_output": (0.14411249999999998, {
        "W": [[-0.1334687499999999, 0.012268749999999995, 0.04587500000000003],
              [-0.06321875000000002, -0.03350624999999999, -0.047750000000000015]],
        "bias": [-0.09249999999999993, -0.05124999999999999, 0.023750000000000014]}),
    "relu_hidden": (0.1492079375, {
        "W": [[-0.11811874999999988, -0.012187499999999997, 0.018712500000000028], [0.024255, -0.091, 0.0]],
        "bias": [0.010500000000000093, -0.11425000000000002, -0.096625]}),
    "absolute_value": (0.2934600625, {
        "W1": [[-0.08371124999999997, -0.055597499999999994, 0.02790374999999999],
               [0.15725250000000002, 0.0, -0.11610750000000002]],
        "W2": [[-0.07927500000000003, -0.08658], [0.008610000000000034, 0.09495],
               [-0.001863749999999999, -0.008414999999999997]],
        "bias": [-0.14350000000000002, 0.05750000000000005, -0.084375]}),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_losses_and_gradients_from_automatic_differentiation(name):
    """Origin: torch.autograd of PyTorch 2.13.0, float64; I = (1, 1/2, 1/4), l1 = 0.1, four samples."""
    p = {"W": GOLDEN_W, "bias": [0.05, -0.1, 0.2]}
    if name == "absolute_value":
        p = {"W1": GOLDEN_W, "W2": [[0.7, -0.2], [0.4, 0.9], [-0.3, 0.6]], "bias": p["bias"]}
    X = GOLDEN_SIGNED if name == "absolute_value" else GOLDEN_X
    loss, gradient = MODELS[name].loss_and_gradient(p, X, [1.0, 0.5, 0.25], l1=0.1)
    assert_allclose(loss, GOLDEN[name][0], rtol=1e-13)
    for key, value in GOLDEN[name][1].items():
        assert_allclose(gradient[key], value, atol=1e-14)
