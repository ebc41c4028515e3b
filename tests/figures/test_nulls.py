"""Heights relative to chance and numbers among their null: what is drawn is what was given, and the edges say so."""

from __future__ import annotations

import numpy as np
import pytest

from srm_ref.figures.canvas import new_axes, style
from srm_ref.figures.nulls import MOST, draw_among_null, draw_relative_heights

EPSILONS = np.cos(np.radians([70.0, 60.0, 50.0]))


# --- definition


def test_ratios_stand_over_half_angles_and_end_at_the_edges():
    ax = draw_relative_heights(EPSILONS, np.array([0.0, 2.0, 40.0]), band=(np.full(3, 0.01), np.full(3, 3.0)),
                               label="one", index=1)
    line = ax.lines[0]
    assert np.allclose(line.get_xdata(), [70, 60, 50]) and np.allclose(line.get_ydata(), [1 / MOST, 2.0, MOST])
    assert (line.get_color(), line.get_label()) == (style(1).colour, "one")
    assert ax.get_yscale() == "log" and np.allclose(ax.get_ylim(),
                                                    (1 / 16, 16)) and np.allclose(ax.get_xlim(), (70, 50))
    ticks = dict(zip(ax.get_yticks(), (text.get_text() for text in ax.get_yticklabels())))
    assert ticks[1 / 16].split() == ["1/16", "or", "less"] and ticks[16].split() == ["16", "or", "more"
                                                                                     ] and ticks[0.5] == "1/2"
    edges = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (edges.min(), edges.max()) == (1 / 16,
                                          3.0) and ax.collections[0].get_label() == "random rotations of the basis"
    assert set(ax.lines[1].get_ydata()) == {1.0}


def test_each_row_has_its_value_among_its_null_with_its_words():
    ax = new_axes()
    for k, first in enumerate((0.0, 4.0)):
        draw_among_null(
            np.array([1.0, 9.0]) + k, np.array([[2.0, 3.0, 4.0], [5.0, 6.0, 7.0]]), ("x", "y"), title=f"group {k}",
            notes=("low", "high"), first=first, index=k, ax=ax)
    strokes = [line for line in ax.lines if line.get_marker() == "|"]
    assert [(line.get_xdata().tolist(), set(line.get_ydata())) for line in strokes] == [
        ([2, 3, 4], {0.0}), ([5, 6, 7], {1.0}), ([2, 3, 4], {4.0}), ([5, 6, 7], {5.0})]
    points = [line for line in ax.lines if line.get_marker() != "|"]
    assert [(line.get_xdata().tolist(), line.get_ydata().tolist()) for line in points] == [([1, 9], [0, 1]),
                                                                                           ([2, 10], [4, 5])]
    assert [line.get_marker() for line in points] == [style(0).marker, style(1).marker]
    assert [(tick, text.get_text()) for tick, text in zip(ax.get_yticks(), ax.get_yticklabels())] == [
        (0.0, "x"), (1.0, "y"), (4.0, "x"), (5.0, "y")]
    assert [text.get_text() for text in ax.texts] == ["low", "high", "group 0", "low", "high", "group 1"]


# --- analytic


def test_rows_go_downwards_and_notes_have_room():
    ax = draw_among_null(np.array([1.0]), np.array([[2.0, 5.0]]), ("x",), notes=("note",))
    assert ax.yaxis_inverted() and ax.get_xlim()[0] < 1.0 and ax.get_xlim()[1] > 5.0 + 0.6 * 4.0
    bare = draw_among_null(np.array([1.0]), np.array([[2.0, 5.0]]), ("x",))
    assert 5.0 < bare.get_xlim()[1] < 5.5


# --- errors


@pytest.mark.parametrize("arguments, message", [
    ((np.array([0.5, 1.5]), np.ones(2)), r"epsilons: wanted numbers in \[-1, 1\]; found 1.5"),
    ((EPSILONS, np.ones(2)), "ratios: wanted shape"),
    ((EPSILONS, np.array([1.0, -0.5, 1.0])), "ratios: wanted numbers >= 0; found -0.5 at index 1"),
    ((EPSILONS, np.array([1.0, np.nan, 1.0])), "ratios: wanted finite numbers"),
])
def test_ratios_that_cannot_be_drawn_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        draw_relative_heights(*arguments)


def test_rows_that_do_not_fit_are_refused():
    one, null = np.array([1.0]), np.array([[2.0]])
    with pytest.raises(ValueError, match="nulls: wanted shape"):
        draw_among_null(one, np.ones((2, 3)), ("x",))
    with pytest.raises(ValueError, match="names: wanted 1 text, one per row; found 2"):
        draw_among_null(one, null, ("x", "y"))
    with pytest.raises(ValueError, match="notes: wanted 1 text, one per row; found 0"):
        draw_among_null(one, null, ("x",), notes=())
    with pytest.raises(ValueError, match="ax: wanted Cartesian Axes"):
        draw_among_null(one, null, ("x",), ax=new_axes(polar=True))
