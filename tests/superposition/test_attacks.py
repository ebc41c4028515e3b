"""The cost of attacks: by definition, beside the model without superposition, and on trained-like models."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from srm_ref.superposition.attacks import (attack_directions, attack_size, attacked_losses, baseline_increase,
                                           vulnerability)
from srm_ref.superposition.features import sample_features
from srm_ref.superposition.models import MODELS
from srm_ref.superposition.polytopes import polygon
from tests.strategies import generators

RTOL = 1e-10


def loss_at(parameters, inputs, targets, importance):
    """Mean over samples of sum_j I_j (target_j - output_j(input))^2."""
    return ((MODELS["relu_output"].forward(parameters, inputs) - targets) ** 2).mean(axis=0) @ importance


def without_superposition(n, m, p):
    W = np.eye(n)[:m]
    return {"W": W, "bias": np.where(np.arange(n) < m, 0.0, p / 2)}


# --- definition


@given(generators)
def test_attacked_losses_by_their_definition(rng):
    parameters = {"W": rng.normal(size=(2, 4)), "bias": 0.3 * rng.normal(size=4)}
    x, importance, size = sample_features(30, 4, 0.5, rng), rng.random(4), 0.7
    losses = attacked_losses(parameters, x, importance, size)
    assert losses.shape == (4, 2)
    for i, direction in enumerate(attack_directions(parameters["W"])):
        for column, sign in enumerate((1, -1)):
            expected = loss_at(parameters, x + sign * size * direction, x, importance)
            assert losses[i, column] == pytest.approx(expected, rel=RTOL)


@given(generators)
def test_vulnerability_takes_the_strongest_single_attack(rng):
    parameters = {"W": rng.normal(size=(2, 5)), "bias": 0.3 * rng.normal(size=5)}
    x, importance = sample_features(40, 5, 0.6, rng) + 1e-3, rng.random(5) + 0.1
    found, size = vulnerability(parameters, x, importance, 0.3), attack_size(x, 0.3)
    losses = attacked_losses(parameters, x, importance, size)
    assert losses.max() == losses[found.feature, 0 if found.sign == 1 else 1]
    assert found.clean == pytest.approx(loss_at(parameters, x, x, importance), rel=RTOL)
    assert found.increase == pytest.approx(losses.max() - found.clean, rel=RTOL)
    assert found.ratio == pytest.approx(found.increase / (size**2 * importance.max()), rel=RTOL)


# --- analytic


def test_without_superposition_the_increase_is_exact():
    rng = np.random.default_rng(0)
    importance = np.array([0.5, 1.0, 0.3, 0.2, 0.1])
    x = sample_features(500, 5, 0.4, rng)
    parameters = without_superposition(5, 3, 0.6)
    clean = loss_at(parameters, x, x, importance)
    losses = attacked_losses(parameters, x, importance, 0.2)
    assert_allclose(losses[:3, 0] - clean, 0.04 * importance[:3], rtol=RTOL)  # raised
    assert np.all(losses[:3, 1] - clean <= 0.04 * importance[:3] + 1e-15)  # lowered: the ReLU stops at 0
    assert_allclose(losses[3:] - clean, 0.0, atol=1e-15)  # not represented: out of reach
    assert baseline_increase(importance, 0.2) == pytest.approx(0.04, rel=RTOL)
    found = vulnerability(parameters, x, importance)
    assert found.ratio == pytest.approx(1.0, rel=RTOL) and (found.feature, found.sign) == (1, 1)


def test_superposition_is_more_vulnerable_than_its_absence():
    x = sample_features(2000, 5, 0.95, np.random.default_rng(1))
    pentagon = {"W": 1.135 * polygon(5), "bias": np.full(5, -0.247)}
    assert vulnerability(pentagon, x, np.ones(5)).ratio > 1.2
    assert vulnerability({"W": 1.135 * polygon(5), "bias": np.zeros(5)}, x, np.ones(5)).ratio > 2


# --- properties


@given(generators)
def test_instances_make_a_curve(rng):
    parameters = {"W": rng.normal(size=(3, 2, 4)), "bias": rng.normal(size=(3, 4))}
    x = sample_features(20, 4, np.array([[0.0], [0.3], [0.6]]), rng, n_instances=3) + 1e-3
    curve = vulnerability(parameters, x, np.ones(4))
    for i in range(3):
        one = vulnerability({name: array[i] for name, array in parameters.items()}, x[i], np.ones(4))
        for many, single in zip(curve, one):
            assert many[i] == pytest.approx(single, rel=RTOL)


@given(generators)
def test_one_batch_for_all_instances(rng):
    parameters = {"W": rng.normal(size=(3, 2, 4)), "bias": rng.normal(size=(3, 4))}
    x = sample_features(20, 4, 0.5, rng) + 1e-3
    each = np.broadcast_to(x, (3, *x.shape))
    assert_allclose(vulnerability(parameters, x, np.ones(4)).ratio, vulnerability(parameters, each, np.ones(4)).ratio,
                    rtol=RTOL)


# --- errors

GOOD = {"W": np.eye(2), "bias": np.zeros(2)}


@pytest.mark.parametrize("call, message", [
    (lambda: vulnerability({"W": np.eye(2)}, np.ones((3, 2)), [1, 1]), "parameters: wanted a dict"),
    (lambda: vulnerability(GOOD, np.ones((3, 3)), [1, 1]), "features: wanted shape"),
    (lambda: vulnerability(GOOD, np.ones((3, 2)), [1, -1]), "importance: wanted numbers >= 0"),
    (lambda: vulnerability(GOOD, np.ones((3, 2)), [1, 1], 0.0), r"fraction: wanted a number in \(0, inf\); found 0"),
    (lambda: vulnerability(GOOD, np.zeros((3, 2)), [1, 1]), "features: wanted inputs that are not all 0"),
    (lambda: attacked_losses(GOOD, np.ones((3, 2)), [1, 1], np.nan), "size: wanted finite numbers"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


def test_antipodal_pair_by_hand():
    # x = (1, 0), W = [1, -1]: raising output 1 by d = (s, -s), s = 0.1 / sqrt 2, gives z = 1 + 2 s: cost (2 s)^2
    losses = attacked_losses({"W": [[1.0, -1.0]], "bias": [0.0, 0.0]}, [[1.0, 0.0]], [1.0, 1.0], 0.1)
    assert_allclose(losses, 0.02, rtol=RTOL)
