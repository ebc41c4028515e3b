"""The sums of every rotation against plain loops; the scan against a plain version of it, and its level."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import srm_ref.spotlight.turning.rotation_sums as rotation_sums
from srm_ref.geometry.rotations import random_rotation
from srm_ref.spotlight.fourth_moments import FourthMoments, kurtosis
from srm_ref.spotlight.statistics import height
from srm_ref.spotlight.turning.height_counts import heights
from srm_ref.spotlight.epsilon_scan import epsilon_scan
from srm_ref.spotlight.turning.moment_sums import CurveTally
from srm_ref.spotlight.turning.rotation_sums import epsilon_grid, sums_of_rotations
from tests.strategies import seeds, spotlight_problems


def bases_of(basis, n_rotations, seed):
    """The given basis, of unit length, and its rotations, in the order in which they are drawn."""
    rng, rows = np.random.default_rng(seed), basis / np.linalg.norm(basis, axis=1)[:, None]
    return [rows, *(rows @ random_rotation(rows.shape[1], rng).T for _ in range(n_rotations))]


def scan_by_definition(counts, n_pairs, level):
    """Section by section, with loops: which epsilons are kept, every curve's statistic, p, and the envelope."""
    kept = [e for e in range(counts.shape[1]) if np.mean(counts[:, e]) >= 5 and len(set(counts[:, e])) > 1]
    statistics = np.zeros(len(counts))
    for e in kept:
        mean, deviation = np.mean(counts[:, e]), np.sqrt(np.mean((counts[:, e] - np.mean(counts[:, e])) ** 2))
        statistics = np.maximum(statistics, np.abs(counts[:, e] - mean) / deviation)
    p_value = np.mean([s >= statistics[0] * (1 - 1e-12) for s in statistics])
    reach = next(s for s in sorted(statistics) if np.mean(statistics > s) <= level)
    return kept, p_value, reach, statistics


# --- definition

@given(spotlight_problems(), seeds)
def test_every_curve_has_the_sums_of_its_own_basis(problem, seed):
    activations, basis, epsilon = problem
    curves = sums_of_rotations(activations, basis, 3, np.random.default_rng(seed), epsilon)
    assert len(curves) == 4
    for curve, turned in zip(curves, bases_of(basis, 3, seed)):
        assert_allclose(curve.moments.kurtosis, kurtosis(activations, turned), rtol=1e-12)
        assert_allclose(curve.height, height(activations, turned, epsilon))
        lit = activations[activations.any(axis=1)]
        if len(lit):
            cosines = lit @ turned.T / np.linalg.norm(lit, axis=1)[:, None]
            sums = np.sort((cosines**4).sum(axis=1))[::-1]
            assert len(curve.largest) == 1  # 1 % of at most 24 rows, rounded up
            assert_allclose(curve.largest, sums[:1], rtol=1e-12)
            assert_allclose(curve.nearest, np.abs(cosines).max(axis=1).mean(), rtol=1e-12)
            if len(lit) > 1:
                trimmed = lit.shape[1] ** 2 * sums[1:].mean() / len(basis)
                assert_allclose(curve.trimmed_kurtosis, trimmed, rtol=1e-10, atol=1e-12)


def test_the_given_basis_has_the_heights_and_moments_of_its_own_functions_to_the_bit():
    rng = np.random.default_rng(0)
    activations, basis = rng.standard_normal((900, 12)), rng.standard_normal((20, 12))
    activations[::3] = basis[rng.integers(20, size=300)] + 0.1 * activations[::3]
    curve = sums_of_rotations(activations, basis, 0, rng, 0.4)[0]
    sums = FourthMoments(basis)
    sums.update(activations)
    assert curve.moments == sums.result() and curve.height == height(activations, basis, 0.4)
    assert_array_equal(curve.on_grid / (2 * 900 * 20), heights(activations, basis, epsilon_grid(12)))
    assert len(curve.largest) == 9


@pytest.mark.parametrize("epsilon", [1.0, 0.6, 0.0, -0.6])
def test_ties_of_both_signs_are_lit(epsilon):
    rows = np.array([[2.0, 0], [0, -1], [3, -4], [-3, 4], [0, 0]])
    curve = sums_of_rotations(rows, np.eye(2), 0, np.random.default_rng(0), epsilon)[0]
    assert curve.height == height(rows, np.eye(2), epsilon) == {1.0: 2, 0.6: 6, 0.0: 10, -0.6: 12}[epsilon] / 20


@given(spotlight_problems(), seeds, st.sampled_from([0.05, 0.2, 1.0]))
def test_the_scan_is_its_definition(problem, seed, level):
    activations, basis, _ = problem
    activations, n_dims = np.concatenate([activations] * 3), basis.shape[1]
    scan = epsilon_scan(activations, basis, 19, np.random.default_rng(seed), level=level)
    curves = sums_of_rotations(activations, basis, 19, np.random.default_rng(seed))
    counts, pairs = np.array([curve.on_grid for curve in curves]), 2 * len(activations) * len(basis)
    kept, p_value, reach, statistics = scan_by_definition(counts, pairs, level)
    assert_array_equal(scan.epsilons, epsilon_grid(n_dims)[kept])
    assert_array_equal(scan.heights, counts[0, kept] / pairs)
    assert_array_equal(scan.null, counts[1:, kept] / pairs)
    assert_allclose([scan.p_value, scan.statistic], [p_value, statistics[0]], rtol=1e-12)
    means, deviations = counts[:, kept].mean(axis=0), counts[:, kept].std(axis=0)
    assert_allclose(scan.high, (means + reach * deviations) / pairs, rtol=1e-7)
    assert_allclose(scan.low, np.maximum(means - reach * deviations, 0) / pairs, rtol=0, atol=1e-7)


# --- analytic

def test_one_hot_rows_are_found_at_narrow_cones_and_missed_at_wide_ones():
    scan = epsilon_scan(np.tile(np.eye(8), (30, 1)), np.eye(8), 39, np.random.default_rng(0))
    assert scan.p_value == 1 / 40 and scan.epsilons[-1] == 1.0  # where 240 pairs in one curve of 40 are 6 in the mean
    assert_array_equal(scan.heights, 1 / 16)  # 8 of 64 pairs, and one sign of two, at every epsilon
    assert scan.above[-1] == 1.0 and scan.below[0] == scan.epsilons[0] and scan.above[0] > scan.below[-1]


def test_where_nothing_is_lit_the_scan_finds_nothing():
    scan = epsilon_scan(np.zeros((5, 3)), np.eye(3), 19, np.random.default_rng(0))
    assert scan.p_value == 1.0 and scan.statistic == 0.0 and scan.epsilons.shape == scan.above.shape == (0,)


# --- properties

@given(seeds)
def test_a_curve_leaves_the_envelope_where_and_only_where_p_is_at_most_the_level(seed):
    rng = np.random.default_rng(seed)
    activations = rng.standard_normal((60, 4)) * [1, 1, 1, rng.choice([1.0, 2.0])]
    scan = epsilon_scan(activations, np.eye(4), 19, rng, level=0.2)
    assert (len(scan.above) + len(scan.below) > 0) == (scan.p_value <= 0.2)


def test_passes_and_chunks_do_not_matter(monkeypatch):
    rng = np.random.default_rng(3)
    activations, basis = rng.standard_normal((700, 5)), rng.standard_normal((7, 5))
    activations[::9] = 0.0
    wanted = sums_of_rotations(activations, basis, 6, np.random.default_rng(1), 0.5)
    monkeypatch.setattr(rotation_sums, "_AT_ONCE", 2 * 16 * 5)  # two bases in each pass
    found = sums_of_rotations(activations, basis, 6, np.random.default_rng(1), 0.5)
    for a, b in zip(found, wanted, strict=True):
        assert a.moments == b.moments and (a.lit, a.nearest) == (b.lit, b.nearest)
        assert_array_equal(a.on_grid, b.on_grid)
        assert_array_equal(a.largest, b.largest)


def test_progress_is_that_of_all_curves(monkeypatch):
    monkeypatch.setattr(rotation_sums, "_AT_ONCE", 2 * 16 * 5)
    seen = []
    sums_of_rotations(np.ones((10, 5)), np.eye(5), 4, np.random.default_rng(0), progress=lambda *at: seen.append(at))
    assert seen == [(20, 50), (40, 50), (50, 50)]


@pytest.mark.parametrize("step", [1, -1, 7919])
def test_the_largest_of_many_are_kept_through_many_blocks(step):
    values, tally = np.arange(20_000.0) * step % 20_000 / 20_000, CurveTally(1, 2, False, 1, 150)
    for part in np.array_split(values, 77):
        tally.add(part[:, None].copy(), part[:, None], np.empty((len(part), 1)))
    assert_array_equal(tally.largest(150), np.sort(values * values)[::-1][:150])
    assert tally._n_held <= 2 * 150 + 2048 + 260
    tally.n_samples = 20_000
    assert_allclose(tally.result().nearest, np.sqrt(values).mean(), rtol=1e-14)


@pytest.mark.slow
def test_false_alarms_keep_to_the_level():
    """400 clouds without preference, level 1/20: more than 35 alarms have a probability below .001."""
    alarms = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        cloud = (rng.standard_normal((80, 5)) * [3, 1, 1, 1, 1] + [2, 0, 0, 0, 0]) @ random_rotation(5, rng)
        alarms += epsilon_scan(cloud, np.eye(5), 19, rng).p_value <= 0.05
    assert 5 <= alarms <= 35


# --- errors

def test_what_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="n_rotations: wanted an integer >= 1"):
        epsilon_scan(np.eye(2), np.eye(2), 0, rng)
    with pytest.raises(ValueError, match="level: wanted a number in"):
        epsilon_scan(np.eye(2), np.eye(2), 1, rng, level=0.0)
    with pytest.raises(ValueError, match="rng: wanted a numpy.random.Generator"):
        sums_of_rotations(np.eye(2), np.eye(2), 1, 0)
    with pytest.raises(ValueError, match="epsilon: wanted a number in"):
        sums_of_rotations(np.eye(2), np.eye(2), 1, rng, 2.0)
