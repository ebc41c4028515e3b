"""Columns of W in space: rays from the origin, seen from one place, sets joined."""

import numpy as np
import pytest

from srm_ref.figures.canvas import ink_on, new_axes, style
from srm_ref.figures.solids import draw_columns_in_space

W = np.hstack([np.eye(3), -np.eye(3)])


# --- definition

def test_each_column_is_a_ray_in_the_look_of_its_group_and_groups_are_joined():
    ax = draw_columns_in_space(W, [0, 0, 0, 1, 1, 1])
    rays, ends = ax.lines[3:], ax.collections
    assert [line.get_color() for line in rays] == [style(k).colour for k in (0, 0, 0, 1, 1, 1)]
    for ray, end in zip(rays, ends):
        np.testing.assert_array_equal(ray.get_xydata()[0], [0, 0])
        np.testing.assert_array_equal(ray.get_xydata()[1], end.get_offsets()[0])
    assert [text.get_color() for text in ax.texts] == [ink_on(style(k).colour) for k in (0, 0, 0, 1, 1, 1)]
    assert len(ax.patches) == 2 and [text.get_text() for text in ax.texts] == list("012345")


# --- analytic

def test_the_view_is_orthographic():
    """Projected axes are the rows of two orthonormal vectors: their squares add up to 1 each, their products to 0."""
    ends = np.array([end.get_offsets()[0] for end in draw_columns_in_space(np.eye(3), [0, 0, 0]).collections])
    np.testing.assert_allclose(ends.T @ ends, np.eye(2), atol=1e-12)
    assert ends[2, 0] == pytest.approx(0) and ends[2, 1] > 0.9  # the third axis points up


def test_what_is_nearer_covers_what_is_farther():
    orders = [line.get_zorder() for line in draw_columns_in_space(W, [0] * 6).lines[3:]]
    assert all(near > far for near, far in zip(orders[:3], orders[3:]))


# --- errors

@pytest.mark.parametrize("call, reason", [
    (lambda: draw_columns_in_space(np.ones((2, 3)), [0] * 3), r"W: wanted shape \(3, n_features\)"),
    (lambda: draw_columns_in_space(W, [0]), r"groups: wanted shape \(6,\)"),
    (lambda: draw_columns_in_space(W, [0] * 6, ax=new_axes(polar=True)), "ax: wanted Cartesian"),
])
def test_refusals(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
