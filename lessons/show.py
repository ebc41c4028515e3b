"""Show a figure in a lesson: inline in a notebook, in the rendered page when pages are built, nowhere in a plain run."""

from __future__ import annotations

import io
from typing import Callable, NamedTuple

from matplotlib.figure import Figure

__all__ = ["Shown", "show", "collecting"]

_collectors: list[Callable[["Shown"], None]] = []


class Shown(NamedTuple):
    """A figure with the name of its file and the words for those who cannot see it."""

    figure: Figure
    name: str
    alt: str

    def _repr_png_(self) -> bytes:
        return self.png()

    def png(self) -> bytes:
        """Draw the figure as PNG on white, so that it is legible on dark pages too."""
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="png", dpi=90, facecolor="white", bbox_inches="tight",
                            metadata={"Software": None})
        return buffer.getvalue()


def show(figure: Figure, name: str, alt: str) -> Shown:
    """Show `figure`; `name` becomes its file, lessons/images/NAME.png; `alt` describes what can be seen in it."""
    shown = Shown(figure, name, alt)
    for collect in _collectors:
        collect(shown)
    return shown


class collecting:
    """Collect what is shown inside a ``with`` block, in a list."""

    def __enter__(self) -> list[Shown]:
        self.shown: list[Shown] = []
        _collectors.append(self.shown.append)
        return self.shown

    def __exit__(self, *exception: object) -> None:
        _collectors.pop()
