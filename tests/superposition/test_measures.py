"""Norms and counts of features: definitions, degenerate cases, leading axes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.superposition.measures import (
    dimensions_per_feature,
    feature_norms,
    n_features_represented,
    gram_matrix,
    is_represented,
)
from tests.strategies import generators

RTOL = 1e-13  # sums of at most 60 products

sizes = st.integers(1, 6)

# --- definition


@given(generators, sizes, sizes)
def test_each_number_by_its_definition(rng, m, n):
    W = rng.normal(size=(m, n))
    assert_allclose(gram_matrix(W), [[W[:, i] @ W[:, j] for j in range(n)] for i in range(n)], rtol=0, atol=1e-13)
    assert_allclose(feature_norms(W), [np.sqrt(W[:, i] @ W[:, i]) for i in range(n)], rtol=RTOL)
    assert n_features_represented(W) == pytest.approx(np.linalg.norm(W) ** 2, rel=RTOL)
    assert dimensions_per_feature(W) == pytest.approx(m / np.linalg.norm(W) ** 2, rel=RTOL)
    assert_array_equal(is_represented(W, 0.7), feature_norms(W) > 0.7)


# --- analytic


def test_orthonormal_rows_have_one_dimension_per_feature_however_they_lie():
    rng = np.random.default_rng(0)
    W = np.linalg.qr(rng.normal(size=(9, 4)))[0].T  # (4, 9)
    assert n_features_represented(W) == pytest.approx(4, rel=RTOL)
    assert dimensions_per_feature(W) == pytest.approx(1, rel=RTOL)


def test_nothing_learned():
    assert_array_equal(feature_norms(np.zeros((2, 3))), 0.0)
    assert dimensions_per_feature(np.zeros((2, 3))) == np.inf
    assert not is_represented(np.zeros((2, 3))).any()


def test_a_feature_at_the_threshold_is_not_represented():
    assert_array_equal(is_represented([[0.5, 0.6]]), [False, True])


# --- properties


@given(generators, sizes, sizes)
def test_rotations_change_nothing(rng, m, n):
    W, Q = rng.normal(size=(m, n)), np.linalg.qr(rng.normal(size=(m, m)))[0]
    assert_allclose(gram_matrix(Q @ W), gram_matrix(W), rtol=0, atol=1e-13 * (1 + np.abs(gram_matrix(W)).max()))
    assert_allclose(feature_norms(Q @ W), feature_norms(W), rtol=RTOL)


def test_leading_axes_are_separate_models():
    W = np.random.default_rng(1).normal(size=(2, 3, 4, 5))
    for measure in (gram_matrix, feature_norms, n_features_represented, dimensions_per_feature, is_represented):
        assert_allclose(measure(W)[1, 2], measure(W[1, 2]), rtol=RTOL)


# --- errors


@pytest.mark.parametrize("measure", [gram_matrix, feature_norms, n_features_represented, dimensions_per_feature])
def test_what_is_refused(measure):
    with pytest.raises(ValueError, match="W: wanted shape .* found shape"):
        measure([1.0, 2.0])
    with pytest.raises(ValueError, match="W: wanted finite numbers; found nan"):
        measure([[np.nan]])
    with pytest.raises(ValueError, match="min_norm: wanted a number"):
        is_represented([[1.0]], -0.1)


# --- golden


def test_pythagoras():
    assert feature_norms([[3.0, 5.0], [4.0, 12.0]]).tolist() == [5.0, 13.0]
