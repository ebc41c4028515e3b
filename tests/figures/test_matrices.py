"""Heat maps and bars: the number decides the colour, and its sign shows without colour."""

import numpy as np
import pytest
from matplotlib import colormaps

from srm_ref.figures.canvas import COLOUR_MAP, new_axes, new_figure
from srm_ref.figures.matrices import (
    MOST_DOTS,
    draw_gram,
    draw_matrix,
    draw_norm_bars,
    signed_colour_bar,
    signed_map,
    superposition_colour_bar,
)
from tests.figures.test_canvas import lightness

GRAM = np.array([[1.0, -1.0, 0.0], [-1.0, 1.0, 0.2], [0.0, 0.2, 0.5]])


def dots(ax):
    return [tuple(place) for cloud in ax.collections if cloud.get_gid() == "negative" for place in cloud.get_offsets()]


# --- definition

def test_a_matrix_is_drawn_row_by_row_with_zero_in_the_middle():
    ax = draw_matrix([[0.5, -2.0]], reach=2.0, x_label="feature", y_label="neuron")
    image = ax.images[0]
    np.testing.assert_array_equal(image.get_array(), [[0.5, -2.0]])
    assert image.get_clim() == (-2, 2) and (ax.get_xlabel(), ax.get_ylabel()) == ("feature", "neuron")
    assert dots(ax) == [(1, 0)]


def test_the_bias_stands_in_its_own_column_on_the_same_scale():
    ax = draw_gram(GRAM, [0.0, 0.5, -0.5])
    gram, bias = ax.images
    np.testing.assert_array_equal(bias.get_array(), [[0.0], [0.5], [-0.5]])
    assert gram.get_clim() == bias.get_clim() == (-1, 1)
    assert bias.get_extent()[0] > gram.get_extent()[1] and tuple(bias.get_extent()[2:]) == (2.5, -0.5)
    assert [text.get_text() for text in ax.get_xticklabels()] == ["$W^TW$", "$b$"]
    assert len(draw_gram(GRAM).images) == 1


def test_bars_have_their_lengths_and_the_colour_of_their_superposition():
    ax = draw_norm_bars([1.0, 0.5, 1.4], [0.0, 0.5, 3.0])
    assert [bar.get_width() for bar in ax.patches] == [1.0, 0.5, 1.4]
    np.testing.assert_allclose([bar.get_facecolor() for bar in ax.patches], colormaps[COLOUR_MAP]([0.0, 0.5, 1.0]))
    assert ax.get_ylim() == (2.5, -0.5) and ax.get_xlim()[1] > 1.4  # the first on top, none cut


# --- analytic

def test_the_signed_map_is_white_at_zero_and_darker_below_than_above():
    light = lightness(signed_map()(np.linspace(0, 1, 101))[:, :3])
    assert light[50] > 99 and np.all(np.diff(light[:51]) > 0) and np.all(np.diff(light[50:]) < 0)
    assert light[0] < light[100] - 20


@pytest.mark.parametrize("n, dotted", [(MOST_DOTS, True), (MOST_DOTS + 1, False)])
def test_dots_only_where_a_cell_is_larger_than_a_dot(n, dotted):
    assert bool(dots(draw_matrix(-np.eye(n)))) == dotted


def test_colour_bars_say_what_they_measure():
    figure, axes = new_figure(1, 2)
    signed_colour_bar(figure, axes[:, :1], "entry")
    superposition_colour_bar(figure, axes[:, 1:])
    assert [ax.get_ylabel() for ax in figure.axes[2:]][0] == "entry" and "superposition" in figure.axes[3].get_ylabel()
    assert figure.axes[2].get_ylim() == (-1, 1) and figure.axes[3].get_ylim() == (0, 1)


# --- errors

@pytest.mark.parametrize("call, reason", [
    (lambda: draw_matrix([1.0]), r"matrix: wanted shape \(n_rows, n_columns\)"),
    (lambda: draw_matrix([[1.0]], reach=0.0), "reach: wanted"),
    (lambda: draw_matrix([[np.nan]]), "matrix: wanted finite"),
    (lambda: draw_gram(np.ones((2, 3))), r"gram: wanted shape \(2, 2\)"),
    (lambda: draw_gram(GRAM, [0.0]), r"bias: wanted shape \(3,\)"),
    (lambda: draw_norm_bars([1.0], [0.0, 1.0]), r"superposition: wanted shape \(1,\)"),
    (lambda: draw_matrix([[1.0]], ax=new_axes(polar=True)), "ax: wanted Cartesian"),
])
def test_refusals(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
