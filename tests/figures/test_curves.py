"""What stands on the Axes is what was given: curves over the angle, straight and around a circle."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.figures.angles import angle_axis, closed_turn, mark_privileged_directions
from srm_ref.figures.canvas import new_axes
from srm_ref.figures.curves import draw_ensemble, draw_resonance_curve, draw_step_curve
from srm_ref.figures.polar import draw_polar_curve
from srm_ref.spotlight.resonance import exact_spotlight_curve
from tests.strategies import seeds

THETAS = 2 * np.pi * np.arange(8) / 8
CURVE = np.array([0.4, 0.1, 0.3, 0.1, 0.2, 0.0, 0.3, 0.1])


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def strip(ax, k=0):
    """The corners (n, 2) of the k-th filled strip."""
    return ax.collections[k].get_paths()[0].vertices


# --- definition

def test_a_curve_is_drawn_in_degrees_and_closed():
    ax = draw_resonance_curve(THETAS, CURVE, label="tanh")
    line = ax.lines[0]
    np.testing.assert_allclose(line.get_xdata(), np.arange(9) * 45.0)
    np.testing.assert_array_equal(line.get_ydata(), np.append(CURVE, CURVE[0]))
    assert labels(ax) == ["tanh"] and ax.get_xlim() == (0, 360) and ax.get_ylim()[0] == 0
    assert "degrees" in ax.get_xlabel() and "share" in ax.get_ylabel()
    assert ax.get_xticks().tolist() == list(range(0, 361, 45))


def test_spread_baseline_and_band_are_where_they_are_said_to_be():
    ax = draw_resonance_curve(THETAS, CURVE, np.full(8, 0.05), baseline=0.2, band=(0.15, 0.27), label="x")
    spread, band = strip(ax, 0), strip(ax, 1)
    assert spread[:, 1].max() == pytest.approx(0.45) and spread[:, 1].min() == pytest.approx(-0.05)
    assert sorted(set(band[:, 1].tolist())) == [0.15, 0.27] and set(band[:, 0].tolist()) >= {0.0, 360.0}
    level = next(line for line in ax.lines if line.get_label() == "isotropic baseline")
    assert set(level.get_ydata().tolist()) == {0.2}
    np.testing.assert_allclose(level.get_xdata(), np.arange(9) * 45.0)
    assert labels(ax) == ["isotropic band (one plane)", "isotropic baseline", "x"]


def test_curves_share_axes_and_reference_stands_in_the_legend_once():
    chance = {"baseline": 0.2, "band": (0.1, 0.3), "band_label": "random bases"}
    ax = draw_resonance_curve(THETAS, CURVE, label="one", **chance)
    assert draw_resonance_curve(THETAS, CURVE / 2, label="two", index=1, ax=ax, **chance) is ax
    assert labels(ax) == ["random bases", "isotropic baseline", "one", "two"]
    assert ax.lines[1].get_color() != ax.lines[-1].get_color()
    assert ax.lines[1].get_linestyle() != ax.lines[-1].get_linestyle()


def test_few_planes_are_named_and_many_are_counted():
    ax = draw_ensemble(THETAS, np.stack([CURVE, CURVE / 2]), planes=[[0, 1], [2, 5]])
    assert labels(ax) == ["plane (0, 1)", "plane (2, 5)"]
    assert labels(draw_ensemble(THETAS, np.stack([CURVE, CURVE]))) == ["plane 0", "plane 1"]
    many = np.linspace(0, 1, 30)[:, None] * CURVE
    ax = draw_ensemble(THETAS, many, mean=many.mean(axis=0), baseline=0.1)
    assert labels(ax) == ["each of 30 planes", "isotropic baseline", "mean over planes"]
    np.testing.assert_array_equal([line.get_ydata()[:-1] for line in ax.lines[:30]], many)
    np.testing.assert_array_equal(ax.lines[-1].get_ydata()[:-1], many.mean(axis=0))


def test_a_polar_curve_keeps_radians_and_begins_at_the_centre():
    ax = draw_polar_curve(THETAS, CURVE, np.full(8, 0.05), baseline=0.2, label="tanh")
    np.testing.assert_allclose(ax.lines[-1].get_xdata(), np.append(THETAS, 2 * np.pi))
    np.testing.assert_array_equal(ax.lines[-1].get_ydata(), np.append(CURVE, CURVE[0]))
    assert ax.get_ylim()[0] == 0 and strip(ax)[:, 1].min() == 0 and labels(ax) == ["isotropic baseline", "tanh"]
    assert ax.get_theta_direction() == 1 and ax.get_theta_offset() == 0


def test_a_signed_polar_curve_has_its_zero_circle_off_the_centre():
    ax = draw_polar_curve(THETAS, CURVE - 0.2)
    assert ax.get_ylim()[0] == pytest.approx(-0.2)
    zero = next(line for line in ax.lines if line.get_gid() == "zero")
    assert set(zero.get_ydata().tolist()) == {0.0}


# --- analytic

@pytest.mark.parametrize("thetas, closed", [
    (THETAS, True), (THETAS + 1.0, True), (THETAS[:7], False), (THETAS / 2, False),
    (np.append(THETAS, 2 * np.pi), False), (np.array([0.0]), False), (np.array([0.0, np.pi]), False),
])
def test_only_a_full_turn_is_closed(thetas, closed):
    turned, row = closed_turn(thetas, np.arange(len(thetas)))
    assert len(turned) == len(row) == len(thetas) + closed
    if closed:
        assert turned[-1] == pytest.approx(thetas[0] + 2 * np.pi) and row[-1] == 0


def test_a_step_curve_holds_each_value_to_the_next_breakpoint_and_around():
    ax = draw_step_curve(np.radians([90, 180]), [0.5, 0.25])
    line = ax.lines[0]
    np.testing.assert_allclose(line.get_xdata(), [0, 90, 180, 360])
    assert line.get_ydata().tolist() == [0.25, 0.5, 0.25, 0.25] and line.get_drawstyle() == "steps-post"
    constant = draw_step_curve([], [0.75]).lines[0]
    assert constant.get_xdata().tolist() == [0, 360] and constant.get_ydata().tolist() == [0.75, 0.75]


@pytest.mark.parametrize("gamma, places", [
    (np.pi / 2, [0, 90, 180, 270, 360]), (np.radians(120), [0, 120, 180, 300, 360])])
def test_privileged_directions(gamma, places):
    ax = draw_resonance_curve(THETAS, CURVE)
    mark_privileged_directions(ax, gamma)
    marks = [line.get_xdata()[0] for line in ax.lines if line.get_gid() == "privileged"]
    assert sorted(marks) == pytest.approx(places)
    assert [text.get_text() for text in ax.texts] == ["a", "b", "−a", "−b", "a"]
    assert ax.get_ylim()[0] == 0


@pytest.mark.parametrize("low, high, ticks", [
    (0, np.pi, [0, 45, 90, 135, 180]), (-np.pi / 2, np.pi / 2, [-90, -45, 0, 45, 90]),
    (0, 4 * np.pi, [0, 90, 180, 270, 360, 450, 540, 630, 720])])
def test_ticks_stand_at_round_angles(low, high, ticks):
    ax = new_axes()
    angle_axis(ax, low, high)
    assert ax.get_xticks().tolist() == ticks
    assert ax.get_xlim() == pytest.approx((np.degrees(low), np.degrees(high)))


def test_signed_values_are_named_and_shown_below_zero():
    ax = draw_resonance_curve(THETAS, CURVE - 0.2, signed=True)
    assert ax.get_ylabel().startswith("signed") and ax.get_ylim()[0] < -0.2
    assert draw_resonance_curve(THETAS, CURVE, ax=ax).get_ylim()[0] < -0.2


# --- properties

@given(seed=seeds, epsilon=st.sampled_from([-0.3, 0.2, 0.9]))
def test_the_drawn_steps_are_the_exact_curve(seed, epsilon):
    rng = np.random.default_rng(seed)
    exact = exact_spotlight_curve(rng.standard_normal((9, 3)), [1, 0, 0], [1, 1, 0], epsilon)
    line = draw_step_curve(exact.breakpoints, exact.values).lines[0]
    x, y = np.radians(line.get_xdata()), line.get_ydata()
    middles, wide = (x[1:] + x[:-1]) / 2, np.diff(x) > 1e-9
    np.testing.assert_array_equal(y[:-1][wide], exact(middles[wide]))


# --- errors

@pytest.mark.parametrize("call, reason", [
    (lambda: draw_resonance_curve(THETAS, CURVE[:-1]), r"mean: wanted shape \(8,\); found shape \(7,\)"),
    (lambda: draw_resonance_curve(THETAS, CURVE, CURVE[:2]), r"std: wanted shape \(8,\)"),
    (lambda: draw_resonance_curve(THETAS[::-1], CURVE), "thetas: wanted ascending angles; found .* at index 1"),
    (lambda: draw_resonance_curve(THETAS, CURVE * np.nan), "mean: wanted finite numbers; found nan at index 0"),
    (lambda: draw_resonance_curve(THETAS, CURVE, baseline=np.nan), "baseline: wanted finite"),
    (lambda: draw_resonance_curve(THETAS, CURVE, ax=new_axes(polar=True)), "ax: wanted Cartesian"),
    (lambda: draw_polar_curve(THETAS, CURVE, ax=new_axes()), "ax: wanted polar"),
    (lambda: draw_polar_curve(THETAS, CURVE, baseline=np.inf), "baseline: wanted a finite number"),
    (lambda: draw_ensemble(THETAS, CURVE), r"values: wanted shape \(n_planes, n_angles\)"),
    (lambda: draw_ensemble(THETAS, CURVE[None], planes=[[0, 1], [0, 2]]), r"planes: wanted shape \(1, 2\)"),
    (lambda: draw_step_curve([1.0, 2.0], [0.5]), r"values: wanted shape \(2,\)"),
    (lambda: draw_step_curve([], [0.5, 0.2]), r"values: wanted shape \(1,\)"),
    (lambda: draw_step_curve([2.0, 1.0], [0.5, 0.2]), "ascending"),
    (lambda: mark_privileged_directions(new_axes(), 0.0), "gamma: wanted a number in"),
])
def test_refusals(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
