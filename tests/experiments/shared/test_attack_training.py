"""Training under attack: the gradient is the loss's own, without attack it is plain training, and attacks are of
their size.
"""

import numpy as np
import pytest

from srm_ref.experiments.shared import attack_training
from srm_ref.experiments.shared.attack_training import attacked_loss_and_gradient, train_attacked
from srm_ref.superposition.features import sample_features
from srm_ref.superposition.models import MODELS
from srm_ref.verification.gradcheck import gradient_error


def problem(seed, n_instances=1):
    rng = np.random.default_rng(seed)
    features = sample_features(32, 5, 0.4, rng)
    parameters = {"W": rng.standard_normal((n_instances, 3, 5)), "bias": 0.3 * rng.standard_normal((n_instances, 5))}
    return parameters, features + 0.1 * rng.standard_normal((n_instances, 32, 5)), features, rng.random(5)


# --- definition

def test_without_attack_it_is_the_models_own_loss_and_gradient():
    parameters, _, features, importance = problem(0, 3)
    loss, gradient = attacked_loss_and_gradient(parameters, np.broadcast_to(features, (3, 32, 5)), features, importance)
    own_loss, own_gradient = MODELS["relu_output"].loss_and_gradient(parameters, features, importance)
    np.testing.assert_allclose(loss, own_loss, rtol=1e-12)
    for name, value in own_gradient.items():
        np.testing.assert_allclose(gradient[name], value, rtol=1e-10, atol=1e-12)


def test_the_target_is_clean():
    parameters, attacked, features, importance = problem(0)
    W, bias = parameters["W"][0], parameters["bias"][0]
    loss = np.mean(
        [sum(importance * (x - np.maximum(W.T @ W @ a + bias, 0))**2) for a, x in zip(attacked[0], features)])
    assert attacked_loss_and_gradient(parameters, attacked, features, importance)[0] == pytest.approx([loss])


# --- analytic

@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_is_that_of_central_differences(seed):
    parameters, attacked, features, importance = problem(seed)
    _, gradient = attacked_loss_and_gradient(parameters, attacked, features, importance)
    assert gradient_error(lambda p: float(attacked_loss_and_gradient(p, attacked, features, importance)[0][0]),
                          gradient, parameters) < 1e-6


def test_every_sample_is_pushed_by_its_size_along_the_attack_on_one_output(monkeypatch):
    seen = []

    def watch(parameters, attacked, features, importance):
        seen.append((parameters["W"].copy(), attacked - features))
        return attacked_loss_and_gradient(parameters, attacked, features, importance)

    monkeypatch.setattr(attack_training, "attacked_loss_and_gradient", watch)
    train_attacked(np.array([0.0, 0.5]), 6, 2, 0.5, np.random.default_rng(0), n_steps=2, n_samples=400)
    length = np.linalg.norm(sample_features(100_000, 6, 0.5, np.random.default_rng(1)), axis=1).mean()
    for W, push in seen:
        assert not push[0].any()
        # its mean is over 4096 samples
        np.testing.assert_allclose(np.linalg.norm(push[1], axis=1), 0.5 * length, rtol=0.03)
        G = W[1].T @ W[1]
        along = push[1] @ G.T / np.linalg.norm(push[1], axis=1, keepdims=True) / np.linalg.norm(G, axis=1)
        best = np.abs(along).argmax(axis=1)
        np.testing.assert_allclose(np.abs(along).max(axis=1), 1, atol=1e-5)
        assert set(best) == set(range(6)) and {-1, 1} == set(np.sign(along[np.arange(400), best]))


# --- properties

def test_equal_seeds_train_equal_models():
    one, two = (train_attacked(np.array([0.2]), 6, 2, 0.5, np.random.default_rng(3), n_steps=5, n_samples=16)
                for _ in range(2))
    for name in one:
        np.testing.assert_array_equal(one[name], two[name])


def test_training_lowers_the_loss_and_tells_its_progress():
    told = []
    trained = train_attacked(np.array([0.0]), 6, 3, 0.9, np.random.default_rng(0), n_steps=400, n_samples=64,
                             progress=lambda done, total: told.append((done, total)))
    features = sample_features(4000, 6, 0.9, np.random.default_rng(1))
    loss = MODELS["relu_output"].loss(trained, features, np.ones(6))
    assert told == [(k + 1, 400) for k in range(400)] and loss < 0.2 * (features**2).sum(axis=1).mean()
