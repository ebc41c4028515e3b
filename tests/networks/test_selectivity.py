"""Grandmother neurons: cones, purities and the label-shuffle null."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import unit
from srm_ref.networks.selectivity import both_signs, cone_members, cone_selectivity, top_samples
from tests.strategies import examples, generators

MARGIN = 1e-9  # no sample nearer to the edge of a cone than rounding can carry it over


def drawn(rng, n_samples=30, n_dims=3, n_classes=4):
    activations = rng.normal(size=(n_samples, n_dims))
    return activations, rng.integers(0, n_classes, size=n_samples), random_rotation(n_dims, rng)


def clear_epsilon(activations, basis, epsilon):
    """Move epsilon away from every cosine."""
    cosines = np.sort(np.abs(unit(activations) @ unit(basis).T).ravel())
    while np.abs(cosines - abs(epsilon)).min() < MARGIN:
        epsilon += 3 * MARGIN
    return epsilon


# --- definition


@given(generators, st.floats(-0.9, 0.9))
def test_cones_and_purities_are_those_of_the_definition(rng, epsilon):
    activations, labels, basis = drawn(rng)
    epsilon = clear_epsilon(activations, basis, epsilon)
    result = cone_selectivity(activations, labels, basis, epsilon, 1, rng)
    for d, direction in enumerate([*basis, *-basis]):
        inside = [s for s, x in enumerate(activations) if x @ direction / np.linalg.norm(x) >= epsilon]
        assert result.counts[d] == len(inside)
        assert_array_equal(np.flatnonzero(cone_members(activations, basis, epsilon)[:, d]), inside)
        if inside:
            values, counts = np.unique(labels[inside], return_counts=True)
            assert result.majority[d] == values[np.argmax(counts)]
            assert result.purity[d] == counts.max() / len(inside)


@given(generators, st.integers(1, 30))
def test_top_samples_are_the_first_of_a_full_sort(rng, n_top):
    activations, _, basis = drawn(rng)
    for direction, row in zip(both_signs(basis), top_samples(activations, basis, n_top)):
        cosines = unit(activations) @ direction
        assert_allclose(cosines[row], np.sort(cosines)[::-1][:n_top], atol=1e-15)
        assert len(set(row.tolist())) == n_top


# --- analytic

HAND = np.array([[2.0, 0.0], [1.0, 1.0], [-1.0, 0.0], [0.0, 0.0], [5.0, 0.1]])  # in the cone of e_1: 0, 1 and 4


def test_a_case_by_hand():
    result = cone_selectivity(HAND, [7, 3, 7, 9, 7], np.eye(2), 0.7, 3, np.random.default_rng(0))
    assert_array_equal(result.directions, [[1, 0], [0, 1], [-1, 0], [0, -1]])
    assert_array_equal(result.counts, [3, 1, 1, 0])
    assert_array_equal(result.majority, [7, 3, 7, -1])
    assert_array_equal(result.purity, [2 / 3, 1, 1, np.nan])
    assert_array_equal(np.isnan(result.null_mean), [False, False, False, True])
    assert_array_equal(np.isnan(result.p_values), [False, False, False, True])
    assert_array_equal(result.p_values[1:3], [1, 1])  # one sample is always pure, whatever its label


def test_the_cone_is_closed_and_zero_activations_are_in_none():
    assert cone_members([[3.0, 4.0]], np.eye(2), 0.6).tolist() == [[True, True, False, False]]
    assert not cone_members([[0.0, 0.0]], np.eye(2), -1.0).any()
    assert cone_members([[1e-200, 0.0]], np.eye(2), -1.0).all()


def test_of_equally_common_labels_the_smallest_is_named():
    result = cone_selectivity([[1.0], [1.0], [1.0], [1.0]], [5, 2, 5, 2], [[1.0]], 0.5, 1, np.random.default_rng(0))
    assert result.majority.tolist() == [2, -1]


def test_top_samples_leave_out_zero_activations_and_keep_the_order_of_equals():
    activations = [[0.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [2.0, 0.0]]
    assert top_samples(activations, [[1.0, 0.0]], 3).tolist() == [[1, 3, 2], [2, 1, 3]]
    many = np.tile([[0.0, 2.0], [2.0, 0.0]], (50, 1))  # more than a sort that is not stable leaves in order
    assert_array_equal(top_samples(many, [[1.0, 0.0]], 60)[0], [*range(1, 100, 2), *range(0, 20, 2)])


def test_pure_cones_are_found_and_shuffled_ones_are_not():
    rng = np.random.default_rng(1)
    labels = np.repeat([0, 1, 2, 3], 25)
    activations = both_signs(np.eye(2))[labels] + 0.1 * rng.normal(size=(100, 2))
    result = cone_selectivity(activations, labels, np.eye(2), 0.9, 99, rng)
    assert_array_equal(result.majority, [0, 1, 2, 3])
    assert_array_equal(result.purity, 1.0)
    assert_array_equal(result.p_values, 0.01)
    assert (result.null_mean < 0.5).all()
    assert (cone_selectivity(activations, rng.permutation(labels), np.eye(2), 0.9, 99, rng).p_values > 0.01).all()


# --- properties


@given(generators)
def test_turning_data_and_basis_together_or_stretching_samples_changes_nothing(rng):
    activations, labels, basis = drawn(rng)
    epsilon, turn, seed = clear_epsilon(activations, basis, 0.5), random_rotation(3, rng), 11
    stretched = activations * rng.uniform(0.01, 100, size=(30, 1))
    one = cone_selectivity(activations, labels, basis, epsilon, 5, np.random.default_rng(seed))
    two = cone_selectivity(stretched @ turn.T, labels, 3.0 * basis @ turn.T, epsilon, 5, np.random.default_rng(seed))
    for name in ("counts", "majority", "purity", "null_mean", "p_values"):
        assert_array_equal(getattr(two, name), getattr(one, name))


@given(generators)
def test_new_names_for_the_classes_change_only_the_names(rng):
    activations, labels, basis = drawn(rng)
    one = cone_selectivity(activations, labels, basis, 0.5, 5, np.random.default_rng(12))
    two = cone_selectivity(activations, 10 * labels + 4, basis, 0.5, 5, np.random.default_rng(12))
    assert_array_equal(two.majority, np.where(one.counts > 0, 10 * one.majority + 4, -1))
    assert_array_equal(two.purity, one.purity)
    assert_array_equal(two.p_values, one.p_values)


@examples(3)
@given(generators)
def test_for_labels_without_meaning_small_p_values_are_rare(rng):
    activations, _, basis = drawn(rng, n_samples=40)
    p = np.array([cone_selectivity(activations, rng.integers(0, 3, size=40), basis, 0.6, 19, rng).p_values
                  for _ in range(60)])
    # 60 independent trials a direction; P(p <= 0.2) <= 0.2 and 60 * 0.2 = 12, standard deviation 3.1.
    assert (np.count_nonzero(p <= 0.2, axis=0) <= 12 + 4.5 * 3.1).all()


def test_progress_counts_shuffles():
    calls = []
    cone_selectivity(HAND, [0, 1, 0, 1, 0], np.eye(2), 0.5, 3, np.random.default_rng(0),
                progress=lambda done, total: calls.append((done, total)))
    assert calls == [(1, 3), (2, 3), (3, 3)]


# --- errors


@pytest.mark.parametrize("changes, message", [
    ({"activations": np.ones((5, 3))}, r"activations: wanted shape \(n_samples, 2\)"),
    ({"activations": np.full((5, 2), np.nan)}, "activations: wanted finite numbers"),
    ({"labels": [0, 1, 2]}, r"labels: wanted integers of shape \(5,\); found int64 of shape \(3,\)"),
    ({"labels": [0.0] * 5}, r"labels: wanted integers of shape \(5,\); found float64"),
    ({"labels": [0, 0, -2, 0, 0]}, "labels: wanted integers >= 0; found -2 at index 2"),
    ({"basis": [[1.0, 0.0], [0.0, 0.0]]}, "basis: wanted vectors of non-zero length; found a zero vector at row 1"),
    ({"epsilon": 1.5}, r"epsilon: wanted a number in \[-1, 1\]; found 1.5"),
    ({"n_shuffles": 0}, "n_shuffles: wanted an integer >= 1; found 0"),
    ({"rng": None}, "rng: wanted a numpy.random.Generator"),
])
def test_bad_arguments_are_refused(changes, message):
    arguments = {"activations": HAND, "labels": [0, 1, 0, 1, 0], "basis": np.eye(2), "epsilon": 0.5, "n_shuffles": 2,
                 "rng": np.random.default_rng(0), **changes}
    with pytest.raises(ValueError, match=message):
        cone_selectivity(**arguments)


def test_more_top_samples_than_there_are_directions_to_rank_are_refused():
    with pytest.raises(ValueError, match=r"n_top: wanted an integer in \[1, 4\]; found 5"):
        top_samples(HAND, np.eye(2), 5)


# --- golden


def test_the_null_is_that_of_all_permutations():
    # Exact: all 6! orders of the labels. Monte Carlo: 4000 of them, standard errors 0.008 and less.
    activations, labels = np.array([[1.0], [2.0], [3.0], [-1.0], [-2.0], [-3.0]]), np.array([0, 0, 0, 1, 1, 2])
    orders = [labels[list(order)] for order in itertools.permutations(range(6))]
    purities = np.array([[np.bincount(order[:3]).max(), np.bincount(order[3:]).max()] for order in orders]) / 3
    result = cone_selectivity(activations, labels, [[1.0]], 0.5, 4000, np.random.default_rng(2))
    assert_array_equal(result.purity, [1, 2 / 3])
    assert_allclose(result.null_mean, purities.mean(axis=0), atol=0.02)
    assert_allclose(result.p_values, np.mean(purities >= result.purity - 1e-12, axis=0), atol=0.04)
