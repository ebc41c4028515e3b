"""Dimensions per feature: points at their sparsity and height, lines where the polytopes are, names that can be
read.
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.figures.canvas import new_axes
from srm_ref.figures.dimensionality import (POLYTOPE_LINES, draw_dimensions_per_feature, draw_feature_dimensionality,
                                            sparsity_axis)
from srm_ref.geometry.bases import polygon, simplex
from srm_ref.superposition.measures import feature_dimensionality
from tests.strategies import examples

ACROSS = np.array([1.0, 2.0, 4.0, 20.0])


def levels(ax):
    return [line.get_ydata()[0] for line in ax.lines if line.get_gid() == "polytope"]


# --- definition

def test_the_curve_is_what_was_given_on_a_logarithmic_axis():
    ax = draw_dimensions_per_feature(ACROSS, [1.0, 0.7, 0.5, 0.14])
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), np.column_stack([ACROSS, [1.0, 0.7, 0.5, 0.14]]))
    assert ax.get_xscale() == "log" and ax.get_xlim()[0] < 1 and ax.get_xlim()[1] > 20
    assert "1/(1-S)" in ax.get_xlabel() and "dimensions" in ax.get_ylabel() and "D^*" in ax.lines[0].get_label()


def test_every_feature_of_every_model_is_a_point_at_its_height():
    each = np.random.default_rng(0).random((4, 7))
    ax = draw_feature_dimensionality(ACROSS, each)
    assert len(ax.collections) == 4
    for points, row in zip(ax.collections, each):
        np.testing.assert_array_equal(np.asarray(points.get_offsets())[:, 1], row)


def test_each_polytope_has_its_line_and_its_name():
    ax = draw_feature_dimensionality(ACROSS, np.zeros((4, 2)))
    assert levels(ax) == [level for level, _ in POLYTOPE_LINES]
    assert [text.get_text() for text in ax.texts] == [name for _, name in POLYTOPE_LINES]


def test_ticks_are_plain_numbers():
    ax = new_axes()
    sparsity_axis(ax, 0.95, 25)
    shown = [ax.xaxis.get_major_formatter()(tick, 0) for tick in ax.get_xticks() if 0.95 <= tick <= 25]
    assert shown == ["1", "1.5", "2", "3", "4", "5", "7", "10", "15", "20"] and len(ax.get_xticks(minor=True)) == 0


# --- analytic

@pytest.mark.parametrize("name, W", [
    ("own", np.eye(3)), ("tetrahedron", simplex(3).T), ("triangle", simplex(2).T), ("digon", [[1.0, -1.0]]),
    ("pentagon", polygon(5).T), ("not represented", np.zeros((2, 3)))])
def test_lines_stand_where_the_polytopes_put_their_features(name, W):
    level = next(level for level, text in POLYTOPE_LINES if name in text)
    np.testing.assert_allclose(feature_dimensionality(W), level, atol=1e-12)


def test_names_of_lines_close_together_are_moved_apart():
    ax = draw_feature_dimensionality(ACROSS, np.zeros((4, 2)))
    shift = {text.get_text().split()[0]: text.get_position()[1] for text in ax.texts}
    assert shift["2/5"] > 0 > shift["3/8"] and shift["1/2"] == shift["1"] == shift["0"] == 0


# --- properties

@examples(25)
@given(st.lists(st.floats(1.02, 3.0), min_size=1, max_size=6), st.integers(2, 60))
def test_models_keep_to_their_own_strip(factors, n_features):
    across = np.cumprod([1.0, *factors])
    ax = draw_feature_dimensionality(across, np.zeros((len(across), n_features)))
    strips = [np.asarray(drawn.get_offsets())[:, 0] for drawn in ax.collections]
    for x, strip in zip(across, strips):
        assert strip.min() <= x * (1 + 1e-12) and ax.get_xlim()[0] < strip.min() and strip.max() < ax.get_xlim()[1]
        assert len(np.unique(strip)) == n_features  # spread: equal heights are seen to be many
    for left, right in zip(strips, strips[1:]):
        assert left.max() < right.min()


# --- errors

@pytest.mark.parametrize("call, reason", [
    (lambda: draw_dimensions_per_feature([2.0, 1.0], [1.0, 1.0]), r"inverse_densities: wanted ascending numbers >= 1; "
                                                                  r"found 1 after 2 at index 1"),
    (lambda: draw_dimensions_per_feature([0.5, 1.0], [1.0, 1.0]), "inverse_densities: wanted ascending"),
    (lambda: draw_dimensions_per_feature([1.0, 1.0], [1.0, 1.0]), "inverse_densities: wanted ascending"),
    (lambda: draw_dimensions_per_feature([1.0, 2.0], [1.0]), r"values: wanted shape \(2,\)"),
    (lambda: draw_dimensions_per_feature([1.0], [np.nan]), "values: wanted finite"),
    (lambda: draw_feature_dimensionality([1.0], [0.5]), r"dimensionality: wanted shape \(1, n_features\)"),
    (lambda: draw_feature_dimensionality([1.0], [[0.5]], ax=new_axes(polar=True)), "ax: wanted Cartesian"),
])
def test_refusals(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()


# --- golden

def test_names_begin_with_the_fractions_of_the_paper():
    """Origin: the lines named in the paper's figure of feature dimensionality, 3/4, 2/3, 1/2, 2/5, 3/8 and 0."""
    for level, name in POLYTOPE_LINES:
        assert Fraction(name.split()[0]) == Fraction(level).limit_denominator(8)
    assert [level for level, _ in POLYTOPE_LINES[1:]] == [3 / 4, 2 / 3, 1 / 2, 2 / 5, 3 / 8, 0]
