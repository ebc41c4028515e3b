"""What a sweep gives back: counts that fit their type, shares, mean and spread over planes, and what cannot fit."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref import memory
from srm_ref.memory import RequestTooLarge
from srm_ref.spotlight.resonance import (MeanResonance, Resonance, checked_tally, empty_tally, mean_result,
                                         per_plane_result, sweep_chunk, sweep_of)
from tests.strategies import examples, spotlight_problems


def both_results(activations, basis, epsilon, n_angles=12, signed=False):
    results = []
    for mean in (False, True):
        sweep = sweep_of(basis, epsilon, "permutations", n_angles, signed, mean)
        tally = empty_tally(sweep, np.dtype(np.int64)) if mean else checked_tally(sweep, len(activations))
        n_zero = sweep_chunk(sweep, activations, tally)
        results.append((mean_result if mean else per_plane_result)(sweep, tally, len(activations), n_zero))
    return results


# --- definition

@examples(20)
@given(spotlight_problems())
def test_shares_mean_and_spread_are_those_of_the_counts(problem):
    activations, basis, epsilon = problem
    for signed in (False, True):
        each, mean = both_results(activations, basis, epsilon, signed=signed)
        assert isinstance(each, Resonance) and isinstance(mean, MeanResonance)
        values = [[int(count) / len(activations) for count in row] for row in each.counts]
        assert_array_equal(each.values, values)
        assert_allclose(each.mean, np.mean(values, axis=0), atol=1e-15)
        assert_allclose(each.std, np.sqrt(np.mean((values - np.mean(values, axis=0)) ** 2, axis=0)), atol=1e-15)
        assert_array_equal(mean.mean, each.mean)  # bit for bit
        assert_array_equal(mean.counts, each.counts.sum(axis=0, dtype=int))
        for result in (each, mean):
            assert (result.n_samples, result.n_zero) == (len(activations), (~activations.any(axis=1)).sum())
            assert (result.epsilon, result.signed) == (epsilon, signed)
        assert mean.n_planes == len(each.planes) and mean.skipped_planes.tolist() == each.skipped_planes.tolist()


# --- analytic

@pytest.mark.parametrize("n_samples, name", [(127, "int8"), (128, "int16"), (200, "int16"), (40_000, "int32")])
def test_counts_are_held_in_the_narrowest_type_that_fits(n_samples, name):
    """All samples lit at 0, none at 180; signed: all, and less all."""
    activations = np.tile([[1.0, 0.0]], (n_samples, 1))
    each, _ = both_results(activations, np.eye(2), 0.9, 4)
    assert each.counts.dtype.name == name and each.counts[0].tolist() == [n_samples, 0, 0, 0]
    each, _ = both_results(activations, np.eye(2), 0.9, 4, signed=True)
    assert each.counts.dtype.name == name and each.counts[0].tolist() == [n_samples, 0, -n_samples, 0]
    assert each.mean.tolist() == [0.5, 0.5, -0.5, -0.5]  # planes (0, 1) and (1, 0)


def test_a_tally_holds_twice_the_samples():
    sweep = sweep_of(np.eye(2), 0.5, "permutations", 4, False, False)
    assert checked_tally(sweep, 10).differences.dtype == np.int32
    assert checked_tally(sweep, 2**30).differences.dtype == np.int64
    assert checked_tally(sweep, 2**30 - 1).differences.dtype == np.int32


# --- errors

def test_curves_that_do_not_fit_are_refused(monkeypatch):
    """3 planes of 1,000,000 angles, 1000 samples: 4 bytes of tally, 2 of counts, 8 of shares: 42 MB."""
    sweep = sweep_of(np.eye(3), 0.5, "combinations", 1_000_000, False, False)
    monkeypatch.setattr(memory, "available_memory", lambda: 42e6)
    assert checked_tally(sweep, 1000).differences.shape == (3, 1_000_000)
    monkeypatch.setattr(memory, "available_memory", lambda: 42e6 - 1)
    with pytest.raises(
            RequestTooLarge, match=r"^planes: wanted curves that fit into 0.0 GB of free memory; found "
            r"3 planes of 1,000,000 angles, which would take 0.0 GB \(mean_spotlight_resonance"):
        checked_tally(sweep, 1000)


def test_for_a_small_sweep_the_system_is_not_asked(monkeypatch):
    """14 bytes per angle: 2^24 bytes are 1,198,372 angles."""
    monkeypatch.setattr(memory, "available_memory", lambda: 0.0)
    for n_angles, asked in ((1_198_372, False), (1_198_373, True)):
        sweep = sweep_of(np.eye(2), 0.5, "combinations", np.zeros(n_angles), False, False)
        with pytest.raises(RequestTooLarge) if asked else nullcontext():
            checked_tally(sweep, 1000)


# --- golden

def test_mean_and_spread_by_hand():
    """Origin: by hand. e1 alone, half angle 25.8 degrees, four angles: plane (0, 1) is lit at 0, plane (1, 0) at 90."""
    each, mean = both_results(np.array([[3.0, 0.0]]), np.eye(2), 0.9, 4)
    assert each.values.tolist() == [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]]
    assert each.mean.tolist() == mean.mean.tolist() == [0.5, 0.5, 0.0, 0.0]
    assert each.std.tolist() == [0.5, 0.5, 0.0, 0.0]
