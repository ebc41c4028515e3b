"""Maps of planes and projections: every number in its place, gaps seen as gaps."""

import numpy as np
import pytest

from srm_ref.figures.canvas import new_axes
from srm_ref.figures.planes import MOST_ROW_LABELS, draw_plane_map, draw_plane_matrix
from srm_ref.figures.projections import WIDEST_RATIO, draw_density_ratio, draw_projection_scatter

THETAS = 2 * np.pi * np.arange(8) / 8
VALUES = np.arange(24.0).reshape(3, 8)


# --- definition

def test_a_plane_map_has_a_row_a_plane_and_a_column_an_angle():
    ax = draw_plane_map(THETAS, VALUES, planes=[[0, 1], [0, 2], [1, 2]])
    image = ax.images[0]
    np.testing.assert_array_equal(image.get_array(), VALUES)
    assert image.get_extent() == pytest.approx([-22.5, 337.5, 2.5, -0.5])  # centred on the angles, first plane on top
    assert [text.get_text() for text in ax.get_yticklabels()] == ["(0, 1)", "(0, 2)", "(1, 2)"]
    assert image.get_clim() == (0, 23) and image.colorbar.ax.get_ylabel().startswith("resonance (share")


def test_signed_colours_lie_evenly_about_zero():
    image = draw_plane_map(THETAS, VALUES - 5, signed=True).images[0]
    assert image.get_clim() == (-18, 18) and image.colorbar.ax.get_ylabel() == "signed resonance"


def test_a_plane_matrix_leaves_gaps():
    ax = draw_plane_matrix([[0, 1], [2, 0]], [0.5, 0.25], 3, label="mean")
    square = np.ma.filled(ax.images[0].get_array(), np.nan)
    expected = np.full((3, 3), np.nan)
    expected[0, 1], expected[2, 0] = 0.5, 0.25
    np.testing.assert_array_equal(square, expected)
    assert ax.patch.get_hatch() and ax.get_ylabel().startswith("a:") and ax.get_xlabel().startswith("b:")


def test_a_scatter_shows_the_points_with_one_scale_on_both_axes():
    points = np.array([[1.0, 0.5], [-3.0, 2.0]])
    ax = draw_projection_scatter(points, gamma=np.pi / 2, label="tanh")
    np.testing.assert_array_equal(ax.collections[0].get_offsets(), points)
    assert ax.get_aspect() == 1 and ax.get_xlim() == ax.get_ylim() == pytest.approx((-3.6, 3.6))
    assert {text.get_text() for text in ax.texts} == {"a", "−a", "b", "−b"}
    draw_projection_scatter([[9.0, 0.0]], index=1, ax=ax)
    assert ax.get_xlim()[1] == pytest.approx(10.8)
    draw_projection_scatter([[1.0, 0.0]], ax=ax)
    assert ax.get_xlim()[1] == pytest.approx(10.8)


def test_a_density_ratio_lies_along_e1_then_e2():
    ratio = np.array([[1.0, 2.0], [0.5, np.nan]])
    ax = draw_density_ratio(ratio, [-1.0, 0.0, 1.0])
    mesh = ax.collections[0]
    np.testing.assert_allclose(np.ma.filled(mesh.get_array(), np.nan), ratio.T)
    assert mesh.norm.vmin * mesh.norm.vmax == pytest.approx(1) and mesh.norm(1.0) == pytest.approx(0.5)
    assert ax.get_xlim() == ax.get_ylim() == (-1, 1) and ax.patch.get_hatch()


# --- analytic

@pytest.mark.parametrize("n_planes", [1, 24, MOST_ROW_LABELS, 26, 240])
def test_rows_are_labelled_in_their_places(n_planes):
    planes = np.column_stack([np.arange(n_planes), np.arange(n_planes) + 1])
    ax = draw_plane_map(THETAS, np.ones((n_planes, 8)), planes=planes)
    assert len(ax.get_yticks()) == min(n_planes, MOST_ROW_LABELS)
    for row, text in zip(ax.get_yticks(), ax.get_yticklabels()):
        assert text.get_text() == f"({row:.0f}, {row + 1:.0f})"


def test_no_points_are_said_to_be_none():
    ax = draw_projection_scatter(np.zeros((0, 2)))
    assert ax.texts[0].get_text() == "no activation this near the plane" and ax.get_xlim() == (-1.2, 1.2)
    assert draw_projection_scatter([[0.0, 0.0]]).get_xlim() == (-1, 1)


@pytest.mark.parametrize("ratio, widest", [(1.0, 2.0), (0.0, 2.0), (8.0, 8.0), (1e6, WIDEST_RATIO), (np.nan, 2.0)])
def test_the_ends_of_the_colours(ratio, widest):
    mesh = draw_density_ratio([[ratio]], [-1.0, 1.0]).collections[0]
    assert (mesh.norm.vmin, mesh.norm.vmax) == pytest.approx((1 / widest, widest))
    labels = [text.get_text() for text in mesh.colorbar.ax.get_yticklabels()]
    assert labels[0] == f"{1 / widest:.3g}" + " or less" * (ratio < 1 / widest)
    assert labels[-1] == f"{widest:.3g}" + " or more" * (ratio > widest)
    assert "1" in labels


# --- errors

@pytest.mark.parametrize("call, reason", [
    (lambda: draw_plane_map(THETAS, VALUES[:, :7]), r"values\[0\]: wanted shape \(8,\)"),
    (lambda: draw_plane_map(THETAS**2, VALUES), "thetas: wanted evenly spaced angles"),
    (lambda: draw_plane_map(THETAS, VALUES, planes=[[0, 1]]), r"planes: wanted shape \(3, 2\)"),
    (lambda: draw_plane_map(THETAS, VALUES, ax=new_axes(polar=True)), "ax: wanted Cartesian"),
    (lambda: draw_plane_matrix([[0, 3]], [1.0], 3, label="x"), r"planes: wanted indices from 0 to 2; found \(0, 3\)"),
    (lambda: draw_plane_matrix([[0, -1]], [1.0], 3, label="x"), r"found \(0, -1\) at index 0"),
    (lambda: draw_plane_matrix([[0, 1]], [1.0, 2.0], 3, label="x"), r"planes: wanted shape \(2, 2\)"),
    (lambda: draw_projection_scatter(np.zeros(4)), r"points: wanted shape \(n_points, 2\)"),
    (lambda: draw_projection_scatter([[0.0, np.inf]]), r"found inf at index \(0, 1\)"),
    (lambda: draw_projection_scatter([[0.0, 1.0]], gamma=4.0), "gamma: wanted"),
    (lambda: draw_density_ratio([[1.0]], [0.0, 0.0]), "edges: wanted ascending numbers; found 0 after 0 at"),
    (lambda: draw_density_ratio([[1.0, 1.0]], [0.0, 1.0]), r"ratio: wanted shape \(1, 1\)"),
    (lambda: draw_density_ratio([[-1.0]], [0.0, 1.0]), "ratio: wanted numbers >= 0 or nan; found -1"),
    (lambda: draw_density_ratio([[np.inf]], [0.0, 1.0]), "ratio: wanted finite"),
])
def test_refusals(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
