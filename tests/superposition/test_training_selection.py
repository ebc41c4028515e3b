"""Which instance is kept: the lowest of each group, judged on fresh samples with their standard error."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.superposition.features import feature_batches, sample_features
from srm_ref.superposition.models import MODELS
from srm_ref.superposition.training import best_of, evaluate, select
from tests.strategies import generators, toy_parameters

OUTPUT = MODELS["relu_output"]

# --- definition


@given(generators, st.integers(1, 5), st.integers(1, 6))
def test_the_best_of_each_group(rng, n_groups, n_restarts):
    losses = rng.choice(3, size=n_groups * n_restarts).astype(float)
    expected = [min(range(k, k + n_restarts), key=lambda i: losses[i]) for k in range(0, len(losses), n_restarts)]
    assert best_of(losses, n_restarts).tolist() == expected


def test_estimates_are_means_of_batch_losses():
    p = toy_parameters("relu_output", 4, 2, np.random.default_rng(0), (3,))
    found = evaluate(OUTPUT, p, lambda rng: sample_features(8, 4, 0.5, rng), np.ones(4), np.random.default_rng(1), 6,
                     l1=0.1)
    rng = np.random.default_rng(1)
    losses = [OUTPUT.loss(p, sample_features(8, 4, 0.5, rng), np.ones(4), l1=0.1) for _ in range(6)]
    assert_allclose(found.mean, np.mean(losses, axis=0))
    assert_allclose(found.standard_error, np.std(losses, axis=0, ddof=1) / np.sqrt(6))


# --- analytic


def test_an_expectation_lies_within_its_error():
    """W = 0, b = p/2: the loss is n (p/3 - p^2/4); five standard errors, the error itself within a factor of two."""
    p, n = 0.4, 3
    flat = {"W": np.zeros((2, 2, n)), "bias": np.full((2, n), p / 2)}
    sample = feature_batches(500, n, 1 - p, n_instances=2, dtype=np.float64)
    found = evaluate(OUTPUT, flat, sample, np.ones(n), np.random.default_rng(2), 40)
    assert (np.abs(found.mean - n * (p / 3 - p**2 / 4)) < 5 * found.standard_error).all()
    squares = (sample_features(100_000, 1, 1 - p, np.random.default_rng(3)) - p / 2) ** 2
    assert_allclose(found.standard_error, np.sqrt(n / 20_000) * squares.std(), rtol=0.5)


def test_selection_keeps_or_drops_the_instance_axis():
    p = toy_parameters("absolute_value", 4, 2, np.random.default_rng(4), (3,))
    assert {key: value.shape for key, value in select(p, 1).items()} == {"W1": (2, 4), "W2": (4, 2), "bias": (4,)}
    kept = select(p, [2, 0])
    for key in p:
        assert_array_equal(kept[key], p[key][[2, 0]])
        assert_array_equal(select(p, np.int64(1))[key], p[key][1])


# --- errors


@pytest.mark.parametrize(("call", "match"), [
    (lambda: best_of([1.0, 2.0, 3.0], 2), "n_restarts: wanted a divisor of the number of losses, 3; found 2"),
    (lambda: best_of([1.0, np.nan], 2), "losses: wanted finite numbers; found nan at index 1"),
    (lambda: best_of([[1.0]], 1), r"losses: wanted shape \(n_instances,\)"),
    (lambda: best_of([1.0], 0), "n_restarts: wanted an integer >= 1"),
    (lambda: evaluate(OUTPUT, {}, lambda rng: np.ones((2, 2)), np.ones(2), np.random.default_rng(0), 1),
     "n_batches: wanted an integer >= 2"),
    (lambda: evaluate(OUTPUT, {}, lambda rng: np.ones((2, 2)), np.ones(2), 3, 2), "rng: wanted a numpy.random"),
])
def test_what_does_not_fit_is_refused(call, match):
    with pytest.raises(ValueError, match=match):
        call()
