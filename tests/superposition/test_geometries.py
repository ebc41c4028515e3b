"""Groups of features and their names; standard position in the plane; lines among dimensionalities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.superposition.geometries import canonical_plane, feature_groups, peak_count, sort_into_geometries
from srm_ref.superposition.measures import gram_matrix
from srm_ref.superposition.polytopes import POLYTOPES, cross_polytope, digon, polygon, simplex, tegum_product
from tests.strategies import generators

ATOL = 1e-12

CONNECTED = ["dedicated", "digon", "triangle", "pentagon", "hexagon", "tetrahedron", "cube", "square antiprism",
             "triangular prism", "icosahedron", "dodecahedron"]


def rotation(rng, n):
    return np.linalg.qr(rng.normal(size=(n, n)))[0]


# --- definition


def test_groups_are_connected_through_others():
    # a chain: neighbours overlap, ends do not
    W = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]], dtype=float)
    assert feature_groups(W) == [(0, 1, 2), (3,)]
    assert feature_groups(W, min_overlap=1.5) == [(0,), (1,), (2,), (3,)]


def test_short_features_belong_to_no_group():
    W = np.array([[1.0, 0.4, 0.0], [0.0, 0.0, 0.5]])
    assert feature_groups(W) == [(0,)]
    assert feature_groups(W, min_norm=0.1) == [(0, 1), (2,)]
    assert feature_groups(np.zeros((2, 2))) == []


# --- analytic


@pytest.mark.parametrize("name", CONNECTED)
def test_every_polytope_is_called_by_its_name(name):
    rng = np.random.default_rng(0)
    W = POLYTOPES[name].W
    (group,) = sort_into_geometries(rotation(rng, len(W)) @ W)
    assert (group.name, group.rank, len(group.features)) == (name, *W.shape)
    assert group.dimensionality == pytest.approx(W.shape[0] / W.shape[1], abs=ATOL)


@pytest.mark.parametrize("W, names", [
    (polygon(4), ["digon"] * 2), (cross_polytope(3), ["digon"] * 3),
    (POLYTOPES["triangular bipyramid"].W, ["triangle", "digon"]),
    (POLYTOPES["pentagonal bipyramid"].W, ["pentagon", "digon"]),
    (polygon(7), ["7-gon"]), (simplex(5), ["5-simplex"]), (np.eye(3), ["dedicated"] * 3),
])
def test_products_fall_into_their_factors(W, names):
    assert [group.name for group in sort_into_geometries(W)] == names


def test_factors_are_the_groups():
    rng = np.random.default_rng(1)
    W = rotation(rng, 6) @ tegum_product(polygon(5), simplex(3), 1.2 * digon())
    order = rng.permutation(W.shape[1])
    found = sort_into_geometries(W[:, order])
    assert {group.name for group in found} == {"pentagon", "tetrahedron", "digon"}
    for group in found:
        members = sorted(order[list(group.features)])
        assert members in ([0, 1, 2, 3, 4], [5, 6, 7, 8], [9, 10])


def test_uneven_groups_have_no_name():
    assert [group.name for group in sort_into_geometries([[1.0, -0.6]])] == ["other"]
    assert [group.name for group in sort_into_geometries([[1.0, -0.95]])] == ["other"]  # D = .53, .47
    assert [group.name for group in sort_into_geometries([[1.0, -0.99]])] == ["digon"]
    assert [group.name for group in sort_into_geometries(np.random.default_rng(2).normal(size=(3, 7)))] == ["other"]


# --- properties


@given(generators, st.integers(1, 7), st.integers(0, 6))
def test_canonical_plane_is_a_rotation_or_a_reflection(rng, n, reference):
    W = rng.normal(size=(2, n))
    turned = canonical_plane(W, min(reference, n - 1))
    assert_allclose(gram_matrix(turned), gram_matrix(W), atol=ATOL)


@given(generators, st.integers(2, 7))
def test_canonical_plane_forgets_rotations_and_reflections(rng, n):
    W = rng.normal(size=(2, n)) + 0.3
    if np.linalg.norm(W[:, 0]) > 0.2:
        expected = canonical_plane(W)
        assert expected[1, 0] > 0 and expected[0, 0] == pytest.approx(0, abs=ATOL)
        assert expected[0, 1] <= ATOL
        assert_allclose(canonical_plane(rotation(rng, 2) @ W), expected, atol=1e-9)
        assert_allclose(canonical_plane([[1], [-1]] * W), expected, atol=1e-9)


def test_canonical_plane_where_the_reference_is_missing():
    W = np.array([[0.0, 3.0, 0.0], [0.05, 0.0, 1.0]])
    assert_allclose(canonical_plane(W, 0), [[-0.05, 0, -1], [0, 3, 0]], atol=ATOL)
    assert_array_equal(canonical_plane(np.zeros((2, 3))), 0.0)


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: feature_groups([1.0, 2.0]), "W: wanted shape"),
    (lambda: feature_groups(np.eye(2), -0.1), "min_overlap: wanted a number"),
    (lambda: sort_into_geometries(np.eye(2), min_norm=-1), "min_norm: wanted a number"),
    (lambda: sort_into_geometries(np.eye(2), atol=-1), "atol: wanted a number"),
    (lambda: canonical_plane(np.eye(3)), "W: wanted shape"),
    (lambda: canonical_plane(np.eye(2), 2), r"reference: wanted an integer in \[0, 1\]; found 2"),
    (lambda: peak_count([np.nan], 0.5), "values: wanted finite numbers"),
    (lambda: peak_count([0.5], 0.5, -1), "half_width: wanted a number"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


def test_pentagon_upright_by_hand():
    turned = canonical_plane(polygon(5))
    angles = np.degrees(np.arctan2(turned[1], turned[0]))
    assert_allclose(angles % 360, [90, 162, 234, 306, 18], atol=1e-9)


def test_lines_are_local():
    values = np.concatenate([np.full(10, 0.4), np.linspace(0.45, 0.55, 21)])  # spacing .005
    assert peak_count(values, 0.4).is_peak
    crowd = peak_count(values, 0.5, half_width=0.006)
    assert (crowd.at, crowd.below, crowd.above) == (3, 2, 2) and not crowd.is_peak
    assert not peak_count(values, 0.7).is_peak
