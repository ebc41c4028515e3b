"""Kurtosis: its definition, its exact values, both theorems by quadrature, chance by designs, sums bit for bit."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import unit
from srm_ref.spotlight.resonance import exact_spotlight_curve
from srm_ref.spotlight.fourth_moments import (FourthMoments, isotropic_kurtosis, kurtosis, kurtosis_by_definition,
                                              sensitivity)
from srm_ref.spotlight.turning.height_counts import heights
from tests.samples import sample
from tests.strategies import BASIS_FAMILIES, basis_of, generators, spotlight_problems

RTOL = 1e-11  # roundings of products, and to 2^-50, in dimensions up to some twenty
PHI = (1.0 + 5.0**0.5) / 2.0


def polygon(k):
    angles = 2 * np.pi * np.arange(k) / k
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def icosahedron():
    return np.array([np.roll([0.0, s, t * PHI], k) for k in range(3) for s in (1, -1) for t in (1, -1)])


def cell_24():
    return np.array([v for v in itertools.product((-1, 0, 1), repeat=4) if sum(map(abs, v)) == 2], dtype=float)


def cell_600():
    """The 120 unit icosians, a group: signs and even permutations of (2,0,0,0)/2, (1,1,1,1)/2 and (PHI,1,1/PHI,0)/2."""
    even = [p for p in itertools.permutations(range(4)) if np.linalg.det(np.eye(4)[list(p)]) > 0]
    seeds = [v for v in itertools.product((0.5, -0.5), repeat=4)] + [s * e for s in (1, -1) for e in np.eye(4)]
    for a, b, c in itertools.product((1, -1), repeat=3):
        seeds += [np.array([a * PHI, b, c / PHI, 0.0])[list(p)] / 2 for p in even]
    return np.unique(np.round(np.array(seeds), 12), axis=0)


def left_multiplication(q):
    a, b, c, d = q
    return np.array([[a, -b, -c, -d], [b, a, -d, c], [c, d, a, -b], [d, -c, b, a]])


def icosahedral_rotations():
    """The 60 rotations v -> q v q*, from the 120 unit icosians q and -q."""
    conjugate = np.array([1.0, -1, -1, -1])
    right = [np.array([left_multiplication(e) @ (conjugate * q) for e in np.eye(4)]).T for q in cell_600()]
    return [(left_multiplication(q) @ r)[1:, 1:] for q, r in zip(cell_600(), right, strict=True)]


def some_cloud(rng, n_samples, n_dims):
    cloud = rng.standard_normal((n_samples, n_dims)) * rng.choice([0.1, 1.0, 5.0], n_dims) + rng.choice([0.0, 2.0])
    cloud[::5] = 0.0
    return cloud * 10.0 ** rng.integers(-3, 4, (n_samples, 1))


# --- definition

@given(spotlight_problems())
def test_it_is_its_definition(problem):
    activations, basis, _ = problem
    assert_allclose(kurtosis(activations, basis), kurtosis_by_definition(activations, basis), rtol=RTOL, atol=1e-12)


def test_more_rows_and_directions_than_a_block():
    rng = np.random.default_rng(4)
    activations, basis = some_cloud(rng, 700, 19), rng.standard_normal((37, 19))
    lit = activations[activations.any(axis=1)]
    lengths = np.outer(np.linalg.norm(lit, axis=1), np.linalg.norm(basis, axis=1))
    cosines = lit @ basis.T / lengths
    assert_allclose(kurtosis(activations, basis), 19**2 * np.mean(cosines**4), rtol=RTOL)


# --- analytic

@pytest.mark.parametrize("n", [1, 2, 3, 5, 16, 33])
def test_axes_corners_and_what_is_between(n):
    rng, basis = np.random.default_rng(n), random_rotation(n, np.random.default_rng(7))
    assert kurtosis(-3.0 * np.eye(n), np.eye(n)) == n
    for m in range(1, n + 1):
        rows = np.zeros((20, n))
        for row in rows:
            row[rng.choice(n, m, replace=False)] = rng.choice([-1.0, 1.0], m)
        assert_allclose(kurtosis(rows @ basis, basis), n / m, rtol=RTOL)


@pytest.mark.parametrize("n", [2, 3, 4, 7, 16])
def test_an_orthonormal_basis_sees_well(n):
    assert_allclose(sensitivity(random_rotation(n, np.random.default_rng(n))), (n - 1) / 3, rtol=RTOL)


DESIGNS = {"triangle": polygon(3), "pentagon": polygon(5), "hexagon": polygon(6), "heptagon": polygon(7),
           "icosahedron": icosahedron(), "24-cell": cell_24(), "600-cell": cell_600()}


@pytest.mark.parametrize("name", DESIGNS)
def test_kurtosis_is_blind_in_spherical_4_designs(name):
    basis = DESIGNS[name]
    n, rng = basis.shape[1], np.random.default_rng(0)
    assert sensitivity(basis) < 1e-12
    for cloud in (basis, rng.standard_normal((3, n)), np.eye(n)[:1]):
        assert_allclose(kurtosis(cloud, basis), isotropic_kurtosis(n), rtol=1e-12)


def test_the_square_is_an_orthonormal_basis():
    assert_allclose(sensitivity(polygon(4)), 1 / 3, rtol=RTOL)


@pytest.mark.parametrize("n, rotations", [
    (2, [np.array([[c, -s], [s, c]]) for c, s in polygon(5)]), (3, icosahedral_rotations()),
    (4, [left_multiplication(q) for q in cell_600()])], ids=["5 of the plane", "60 of the icosahedron", "120 icosians"])
@pytest.mark.parametrize("family", BASIS_FAMILIES)
def test_the_mean_over_rotations_is_that_of_chance_for_any_cloud_and_basis(n, rotations, family):
    """Exact: orbits of these groups are spherical 4-designs, so their mean of a quartic is that over all rotations."""
    rng = np.random.default_rng(n)
    cloud, basis = some_cloud(rng, 12, n), basis_of(family, n, rng)
    values = [kurtosis(cloud, basis @ rotation.T) for rotation in rotations]
    assert_allclose(np.mean(values), isotropic_kurtosis(n), rtol=1e-12)


def test_the_mean_over_random_rotations_is_that_of_chance():
    rng = np.random.default_rng(12)
    cloud, basis = np.exp(rng.standard_normal((40, 7))), rng.standard_normal((9, 7))
    values = [kurtosis(cloud, basis @ random_rotation(7, rng).T) for _ in range(400)]
    error = np.std(values) / math.sqrt(len(values))
    assert abs(np.mean(values) - isotropic_kurtosis(7)) < 4 * error and error < 0.05


@given(spotlight_problems())
def test_theorem_a_the_height_at_all_epsilons(problem):
    """8 int_0^1 e^3 height(e) de, exact: height is constant between neighbours of the sorted cosines."""
    activations, basis, _ = problem
    lit = np.any(activations, axis=1)
    edges = np.unique(np.abs(unit(activations[lit]) @ unit(basis).T)) if lit.any() else np.array([])
    edges = np.concatenate([[0.0], edges[(edges > 0) & (edges < 1)], [1.0]])
    at = heights(activations, basis, (edges[1:] + edges[:-1]) / 2)
    integral = 8 * np.sum(at * np.diff(edges**4) / 4)
    wanted = lit.mean() * kurtosis(activations, basis) / basis.shape[1]**2 if lit.any() else 0.0
    assert_allclose(integral, wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("n", sample(range(2, 9), {2, 3, 4}))
def test_theorem_b_the_fourth_harmonic_of_all_planes_at_all_epsilons(n):
    """64 int_-1^1 e^3 sum Re c_4(e) de by Gauss's rule, in pieces between the radii, where it has square roots."""
    rng = np.random.default_rng(n)
    basis = random_rotation(n, rng)
    activations = some_cloud(rng, 5, n)  # of which the first is zero
    share = np.any(activations, axis=1).mean()
    nodes, weights = np.polynomial.legendre.leggauss(24)
    directions, integral = unit(activations[activations.any(axis=1)]) @ basis.T, 0.0
    for i, j in itertools.combinations(range(n), 2):
        radii = np.unique(np.hypot(directions[:, i], directions[:, j]))
        ends = np.unique(np.concatenate([-radii, radii, [-1.0, 0.0, 1.0]]))
        for low, high in zip(ends, ends[1:]):  # epsilon = middle - half cos(t): no root at the ends is left
            t = np.pi * (nodes + 1) / 2
            epsilons = (high + low) / 2 - (high - low) / 2 * np.cos(t)
            values = [exact_spotlight_curve(activations, basis[i], basis[j], e).fourier(4).real for e in epsilons]
            integral += np.sum(weights * epsilons**3 * values * np.sin(t)) * (high - low) / 2 * np.pi / 2
    wanted = share * ((n + 2) / n * kurtosis(activations, basis) - 3)
    assert_allclose(64 * integral, wanted, rtol=0, atol=1e-8)


# --- properties

@given(spotlight_problems(), generators)
def test_lengths_signs_order_and_a_common_rotation_do_not_matter(problem, rng):
    activations, basis, _ = problem
    value, n = kurtosis(activations, basis), basis.shape[1]
    lengths = 10.0 ** rng.uniform(-200, 200, (len(activations), 1))
    signs = rng.choice([-1.0, 1.0], len(basis))[:, None]
    turn = random_rotation(n, rng)
    assert_allclose(kurtosis(activations * lengths, basis), value, rtol=RTOL)
    assert_allclose(kurtosis(rng.permutation(activations), rng.permutation(signs * 7.0 * basis)), value, rtol=RTOL)
    assert_allclose(kurtosis(activations @ turn.T, basis @ turn.T), value, rtol=1e-10)


@given(spotlight_problems(families=("standard", "rotated")))
def test_it_lies_between_1_and_n_in_an_orthonormal_basis(problem):
    activations, basis, _ = problem
    if np.any(activations):
        assert 1 - 1e-12 <= kurtosis(activations, basis) <= basis.shape[1] + 1e-12


@given(generators, st.integers(1, 6), st.integers(1, 9))
def test_no_basis_sees_less_than_nothing(rng, n_dims, n_directions):
    basis = rng.standard_normal((n_directions, n_dims))
    assert kurtosis(basis, basis) >= isotropic_kurtosis(n_dims) * (1 - 1e-12)


@pytest.mark.parametrize("n_samples, n_dims, n_directions", [(700, 5, 5), (1300, 33, 50), (300, 64, 64)])
def test_any_chunks_in_any_order_give_the_same_bits(n_samples, n_dims, n_directions):
    rng = np.random.default_rng(n_samples)
    activations, basis = some_cloud(rng, n_samples, n_dims), rng.standard_normal((n_directions, n_dims))
    activations[3] = basis[0]
    whole = FourthMoments(basis)
    whole.update(activations)
    for _ in range(4):
        order, total = rng.permutation(n_samples), FourthMoments(basis)
        for places in np.array_split(order, rng.integers(1, 40)):
            part = FourthMoments(basis)
            part.update(activations[places])
            total.merge(part)
        assert total.result() == whole.result()


@given(spotlight_problems())
def test_kurtosis_is_scale_times_shape(problem):
    activations, basis, _ = problem
    sums = FourthMoments(basis)
    sums.update(activations)
    moments, n = sums.result(), basis.shape[1]
    if not moments.n_lit:
        assert math.isnan(moments.scale) and math.isnan(moments.shape) and np.isnan(moments.loads).all()
        return
    cosines = unit(activations[activations.any(axis=1)]) @ unit(basis).T
    m2, m4 = (cosines**2).mean(axis=0), (cosines**4).mean(axis=0)
    assert_allclose(moments.scale, n**2 * np.mean(m2**2), rtol=RTOL, atol=1e-12)
    assert_allclose(moments.shape, m4.sum() / (m2**2).sum(), rtol=1e-9)
    assert_allclose(moments.loads, m4 * n * (n + 2) / 3, rtol=RTOL, atol=1e-12)
    assert_allclose(moments.scale * moments.shape, moments.kurtosis, rtol=4 * np.finfo(float).eps)


# --- errors

def test_nothing_but_zero_rows_has_no_kurtosis():
    for function in (kurtosis, kurtosis_by_definition):
        assert math.isnan(function(np.zeros((3, 2)), np.eye(2)))


def test_what_is_refused():
    for activations, basis, words in [([[1, 2, 3]], np.eye(2), r"activations: wanted shape \(n_samples, 2\)"),
                                      ([[1, np.nan]], np.eye(2), "activations: wanted finite numbers; found nan at"),
                                      ([[1, 2]], [[1, 0], [0, 0]], "basis: wanted vectors of non-zero length"),
                                      ([["a", "b"]], np.eye(2), "activations: wanted an array of real numbers"),
                                      (np.empty((0, 2)), np.eye(2), "activations: wanted at least one sample")]:
        with pytest.raises(ValueError, match=words):
            kurtosis(activations, basis)
    with pytest.raises(ValueError, match="other: wanted sums for the same basis"):
        FourthMoments(np.eye(2)).merge(FourthMoments([[1, 0], [1, 1]]))
    with pytest.raises(ValueError, match="n_dims: wanted an integer >= 1"):
        isotropic_kurtosis(0)


def test_a_refused_chunk_leaves_the_sums_as_they_were_and_its_row_is_counted_from_the_first():
    sums, bad = FourthMoments(np.eye(2)), np.ones((400, 2))
    sums.update([[1, 0], [0, 0]])
    before, bad[300, 1] = sums.result(), np.inf
    with pytest.raises(ValueError, match=r"found inf at index \(302, 1\)"):
        sums.update(bad)
    assert sums.result() == before


# --- golden

def test_six_of_sixteen_stand_exactly_at_chance():
    """Origin: by hand. n/m = 3n/(n+2) for m = (n+2)/3."""
    row = np.r_[np.ones(6), np.zeros(10)]
    assert_allclose(kurtosis([row], np.eye(16)), 16 / 6, rtol=1e-14)
    assert_allclose(isotropic_kurtosis(16), 16 / 6, rtol=1e-14)
