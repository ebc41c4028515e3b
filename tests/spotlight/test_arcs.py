"""The closed form for all planes, to be read: equal integers to the machine's; radii at both ends of the numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.spotlight.arcs import (TOUCHING, arcs_of, count_on_full_turn, half_widths, radius, reaches,
                                    resonance_by_arcs)
from srm_ref.spotlight.definition import spotlight_curve_by_definition
from srm_ref.spotlight.resonance import exact_spotlight_curve, spotlight_curve, spotlight_resonance
from srm_ref.spotlight.statistics import mass, summarise
from tests.spotlight_oracle import turned_cosines
from tests.strategies import BASIS_FAMILIES, CLOUDS, basis_of, generators, tied_cloud

MARGIN = 1e-9  # of a cosine from epsilon
ULP = 2.0**-52
EPSILONS = st.one_of(st.sampled_from([-1.0, -0.0, 0.0, 1.0, 0.5, -0.5, math.sqrt(0.5), 1e-3]), st.floats(-1, 1))


def compared(activations, basis, epsilon, n_angles):
    """Counts of the page and of the machine where no cosine of a non-zero activation is within MARGIN of epsilon."""
    machine = spotlight_resonance(activations, basis, epsilon, n_angles=n_angles)
    page = resonance_by_arcs(activations, basis, epsilon, n_angles)
    assert page.shape == machine.counts.shape
    clear = [(np.abs(turned_cosines(activations, basis[i], basis[j], machine.thetas) - epsilon) > MARGIN).all(axis=1)
             if np.any(activations) else np.ones(n_angles, bool) for i, j in machine.planes]
    return page, machine.counts, np.array(clear)


# --- definition

@given(generators, st.sampled_from(BASIS_FAMILIES), st.sampled_from(CLOUDS[:5]), EPSILONS,
       st.sampled_from([1, 2, 8, 36, 101]))
def test_the_page_counts_what_the_machine_counts(rng, family, cloud, epsilon, n_angles):
    basis = basis_of(family, int(rng.integers(2, 5)), rng)
    activations = tied_cloud(cloud, int(rng.integers(1, 15)), basis, rng)
    activations[rng.random(len(activations)) < 0.2] = 0.0
    page, machine, clear = compared(activations, basis, epsilon, n_angles)
    assert_array_equal(page[clear], machine[clear])


@given(generators, st.sampled_from(["standard", "rotated", "overcomplete", "few rows"]), st.floats(-1, 1))
def test_away_from_ties_every_count_is_equal(rng, family, epsilon):
    basis, activations = basis_of(family, 4, rng), rng.standard_normal((30, 4))
    page, machine, clear = compared(activations, basis, epsilon, 36)
    assert clear.mean() > 0.9
    assert_array_equal(page[clear], machine[clear])


# --- analytic

def test_one_row_on_an_axis_at_epsilon_minus_one():
    """The whole circle, once: its two ends round to opposite sides of a grid point at some angles."""
    for angle in 2 * np.pi * np.arange(40) / 40:
        row = [[np.cos(angle), np.sin(angle)]]
        assert resonance_by_arcs(row, np.eye(2), -1.0, 8).tolist() == [[1] * 8] * 2


@pytest.mark.parametrize("epsilon, count", [(-1.0, 1), (-0.3, 1), (-0.0, 1), (0.0, 1), (1e-300, 0), (0.5, 0), (1.0, 0)])
def test_a_row_at_right_angles_to_the_plane(epsilon, count):
    """r = 0: cosine 0 with every probe, inside at every angle or at none."""
    assert resonance_by_arcs([[0, 0, 7]], np.eye(3)[:2], epsilon, 5).tolist() == [[count] * 5] * 2


@pytest.mark.parametrize("epsilon", [-1.0, -0.5, 0.0, 0.5, 1.0])
def test_zero_rows_are_never_lit(epsilon):
    assert resonance_by_arcs(np.zeros((3, 2)), np.eye(2), epsilon, 4).tolist() == [[0] * 4] * 2
    assert_array_equal(resonance_by_arcs([[0, 0], [2, 1]], np.eye(2), epsilon, 36),
                       resonance_by_arcs([[2, 1]], np.eye(2), epsilon, 36))


def test_parallel_and_opposite_rows_span_no_plane():
    basis = [[1, 0], [0, 1], [-2, 0], [3, 0]]
    # a copy in float32 is no plane either
    assert len(resonance_by_arcs([[1, 2]], [[1, 0], [0, 1], [1, 1e-7]], 0.5, 4)) == 4
    assert len(resonance_by_arcs([[1, 2]], basis, 0.5, 4)) == len(spotlight_resonance([[1, 2]], basis, 0.5).planes) == 6


def test_arcs_of_zero_length_between_two_angles_count_nowhere():
    assert count_on_full_turn(np.array([0.1]), np.array([0.0]), 4).tolist() == [0, 0, 0, 0]
    assert count_on_full_turn(np.array([0.0]), np.array([0.0]), 4).tolist() == [1, 0, 0, 0]
    assert count_on_full_turn(np.array([9.0, -9.0]), np.array([np.pi, np.pi]), 3).tolist() == [2, 2, 2]


@pytest.mark.parametrize("dimensions, epsilon", [(2, 1.0), (6, 1.0), (3, 0.6)])
def test_where_every_radius_is_epsilon_nothing_is_lit(dimensions, epsilon):
    """r = epsilon for every row: arcs without length, mass 0, and no preference to speak of; at -epsilon all is lit."""
    phi, height = np.random.default_rng(0).uniform(0, 2 * np.pi, 300), math.sqrt(1 - epsilon**2)
    activations = np.zeros((300, dimensions))
    activations[:, :2] = epsilon * np.stack([np.cos(phi), np.sin(phi)], axis=1)
    activations[:, 2:3] = height
    basis = np.eye(dimensions)[:2]
    found = summarise(activations, basis, epsilon)
    assert found.mass == 0.0 and math.isnan(found.harmonic) and math.isnan(found.alignment)
    assert mass(activations, basis, -epsilon) == 1.0
    curve = exact_spotlight_curve(activations, *basis, epsilon)
    assert len(curve.half_widths) == len(curve.breakpoints) == 300 and not curve.half_widths.any()
    assert curve.mean() == 0 and not curve.values.any()
    assert exact_spotlight_curve(activations, *basis, -epsilon).mean() == 1.0


def test_arcs_without_length_add_nothing_to_the_harmonic():
    """200 rows of r = epsilon = 0.6 beside one of r = 1, whose w = arccos 0.6 and phi = 0.3 the harmonic is then made
    of.
    """
    phi = np.random.default_rng(1).uniform(0, 0.4, 200)
    touching = np.stack([0.6 * np.cos(phi), 0.6 * np.sin(phi), np.full(200, 0.8)], axis=1)
    found, w = summarise([*touching, [math.cos(0.3), math.sin(0.3), 0.0]], np.eye(3)[:2], 0.6), math.acos(0.6)
    assert abs(found.harmonic - math.sin(4 * w) * math.cos(1.2) / (4 * w)) < 1e-13
    assert abs(found.mass - w / (201 * math.pi)) < 1e-15


def test_almost_at_right_angles_half_of_the_circle_is_lit():
    """p = 1e-170: p cos(theta) >= 0 for half of all angles, although p * p is 0 in floating point."""
    row, thetas = [[1e-170, 0.0, 1.0]], 2 * np.pi * (np.arange(360) + 0.5) / 360
    curve = exact_spotlight_curve(row, *np.eye(3)[:2], 0.0)
    assert curve.mean() == 0.5 == mass(row, np.eye(3)[:2], 0.0)
    assert_array_equal(curve(thetas), spotlight_curve(row, *np.eye(3)[:2], 0.0, thetas))
    assert_array_equal(curve(thetas), spotlight_curve_by_definition(row, *np.eye(3)[:2], 0.0, thetas))


# --- properties

@given(st.floats(1, 2), st.floats(-np.pi, np.pi), st.integers(-1000, 0))
def test_a_radius_of_any_size(scale, phi, exponent):
    """The radius of (p, q) 2^exponent is that of (p, q), 2^exponent times: exact but for the last bits, underflow or
    not.
    """
    p, q = np.array([scale * math.cos(phi)]), np.array([scale * math.sin(phi)])
    found = radius(np.ldexp(p, exponent), np.ldexp(q, exponent))
    assert_allclose(np.ldexp(found, -exponent), scale, rtol=4 * ULP)


@given(st.floats(1e-150, 1), st.sampled_from([1, -1]), st.integers(-40, 40))
def test_radii_within_a_few_roundings_of_epsilon_touch(size, sign, ulps):
    """r = |epsilon| (1 + ulps 2^-52): w is 0, or pi, up to 15 roundings away; from 17 on it is what arccos says."""
    r, epsilon = np.array([size * (1 + ulps * ULP)]), sign * size
    edge = 0.0 if sign > 0 else np.pi
    width = half_widths(r, epsilon)[0]
    if abs(ulps) <= 15:
        assert width == edge and reaches(r, epsilon)[0]
    elif ulps > 17:
        assert 0 < abs(width - edge) < 2e-7 and reaches(r, epsilon)[0]
    elif ulps < -17:
        assert width == edge and reaches(r, epsilon)[0] == (sign < 0)


@given(generators, st.floats(-1, 1))
def test_arcs_are_where_the_inequality_holds(rng, epsilon):
    r, phi, thetas = rng.random(20), rng.uniform(-np.pi, np.pi, 20), rng.uniform(-np.pi, np.pi, (50, 1))
    arcs = arcs_of(r * np.cos(phi), r * np.sin(phi), epsilon)
    cosine = arcs.p * np.cos(thetas) + arcs.q * np.sin(thetas)
    distance = np.abs(np.angle(np.exp(1j * (thetas - arcs.centre))))  # on the circle, (n_angles, n_arcs)
    inside = (distance <= arcs.half_width) & reaches(arcs.r, epsilon)
    clear = np.abs(cosine - epsilon) > MARGIN
    assert_array_equal(inside[clear], (cosine >= epsilon)[clear])


# --- errors

@pytest.mark.parametrize("change, message", [
    ({"epsilon": 1.5}, "epsilon: wanted"), ({"n_angles": 0}, "n_angles: wanted"),
    ({"basis": [[0, 0], [1, 0]]}, "basis: wanted")])
def test_what_does_not_fit_is_refused(change, message):
    with pytest.raises(ValueError, match="^" + message):
        resonance_by_arcs(**({"activations": [[1, 0]], "basis": np.eye(2), "epsilon": 0.5, "n_angles": 4} | change))


# --- golden

def test_counts_by_hand():
    """Origin: by hand. (1, 1) at half angle 36.9 degrees (epsilon 0.8): of 0, 45, ... only 45; (2, 0): only 0."""
    assert resonance_by_arcs([[1, 1], [2, 0], [0, 0]], np.eye(2), 0.8, 8).tolist() == [
        [1, 1, 0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 0, 0, 0]]
