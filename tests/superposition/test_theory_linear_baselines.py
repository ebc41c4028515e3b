"""Baselines: what constant outputs and the best linear model lose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.superposition.exact_loss import population_loss
from srm_ref.superposition.features import sample_features
from srm_ref.superposition.theory_linear import (best_linear_loss, constant_output_loss, feature_variance,
                                                 zero_output_loss)
from tests.strategies import generators

RTOL = 1e-12
Z_LIMIT = 5.0  # standard errors; the seed is fixed

# --- definition


def test_variance_is_that_of_the_samples():
    x = sample_features(400_000, 3, [0.0, 0.5, 0.9], np.random.default_rng(0))
    squares = (x - np.array([1.0, 0.5, 0.1]) / 2) ** 2
    error = squares.std(axis=0) / np.sqrt(len(x))
    assert np.all(np.abs(squares.mean(axis=0) - feature_variance([0.0, 0.5, 0.9])) < Z_LIMIT * error)


@given(generators, st.integers(1, 4))
def test_constant_models_are_models_with_w_zero(rng, n):
    importance, S = rng.random(n), rng.random(n)
    zero = {"W": np.zeros((1, n)), "bias": np.zeros(n)}
    assert zero_output_loss(importance, S) == pytest.approx(population_loss(zero, importance, S), rel=RTOL)
    mean = {"W": np.zeros((1, n)), "bias": (1 - S) / 2}
    assert constant_output_loss(importance, S) == pytest.approx(population_loss(mean, importance, S), rel=RTOL)


# --- analytic


def test_dense_features():
    assert zero_output_loss(np.ones(6), 0.0) == pytest.approx(2, rel=RTOL)
    assert constant_output_loss(np.ones(6), 0.0) == pytest.approx(0.5, rel=RTOL)


def test_what_is_left_beside_the_top_features():
    importance = np.array([0.3, 1.0, 0.5, 0.7])
    assert best_linear_loss(importance, 0.2, 2) == pytest.approx(0.8 * feature_variance(0.2), rel=RTOL)
    assert best_linear_loss(importance, 0.2, 4) == best_linear_loss(importance, 0.2, 9) == 0.0


def test_unequal_sparsity_ranks_by_importance_times_variance():
    v = feature_variance([0.99, 0.0])
    assert best_linear_loss([2.0, 1.0], [0.99, 0.0], 1) == pytest.approx(2 * v[0], rel=RTOL)


# --- properties


@given(generators, st.integers(1, 6))
def test_more_freedom_loses_less(rng, n):
    importance, S = rng.random(n), rng.random(n)
    losses = [zero_output_loss(importance, S), constant_output_loss(importance, S)]
    losses += [best_linear_loss(importance, S, m) for m in range(1, n + 1)]
    assert np.all(np.diff(losses) <= 1e-15)


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: feature_variance(1.5), "sparsity: wanted numbers"),
    (lambda: zero_output_loss([-1.0], 0.5), "importance: wanted numbers >= 0"),
    (lambda: constant_output_loss([1.0, 1.0], [0.5]), "sparsity: wanted shape"),
    (lambda: best_linear_loss([1.0], 0.5, 0), "n_hidden: wanted an integer >= 1; found 0"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


def test_variances_by_hand():
    # p/3 - p^2/4 at p = 1, 1/2, 2/3
    assert_allclose(feature_variance([0.0, 0.5, 1 / 3]), [1 / 12, 5 / 48, 1 / 9], rtol=1e-15)
