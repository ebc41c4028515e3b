"""A window opens where it can be moved; elsewhere a command says so in a line, and a notebook shows a picture that
says so.
"""

import pytest
from matplotlib import pyplot
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.figure import Figure

from srm_ref.cli import main
from srm_ref.course import play
from srm_ref.course.showing import Shown
from srm_ref.figures.play.panel import Panel
from srm_ref.figures.play.window import window_figure


@pytest.fixture
def no_window(monkeypatch):
    assert pyplot.get_backend().lower() == "agg"
    yield
    assert pyplot.get_fignums() == []  # nothing is left behind


# --- definition

def test_in_a_notebook_that_cannot_move_a_picture_says_so(no_window):
    shown = play("ten_points")
    assert isinstance(shown, Shown) and shown._repr_png_()[0].startswith(b"\x89PNG")
    assert repr(shown).startswith(
        "Nothing moves here. display: wanted a screen and an interactive backend") and "'agg'" in repr(shown)
    assert "Left: ten points" in repr(shown)


def test_an_interactive_backend_gets_a_panel(monkeypatch):
    class Manager(FigureManagerBase):
        def show(self):
            Manager.shown += 1

    Manager.shown, made = 0, []
    def figure():
        made.append(Figure())
        Manager(made[-1].canvas, 1)
        return made[-1]

    monkeypatch.setattr(pyplot, "figure", figure)
    monkeypatch.setattr(pyplot, "show", lambda: made[-1].canvas.manager.show())
    panel = play("five_features")
    assert isinstance(panel, Panel) and panel.figure is made[0] and Manager.shown == 1 and panel.timer.interval > 0
    panel.timer.stop()


# --- errors

@pytest.mark.parametrize("words", [["play", "ten_points"], ["lesson", "4", "--play"],
                                   ["lesson", "superposition", "--play"]])
def test_without_a_screen_the_command_says_so_in_one_line(words, no_window, capsys):
    assert main(words) == 2
    captured = capsys.readouterr()
    assert "display: wanted a screen and an interactive backend of matplotlib" in captured.err
    assert captured.err.count("\n") == 1 and not captured.out


def test_a_toolkit_that_cannot_be_had_is_refused(monkeypatch):
    def absent():
        raise ImportError("Cannot load backend 'QtAgg'")

    monkeypatch.setattr(pyplot, "figure", absent)
    with pytest.raises(ValueError,
                       match="display: wanted a screen, and a toolkit .* found Cannot load backend 'QtAgg'"):
        window_figure()
