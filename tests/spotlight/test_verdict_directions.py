"""Effective directions: the variance over rotations in closed form, against rotations and cases known by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import unit
from srm_ref.spotlight.fourth_moments import kurtosis
from srm_ref.spotlight.verdict import effective_directions, sight


def unused():
    return np.random.default_rng(0)


def one_direction_variance(basis):
    seen = sight(unit(basis))
    return seen.second + seen.fourth


def pentagon():
    angles = 2 * np.pi * np.arange(5) / 5
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


BASES = {"orthonormal": np.eye(3), "oblique": np.array([[1.0, 0, 0], [1, 1, 0], [1, 1, 1]]),
         "overcomplete": np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [1, -1, 0]]), "one": np.eye(3)[:1]}


# --- definition

@pytest.mark.parametrize("name", BASES)
def test_it_is_the_variance_of_one_over_the_variance_of_all(name):
    """2,000 rotations: a variance is right to about 3 % to 10 %, the null being skewed."""
    rng, basis = np.random.default_rng(1), BASES[name]
    cloud = np.concatenate([rng.standard_normal((4, 3)), [[5.0, 1, 0]] * 3])
    rotations = [random_rotation(3, rng) for _ in range(2000)]
    one, every = (np.var([kurtosis(rows, basis @ r.T) for r in rotations]) for rows in (cloud[:1], cloud))
    assert_allclose(one, one_direction_variance(basis), rtol=0.12)
    assert_allclose(one / every, effective_directions(cloud, basis, rng), rtol=0.2)


# --- analytic

@pytest.mark.parametrize("n", [2, 3, 4, 16, 64])
def test_the_variance_of_one_direction_in_an_orthonormal_basis(n):
    """From eighth moments of an even draw from the sphere: E x^8, E x^4 y^4 = (105, 9) / (n(n+2)(n+4)(n+6))."""
    wanted = n**2 * ((9 * n + 96) / ((n + 2) * (n + 4) * (n + 6)) - 9 / (n + 2) ** 2)
    assert_allclose(one_direction_variance(random_rotation(n, np.random.default_rng(n))), wanted, rtol=1e-9)


def test_the_variance_of_one_direction_in_any_basis():
    """From E (g.a)^4 (g.b)^4 = 9 + 72 c^2 + 24 c^4 for Gaussian g and unit a, b with cosine c."""
    rng = np.random.default_rng(5)
    for k, n in ((1, 2), (7, 3), (5, 6), (40, 9), (2500, 3)):
        basis = rng.standard_normal((k, n))
        rows = basis / np.linalg.norm(basis, axis=1)[:, None]
        c = rows @ rows.T
        mean = np.mean(9 + 72 * c**2 + 24 * c**4) / (n * (n + 2) * (n + 4) * (n + 6))
        assert_allclose(one_direction_variance(basis), n**4 * (mean - (3 / (n * (n + 2))) ** 2), rtol=1e-9)


@pytest.mark.parametrize("n", [3, 16])
def test_copies_and_opposites_count_as_one_and_the_axes_as_their_number(n):
    row = np.random.default_rng(n).standard_normal(n)
    assert_allclose(effective_directions([row, -3 * row, row], np.eye(n), unused()), 1.0, rtol=1e-9)
    wanted = 1 / (1 / n + (1 - 1 / n) * 3 / (n * n - 1))  # G4(0) = 3/(n^2 - 1) for the pairs of different axes
    assert_allclose(effective_directions(np.eye(n), np.eye(n), unused()), wanted, rtol=1e-9)


def test_a_cloud_with_the_same_kurtosis_under_all_rotations_counts_as_endless():
    assert effective_directions(pentagon(), np.eye(2), unused()) == math.inf


def test_where_there_is_nothing_to_count():
    assert math.isnan(effective_directions([[1.0, 2.0]], pentagon(), unused()))  # a blind basis
    assert math.isnan(effective_directions([[0.0, 0.0]], np.eye(2), unused()))
    assert math.isnan(effective_directions([[1.0], [2.0]], [[1.0]], unused()))


# --- properties

@pytest.mark.parametrize("name", BASES)
def test_a_sample_of_the_rows_will_do(name):
    rng = np.random.default_rng(2)
    cloud = np.concatenate([rng.standard_normal((6000, 3)) + 2.0, np.zeros((500, 3))])
    found = effective_directions(cloud, BASES[name], rng)
    every = np.concatenate([cloud[k::3] for k in range(3)])
    pairs = [effective_directions(every[k:6500:4], BASES[name], rng) for k in range(4)]  # all pairs of a quarter each
    assert_allclose(found, np.mean(pairs), rtol=0.15)


def test_independent_rows_count_as_their_number():
    cloud = np.random.default_rng(8).standard_normal((600, 16))
    assert_allclose(effective_directions(cloud, np.eye(16), unused()), 600, rtol=0.15)
    assert_allclose(effective_directions(np.repeat(cloud, 9, axis=0), np.eye(16), unused()), 600, rtol=0.25)
    many = np.random.default_rng(9).standard_normal((6000, 16))  # 2048 of which are looked at
    assert_allclose(effective_directions(many, np.eye(16), unused()), 6000, rtol=0.25)


# --- errors

def test_what_is_refused():
    with pytest.raises(ValueError, match="rng: wanted a numpy.random.Generator"):
        effective_directions([[1.0, 2.0]], np.eye(2), 3)
    with pytest.raises(ValueError, match="activations: wanted finite numbers"):
        effective_directions([[1.0, np.nan]], np.eye(2), unused())


# --- golden

def test_numbers_of_another_program():
    """Origin: the closed form for orthonormal bases, in another hand: near one-hot 16, an offset of 5 about 10."""
    rng = np.random.default_rng(0)
    near = np.eye(16)[rng.integers(16, size=600)] + 0.05 * rng.standard_normal((600, 16))
    offset = rng.standard_normal((600, 16)) + 5 * random_rotation(16, rng)[0]
    assert_allclose(effective_directions(near, np.eye(16), rng), 16, rtol=0.06)
    assert_allclose(effective_directions(offset, np.eye(16), rng), 10, rtol=0.1)
