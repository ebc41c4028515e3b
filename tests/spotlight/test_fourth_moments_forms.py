"""The centred kurtosis against its formula and its chance; the size of an effect at its three fixed points."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.geometry.rotations import random_rotation
from srm_ref.spotlight.fourth_moments import isotropic_kurtosis, kurtosis
from srm_ref.spotlight.fourth_moments import (centred_kurtosis, has_axes, isotropic_centred_kurtosis, kurtosis_effect)
from tests.strategies import generators, spotlight_problems


# --- definition

@given(generators, st.integers(3, 9), st.integers(1, 20))
def test_the_centred_form_is_a_kurtosis_for_each_row(rng, n_dims, n_samples):
    rows = rng.standard_normal((n_samples, n_dims)) ** 3
    deviations = rows - rows.mean(axis=1)[:, None]
    each = np.mean(deviations**4, axis=1) / np.mean(deviations**2, axis=1) ** 2  # fourth moment over squared second
    assert_allclose(centred_kurtosis(rows, np.eye(n_dims)), each.mean(), rtol=1e-10)


@given(generators, st.integers(3, 9))
def test_the_centred_form_is_kurtosis_of_rows_without_their_part_along_the_sum(rng, n_dims):
    basis = random_rotation(n_dims, rng)
    rows, diagonal = rng.standard_normal((7, n_dims)), basis.sum(axis=0) / math.sqrt(n_dims)
    without = rows - np.outer(rows @ diagonal, diagonal)
    assert_allclose(centred_kurtosis(rows, basis), kurtosis(without, basis), rtol=1e-9)


# --- analytic

@pytest.mark.parametrize("n, value", [(2, 1.0), (3, 1.5)])
def test_in_two_and_three_dimensions_every_row_has_the_centred_kurtosis_of_chance(n, value):
    """Deviations of 2 coordinates are (d, -d); of 3 they lie on a circle, where sum d^4 = (sum d^2)^2 / 2."""
    for row in np.random.default_rng(n).standard_normal((20, n)):
        assert_allclose(centred_kurtosis([row], np.eye(n)), value, rtol=1e-10)
    assert isotropic_centred_kurtosis(n) == value


def test_chance_of_the_centred_form_over_random_rotations():
    rng = np.random.default_rng(3)
    cloud = np.abs(rng.standard_normal((30, 6)))
    values = [centred_kurtosis(cloud, random_rotation(6, rng)) for _ in range(500)]
    error = np.std(values) / math.sqrt(len(values))
    assert abs(np.mean(values) - isotropic_centred_kurtosis(6)) < 4 * error and error < 0.02
    assert isotropic_kurtosis(6) - isotropic_centred_kurtosis(6) > 4 * error  # the two chances are told apart


@pytest.mark.parametrize("n", [2, 3, 16])
def test_the_effect_at_its_fixed_points(n):
    chance = isotropic_kurtosis(n)
    for basis in (np.eye(n), np.concatenate([np.eye(n), -2 * np.eye(n)]), random_rotation(n, np.random.default_rng(0))):
        found = [kurtosis_effect(value, basis) for value in (n, (n + chance) / 2, chance, (1 + chance) / 2, 1)]
        assert_allclose(found, [1, 0.5, 0, -0.5, -1], atol=1e-12)


def test_the_effect_in_other_bases_is_a_multiple_of_chance():
    assert_allclose(kurtosis_effect(4.5, [[1, 0], [1, 1]]), 3.0)
    assert math.isnan(kurtosis_effect(math.nan, np.eye(2))) and math.isnan(kurtosis_effect(1.0, [[2.0]]))


@pytest.mark.parametrize("basis, wanted", [
    (np.eye(3), True), (-5 * np.eye(3)[[2, 0, 1]], True), (np.concatenate([np.eye(2), np.eye(2)]), True),
    (np.eye(3)[:2], False), (np.concatenate([np.eye(2), np.eye(2)[:1]]), False), ([[1, 0], [1, 1]], False),
    ([[1, 0], [0, 1], [1, 1], [1, -1]], False), ([[1, 0], [-1, 3**0.5], [-1, -(3**0.5)]], False), ([[3]], True)])
def test_which_bases_have_axes(basis, wanted):
    assert has_axes(basis) is wanted


# --- properties

@given(spotlight_problems(families=("standard", "rotated")), generators)
def test_an_offset_along_the_sum_of_the_basis_does_not_matter(problem, rng):
    activations, basis, _ = problem
    activations = activations[activations.any(axis=1)]
    if not len(activations) or basis.shape[1] < 3:
        return
    offset = rng.standard_normal((len(activations), 1)) * basis.sum(axis=0)
    moved, still = centred_kurtosis(activations + offset, basis), centred_kurtosis(activations, basis)
    assert (math.isnan(moved) and math.isnan(still)) or math.isclose(moved, still, rel_tol=1e-6)


# --- errors

def test_rows_of_equal_coordinates_have_none():
    assert math.isnan(centred_kurtosis([[2, 2, 2], [0, 0, 0]], np.eye(3)))
    assert_allclose(centred_kurtosis([[2, 2, 2, 2], [1, 2, 1, 2]], np.eye(4)), 1.0)


def test_what_is_refused():
    with pytest.raises(ValueError, match="n_dims: wanted an integer >= 2"):
        isotropic_centred_kurtosis(1)
    with pytest.raises(ValueError, match="kurtosis: wanted a number in"):
        kurtosis_effect(-1.0, np.eye(2))
    with pytest.raises(ValueError, match="activations: wanted shape"):
        centred_kurtosis([[1.0]], np.eye(2))
