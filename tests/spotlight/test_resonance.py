"""The public entry: all planes at once, what is settled about them, and the conventions of others translated."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref import memory
from srm_ref.geometry.bases import cross_polytope, polygon, simplex
from srm_ref.geometry.rotations import random_rotation
from srm_ref.spotlight.counting import planes as products
from srm_ref.spotlight.definition import resonance_by_definition
from srm_ref.spotlight.resonance import (RequestTooLarge, exact_spotlight_curve, mean_spotlight_resonance,
                                         spotlight_curve, spotlight_resonance)
from tests.spotlight_oracle import MARGIN, clear_angles, matrix_exponential, same_product_counts, turned_cosines
from tests.strategies import examples, generators, seeds, spotlight_problems, tied_and_generic_activations, tied_sweeps

ANGLES = np.linspace(0.1, 6.2, 12)


def clear_problem(problem):
    """Angles at which no activation is near the cone's edge in any plane."""
    activations, basis, epsilon = problem
    planes, thetas = spotlight_resonance(activations, basis, epsilon, "permutations", 1).planes, ANGLES
    for i, j in planes:
        thetas = clear_angles(activations, basis[i], basis[j], epsilon, thetas) if len(thetas) else thetas
    return activations, basis, epsilon, planes, thetas


# --- definition

@examples(15)
@given(spotlight_problems())
def test_every_plane_is_the_definition(problem):
    activations, basis, epsilon, planes, thetas = clear_problem(problem)
    if len(thetas):
        result = spotlight_resonance(activations, basis, epsilon, "permutations", thetas)
        assert_array_equal(result.values, resonance_by_definition(activations, basis, epsilon, planes, thetas))
        assert_array_equal(result.thetas, thetas)


@examples(50)
@given(tied_sweeps(), st.sampled_from(["permutations", "combinations"]), st.booleans())
def test_counts_are_exact_at_ties_too(problem, words, signed):
    activations, basis, epsilon, angles = problem
    result = spotlight_resonance(activations, basis, epsilon, words, angles, signed=signed)
    if np.any(activations):
        expected = same_product_counts(activations, basis, epsilon, result.planes, result.thetas, signed)
        assert_array_equal(result.counts, expected)
    else:
        assert not result.counts.any() and result.n_zero == len(activations)
    mean = mean_spotlight_resonance(activations, basis, epsilon, words, angles, signed=signed)
    assert_array_equal(mean.counts, result.counts.sum(axis=0, dtype=int))
    assert_array_equal(mean.mean, result.mean)


# --- analytic

def test_defaults_are_those_of_the_documentation():
    activations, basis = tied_and_generic_activations(30, 3, seed=0)
    for function in (spotlight_resonance, mean_spotlight_resonance):
        plain = function(activations, basis)
        spelt = function(activations, basis, 0.9, "permutations", 360, signed=False)
        assert plain.thetas.shape == (360,) and plain.epsilon == 0.9
        assert_array_equal(plain.counts, spelt.counts)


def test_antiparallel_pairs_are_left_out_and_listed():
    """They span no plane: no row of zeros, no flat curve, and the mean is over the planes there are."""
    activations = np.random.default_rng(0).standard_normal((50, 3))
    for words, n_planes in [("permutations", 24), ("combinations", 12)]:
        result = spotlight_resonance(activations, cross_polytope(3), 0.5, words, 8)
        assert result.skipped_planes.tolist() == [[0, 3], [1, 4], [2, 5]]
        assert len(result.planes) == n_planes and result.values.any(axis=1).all()
        mean = mean_spotlight_resonance(activations, cross_polytope(3), 0.5, words, 8)
        assert mean.n_planes == n_planes and mean.skipped_planes.tolist() == [[0, 3], [1, 4], [2, 5]]
        assert_array_equal(mean.mean, result.counts.sum(axis=0, dtype=int) / (50 * n_planes))


def test_planes_come_in_the_order_asked_for():
    activations, basis = tied_and_generic_activations(40, 4, seed=2)
    wanted = np.array([[3, 1], [0, 2], [1, 3], [3, 1]])
    result = spotlight_resonance(activations, basis, 0.6, wanted, 12)
    assert_array_equal(result.planes, wanted)
    for row, (i, j) in zip(result.values, wanted):
        assert_array_equal(row, spotlight_curve(activations, basis[i], basis[j], 0.6, result.thetas))
    everything = spotlight_resonance(activations, basis, 0.6, "permutations", 12)
    labels = [tuple(plane) for plane in everything.planes.tolist()]
    assert labels == sorted(labels) and len(set(labels)) == 12
    for plane, row in zip(wanted.tolist(), result.counts):
        assert_array_equal(everything.counts[labels.index(tuple(plane))], row)


@pytest.mark.parametrize("basis", [polygon(5), simplex(3), np.eye(4)], ids=["polygon", "simplex", "axes"])
def test_a_basis_on_itself_resonates_at_its_own_directions(basis):
    """In plane (i, j), narrow cone: b_i at 0 and b_j at gamma, whatever gamma is."""
    for i, j in spotlight_resonance(basis, basis, 0.999, "permutations", 1).planes:
        gamma = np.arccos(basis[i] @ basis[j])
        curve = spotlight_resonance(basis, basis, 0.999, [[i, j]], [0.0, gamma, gamma / 2])
        assert curve.counts[0].tolist() == [1, 1, int(len(basis) == 5 and (j - i) % 5 in (2, 3))]


# --- properties

@examples(12)
@given(spotlight_problems(), seeds, st.floats(-2.0, 2.0))
def test_rotation_scale_and_repetition_change_nothing(problem, seed, exponent):
    activations, basis, epsilon, planes, thetas = clear_problem(problem)
    rng = np.random.default_rng(seed)
    rotation, scales = random_rotation(basis.shape[1], rng), 10.0 ** rng.uniform(-9, 9, (len(activations), 1))
    if len(thetas):
        plain = spotlight_resonance(activations, basis, epsilon, "permutations", thetas)
        for data, rows in [
                (activations @ rotation.T, basis @ rotation.T), (activations * scales, basis * 10.0**exponent),
                (np.tile(activations, (3, 1)), basis), (activations[::-1], basis)]:
            assert_array_equal(spotlight_resonance(data, rows, epsilon, "permutations", thetas).values, plain.values)


@examples(12)
@given(spotlight_problems())
def test_ordered_planes_are_unordered_ones_and_their_reflections(problem):
    """f_ji(theta) = f_ij(gamma - theta), away from ties."""
    activations, basis, epsilon, planes, thetas = clear_problem(problem)
    for i, j in planes:
        unit_i, unit_j = (v / np.sqrt(v @ v) for v in basis[[i, j]])
        gamma = np.arctan2(np.linalg.norm(unit_j - (unit_i @ unit_j) * unit_i), unit_i @ unit_j)
        if len(thetas):
            forward = spotlight_resonance(activations, basis, epsilon, [[i, j]], thetas)
            backward = spotlight_resonance(activations, basis, epsilon, [[j, i]], gamma - thetas)
            assert_array_equal(forward.counts, backward.counts)
    for words in ("permutations", "combinations"):
        result = spotlight_resonance(activations, basis, epsilon, words, 8)
        for plane, row in zip(result.planes, result.counts):
            assert_array_equal(spotlight_resonance(activations, basis, epsilon, [plane], 8).counts[0], row)


@examples(20)
@given(spotlight_problems(), st.integers(1, 9))
def test_the_signed_curve_is_half_a_turn_apart(problem, half):
    """g(theta) = f(theta) - f(theta + pi) at every epsilon, away from ties; on a full turn of an even number."""
    activations, basis, epsilon = problem
    plain = spotlight_resonance(activations, basis, epsilon, "permutations", 2 * half)
    signed = spotlight_resonance(activations, basis, epsilon, "permutations", 2 * half, signed=True)
    for plane, f, g in zip(plain.planes, plain.counts.astype(int), signed.counts):
        if len(clear_angles(activations, *basis[plane], epsilon, plain.thetas)) == 2 * half:
            assert_array_equal(g, f - np.roll(f, half))
            assert_array_equal(g, -np.roll(g, half))


@examples(20)
@given(spotlight_problems())
def test_the_mean_over_angles_is_that_of_the_arcs(problem):
    activations, basis, epsilon = problem
    result = spotlight_resonance(activations, basis, epsilon, "combinations", 5000)
    for (i, j), row in zip(result.planes[:4], result.values):
        exact = exact_spotlight_curve(activations, basis[i], basis[j], epsilon)
        assert abs(row.mean() - exact.mean()) <= 1.01 / 5000  # each arc holds its share of the angles to within one


@pytest.mark.parametrize("dtype", [np.float32, np.int32, np.uint8, ">f4"])
def test_files_and_narrow_types_give_the_same_counts(dtype, tmp_path, monkeypatch):
    monkeypatch.setattr(products, "CHUNK", 2**12)
    rng = np.random.default_rng(5)
    activations = rng.integers(0, 50, (1500, 6)).astype(dtype)
    basis = rng.standard_normal((7, 6))
    np.save(tmp_path / "activations.npy", activations)
    mapped = np.load(tmp_path / "activations.npy", mmap_mode="r")
    plain = spotlight_resonance(activations.astype(np.float64), basis, 0.6, n_angles=36)
    for data in (mapped, activations, activations.tolist()):
        assert_array_equal(spotlight_resonance(data, basis, 0.6, n_angles=36).counts, plain.counts)
        assert_array_equal(mean_spotlight_resonance(data, basis, 0.6, n_angles=36).mean, plain.mean)


@pytest.mark.parametrize("n_angles", [1_000_000, pytest.param(10_000_000, marks=pytest.mark.slow)])
def test_very_many_angles(n_angles):
    activations = np.random.default_rng(0).standard_normal((9, 3))
    result = mean_spotlight_resonance(activations, np.eye(3), 0.8, "combinations", n_angles)
    ends = exact_spotlight_curve(activations, *np.eye(3)[:2], 0.8).breakpoints
    places = (np.rint(ends * n_angles / (2 * np.pi)).astype(int)[:, None] + np.arange(-9, 10)).ravel() % n_angles
    places = np.concatenate([places, np.arange(0, n_angles, n_angles // 997)])
    planes = [(0, 1), (0, 2), (1, 2)]
    expected = same_product_counts(activations, np.eye(3), 0.8, planes, result.thetas[places])
    assert_array_equal(result.counts[places], expected.sum(axis=0))


def test_progress_reaches_the_end():
    told = []
    for function in (spotlight_resonance, mean_spotlight_resonance):
        function(np.ones((3, 2)), np.eye(2), progress=lambda done, total: told.append((done, total)))
    assert told == [(3, 3), (3, 3)]


# --- errors

@pytest.mark.parametrize("function", [spotlight_resonance, mean_spotlight_resonance])
@pytest.mark.parametrize("change, message", [
    ({"activations": [[1.0, np.nan]]}, r"activations: wanted finite numbers; found nan at index \(0, 1\)"),
    ({"activations": [[1.0, 2.0], [-np.inf, 0.0]]}, r"activations: wanted finite numbers; found -inf at index"),
    ({"activations": [[1.0, 2.0, 3.0]]}, r"activations: wanted shape \(n_samples, 2\), as wide as the basis; found"),
    ({"activations": [1.0, 2.0]}, r"activations: wanted shape \(n_samples, 2\), as wide as the basis; found"),
    ({"activations": np.empty((0, 2))}, r"activations: wanted at least one sample; found shape \(0, 2\)"),
    ({"activations": [["a", "b"]]}, "activations: wanted an array of real numbers; found dtype <U1"),
    ({"basis": [[1.0, 0.0], [0.0, 0.0]]}, "basis: wanted vectors of non-zero length; found a zero vector at row 1"),
    ({"basis": [[1.0, np.inf], [0.0, 1.0]]}, r"basis: wanted finite numbers; found inf at index \(0, 1\)"),
    ({"basis": [[1.0, 0.0]]}, "basis: wanted at least two rows, to span a plane; found 1"),
    ({"basis": [[1.0, 1.0], [2.0, 2.0]]}, "basis: wanted at least one pair of rows that spans a plane; found"),
    ({"epsilon": 1.5}, r"epsilon: wanted a number in \[-1, 1\]; found 1.5"),
    ({"epsilon": np.nan}, r"epsilon: wanted a number in \[-1, 1\]; found nan"),
    ({"planes": "all"}, "planes: wanted one of 'permutations', 'combinations'; found 'all'"),
    ({"planes": [[0, 2]]}, r"planes: wanted indices from 0 to 1; found \(0, 2\) at row 0"),
    ({"planes": [[0, 1], [1, 1]]}, r"planes: wanted two different rows of the basis; found \(1, 1\) at row 1"),
    ({"planes": [[0, 1]], "basis": [[1, 0], [-2, 0]]}, r"planes: wanted pairs that span a plane; found"),
    ({"n_angles": 0}, "n_angles: wanted an integer >= 1; found 0"),
    ({"n_angles": 2.5}, "n_angles: wanted an integer >= 1; found 2.5"),
    ({"n_angles": [0.0, np.nan]}, "n_angles: wanted finite numbers; found nan at index 1")])
def test_what_is_settled_is_refused_by_name(function, change, message):
    good = {"activations": [[1.0, 2.0]], "basis": [[1.0, 0.0], [0.0, 1.0]], "epsilon": 0.5, "planes": "permutations"}
    with pytest.raises(ValueError, match="^" + message):
        function(**(good | change))


def test_curves_that_cannot_fit_are_refused_before_anything_is_made(monkeypatch):
    basis, activations = np.eye(400), np.ones((2, 400))
    monkeypatch.setattr(memory, "available_memory", lambda: 5e8)  # 159,600 planes of 360 angles need 747 MB
    tracemalloc.start()
    try:
        with pytest.raises(RequestTooLarge, match=r"^planes: wanted curves that fit into 0.5 GB of free memory; found "
                                                  r"159,600 planes of 360 angles, which would take 0.7 GB \(mean"):
            spotlight_resonance(activations, basis)
        assert tracemalloc.get_traced_memory()[1] < 3 * basis.nbytes
    finally:
        tracemalloc.stop()
    assert issubclass(RequestTooLarge, MemoryError) and issubclass(RequestTooLarge, ValueError)
    assert mean_spotlight_resonance(activations, basis).n_planes == 159_600


# --- golden

def published_curves(activations, basis, epsilon, n_angles, rng):
    """The curves in the convention of the method's author, from its description: the generator of the plane's rotation
    is (a b^T - b a^T) / 2, here of unit a and b and scaled to turn one radian per radian; the angles include 0 and
    2 pi; planes come in a shuffled order, labelled here so that they can be told apart."""
    directions = activations / np.linalg.norm(activations, axis=1, keepdims=True)
    rows = basis / np.linalg.norm(basis, axis=1, keepdims=True)
    planes = [(i, j) for i in range(len(rows)) for j in range(len(rows)) if i != j]
    rng.shuffle(planes)
    thetas, curves = np.linspace(0.0, 2 * np.pi, n_angles + 1), {}
    for i, j in planes:
        a, b = rows[i], rows[j]
        generator = (np.outer(a, b) - np.outer(b, a)) / 2
        generator = generator / (np.linalg.norm(generator) * np.sqrt(2))  # eigenvalues +-i / 2
        cosines = np.array([directions @ matrix_exponential(2 * theta * generator) @ a for theta in thetas])
        assert np.abs(cosines - epsilon).min() > MARGIN
        curves[i, j] = (cosines >= epsilon).sum(axis=1)
    return curves


@examples(8)
@given(generators, st.sampled_from([0.83, 0.41, -0.27]), st.sampled_from([1, 4, 9]))
def test_three_translations_give_the_authors_counts(rng, epsilon, n_angles):
    """theta is our -theta, 2 pi is 0 again, and planes are matched by label: then the integers are equal."""
    n_dims = int(rng.integers(2, 7))
    activations, basis = rng.standard_normal((25, n_dims)), rng.standard_normal((4, n_dims))
    theirs = published_curves(activations, basis, epsilon, n_angles, rng)
    ours = spotlight_resonance(activations, basis, epsilon, "permutations", n_angles)
    assert len(theirs) == len(ours.planes)
    for plane, row in zip(ours.planes.tolist(), ours.counts):
        published = theirs[tuple(plane)]
        assert published[-1] == published[0]
        assert_array_equal(published[:-1][-np.arange(n_angles)], row)
    if n_angles == 9:  # and without the first translation they are not
        assert any((theirs[tuple(plane)][:-1] != row).any() for plane, row in zip(ours.planes.tolist(), ours.counts))


def test_three_planes_by_hand():
    """Origin: by hand. Samples e1, e1 + e2 + e3, none, -2 e3; cones of 36.9 degrees (epsilon 0.8), angles 0, 45, ...
    e1 lights 0 in (0, 1) and (0, 2). e1 + e2 + e3 has radius 0.816 in every plane and lights 45, within 11.5 degrees.
    -2 e3 lights 270 in (0, 2) and (1, 2). (j, i) is 90 less theta: 0 and 90 change places, 270 becomes 180."""
    four = [[1, 0, 0], [1, 1, 1], [0, 0, 0], [0, 0, -2]]
    result = spotlight_resonance(four, np.eye(3), 0.8, "permutations", 8)
    expected = {(0, 1): [1, 1, 0, 0, 0, 0, 0, 0], (0, 2): [1, 1, 0, 0, 0, 0, 1, 0], (1, 2): [0, 1, 0, 0, 0, 0, 1, 0],
                (1, 0): [0, 1, 1, 0, 0, 0, 0, 0], (2, 0): [0, 1, 1, 0, 1, 0, 0, 0], (2, 1): [0, 1, 0, 0, 1, 0, 0, 0]}
    assert {tuple(plane): row for plane, row in zip(result.planes.tolist(), result.counts.tolist())} == expected
    assert (result.n_samples, result.n_zero, result.skipped_planes.shape) == (4, 1, (0, 2))
    assert_allclose(result.mean * 24, [2, 6, 2, 0, 2, 0, 2, 0], atol=1e-14)
    # 45 degrees: one of four in every plane; 0: 1/4 in two of six planes, so the spread is sqrt(1/48 - 1/144)
    assert_allclose(result.std[:2], [np.sqrt(1 / 48 - 1 / 144), 0.0], atol=1e-15)
    signed = spotlight_resonance(four, np.eye(3), 0.8, [[0, 2]], 8, signed=True)
    assert signed.counts.tolist() == [[1, 1, -1, 0, -1, -1, 1, 0]]


def test_the_oracle_turns_from_a_towards_b():
    """Origin: by hand. The oracle itself: at 90 degrees from e1 towards e2 the probe is e2."""
    assert_allclose(turned_cosines([[0.0, 2.0]], [1.0, 0.0], [1.0, 1.0], [np.pi / 2, 0.0]), [[1.0], [0.0]], atol=1e-15)
