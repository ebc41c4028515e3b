"""Attacks on one feature: the direction that nothing beats, and how far it gets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.superposition.attacks import attack_directions, attack_shift, attack_size
from srm_ref.superposition.measures import feature_dimensionality, gram_matrix
from srm_ref.superposition.polytopes import POLYTOPES
from tests.strategies import generators

RTOL = 1e-12

sizes = st.integers(1, 6)

# --- definition


@given(generators, sizes, sizes)
def test_length_and_shift(rng, m, n):
    W = rng.normal(size=(m, n))
    directions, G = attack_directions(W), gram_matrix(W)
    assert_allclose(np.linalg.norm(directions, axis=1), 1.0, rtol=RTOL)
    assert_allclose(np.diag(directions @ G), attack_shift(W), rtol=RTOL)
    assert_allclose(attack_shift(W), np.diag(G) / np.sqrt(feature_dimensionality(W)), rtol=1e-9)


def test_size_is_a_part_of_the_mean_length():
    x = np.random.default_rng(0).random((2, 50, 3))
    lengths = np.sqrt((x**2).sum(axis=-1)).mean(axis=-1)
    assert_allclose(attack_size(x, 0.2), 0.2 * lengths, rtol=RTOL)
    assert attack_size(x[0]) == pytest.approx(0.1 * lengths[0], rel=RTOL)


# --- analytic


@pytest.mark.parametrize("name", [name for name, row in POLYTOPES.items() if row.is_tight])
def test_tight_frames_shift_the_whole_output_by_their_constant(name):
    W = POLYTOPES[name].W
    m, n = W.shape
    shifts = np.linalg.norm(attack_directions(W) @ gram_matrix(W), axis=1)
    assert_allclose(shifts, n / m, rtol=RTOL)  # 1 / D*


def test_features_that_are_not_learned_cannot_be_attacked():
    directions = attack_directions([[1.0, 0.0], [0.0, 0.0]])
    assert_array_equal(directions, [[1, 0], [0, 0]])
    assert_array_equal(attack_shift([[1.0, 0.0], [0.0, 0.0]]), [1, 0])


@pytest.mark.parametrize("factor", [1e-310, 1e-170, 1e-160, 1e-3, 1e160, 1e300])
def test_directions_do_not_depend_on_the_scale(factor):
    W = np.random.default_rng(0).standard_normal((3, 5))
    atol = 1e-9 if factor < 1e-300 else 1e-14  # subnormal numbers have few bits
    assert_allclose(attack_directions(factor * W), attack_directions(W), atol=atol)


# --- properties


@given(generators, sizes, st.integers(2, 6))
def test_no_other_direction_gets_further(rng, m, n):
    W = rng.normal(size=(m, n))
    others = rng.normal(size=(200, n))
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    assert np.all(others @ gram_matrix(W) <= attack_shift(W) + 1e-12)


@given(generators, sizes, sizes)
def test_leading_axes_are_separate_models(rng, m, n):
    W = rng.normal(size=(3, m, n))
    assert_allclose(attack_directions(W)[1], attack_directions(W[1]), rtol=RTOL)
    assert_allclose(attack_shift(W)[1], attack_shift(W[1]), rtol=RTOL)


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: attack_size([1.0, 2.0]), "features: wanted shape"),
    (lambda: attack_size([[1.0]], -0.1), "fraction: wanted a number"),
    (lambda: attack_directions([1.0]), "W: wanted shape"),
    (lambda: attack_shift([[np.inf]]), "W: wanted finite numbers"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


def test_antipodal_pair_by_hand():
    assert_allclose(attack_directions([[2.0, -1.0]]), np.array([[2, -1], [-2, 1]]) / np.sqrt(5), rtol=RTOL)
    assert_allclose(attack_shift([[2.0, -1.0]]), [2 * np.sqrt(5), np.sqrt(5)], rtol=RTOL)
