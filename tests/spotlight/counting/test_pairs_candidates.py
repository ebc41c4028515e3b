"""Which (sample, plane) pairs are lit: none lost, none twice, dense and pruned alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from srm_ref.geometry.rotations import random_rotation
from srm_ref.spotlight.counting import pairs as pairs_module
from srm_ref.spotlight.counting.pairs import candidate_pairs, candidate_pairs_dense, candidate_pairs_pruned
from srm_ref.spotlight.counting.planes import basis_geometry, planes_of, e2_cosine
from tests.strategies import BASIS_FAMILIES, basis_of, generators, spotlight_problems, tied_sweeps
from tests.spotlight.counting.test_planes_cosines import product_of

TILTS = [0.3, 1e-2, 1e-3, 1e-4, 2e-5]  # sines of nearly parallel pairs


def radius(values, geometry, i, j):
    p = values[:, i]
    q = e2_cosine(geometry, i, j, values[:, i], values[:, j])
    return np.sqrt(p * p + q * q)


def found(parts):
    """(sample, i, j, row, p_i, p_j) of all parts, each pair once."""
    listed = [pair for part in parts for pair in zip(*(part[k].tolist() for k in (0, 1, 2, 4, 5)))]
    assert len({pair[:3] for pair in listed}) == len(listed)  # none twice
    return set(listed)


def both_ways(activations, basis, epsilon):
    values, _ = product_of(activations, basis)
    geometry = basis_geometry(basis)
    planes = planes_of("combinations", geometry)
    candidates = np.flatnonzero(np.abs(values) >= pairs_module.candidate_cosines(geometry, epsilon))
    return (values, geometry, planes, found(list(candidate_pairs_dense(values, geometry, planes, epsilon))),
            found(list(candidate_pairs_pruned(values, geometry, epsilon, candidates))), candidates)


def assert_none_lost(listed, values, geometry, planes, epsilon):
    """Everything at a radius of epsilon or more is there, with its cosines; nothing is there at much less."""
    for i, j in planes.pairs(geometry):
        r = radius(values, geometry, i, j)
        samples = [s for s, *ij, _, _ in listed if ij == [i, j]]
        assert set(np.flatnonzero(r >= epsilon)) <= set(samples)
        assert (r[samples] >= epsilon * (1 - 1e-6)).all()
    assert all((p_i, p_j) == (values[s, i], values[s, j]) for s, i, j, p_i, p_j in listed)


# --- definition

@given(tied_sweeps())
def test_dense_and_pruned_lose_nothing(problem):
    activations, basis, epsilon, _ = problem
    if epsilon > 1e-100 and np.any(activations):
        values, geometry, planes, dense, pruned, _ = both_ways(activations, basis, epsilon)
        assert_none_lost(dense, values, geometry, planes, epsilon)
        assert_none_lost(pruned, values, geometry, planes, epsilon)


@given(generators, st.sampled_from(TILTS), st.sampled_from([0.99, 0.6, 0.1]))
def test_pairs_of_nearly_parallel_directions_are_not_lost(rng, tilt, epsilon):
    """A sample along e2 of such a pair has tiny cosines with both, and lies in their plane all the same."""
    n_dims = 6
    axes = random_rotation(n_dims, rng)
    tilted = axes[:2] + tilt * axes[2:4] * rng.choice([-1, 1], (2, 1))
    basis = np.concatenate([axes, tilted, -axes[:1] + tilt * axes[5]])
    along = axes[rng.integers(2, 6, 30)] + 0.3 * rng.standard_normal((30, n_dims)) * rng.choice([0, 1e-3, 1], (30, 1))
    values, geometry, planes, dense, pruned, _ = both_ways(along, basis, epsilon)
    assert_none_lost(dense, values, geometry, planes, epsilon)
    assert_none_lost(pruned, values, geometry, planes, epsilon)


@given(generators, st.sampled_from([*TILTS, 1e-7, 1e-9]), st.sampled_from([1.0, 0.8, 0.1]))
def test_the_bound_on_candidates_is_met_without_loss(rng, tilt, epsilon):
    """Along b_j - b_i the two cosines are as small as they can be: exactly the bound, which rounding must not move."""
    axes = random_rotation(4, rng)
    basis = np.concatenate([axes, np.sqrt(1 - tilt**2) * axes[:1] + tilt * axes[1:2]])
    along = (basis[4] - basis[0]) / np.sqrt(((basis[4] - basis[0]) ** 2).sum())
    room = 0.0 if tilt > 1e-6 else 1e-5  # rounding of so small a sine moves the radius itself
    sample = epsilon * along + np.sqrt(1 - epsilon**2) * axes[2]
    values, geometry, planes, dense, pruned, _ = both_ways(sample[None], basis, epsilon * (1 - room))
    lit = {
        tuple(plane)
        for plane in planes.pairs(geometry) if radius(values, geometry, *plane)[0] >= epsilon * (1 - room)
    }
    assert {pair[1:3] for pair in dense} >= lit and {pair[1:3] for pair in pruned} >= lit


@given(spotlight_problems(), st.sampled_from(["permutations", "combinations"]))
def test_the_choice_of_a_way_changes_nothing(problem, planes):
    activations, basis, epsilon = problem
    values, _ = product_of(activations, basis)
    geometry = basis_geometry(basis)
    chosen = planes_of(planes, geometry)
    assert_none_lost(found(list(candidate_pairs(values, geometry, chosen, epsilon))), values, geometry,
                     planes_of("combinations", geometry), epsilon)


# --- analytic

def test_at_epsilon_zero_and_below_every_pair_is_listed():
    values, _ = product_of(np.eye(4)[[0, 1, 3]], np.eye(4))
    geometry = basis_geometry(np.eye(4))
    for epsilon in (0.0, -0.4, -1.0, 1e-150, 1e-158, 1e-200, 5e-324):
        assert len(found(list(candidate_pairs(values, geometry, planes_of("permutations", geometry),
                                              epsilon)))) == 3 * 6


@pytest.mark.parametrize("epsilon", [0.99, 0.7, 0.5])
def test_an_orthonormal_basis_has_few_candidates(epsilon):
    rng = np.random.default_rng(0)
    basis = random_rotation(40, rng)
    activations = rng.standard_normal((50, 40)) ** 3 @ basis
    *_, candidates = both_ways(activations, basis, epsilon)
    assert np.bincount(candidates // 40, minlength=50).max() <= 2 / epsilon**2


def test_the_way_with_fewer_tests_is_taken(monkeypatch):
    taken = []
    for name in ("candidate_pairs_dense", "candidate_pairs_pruned"):
        monkeypatch.setattr(pairs_module, name, lambda *arguments, name=name: taken.append(name) or iter(()))
    geometry, rng = basis_geometry(np.eye(30)), np.random.default_rng(0)
    generic, sparse = (product_of(rows, np.eye(30))[0] for rows in (rng.standard_normal((20, 30)), np.eye(30)[:20]))
    for values, planes, epsilon in [
            (sparse, "permutations", 0.9), (generic, "permutations", 0.9), (generic, "permutations", 0.05),
            (sparse, np.array([[0, 1]]), 0.9), (sparse, "combinations", 0.0)]:
        list(candidate_pairs(values, geometry, planes_of(planes, geometry), epsilon))
    assert taken == ["candidate_pairs_pruned"] * 2 + ["candidate_pairs_dense"] * 3


# --- properties

@given(tied_sweeps(families=("standard", "overcomplete", "cross-polytope")), st.sampled_from([1, 7, 64]))
def test_pieces_of_any_size_hold_the_same_pairs(problem, piece):
    activations, basis, epsilon, _ = problem
    if epsilon > 1e-100 and np.any(activations):
        *_, dense, pruned, _ = both_ways(activations, basis, epsilon)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(pairs_module, "CHUNK", piece)
            *_, dense_again, pruned_again, _ = both_ways(activations, basis, epsilon)
        assert dense_again == dense and pruned_again == pruned


@pytest.mark.parametrize("family", BASIS_FAMILIES)
@pytest.mark.parametrize("piece", [1, 18, 2**19])
def test_an_explicit_list_keeps_its_rows(family, piece, monkeypatch):
    monkeypatch.setattr(pairs_module, "CHUNK", piece)
    rng = np.random.default_rng(4)
    basis = basis_of(family, 4, rng)
    values, _ = product_of(rng.standard_normal((9, 4)), basis)
    geometry = basis_geometry(basis)
    wanted = planes_of("permutations", geometry).pairs(geometry)
    wanted = wanted[rng.integers(len(wanted), size=12)]  # some twice, (j, i) beside (i, j)
    chosen = planes_of(wanted, geometry)
    listed = [np.concatenate([part[k] for part in candidate_pairs(values, geometry, chosen, 0.4)]) for k in range(6)]
    sample, i, j, row, p_i, p_j = listed
    assert_array_equal(np.stack([i, j], axis=1), wanted[row])
    assert_array_equal([p_i, p_j], [values[sample, i], values[sample, j]])
    for k, (first, second) in enumerate(wanted):
        lit = np.flatnonzero(radius(values, geometry, first, second) >= 0.4)
        assert sorted(sample[row == k].tolist()) == lit.tolist()


def test_no_samples_no_pairs():
    geometry = basis_geometry(np.eye(3))
    for epsilon in (0.5, -0.5):
        assert list(candidate_pairs(np.empty((0, 3)), geometry, planes_of("permutations", geometry), epsilon)) == []


# --- golden

def test_pairs_by_hand():
    """Origin: by hand. Radii in the planes (0, 1), (0, 2), (1, 2): of e1: 1, 1, 0; of (3, 4, 0) / 5: 1, 0.6, 0.8;
    of (1, 1, 1) / sqrt 3: sqrt(2 / 3) = 0.816 each. At 0.8 all but three are lit: 0.8 itself is."""
    values, _ = product_of([[1, 0, 0], [3, 4, 0], [1, 1, 1]], np.eye(3))
    geometry = basis_geometry(np.eye(3))
    listed = found(list(candidate_pairs(values, geometry, planes_of("permutations", geometry), 0.8)))
    by_hand = [(0, 0, 1), (0, 0, 2), (1, 0, 1), (1, 1, 2), (2, 0, 1), (2, 0, 2), (2, 1, 2)]
    assert sorted(pair[:3] for pair in listed) == by_hand
