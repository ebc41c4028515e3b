"""Many tries at each task: the same batches for all tries, neighbours in order, descent that ends in a minimum."""

import numpy as np
import pytest

from srm_ref.experiments.shared.restarts import best_restarts, minimise_exactly, repeat_per_restart, train_restarts
from srm_ref.superposition.exact_loss import active_set_loss_and_gradient
from srm_ref.superposition.features import active_set_probability, feature_batches

PROBABILITY = active_set_probability([0.7, 0.7])


def tries(importance, n_restarts, n_steps=30, seed=0):
    sample = feature_batches(16, 2, 0.5, n_instances=len(importance))
    return train_restarts(sample, importance, 1, n_restarts, n_steps=n_steps, rng=np.random.default_rng(seed))


# --- definition

def test_tries_of_one_task_see_the_same_batches():
    seen = []

    def sample(rng):
        seen.append(rng.random((2, 4, 3)))
        return seen[-1]
    trained = train_restarts(sample, np.ones((2, 3)), 2, 5, n_steps=3, rng=np.random.default_rng(0))
    assert trained["W"].shape == (10, 2, 3) and trained["bias"].dtype == np.float64
    assert repeat_per_restart(seen[0], 5).shape == (10, 4, 3) and np.array_equal(
        repeat_per_restart(seen[0], 5)[4], seen[0][0])


# --- analytic

def test_each_task_has_its_own_importance():
    trained = tries(np.array([[1.0, 0.0], [0.0, 1.0]]), 3, n_steps=400)
    lengths = np.abs(trained["W"][:, 0])  # (tries, features): what does not matter decays, what does goes to 1
    np.testing.assert_allclose(lengths[:3, 0], 1, atol=0.1)
    np.testing.assert_allclose(lengths[3:, 1], 1, atol=0.1)


def test_descent_ends_where_the_gradient_does():
    start = {"W": np.array([[[0.9, -0.7]], [[0.5, 0.1]]]), "bias": np.full((2, 2), 0.05)}
    kept = start["W"].copy()
    reached, losses = minimise_exactly(start, np.ones(2), PROBABILITY, n_steps=600, learning_rate=0.05)
    again, gradient = active_set_loss_and_gradient(reached, np.ones(2), PROBABILITY)
    np.testing.assert_array_equal(losses, again)
    assert max(np.abs(part).max() for part in gradient.values()) < 1e-5
    np.testing.assert_array_equal(start["W"], kept)  # not changed
    np.testing.assert_allclose(reached["W"][0, 0], [1.010, -1.010], atol=0.001)  # antipodal at density 0.3
    assert losses[0] == pytest.approx(0.029310, abs=1e-6)


def test_the_best_of_each_task():
    parameters = {"W": np.arange(6.0).reshape(6, 1, 1), "bias": np.zeros((6, 1))}
    assert best_restarts(parameters, np.array([3.0, 1, 2, 5, 4, 6]), 3)["W"].ravel().tolist() == [1, 4]


# --- properties

def test_the_same_seed_gives_the_same_tries():
    one, two, other = (tries(np.ones((2, 2)), 3, seed=seed)["W"] for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, two)
    assert not np.array_equal(one, other)


def test_progress_goes_to_the_end():
    seen = []
    minimise_exactly({"W": np.ones((1, 1, 2)), "bias": np.zeros((1, 2))}, np.ones(2), PROBABILITY, n_steps=3,
                     learning_rate=0.1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


# --- errors

@pytest.mark.parametrize("call, reason", [
    (lambda: tries(np.ones(2), 3), r"importance: wanted shape \(n_tasks, n_features\)"),
    (lambda: tries(np.ones((1, 2)), 0), "n_restarts: wanted an integer >= 1"),
    (lambda: minimise_exactly({"W": np.ones((1, 1, 2)), "bias": np.zeros((1, 2))}, np.ones(2), PROBABILITY, n_steps=0,
                              learning_rate=0.1), "n_steps: wanted an integer >= 1"),
])
def test_refusals(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
