"""Open something to move: sliders beside a picture whose numbers follow them.

Without a screen nothing can be moved, and the command says so; --picture draws the setting that --set asks for into a
file.

Contents: add_arguments, run, open_topic.
"""

from __future__ import annotations

import argparse

from srm_ref.checks import refuse
from srm_ref.course.playing.registry import NAMES, entry, still
from srm_ref.figures.canvas import save_figure
from srm_ref.figures.play.panel import Panel, Topic
from srm_ref.figures.play.window import show_windows, window_figure

__all__ = ["add_arguments", "run", "open_topic"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add TOPIC, --set, --moments and --picture."""
    parser.add_argument("topic", metavar="TOPIC|list", help="what to move, or the list of all with their controls")
    parser.add_argument("--picture", metavar="FILE",
                        help="open no window: write the picture to FILE, ending in .png, .pdf or .svg")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE",
                        help="with --picture: where a control stands")
    parser.add_argument("--moments", type=int, default=0, metavar="N",
                        help="with --picture: moments that pass first, in topics where time passes")


def run(arguments: argparse.Namespace) -> int:
    """Run `srm-ref play`."""
    if arguments.topic == "list":
        if arguments.picture or arguments.set or arguments.moments:
            refuse("TOPIC", "a topic beside --picture, --set and --moments", "list")
        for one in map(entry, NAMES):
            print(f"{one.name:18} {one.topic.title} ({', '.join(control.name for control in one.topic.controls)})")
        return 0
    if arguments.picture is None:
        if arguments.set or arguments.moments:
            refuse("--set and --moments", "--picture beside them", "none")
        return open_topic(entry(arguments.topic).topic)
    save_figure(still(arguments.topic, dict(map(_position, arguments.set)), arguments.moments), arguments.picture)
    print(f"written       {arguments.picture}")
    return 0


def open_topic(topic: Topic) -> int:
    """Open a topic in a window, and wait until it is closed.

    topic: what is moved.
    """
    panel = Panel(topic, window_figure())
    panel.run()
    show_windows()
    return 0


def _position(text: str) -> tuple[str, float | str]:
    name, equals, value = text.partition("=")
    if not equals:
        refuse("--set", "NAME=VALUE", repr(text))
    try:
        return name, float(value)
    except ValueError:
        return name, value
