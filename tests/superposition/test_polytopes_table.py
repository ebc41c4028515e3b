"""The table of exact numbers against the coordinates, and against the decimals that are known from elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from srm_ref.superposition.measures import feature_dimensionality, gram_matrix, relu_interference
from srm_ref.superposition.polytopes import POLYTOPES, antiprism_dimensionality, square_antiprism

ATOL = 1e-12

ROWS = pytest.mark.parametrize("name", POLYTOPES)

# --- definition


@ROWS
def test_dot_products_are_those_of_the_coordinates(name):
    row = POLYTOPES[name]
    G = gram_matrix(row.W)
    found = G[~np.eye(len(G), dtype=bool)]
    assert tuple(sorted(row.dot_products)) == row.dot_products
    if len(row.dot_products):
        distance = np.abs(found[:, np.newaxis] - np.array(row.dot_products))
        assert distance.min(axis=1).max() < ATOL  # every dot product is listed
        assert distance.min(axis=0).max() < ATOL  # everything listed occurs


@ROWS
def test_energies_are_those_of_the_coordinates(name):
    assert_allclose(relu_interference(POLYTOPES[name].W), POLYTOPES[name].energy, atol=ATOL)


@ROWS
def test_tightness(name):
    row = POLYTOPES[name]
    m, n = row.W.shape
    assert np.allclose(row.W @ row.W.T, n / m * np.eye(m), rtol=0, atol=ATOL) == row.is_tight
    assert row.dimensionality.sum() == pytest.approx(m, abs=ATOL)  # products of tight factors as well


@ROWS
def test_rows_cannot_be_changed_by_accident(name):
    with pytest.raises(ValueError):
        POLYTOPES[name].W[0, 0] = 2.0


# --- analytic


def test_antiprisms():
    for z in np.linspace(0, 1, 21):
        assert_allclose(feature_dimensionality(square_antiprism(z)), antiprism_dimensionality(z), rtol=ATOL)
    assert antiprism_dimensionality(3**-0.5) == pytest.approx(3 / 8, abs=1e-15)
    z = np.linspace(0, 1, 1001)
    best = max(antiprism_dimensionality(value) for value in z)
    assert best <= 3 / 8 and best == pytest.approx(3 / 8, abs=1e-5)
    assert antiprism_dimensionality(0.5604) == pytest.approx(0.3744, abs=5e-5)  # eight charges on a sphere


def test_where_no_dot_product_is_positive_there_are_at_most_2m_features():
    free = {name for name, row in POLYTOPES.items() if not row.energy.any()}
    assert free == {"dedicated", "digon", "triangle", "square", "tetrahedron", "triangular bipyramid", "octahedron"}
    for name in free:
        m, n = POLYTOPES[name].W.shape
        assert n <= 2 * m


# --- errors


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"height: wanted a number in \[0, 1\]; found 2"):
        antiprism_dimensionality(2)


# --- golden


@pytest.mark.parametrize("name, shape, dimensionality, dot_products, energy", [
    # decimals from solid geometry, worked out outside this package
    ("triangle", (2, 3), 0.6667, (-0.5,), 0), ("tetrahedron", (3, 4), 0.75, (-0.3333,), 0),
    ("pentagon", (2, 5), 0.4, (-0.8090, 0.3090), 0.1910), ("hexagon", (2, 6), 0.3333, (-1, -0.5, 0.5), 0.5),
    ("square antiprism", (3, 8), 0.375, (-0.8047, -0.3333, 0.1381, 0.3333), 0.2603),
    ("triangular prism", (3, 6), 0.5, (-0.6667, 0, 0.3333), 0.1111), ("octahedron", (3, 6), 0.5, (-1, 0), 0),
    ("cube", (3, 8), 0.375, (-1, -0.3333, 0.3333), 0.3333), ("icosahedron", (3, 12), 0.25, (-1, -0.4472, 0.4472), 1),
    ("dodecahedron", (3, 20), 0.15, (-1, -0.7454, -0.3333, 0.3333, 0.7454), 2.3333),
])
def test_known_decimals(name, shape, dimensionality, dot_products, energy):
    row = POLYTOPES[name]
    assert row.W.shape == shape
    assert_allclose(row.dimensionality, dimensionality, atol=5e-5)
    assert_allclose(row.dot_products, dot_products, atol=5e-5)
    assert_allclose(row.energy, energy, atol=5e-5)
