"""The polytopes: unit vertices, their symmetric places, products in orthogonal subspaces."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.superposition import polytopes
from srm_ref.superposition.measures import feature_norms, gram_matrix

ATOL = 1e-14

ALL = {
    "digon": (polytopes.digon(), (1, 2)), "polygon": (polytopes.polygon(7), (2, 7)),
    "simplex": (polytopes.simplex(4), (4, 5)), "cross_polytope": (polytopes.cross_polytope(4), (4, 8)),
    "bipyramid": (polytopes.bipyramid(5), (3, 7)), "cube": (polytopes.cube(), (3, 8)),
    "square_antiprism": (polytopes.square_antiprism(), (3, 8)),
    "triangular_prism": (polytopes.triangular_prism(0.3), (3, 6)),
    "icosahedron": (polytopes.icosahedron(), (3, 12)), "dodecahedron": (polytopes.dodecahedron(), (3, 20)),
}

# --- definition


@pytest.mark.parametrize("name", ALL)
def test_vertices_are_distinct_unit_columns(name):
    W, shape = ALL[name]
    assert W.shape == shape
    assert_allclose(feature_norms(W), 1.0, atol=ATOL)
    G = gram_matrix(W)
    assert G[~np.eye(shape[1], dtype=bool)].max() < 1 - 1e-3


# --- analytic


def neighbours(W):
    """Vertices at the smallest distance, by vertex."""
    G = gram_matrix(W) - 3 * np.eye(W.shape[1])
    return (G > G.max() - 1e-9).sum(axis=1)


@pytest.mark.parametrize("name, degree", [("icosahedron", 5), ("dodecahedron", 3), ("cube", 3), ("polygon", 2)])
def test_edges_meet_alike_at_every_vertex(name, degree):
    assert_array_equal(neighbours(ALL[name][0]), degree)


def test_prism_stands_and_antiprism_is_turned():
    prism, antiprism = polytopes.triangular_prism(0.3), polytopes.square_antiprism(0.3)
    assert_allclose(prism[:2, :3], prism[:2, 3:], atol=ATOL)
    assert_allclose(prism[2], [0.3] * 3 + [-0.3] * 3, atol=ATOL)
    angles = np.degrees(np.arctan2(antiprism[1], antiprism[0]))
    assert_allclose((angles[4:] - angles[:4]) % 360, 45, atol=1e-9)


def test_projectors_are_simplices_and_pairs_of_digons():
    # the Gram matrix most like the identity that does not see some directions is a projector
    for n in (3, 4, 6):
        G = np.eye(n) - np.ones((n, n)) / n
        assert_allclose(G * n / (n - 1), gram_matrix(polytopes.simplex(n - 1)), atol=1e-13)
    u = np.array([[1, 0, 1, 0], [0, 1, 0, 1]]) / np.sqrt(2)
    pairs = gram_matrix(polytopes.tegum_product(polytopes.digon(), polytopes.digon()))
    order = [0, 2, 1, 3]
    assert_allclose(2 * (np.eye(4) - u.T @ u)[np.ix_(order, order)], pairs, atol=ATOL)


# --- properties


def test_products_are_block_diagonal_in_order():
    rng = np.random.default_rng(0)
    blocks = [rng.normal(size=shape) for shape in ((1, 2), (3, 3), (2, 1))]
    W = polytopes.tegum_product(*blocks)
    assert W.shape == (6, 6)
    assert_array_equal(W[:1, :2], blocks[0])
    assert_array_equal(W[1:4, 2:5], blocks[1])
    assert_array_equal(W[4:, 5:], blocks[2])
    assert np.count_nonzero(W) == 2 + 9 + 2


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: polytopes.polygon(1), "k: wanted an integer >= 2"),
    (lambda: polytopes.bipyramid(1), "k: wanted an integer >= 2"),
    (lambda: polytopes.simplex(0), "n: wanted an integer >= 1"),
    (lambda: polytopes.cross_polytope(0), "n: wanted an integer >= 1"),
    (lambda: polytopes.square_antiprism(1.5), r"height: wanted a number in \[0, 1\]; found 1.5"),
    (lambda: polytopes.triangular_prism(-0.5), r"height: wanted a number in \[0, 1\]; found -0.5"),
    (lambda: polytopes.tegum_product(), "factors: wanted at least one"),
    (lambda: polytopes.tegum_product(np.ones((2, 1, 1))), "factors: wanted at least one, each a matrix"),
    (lambda: polytopes.tegum_product([1.0]), "W: wanted shape"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


def test_bipyramid_by_hand():
    W = polytopes.bipyramid(4)
    expected = [[1, 0, -1, 0, 0, 0], [0, 1, 0, -1, 0, 0], [0, 0, 0, 0, 1, -1]]
    assert_allclose(W, expected, atol=ATOL)
