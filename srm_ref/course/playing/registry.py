"""Which topics are there, and how are they opened? In a window to be moved, or as a picture of one setting.

Contents: NAMES, Entry, entry, of_lesson, still, play.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Mapping, NamedTuple

from srm_ref.checks import choice
from srm_ref.course.showing import Shown
from srm_ref.figures.canvas import Figure
from srm_ref.figures.play.panel import Panel, Topic
from srm_ref.figures.play.window import show_windows, window_figure

__all__ = ["NAMES", "Entry", "entry", "of_lesson", "still", "play"]

NAMES = ("ten_points", "turned_form", "five_features", "two_features", "pentagon_or_pairs")


class Entry(NamedTuple):
    """A topic, the lesson whose page has its picture, and the picture's words."""

    name: str
    lesson: str
    alt: str
    topic: Topic


def entry(name: str) -> Entry:
    """Find a topic by its name.

    name: one of NAMES.

    >>> entry("ten_points").lesson
    'the_spotlight_by_hand'
    """
    module = import_module(f"srm_ref.course.playing.{choice(name, 'TOPIC', NAMES)}")
    return Entry(name, module.LESSON, module.ALT, module.TOPIC)


def of_lesson(name: str) -> list[Entry]:
    """List the topics of a lesson.

    name: of the lesson.
    """
    return [one for one in map(entry, NAMES) if one.lesson == name]


def still(name: str, moved: Mapping[str, Any] | None = None, n_ticks: int = 0) -> Figure:
    """Draw a topic as it stands after some controls were moved: a picture, and no window.

    name: of a topic. moved: from a control's name to where it is moved; the others stay where they start. n_ticks:
    moments that pass then.
    """
    panel = Panel(entry(name).topic)
    for control, value in (moved or {}).items():
        panel.choose(control, value)
    for _ in range(n_ticks):
        panel.tick()
    return panel.figure


def play(name: str) -> Panel | Shown:
    """Open a topic to be moved, in a notebook too; if nothing can be moved, show it as it starts, and say so.

    Keep what is returned as long as the window is open: sliders to which no variable refers do not answer.

    name: of a topic.
    """
    one = entry(name)
    try:
        figure = window_figure()
    except ValueError as error:
        return Shown(still(name), name,
                     f"Nothing moves here. {error}. The picture shows where the controls start: {one.alt}")
    panel = Panel(one.topic, figure)
    panel.run()
    show_windows()
    return panel
