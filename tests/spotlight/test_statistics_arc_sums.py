"""The sums over all arcs: against loops over samples and planes, by hand, and under the symmetries of the circle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.geometry.vectors import cosine_similarity, in_plane_coordinates, unit
from srm_ref.spotlight.counting.planes import basis_geometry, planes_of
from srm_ref.spotlight.statistics import arc_sums
from tests.strategies import BASIS_FAMILIES, basis_of, generators, spotlight_problems

ATOL = 1e-11  # some hundred terms near 1, whose q = (P_j - g P_i) / sine lost four digits in nearly parallel planes


def sums_of(activations, basis, epsilon):
    geometry = basis_geometry(basis)
    values = unit(activations) @ geometry.rows.T
    return arc_sums(values, geometry, planes_of("combinations", geometry), epsilon)


def by_definition(activations, basis, epsilon):
    """Every sample in every plane, with angles."""
    geometry = basis_geometry(basis)
    widths = fourths = 0.0
    for i, j in planes_of("combinations", geometry).pairs(geometry):
        for order in ((i, j), (j, i)):
            p, q = in_plane_coordinates(unit(activations), *basis[list(order)])
            r, phi = np.hypot(p, q), np.arctan2(q, p)
            lit = r >= epsilon
            w = np.arccos(np.clip(epsilon / r[lit], -1, 1))
            widths += w.sum() / 2
            fourths += (np.sin(4 * w) * np.cos(4 * phi[lit])).sum() / 2
    cosines = cosine_similarity(activations, basis)
    inside = np.count_nonzero(cosines >= epsilon) + np.count_nonzero(-cosines >= epsilon)
    return widths, fourths, inside


# --- definition


@given(spotlight_problems())
def test_sums_are_those_of_a_loop_over_samples_and_planes(problem):
    activations, basis, epsilon = problem
    activations = activations[activations.any(axis=1)]
    assert_allclose(sums_of(activations, basis, epsilon), by_definition(activations, basis, epsilon), rtol=ATOL,
                    atol=ATOL)


@pytest.mark.parametrize("family", BASIS_FAMILIES)
def test_both_orders_of_a_plane_enter_alike(family):
    rng = np.random.default_rng(2)
    basis, activations = basis_of(family, 4, rng), rng.standard_normal((30, 4))
    assert_allclose(sums_of(activations, basis, 0.4), sums_of(activations, basis[::-1], 0.4), rtol=ATOL)


# --- analytic


@pytest.mark.parametrize("sample, epsilon, widths, fourths, inside", [
    # 3-4-5: cos(phi) = 3/5, cos(4 phi) = -527/625; w = arccos(4/5), sin(4w) = 336/625
    ([0.6, 0.8], 0.8, np.arccos(0.8), -336 / 625 * 527 / 625, 1),  # on the edge of the cone about b
    ([0.6, 0.8], 0.6, np.arccos(0.6), 336 / 625 * 527 / 625, 2),  # on the edge of that about a: sin(4w) = -336/625
    ([0.6, 0.8], 0.9, np.arccos(0.9), 4 * 0.9 * np.sqrt(0.19) * 0.62 * -527 / 625, 0),
    ([1.0, 0.0], 1.0, 0.0, 0.0, 1),  # a single point
    ([1.0, 0.0], 0.5, np.pi / 3, -np.sqrt(0.75), 1),
    ([1.0, 0.0], 0.0, np.pi / 2, 0.0, 3),  # inside at 0 and, closed, at b and -b
    ([1.0, 0.0], -0.0, np.pi / 2, 0.0, 3),
    ([1.0, 0.0], -0.5, 2 * np.pi / 3, np.sqrt(0.75), 3),
    ([1.0, 0.0], -1.0, np.pi, 0.0, 4),
])
def test_one_sample_in_one_plane(sample, epsilon, widths, fourths, inside):
    found = sums_of([sample], np.eye(2), epsilon)
    assert_allclose(found, (widths, fourths, inside), atol=1e-14)


@pytest.mark.parametrize("epsilon, dark", [(0.5, 0), (1e-300, 0), (0.0, np.pi), (-0.5, np.pi), (-1.0, np.pi)])
@pytest.mark.parametrize("basis", [np.eye(4), np.concatenate([np.eye(4), -2 * np.eye(4)])],
                         ids=["axes", "cross-polytope"])
def test_a_sample_at_right_angles_to_a_plane_lights_it_all_or_not_at_all(epsilon, dark, basis):
    w = np.arccos(epsilon)  # of the planes that hold the sample
    n_planes, n_holding = (6, 3) if len(basis) == 4 else (24, 12)
    found = sums_of(np.eye(4)[:1], basis, epsilon)
    assert_allclose(found.widths, n_holding * w + (n_planes - n_holding) * dark, rtol=1e-14)
    assert_allclose(found.fourths, n_holding * np.sin(4 * w), atol=1e-14)


# --- properties


@given(spotlight_problems(families=("standard", "rotated", "cross-polytope")), st.integers(0, 4))
def test_turning_all_samples_by_quarters_changes_nothing(problem, shift):
    activations, basis, epsilon = problem
    activations = activations[activations.any(axis=1)] @ np.linalg.pinv(basis[:basis.shape[1]])  # as if on the axes
    turned = np.roll(activations, shift, axis=1) * np.where(np.arange(basis.shape[1]) % 2, -1, 1)
    assert_allclose(sums_of(turned, np.eye(basis.shape[1]), epsilon),
                    sums_of(activations, np.eye(basis.shape[1]), epsilon), rtol=ATOL, atol=ATOL)


@given(spotlight_problems())
def test_what_one_spotlight_leaves_out_the_opposite_one_takes_in(problem):
    activations, basis, epsilon = problem
    activations = activations[activations.any(axis=1)]
    here, there = sums_of(activations, basis, epsilon), sums_of(activations, basis, -epsilon)
    geometry = basis_geometry(basis)
    n_pairs = len(activations) * planes_of("combinations", geometry).n_planes
    assert_allclose(here.widths + there.widths, np.pi * n_pairs, rtol=ATOL)
    assert_allclose(here.fourths, -there.fourths, atol=ATOL)
    assert here.inside + there.inside == 2 * activations.shape[0] * len(basis)


@given(generators, st.sampled_from(BASIS_FAMILIES), st.integers(0, 20))
def test_blocks_of_samples_add_up(rng, family, cut):
    basis, activations = basis_of(family, 3, rng), rng.standard_normal((20, 3))
    geometry = basis_geometry(basis)
    values, planes = unit(activations) @ geometry.rows.T, planes_of("combinations", geometry)
    first, rest, both = (arc_sums(part, geometry, planes, 0.6) for part in (values[:cut], values[cut:], values))
    assert_allclose(np.add(first, rest), both, rtol=1e-12, atol=1e-14)
