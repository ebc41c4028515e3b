"""The rotation test of mass and harmonic: p is uniform where it should be, small where a basis is special, and
cheap.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.geometry.bases import rotated, simplex
from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.sphere import uniform_directions
from srm_ref.spotlight import rotation_arcs
from srm_ref.spotlight.rotation_arcs import centred_p_value
from srm_ref.spotlight.rotation_test import basis_rotation_test
from srm_ref.spotlight.statistics import summarise, summary_of
from tests.strategies import BASIS_FAMILIES, generators, seeds, spotlight_problems

FALSE_ALARM = 1e-3  # of a uniformity test below, over the choice of its seed


def by_arcs(*arguments):
    return basis_rotation_test(*arguments, arcs=True)


# --- definition


@given(spotlight_problems(families=BASIS_FAMILIES[:-1]), seeds)
def test_value_and_null_are_the_summaries_under_the_basis_and_its_rotations(problem, seed):
    activations, basis, epsilon = problem
    found = by_arcs(activations, basis, epsilon, 3, np.random.default_rng(seed))
    rng = np.random.default_rng(seed)
    unit_rows = basis / np.linalg.norm(basis, axis=1, keepdims=True)
    null = [summarise(activations, rotated(unit_rows, rng), epsilon) for _ in range(3)]
    value = summarise(activations, basis, epsilon)
    assert_allclose((found.harmonic, found.mass, found.alignment), (value.harmonic, value.mass, value.alignment),
                    atol=1e-12)
    assert_allclose(found.harmonic_null, np.nan_to_num([summary.harmonic for summary in null]), atol=1e-10)
    assert_allclose(found.mass_null, [summary.mass for summary in null], atol=1e-10)


def test_p_counts_what_lies_as_far_from_the_mean_of_all():
    rng = np.random.default_rng(4)
    for n in (2, 5, 30):
        null, value = rng.standard_normal(n), rng.standard_normal()
        everything = [*null, value]
        c = sum(everything) / (n + 1)
        assert centred_p_value(value, null) == sum(abs(x - c) >= abs(value - c) for x in everything) / (n + 1)


def uniformity(p_values, n_values):
    """Largest distance between the distribution of p and the uniform one on 1/n, ..., 1; and its bound (Massart
    1990).
    """
    at_most = np.arange(1, n_values + 1) / n_values
    distance = max(abs(np.mean(np.asarray(p_values) <= p + 1e-12) - p) for p in at_most)
    return distance, math.sqrt(math.log(2 / FALSE_ALARM) / (2 * len(p_values)))


@pytest.mark.slow
@pytest.mark.parametrize("basis", [np.eye(3), simplex(3)], ids=["axes", "simplex"])
def test_p_is_uniform_for_isotropic_activations(basis):
    """With four rotations a wrong centre, a side left out, or a 1 forgotten moves p by a fifth."""
    rng = np.random.default_rng(11)
    results = [by_arcs(uniform_directions(30, 3, rng), basis, 0.8, 4, rng) for _ in range(800)]
    for p_values in ([r.harmonic_p_value for r in results], [r.mass_p_value for r in results]):
        distance, bound = uniformity(p_values, 5)
        assert distance < bound
        assert set(np.round(np.multiply(p_values, 5), 9)) == {1, 2, 3, 4, 5}


# --- analytic


@pytest.mark.parametrize("value, null, p_value", [
    (3.0, [0.0, 0.0, 0.0], 1 / 4),
    (-3.0, [0.0, 0.0, 0.0], 1 / 4),  # two-sided
    (3.0, [-1.0, 1.0, 0.0, 0.0, 0.0, 0.0], 1 / 7),
    (0.0, [0.0, 0.0], 1.0),
    (5.0, [1.0], 1.0),  # both are as far from their mean
    (0.1 + 0.2, [0.3, 0.3], 1.0),  # equal but for a rounding
    (0.3, [0.1 + 0.2, 0.1 + 0.2], 1.0),
    (3e-300, [0.0, 1e-300, 2e-300, -1e-300], 2 / 5),  # c = 1e-300
])
def test_p_by_hand(value, null, p_value):
    assert centred_p_value(value, np.array(null)) == p_value


def test_a_special_basis_is_found_and_another_is_not():
    rng = np.random.default_rng(6)
    own = random_rotation(8, rng)
    activations = own[rng.integers(8, size=400)] * rng.choice([-1, 1], size=(400, 1)) + 0.2 * rng.standard_normal(
        (400, 8))
    special = by_arcs(activations, own, 0.75, 39, rng)
    assert special.harmonic_p_value == special.mass_p_value == 1 / 40
    assert special.harmonic > 0.2 > np.abs(special.harmonic_null).max() and special.alignment > 1.3
    other = by_arcs(activations, random_rotation(8, rng), 0.75, 39, rng)
    assert other.harmonic_p_value > 0.05 and other.mass_p_value > 0.05


def test_activations_that_avoid_the_basis_are_found_on_the_other_side():
    rng = np.random.default_rng(7)
    corners = rng.choice([-1.0, 1.0], size=(400, 4)) + 0.15 * rng.standard_normal((400, 4))
    found = by_arcs(corners, np.eye(4), 0.7, 39, rng)
    assert found.harmonic_p_value == 1 / 40 and found.harmonic < found.harmonic_null.min()
    assert found.alignment < 1


def test_an_unlit_rotation_counts_as_harmonic_zero():
    axes = 2 * np.eye(5)
    found = by_arcs(axes, np.eye(5), 0.999, 19, np.random.default_rng(1))
    assert_array_equal(found.harmonic_null, np.zeros(19))
    assert_array_equal(found.mass_null, np.zeros(19))
    assert found.harmonic_p_value == found.mass_p_value == 1 / 20


def test_an_unlit_basis_has_no_harmonic_and_is_ranked_as_zero():
    rng = np.random.default_rng(1)
    found = by_arcs([[1, 1, 1]] * 4, np.eye(3), 0.98, 19, rng)
    assert math.isnan(found.harmonic) and math.isnan(found.alignment) and found.mass == 0
    assert found.harmonic_p_value == centred_p_value(0.0, found.harmonic_null) and found.harmonic_null.any()
    dark = by_arcs(np.zeros((4, 3)), np.eye(3), 0.98, 5, rng)
    assert dark.harmonic_p_value == dark.mass_p_value == 1.0


def test_in_two_dimensions_every_rotation_has_the_same_mass():
    """r = 1 always: masses differ by rounding, which is no evidence."""
    rng = np.random.default_rng(2)
    for _ in range(10):
        assert by_arcs(rng.standard_normal((50, 2)), np.eye(2), 0.6, 9, rng).mass_p_value == 1.0


# --- properties


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=9), st.integers(-3, 3), st.integers(-3, 3))
def test_p_does_not_see_units_offsets_or_the_order_of_the_null(values, offset, exponent):
    value, null = float(values[0]), np.array(values[1:] or [0.0])
    p_value = centred_p_value(value, null)
    moved = centred_p_value((offset - value) * 2.0**exponent, (offset - null[::-1]) * 2.0**exponent)
    assert p_value == moved and 1 / (len(null) + 1) <= p_value <= 1


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=8))
def test_p_values_of_all_members_taken_in_turn_are_no_smaller_than_uniform(values):
    """What exchangeability gives: the k-th smallest p is at least k / n, with equality where there is no tie."""
    p_values = sorted(centred_p_value(float(value), np.delete(np.array(values, float), k)) for k, value in
                      enumerate(values))
    assert all(p >= (k + 1) / len(values) - 1e-12 for k, p in enumerate(p_values))


@given(generators, seeds)
def test_equal_generators_give_equal_results_and_lengths_do_not_matter(rng, seed):
    activations, basis = rng.standard_normal((20, 3)), rng.standard_normal((4, 3))
    first, again, scaled = (by_arcs(x, b, 0.7, 4, np.random.default_rng(seed)) for x, b in
                            ((activations, basis), (activations, basis), (4.0 * activations, 8.0 * basis)))
    for one, two, three in zip(*([
            test.harmonic, test.harmonic_null, test.harmonic_p_value, test.mass, test.mass_null, test.mass_p_value,
            test.alignment, test.kurtosis, test.null, test.height_null
    ] for test in (first, again, scaled))):
        assert_array_equal(one, two)
        assert_array_equal(one, three)


def test_a_rotation_costs_one_product_and_one_reading(tmp_path, monkeypatch):
    rng = np.random.default_rng(0)
    np.save(tmp_path / "activations.npy", rng.standard_normal((40, 6)))
    mapped = np.load(tmp_path / "activations.npy", mmap_mode="r")
    frames = []
    monkeypatch.setattr(rotation_arcs, "summary_of", lambda activations, geometry, *rest: frames.append(
        (activations is mapped, geometry.rows.shape)) or summary_of(activations, geometry, *rest))
    by_arcs(mapped, np.eye(6), 0.7, 5, rng)
    assert frames == [(True, (6, 6))] * 6


def test_progress_runs_over_all_rotations():
    calls = []
    rng = np.random.default_rng(0)
    by_arcs(rng.standard_normal((50, 3)), np.eye(3), 0.7, 3, rng, lambda *call: calls.append(call))
    # by arcs, then all products in one pass
    assert calls == [(50, 400), (100, 400), (150, 400), (200, 400), (400, 400)]


# --- errors


@pytest.mark.parametrize("changed, message", [
    ({"n_rotations": 0}, "n_rotations: wanted an integer >= 1; found 0"),
    ({"n_rotations": 9.0}, "n_rotations: wanted an integer"),
    ({"rng": 0}, "rng: wanted a numpy.random.Generator"),
    ({"epsilon": -1.5}, "epsilon: wanted a number in"),
    ({"basis": [[1, 0, 0], [2, 0, 0]]}, "basis: wanted at least one pair of rows that spans a plane"),
    ({"activations": [[1, 2, np.inf]]}, r"activations: wanted finite numbers; found inf at index \(0, 2\)"),
    ({"activations": [[1, 2]]}, "activations: wanted shape"),
])
def test_refused(changed, message):
    arguments = {"activations": np.eye(3), "basis": np.eye(3), "epsilon": 0.9, "n_rotations": 9,
                 "rng": np.random.default_rng(0)} | changed
    with pytest.raises(ValueError, match=message):
        by_arcs(*arguments.values())


# --- golden


def test_ranks_of_normal_draws():
    """Origin: fractions of Python's standard library, the definition of p on the decimal numbers below."""
    null = [-0.43, 1.13, 0.21, -1.77, 0.05, 0.64, -0.29, 0.9, -0.12]
    assert [centred_p_value(value, np.array(null)) for value in (1.5, -1.0, 0.3, 0.02)] == [0.2, 0.4, 0.7, 1.0]
