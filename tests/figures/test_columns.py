"""Columns of W as rays: every column in its place, every number readable."""

import numpy as np
import pytest

from srm_ref.figures.canvas import new_axes, style
from srm_ref.figures.columns import draw_column_paths, draw_columns

W = np.array([[1.0, -1.0, 0.02, 0.0], [0.0, 0.1, 0.03, 0.8]])


def named(ax):
    return {text.get_text(): np.array(text.get_position()) for text in ax.texts}


# --- definition

def test_each_column_is_a_ray_from_the_origin_with_its_end_marked():
    ax = draw_columns(W)
    for line, ends, column in zip(ax.lines, ax.collections, W.T):
        np.testing.assert_array_equal(line.get_xydata(), [[0, 0], column])
        np.testing.assert_array_equal(ends.get_offsets(), [column])
    assert len(ax.lines) == 4 and ax.get_aspect() == 1 and ax.get_xlim() == ax.get_ylim() == (-1.35, 1.35)


def test_groups_share_a_look_and_shades_darken():
    ax = draw_columns(W, groups=[0, 0, 1, 1])
    assert [line.get_color() for line in ax.lines] == [style(k).colour for k in (0, 0, 1, 1)]
    ax = draw_columns(W, shades=[1.0, 0.5, 0.2, 0.0])
    brightness = [sum(line.get_color()[:3]) for line in ax.lines]
    assert brightness == sorted(brightness)


def test_paths_join_each_column_over_the_models():
    models = np.stack([W, 1.1 * W, 1.2 * W])
    ax = draw_column_paths(models, [0.1, 1.0, 10.0], label="relative density")
    for line, points, i in zip(ax.lines, ax.collections, range(4)):
        np.testing.assert_array_equal(line.get_xydata(), models[:, :, i])
        np.testing.assert_array_equal(points.get_offsets(), models[:, :, i])
        assert (points.norm.vmin, points.norm.vmax) == (0.1, 10.0) and points.norm(1.0) == pytest.approx(0.5)
    assert ax.figure.axes[1].get_ylabel() == "relative density"
    assert draw_column_paths(models, [1, 2, 3], label="x", limits=(0.5, 8)).collections[0].norm.vmax == 8


# --- analytic

def test_numbers_stand_beyond_the_ends_and_beside_the_origin():
    places = named(draw_columns(W))
    assert set(places) == {"0", "1", "2", "3"}
    np.testing.assert_allclose(places["0"], [1.16, 0])
    assert places["2"][1] < -0.2  # downwards, where no ray is
    assert named(draw_columns(W, names=False)) == {}


def test_numbers_too_close_to_be_told_apart_stand_together():
    together = np.array([[1.0, 0.99, 0.0, 0.0], [0.0, 0.02, 0.0, 0.0]])
    places = named(draw_columns(together))
    assert set(places) == {"0, 1", "2, 3"}
    np.testing.assert_allclose(places["0, 1"], [1.28, 0])  # 1.16, and half of three letters to the side
    np.testing.assert_allclose(places["2, 3"], [-0.344, 0], atol=1e-12)  # -1.4 of 0.16, away from the rays, and 0.12


# --- errors

@pytest.mark.parametrize("call, reason", [
    (lambda: draw_columns(np.ones((3, 2))), r"W: wanted shape \(2, n_features\)"),
    (lambda: draw_columns(W, groups=[0]), "groups: wanted 4 numbers, one per feature; found 1"),
    (lambda: draw_columns(W, groups=[0] * 4, shades=np.ones(4)), "shades: wanted None where groups are given"),
    (lambda: draw_columns(W, shades=np.ones(3)), r"shades: wanted shape \(4,\)"),
    (lambda: draw_columns(W, reach=0), "reach: wanted"),
    (lambda: draw_column_paths(W, [1.0], label="x"), r"W: wanted shape \(n_models, 2, n_features\)"),
    (lambda: draw_column_paths(W[np.newaxis], [0.0], label="x"), "values: wanted numbers > 0; found 0"),
    (lambda: draw_columns(W, ax=new_axes(polar=True)), "ax: wanted Cartesian"),
])
def test_refusals(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
