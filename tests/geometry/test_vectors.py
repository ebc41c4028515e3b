"""Lengths, directions, cosines and plane frames."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.geometry.vectors import cosine_similarity, in_plane_coordinates, norms, plane_frame, unit
from tests.strategies import generators, plane_pairs

ROUNDING = 1e-14  # a few additions of numbers of order one
SUBNORMAL = 5e-324


# --- definition


@given(generators)
def test_norm_is_the_root_of_the_sum_of_squares(rng):
    vectors = rng.standard_normal((4, 3, 7))
    by_definition = np.sqrt((vectors**2).sum(axis=-1))
    np.testing.assert_allclose(norms(vectors), by_definition, rtol=ROUNDING)
    np.testing.assert_allclose(unit(vectors), vectors / by_definition[..., None], rtol=ROUNDING)


@given(generators)
def test_cosine_similarity_is_pair_by_pair_the_cosine(rng):
    x, y = rng.standard_normal((3, 5)), rng.standard_normal((4, 5))
    by_definition = [[xi @ yj / (math.sqrt(xi @ xi) * math.sqrt(yj @ yj)) for yj in y] for xi in x]
    np.testing.assert_allclose(cosine_similarity(x, y), by_definition, rtol=0, atol=ROUNDING)


# --- analytic


@pytest.mark.parametrize("vector, length", [
    ([3, 4], 5.0),
    ([0, 0, 0], 0.0),
    ([-7.3], 7.3),
    ([3e-200, 4e-200], 5e-200),
    ([3e-159, 4e-159], 5e-159),
    ([3e200, 4e200], 5e200),
    ([3 * SUBNORMAL, 4 * SUBNORMAL], 5 * SUBNORMAL),
    ([1e308, 1e308], math.sqrt(2) * 1e308),
    ([1.7e308, 1.7e308], math.inf),
    ([1e-320, 0, 1e10], 1e10),
])
def test_length_at_every_scale(vector, length):
    assert norms(vector) == pytest.approx(length, rel=ROUNDING, abs=0)


@pytest.mark.parametrize("scale", [SUBNORMAL, 1e-310, 1e-200, 1e-140, 1.0, 7.3, 1e140, 1e200, 1.7e308])
@pytest.mark.parametrize("axis", [0, 2])
def test_direction_of_a_multiple_of_an_axis_is_the_axis_exactly(scale, axis):
    np.testing.assert_array_equal(unit(scale * np.eye(3)[axis]), np.eye(3)[axis])
    np.testing.assert_array_equal(unit(-scale * np.eye(3)[[axis]]), -np.eye(3)[[axis]])


def test_float32_is_computed_in_float64():
    vector = np.array([1.1, 2.2, 3.3], dtype=np.float32)
    assert unit(vector).dtype == np.float64
    np.testing.assert_array_equal(unit(vector), unit(vector.astype(np.float64)))
    assert norms(vector) == norms(vector.astype(np.float64))


def test_the_argument_is_not_written_to():
    vectors = np.array([[3.0, 4.0], [3e-200, 4e-200]])
    kept = vectors.copy()
    norms(vectors), unit(vectors)
    np.testing.assert_array_equal(vectors, kept)


@pytest.mark.parametrize("a, b, e1, e2", [
    ([2, 0], [0, 5], [1, 0], [0, 1]),
    ([0, 2], [5, 0], [0, 1], [1, 0]),
    ([1, 0, 0], [-3, 4, 0], [1, 0, 0], [0, 1, 0]),
    ([1, 0, 0], [3, 0, -4], [1, 0, 0], [0, 0, -1]),
    ([3e200, 4e200], [1e-200, 0], [0.6, 0.8], [0.8, -0.6]),
])
def test_frames_done_by_hand(a, b, e1, e2):
    np.testing.assert_allclose(plane_frame(a, b), (e1, e2), rtol=0, atol=ROUNDING)


def test_coordinates_keep_the_activations_length():
    p, q = in_plane_coordinates([[6.0, 8.0, 1.0], [0.0, 0.0, 2.0]], [3, 4, 0], [0, 1, 0])
    np.testing.assert_allclose(p, [10.0, 0.0], atol=ROUNDING)
    np.testing.assert_allclose(q, [0.0, 0.0], atol=ROUNDING)


@pytest.mark.parametrize("sine, spans", [(1e-16, False), (1e-7, False), (0.9e-5, False), (1.1e-5, True), (1e-3, True)])
@pytest.mark.parametrize("sense", [1, -1])
def test_where_a_pair_stops_spanning_a_plane(sine, spans, sense):
    a, b = [1.0, 0.0], [sense, sine]
    if spans:
        np.testing.assert_allclose(plane_frame(a, b), np.eye(2), atol=ROUNDING)
    else:
        with pytest.raises(ValueError, match="parallel"):
            plane_frame(a, b)


# --- properties


@given(generators, st.sampled_from([1, 2, 7, 100, 5000, 9001]))
def test_a_row_gives_the_same_bits_in_any_company(rng, n_dims):
    """Alone, in chunks and all at once; in widths beyond einsum's buffer of 8192; with rows of extreme scale about."""
    n_samples = 12
    vectors = rng.standard_normal((n_samples, n_dims)) * 10.0 ** rng.integers(-3, 3, (n_samples, 1))
    vectors[rng.integers(n_samples)] *= 1e-250
    vectors[rng.integers(n_samples)] *= 1e200
    whole_unit, whole_norms = unit(vectors), norms(vectors)
    chunks = np.split(vectors, np.sort(rng.integers(1, n_samples, 3)))
    np.testing.assert_array_equal(np.concatenate([unit(c) for c in chunks if len(c)]), whole_unit)
    np.testing.assert_array_equal(np.concatenate([norms(c) for c in chunks if len(c)]), whole_norms)
    np.testing.assert_array_equal([unit(v) for v in vectors], whole_unit)
    np.testing.assert_array_equal(unit(np.asfortranarray(vectors)), whole_unit)
    np.testing.assert_array_equal(unit(np.repeat(vectors, 2, axis=1)[:, ::2]), whole_unit)


@given(generators, st.integers(-1000, 1000))
def test_a_power_of_two_changes_no_bit_of_a_direction(rng, exponent):
    vectors = rng.standard_normal((3, 6))
    np.testing.assert_array_equal(unit(np.ldexp(vectors, exponent)), unit(vectors))


@given(plane_pairs())
def test_frame_is_orthonormal_and_turns_from_a_to_b(pair):
    a, b = pair
    e1, e2 = plane_frame(a, b)
    np.testing.assert_allclose([e1 @ e1, e1 @ e2, e2 @ e2], [1, 0, 1], rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(e1 * norms(a), a, rtol=ROUNDING)
    assert e2 @ b > 0
    back = (e1 @ b) * e1 + (e2 @ b) * e2
    np.testing.assert_allclose(back, b, rtol=0, atol=ROUNDING * norms(b))


@given(plane_pairs(), generators)
def test_coordinates_rebuild_the_part_in_the_plane(pair, rng):
    a, b = pair
    activations = rng.standard_normal((5, len(a)))
    p, q = in_plane_coordinates(activations, a, b)
    e1, e2 = plane_frame(a, b)
    remainder = activations - np.outer(p, e1) - np.outer(q, e2)
    np.testing.assert_allclose(remainder @ np.stack([e1, e2], axis=1), 0, atol=ROUNDING)


@given(generators)
def test_cosines_stay_inside_the_ends_and_ignore_lengths(rng):
    x = rng.standard_normal((30, 3))
    cosines = cosine_similarity(x, 7.0 * x)
    assert np.abs(cosines).max() <= 1.0
    np.testing.assert_allclose(np.diagonal(cosines), 1.0, rtol=ROUNDING)
    np.testing.assert_allclose(cosines, cosines.T, atol=ROUNDING)


# --- errors


def test_zero_vectors_are_named():
    with pytest.raises(ValueError, match=r"^basis: wanted vectors of non-zero length; found a zero vector at row 1$"):
        unit([[1, 0], [0, 0], [0, 0]], "basis")
    with pytest.raises(ValueError, match=r"index \(1, 0\)"):
        unit([[[1, 0]], [[0, 0]]])
    with pytest.raises(ValueError, match=r"^vectors: .* found a zero vector$"):
        unit([0.0, 0.0])
    with pytest.raises(ValueError, match="^y: .*zero vector at row 0"):
        cosine_similarity([[1, 0]], [[0, 0]])


@pytest.mark.parametrize("bad, found", [
    ([[1.0, np.nan]], r"nan at index \(0, 1\)"), ([np.inf, 1.0], "inf at index 0"), ([], "empty"), (3.0, r"shape \(\)"),
    (["a"], "dtype"), ([1j], "complex"), (np.zeros((0, 3)), "empty"),
])
@pytest.mark.parametrize("function", [norms, unit])
def test_what_is_no_array_of_vectors_is_refused(function, bad, found):
    with pytest.raises(ValueError, match=f"^vectors: wanted .*{found}"):
        function(bad)


@pytest.mark.parametrize("a, b, message", [
    ([1, 2], [-2, -4], r"^b: .*\(anti\)parallel"), ([1, 2], [0.1, 0.2], r"^b: .*\(anti\)parallel"),
    ([1], [2], r"^b: .*\(anti\)parallel"), ([0, 0], [1, 0], "^a: .*zero"), ([1, 0], [0, 0], "^b: .*zero"),
    ([1, 0], [1, 0, 0], r"^b: wanted shape \(2,\); found shape \(3,\)"), ([[1, 0]], [0, 1], "^a: wanted shape"),
])
def test_pairs_without_a_plane_are_refused(a, b, message):
    with pytest.raises(ValueError, match=message):
        plane_frame(a, b)


def test_widths_must_match():
    with pytest.raises(ValueError, match=r"^y: wanted shape \(n_y, 2\)|^y: wanted shape"):
        cosine_similarity([[1, 0]], [[1, 0, 0]])
    with pytest.raises(ValueError, match="^activations: wanted shape"):
        in_plane_coordinates([[1, 0, 0]], [1, 0], [0, 1])


# --- golden


def test_lengths_against_exact_arithmetic():
    """Origin: the sum of squares in exact rationals, its root by the integer square root to 60 digits."""
    rng = np.random.default_rng(11)
    for row in rng.standard_normal((20, 300)) * 10.0 ** rng.integers(-5, 6, (20, 300)):
        exact = sum(Fraction(x) ** 2 for x in row.tolist())
        root = Fraction(math.isqrt(int(exact * 10**60)), 10**30)
        assert abs(Fraction(float(norms(row))) / root - 1) < 1e-14
