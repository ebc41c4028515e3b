"""Kurtosis of any basis from one array of fourth moments: the same as from the activations, and the same ranks."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import unit
from srm_ref.spotlight import moment_tensor
from srm_ref.spotlight.fourth_moments import kurtosis
from srm_ref.spotlight.moment_tensor import MOST_DIMS, MomentTensor, kurtosis_test
from srm_ref.spotlight.rotation_test import basis_rotation_test
from srm_ref.spotlight.turning.rotation_sums import BLOCK
from srm_ref.spotlight.verdict import decide
from tests.strategies import spotlight_problems


def tensor_of(*chunks):
    tensor = MomentTensor(np.shape(chunks[0])[1])
    for chunk in chunks:
        tensor.update(chunk)
    return tensor


# --- definition

def test_it_holds_the_mean_of_every_product_of_four():
    rows = unit(np.random.default_rng(0).standard_normal((30, 3)))
    tensor, pairs = tensor_of(rows), list(combinations_with_replacement(range(3), 2))
    for p, (a, b) in enumerate(pairs):
        for q, (c, d) in enumerate(pairs):
            wanted = sum(float(u[a] * u[b] * u[c] * u[d]) for u in rows)
            assert_allclose(tensor.sums[p, q], wanted, rtol=1e-12, atol=1e-14)


@given(spotlight_problems())
def test_it_is_the_kurtosis_of_the_activations(problem):
    activations, basis, _ = problem
    tensor = tensor_of(activations)
    assert_allclose(tensor.kurtosis(basis), kurtosis(activations, basis), rtol=1e-12)
    lit = activations[activations.any(axis=1)]
    assert (tensor.n_lit, tensor.n_zero) == (len(lit), len(activations) - len(lit))
    if len(lit):
        assert_allclose(tensor.fourths(basis), ((unit(lit) @ unit(basis).T) ** 4).mean(axis=0), rtol=1e-10, atol=1e-14)


# --- analytic

@pytest.mark.parametrize("n_dims", [1, 2, 5, 16, MOST_DIMS])
def test_cases_known_by_hand(n_dims):
    """All on one axis; all coordinates equal; the axes once each, seen by themselves turned."""
    axes, turned = np.eye(n_dims), random_rotation(n_dims, np.random.default_rng(n_dims))
    assert tensor_of(7.0 * axes[:1]).kurtosis(axes) == n_dims
    assert_allclose(tensor_of(np.ones((3, n_dims))).kurtosis(axes), 1.0, rtol=1e-13)
    assert_allclose(tensor_of(axes).kurtosis(turned), n_dims * (turned**4).sum(axis=1).mean(), rtol=1e-12)


# --- properties

@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("n_dims", [2, 7, MOST_DIMS])
def test_ranks_are_those_of_the_rotation_test(n_dims, dtype):
    """The same rotations in the same order; kurtosis to rounding, and so the same p-value and verdict."""
    rng = np.random.default_rng(n_dims)
    cloud, basis = rng.laplace(size=(BLOCK + 90, n_dims)).astype(dtype), rng.standard_normal((n_dims + 3, n_dims))
    cloud[::7] = 0.0
    found = kurtosis_test(cloud, basis, 39, np.random.default_rng(5))
    wanted = basis_rotation_test(cloud.astype(float), basis, None, 39, np.random.default_rng(5))
    assert_allclose([found.value, *found.null], [wanted.kurtosis, *wanted.null], rtol=1e-12)
    assert found.p_value == wanted.p_value and decide(found) == wanted.verdict


def test_chunks_and_parts_agree_to_rounding_and_a_tensor_is_as_good_as_its_activations():
    rng = np.random.default_rng(3)
    cloud, basis = rng.standard_normal((2 * BLOCK + 5, 6)), rng.standard_normal((4, 6))
    whole, parts = tensor_of(cloud), tensor_of(cloud[:100], cloud[100:])
    other = tensor_of(cloud[700:])
    other.merge(tensor_of(cloud[:700]))
    for tensor in (parts, other):
        assert_allclose(tensor.sums, whole.sums, rtol=1e-12, atol=1e-12)
        assert tensor.n_lit == len(cloud)
    tests = [kurtosis_test(given, basis, 9, np.random.default_rng(1)) for given in (cloud, whole)]
    assert tests[0].value == tests[1].value
    assert_array_equal(tests[0].null, tests[1].null)


def test_a_rotation_reads_no_activation(monkeypatch):
    tensor = tensor_of(np.random.default_rng(0).standard_normal((50, 4)))
    monkeypatch.setattr(moment_tensor, "unit_chunks", None)
    assert len(kurtosis_test(tensor, np.eye(4), 99, np.random.default_rng(0)).null) == 99


# --- errors

def test_what_is_refused():
    tensor, rng = tensor_of(np.eye(3)), np.random.default_rng(0)
    for call, words in [(lambda: MomentTensor(MOST_DIMS + 1), "n_dims: wanted at most 24 dimensions"),
                        (lambda: MomentTensor(0), "n_dims: wanted an integer >= 1"),
                        (lambda: tensor.merge(MomentTensor(2)), "other: wanted moments in 3 dimensions; found 2"),
                        (lambda: tensor.fourths(np.eye(2)), r"basis: wanted shape \(n_directions, 3\)"),
                        (lambda: tensor.update(np.eye(2)), "activations: wanted shape"),
                        (lambda: kurtosis_test(np.eye(2), np.eye(2), 0, rng), "n_rotations: wanted an integer >= 1"),
                        (lambda: kurtosis_test(np.eye(2), np.eye(2), 1, 7), "rng: wanted a numpy.random.Generator"),
                        (lambda: kurtosis_test(tensor, np.eye(2), 1, rng), "basis: wanted shape")]:
        with pytest.raises(ValueError, match=words):
            call()


def test_a_chunk_that_is_refused_leaves_nothing_behind():
    tensor, bad = tensor_of(np.eye(2)), np.ones((400, 2))
    bad[300, 1] = np.nan
    with pytest.raises(ValueError, match=r"activations: wanted finite numbers; found nan at index \(302, 1\)"):
        tensor.update(bad)
    assert_array_equal(tensor.sums, tensor_of(np.eye(2)).sums)
    assert np.isnan(MomentTensor(2).kurtosis(np.eye(2)))
