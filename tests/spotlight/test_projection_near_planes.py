"""Which activations are near which plane: the rule at its edge, the numbering of planes, and pieces that make up the
whole.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.geometry.vectors import in_plane_coordinates, norms
from srm_ref.spotlight.counting.planes import basis_cosines
from srm_ref.spotlight.projection import pieces_of, require_representable, selection_of
from tests.strategies import BASIS_FAMILIES, basis_of, spotlight_problems

RTOL = 1e-10  # q = (P_j - g P_i) / sine has lost four digits in nearly parallel planes


def points_of(activations, basis, epsilon, planes):
    """All pieces: points (k, 2), planes (k,) and samples (k,) in the order they come."""
    selection = selection_of(basis, epsilon, planes)
    activations = np.asarray(activations, dtype=float)
    pieces = [
        piece for block in basis_cosines(activations, selection.geometry) for piece in pieces_of(block, selection)
    ]
    empty = np.empty((0, 2)), np.empty(0, int), np.empty(0, int)
    return [np.concatenate(parts) for parts in zip(empty, *pieces)]


# --- definition


@given(spotlight_problems(), st.sampled_from(["permutations", "combinations"]))
def test_points_are_the_in_plane_coordinates_of_activations_near_the_plane(problem, planes):
    activations, basis, epsilon = problem
    points, plane, sample = points_of(activations, basis, epsilon, planes)
    lengths, selection = norms(activations), selection_of(basis, epsilon, planes)
    for k, (i, j) in enumerate(selection.planes.pairs(selection.geometry)):
        p, q = in_plane_coordinates(activations, basis[i], basis[j])
        near = np.flatnonzero((np.hypot(p, q) >= epsilon * lengths) & (lengths > 0))
        here = plane == k
        assert_array_equal(sample[here], near)  # ascending, each once
        assert_allclose(points[here], np.stack([p, q], axis=1)[near], rtol=RTOL, atol=RTOL * lengths.max())
    assert len(plane) == 0 or plane.max() <= k


@pytest.mark.parametrize("planes", ["permutations", "combinations"])
@pytest.mark.parametrize("family", BASIS_FAMILIES)
def test_planes_are_numbered_as_they_are_listed(family, planes):
    selection = selection_of(basis_of(family, 5, np.random.default_rng(0)), 0.5, planes)
    pairs = selection.planes.pairs(selection.geometry)
    assert_array_equal(selection.row_of(*pairs.T), np.arange(selection.planes.n_planes))


# --- analytic


@pytest.mark.parametrize("epsilon, samples", [
    (np.nextafter(0.6, 0), [0, 1]), (0.6, [0, 1]), (np.nextafter(0.6, 1), [1]), (1.0, [1]), (0.0, [0, 1, 3]),
    (-1.0, [0, 1, 3]),
])
def test_the_edge_belongs_to_the_cone(epsilon, samples):
    activations = [[3, 0, 4], [3, 4, 0], [0, 0, 0], [0, 0, -2]]  # r = 3/5, 1, none, 0 with the first plane
    _, plane, sample = points_of(activations, np.eye(3), epsilon, [[0, 1]])
    assert sample.tolist() == samples and not plane.any()


def test_an_explicit_list_keeps_its_order_and_its_repetitions():
    points, plane, sample = points_of([[5, 2]], [[1, 0], [3, 0], [0, 1]], 0.5, [[2, 0], [0, 2], [2, 0]])
    order = np.argsort(plane, kind="stable")
    assert plane[order].tolist() == [0, 1, 2] and sample.tolist() == [0, 0, 0]
    assert_allclose(points[order], [[2, 5], [5, 2], [2, 5]], rtol=1e-14)


# --- properties


@given(spotlight_problems(), st.data())
def test_a_plane_of_its_own_has_the_points_that_it_has_among_all(problem, data):
    activations, basis, epsilon = problem
    points, plane, sample = points_of(activations, basis, epsilon, "permutations")
    selection = selection_of(basis, epsilon, "permutations")
    k = data.draw(st.integers(0, selection.planes.n_planes - 1))
    pair = selection.planes.pairs(selection.geometry)[k]
    alone = points_of(activations, basis, epsilon, [pair])
    assert_array_equal(alone[0], points[plane == k])
    assert_array_equal(alone[2], sample[plane == k])


@given(spotlight_problems())
def test_the_order_of_a_plane_turns_its_points_over(problem):
    """(j, i) sees (i, j) in a mirror: the radius stays, the angle phi becomes gamma - phi."""
    activations, basis, epsilon = problem
    selection = selection_of(basis, epsilon, "combinations")
    i, j = selection.planes.pairs(selection.geometry)[0]
    one, _, sample = points_of(activations, basis, epsilon, [[i, j]])
    other, _, other_sample = points_of(activations, basis, epsilon, [[j, i]])
    assert_array_equal(sample, other_sample)
    b = np.array(in_plane_coordinates(basis[[j]], basis[i], basis[j])).ravel()
    gamma, scale = np.arctan2(b[1], b[0]), np.abs(activations).max()
    mirror = np.array([[np.cos(gamma), np.sin(gamma)], [np.sin(gamma), -np.cos(gamma)]])
    assert_allclose(other, one @ mirror, rtol=0, atol=1e-9 * scale)


# --- errors


@pytest.mark.parametrize("basis, epsilon, planes, message", [
    (np.eye(3), 1.5, "permutations", "epsilon: wanted a number in"),
    (np.eye(3), 0.5, "all", "planes: wanted one of 'permutations', 'combinations'"),
    (np.eye(3), 0.5, [[0, 3]], r"planes: wanted indices from 0 to 2; found \(0, 3\) at row 0"),
    ([[1, 0], [2, 0], [0, 1]], 0.5, [[0, 1]], r"planes: wanted pairs that span a plane"),
    ([[1, 0], [0, 0]], 0.5, "permutations", "basis: wanted vectors of non-zero length"),
])
def test_refused(basis, epsilon, planes, message):
    with pytest.raises(ValueError, match=message):
        selection_of(basis, epsilon, planes)


def test_activations_beyond_the_doubles_are_refused_by_their_row():
    with pytest.raises(ValueError,
                       match="activations: wanted lengths below the largest double; found a longer one at row 2"):
        points_of([[0, 0], [1, 1], [1.5e308, 1.5e308]], np.eye(2), 0.5, "permutations")
    require_representable(np.array([1.0, 1.7e308]), np.array([4, 7]))
