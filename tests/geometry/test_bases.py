"""The sets of directions that may be privileged."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.geometry.bases import coulomb_energy, cross_polytope, polygon, rotated, settle, simplex, standard, thomson
from srm_ref.geometry.sphere import uniform_directions
from srm_ref.geometry.vectors import norms
from tests.strategies import examples, generators, seeds

ROUNDING = 1e-14  # a few products of numbers of order one


def energy_of_gram(k: int, *cosines: tuple[int, float]) -> float:
    """Energy of k equivalent unit vectors, each with `count` others at each `cosine`: distance sqrt(2 - 2 cosine)."""
    assert sum(count for count, _ in cosines) == k - 1
    return k / 2 * sum(count / math.sqrt(2 - 2 * cosine) for count, cosine in cosines)


# --- definition


@pytest.mark.parametrize("n", [1, 2, 3, 8, 50])
def test_simplex_by_its_gram_matrix(n):
    gram = np.full((n + 1, n + 1), -1 / n)
    np.fill_diagonal(gram, 1.0)
    np.testing.assert_allclose(simplex(n) @ simplex(n).T, gram, rtol=0, atol=ROUNDING)


@pytest.mark.parametrize("k", [2, 3, 4, 5, 17])
def test_polygon_corners_are_roots_of_one(k):
    corners = polygon(k) @ [1, 1j]
    np.testing.assert_allclose(corners, np.exp(2j * np.pi * np.arange(k) / k), rtol=0, atol=ROUNDING)


@examples(10)
@given(generators)
def test_the_lowest_of_the_starts_is_kept(rng):
    """thomson draws its starts one after another, and no start of its eight settles lower than what it returns."""
    state = rng.bit_generator.state
    lowest = coulomb_energy(thomson(6, 3, rng))
    rng.bit_generator.state = state
    settled = [coulomb_energy(settle(uniform_directions(6, 3, rng))) for _ in range(8)]
    assert lowest == pytest.approx(min(settled), rel=1e-9)


# --- analytic


def test_small_bases_exactly():
    np.testing.assert_array_equal(standard(3), [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    np.testing.assert_array_equal(cross_polytope(2), [[1, 0], [0, 1], [-1, 0], [0, -1]])
    np.testing.assert_array_equal(simplex(1), [[1], [-1]])
    np.testing.assert_allclose(simplex(2), [[1, 0], [-0.5, math.sqrt(0.75)], [-0.5, -math.sqrt(0.75)]], atol=ROUNDING)
    np.testing.assert_allclose(polygon(4), [[1, 0], [0, 1], [-1, 0], [0, -1]], atol=ROUNDING)
    assert not np.signbit(cross_polytope(3)[cross_polytope(3) == 0]).any()


@pytest.mark.parametrize("basis, shape", [
    (standard(5), (5, 5)), (simplex(5), (6, 5)), (cross_polytope(5), (10, 5)), (polygon(7), (7, 2)),
    (thomson(7, 4, np.random.default_rng(0)), (7, 4)), (rotated(simplex(5), np.random.default_rng(0)), (6, 5)),
])
def test_shapes_and_unit_rows(basis, shape):
    assert basis.shape == shape and basis.dtype == np.float64
    np.testing.assert_allclose(norms(basis), 1.0, rtol=ROUNDING)


# --- properties


@given(generators, st.integers(1, 6), st.integers(1, 8))
def test_rotation_keeps_lengths_angles_and_handedness(rng, n, n_basis):
    basis = rng.standard_normal((n_basis, n))
    turned = rotated(basis, rng)
    np.testing.assert_allclose(turned @ turned.T, basis @ basis.T, rtol=0, atol=1e-12)
    if n_basis == n:
        assert np.linalg.det(turned) == pytest.approx(np.linalg.det(basis), rel=1e-9, abs=1e-12)


def test_rotation_moves_the_basis():
    assert np.abs(rotated(standard(4), np.random.default_rng(0)) - standard(4)).max() > 0.1


@pytest.mark.parametrize("n", [2, 3, 6])
def test_the_symmetric_sets_are_tight_frames(n):
    """sum_i b_i b_i^T = (n_basis / n_dims) I: no direction is favoured over another."""
    for basis in (standard(n), simplex(n), cross_polytope(n), polygon(n + 1)):
        n_basis, n_dims = basis.shape
        np.testing.assert_allclose(basis.T @ basis, n_basis / n_dims * np.eye(n_dims), rtol=0, atol=1e-13)
    for balanced in (simplex(n), cross_polytope(n), polygon(n)):
        np.testing.assert_allclose(balanced.sum(axis=0), 0, atol=1e-13)


@examples(5)
@given(seeds)
def test_the_generator_decides_the_thomson_set(seed):
    first, second = (thomson(5, 3, np.random.default_rng(seed)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_of_equal_minima_the_first_start_wins():
    """All starts of four charges settle to the tetrahedron; rounding must not choose among its orientations."""
    for seed in range(5):
        first_start = uniform_directions(4, 3, np.random.default_rng(seed))
        np.testing.assert_array_equal(thomson(4, 3, np.random.default_rng(seed)), settle(first_start))


def test_a_local_minimum_of_one_start_is_not_taken():
    """Sixteen charges have a second minimum, 92.920354, and with this seed the first start settles in it."""
    first_start = uniform_directions(16, 3, np.random.default_rng(2))
    assert coulomb_energy(settle(first_start)) == pytest.approx(92.920354, abs=1e-6)
    assert coulomb_energy(thomson(16, 3, np.random.default_rng(2))) == pytest.approx(92.911655, abs=1e-6)


# --- errors


@pytest.mark.parametrize("make, low, argument", [
    (standard, 1, "n"), (simplex, 1, "n"), (cross_polytope, 1, "n"), (polygon, 2, "k"),
    (lambda k: thomson(k, 3, np.random.default_rng(0)), 2, "k"),
    (lambda n: thomson(3, n, np.random.default_rng(0)), 2, "n"),
])
def test_sizes_are_checked(make, low, argument):
    for bad in (low - 1, -3, 3.0, "3", None, True):
        with pytest.raises(ValueError, match=f"^{argument}: wanted an integer >= {low}; found"):
            make(bad)


@pytest.mark.parametrize("make", [lambda rng: thomson(3, 3, rng), lambda rng: rotated(standard(2), rng)])
def test_chance_needs_a_generator(make):
    for bad in (None, 0, np.random):
        with pytest.raises(ValueError, match="^rng: wanted a numpy.random.Generator"):
            make(bad)


def test_only_a_matrix_can_be_rotated():
    with pytest.raises(ValueError, match="^basis: wanted shape"):
        rotated([1.0, 0.0], np.random.default_rng(0))


# --- golden


# Origin: the published table of the Thomson problem (Wales and Ulker 2006, The Cambridge Cluster Database); to 1e-6.
THOMSON = {2: 0.5, 3: 1.732050808, 4: 3.674234614, 5: 6.474691495, 6: 9.985281374, 7: 14.452977414, 8: 19.675287861,
           9: 25.759986531, 10: 32.716949460, 11: 40.596450510, 12: 49.165253058, 16: 92.911655302, 20: 150.881568334}


@pytest.mark.parametrize("k, energy", THOMSON.items())
def test_known_energies_on_the_sphere(k, energy):
    for seed in (0, 1):
        assert coulomb_energy(thomson(k, 3, np.random.default_rng(seed))) == pytest.approx(energy, abs=1e-8)


# Origin: Cohn and Kumar, J. Amer. Math. Soc. 20 (2007) 99, table 1: these sets minimise every such energy; the energy
# by hand from the angles of the set.
@pytest.mark.parametrize("k, n, cosines", [
    (5, 2, [(2, math.cos(0.4 * math.pi)), (2, math.cos(0.8 * math.pi))]),
    (3, 7, [(2, -1 / 2)]),
    (6, 5, [(5, -1 / 5)]),
    (17, 16, [(16, -1 / 16)]),
    (8, 4, [(6, 0.0), (1, -1.0)]),
    (12, 3, [(5, math.sqrt(0.2)), (5, -math.sqrt(0.2)), (1, -1.0)]),
    (16, 5, [(10, 1 / 5), (5, -3 / 5)]),
    (27, 6, [(16, 1 / 4), (10, -1 / 2)]),
])
def test_sharp_configurations_in_other_dimensions(k, n, cosines):
    points = thomson(k, n, np.random.default_rng(0))
    assert coulomb_energy(points) == pytest.approx(energy_of_gram(k, *cosines), rel=1e-12)
    off_diagonal = np.sort((points @ points.T)[~np.eye(k, dtype=bool)])
    expected = np.sort(np.repeat([c for _, c in cosines], [k * count for count, _ in cosines]))
    np.testing.assert_allclose(off_diagonal, expected, rtol=0, atol=1e-7)


@pytest.mark.slow
def test_the_600_cell():
    """Origin: Cohn and Kumar, table 1; cosines from the golden ratio, (1 + sqrt 5) / 2."""
    golden = (1 + math.sqrt(5)) / 2
    cosines = [(12, golden / 2), (20, 0.5), (12, (golden - 1) / 2), (30, 0.0), (12, (1 - golden) / 2), (20, -0.5),
               (12, -golden / 2), (1, -1.0)]
    points = thomson(120, 4, np.random.default_rng(0))
    assert coulomb_energy(points) == pytest.approx(energy_of_gram(120, *cosines), rel=1e-12)
