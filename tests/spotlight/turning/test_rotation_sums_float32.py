"""Activations in float32 are compared in float32: the sums of those cosines, and near those of float64."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

import srm_ref
import srm_ref.spotlight.turning.rotation_sums as rotation_sums
from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import unit
from srm_ref.spotlight.turning.moment_sums import CurveTally
from srm_ref.spotlight.turning.rotation_sums import (Directions, Workspace, count_on_grid, epsilon_grid,
                                                     sums_of_rotations)
from tests.strategies import generators

RNG = np.random.default_rng(3)
TURNED = random_rotation(96, RNG)
N_EPSILONS = len(epsilon_grid(9))
CLOUD = (RNG.standard_normal((1300, 96)) ** 3 @ TURNED).astype(np.float32)


def cosines_of(activations, rows):
    """Unit rows and directions, each rounded once to float32, and their product in blocks."""
    directions = Directions(rows.astype(np.float32))
    return np.concatenate([part.copy() for part in directions.cosines(
        unit(activations.astype(float)).astype(np.float32), Workspace(len(rows), np.dtype(np.float32)))])


# --- definition

def test_the_sums_are_those_of_the_float32_cosines_added_one_by_one():
    """Sums over samples to 2e-6 of themselves, where 512 roundings of float32 may take 3e-5, and sums over the 96
    directions, where they may take 6e-6; all counts exactly."""
    rng, rows = np.random.default_rng(0), unit(TURNED)
    curves = sums_of_rotations(CLOUD, TURNED, 2, np.random.default_rng(0), 0.4)
    for k, curve in enumerate(curves):
        P = cosines_of(CLOUD, rows if k == 0 else rows @ random_rotation(96, rng).T)
        assert P.dtype == np.float32
        squares, fourths = P * P, (P * P) * (P * P)
        for sums, values in ((curve.moments.seconds, squares), (curve.moments.fourths, fourths)):
            wanted = [2.0**50 * sum(map(float, column)) for column in values.T]
            assert_allclose(np.array(sums, dtype=float), wanted, rtol=2e-6)
        assert curve.lit == sum(abs(p) >= np.float32(0.4) for p in P.ravel())
        grid = (epsilon_grid(96)**2).astype(np.float32)
        assert_array_equal(curve.on_grid, [np.count_nonzero(squares >= e) for e in grid])
        assert_allclose(curve.largest, np.sort(fourths.astype(float).sum(axis=1))[::-1][:13], rtol=1e-6)
        assert_allclose(curve.nearest, np.abs(P).max(axis=1).astype(float).mean(), rtol=1e-7)


# --- analytic

def test_rows_on_the_axes_are_exact_in_float32_too():
    rows = np.float32(3) * np.eye(8, dtype=np.float32)
    curve = sums_of_rotations(rows, np.eye(8), 0, np.random.default_rng(0), 1.0)[0]
    assert (curve.moments.kurtosis, curve.moments.scale, curve.lit, curve.nearest) == (8.0, 1.0, 8, 1.0)
    assert_array_equal(curve.on_grid, 8)


def test_a_cosine_that_is_epsilon_is_lit_in_either_precision():
    for dtype in (np.float32, np.float64):
        rows = np.array([[7, 24], [24, -7], [-7, 24]], dtype)  # 24/25 is less in float32 than in float64
        curve = sums_of_rotations(rows, np.eye(2), 0, np.random.default_rng(0), 0.96)[0]
        assert curve.lit == 3


# --- properties

@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_neighbours_of_epsilon_are_told_apart_by_their_squares(dtype):
    """Two numbers of one precision next to each other have different rounded squares; tiny ones are not squared."""
    rng, workspace = np.random.default_rng(0), Workspace(5, np.dtype(dtype))
    for epsilon in [*rng.uniform(0, 1, 200), *2.0 ** rng.uniform(-62, 0, 200), 2.0**-60, 2.0**-75, 1e-30, 0, -0.3]:
        one, none = dtype(epsilon), dtype(0.0)
        cosines = np.array([[one, np.nextafter(one, dtype(2)), np.nextafter(one, dtype(-2)), -one, none]])
        lit = np.count_nonzero(cosines >= one) + np.count_nonzero(cosines <= -one)
        tally = CurveTally(5, 9, dtype == np.float32, N_EPSILONS, 1)
        rotation_sums._add(tally, cosines, epsilon, 9, workspace)
        assert tally.lit == lit


@pytest.mark.parametrize("dtype, single", [("f2", True), ("f4", True), ("f8", False), ("i4", False),
                                           (np.longdouble, False)])
def test_the_precision_is_that_of_what_is_stored(dtype, single):
    activations = np.round(CLOUD[:300] * 8).clip(-99, 99).astype(dtype)
    found = sums_of_rotations(activations, TURNED, 0, np.random.default_rng(0))[0].moments.kurtosis
    assert (found == srm_ref.kurtosis(activations, TURNED)) != single
    assert_allclose(found, srm_ref.kurtosis(activations, TURNED), rtol=1e-6)


def test_float32_and_float64_agree():
    single, double = (srm_ref.basis_rotation_test(CLOUD.astype(dtype), TURNED, 0.5, 39, np.random.default_rng(1))
                      for dtype in (np.float32, np.float64))
    assert single.verdict == double.verdict == "aligned" and single.p_value == double.p_value
    for name in ("kurtosis_test", "scale", "shape", "trimmed", "top_share", "nearest"):
        one, two = getattr(single, name), getattr(double, name)
        assert_allclose([one.value, *one.null], [two.value, *two.null], rtol=1e-6)
    assert_allclose(single.loads, double.loads, rtol=1e-5)


@given(generators)
def test_a_count_differs_by_pairs_within_the_bound_only(rng):
    activations, basis = rng.standard_normal((60, 9)).astype(np.float32), rng.standard_normal((7, 9))
    single, double = (sums_of_rotations(activations.astype(dtype), basis, 1, np.random.default_rng(0), 0.3)
                      for dtype in (np.float32, np.float64))
    cosines = np.abs(unit(activations.astype(float)) @ unit(basis).T)
    for one, two, epsilons in ((single[0].on_grid, double[0].on_grid, epsilon_grid(9)),
                               ([single[0].lit], [double[0].lit], [0.3])):
        near = [np.count_nonzero(np.abs(cosines - e) <= 13 * 2.0**-24) for e in epsilons]
        assert (np.abs(np.subtract(one, two)) <= near).all()


def test_both_precisions_have_the_same_bins():
    squares = np.array([*2.0 ** -np.arange(0, 40, 0.125), 0.0, 1e-44, 1.0], dtype=np.float32)
    wanted = count_on_grid(squares[None].astype(float), np.empty((1, len(squares)), np.int64), 30)
    assert_array_equal(count_on_grid(squares[None], np.empty((1, len(squares)), np.int64), 30), wanted)
