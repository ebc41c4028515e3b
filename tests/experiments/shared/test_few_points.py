"""Few data points: polygons recall exactly from the least radius on, training starts where it should, angles count."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.experiments.shared.few_points import evenness, fit_points, recall_length
from srm_ref.superposition.models import MODELS
from srm_ref.superposition.polytopes import polygon


def recalled(T, radius):
    """The training loss of T unit points with two features each of their own, stored on a circle of this radius."""
    X = np.kron(np.eye(T), [0.6, 0.8])  # (T, 2 T)
    parameters = {"W": radius * polygon(T) @ X, "bias": -(radius**2 - 1) * X.sum(axis=0)}
    return MODELS["relu_output"].loss(parameters, X, np.ones(2 * T))


# --- definition

def test_few_steps_leave_what_the_model_and_its_optimiser_make_of_them():
    points = np.random.default_rng(0).random((2, 3, 4))
    still, losses = fit_points(points, 2, n_steps=1, rng=np.random.default_rng(1), learning_rate=1e-9)
    start = MODELS["relu_output"].initial_parameters(4, 2, np.random.default_rng(1), n_instances=2, dtype=np.float32)
    np.testing.assert_allclose(still["W"], start["W"], atol=1e-7)
    for k in range(2):
        one = {name: value[k] for name, value in still.items()}
        assert losses[k] == pytest.approx(MODELS["relu_output"].loss(one, points[k], np.ones(4)))
    assert (fit_points(points, 2, n_steps=300, rng=np.random.default_rng(1))[1] < 0.5 * losses).all()


def test_steps_are_those_of_adamw_on_all_points_of_each_data_set():
    """Written out in float64: decay, both running means and their corrections, the rate along a cosine."""
    points, model = np.random.default_rng(0).random((2, 3, 4)), MODELS["relu_output"]
    found, losses = fit_points(points, 2, n_steps=4, rng=np.random.default_rng(1), decay=0.5, learning_rate=0.1)
    start = model.initial_parameters(4, 2, np.random.default_rng(1), n_instances=2, dtype=np.float32)
    for k in range(2):
        w, sums = {name: value[k].astype(float) for name, value in start.items()}, {name: (0, 0) for name in start}
        for t, rate in enumerate(0.1 * np.cos(np.pi / 2 * np.arange(4) / 3), 1):
            gradient = model.loss_and_gradient(w, points[k], np.ones(4))[1]
            for name, g in gradient.items():
                m, v = 0.9 * sums[name][0] + 0.1 * g, 0.999 * sums[name][1] + 0.001 * g**2
                w[name] = (1 - 0.5 * rate) * w[name] - rate * (m / (1 - 0.9**t)) / np.sqrt(v / (1 - 0.999**t) + 1e-30)
                sums[name] = (m, v)
        for name in start:
            np.testing.assert_allclose(found[name][k], w[name], atol=1e-5)
            assert found[name].dtype == float
        assert losses[k] == pytest.approx(model.loss(w, points[k], np.ones(4)), rel=1e-4)


# --- analytic

@pytest.mark.parametrize("T", range(3, 12))
def test_the_least_radius_recalls_and_a_shorter_one_does_not(T):
    assert recalled(T, recall_length(T)) < 1e-28 and recalled(T, 1.1 * recall_length(T)) < 1e-28
    assert recalled(T, 0.97 * recall_length(T)) > 1e-5


def test_angles_of_a_polygon_and_of_two_that_agree():
    assert evenness(polygon(7)) == pytest.approx(1.0) and evenness([[1.0, 2.0], [0.0, 0.0]]) == 0.0


# --- properties

@given(seed=st.integers(0, 50), n=st.integers(2, 9))
def test_evenness_sees_neither_lengths_nor_turns_and_is_at_most_one(seed, n):
    rng = np.random.default_rng(seed)
    vectors, turn = rng.standard_normal((2, n)), np.linalg.qr(rng.standard_normal((2, 2)))[0]
    value = evenness(vectors)
    assert 0 <= value <= 1 + 1e-12
    assert evenness(turn @ (vectors * rng.uniform(0.5, 2, n))) == pytest.approx(value, abs=1e-9)


# --- errors

def test_refused():
    with pytest.raises(ValueError, match="vectors: wanted two or more"):
        evenness([[1.0], [0.0]])
    with pytest.raises(ValueError, match="n_points"):
        recall_length(2)
