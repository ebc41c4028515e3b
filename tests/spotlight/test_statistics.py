"""Mass, harmonic and alignment: against the exact curves of every plane, by hand, at full size, and at the edges of
sense.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.sphere import cap_fraction, uniform_directions
from srm_ref.geometry.vectors import PARALLEL_ATOL
from srm_ref.geometry.vectors import unit
from srm_ref.spotlight.resonance import exact_spotlight_curve, mean_spotlight_resonance, spotlight_resonance
from srm_ref.spotlight.statistics import alignment, harmonic, mass, sign_tells_axes, summarise
from tests.strategies import BASIS_FAMILIES, generators, seeds, spotlight_problems, tied_and_generic_activations

ATOL = 1e-12  # sums of some hundred terms near 1, divided by as many
NEAR_ATOL = 1e-10  # the same in nearly parallel planes, where q = (P_j - g P_i) / sine has lost four digits


def by_definition(activations, basis, epsilon):
    """The three summaries from the exact curve of every ordered plane, one at a time, and from every direction's own
    share.
    """
    curves, on_axes = [], []
    for i in range(len(basis)):
        cosines = unit(activations[activations.any(axis=1)]) @ unit(basis[i])
        on_axes.append(np.count_nonzero([cosines >= epsilon, cosines <= -epsilon]) / (2 * len(activations)))
        for j in range(len(basis)):
            sine, _ = angle_between(basis[i], basis[j])
            if i != j and sine > PARALLEL_ATOL:
                curve = exact_spotlight_curve(activations, basis[i], basis[j], epsilon)
                curves.append((curve.mean(), curve.fourier(4)))
    c_0, c_4 = np.mean(curves, axis=0)
    if c_0.real == 0:
        return 0.0, math.nan, math.nan
    return c_0.real, c_4.real / c_0.real, np.mean(on_axes) / c_0.real


def angle_between(a, b):
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    return np.linalg.norm(b - (a @ b) * a), a @ b


# --- definition


@given(spotlight_problems(families=BASIS_FAMILIES[:-1]))
def test_summaries_are_those_of_the_exact_curves(problem):
    assert_allclose(summarise(*problem)[:3], by_definition(*problem), rtol=0, atol=ATOL)


@pytest.mark.slow
@given(spotlight_problems(families=("nearly parallel",)))
def test_summaries_are_those_of_the_exact_curves_in_planes_of_nearly_parallel_directions(problem):
    assert_allclose(summarise(*problem)[:3], by_definition(*problem), rtol=0, atol=NEAR_ATOL)


@pytest.mark.parametrize("basis", [np.eye(3), np.concatenate([np.eye(3), -np.eye(3)])], ids=["axes", "cross-polytope"])
@pytest.mark.parametrize("epsilon", [0.0, -0.0, 0.5, -0.5, 1.0, -1.0])
def test_ties_are_those_of_the_exact_curves(basis, epsilon):
    activations = np.array([[2.0, 0, 0], [0, -1, 0], [0, 0, 0], [0, 0, 7], [-3, 0, 0]])
    found, wanted = summarise(activations, basis, epsilon), by_definition(activations, basis, epsilon)
    assert_allclose(found[:2], wanted[:2], rtol=0, atol=ATOL)
    # how many P_i and -P_i >= epsilon, by hand
    inside = {0.0: 4 * 5, 0.5: 4, -0.5: 4 * 5, 1.0: 4, -1.0: 4 * 6}[epsilon]
    if found.mass:
        assert_allclose(found.alignment * found.mass, inside / (2 * 3 * 5), atol=ATOL)


def test_the_harmonic_is_that_of_the_mean_curve_on_a_fine_grid():
    rng = np.random.default_rng(5)
    basis = rng.standard_normal((5, 4))
    activations = basis[rng.integers(5, size=300)] + 0.4 * rng.standard_normal((300, 4))
    curve = mean_spotlight_resonance(activations, basis, 0.75, n_angles=2**16).mean
    transform = np.fft.rfft(curve) / len(curve)
    found = summarise(activations, basis, 0.75)
    assert_allclose((found.mass, found.harmonic), (transform[0].real, (transform[4] / transform[0]).real), atol=2e-5)


# --- analytic


@pytest.mark.parametrize("n_dims", [2, 3, 8])
@pytest.mark.parametrize("epsilon", [0.99, 0.8, 0.7072])
def test_activations_on_the_axes(n_dims, epsilon):
    """n - 1 of n (n - 1) / 2 planes hold an axis; there w = arccos(epsilon) about an axis, one of four privileged
    angles.
    """
    w = np.arccos(epsilon)
    found = summarise(np.diag(1.0 + np.arange(n_dims)), np.eye(n_dims), epsilon)
    wanted = 2 * w / np.pi / n_dims, np.sin(4 * w) / (4 * w), np.pi / (4 * w)
    assert_allclose(found[:3], wanted, rtol=ATOL)
    assert found.harmonic > 0 and found.alignment > 1


@pytest.mark.parametrize("epsilon", [0.99, 0.8, 0.7072])
@pytest.mark.parametrize("signs", [(1, 1), (1, -1), (-1, 1), (-1, -1)])
def test_activations_on_the_diagonals(epsilon, signs):
    w = np.arccos(epsilon)
    found = summarise([signs], np.eye(2), epsilon)
    assert_allclose(found[:3], (w / np.pi, -np.sin(4 * w) / (4 * w), 0), rtol=0, atol=ATOL)
    assert found.harmonic < 0


def test_a_wide_spotlight_on_an_axis_lights_the_diagonals_too():
    """w = pi / 3 > pi / 4: more light on a diagonal, from both its axes, than on an axis; hence below 0 and below 1."""
    assert_allclose(summarise(np.eye(2), np.eye(2), 0.5)[1:3], (-math.sqrt(0.75) / (4 * math.pi / 3), 0.75), rtol=ATOL)


@pytest.mark.parametrize("n_dims", [2, 3, 16])
def test_the_sign_tells_axes_from_one_over_the_root_of_two_on(n_dims):
    """Rows that are axes read below 0 and below 1 exactly where `sign_tells_axes` says that the sign may not be
    read.
    """
    for epsilon in (0.05, 0.3, 0.51, 0.6, 0.7, 0.7071, np.nextafter(math.sqrt(0.5),
                                                                    0), math.sqrt(0.5), 0.70711, 0.75, 0.9):
        found, w = summarise(np.eye(n_dims), np.eye(n_dims), epsilon), np.arccos(epsilon)
        assert sign_tells_axes(epsilon) == (w <= math.pi / 4) == (np.sin(4 * w) > 0)
        if abs(w - math.pi / 4) > 1e-9:  # nearer, both are what rounding leaves of 0 and of 1
            assert sign_tells_axes(epsilon) == (found.harmonic > 0) == (found.alignment > 1)


def test_the_sign_tells_nothing_at_cones_of_a_half_space_or_more():
    assert not any(sign_tells_axes(epsilon) for epsilon in (0.0, -0.0, -0.75, -1, -1.0))
    assert sign_tells_axes(1) is True


def test_two_dimensions_isotropic_activations_by_symmetry():
    angles = 0.3 + 2 * np.pi * np.arange(360) / 360
    found = summarise(np.stack([np.cos(angles), np.sin(angles)], axis=1), np.eye(2), 0.6)
    assert_allclose(found[:2], (np.arccos(0.6) / np.pi, 0), atol=ATOL)
    assert_allclose(found.alignment, 1, rtol=0.01)  # 106 or 107 of 360 in a spotlight


@pytest.mark.parametrize("epsilon", [0.5, -0.5, 0.8])
def test_isotropic_activations_show_the_baseline(epsilon):
    n_samples, n_dims = 20_000, 6
    activations = uniform_directions(n_samples, n_dims, np.random.default_rng(3))
    found, share = summarise(activations, np.eye(n_dims), epsilon), cap_fraction(n_dims, epsilon)
    noise = 5 * math.sqrt(share * (1 - share) / n_samples)  # of one spotlight; many planes scatter less
    assert abs(found.mass - share) < noise and abs(found.harmonic) * share < noise
    assert abs(found.alignment - 1) * share < noise


def test_where_nothing_is_lit_there_is_no_preference_to_speak_of():
    for activations, epsilon in (([[1, 1, 1]], 0.9), ([[0, 0, 0]], -1.0), ([[0, 0, 0]], 0.0), (np.eye(3), 1.0)):
        found = summarise(activations, np.eye(3), epsilon)
        assert found.mass == 0 and math.isnan(found.harmonic) and math.isnan(found.alignment)
        assert mass(activations, np.eye(3), epsilon) == 0 and math.isnan(harmonic(activations, np.eye(3), epsilon))


# --- properties


@given(spotlight_problems(), seeds)
def test_lengths_order_and_a_turn_of_everything_do_not_matter(problem, seed):
    activations, basis, epsilon = problem
    rng = np.random.default_rng(seed)
    rotation = random_rotation(basis.shape[1], rng)
    moved = rng.permutation(activations) * 10.0 ** rng.integers(-150, 150, size=(len(activations), 1))
    turned_basis = rng.permutation(basis) * 10.0 ** rng.integers(-3, 3, size=(len(basis), 1))
    found = summarise(moved @ rotation.T, turned_basis @ rotation.T, epsilon)
    # 1e-4 wide planes turn
    assert_allclose(found[:3], summarise(activations, basis, epsilon)[:3], rtol=1e-9, atol=1e-9)


@given(generators, st.integers(2, 6), st.floats(0.75, 0.98))
def test_the_signs_say_axes_or_diagonals(rng, n_dims, epsilon):
    rotation = random_rotation(n_dims, rng)
    axes = rotation[rng.integers(n_dims, size=40)] * rng.choice([-1, 1], size=(40, 1))
    first = rng.integers(n_dims, size=40)
    diagonals = rotation[first] + rng.choice([-1, 1], size=(40, 1)) * rotation[(first + 1) % n_dims]
    assert harmonic(axes, rotation, epsilon) > 0.03 and alignment(axes, rotation, epsilon) > 1.02
    assert harmonic(diagonals, rotation, epsilon) < -0.03 and alignment(diagonals, rotation, epsilon) < 0.98


@given(spotlight_problems())
def test_the_three_functions_say_what_the_one_says(problem):
    found = summarise(*problem)
    assert_array_equal((mass(*problem), harmonic(*problem), alignment(*problem)), found[:3])
    assert found.n_samples == len(problem[0]) and found.n_zero == np.count_nonzero(~problem[0].any(axis=1))
    assert 0 <= found.mass <= 1 + ATOL and not abs(found.harmonic) > 1


@pytest.mark.parametrize("epsilon", [0.8, 0.5, 0.0, -0.7])
def test_chunks_and_memory_maps_give_the_same(tmp_path, epsilon):
    """5000 samples of 128 numbers come in two blocks."""
    activations, basis = tied_and_generic_activations(5000, 128, 8)
    activations[::9] = basis[0] + 0.4 * basis[np.arange(len(activations[::9])) % 128]
    np.save(tmp_path / "activations.npy", activations.astype(np.float32))
    mapped = np.load(tmp_path / "activations.npy", mmap_mode="r")
    assert_array_equal(summarise(mapped, basis, epsilon), summarise(activations.astype(np.float32), basis, epsilon))
    whole, *parts = (summarise(x, basis, epsilon) for x in (activations, activations[:1700], activations[1700:]))
    sums = [np.multiply(s.mass * s.n_samples, [1, s.harmonic, s.alignment]) for s in (whole, *parts)]
    assert_allclose(sums[1] + sums[2], sums[0], rtol=1e-9, atol=1e-9)
    assert whole.n_zero == parts[0].n_zero + parts[1].n_zero == np.count_nonzero(~activations.any(axis=1))


def test_progress_ends_at_the_end():
    calls = []
    rng = np.random.default_rng(0)
    summarise(rng.standard_normal((70_000, 16)), np.eye(16), 0.9, progress=lambda *call: calls.append(call))
    assert len(calls) > 1 and calls == sorted(calls) and calls[-1] == (70_000, 70_000)


def test_mass_is_the_mean_over_a_grid_of_the_resonance_of_all_planes():
    activations, basis = tied_and_generic_activations(300, 4, 1)
    curves = spotlight_resonance(activations, basis, 0.6, n_angles=20_000).values
    assert_allclose(mass(activations, basis, 0.6), curves.mean(), atol=1e-4)


# --- errors


@pytest.mark.parametrize("function", [mass, harmonic, alignment, summarise])
@pytest.mark.parametrize("activations, basis, epsilon, message", [
    ([[1, 2]], np.eye(3), 0.5, r"activations: wanted shape \(n_samples, 3\).*; found shape \(1, 2\)"),
    (np.empty((0, 3)), np.eye(3), 0.5, "activations: wanted at least one sample"),
    ([[1, 2, 3], [1, np.nan, 3]], np.eye(3), 0.5, r"activations: wanted finite numbers; found nan at index \(1, 1\)"),
    ([[1, 2]], [[1, 0], [0, 0]], 0.5, "basis: wanted vectors of non-zero length; found a zero vector at row 1"),
    ([[1, 2]], [[1, 0], [-3, 0]], 0.5, "basis: wanted at least one pair of rows that spans a plane"),
    ([[1, 2]], [[1, 0]], 0.5, "basis: wanted at least two rows"),
    ([[1, 2]], np.eye(2), 1.01, r"epsilon: wanted a number in \[-1, 1\]; found 1.01"),
])
def test_refused(function, activations, basis, epsilon, message):
    with pytest.raises(ValueError, match=message):
        function(activations, basis, epsilon)


@pytest.mark.parametrize("epsilon", [1.01, -2, np.nan, "0.8", None])
def test_the_limit_of_the_sign_is_asked_of_a_cosine(epsilon):
    with pytest.raises(ValueError, match="epsilon: wanted a number in"):
        sign_tells_axes(epsilon)


# --- golden


def test_five_activations_in_three_dimensions():
    """Origin: mpmath 1.3.0 at 30 digits, integrating and summing arcs of all six ordered planes of an oblique basis."""
    activations = [[3, 1, 0], [1, 2, 2], [-1, 4, 1], [0, -2, 5], [2, -1, -1]]
    basis = [[1, 0, 0], [1, 2, 0], [0, -1, 1]]
    wanted = 0.112319546374203866099, 0.101076399580010033514, 0.890316986028771357163
    assert_allclose(summarise(activations, basis, 0.75)[:3], wanted, rtol=1e-13)
