"""The reading of a basis: every number of it against its own function, and cases whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import unit
from srm_ref.spotlight.fourth_moments import kurtosis, sensitivity
from srm_ref.spotlight.statistics import height
from srm_ref.spotlight.rotation_test import basis_rotation_test
from srm_ref.spotlight.fourth_moments import kurtosis_effect
from srm_ref.spotlight.epsilon_scan import epsilon_scan
from srm_ref.spotlight.verdict import effective_directions, equal_tail_p_value
from tests.walks import stays


def one_hot(n_samples, n_dims, rng):
    return np.eye(n_dims)[rng.integers(n_dims, size=n_samples)] * rng.choice([-1, 1], (n_samples, 1))


def icosahedron():
    phi = (1 + 5**0.5) / 2
    return np.array([np.roll([0.0, s, t * phi], k) for k in range(3) for s in (1, -1) for t in (1, -1)])


# --- definition

@pytest.mark.parametrize("basis", [np.eye(6), np.random.default_rng(1).standard_normal((9, 6))], ids=["axes", "9 of 6"])
def test_every_number_is_that_of_its_own_function(basis):
    rng = np.random.default_rng(0)
    activations = rng.laplace(size=(150, 6)) * [2, 1, 1, 1, 1, 1]
    activations[::10] = 0
    reading, rng = basis_rotation_test(activations, basis, 0.6, 39, np.random.default_rng(5)), np.random.default_rng(5)
    turned = [basis @ random_rotation(6, rng).T for _ in range(39)]
    assert reading.kurtosis == kurtosis(activations, basis) == reading.statistic
    assert_allclose(reading.null, [kurtosis(activations, b) for b in turned], rtol=1e-12)
    assert reading.p_value == reading.kurtosis_p_value == equal_tail_p_value(reading.kurtosis, reading.kurtosis_null)
    assert reading.height == height(activations, basis, 0.6)
    assert_allclose(reading.height_null, [height(activations, b, 0.6) for b in turned])
    assert reading.height_p_value == equal_tail_p_value(reading.height, reading.height_null)
    assert reading.effect == kurtosis_effect(reading.kurtosis, basis) and reading.sensitivity == sensitivity(basis)
    assert reading.detectable == (min(reading.null), max(reading.null))  # of 39: the only values that 5 % can exceed
    assert reading.detectable_effect == tuple(kurtosis_effect(value, basis) for value in reading.detectable)
    assert reading.n_effective == effective_directions(activations, basis, rng)
    scan = epsilon_scan(activations, basis, 39, np.random.default_rng(5))
    assert (scan.p_value, scan.statistic) == (reading.scan.p_value, reading.scan.statistic)
    assert_array_equal(scan.heights, reading.scan.heights)
    assert (reading.n_samples, reading.n_zero, reading.n_trimmed, reading.n_dims) == (150, 15, 2, 6)
    assert (reading.n_directions, reading.n_rotations, reading.chance) == (len(basis), 39, 18 / 8)
    assert_allclose(reading.scale.value * reading.shape.value, reading.kurtosis, rtol=1e-14)
    assert_allclose(reading.scale.null * reading.shape.null, reading.null, rtol=1e-14)
    assert_allclose(np.mean(reading.loads) * 18 / 8, reading.kurtosis, rtol=1e-14)
    lit = activations[activations.any(axis=1)]
    loads = [np.mean((unit(lit) @ unit(b).T) ** 4, axis=0) * 6 * 8 / 3 for b in (basis, *turned)]
    assert_allclose(reading.loads, loads[0], rtol=1e-10)
    assert_array_equal(reading.load_p_values, [(1 + sum(max(l) >= load for l in loads[1:])) / 40 for load in loads[0]])


def test_what_is_outside_the_detectable_is_what_is_found():
    for seed in range(60):
        rng = np.random.default_rng(seed)
        cloud = rng.standard_normal((30, 4)) * [rng.choice([1.0, 1.6]), 1, 1, 1]
        reading = basis_rotation_test(cloud, np.eye(4), None, int(rng.choice([39, 57, 99])), rng)
        low, high = reading.detectable
        assert (low <= reading.kurtosis <= high) == (reading.verdict == "no preference found")


# --- analytic

def test_one_row_on_an_axis_among_many_carries_a_verdict_that_trimming_takes_away():
    cloud = np.random.default_rng(3).standard_normal((600, 64))
    cloud[5] = np.eye(64)[3]
    reading = basis_rotation_test(cloud, np.eye(64), None, 39, np.random.default_rng(4))
    assert reading.verdict == "aligned" and reading.trimmed_verdict == "no preference found" and reading.n_trimmed == 6
    assert [carrier.direction for carrier in reading.carriers] == [3]


def test_scale_and_shape_tell_unequal_axes_from_sparse_samples():
    rng = np.random.default_rng(0)
    scales = basis_rotation_test(
        rng.standard_normal((600, 16)) * 2**np.linspace(-0.4, 0.4, 16), np.eye(16), None, 39, rng)
    rare = rng.standard_normal((600, 16))
    rare[:12] = one_hot(12, 16, rng)
    sparse = basis_rotation_test(rare, np.eye(16), None, 39, rng)
    assert scales.verdict == sparse.verdict == "aligned"
    assert scales.scale.p_value <= 0.05 < scales.shape.p_value or scales.shape.value < np.median(scales.shape.null)
    assert sparse.shape.p_value <= 0.05 and sparse.shape.value > np.median(sparse.shape.null)


def test_an_anti_aligned_cloud_has_no_carriers():
    rng = np.random.default_rng(2)
    reading = basis_rotation_test(np.tanh(2 * rng.standard_normal((300, 8))), np.eye(8), None, 39, rng)
    assert reading.verdict == "anti-aligned" and reading.carriers == () and -1 < reading.effect < -0.5


@pytest.mark.parametrize("activations, basis, n_rotations, words", [
    (icosahedron(), icosahedron(), 39, "4-design"), (np.eye(3), np.eye(3), 38, "39 can"),
    ([[2.0], [-1.0], [3.0]], [[1.0]], 39, "one dimension"), ([[1.0, 0], [0, 0]], np.eye(2), 39, "1 of the activations"),
    (np.zeros((4, 2)), np.eye(2), 39, "0 of the activations")])
def test_what_cannot_be_told_has_its_reason(activations, basis, n_rotations, words):
    reading = basis_rotation_test(activations, basis, 0.9, n_rotations, np.random.default_rng(0))
    assert reading.verdict == reading.trimmed_verdict == "cannot tell" and words in reading.reason
    assert reading.carriers == ()


def test_a_blind_basis_is_seen_by_the_nearest_direction():
    rng = np.random.default_rng(0)
    near = icosahedron()[rng.integers(12, size=200)] + 0.1 * rng.standard_normal((200, 3))
    reading = basis_rotation_test(near, icosahedron(), None, 39, rng)
    assert reading.nearest.p_value == 0.05 and reading.nearest.value > max(reading.nearest.null)
    assert reading.kurtosis_p_value == 1.0


# --- properties

def test_lengths_and_a_common_rotation_of_rows_and_basis_leave_the_value_and_signs_leave_everything():
    rng = np.random.default_rng(6)
    cloud, basis, turn = rng.laplace(size=(200, 5)), rng.standard_normal((7, 5)), random_rotation(5, rng)
    first = basis_rotation_test(cloud, basis, None, 39, np.random.default_rng(1))
    second = basis_rotation_test(cloud * rng.choice([-1, 2], (200, 1)), -3 * basis, None, 39, np.random.default_rng(1))
    third = basis_rotation_test(cloud @ turn.T, basis @ turn.T, None, 39, np.random.default_rng(1))
    assert_allclose(second.null, first.null, rtol=1e-12)
    assert first.verdict == second.verdict and first.p_value == second.p_value
    assert_allclose([third.kurtosis, third.effect], [first.kurtosis, first.effect], rtol=1e-12)


def test_dependent_rows_do_not_make_findings():
    """60 clouds of 5 rows, 40 near copies of each: more than 10 findings have a probability below .001."""
    found = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        cloud = np.repeat(rng.standard_normal((5, 6)), 40, axis=0) + 0.05 * rng.standard_normal((200, 6))
        found += basis_rotation_test(cloud, np.eye(6), None, 39, rng).verdict != "no preference found"
    assert found <= 10


def test_the_generator_draws_the_rotations_and_nothing_else():
    """More rows than are looked at for the effective directions, with and without arcs: the next draw is the same."""
    cloud, after = np.random.default_rng(0).standard_normal((2100, 3)), []
    for arcs in (False, True):
        rng = np.random.default_rng(1)
        basis_rotation_test(cloud, np.eye(3), 0.8, 2, rng, arcs=arcs)
        after.append(rng.random())
    rng = np.random.default_rng(1)
    for _ in range(2):
        random_rotation(3, rng)
    assert after == [rng.random()] * 2


@pytest.mark.parametrize("epsilon", [None, 0.5])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("basis", [np.eye(6), np.random.default_rng(1).standard_normal((9, 6))], ids=["axes", "9 of 6"])
def test_one_rotation_is_a_short_walk(basis, dtype, epsilon):
    cloud, rng = np.random.default_rng(0).standard_normal((50, 6)).astype(dtype), np.random.default_rng(0)
    n_stays, modules = stays(lambda: basis_rotation_test(cloud, basis, epsilon, 1, rng))
    assert n_stays <= 40 and modules == ["srm_ref.geometry.rotations", "srm_ref.geometry.vectors",
                                         "srm_ref.spotlight.rotation_test", "srm_ref.spotlight.turning.moment_sums",
                                         "srm_ref.spotlight.turning.rotation_sums", "srm_ref.spotlight.verdict"]


def test_the_scan_is_made_when_it_is_asked_for():
    test = basis_rotation_test(np.eye(8), np.eye(8), None, 19, np.random.default_rng(0))
    wanted = epsilon_scan(np.eye(8), np.eye(8), 19, np.random.default_rng(0))
    for name in ("epsilons", "heights", "low", "high", "null"):
        assert_array_equal(getattr(test.scan, name), getattr(wanted, name))


# --- errors

def test_what_is_refused():
    rng = np.random.default_rng(0)
    for arguments, words in [((np.eye(2), np.eye(2), None, 0, rng), "n_rotations: wanted an integer >= 1"),
                             ((np.eye(2), np.eye(2), 1.5, 1, rng), "epsilon: wanted a number in"),
                             ((np.eye(2), np.eye(3), None, 1, rng), "activations: wanted shape"),
                             (([[np.nan, 1]], np.eye(2), None, 1, rng), "activations: wanted finite numbers"),
                             ((np.eye(2), np.eye(2), None, 1, 7), "rng: wanted a numpy.random.Generator")]:
        with pytest.raises(ValueError, match=words):
            basis_rotation_test(*arguments)
    with pytest.raises(ValueError, match="level: wanted a number in"):
        basis_rotation_test(np.eye(2), np.eye(2), None, 1, rng, level=0)


def test_without_an_epsilon_there_is_no_height():
    reading = basis_rotation_test(np.eye(3), np.eye(3), None, 39, np.random.default_rng(0))
    assert reading.height is reading.height_null is reading.height_p_value is None
    assert math.isfinite(reading.scan.p_value)
