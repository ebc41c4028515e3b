"""Phase maps: length and superposition decide the colour, density falls downwards, boundaries stay visible."""

import numpy as np
import pytest

from srm_ref.figures.canvas import new_axes
from srm_ref.figures.phases import ABSENT, OWN, SHARED, draw_phase_key, draw_phase_map, phase_colours
from tests.figures.test_canvas import lightness

R, P = np.logspace(-1, 1, 5), np.logspace(0, -2, 3)
ONES = np.ones((3, 5))


# --- definition

def test_corners_of_the_colours():
    colours = phase_colours([0.0, 0.0, 1.0, 1.0, 3.0], [0.0, 1.0, 0.0, 1.0, 7.0])
    np.testing.assert_allclose(colours, [ABSENT, ABSENT, OWN, SHARED, SHARED])
    np.testing.assert_allclose(phase_colours([0.5], [0.0]), [(ABSENT + OWN) / 2])


def test_each_cell_lies_about_its_point_with_density_falling_downwards():
    norms = np.zeros((3, 5))
    norms[2, 4] = 1.0  # the sparsest, the most important
    ax = draw_phase_map(R, P, norms, 0 * norms)
    mesh = ax.collections[0]
    colours = mesh.get_array().reshape(
        3, 5, 3) if mesh.get_array() is not None else mesh.get_facecolors()[:, :3].reshape(3, 5, 3)
    np.testing.assert_allclose(colours[2, 4], OWN)
    np.testing.assert_allclose(colours[0, 4], ABSENT)
    corners = mesh.get_coordinates()
    assert corners[2, 4, 0] < R[4] < corners[2, 5, 0] and corners[3, 4, 1] < P[2] < corners[2, 4, 1]
    assert ax.get_ylim()[0] < 0.01 < 1 < ax.get_ylim()[1] and ax.get_xscale() == ax.get_yscale() == "log"
    assert "$1-S$" in ax.get_ylabel() and "importance" in ax.get_xlabel()


# --- analytic

def test_a_boundary_is_drawn_dark_and_light():
    line = np.array([[0.1, 0.16], [1.0, 0.5], [np.nan, np.nan], [1.0, 1.0]])
    ax = draw_phase_map(R, P, ONES, ONES, boundary=line)
    assert [drawn.get_gid() for drawn in ax.lines] == ["boundary"] * 2
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), line)


def test_the_regions_differ_in_greys():
    light = lightness(np.array([ABSENT, SHARED, OWN]))
    assert np.all(np.diff(light) < -25)


def test_the_key_names_the_three_regions():
    names = {text.get_text() for text in draw_phase_key().texts}
    assert names == {"not represented", "its own dimension", "in superposition"}


# --- errors

@pytest.mark.parametrize("call, reason", [
    (lambda: phase_colours([1.0], [1.0, 2.0]), r"superposition: wanted shape \(1,\)"),
    (lambda: draw_phase_map(R[::-1], P, ONES, ONES), "importances: wanted at least two ascending"),
    (lambda: draw_phase_map(R, P[::-1], ONES, ONES), "densities: wanted at least two descending"),
    (lambda: draw_phase_map(R, P - 0.5, ONES, ONES), "densities: wanted at least two descending numbers above 0"),
    (lambda: draw_phase_map(R + 1, P, ONES, ONES), "importances: wanted .* evenly spaced in their logarithms"),
    (lambda: draw_phase_map(R, P, ONES.T, ONES), r"norms: wanted shape \(3, 5\)"),
    (lambda: draw_phase_map(R, P, ONES, ONES, ax=new_axes(polar=True)), "ax: wanted Cartesian"),
])
def test_refusals(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
