"""The definition against one-at-a-time arithmetic, against a matrix exponential, and against counts made by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from srm_ref.geometry.rotations import random_rotation
from srm_ref.spotlight.definition import (resonance_by_definition, signed_spotlight_curve_by_definition,
                                          spotlight_curve_by_definition)
from tests.spotlight_oracle import clear_angles, turned_probe_counts
from tests.strategies import clear_planes, seeds

ANGLES = np.linspace(-7.0, 7.0, 15)
AXES = ([1.0, 0.0], [0.0, 1.0])


def counts(curve, n_samples):
    """Shares back to the integers that they are."""
    whole = np.rint(np.multiply(curve, n_samples))
    assert np.abs(np.multiply(curve, n_samples) - whole).max(initial=0) < 1e-9
    return whole.astype(int).tolist()


# --- definition

@given(clear_planes())
def test_counts_are_those_of_a_matrix_exponential(problem):
    activations, a, b, epsilon = problem
    thetas = clear_angles(activations, a, b, epsilon, ANGLES)
    if len(thetas):
        curve = spotlight_curve_by_definition(activations, a, b, epsilon, thetas)
        assert counts(curve, len(activations)) == turned_probe_counts(activations, a, b, epsilon, thetas).tolist()


@given(clear_planes())
def test_signed_counts_take_the_opposite_cone_away(problem):
    activations, a, b, epsilon = problem
    thetas = clear_angles(activations, a, b, epsilon, ANGLES)
    if len(thetas):
        curve = signed_spotlight_curve_by_definition(activations, a, b, epsilon, thetas)
        assert counts(curve, len(activations)) == turned_probe_counts(activations, a, b, epsilon, thetas, True).tolist()


def test_one_sample_one_angle_in_plain_arithmetic():
    """a and b at 60 degrees: e2 is (0, 1), and not b; the probe at 50 degrees is (cos 50, sin 50)."""
    a, b, x = [2.0, 0.0, 0.0], [0.5, math.sqrt(0.75), 0.0], [1.0, 2.0, -2.0]
    theta = math.radians(50)
    cosine = (1 * math.cos(theta) + 2 * math.sin(theta)) / 3
    for epsilon, lit in [(cosine - 1e-9, 1.0), (cosine + 1e-9, 0.0)]:
        assert spotlight_curve_by_definition([x], a, b, epsilon, [theta]).tolist() == [lit]


def test_the_stack_of_planes_is_one_curve_after_another():
    rng = np.random.default_rng(3)
    activations, basis = rng.standard_normal((20, 4)), rng.standard_normal((3, 4))
    planes = [(2, 0), (0, 1), (2, 0)]
    stacked = resonance_by_definition(activations, basis, 0.4, planes, ANGLES)
    assert stacked.shape == (3, len(ANGLES))
    for row, (i, j) in zip(stacked, planes):
        assert_array_equal(row, spotlight_curve_by_definition(activations, basis[i], basis[j], 0.4, ANGLES))


# --- analytic

@pytest.mark.parametrize("sample, epsilon, at_zero, at_right_angle", [
    ([1, 0], 1.0, 1, 0),      # on the probe: cosine 1, the cone is closed
    ([3, 4], 0.6, 1, 1),      # cosine exactly 0.6 with e1 and about 0.8 with e2
    ([3, -4], 0.6, 1, 0),     # cosine 0.6 with e1, -0.8 with e2
    ([-1, 0], -0.5, 0, 1),    # epsilon < 0: everything but a cone about the far side
    ([-1, 0], -1.0, 1, 1),    # epsilon = -1: everything that has a direction
    ([0, 0], -1.0, 0, 0),     # no direction, inside no cone
    ([0, 0], 1.0, 0, 0),
])
def test_closed_cone_and_zero_samples(sample, epsilon, at_zero, at_right_angle):
    assert spotlight_curve_by_definition([sample], *AXES, epsilon, [0.0]).tolist() == [at_zero]
    assert spotlight_curve_by_definition([sample], *AXES, epsilon, [math.pi / 2 - 1e-6]).tolist() == [at_right_angle]


@pytest.mark.parametrize("sample, epsilon, signed", [
    ([-3, 4], 0.6, -1),   # cosine exactly -0.6: the opposite cone is closed too
    ([3, 4], 0.6, 1), ([4, 3], -0.9, 0), ([0, 1], 0.0, 0), ([0, 0], -0.5, 0), ([0, 0], 0.5, 0), ([-4, 3], 0.81, 0)])
def test_signed_closed_cones_and_overlap(sample, epsilon, signed):
    assert signed_spotlight_curve_by_definition([sample], *AXES, epsilon, [0.0]).tolist() == [signed]


def test_the_probe_turns_from_a_towards_b():
    assert spotlight_curve_by_definition([[1, 1]], *AXES, 0.9, [math.pi / 4, -math.pi / 4]).tolist() == [1.0, 0.0]
    assert spotlight_curve_by_definition([[1, 1]], *AXES[::-1], 0.9, [math.pi / 4, -math.pi / 4]).tolist() == [1.0, 0.0]
    assert spotlight_curve_by_definition([[1, -1]], AXES[0], [-5.0, -1.0], 0.9, [math.pi / 4]).tolist() == [1.0]


# --- properties

@given(clear_planes(max_dims=6), seeds)
def test_data_and_plane_turned_together_change_nothing(problem, seed):
    activations, a, b, epsilon = problem
    rotation = random_rotation(len(a), np.random.default_rng(seed))
    thetas = clear_angles(activations, a, b, epsilon, ANGLES)
    if len(thetas):
        turned = spotlight_curve_by_definition(activations @ rotation.T, rotation @ a, rotation @ b, epsilon, thetas)
        assert_array_equal(turned, spotlight_curve_by_definition(activations, a, b, epsilon, thetas))


@given(clear_planes(max_dims=5), st.floats(0.01, 100.0))
def test_lengths_do_not_matter(problem, scale):
    activations, a, b, epsilon = problem
    thetas = clear_angles(activations, a, b, epsilon, ANGLES)
    if len(thetas):
        scaled = spotlight_curve_by_definition(scale * activations, b=b / scale, a=3 * a, epsilon=epsilon,
                                               thetas=thetas)
        assert_array_equal(scaled, spotlight_curve_by_definition(activations, a, b, epsilon, thetas))


# --- errors

BOTH = [spotlight_curve_by_definition, signed_spotlight_curve_by_definition]


@pytest.mark.parametrize("function", BOTH)
@pytest.mark.parametrize("change, message", [
    ({"activations": [[1.0, np.nan]]}, r"activations: wanted finite numbers; found nan at index \(0, 1\)"),
    ({"activations": [[1.0, 2.0, 3.0]]}, r"activations: wanted shape \(n_samples, 2\); found shape \(1, 3\)"),
    ({"activations": np.empty((0, 2))}, "activations: wanted at least one number; found an empty array"),
    ({"activations": [[1j, 0]]}, "activations: wanted an array of real numbers; found dtype complex128"),
    ({"a": [0.0, 0.0]}, "a: wanted vectors of non-zero length; found a zero vector"),
    ({"b": [0.0, 0.0]}, "b: wanted vectors of non-zero length; found a zero vector"),
    ({"b": [-3.0, 0.0]}, r"b: wanted a vector that spans a plane with a; found one \(anti\)parallel"),
    ({"b": [1.0, 0.0, 0.0]}, r"b: wanted shape \(2,\); found shape \(3,\)"),
    ({"epsilon": 1.1}, r"epsilon: wanted a number in \[-1, 1\]; found 1.1"),
    ({"epsilon": np.nan}, r"epsilon: wanted a number in \[-1, 1\]; found nan"),
    ({"thetas": [0.0, np.inf]}, "thetas: wanted finite numbers; found inf at index 1"),
    ({"thetas": []}, "thetas: wanted at least one number"),
    ({"thetas": 0.5}, r"thetas: wanted shape \(n_angles,\)")])
def test_bad_arguments_are_named(function, change, message):
    good = {"activations": [[1.0, 2.0]], "a": [1.0, 0.0], "b": [0.0, 1.0], "epsilon": 0.5, "thetas": [0.0]}
    with pytest.raises(ValueError, match="^" + message):
        function(**(good | change))


def test_the_stack_names_a_bad_basis():
    with pytest.raises(ValueError, match=r"^basis: wanted shape \(n_basis, n_dims\); found shape \(2,\)"):
        resonance_by_definition([[1.0, 2.0]], [1.0, 2.0], 0.5, [(0, 1)], [0.0])


# --- golden

# Origin: by hand. Six activations at 0, 90, 180 degrees, nowhere, 45, and 315 degrees, of several lengths.
SIX = [[1, 0], [0, 2], [-3, 0], [0, 0], [1, 1], [3, -3]]
EIGHTHS = np.arange(8) * np.pi / 4


@pytest.mark.parametrize("epsilon, by_hand", [
    # half angle 36.9 degrees, less than a step of 45: only the activation at the very angle is inside
    (0.8, [1, 1, 1, 0, 1, 0, 0, 1]),
    # half angle 45.6 degrees: also those one step away.  0: {0, 45, 315}  45: {45, 0, 90}  90: {90, 45}  135: {90, 180}
    # 180: {180}  225: {180}  270: {315}  315: {315, 0}
    (0.7, [3, 3, 2, 2, 1, 1, 1, 2]),
    # half angle 134.4 degrees: all but those 180 and 135 away.  0: without 180  45: 180 is 135 away, so without it
    # 90: without 315  135: without 315 and 0  180: without 0, 45, 315  225: without 45, 0, 90  270: without 90, 45
    # 315: without 90 and 180
    (-0.7, [4, 4, 4, 3, 2, 2, 3, 3])])
def test_counts_by_hand(epsilon, by_hand):
    assert counts(spotlight_curve_by_definition(SIX, *AXES, epsilon, EIGHTHS), 6) == by_hand


def test_signed_counts_by_hand():
    # epsilon 0.7: the list above less the same list half a turn on: 3-1, 3-1, 2-1, 2-2, 1-3, 1-3, 1-2, 2-2
    assert counts(signed_spotlight_curve_by_definition(SIX, *AXES, 0.7, EIGHTHS), 6) == [2, 2, 1, 0, -2, -2, -1, 0]
