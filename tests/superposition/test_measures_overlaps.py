"""Interference: definitions, the bounds of frames, one number for superposition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.superposition.exact_loss import population_loss
from srm_ref.superposition.measures import (coherence, feature_dimensionality, frame_potential, gram_matrix,
                                            interference, relu_interference, normalised_overlaps, superposition_index)
from srm_ref.superposition.polytopes import POLYTOPES, polygon, simplex
from tests.strategies import generators

RTOL, ATOL = 1e-12, 1e-13

sizes = st.integers(1, 6)
MEASURES = (interference, relu_interference, coherence, frame_potential, superposition_index)


def unit_columns(rng, m, n):
    W = rng.normal(size=(m, n))
    return W / np.linalg.norm(W, axis=0)


# --- definition


@given(generators, sizes, sizes)
def test_each_number_by_its_definition(rng, m, n):
    W = rng.normal(size=(m, n))
    others = [[j for j in range(n) if j != i] for i in range(n)]
    hat = W / np.linalg.norm(W, axis=0)
    assert_allclose(normalised_overlaps(W), hat.T @ W, atol=ATOL)
    assert_allclose(interference(W), [sum((hat[:, i] @ W[:, j]) ** 2 for j in others[i]) for i in range(n)], rtol=RTOL)
    assert_allclose(relu_interference(W),
                    [sum(max(W[:, i] @ W[:, j], 0) ** 2 for j in others[i]) for i in range(n)], rtol=RTOL, atol=ATOL)
    assert coherence(W) == pytest.approx(max([abs(W[:, i] @ W[:, j]) for i in range(n) for j in others[i]] + [0]))
    assert frame_potential(W) == pytest.approx((gram_matrix(W) ** 2).sum(), rel=RTOL)


@given(generators, sizes, sizes)
def test_index_is_the_weighted_mean_of_one_over_dimensionality(rng, m, n):
    W = rng.normal(size=(m, n))
    weight = np.linalg.norm(W, axis=0) ** 4
    mean = np.average(1 / feature_dimensionality(W), weights=weight)
    assert superposition_index(W) == pytest.approx(mean - 1, rel=1e-9, abs=1e-12)


# --- analytic


@pytest.mark.parametrize("k", [3, 4, 5, 6, 8])
def test_index_of_tight_unit_frames_is_the_surplus_of_features(k):
    assert superposition_index(polygon(k)) == pytest.approx(k / 2 - 1, abs=ATOL)


def test_index_of_copies_pairs_and_orthogonal_features():
    assert superposition_index(np.ones((1, 4))) == pytest.approx(3, abs=ATOL)
    assert superposition_index([[1, -1]]) == 1.0
    assert superposition_index([[3, 0, 0], [0, 0.1, 0]]) == 0.0
    assert superposition_index(np.zeros((2, 3))) == 0.0


def test_column_signs_change_neither_norms_nor_interference_nor_dimensionality():
    rng = np.random.default_rng(2)
    W, signs = rng.normal(size=(3, 7)), np.array([1.0, -1, 1, 1, -1, -1, 1])
    for measure in (interference, coherence, frame_potential, superposition_index, feature_dimensionality):
        assert_allclose(measure(signs * W), measure(W), rtol=RTOL)
    assert np.abs(relu_interference(signs * W) - relu_interference(W)).max() > 0.1  # the ReLU does care
    losses = [population_loss({"W": V, "bias": np.zeros(7)}, np.ones(7), 0.9) for V in (W, signs * W)]
    assert abs(losses[0] - losses[1]) > 0.01


@pytest.mark.parametrize("name", [name for name, row in POLYTOPES.items() if row.is_tight])
def test_tight_unit_frames_reach_the_least_frame_potential(name):
    W = POLYTOPES[name].W
    m, n = W.shape
    assert_allclose(W @ W.T, n / m * np.eye(m), atol=ATOL)
    assert frame_potential(W) == pytest.approx(n**2 / m, rel=RTOL)
    assert interference(W).sum() == pytest.approx(n**2 / m - n, abs=1e-12)


@pytest.mark.parametrize("k, per_vertex", [(3, 0), (4, 0), (5, 0.0636610018), (6, 1 / 6), (7, 0.2592), (8, 1 / 3)])
def test_interference_of_polygons_over_one_active_feature(k, per_vertex):
    found = relu_interference(polygon(k)) / 3  # int_0^1 (cos x)^2 dx
    assert_allclose(found, per_vertex, atol=5e-5 if k == 7 else 1e-9)
    cosines = np.cos(2 * np.pi * np.arange(1, k) / k)
    assert_allclose(found, (np.maximum(cosines, 0) ** 2).sum() / 3, atol=ATOL)


def test_pentagon_in_total():
    assert (relu_interference(polygon(5)) / 3).sum() == pytest.approx(10 / 3 * np.cos(2 * np.pi / 5) ** 2, abs=ATOL)


# --- properties


@given(generators, st.integers(1, 4), st.integers(0, 5))
def test_no_unit_features_have_less_frame_potential(rng, m, surplus):
    n = m + surplus
    assert frame_potential(unit_columns(rng, m, n)) >= n**2 / m - 1e-12


@given(generators, sizes, sizes, st.floats(1e-3, 1e3))
def test_index_ignores_scale_rotation_order_and_unlearned_features(rng, m, n, scale):
    W, Q, order = rng.normal(size=(m, n)), np.linalg.qr(rng.normal(size=(m, m)))[0], rng.permutation(n)
    changed = np.pad(scale * Q @ W[:, order], ((0, 0), (0, 2)))
    assert superposition_index(changed) == pytest.approx(superposition_index(W), rel=1e-9, abs=1e-12)


def test_index_keeps_its_scale_where_squares_underflow():
    assert superposition_index(1e-200 * np.array([[1.0, -1.0]])) == 1.0


def test_leading_axes_are_separate_models():
    W = np.random.default_rng(1).normal(size=(2, 3, 4, 5))
    for measure in MEASURES:
        assert_allclose(measure(W)[1, 2], measure(W[1, 2]), rtol=RTOL)


# --- errors


@pytest.mark.parametrize("measure", [*MEASURES, normalised_overlaps])
def test_what_is_refused(measure):
    with pytest.raises(ValueError, match="W: wanted shape .* found shape"):
        measure([1.0, 2.0])
    with pytest.raises(ValueError, match="W: wanted finite numbers; found inf"):
        measure([[np.inf]])


# --- golden


def test_unlearned_features_by_hand():
    W = [[2.0, 0.0, -1.0], [0.0, 0.0, 1.0]]
    assert_allclose(interference(W), [1.0, 0.0, 2.0], rtol=RTOL)
    assert_array_equal(normalised_overlaps(W)[1], 0.0)
    assert coherence(simplex(4)) == pytest.approx(1 / 4, abs=ATOL)
