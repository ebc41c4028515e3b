"""Training: the loop against itself written plainly, instances that never meet, and the paper's first results."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.descent import SGD, Adam, AdamW, cosine
from srm_ref.superposition.features import feature_batches, geometric_importance, log_spaced, sample_features
from srm_ref.superposition.models import MODELS, Model
from srm_ref.superposition.training import best_of, evaluate, select, step_loss_and_gradient, train
from tests.statements import STATEMENTS
from tests.strategies import examples, seeds, statement_names
from tests.walks import stays

RTOL = 1e-10  # thirty steps of a few hundred roundings each
OUTPUT = MODELS["relu_output"]
I5 = geometric_importance(5, 0.9)


def start_of(name="relu_output", instances=3, seed=0, dtype=np.float64, sizes=(5, 2)):
    return STATEMENTS[name].initial_parameters(*sizes, np.random.default_rng(seed), n_instances=instances, dtype=dtype)


def batches(n_instances=3, dtype=np.float64, sparsity=0.6, n_samples=16):
    return feature_batches(n_samples, 5, sparsity, n_instances=n_instances, dtype=dtype)


def run_of(name="relu_output", sample=None, seed=1, n_steps=30, optimiser=None, start=None, **more):
    return train(STATEMENTS[name], start_of(name) if start is None else start, sample or batches(), I5, n_steps=n_steps,
                 optimiser=optimiser or AdamW(1e-2), rng=np.random.default_rng(seed), **more)


def clipped(parameters, features, importance, l1=0.0):
    """The loss and gradient of y = min(relu(z), 1/2), which no statement of MODELS is; written out, in rows."""
    W, X = parameters["W"], features
    H = X @ np.swapaxes(W, -1, -2)
    Z = H @ W + parameters["bias"][..., np.newaxis, :]
    R, B = np.clip(Z, 0.0, 0.5) - X, X.shape[-2]
    dZ = 2 / B * importance * R * ((Z > 0.0) & (Z < 0.5))
    dH = l1 / B * np.sign(H) + dZ @ np.swapaxes(W, -1, -2)
    loss = (importance * R**2).sum(axis=(-2, -1)) / B + l1 / B * np.abs(H).sum(axis=(-2, -1))
    return loss, {"W": np.swapaxes(H, -1, -2) @ dZ + np.swapaxes(dH, -1, -2) @ X, "bias": dZ.sum(axis=-2)}


class Duck:
    """Has a loss and a gradient, and nothing else of a model."""

    def loss_and_gradient(self, parameters, features, importance, *, l1=0.0):
        return clipped(parameters, features, importance, l1)


class WithoutPenalty:
    def loss_and_gradient(self, parameters, features, importance):
        return clipped(parameters, features, importance)


class Overridden(Model):
    """A statement's subclass that takes another step of its own than the statement says."""

    def loss_and_gradient(self, parameters, features, importance, *, l1=0.0):
        return clipped(parameters, features, importance, l1)


class OverriddenRun(Model):
    """Overrides one step alone: the output."""

    def run(self, parameters, X):
        A, H, Z, Y = super().run(parameters, X)
        return A, H, Z, np.minimum(Y, 0.5)


def stated(kind, name="relu_output"):
    """The statement `name` as an instance of a subclass."""
    return kind(name, MODELS[name].hidden_map, MODELS[name].output_map)


FOREIGN = [Duck(), stated(Overridden), stated(OverriddenRun)]


def plain_loop(model, start, sample, optimiser, seed=1, n_steps=30, **penalty):
    """Draw, gradient, update: the parameters and the losses of every step."""
    rng, parameters = np.random.default_rng(seed), {key: value.copy() for key, value in start.items()}
    state, losses = optimiser.initial_state(parameters), []
    for step in range(n_steps):
        loss, gradient = model.loss_and_gradient(parameters, sample(rng), I5, **penalty)
        optimiser.update(parameters, gradient, state, cosine(step, n_steps))
        losses.append(loss)
    return parameters, losses


# --- definition


@given(statement_names, seeds, st.sampled_from([SGD(0.1, momentum=0.5), Adam(1e-2), AdamW(1e-2, weight_decay=0.1)]))
@examples(30)
def test_training_is_the_loop_written_plainly(name, seed, optimiser):
    """Draw, gradient, update, one state from first to last: an optimiser that forgets its moments goes elsewhere."""
    run = run_of(name, seed=seed, optimiser=optimiser, schedule="cosine", record_every=10, l1=0.01)
    parameters, losses = plain_loop(STATEMENTS[name], start_of(name), batches(), optimiser, seed, l1=0.01)
    for key, value in parameters.items():
        assert_allclose(run.parameters[key], value, rtol=RTOL, atol=1e-12)
    assert_allclose(run.losses, np.mean(np.reshape(losses, (3, 10, 3)), axis=1), rtol=RTOL)
    assert_array_equal(run.loss_steps, [10, 20, 30])


@pytest.mark.parametrize("optimiser", [SGD(0.1, momentum=0.5), Adam(1e-2), AdamW(1e-2, weight_decay=0.1)], ids=repr)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("l1", [0.0, 0.01])
@pytest.mark.parametrize("model", FOREIGN, ids=lambda model: type(model).__name__)
def test_any_object_with_a_gradient_trains_as_in_a_plain_loop_to_the_bit(model, l1, dtype, optimiser):
    """Its own steps are taken, not those of a statement; a subclass of `Model` that overrides a step is such an
    object.
    """
    start, penalty = start_of(dtype=dtype), {"l1": l1} if l1 else {}
    run = train(model, start, batches(dtype=dtype), I5, n_steps=30, optimiser=optimiser, rng=np.random.default_rng(1),
                schedule="cosine", record_every=1, snapshots=(0, 30), **penalty)
    parameters, losses = plain_loop(model, start, batches(dtype=dtype), optimiser, **penalty)
    for key, value in parameters.items():
        assert_array_equal(run.parameters[key], value, strict=True)
        assert_array_equal(run.snapshots[key], np.stack([start[key], value]), strict=True)
    assert_array_equal(run.losses, losses)
    other = run_of(start=start, optimiser=optimiser, sample=batches(dtype=dtype), schedule="cosine", record_every=1,
                   **penalty)
    assert not np.allclose(run.losses, other.losses)  # not the ReLU output model in its place


@pytest.mark.parametrize("model", FOREIGN, ids=lambda model: type(model).__name__)
def test_one_step_of_any_object_is_its_own(model):
    start, X = start_of(), batches()(np.random.default_rng(0))
    loss, gradient = step_loss_and_gradient(model, start, X, I5)
    expected, expected_gradient = model.loss_and_gradient(start, X, I5)
    assert_array_equal(loss, expected)
    assert_array_equal(gradient["W"], expected_gradient["W"])


def test_a_statement_cannot_be_given_another_step():
    """Nothing can be set on it: what `train` recognises by its class is what the class computes."""
    for attribute in ("loss_and_gradient", "anything"):
        with pytest.raises((AttributeError, TypeError)):
            object.__setattr__(OUTPUT, attribute, clipped)


def test_an_object_without_an_instance_axis_has_one_loss():
    start = OUTPUT.initial_parameters(5, 2, np.random.default_rng(0))
    run = train(WithoutPenalty(), start, batches(None), I5, n_steps=30, optimiser=SGD(0.1),
                rng=np.random.default_rng(1), schedule="cosine", record_every=10)
    parameters, losses = plain_loop(WithoutPenalty(), start, batches(None), SGD(0.1))
    assert_array_equal(run.parameters["W"], parameters["W"])
    assert run.losses.shape == (3, 1)
    assert_allclose(run.losses[:, 0], np.reshape(losses, (3, 10)).mean(axis=1), rtol=1e-13)


def test_two_steps_of_training_stay_in_few_rooms():
    """The whole of `train`: arguments, two steps and all that is returned."""
    X, start, optimiser, rng = batches()(np.random.default_rng(0)), start_of(), Adam(1e-2), np.random.default_rng(0)
    count, rooms = stays(lambda: train(OUTPUT, start, lambda rng: X, I5, n_steps=2, optimiser=optimiser, rng=rng))
    assert count <= 20
    assert rooms == [
        "srm_ref.descent.optimisers", "srm_ref.superposition.models", "srm_ref.superposition.running.kernel",
        "srm_ref.superposition.training"
    ]


# --- analytic


def test_snapshots_are_the_parameters_after_so_many_updates():
    run = run_of(snapshots=(30, 0, 7, 7))
    assert_array_equal(run.snapshot_steps, [0, 7, 30])
    for key, value in start_of().items():
        assert_array_equal(run.snapshots[key][0], value)
        assert_array_equal(run.snapshots[key][2], run.parameters[key])
        assert_array_equal(run.snapshots[key][1], run_of(n_steps=7).parameters[key])
        assert not np.array_equal(run.snapshots[key][1], run.parameters[key])


def test_records_average_the_batch_losses_also_in_a_short_last_one():
    fine, coarse = run_of(n_steps=10, record_every=1), run_of(n_steps=10, record_every=4)
    assert_array_equal(coarse.loss_steps, [4, 8, 10])
    for record, part in enumerate([slice(0, 4), slice(4, 8), slice(8, 10)]):
        assert_allclose(coarse.losses[record], fine.losses[part].mean(axis=0), rtol=1e-13)


def test_what_is_given_is_left_alone_and_progress_is_told():
    start, told = start_of(), []
    kept = {key: value.copy() for key, value in start.items()}
    run = run_of(start=start, n_steps=4, progress=lambda done, total: told.append((done, total)))
    for key in start:
        assert_array_equal(start[key], kept[key])
        assert not np.shares_memory(start[key], run.parameters[key])
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.slow
def test_the_papers_first_figure():
    """Five features in two dimensions: dense two orthogonal, at p = 1/20 a pentagon; losses within 2 % of the optimal.

    The best of 20 instances a density; optimal losses 0.182925 and 0.007255 (exact expectation over a quadrature grid).
    """
    rng = np.random.default_rng(0)
    sample = feature_batches(512, 5, np.repeat([[0.0], [0.95]], 20, axis=0), n_instances=40)
    start = OUTPUT.initial_parameters(5, 2, rng, n_instances=40, dtype=np.float32)
    run = train(OUTPUT, start, sample, I5, n_steps=3000, optimiser=Adam(1e-2), rng=rng, schedule="cosine")
    dense, sparse = (select(run.parameters, best) for best in best_of(run.losses[-1], 20))
    for p, parameters, optimal in [(1.0, dense, 0.182925), (0.05, sparse, 0.007255)]:
        found = evaluate(OUTPUT, parameters, feature_batches(20_000, 5, 1.0 - p), I5, rng, 40)
        assert abs(found.mean / optimal - 1.0) < 0.02 and found.standard_error < 0.01 * optimal
    dense, sparse = dense["W"], sparse["W"]
    assert_allclose(dense.T @ dense, np.diag([1.0, 1.0, 0.0, 0.0, 0.0]), atol=0.05)
    assert_allclose(np.linalg.norm(sparse, axis=0), [1.14, 1.14, 1.13, 1.13, 1.12], atol=0.03)
    angles = np.sort(np.arctan2(sparse[1], sparse[0]))
    assert_allclose(np.diff(angles), 2 * np.pi / 5, atol=0.1)


# --- properties


@given(seeds, statement_names)
@examples(10)
def test_same_seed_same_run(seed, name):
    first, second, other = (run_of(name, seed=s, n_steps=5) for s in (seed, seed, seed + 1))
    for key in first.parameters:
        assert_array_equal(first.parameters[key], second.parameters[key])
    assert_array_equal(first.losses, second.losses)
    assert not np.array_equal(first.losses, other.losses)


@pytest.mark.parametrize("name", STATEMENTS)
def test_instances_train_as_if_alone(name):
    """Their losses are added, not averaged, and the optimiser works entry by entry: company changes nothing."""
    shared = feature_batches(16, 5, 0.6, dtype=np.float64)  # one batch for all instances
    together = run_of(name, shared)
    for k in range(3):
        start = {key: value[k:k + 1] for key, value in start_of(name).items()}
        alone = run_of(name, shared, start=start)
        assert_allclose(alone.losses[:, 0], together.losses[:, k], rtol=RTOL)
        for key in start:
            assert_allclose(alone.parameters[key][0], together.parameters[key][k], rtol=RTOL, atol=1e-12)


@pytest.mark.parametrize("name", STATEMENTS)
def test_float32_stays_and_stays_near(name):
    single, double = (run_of(name, lambda rng: sample_features(16, 5, 0.6, rng).astype(dtype), optimiser=SGD(0.1),
                             start={k: v.astype(dtype) for k, v in start_of(name).items()}, snapshots=(3,))
                      for dtype in (np.float32, np.float64))
    for key, value in single.parameters.items():
        assert value.dtype == np.float32 == single.snapshots[key].dtype
        assert_allclose(value, double.parameters[key], atol=1e-4)
    assert_allclose(single.losses, double.losses, rtol=1e-4)


def test_training_lowers_the_loss_of_every_instance_at_every_sparsity():
    rng = np.random.default_rng(3)
    sample = feature_batches(256, 5, 1.0 - log_spaced(6, 0.05)[:, np.newaxis], n_instances=6)
    start = OUTPUT.initial_parameters(5, 2, rng, n_instances=6, std=0.05, dtype=np.float32)
    run = train(OUTPUT, start, sample, I5, n_steps=400, optimiser=Adam(1e-2), rng=rng, record_every=40)
    assert (run.losses[-1] < 0.75 * run.losses[0]).all()


# --- errors


@pytest.mark.parametrize(("change", "match"), [
    ({"n_steps": 0}, "n_steps: wanted an integer >= 1; found 0"),
    ({"schedule": "quadratic"}, "schedule: wanted one of 'constant', 'linear', 'cosine'; found 'quadratic'"),
    ({"snapshots": (31,)}, r"snapshots\[0\]: wanted an integer in \[0, 30\]; found 31"),
    ({"l1": -0.1}, "l1: wanted a number"),
    ({"record_every": 0}, "record_every: wanted an integer >= 1"),
    ({"checkpoint_every": 0}, "checkpoint_every: wanted an integer >= 1"),
    ({"start": OUTPUT.initial_parameters(5, 2, np.random.default_rng(0))}, "parameters: wanted a leading instance"),
    ({"start": {"W": np.ones((1, 2, 5))}}, "parameters: wanted a dict with the keys"),
    ({"start": {"W": np.full((3, 2, 5), np.nan), "bias": np.ones((3, 5))}}, r"parameters\['W'\]: wanted finite"),
    ({"start": start_of(sizes=(4, 2))}, r"importance: wanted shape \(..., 4\)"),
    ({"sample": batches(n_instances=2)}, "features: wanted shape"),
    ({"sample": lambda rng: np.full((16, 5), np.inf)}, "features: wanted finite numbers"),
])
def test_what_does_not_fit_is_refused(change, match):
    with pytest.raises(ValueError, match=match):
        run_of(**change)


@pytest.mark.parametrize(("model", "found"), [
    ("relu_output", "str without one"), (None, "NoneType without one"), (clipped, "function without one"),
    (Model, "the class Model"), (Duck, "the class Duck")])
def test_what_has_no_loss_and_gradient_is_refused(model, found):
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError,
                       match=rf"^model: wanted one of MODELS, .*loss_and_gradient\(parameters, .*; found {found}$"):
        train(model, start_of(), batches(), I5, n_steps=3, optimiser=SGD(0.1), rng=rng)
    assert rng.random() == np.random.default_rng(0).random()  # refused before anything is drawn


def train_foreign(model, start=None, **more):
    return train(model, start_of() if start is None else start, batches(), I5, n_steps=3, optimiser=SGD(0.1),
                 rng=np.random.default_rng(0), **more)


def returning(answer):
    class Fixed:
        def loss_and_gradient(self, parameters, features, importance):
            return answer
    return Fixed()


@pytest.mark.parametrize(("call", "match"), [
    (lambda: train_foreign(WithoutPenalty(), l1=0.1), "l1: wanted 0, as the loss_and_gradient of WithoutPenalty does "
                                                      "not take l1"),
    (lambda: train_foreign(Duck(), []), "parameters: wanted a dict of arrays; found list"),
    (lambda: train_foreign(Duck(), {}), "parameters: wanted a dict of arrays; found {}"),
    (lambda: train_foreign(Duck(), {"W": [np.nan]}), r"parameters\['W'\]: wanted finite numbers"),
    (lambda: train_foreign(returning((np.ones(3), {"W": np.ones((3, 2, 5))}))), "gradients: wanted the parameters' "
                                                                                "keys"),
    (lambda: train_foreign(returning((np.ones(3), {"W": np.ones(2), "bias": np.ones(5)}))),
     r"gradients\['W'\]: wanted"),
    (lambda: train_foreign(returning(1.0)), "model: wanted loss and gradients from loss_and_gradient; found float"),
    (lambda: train_foreign(returning((np.ones((2, 2)), {}))), r"model: wanted one loss for every instance .*; found "
                                                              r"shape \(2, 2\)"),
    (lambda: train_foreign(Duck(), checkpoint="run.npz"), "model: wanted one of MODELS, which a checkpoint can name; "
                                                          ".*; found Duck"),
])
def test_what_does_not_fit_an_object_of_another_class(call, match):
    with pytest.raises(ValueError, match=match):
        call()


def test_a_statement_of_ones_own_trains_as_the_same_statement_in_the_table():
    own = Model("relu_output", OUTPUT.hidden_map, OUTPUT.output_map)
    one, other = (train(model, start_of(), batches(), I5, n_steps=5, optimiser=SGD(0.1), rng=np.random.default_rng(0))
                  for model in (OUTPUT, own))
    assert_array_equal(one.parameters["W"], other.parameters["W"])


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_is_trained_by_its_own_steps(name):
    """One step of plain gradient descent from w: w - rate dL/dw, dL/dw that of the statement."""
    start = start_of(name)
    run = run_of(name, n_steps=1, optimiser=SGD(0.1))
    X = batches()(np.random.default_rng(1))
    for gradient in (STATEMENTS[name].loss_and_gradient(start, X, I5)[1],
                     step_loss_and_gradient(STATEMENTS[name], start, X, I5)[1]):
        assert all(np.abs(value).max() > 0 for value in gradient.values())
        for key, value in gradient.items():
            assert_allclose(run.parameters[key], start[key] - 0.1 * value, rtol=RTOL, atol=1e-12)


@pytest.mark.parametrize("rng", [0, None])
def test_chance_is_the_callers(rng):
    with pytest.raises(ValueError, match="rng: wanted a numpy.random.Generator"):
        train(OUTPUT, start_of(), batches(), I5, n_steps=3, optimiser=SGD(0.1), rng=rng)


def test_divergence_is_an_error_that_names_its_place():
    with pytest.raises(FloatingPointError, match="the loss of instance 0 is (nan|inf) in the steps up to 20"):
        run_of("linear", optimiser=SGD(1e10), record_every=20)


# --- golden

GOLDEN_LOSSES = [0.13717499999999996, 0.14951470532069158, 0.11885337224115078]
GOLDEN_W = [[0.9512942773489175, -0.6060747390365071, 0.12351847321777204],
            [0.2985505115728585, 0.6776918404868729, -0.9512044882976199]]
GOLDEN_BIAS = [0.15500708858594844, 0.047892061860639074, 0.2173955789988194]


def test_three_steps_of_adamw_from_automatic_differentiation():
    """Origin: PyTorch 2.13.0, float64: autograd and torch.optim.AdamW(lr=0.1), one batch of four, I = 1."""
    batch = np.array([[0.9, 0.0, 0.3], [0.0, 0.7, 0.0], [0.2, 0.5, 0.8], [0.0, 0.0, 0.6]])
    start = {"W": np.array([[[0.8, -0.6, 0.3], [0.1, 0.7, -0.9]]]), "bias": np.array([[0.05, -0.1, 0.2]])}
    run = train(OUTPUT, start, lambda rng: batch, np.ones(3), n_steps=3, optimiser=AdamW(0.1),
                rng=np.random.default_rng(0), record_every=1)
    assert_allclose(run.losses[:, 0], GOLDEN_LOSSES, rtol=1e-12)
    assert_allclose(run.parameters["W"][0], GOLDEN_W, rtol=1e-12)
    assert_allclose(run.parameters["bias"][0], GOLDEN_BIAS, rtol=1e-12)
