"""Bounds: reached by the frames that should reach them, and by nobody beaten."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.superposition.bounds import dimensions_for_recovery, least_frame_potential, welch_bound
from srm_ref.superposition.measures import coherence, frame_potential
from srm_ref.superposition.polytopes import POLYTOPES, simplex
from tests.strategies import generators

ATOL = 1e-12

# --- analytic


@pytest.mark.parametrize("m", [1, 2, 3, 7])
def test_simplices_reach_the_welch_bound(m):
    assert welch_bound(m + 1, m) == pytest.approx(1 / m, abs=ATOL)
    assert coherence(simplex(m)) == pytest.approx(welch_bound(m + 1, m), abs=ATOL)


def test_tight_frames_reach_the_least_potential():
    for row in POLYTOPES.values():
        if row.is_tight:
            m, n = row.W.shape
            assert frame_potential(row.W) == pytest.approx(least_frame_potential(n, m), rel=ATOL)


def test_room_for_all_needs_no_interference():
    assert welch_bound(3, 5) == welch_bound(5, 5) == welch_bound(1, 1) == 0.0
    assert least_frame_potential(3, 5) == 3.0


# --- properties


@given(generators, st.integers(1, 5), st.integers(1, 8))
def test_no_unit_features_beat_the_bounds(rng, m, n):
    W = rng.normal(size=(m, n))
    W /= np.linalg.norm(W, axis=0)
    assert coherence(W) >= welch_bound(n, m) - ATOL
    assert frame_potential(W) >= least_frame_potential(n, m) - ATOL * n**2


@given(st.floats(0, 1), st.integers(1, 100))
def test_recovery_grows_linearly_with_the_features(p, n):
    assert dimensions_for_recovery(n, p) == pytest.approx(n * float(dimensions_for_recovery(1, p)), rel=ATOL)
    assert 0 <= dimensions_for_recovery(1, p) <= np.exp(-1) + ATOL


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: welch_bound(0, 1), "n_features: wanted an integer >= 1"),
    (lambda: least_frame_potential(2, 0), "n_hidden: wanted an integer >= 1"),
    (lambda: dimensions_for_recovery(0, 0.5), "n_features: wanted numbers > 0"),
    (lambda: dimensions_for_recovery(1, 1.5), "density: wanted numbers"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


def test_known_rates():
    # p log(1/p), by calculator
    assert_allclose(dimensions_for_recovery(1, [0.5, 0.2, 0.1, 0.05, 0.01, 0.0, 1.0]),
                    [0.347, 0.322, 0.230, 0.150, 0.046, 0, 0], atol=5e-4)
