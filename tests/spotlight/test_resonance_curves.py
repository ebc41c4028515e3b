"""One plane's curve: the laws it obeys, its exact form, chance, and numbers from outside the package."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.geometry.rotations import plane_rotation, random_rotation
from srm_ref.geometry.sphere import uniform_directions
from srm_ref.spotlight.arcs import full_turn
from srm_ref.spotlight.baseline import isotropic_band
from srm_ref.spotlight.definition import signed_spotlight_curve_by_definition, spotlight_curve_by_definition
from srm_ref.spotlight.resonance import exact_spotlight_curve, signed_spotlight_curve, spotlight_curve
from tests.spotlight_oracle import clear_angles, turned_probe_counts
from tests.strategies import clear_planes, examples, seeds, tied_sweeps

ANGLES = np.concatenate([np.linspace(-7.0, 7.0, 29), [0.0, 2 * np.pi, np.pi]])
ATOL = 1e-12  # sums of some dozens of numbers near 1


def clear(problem):
    """The problem with those of ANGLES at which no activation is near the cone's edge, its own or the opposite one."""
    activations, a, b, epsilon = problem
    return activations, a, b, epsilon, clear_angles(activations, a, b, epsilon, ANGLES)


# --- definition

@examples(50)
@given(clear_planes())
def test_the_fast_curve_is_the_definition(problem):
    arguments = clear(problem)
    if len(arguments[-1]):
        assert_array_equal(spotlight_curve(*arguments), spotlight_curve_by_definition(*arguments))
        signed = signed_spotlight_curve_by_definition(*arguments)
        assert_allclose(signed_spotlight_curve(*arguments), signed, atol=1e-15)


@given(clear_planes())
def test_the_fast_counts_are_those_of_a_matrix_exponential(problem):
    arguments = clear(problem)
    n_samples = len(arguments[0])
    if len(arguments[-1]):
        assert_array_equal(spotlight_curve(*arguments), turned_probe_counts(*arguments) / n_samples)
        assert_array_equal(signed_spotlight_curve(*arguments), turned_probe_counts(*arguments, signed=True) / n_samples)


@given(clear_planes())
def test_the_exact_curve_goes_through_all_samples(problem):
    activations, a, b, epsilon, thetas = clear(problem)
    if len(thetas):
        exact = exact_spotlight_curve(activations, a, b, epsilon)
        assert_array_equal(exact(thetas), spotlight_curve(activations, a, b, epsilon, thetas))


# --- analytic

@pytest.mark.parametrize("epsilon", [0.9, 0.5, 0.0, -0.5, -0.9])
def test_one_sample_in_the_plane_lights_its_cone(epsilon):
    curve = exact_spotlight_curve([[0.0, 5.0]], [2.0, 0.0], [1.0, 3.0], epsilon)
    w = np.arccos(epsilon)
    assert_allclose(np.sort(curve.breakpoints), np.sort(np.mod([np.pi / 2 - w, np.pi / 2 + w], 2 * np.pi)), atol=ATOL)
    assert_allclose(curve.mean(), w / np.pi, atol=ATOL)
    assert_allclose(curve.fourier(1), -1j * np.sin(w) / np.pi, atol=ATOL)


def test_zero_and_perpendicular_samples():
    """Of no length: never lit. At right angles to the plane: cosine 0 all round, lit from epsilon = 0 down."""
    activations = [[0.0, 0.0, 0.0], [0.0, 0.0, 7.0]]
    for epsilon, share in [(1.0, 0.0), (1e-12, 0.0), (0.0, 0.5), (-1.0, 0.5)]:
        arguments = activations, [1.0, 0.0, 0.0], [1.0, 1.0, 0.0], epsilon
        assert spotlight_curve(*arguments, ANGLES).tolist() == [share] * len(ANGLES)
        assert exact_spotlight_curve(*arguments)(ANGLES).tolist() == [share] * len(ANGLES)
        assert signed_spotlight_curve(*arguments, ANGLES).tolist() == [0.0] * len(ANGLES)
    assert spotlight_curve(np.zeros((2, 2)), [1.0, 0.0], [0.0, 1.0], -1.0, [0.0]).tolist() == [0.0]


def test_no_rotation_comes_of_adding_oblique_directions():
    """cos(theta) a + sin(theta) b is no probe where b leans on a: at 30 degrees from a, x at 60 is out of reach."""
    a, b = np.array([1.0, 0.0]), np.array([np.sqrt(0.75), 0.5])
    x = [0.5, np.sqrt(0.75)]
    assert spotlight_curve([x], a, b, 0.999, [np.pi / 3, np.pi / 2]).tolist() == [1.0, 0.0]


# --- properties

@given(clear_planes(), st.floats(-4.0, 4.0))
def test_data_turned_in_the_plane_shift_the_curve(problem, alpha):
    activations, a, b, epsilon, thetas = clear(problem)
    if len(thetas):
        turned = activations @ plane_rotation(a, b, alpha).T
        assert_array_equal(spotlight_curve(turned, a, b, epsilon, thetas + alpha),
                           spotlight_curve(activations, a, b, epsilon, thetas))


@given(clear_planes(), seeds)
def test_data_and_basis_turned_together_change_nothing(problem, seed):
    activations, a, b, epsilon, thetas = clear(problem)
    rotation = random_rotation(len(a), np.random.default_rng(seed))
    if len(thetas):
        assert_array_equal(spotlight_curve(activations @ rotation.T, rotation @ a, rotation @ b, epsilon, thetas),
                           spotlight_curve(activations, a, b, epsilon, thetas))


@given(clear_planes(), seeds)
def test_lengths_change_nothing(problem, seed):
    activations, a, b, epsilon, thetas = clear(problem)
    rng = np.random.default_rng(seed)
    scales = 10.0 ** rng.uniform(-250, 250, (len(activations), 1))
    if len(thetas):
        assert_array_equal(spotlight_curve(activations * scales, a * 1e200, b * 1e-200, epsilon, thetas),
                           spotlight_curve(activations, a, b, epsilon, thetas))


@given(clear_planes())
def test_a_and_b_exchanged_reflect_the_curve(problem):
    activations, a, b, epsilon, thetas = clear(problem)
    gamma = np.arccos(np.clip(a @ b / np.sqrt((a @ a) * (b @ b)), -1, 1))
    if len(thetas):
        assert_array_equal(spotlight_curve(activations, b, a, epsilon, gamma - thetas),
                           spotlight_curve(activations, a, b, epsilon, thetas))


@given(tied_sweeps(), st.integers(2, 5))
def test_data_repeated_change_nothing_not_even_at_ties(problem, times):
    activations, basis, epsilon, angles = problem
    thetas = full_turn(angles) if np.ndim(angles) == 0 else angles
    a, b = basis[0], basis[1]
    assert_array_equal(spotlight_curve(np.tile(activations, (times, 1)), a, b, epsilon, thetas),
                       spotlight_curve(activations, a, b, epsilon, thetas))


@given(clear_planes())
def test_the_signed_curve_is_a_difference_and_odd(problem):
    activations, a, b, epsilon, thetas = clear(problem)
    if len(thetas):
        ahead, behind = (spotlight_curve(activations, a, b, epsilon, thetas + turn) for turn in (0.0, np.pi))
        signed = signed_spotlight_curve(activations, a, b, epsilon, thetas)
        assert_allclose(signed, ahead - behind, atol=1e-15)
        assert_array_equal(signed_spotlight_curve(-activations, a, b, epsilon, thetas), -signed)


@given(clear_planes(max_dims=6))
def test_cones_at_opposite_epsilon_share_the_data(problem):
    """f at -epsilon, away from ties: all that have a direction less those in the opposite cone at epsilon."""
    activations, a, b, epsilon, thetas = clear(problem)
    if len(thetas) and epsilon not in (-1.0, 0.0, 1.0):
        with_direction = activations.any(axis=1).mean()
        assert_allclose(spotlight_curve(activations, a, b, -epsilon, thetas),
                        with_direction - spotlight_curve(-activations, a, b, epsilon, thetas), atol=1e-15)


@examples(15)
@given(clear_planes())
def test_mean_and_fourier_coefficients_are_the_limits_of_fine_sampling(problem):
    n_angles = 2**16
    sampled = np.fft.fft(spotlight_curve(*problem, full_turn(n_angles))) / n_angles
    exact = exact_spotlight_curve(*problem)
    for k in range(6):  # every sample's two steps are met to within one of n_angles
        assert abs(sampled[k] - exact.fourier(k)) <= 2.1 / n_angles


@given(clear_planes())
def test_the_mean_is_that_of_the_arcs(problem):
    """(1 / N) sum of arccos(epsilon / r) / pi, from coordinates computed here."""
    activations, a, b, epsilon = problem
    e1 = a / np.sqrt(a @ a)
    e2 = b - (e1 @ b) * e1
    e2 = e2 / np.sqrt(e2 @ e2)
    x = activations[activations.any(axis=1)]
    r = np.hypot(x @ e1, x @ e2) / np.sqrt((x * x).sum(axis=1))
    w = np.arccos(np.clip(epsilon / r, -1, 1))
    if (np.abs(r - abs(epsilon)) > 1e-9).all():  # where r is epsilon to rounding, w is known to 1e-8 only
        assert_allclose(exact_spotlight_curve(*problem).mean(), w.sum() / np.pi / len(activations), atol=ATOL)


@pytest.mark.parametrize("n_dims, epsilon", [(2, 0.8), (3, 0.5), (5, 0.4), (8, 0.0), (5, -0.3), (16, 0.4)])
def test_isotropic_data_stay_in_the_band(n_dims, epsilon):
    """False alarms: 36 angles at 1 - 1e-6 each, less than 4 in 100,000 for every one of these seeded clouds."""
    n_samples, rng = 4000, np.random.default_rng(n_dims)
    lower, upper = isotropic_band(n_samples, n_dims, epsilon, 1 - 1e-6)
    a, b = rng.standard_normal((2, n_dims))
    curve = spotlight_curve(uniform_directions(n_samples, n_dims, rng), a, b, epsilon, full_turn(36))
    assert (lower <= curve).all() and (curve <= upper).all() and upper - lower < 0.1
    leaning = uniform_directions(n_samples, n_dims, rng) + 0.5 * a / np.sqrt(a @ a)
    assert (spotlight_curve(leaning, a, b, epsilon, full_turn(36)) > upper).any()


# --- errors

ENTRIES = [spotlight_curve, signed_spotlight_curve,
           lambda activations, a, b, epsilon, thetas: exact_spotlight_curve(activations, a, b, epsilon)]


@pytest.mark.parametrize("function", ENTRIES, ids=["curve", "signed", "exact"])
@pytest.mark.parametrize("change, message", [
    ({"activations": [[1.0, 0.0], [0.0, np.nan]]}, r"activations: wanted finite numbers; found nan at index \(1, 1\)"),
    ({"activations": [[1.0, 2.0, 3.0]]}, r"activations: wanted shape \(n_samples, 2\), as wide as the basis; found"),
    ({"activations": np.empty((0, 2))}, r"activations: wanted at least one sample; found shape \(0, 2\)"),
    ({"activations": [[1j, 0]]}, "activations: wanted an array of real numbers; found dtype complex128"),
    ({"a": [0.0, 0.0]}, "a: wanted vectors of non-zero length; found a zero vector"),
    ({"b": [0, 0]}, "b: wanted vectors of non-zero length; found a zero vector"),
    ({"b": [-2.0, 0.0]}, r"b: wanted a vector that spans a plane with a; found one \(anti\)parallel"),
    ({"a": [np.inf, 0.0]}, "a: wanted finite numbers; found inf at index 0"),
    ({"b": [1.0, 0.0, 0.0]}, r"b: wanted shape \(2,\); found shape \(3,\)"),
    ({"a": [[1.0, 0.0]]}, r"a: wanted shape \(n_dims,\); found shape \(1, 2\)"),
    ({"epsilon": -1.1}, r"epsilon: wanted a number in \[-1, 1\]; found -1.1"),
    ({"epsilon": np.nan}, r"epsilon: wanted a number in \[-1, 1\]; found nan")])
def test_bad_arguments_are_named(function, change, message):
    good = {"activations": [[1.0, 2.0]], "a": [1.0, 0.0], "b": [0.0, 1.0], "epsilon": 0.5, "thetas": [0.0]}
    with pytest.raises(ValueError, match="^" + message):
        function(**(good | change))


@pytest.mark.parametrize("thetas, message", [
    (4, r"thetas: wanted shape \(n_angles,\); found shape \(\)"), ([], "thetas: wanted at least one number"),
    ([0.0, np.inf], "thetas: wanted finite numbers; found inf at index 1"), (["x"], "thetas: wanted an array of real")])
def test_angles_are_a_list_of_numbers(thetas, message):
    for function in (spotlight_curve, signed_spotlight_curve):
        with pytest.raises(ValueError, match="^" + message):
            function([[1.0, 2.0]], [1.0, 0.0], [0.0, 1.0], 0.5, thetas)


# --- golden

# Origin: 50-digit arithmetic outside the package: a matrix exponential for the counts (no cosine is within 0.004 of
# epsilon), arccos and atan2 for the arcs. Twelve samples of small integers, one zero; two oblique directions.
TWELVE = [[3, 1, 0, 2], [1, 2, -1, 3], [-2, 0, 1, 1], [0, 1, -1, 2], [1, 2, 0, 1], [4, -1, 2, 0], [0, 0, 0, 0],
          [-1, -3, 1, -2], [2, 2, 2, -1], [1, 0, 1, -1], [-1, 1, 2, 5], [1, 1, -1, 1]]
A, B, GAMMA = [1, 2, 0, 1], [0, 1, -1, 2], 0.84106867056793026
OUTSIDE = {
    0.6: {"counts": [5, 5, 6, 5, 4, 2, 1, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 5],
          "signed": [4, 4, 5, 3, 2, 0, -1, -2, -2, -3, -2, -4, -4, -4, -5, -3, -2, 0, 1, 2, 2, 3, 2, 4],
          "fourier": {0: 0.19716831310004376288, 1: 0.086948696031411196899 - 0.00032722616343052513524j,
                      2: 0.030879915895211879559 - 0.040509610429554468824j,
                      4: -0.002851935172144646818 + 0.0092402215193953012938j,
                      7: 0.00044173589052810355567 + 0.0038969523272010767779j},
          "first breakpoints": [0.41166003462676552, 0.7335361675405651, 0.92729521800161223], "n_breakpoints": 18},
    -0.25: {"counts": [10, 10, 9, 9, 7, 7, 7, 7, 6, 5, 4, 3, 4, 4, 5, 5, 5, 5, 6, 7, 9, 9, 9, 9],
            "signed": [6, 6, 4, 4, 2, 2, 1, 0, -3, -4, -5, -6, -6, -6, -4, -4, -2, -2, -1, 0, 3, 4, 5, 6],
            "fourier": {0: 0.55584188361582979168, 1: 0.11852390170329362174 - 0.0057487441061807907906j,
                        2: 0.00013760761635360395627 + 0.0090107506256514917363j,
                        4: 0.00080391046405633603249 - 0.027568299129866263129j,
                        7: 0.00331669644945547165 + 0.0028801772970201338815j},
            "first breakpoints": [0.26667262445532725, 0.80531386242787018, 0.86561405987239257], "n_breakpoints": 22}}


@pytest.mark.parametrize("epsilon", OUTSIDE)
def test_counts_arcs_and_coefficients_from_outside(epsilon):
    outside, thetas = OUTSIDE[epsilon], full_turn(24)
    assert_array_equal(spotlight_curve(TWELVE, A, B, epsilon, thetas) * 12, outside["counts"])
    assert_allclose(signed_spotlight_curve(TWELVE, A, B, epsilon, thetas) * 12, outside["signed"], atol=1e-14)
    assert_array_equal(spotlight_curve(TWELVE, B, A, epsilon, GAMMA - thetas) * 12, outside["counts"])
    exact = exact_spotlight_curve(TWELVE, A, B, epsilon)
    assert_allclose([exact.fourier(k) for k in outside["fourier"]], list(outside["fourier"].values()), atol=1e-14)
    assert_allclose(exact.breakpoints[:3], outside["first breakpoints"], rtol=1e-13)
    assert len(exact.breakpoints) == outside["n_breakpoints"]


def test_a_curve_by_hand():
    """Origin: by hand. Samples at 0, 90, 180 degrees, nowhere, at 45 and 315; cones of 45.6 degrees (epsilon 0.7).
    0: {0, 45, 315}  45: {45, 0, 90}  90: {90, 45}  135: {90, 180}  180, 225: {180}  270: {315}  315: {315, 0}"""
    six = [[1, 0], [0, 2], [-3, 0], [0, 0], [1, 1], [3, -3]]
    arguments = six, [5, 0], [2, 9], 0.7, full_turn(8)
    assert (6 * spotlight_curve(*arguments)).round(12).tolist() == [3, 3, 2, 2, 1, 1, 1, 2]
    assert (6 * signed_spotlight_curve(*arguments)).round(12).tolist() == [2, 2, 1, 0, -2, -2, -1, 0]
