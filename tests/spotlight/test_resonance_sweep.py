"""The sweep against the inequality, one comparison at a time, on the same P: equal integers, ties included."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.checks import check_activations
from srm_ref.geometry.rotations import random_rotation
from srm_ref.spotlight import resonance as sweep_module
from srm_ref.spotlight.arcs import arcs_of
from srm_ref.spotlight.counting import planes as products
from srm_ref.spotlight.counting.pairs import candidate_pairs_dense, candidate_pairs_pruned, candidate_cosines
from srm_ref.spotlight.counting.planes import basis_geometry, e2_cosine
from srm_ref.spotlight.resonance import empty_tally, sweep_chunk, sweep_of
from tests.spotlight_oracle import same_product_counts
from tests.strategies import examples, generators, tied_sweeps

PLANES = st.sampled_from(["permutations", "combinations"])


def counts_of(activations, basis, epsilon, planes, angles, signed=False, mean=False):
    """Counts (n_planes, n_angles), the planes, the angles; for a mean (1, n_angles)."""
    sweep = sweep_of(basis, epsilon, planes, angles, signed, mean)
    tally = empty_tally(sweep, np.dtype(np.int64))
    sweep_chunk(sweep, check_activations(activations, sweep.geometry.rows.shape[1]), tally)
    return tally.counts(2**40), sweep.planes.pairs(sweep.geometry), sweep.grid.thetas


def forced(way):
    """candidate_pairs that takes one way, whatever it costs."""
    def pairs(values, geometry, planes, epsilon):
        if way == "dense" or epsilon <= 1e-100 or planes.explicit is not None:
            return candidate_pairs_dense(values, geometry, planes, epsilon)
        candidates = np.flatnonzero(np.abs(values) >= candidate_cosines(geometry, epsilon))
        return candidate_pairs_pruned(values, geometry, epsilon, candidates)
    return pairs


# --- definition

@examples(80)
@given(tied_sweeps(), PLANES, st.booleans())
def test_counts_are_those_of_the_inequality(problem, words, signed):
    activations, basis, epsilon, angles = problem
    if np.any(activations):
        counts, planes, thetas = counts_of(activations, basis, epsilon, words, angles, signed)
        expected = same_product_counts(activations, basis, epsilon, planes, thetas, signed)
        assert_array_equal(counts, expected)
        mean, _, _ = counts_of(activations, basis, epsilon, words, angles, signed, mean=True)
        assert_array_equal(mean, expected.sum(axis=0, keepdims=True))


@examples(80)
@given(tied_sweeps(), st.booleans(), generators)
def test_counts_of_an_explicit_list(problem, signed, rng):
    activations, basis, epsilon, angles = problem
    geometry = basis_geometry(basis)
    possible = [ij for ij in permutations(range(len(basis)), 2) if geometry.spans is None or geometry.spans[ij]]
    planes = np.array(possible)[rng.integers(len(possible), size=5)]
    if np.any(activations):
        counts, listed, thetas = counts_of(activations, basis, epsilon, planes, angles, signed)
        assert_array_equal(listed, planes)
        expected = same_product_counts(activations, basis, epsilon, planes, thetas, signed)
        assert_array_equal(counts, expected)
        mean, _, _ = counts_of(activations, basis, epsilon, planes, angles, signed, mean=True)
        assert_array_equal(mean[0], expected.sum(axis=0))


@examples(80)
@given(tied_sweeps(), PLANES, st.booleans(), st.booleans())
def test_dense_and_pruned_give_the_same_integers(problem, words, signed, mean):
    activations, basis, epsilon, angles = problem
    counts = []
    for way in ("dense", "pruned"):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(sweep_module, "candidate_pairs", forced(way))
            counts.append(counts_of(activations, basis, epsilon, words, angles, signed, mean)[0])
    assert_array_equal(*counts)


# --- analytic

def test_arcs_by_their_closed_form():
    """In the plane of (1, 0) and (3, 4) / 5: e2 = (0, 1); x = (0.28, 0.96) has r = 1 and w = arccos 0.5."""
    p = np.array([0.28])
    arcs = arcs_of(p, e2_cosine(basis_geometry([[1, 0], [3, 4]]), 0, 1, p, np.array([0.936])), 0.5)
    assert_allclose(np.ravel(arcs), [0.28, 0.96, 1.0, np.arctan2(0.96, 0.28), np.pi / 3], atol=1e-14)


@pytest.mark.parametrize("n_angles", [1, 2, 3, 4, 6, 8, 12, 100, 360])
@pytest.mark.parametrize("rotated", [False, True])
def test_one_hot_data_with_the_edge_on_grid_angles(n_angles, rotated):
    """epsilon = cos(a grid angle) and data on the axes: every cone's edge falls on grid angles, in every plane."""
    basis = random_rotation(4, np.random.default_rng(9)) if rotated else np.eye(4)
    activations = np.concatenate([2.0 * basis, -basis, basis[:1] + basis[1:2]])
    for k in range(min(n_angles, 13)):
        epsilon = float(np.cos(2 * np.pi * k / n_angles))
        for signed in (False, True):
            counts, planes, thetas = counts_of(activations, basis, epsilon, "permutations", n_angles, signed)
            assert_array_equal(counts, same_product_counts(activations, basis, epsilon, planes, thetas, signed))


# --- properties

@given(tied_sweeps(), st.booleans())
def test_angles_counted_or_listed_are_the_same(problem, signed):
    """A full turn by number reflects ranks where it can; the same angles by list are ranked by searching."""
    activations, basis, epsilon, angles = problem
    n_angles = angles if np.ndim(angles) == 0 else 24
    counts, _, thetas = counts_of(activations, basis, epsilon, "permutations", n_angles, signed)
    assert_array_equal(counts_of(activations, basis, epsilon, "permutations", thetas, signed)[0], counts)


@examples(80)
@given(generators, st.sampled_from([0.5, 1e-2, 1e-3, 1e-4, 2e-5]), st.sampled_from([1.0, -1.0, 0.8, 0.1, -0.8]))
def test_both_orders_of_a_nearly_parallel_pair(rng, sine, epsilon):
    """Activations whose radius is epsilon to rounding, and angles crowded about both ends of their arcs."""
    n_dims = int(rng.integers(3, 6))
    axes, phi = random_rotation(n_dims, rng), rng.uniform(0, 2 * np.pi, 8)
    basis = np.stack([axes[0], rng.choice([-1, 1]) * np.sqrt(1 - sine**2) * axes[0] + sine * axes[1]])
    in_plane = np.cos(phi)[:, None] * axes[0] + np.sin(phi)[:, None] * axes[1]
    activations = abs(epsilon) * in_plane + np.sqrt(1 - epsilon**2) * axes[2]
    gamma = np.arctan2(sine, basis[0] @ basis[1])
    ends = np.concatenate([phi, gamma - phi]) + (np.pi if epsilon < 0 else 0.0)
    thetas = (ends + np.linspace(-1e-5, 1e-5, 61)[:, None]).ravel()
    for signed in (False, True):
        counts, planes, _ = counts_of(activations, basis, epsilon, "permutations", thetas, signed)
        assert_array_equal(counts, same_product_counts(activations, basis, epsilon, planes, thetas, signed))


@given(tied_sweeps(), st.integers(1, 19))
def test_chunks_add_up(problem, cut):
    activations, basis, epsilon, angles = problem
    sweep = sweep_of(basis, epsilon, "permutations", angles, False, False)
    tally, n_zero = empty_tally(sweep, np.dtype(np.int32)), 0
    for part in (activations[:cut], activations[cut:]):
        if len(part):
            n_zero += sweep_chunk(sweep, part, tally)
    assert n_zero == (~activations.any(axis=1)).sum()
    assert_array_equal(tally.counts(99), counts_of(activations, basis, epsilon, "permutations", angles)[0])


def test_progress_is_told_of_every_block(monkeypatch):
    monkeypatch.setattr(products, "CHUNK", 1)
    sweep, told = sweep_of(np.eye(2), 0.5, "permutations", 4, False, True), []
    tally = empty_tally(sweep, np.dtype(np.int64))
    sweep_chunk(sweep, np.ones((600, 2)), tally, progress=lambda done, total: told.append((done, total)))
    assert told == [(256, 600), (512, 600), (600, 600)]


def test_zero_samples_of_every_block_are_counted(monkeypatch):
    monkeypatch.setattr(products, "CHUNK", 1)
    sweep, activations = sweep_of(np.eye(2), 0.5, "permutations", 4, False, True), np.ones((600, 2))
    activations[[3, 300, 301, 599]] = 0.0
    assert sweep_chunk(sweep, activations, empty_tally(sweep, np.dtype(np.int64))) == 4


# --- errors

@pytest.mark.parametrize("change, message", [
    ({"epsilon": 1.0000001}, r"epsilon: wanted a number in \[-1, 1\]; found 1.0000001"),
    ({"epsilon": -2}, r"epsilon: wanted a number in \[-1, 1\]; found -2"),
    ({"epsilon": float("nan")}, r"epsilon: wanted a number in \[-1, 1\]; found nan"),
    ({"epsilon": float("inf")}, r"epsilon: wanted a number in \[-1, 1\]; found inf"),
    ({"epsilon": "0.9"}, r"epsilon: wanted a number in \[-1, 1\]; found '0.9'"),
    ({"epsilon": None}, r"epsilon: wanted a number in \[-1, 1\]; found None"),
    ({"epsilon": [0.9]}, r"epsilon: wanted a number in \[-1, 1\]; found an array of shape \(1,\)"),
    ({"n_angles": 0}, "n_angles: wanted an integer >= 1; found 0"), ({"planes": "none"}, "planes: wanted one of"),
    ({"basis": [[1.0, 0.0]]}, "basis: wanted at least two rows")])
def test_what_is_swept_is_checked(change, message):
    good = {"basis": np.eye(2), "epsilon": 0.5, "planes": "permutations", "n_angles": 4, "signed": False, "mean": False}
    with pytest.raises(ValueError, match="^" + message):
        sweep_of(**(good | change))


def test_a_bad_sample_is_named_by_its_place_in_the_whole():
    sweep = sweep_of(np.eye(2), 0.5, "permutations", 4, False, False)
    with pytest.raises(ValueError, match=r"^activations: wanted finite numbers; found nan at index \(31, 0\)"):
        sweep_chunk(sweep, np.array([[1.0, 1.0], [np.nan, 1.0]]), empty_tally(sweep, np.dtype(np.int64)), first_row=30)


# --- golden

def test_counts_by_hand():
    """Origin: by hand. e1, e1 + e2, -e3 at half angle 45.6 degrees (epsilon 0.7) and eight angles of 45 degrees.
    Plane (0, 1): 0 and 45 lit by both, 90 and 315 by one: e1 + e2 lights 0, 45, 90; e1 lights 315, 0, 45.
    Plane (0, 2): e1 lights 315, 0, 45; e1 + e2 has radius 0.707 there: it lights 0 alone, within 8 degrees;
    -e3 lights 225, 270, 315. Plane (1, 2): e1 + e2 lights 0; -e3 225, 270, 315. Plane (j, i): at 90 - theta."""
    activations = [[1, 0, 0], [1, 1, 0], [0, 0, -1]]
    expected = {(0, 1): [2, 2, 1, 0, 0, 0, 0, 1], (0, 2): [2, 1, 0, 0, 0, 1, 1, 2], (1, 2): [1, 0, 0, 0, 0, 1, 1, 1]}
    expected |= {(j, i): [curve[(2 - k) % 8] for k in range(8)] for (i, j), curve in expected.items()}
    counts, planes, _ = counts_of(activations, np.eye(3), 0.7, "permutations", 8)
    assert {tuple(plane): row for plane, row in zip(planes.tolist(), counts.tolist())} == expected
    assert counts_of(activations, np.eye(3), 0.7, "permutations", 8, mean=True)[0].tolist() == [
        np.sum(list(expected.values()), axis=0).tolist()]
