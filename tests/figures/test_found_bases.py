"""Two bases beside each other: sizes of cosines as colours, angles of partners in degrees beside those of chance."""

from __future__ import annotations

import numpy as np
import pytest

from srm_ref.figures.canvas import new_axes
from srm_ref.figures.found_bases import draw_cosine_sizes, draw_partner_angles

# --- definition


def test_cosines_are_drawn_by_their_size():
    ax = draw_cosine_sizes([[0.5, -1.0], [-0.25, 0.0]])
    np.testing.assert_array_equal(ax.images[0].get_array(), [[0.5, 1.0], [0.25, 0.0]])
    assert ax.images[0].get_clim() == (0, 1) and (ax.get_xlabel(), ax.get_ylabel()) == ("given direction",
                                                                                        "found direction")


def test_angles_stand_in_degrees_from_the_narrowest_to_the_widest():
    ax = draw_partner_angles(np.radians([60.0, 10.0]), np.radians([5.0, 3.0]), np.radians([[40.0, 80.0], [50.0, 70.0]]))
    assert [line.get_ydata().round(9).tolist() for line in ax.lines] == [[10, 60], [3, 5]]
    assert [line.get_xdata().tolist() for line in ax.lines] == [[1, 2], [1, 2]]
    band = ax.collections[0].get_paths()[0].vertices
    assert {tuple(corner) for corner in band.round(9)} >= {(1, 40), (1, 50), (2, 70), (2, 80)}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "2 bases drawn at random, to the given one", "found basis to the given one",
        "found basis to itself, on the other half"
    ]


# --- analytic

def test_what_is_not_given_is_not_drawn():
    ax = draw_partner_angles([0.1, 0.2])
    assert len(ax.lines) == 1 and not ax.collections
    assert draw_partner_angles([0.1], ax=ax) is ax


def test_many_directions_are_drawn_without_markers():
    assert draw_partner_angles(np.linspace(0, 1, 200)).lines[0].get_marker() == "None"
    assert draw_partner_angles(np.linspace(0, 1, 9)).lines[0].get_marker() != "None"


# --- errors

@pytest.mark.parametrize("draw", [
    lambda: draw_cosine_sizes([1.0]), lambda: draw_cosine_sizes([[np.nan]]), lambda: draw_partner_angles([[1.0]]),
    lambda: draw_partner_angles([1.0], [1.0, 2.0]), lambda: draw_partner_angles([1.0], None, [[1.0, 2.0]]),
    lambda: draw_cosine_sizes(np.eye(2), ax=new_axes(polar=True)),
    lambda: draw_partner_angles([1.0], ax=new_axes(polar=True))])
def test_refused(draw):
    with pytest.raises(ValueError, match="wanted"):
        draw()
