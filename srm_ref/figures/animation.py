"""How does a figure move? Frame by frame, into a GIF that any page can show.

Contents: save_animation.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Callable


from srm_ref.checks import integer, number, refuse
from srm_ref.figures.canvas import Figure
from srm_ref.writing import replacing

__all__ = ["save_animation"]


def save_animation(figure: Figure, draw_frame: Callable[[int], None], n_frames: int, path: str | os.PathLike[str], *,
                   frames_per_second: float = 12.0, dots_per_inch: float = 70.0) -> None:
    """Write a GIF of `n_frames` frames to `path`, which ends in .gif, whole or not at all.

    draw_frame: called with 0 .. n_frames - 1; changes the figure. frames_per_second, dots_per_inch: above 0.
    """
    from matplotlib.animation import FuncAnimation, PillowWriter

    if Path(path).suffix != ".gif":
        refuse("path", "a file name ending in .gif", repr(str(path)))
    frames = integer(n_frames, "n_frames", 1)
    rate = number(frames_per_second, "frames_per_second", 0, low_open=True)
    dots = number(dots_per_inch, "dots_per_inch", 0, low_open=True)
    animation = FuncAnimation(figure, lambda frame: draw_frame(frame) or (), frames=frames, init_func=lambda: ())
    with replacing(path) as temporary:
        animation.save(temporary, writer=PillowWriter(fps=rate), dpi=dots)
