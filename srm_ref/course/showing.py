"""Show a figure in a lesson: inline in a notebook, on the page when pages are built; a script says where it is.

Contents: Shown, Moving, show, animate, collecting, source.
"""

from __future__ import annotations

import base64
import html
import inspect
import io
import tempfile
from pathlib import Path
from typing import Any, Callable, NamedTuple

from srm_ref.course.script import tell

__all__ = ["Shown", "Moving", "show", "animate", "collecting", "source"]

_collectors: list[Callable[["Shown | Moving"], None]] = []


class Shown(NamedTuple):
    """A figure with the name of its file and the words for those who cannot see it."""

    figure: Any  # matplotlib's Figure
    name: str
    alt: str

    @property
    def file(self) -> str:
        """Name its file in lessons/images."""
        return f"{self.name}.png"

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        return self.content(), {"alt": self.alt}

    def __repr__(self) -> str:
        return self.alt

    def content(self) -> bytes:
        """Draw the figure as PNG on white, legible on dark pages too; the file says which matplotlib drew it."""
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="png", dpi=90, facecolor="white", bbox_inches="tight")
        return buffer.getvalue()


class Moving(NamedTuple):
    """A figure that moves: `draw_frame(k)` changes it for frame k. No frame is drawn before someone wants to see it."""

    figure: Any  # matplotlib's Figure
    draw_frame: Callable[[int], None]
    n_frames: int
    name: str
    alt: str
    frames_per_second: float

    @property
    def file(self) -> str:
        """Name its file in lessons/images."""
        return f"{self.name}.gif"

    def _repr_html_(self) -> str:
        gif = base64.b64encode(self.content()).decode("ascii")
        return f'<img alt="{html.escape(self.alt)}" src="data:image/gif;base64,{gif}">'

    def __repr__(self) -> str:
        return self.alt

    def content(self) -> bytes:
        """Draw all frames into a GIF that repeats for ever."""
        from srm_ref.figures.animation import save_animation  # matplotlib, only now that a picture is wanted

        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / self.file
            save_animation(self.figure, self.draw_frame, self.n_frames, path, frames_per_second=self.frames_per_second)
            return path.read_bytes()


def show(figure: Any, name: str, alt: str) -> Shown:
    """Show a figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    name : str
        Of its file, lessons/images/NAME.png.
    alt : str
        What can be seen in it.
    """
    return _collected(Shown(figure, name, alt))


def animate(figure: Any, draw_frame: Callable[[int], None], n_frames: int, name: str, alt: str,
            frames_per_second: float = 12.0) -> Moving:
    """Show a figure in motion.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    draw_frame : callable
        Called with 0 .. n_frames - 1; changes the figure.
    n_frames : int
    name : str
        Of its file, lessons/images/NAME.gif.
    alt : str
        What can be seen in it.
    frames_per_second : float
    """
    return _collected(Moving(figure, draw_frame, n_frames, name, alt, frames_per_second))


def _collected(item: Shown | Moving) -> Shown | Moving:
    for collect in _collectors or [tell]:
        collect(item)
    return item


class collecting:
    """Collect what is shown inside a ``with`` block, in a list; and call `each` with it at once."""

    def __init__(self, each: Callable[[Shown | Moving], object] = lambda item: None) -> None:
        self.each, self.shown = each, []

    def __enter__(self) -> list[Shown | Moving]:
        _collectors.append(self._collect)
        return self.shown

    def __exit__(self, *exception: object) -> None:
        _collectors.pop()

    def _collect(self, item: Shown | Moving) -> None:
        self.shown.append(item)
        self.each(item)


def source(function: Callable) -> str:
    """Return the source of a function without its docstring, to read what the package computes; ended by a line end."""
    text = inspect.getsource(function)
    if function.__doc__ is not None:
        head, _, body = text.split('"""', 2)
        text = head.rstrip() + body
    return text.rstrip() + "\n"
