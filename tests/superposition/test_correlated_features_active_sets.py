"""Probabilities of active sets: they sum to one, have the stated marginals, and fit the samplers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.superposition.correlated_features import (anticorrelated_set_probability, correlated_set_probability,
                                                       joint_probability, partly_correlated_set_probability,
                                                       sample_anticorrelated_sets, sample_partly_correlated_sets)
from srm_ref.superposition.features import active_set_probability

ATOL = 1e-14  # sums of at most 64 probabilities
N_SAMPLES = 200_000
Z_LIMIT = 5.0  # standard errors: one false alarm in 10^6 numbers; the seeds are fixed

unit_numbers = st.floats(0, 1)


def membership(probability):
    """(2^n, n): whether feature i belongs to each set."""
    n = len(probability).bit_length() - 1
    return (np.arange(2**n)[:, np.newaxis] >> np.arange(n)) & 1


def marginals(probability):
    return probability @ membership(probability)


def frequencies(x):
    return np.bincount((x != 0) @ 2 ** np.arange(x.shape[1]), minlength=2 ** x.shape[1]) / len(x)


def assert_frequencies_fit(x, probability):
    error = np.sqrt(probability * (1 - probability) / len(x))
    assert np.all(np.abs(frequencies(x) - probability) <= Z_LIMIT * error)


# --- definition


def test_independent_features_multiply():
    S = np.array([0.1, 0.5, 0.9])
    probability = active_set_probability(S)
    for number, members in enumerate(membership(probability)):
        assert probability[number] == pytest.approx(np.prod(np.where(members, 1 - S, S)), abs=ATOL)


def test_leading_axes_are_separate_distributions():
    S = np.random.default_rng(0).random((4, 3, 2))
    assert_allclose(active_set_probability(S)[2, 1], active_set_probability(S[2, 1]), atol=0)


def test_samplers_of_sets_draw_from_these_probabilities():
    rng = np.random.default_rng(1)
    parts = [partly_correlated_set_probability(size, 0.7, 0.4) for size in (2, 3)]
    assert_frequencies_fit(sample_partly_correlated_sets(N_SAMPLES, [2, 3], 0.7, 0.4, rng), joint_probability(*parts))
    parts = [anticorrelated_set_probability(size, 0.4) for size in (3, 2)]
    assert_frequencies_fit(sample_anticorrelated_sets(N_SAMPLES, [3, 2], 0.4, rng), joint_probability(*parts))


# --- analytic


def test_correlation_of_activities_is_the_stated_one():
    S, rho = 0.7, 0.4
    probability = partly_correlated_set_probability(3, S, rho)
    both = probability @ np.prod(membership(probability)[:, :2], axis=1)
    assert (both - (1 - S) ** 2) / (S * (1 - S)) == pytest.approx(rho, abs=ATOL)


def test_certain_features_leave_one_set():
    assert_allclose(active_set_probability([0.0, 1.0, 0.0]), np.eye(8)[0b101], atol=0)


# --- properties


@given(st.lists(unit_numbers, min_size=1, max_size=6))
def test_independent_probabilities_sum_to_one_and_have_the_marginals(S):
    probability = active_set_probability(S)
    assert probability.sum() == pytest.approx(1, abs=ATOL)
    assert_allclose(marginals(probability), 1 - np.array(S), atol=ATOL)


@given(st.integers(1, 5), unit_numbers, unit_numbers)
def test_sets_have_their_marginals(size, S, rho):
    assert_allclose(marginals(correlated_set_probability(size, S)), 1 - S, atol=ATOL)
    assert_allclose(marginals(partly_correlated_set_probability(size, S, rho)), 1 - S, atol=ATOL)
    assert_allclose(marginals(anticorrelated_set_probability(size, S)), (1 - S) / size, atol=ATOL)


@given(st.lists(unit_numbers, min_size=1, max_size=3), st.lists(unit_numbers, min_size=1, max_size=3))
def test_independent_sets_side_by_side(first, second):
    joint = joint_probability(active_set_probability(first), active_set_probability(second))
    assert_allclose(joint, active_set_probability(first + second), atol=ATOL)


def test_the_ends_of_partial_correlation():
    assert_allclose(partly_correlated_set_probability(3, 0.6, 0), active_set_probability([0.6] * 3), atol=ATOL)
    assert_allclose(partly_correlated_set_probability(3, 0.6, 1), correlated_set_probability(3, 0.6), atol=ATOL)


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: active_set_probability([0.5, 1.5]), r"sparsity: wanted numbers in \[0, 1\]; found 1.5"),
    (lambda: active_set_probability(0.5), "sparsity: wanted shape"),
    (lambda: correlated_set_probability(0, 0.5), "n_features: wanted an integer >= 1; found 0"),
    (lambda: correlated_set_probability(2, -0.1), "sparsity: wanted a number"),
    (lambda: partly_correlated_set_probability(2, 0.5, 2), "correlation: wanted a number"),
    (lambda: anticorrelated_set_probability(2, 1.5), "sparsity: wanted a number"),
    (lambda: joint_probability(), "sets: wanted at least one set"),
    (lambda: joint_probability([0.5, 0.5], [0.2, 0.3, 0.5]), r"sets\[1\]: wanted 2\^n_features probabilities; found 3"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


def test_anticorrelated_pair_by_hand():
    assert anticorrelated_set_probability(2, 0.8).tolist() == pytest.approx([0.8, 0.1, 0.1, 0.0], abs=ATOL)
