"""Lines over training steps: every feature's own line, levels behind them, points in their order."""

import numpy as np
import pytest

from srm_ref.figures.canvas import new_axes, style
from srm_ref.figures.traces import draw_against, draw_loss, draw_traces

STEPS = np.array([0.0, 10, 20])


# --- definition

def test_each_feature_has_its_line_in_the_look_of_its_group():
    traces = np.array([[0.0, 1], [0.5, 0.7], [0.5, 0.1]])
    ax = draw_traces(STEPS, traces, groups=[0, 6], levels=[0.5])
    level, *lines = ax.lines
    assert level.get_ydata() == [0.5, 0.5] and ax.get_xlim() == (0, 20)
    for line, trace, group in zip(lines, traces.T, (0, 6)):
        np.testing.assert_array_equal(line.get_xydata(), np.column_stack([STEPS, trace]))
        assert line.get_color() == style(group).colour


def test_a_loss_has_its_levels_named():
    ax = draw_loss(STEPS, [3.0, 2, 1], levels=[(1.5, "half way")], label="loss", index=1)
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [3, 2, 1])
    assert ax.lines[1].get_ydata() == [1.5, 1.5] and ax.texts[0].get_text() == "half way"
    assert ax.lines[0].get_label() == "loss" and ax.lines[0].get_color() == style(1).colour


def test_points_are_joined_or_not():
    ax = draw_against([2.0, 1], [0.0, 5], joined=False, ax=draw_against([0.0, 1], [0.0, 1], index=1))
    joined, points = ax.lines
    assert joined.get_linestyle() != "None" and points.get_linestyle() == "None"
    np.testing.assert_array_equal(points.get_xydata(), [[2, 0], [1, 5]])


# --- errors

@pytest.mark.parametrize("call, reason", [
    (lambda: draw_traces(STEPS, np.zeros((2, 1))), r"traces: wanted shape \(3, n_features\)"),
    (lambda: draw_traces(STEPS, np.zeros((3, 2)), groups=[0]), r"groups: wanted shape \(2,\)"),
    (lambda: draw_loss(STEPS, [1.0]), r"losses: wanted shape \(3,\)"),
    (lambda: draw_loss(STEPS, STEPS, names_at="top"), "names_at: wanted one of 'left', 'right'"),
    (lambda: draw_against([1.0], [1.0, 2]), r"y: wanted shape \(1,\)"),
    (lambda: draw_loss(STEPS, STEPS, ax=new_axes(polar=True)), "ax: wanted Cartesian"),
])
def test_refusals(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
