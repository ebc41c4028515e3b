"""Partners of directions: the assignment has the largest sum of all permutations, and copies of a basis find
themselves.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.geometry.matching import assignment, match_directions
from srm_ref.geometry.rotations import random_rotation
from tests.strategies import generators

SIZES = st.integers(1, 6)


# --- definition

@given(generators, SIZES, st.booleans())
def test_no_permutation_has_a_larger_sum(rng, n, tied):
    scores = rng.integers(-2, 3, (n, n)).astype(float) if tied else rng.standard_normal((n, n))
    found = assignment(scores)
    best = max(scores[np.arange(n), list(permutation)].sum() for permutation in itertools.permutations(range(n)))
    assert sorted(found) == list(range(n)) and scores[np.arange(n), found].sum() == pytest.approx(best, abs=1e-12)


@given(generators, st.integers(1, 5))
def test_partners_have_the_largest_sum_of_squared_cosines(rng, n):
    one, other = random_rotation(n, rng), random_rotation(n, rng)
    partners, angles = match_directions(3.0 * one, -0.5 * other)
    best = max((np.einsum("ij,ij->i", one, other[list(p)])**2).sum() for p in itertools.permutations(range(n)))
    assert (np.cos(angles)**2).sum() == pytest.approx(best, abs=1e-12)
    np.testing.assert_allclose(np.cos(angles), np.abs((one * other[partners]).sum(axis=1)), atol=1e-12)


# --- analytic

def test_squares_decide_and_not_sizes():
    """Among bases drawn at random some have another assignment with the larger sum of cosines themselves."""
    rng, n_other = np.random.default_rng(0), 0
    for _ in range(200):
        basis = random_rotation(4, rng)
        partners, sizes = match_directions(basis, np.eye(4))[0], np.abs(basis)
        np.testing.assert_array_equal(partners, assignment(sizes**2))
        n_other += not np.array_equal(partners, assignment(sizes))
    assert n_other > 0


def test_the_nearest_of_each_alone_would_meet_in_one():
    """Row 0 prefers column 0 by more than row 1 does, and yet gives way: 8 + 8 > 9 + 1."""
    assert assignment([[9.0, 8.0], [8.0, 1.0]]).tolist() == [1, 0]


@pytest.mark.parametrize("n_dims, median", [(16, 61), (64, 72)])
def test_bases_drawn_at_random_are_that_far_apart(n_dims, median):
    """The two numbers stand in the head of `found_basis`."""
    rng = np.random.default_rng(0)
    medians = [np.median(match_directions(random_rotation(n_dims, rng), np.eye(n_dims))[1]) for _ in range(100)]
    assert abs(np.degrees(np.mean(medians)) - median) < 2.0


# --- properties

@given(generators, st.integers(1, 12))
def test_a_basis_finds_its_own_directions_in_any_order_and_of_any_sign(rng, n):
    basis, order, signs = random_rotation(n, rng), rng.permutation(n), rng.choice([-1.0, 1.0], n)
    partners, angles = match_directions(basis, (signs[:, None] * basis)[order])
    assert order[partners].tolist() == list(range(n)) and np.all(angles < 1e-7)


@given(generators, st.integers(1, 8))
def test_partners_are_mutual(rng, n):
    one, other = random_rotation(n, rng), random_rotation(n, rng)
    there, back = match_directions(one, other), match_directions(other, one)
    assert back[0][there[0]].tolist() == list(range(n))
    np.testing.assert_allclose(back[1][there[0]], there[1], atol=1e-12)


# --- errors

@pytest.mark.parametrize("scores, message", [
    (np.ones((2, 3)), r"scores: wanted a square matrix; found shape \(2, 3\)"),
    ([[np.nan]], "scores: wanted finite numbers"),
    ([], "scores: wanted shape"),
])
def test_refused_scores(scores, message):
    with pytest.raises(ValueError, match=message):
        assignment(scores)


@pytest.mark.parametrize("basis, other, message", [
    (np.eye(3)[:2], np.eye(3), "other: wanted 2 directions, as many as the basis has; found 3"),
    (np.eye(2), np.eye(3), r"y: wanted shape \(n_y, 2\)"),
    (np.zeros((1, 2)), np.eye(2), "x: wanted vectors of non-zero length"),
])
def test_refused_bases(basis, other, message):
    with pytest.raises(ValueError, match=message):
        match_directions(basis, other)
