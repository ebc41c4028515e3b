"""One's own activations are moved, without a window: after each event what is drawn is the package's, at the new
setting.
"""

from __future__ import annotations

import argparse

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from srm_ref import basis_rotation_test, cap_fraction, height, spotlight_curve
from srm_ref.cli import main
from srm_ref.commands import resonance_play
from srm_ref.commands.resonance_play import height_at, once, topic_of
from srm_ref.figures.play.panel import Panel
from srm_ref.geometry.bases import polygon, standard

RNG = np.random.default_rng(0)
ROWS = np.concatenate([RNG.laplace(size=(200, 5)) * [1, 1, 4, 1, 1], np.zeros((8, 5))])  # direction 2 carries most
WORDS = {"test": 39, "arcs": False, "seed": 3, "epsilon": 0.6}


class Window(FigureCanvasAgg):
    """As a window's: draws when there is time."""

    def draw_idle(self):
        pass

    def blit(self, bbox=None):
        pass


def panel(rows=ROWS, basis=standard(5), canvas=None, **words):
    figure = Figure()
    if canvas is not None:
        canvas(figure)
    return Panel(topic_of("rows", once(argparse.Namespace(**WORDS | words), rows, basis), WORDS["epsilon"]), figure)


# --- definition

@pytest.mark.parametrize("events", [{}, {"a": 0, "b": 4, "theta": 77}, {"epsilon": 0.35, "theta": 200},
                                    {"a": 1, "epsilon": 0.9}])
def test_drawn_numbers_are_those_of_the_package(events):
    shown = panel()
    for name, value in events.items():
        shown.choose(name, value)
    view, (a, b, degrees, epsilon) = shown.view, (shown.widgets[name].val for name in ("a", "b", "theta", "epsilon"))
    a, b, theta, top = standard(5)[int(a)], standard(5)[int(b)], np.radians(degrees), float(view.marks[2].get_text())
    degrees_drawn, curve = view.curve.get_data()
    np.testing.assert_allclose(curve * top, spotlight_curve(ROWS, a, b, epsilon, np.radians(degrees_drawn)), atol=1e-12)
    (at,), (value,) = view.now.get_data()
    value = value * top
    assert at == pytest.approx(degrees) and value == pytest.approx(spotlight_curve(ROWS, a, b, epsilon, [theta])[0])
    assert 0 < curve.max() <= 1 and len(view.lit.get_xdata()) == round(value * len(ROWS))
    units = ROWS[:200] / np.sqrt((ROWS[:200]**2).sum(axis=1, keepdims=True))
    drawn = np.concatenate([np.stack(line.get_data(), axis=1) for line in (view.lit, view.dark)])
    assert sorted(map(tuple, drawn.round(9))) == sorted(map(tuple, np.stack([units @ a, units @ b], axis=1).round(9)))
    times = height(ROWS, standard(5), epsilon) / (200 / 208 * cap_fraction(5, epsilon))
    assert view.high.get_text() == f"height {times:.3g} times chance" and view.here.get_xdata()[0] == epsilon
    assert f"{round(value * 208)} of 208 lit at {degrees:.0f} degrees" in view.said.get_text()


def test_the_scan_the_loads_and_the_names_are_those_of_the_test():
    shown = panel()
    test = basis_rotation_test(ROWS, standard(5), WORDS["epsilon"], 39, np.random.default_rng(3))
    made, view = shown.numbers.once, shown.view
    np.testing.assert_array_equal(made.heights, test.scan.heights)
    np.testing.assert_allclose(made.chance, [200 / 208 * cap_fraction(5, float(e)) for e in made.epsilons])
    np.testing.assert_array_equal(view.load.get_ydata(), test.loads)
    assert [carrier.direction for carrier in test.carriers] == list(made.names) and list(made.names)[0] == 2
    assert (shown.widgets["a"].val, shown.widgets["b"].val) == (2, 0)  # the plane of the direction that is named
    assert view.names[0].get_text() == f"direction 2 (named, load {test.carriers[0].load:.3g})"
    assert view.names[1].get_text() == "at right angles, on the side of direction 0"
    assert [text.get_text() for text in view.loads.texts] == ["2"] and view.chosen.get_xdata() == [2, 0]
    shown.choose("a", 4)
    assert view.chosen.get_ydata() == pytest.approx(test.loads[[4, 0]])


def test_where_the_canvas_can_only_what_moves_is_drawn_anew():
    """The picture after an event is the one that a whole drawing gives."""
    shown = panel(canvas=Window)
    shown.figure.canvas.draw()
    whole = []
    shown.figure.canvas.mpl_connect("draw_event", whole.append)
    shown.choose("theta", 120)
    shown.choose("epsilon", 0.3)
    moved = np.array(shown.figure.canvas.buffer_rgba())
    assert not whole
    shown.figure.canvas.draw()
    np.testing.assert_array_equal(moved, np.array(shown.figure.canvas.buffer_rgba()))


# --- analytic

def test_what_spans_no_plane_is_said():
    shown = panel(rows=np.random.default_rng(1).standard_normal((50, 2)), basis=polygon(4))
    for b in (0, 2):  # itself, and its opposite
        shown.choose("b", b)
        assert shown.view.said.get_text() == f"directions 0 and {b} span no plane" and not len(
            shown.view.lit.get_xdata())
    shown.choose("b", 1)
    assert len(shown.view.lit.get_xdata()) + len(shown.view.dark.get_xdata()) == 50


def test_zeros_and_a_layer_without_rotations_are_drawn(monkeypatch):
    shown = panel(rows=np.zeros((4, 3)), basis=standard(3))
    assert shown.view.high.get_text() == "height 0" and shown.numbers.value == 0.0
    monkeypatch.setattr(resonance_play, "rotations_for", lambda *arguments: 0)  # as for a very wide layer
    wide = panel()
    heights = [height(ROWS, standard(5), epsilon) for epsilon in wide.numbers.once.epsilons]
    assert wide.numbers.once.test is None and wide.numbers.once.heights.tolist() == heights and len(heights) == 9
    assert not len(wide.view.chosen.get_xdata()) and wide.view.loads.get_title() == "none is named"


# --- properties

def test_nothing_is_counted_again_where_epsilon_stays(monkeypatch):
    made = once(argparse.Namespace(**WORDS), ROWS, standard(5))
    first = height_at(0.5, made)
    monkeypatch.setattr(resonance_play, "height", None)
    assert height_at(0.5, made, first) is first and first.height == height(ROWS, standard(5), 0.5)


# --- errors

@pytest.mark.parametrize("more, complaint", [
    ([], "display: wanted a screen and an interactive backend of matplotlib"),
    (["--json", "-"], "--play: wanted one file of one array, and no --json beside it; found more"),
    (["rows.npy"], "--play: wanted one file of one array")])
def test_refused_in_one_line(more, complaint, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    np.save("rows.npy", ROWS)
    assert main(["resonance", "rows.npy", *more, "--play"]) == 2
    captured = capsys.readouterr()
    assert complaint in captured.err and captured.err.count("\n") == 1 and [p.name for p in tmp_path.iterdir()
                                                                            ] == ["rows.npy"]


@pytest.mark.parametrize("n_dims, basis", [(1, standard(1)), (1, np.array([[1.0], [-1.0]])), (2, standard(2)[:1])])
def test_one_direction_has_no_plane(n_dims, basis):
    with pytest.raises(ValueError, match="--play: wanted at least two directions in two dimensions"):
        once(argparse.Namespace(**WORDS), ROWS[:, :n_dims], basis)
