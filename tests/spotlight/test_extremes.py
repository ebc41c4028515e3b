"""Climbing to an extreme basis: no step goes the wrong way, the slope is zero where a climb ends, planted bases are
reached.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.geometry.matching import match_directions
from srm_ref.geometry.rotations import random_rotation
from srm_ref.spotlight import extremes
from srm_ref.spotlight.extremes import PROVED_PULL, climb, extreme_basis, extreme_basis_by_definition, unit_rows
from srm_ref.spotlight.fourth_moments import kurtosis_by_definition
from tests.strategies import examples, generators

SIGNS = st.sampled_from([1, -1])
ROUNDING = 1e-12


def fourth(rows, basis):
    """The mean of sum_i P_i^4, row by row."""
    return sum(((basis @ u)**4).sum() for u in rows) / len(rows)


def slope(rows, basis):
    """G = mean of (P^3)^T u, row by row."""
    return sum(np.outer((basis @ u)**3, u) for u in rows) / len(rows)


def polar(matrix):
    left, _, right = np.linalg.svd(matrix)
    return left @ right


@st.composite
def clouds(draw, max_dims=5):
    """Unit rows: isotropic, narrow, of low rank, near axes, equal in size, one only, and mixtures of these."""
    rng, n = draw(generators), draw(st.integers(2, max_dims))
    n_rows = draw(st.integers(1, 30))
    kind = draw(st.sampled_from(["gauss", "narrow", "low rank", "axes", "cube", "off centre"]))
    gauss = rng.standard_normal((n_rows, n))
    rows = {
        "gauss": gauss, "narrow": gauss * 10.0**rng.uniform(-3, 0, n), "low rank": gauss *
        (np.arange(n) < n // 2 + n % 2), "axes": np.eye(n)[rng.integers(n, size=n_rows)] + 0.1 * gauss,
        "cube": np.sign(gauss), "off centre": gauss + 5.0
    }[kind]
    return rows / np.sqrt((rows**2).sum(axis=1, keepdims=True)) @ random_rotation(n, rng), random_rotation(n, rng)


# --- definition

@given(clouds())
def test_the_slope_is_that_of_differences(problem):
    rows, basis = problem
    mean, gradient = extremes._fourths(rows, basis)
    np.testing.assert_allclose((mean, gradient.ravel()[0]), (fourth(rows, basis), slope(rows, basis)[0, 0]), atol=1e-12)
    assert mean * len(basis) == pytest.approx(kurtosis_by_definition(rows, basis))
    step = 1e-5
    for i, j in np.ndindex(*basis.shape):
        nudge = np.zeros_like(basis)
        nudge[i, j] = step
        difference = (fourth(rows, basis + nudge) - fourth(rows, basis - nudge)) / (2 * step)
        assert difference == pytest.approx(4 * gradient[i, j], abs=1e-8)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("seed", range(3))
def test_steps_and_definition_end_at_one_kurtosis(sign, seed):
    """From a start near a planted basis, where there is one extreme."""
    rng = np.random.default_rng(seed)
    own = random_rotation(4, rng)
    noise = 0.2 * rng.standard_normal((300, 4))
    rows = np.eye(4)[rng.integers(4, size=300)] if sign > 0 else rng.choice([-1.0, 1.0], (300, 4))
    rows, start = (rows + noise) @ own, polar(own + 0.15 * rng.standard_normal((4, 4)))
    fast, slow = extreme_basis(rows, start, sign), extreme_basis_by_definition(rows, start, sign)
    np.testing.assert_allclose(fast, slow, atol=2e-3)
    assert kurtosis_by_definition(rows, fast) == pytest.approx(kurtosis_by_definition(rows, slow), abs=1e-6)


@examples(25)
@given(clouds(4), SIGNS)
def test_the_definition_ends_where_no_turn_helps(problem, sign):
    rows, start = problem
    basis = extreme_basis_by_definition(rows, start, sign)
    product = slope(rows, basis) @ basis.T
    assert np.abs(product - product.T).max() < 1e-4
    assert sign * (fourth(rows, basis) - fourth(rows, start)) >= -ROUNDING


# --- analytic

def test_rows_on_hidden_axes_have_them_as_their_highest_basis():
    rng = np.random.default_rng(3)
    own = random_rotation(6, rng)
    basis = extreme_basis(own[rng.integers(6, size=100)] * rng.uniform(0.1, 9.0, (100, 1)), random_rotation(6, rng), 1)
    assert match_directions(own, basis)[1].max() < 1e-3


def test_corners_of_a_hidden_cube_have_its_axes_as_their_lowest_basis():
    rng = np.random.default_rng(4)
    own = random_rotation(4, rng)
    ends = [extreme_basis(rng.choice([-1.0, 1.0], (200, 4)) @ own, random_rotation(4, rng), -1) for _ in range(4)]
    assert min(match_directions(own, basis)[1].max() for basis in ends) < 1e-3


def test_in_the_plane_the_ends_are_the_phase_of_the_fourth_harmonic():
    """f = 3/4 + (1/4) mean cos 4(phi - theta): highest where 4 theta is the phase of sum exp(4 i phi), lowest
    half-way.
    """
    rng = np.random.default_rng(5)
    phi = rng.uniform(0, 2 * np.pi, 7)
    rows, start = np.stack([np.cos(phi), np.sin(phi)], axis=1), random_rotation(2, rng)
    phase = np.angle(np.exp(4j * phi).sum())
    for sign, wanted in ((1, phase), (-1, phase + np.pi)):
        x, y = extreme_basis(rows, start, sign)[0]
        assert np.abs(np.exp(4j * np.arctan2(y, x)) - np.exp(1j * wanted)) < 1e-3


def test_the_proved_pull_cannot_be_one_third_as_large():
    """Rows on two axes, a basis near the diagonals: a step turns it to the other side of them, (3/2 - pull) / (pull -
    1/2) as far.
    """
    rows, angle = np.eye(2), np.pi / 4 - 0.1
    basis = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    ends = [polar(pull * basis @ rows.T @ rows / 2 - slope(rows, basis)) for pull in (0.9, PROVED_PULL)]
    assert fourth(rows, ends[0]) > fourth(rows, basis) + 1e-3 > fourth(rows, ends[1]) + 1e-3


def test_a_start_is_kept_where_nothing_has_a_direction():
    start = random_rotation(3, np.random.default_rng(0))
    for climber in (extreme_basis, extreme_basis_by_definition):
        np.testing.assert_allclose(climber(np.zeros((4, 3)), start, 1), start, atol=1e-14)
    found = climb(np.empty((0, 3)), start, -1)
    assert found.ended and np.isnan(found.kurtoses).all()


def test_one_dimension_has_one_basis():
    assert extreme_basis([[2.0], [-1.0]], [[1.0]], -1).tolist() == [[1.0]]


# --- properties

@examples(150)
@given(clouds(), SIGNS, st.sampled_from([PROVED_PULL, 1.5 * PROVED_PULL, 10.0]))
def test_no_proved_step_goes_the_wrong_way(problem, sign, pull):
    """The theorem itself, step after step, without the measuring that the climb does before it takes shorter proofs."""
    rows, basis = problem
    second = rows.T @ rows / len(rows)
    for _ in range(6):
        target = slope(rows, basis) if sign > 0 else pull * basis @ second - slope(rows, basis)
        onward = polar(target)
        assert sign * (fourth(rows, onward) - fourth(rows, basis)) >= -ROUNDING
        basis = onward


@examples(60)
@given(clouds())
def test_the_bound_by_the_largest_eigenvalue_holds_as_well(problem):
    """f(B') <= f(B) + 4 <G, B' - B> + 6 lambda_max |B' - B|^2, for any two bases; and with C in the place of
    lambda_max.
    """
    rows, basis = problem
    other = random_rotation(len(basis), np.random.default_rng(len(rows)))
    second, moved = rows.T @ rows / len(rows), other - basis
    tangent = fourth(rows, basis) + 4 * (slope(rows, basis) * moved).sum()
    sharp, blunt = 6 * np.trace(moved @ second @ moved.T), 6 * np.linalg.eigvalsh(second)[-1] * (moved**2).sum()
    assert tangent - ROUNDING <= fourth(rows, other) <= tangent + sharp + ROUNDING <= tangent + blunt + 2 * ROUNDING


@examples(60)
@given(clouds(), SIGNS)
def test_a_climb_goes_one_way_and_ends_where_no_turn_helps(problem, sign):
    rows, start = problem
    found = climb(rows, start, sign)
    assert np.all(sign * np.diff(found.kurtoses) > 0) and found.n_products >= len(found.kurtoses)
    np.testing.assert_allclose(found.basis @ found.basis.T, np.eye(len(start)), atol=1e-12)
    assert found.kurtoses[-1] == pytest.approx(len(start) * fourth(rows, found.basis), abs=1e-10)
    if found.ended:
        product = slope(rows, found.basis) @ found.basis.T
        assert np.abs(product - product.T).max() < 1e-3


@given(clouds(), SIGNS, st.integers(1, 40))
def test_chunks_do_not_matter(problem, sign, size):
    rows, start = problem
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extremes, "_COSINES", size)
        chunked = extremes._fourths(rows, start)
    whole = extremes._fourths(rows, start)
    np.testing.assert_allclose(chunked[0], whole[0], rtol=1e-12)
    np.testing.assert_allclose(chunked[1], whole[1], atol=1e-14)


@given(clouds(), SIGNS)
def test_turning_rows_and_start_turns_the_end(problem, sign):
    rows, start = problem
    turn = random_rotation(len(start), np.random.default_rng(len(rows)))
    one, two = climb(rows, start, sign), climb(rows @ turn.T, start @ turn.T, sign)
    n_shared = min(4, len(one.kurtoses), len(two.kurtoses))
    if np.linalg.matrix_rank(rows, tol=1e-6) == len(start):  # else polar is free outside the rows' span
        np.testing.assert_allclose(one.kurtoses[:n_shared], two.kurtoses[:n_shared], rtol=1e-6)


# --- errors

@pytest.mark.parametrize("changed, message", [
    ({"start": [[1, 0], [0, 2]]}, "start: wanted orthonormal rows; found rows with products that are off by up to 3"),
    ({"start": np.eye(3)[:2]}, r"start: wanted 3 rows, as many as dimensions; found shape \(2, 3\)"),
    ({"start": np.eye(3)}, r"activations: wanted shape \(n_samples, 3\)"),
    ({"sign": 0}, "sign: wanted 1 for the highest kurtosis or -1 for the lowest; found 0"),
    ({"sign": 2}, r"sign: wanted an integer in \[-1, 1\]; found 2"),
    ({"activations": [[1.0, np.nan]]}, "activations: wanted finite numbers"),
    ({"activations": np.empty((0, 2))}, "activations: wanted at least one sample"),
])
@pytest.mark.parametrize("climber", [extreme_basis, extreme_basis_by_definition])
def test_refused(climber, changed, message):
    with pytest.raises(ValueError, match=message):
        climber(**{"activations": [[1.0, 2.0]], "start": np.eye(2), "sign": 1} | changed)


# --- golden

def test_three_rows_in_the_plane():
    """Origin: by hand. Rows at 0, 0 and 30 degrees: sum exp(4 i phi) = 2 + exp(120 i degrees) has the phase 30
    degrees.
    """
    rows = [[1.0, 0.0], [2.0, 0.0], [3**0.5, 1.0]]
    basis = extreme_basis(rows, np.eye(2), 1)
    assert np.degrees(np.arctan2(*basis[0][::-1])) == pytest.approx(7.5, abs=1e-2)
    # 2 (3/4 + |2 + exp|/(4 . 3)), |.| = sqrt 3
    assert kurtosis_by_definition(rows, basis) == pytest.approx(1.5 + 3**0.5 / 6)


def test_float32_rounding_of_a_start_is_taken_away():
    start = random_rotation(5, np.random.default_rng(1)).astype(np.float32)
    basis = extreme_basis(np.zeros((1, 5)), start, 1)
    np.testing.assert_allclose(basis @ basis.T, np.eye(5), atol=1e-14)
    np.testing.assert_allclose(unit_rows(np.array([[0.0, 3.0], [0.0, 0.0]])), [[0.0, 1.0]])
