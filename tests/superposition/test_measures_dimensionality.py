"""Feature dimensionality and leverage: two definitions, the bound between them, every invariance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.superposition.measures import (dimensions_per_feature, feature_dimensionality, gram_matrix, interference,
                                            leverage_scores)
from srm_ref.superposition.polytopes import POLYTOPES, polygon, simplex, tegum_product
from tests.strategies import generators

RTOL, ATOL = 1e-12, 1e-12

sizes = st.integers(1, 6)

# --- definition


@given(generators, sizes, sizes)
def test_three_forms_of_the_dimensionality(rng, m, n):
    W = rng.normal(size=(m, n))
    G, hat = gram_matrix(W), W / np.linalg.norm(W, axis=0)
    D = feature_dimensionality(W)
    assert_allclose(D, (W**2).sum(axis=0) / ((hat.T @ W) ** 2).sum(axis=1), rtol=RTOL)
    assert_allclose(D, np.diag(G) ** 2 / np.diag(G @ G), rtol=RTOL)
    assert_allclose(D, np.diag(G) / (np.diag(G) + interference(W)), rtol=RTOL)


@given(generators, sizes, sizes)
def test_leverage_by_its_definition(rng, m, n):
    W = rng.normal(size=(m, n))
    assert_allclose(leverage_scores(W), np.diag(W.T @ np.linalg.pinv(W @ W.T) @ W), rtol=1e-6, atol=1e-9)


# --- analytic


@pytest.mark.parametrize("name", POLYTOPES)
def test_dimensionality_of_every_polytope(name):
    assert_allclose(feature_dimensionality(POLYTOPES[name].W), POLYTOPES[name].dimensionality, rtol=0, atol=ATOL)


@pytest.mark.parametrize("k", [3, 7, 12])
def test_polygons_and_simplices(k):
    assert_allclose(feature_dimensionality(polygon(k)), 2 / k, atol=ATOL)
    assert_allclose(feature_dimensionality(simplex(k - 1)), (k - 1) / k, atol=ATOL)


def test_frames_share_their_dimensions_without_loss():
    scaled = tegum_product(3 * polygon(5), 0.1 * simplex(3), 7 * np.eye(1))
    assert feature_dimensionality(scaled).sum() == pytest.approx(6, abs=ATOL)
    rng = np.random.default_rng(0)
    projector = np.linalg.qr(rng.normal(size=(8, 3)))[0].T  # a tight frame of unequal norms
    assert feature_dimensionality(projector).sum() == pytest.approx(3, abs=ATOL)
    assert_allclose(feature_dimensionality(projector), (projector**2).sum(axis=0), atol=ATOL)
    assert feature_dimensionality(rng.normal(size=(20, 200))).sum() < 19.0  # 18.2 typically


def test_unlearned_features_and_copies():
    W = np.random.default_rng(1).normal(size=(3, 5))
    D = feature_dimensionality(W)
    assert_allclose(feature_dimensionality(np.pad(W, ((0, 0), (0, 1)))), np.append(D, 0.0), rtol=RTOL)
    assert_allclose(feature_dimensionality(np.concatenate([W, W], axis=1)), np.concatenate([D, D]) / 2, rtol=RTOL)


def test_factors_do_not_see_each_other():
    rng = np.random.default_rng(2)
    first, second = rng.normal(size=(2, 4)), 100 * rng.normal(size=(3, 5))
    D = np.concatenate([feature_dimensionality(first), feature_dimensionality(second)])
    assert_allclose(feature_dimensionality(tegum_product(first, second)), D, rtol=RTOL)


@pytest.mark.parametrize("name", [name for name, row in POLYTOPES.items() if row.is_tight])
def test_in_tight_unit_frames_all_have_the_average(name):
    W = POLYTOPES[name].W
    assert_allclose(feature_dimensionality(W), dimensions_per_feature(W), atol=ATOL)


def test_unequal_pair_and_one_dimension():
    assert_allclose(feature_dimensionality([[3.0, -1.0]]), [0.9, 0.1], rtol=RTOL)
    w = np.random.default_rng(3).normal(size=6)
    assert_allclose(feature_dimensionality(w[np.newaxis]), w**2 / (w @ w), rtol=RTOL)


# --- properties


@given(generators, sizes, sizes)
def test_leverage_bounds_dimensionality_and_sums_to_the_rank(rng, m, n):
    W = rng.normal(size=(m, n))
    D, tau = feature_dimensionality(W), leverage_scores(W)
    assert np.all(D <= tau + ATOL) and np.all(D > 0)
    assert tau.sum() == pytest.approx(min(m, n), abs=1e-9)


@given(generators, st.integers(2, 6), st.integers(1, 3), sizes)
def test_sum_is_at_most_the_rank(rng, m, rank, n):
    W = rng.normal(size=(m, min(rank, m))) @ rng.normal(size=(min(rank, m), n))
    assert feature_dimensionality(W).sum() <= min(rank, m, n) + ATOL
    assert leverage_scores(W).sum() == pytest.approx(min(rank, m, n), abs=1e-9)


@given(generators, sizes, sizes, st.floats(1e-3, 1e3))
def test_rotation_scale_signs_and_order(rng, m, n, scale):
    W, Q = rng.normal(size=(m, n)), np.linalg.qr(rng.normal(size=(m, m)))[0]
    order, signs = rng.permutation(n), rng.choice([-1.0, 1.0], n)
    changed = feature_dimensionality(scale * Q @ (signs * W)[:, order])
    assert_allclose(changed, feature_dimensionality(W)[order], rtol=1e-9)


@pytest.mark.parametrize("scale", [1e-300, 1e-170, 1e150])
def test_scales_where_squares_leave_the_doubles(scale):
    W = np.array([[1.0, -1.0, 0.0, 0.0], [0.0, 0.0, 2.0, 0.0]])
    assert_allclose(feature_dimensionality(scale * W), [0.5, 0.5, 1.0, 0.0], rtol=RTOL)


def test_leading_axes_are_separate_models():
    W = np.random.default_rng(4).normal(size=(2, 3, 4, 5))
    for measure in (feature_dimensionality, leverage_scores):
        assert_allclose(measure(W)[1, 2], measure(W[1, 2]), rtol=RTOL)


# --- errors


@pytest.mark.parametrize("measure", [feature_dimensionality, leverage_scores])
def test_what_is_refused(measure):
    with pytest.raises(ValueError, match="W: wanted shape .* found shape"):
        measure([1.0, 2.0])
    with pytest.raises(ValueError, match="W: wanted finite numbers; found nan"):
        measure([[np.nan]])


# --- golden


def test_a_feature_of_norm_zero_has_no_dimensionality_and_no_nan():
    assert_array_equal(feature_dimensionality([[0.0, 2.0], [0.0, 0.0]]), [0.0, 1.0])
    assert_array_equal(feature_dimensionality(np.zeros((2, 3))), 0.0)
    assert_array_equal(leverage_scores(np.zeros((2, 3))), 0.0)
