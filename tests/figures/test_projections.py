"""Projections: directions at their angles, for one plane or several, and one scale of colours for several pictures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.figures.canvas import new_axes, new_figure
from srm_ref.figures.projections import draw_density_bar, draw_density_ratio, draw_projection_scatter

EDGES = np.array([-1.0, 0.0, 1.0])


def directions(ax):
    """Names with the angle, in degrees, at which each stands as seen from the middle."""
    found = []
    for text in ax.texts:
        x, y = np.array(text.get_position()) - 0.5
        found.append((text.get_text(), round(float(np.degrees(np.arctan2(y, x))) % 360)))
    return sorted(found)


def slopes(ax):
    return sorted({round(float(np.degrees(np.arctan2(line.get_xy2()[1], line.get_xy2()[0])))) for line in ax.lines})


def colours(ax):
    return ax.collections[0].norm.vmin, ax.collections[0].norm.vmax


# --- definition

@pytest.mark.parametrize("draw", [lambda **marks: draw_density_ratio(np.ones((2, 2)), EDGES, **marks),
                                  lambda **marks: draw_projection_scatter([[1.0, 0.5]], **marks)])
def test_directions_stand_at_their_angles(draw):
    assert directions(draw()) == []
    assert directions(draw(gamma=np.pi / 2)) == [("a", 0), ("b", 90), ("−a", 180), ("−b", 270)]
    oblique = draw(gamma=np.radians([90, 120]))
    assert directions(oblique) == [("a", 0), ("b", 90), ("b", 120), ("−a", 180), ("−b", 270), ("−b", 300)]
    assert slopes(oblique) == [0, 90, 120]


def test_pictures_drawn_with_one_widest_share_a_bar():
    figure, axes = new_figure(2, 2)
    for ax, level in zip(axes.flat, (0.5, 1.0, 3.0, 700.0)):
        draw_density_ratio(np.full((2, 2), level), EDGES, widest=50.0, bar=False, ax=ax)
    assert len(figure.axes) == 4 and {colours(ax) for ax in axes.flat} == {(1 / 50, 50.0)}
    draw_density_bar(axes)
    assert len(figure.axes) == 5
    shown = figure.axes[4]
    assert [text.get_text() for text in shown.get_yticklabels()] == ["0.02", "0.1", "1", "10", "50 or more"]
    assert "multiple of isotropic" in shown.get_ylabel()


# --- analytic

def test_ratios_beyond_the_ends_have_the_ends_colours():
    ax = draw_density_ratio([[0.0, 1000.0], [1.0, 4.0]], EDGES, widest=4.0)
    np.testing.assert_allclose(ax.collections[0].get_array(), [[0.25, 1.0], [4.0, 4.0]])


@pytest.mark.parametrize("ratios, widest, names", [
    ([0.5, 4.0], 10.0, ["0.1", "1", "10"]), ([0.0, 4.0], 10.0, ["0.1 or less", "1", "10"]),
    ([0.5, 1e4], 1000.0, ["0.001", "0.01", "0.1", "1", "10", "100", "1e+03 or more"])])
def test_an_end_of_the_bar_that_stands_for_more_says_so(ratios, widest, names):
    figure = draw_density_ratio([[1.0, 1.0], ratios], EDGES, widest=widest).figure
    assert [text.get_text() for text in figure.axes[1].get_yticklabels()] == names


def test_without_widest_the_colours_go_as_far_as_the_ratios():
    assert colours(draw_density_ratio([[8.0, 1.0], [0.5, 0.0]], EDGES)) == (1 / 8, 8)
    assert colours(draw_density_ratio([[2.0, 1.0], [0.05, 0.0]], EDGES)) == pytest.approx((1 / 20, 20))


# --- properties

@given(st.floats(0.05, 3.1))
def test_a_direction_is_drawn_where_its_points_lie(gamma):
    ax = draw_projection_scatter([[np.cos(gamma), np.sin(gamma)]], gamma=gamma)
    (x, y), = np.asarray(ax.collections[0].get_offsets())
    (b_x, b_y), = [np.array(text.get_position()) - 0.5 for text in ax.texts if text.get_text() == "b"]
    assert abs(x * b_y - y * b_x) < 1e-9 and x * b_x + y * b_y > 0


# --- errors

@pytest.mark.parametrize("call, reason", [
    (lambda: draw_density_ratio([[1.0]], [0.0, 1.0], widest=1.0), "widest: wanted"),
    (lambda: draw_density_ratio([[1.0]], [0.0, 1.0], gamma=[1.0, 0.0]), "gamma: wanted"),
    (lambda: draw_projection_scatter([[1.0, 0.0]], gamma=[1.0, 3.2]), "gamma: wanted"),
    (lambda: draw_density_bar(np.array([new_axes()])), "axes: wanted Axes with a density picture; found 0 other "
                                                       "things"),
])
def test_refusals(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
