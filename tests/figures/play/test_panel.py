"""A panel hands every event on as numbers of the new setting, lets time pass."""

import subprocess
import sys
from typing import NamedTuple

import numpy as np
import pytest
from matplotlib.figure import Figure

from srm_ref.cli import main
from srm_ref.course import still
from srm_ref.figures.play.panel import Choice, Panel, Slide, Topic, axes_in

CONTROLS = (Slide("x", "x", 0.0, 2.0, 1.0, 0.5), Slide("y", "y", 0.0, 1.0, 0.0,
                                                       0.1), Choice("name", "name", ("a", "b"), "a"))


class View:
    def __init__(self, figure):
        self.drawn, self.axes = [], axes_in(figure, 0.1, 0.1, 0.5, 0.5, "title")

    def __call__(self, numbers):
        self.drawn.append(numbers)


class Numbers(NamedTuple):
    setting: dict
    memory: int


def topic(**more):
    return Topic("a title", CONTROLS, Numbers, View, **more)


# --- definition

def test_every_event_draws_the_numbers_of_its_setting():
    panel = Panel(topic(), Figure())
    panel.choose("x", 1.6)  # the nearest step
    panel.choose("name", "b")
    panel.widgets["y"].set_val(0.3)  # as a hand does
    settings = [numbers.setting for numbers in panel.view.drawn]
    assert settings == [{"x": 1.0, "y": 0.0, "name": "a"}, {"x": 1.5, "y": 0.0, "name": "a"},
                        {"x": 1.5, "y": 0.0, "name": "b"}, {"x": 1.5, "y": pytest.approx(0.3), "name": "b"}]
    assert panel.numbers is panel.view.drawn[-1]


def test_memory_is_settled_at_every_event_and_moves_with_time():
    settle = lambda setting, memory: 0 if memory is None or setting["x"] == 0.0 else memory
    panel = Panel(topic(settle=settle, tick=lambda setting, memory: memory + 1 + int(setting["x"])), Figure())
    panel.tick()
    panel.choose("x", 2)
    panel.tick()
    assert [numbers.memory for numbers in panel.view.drawn] == [0, 2, 2, 5]
    panel.choose("x", 0)
    assert panel.memory == 0


def test_time_passes_only_where_there_is_some():
    panel = Panel(topic(), Figure())
    panel.run()
    panel.tick()
    assert len(panel.view.drawn) == 1 and not hasattr(panel, "timer")
    timed = Panel(topic(settle=lambda setting, memory: memory or 0, tick=lambda setting, memory: memory + 1), Figure())
    timed.run(5)
    assert timed.timer.interval == 5
    timed.timer._on_timer()  # as the loop of events does
    assert timed.memory == 1
    timed.timer.stop()


# --- analytic

def test_controls_stand_below_the_picture_and_do_not_overlap():
    panel = Panel(topic(height=3.0), Figure())
    panel.figure.canvas.draw()
    boxes = [widget.ax.get_window_extent() for widget in panel.widgets.values()]
    floor = panel.view.axes.get_window_extent().y0
    assert all(box.y1 <= floor for box in boxes) and panel.figure.get_size_inches()[1] > 3.0
    for k, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[k + 1:])


def test_the_command_draws_where_controls_stand(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["play", "five_features", "--picture", "five.png", "--set", "sparsity=0.5", "--moments", "2"]
    assert main(words) == 0 and capsys.readouterr().out == "written       five.png\n"
    still("five_features", {"sparsity": 0.5}, 2).savefig("same.png", dpi=150, bbox_inches="tight", pad_inches=0.08,
                                                         metadata={})
    assert (tmp_path / "five.png").read_bytes() == (tmp_path / "same.png").read_bytes()
    assert main(["play", "list"]) == 0
    assert "turned_form        A form is turned, the axes stay (angle, epsilon, form)" in capsys.readouterr().out


# --- errors

@pytest.mark.parametrize("words, complaint", [
    (["lesson", "3", "--play"], "--play: wanted a lesson that has something to move: the_spotlight_by_hand,"),
    (["lesson", "4", "--play", "--notebook", "x.ipynb"], "--play: wanted no --notebook beside it; found both"),
    (["play", "list", "--picture", "x.png"], "TOPIC: wanted a topic beside --picture"),
    (["play", "nothing"], "TOPIC: wanted one of"), (["play", "ten_points", "--set", "theta=3"],
                                                    "wanted --picture beside them"),
    (["play", "ten_points", "--set", "theta", "--picture", "x.png"], "--set: wanted NAME=VALUE; found 'theta'"),
    (["play", "ten_points", "--set", "theta=x", "--picture", "x.png"], "theta: wanted a number"),
    (["play", "ten_points", "--picture", "x.gif"], "path: wanted a file name ending in .png, .pdf or .svg")])
def test_bad_words_are_refused_in_one_line(words, complaint, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    captured = capsys.readouterr()
    assert complaint in captured.err and captured.err.count("\n") == 1 and not list(tmp_path.iterdir())


def test_nothing_is_imported_of_pyplot_until_a_window_is_wanted():
    code = ("import sys, srm_ref.course.playing.registry as r; r.still('ten_points'); sys.exit('matplotlib.pyplot' "
            "in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
    assert np.isfinite(still("ten_points").get_size_inches()).all()
