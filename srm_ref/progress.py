"""Appendix: tell a person how far long work has come. No mathematics here.

Long computations take ``progress: Callable[[int, int], None] | None`` and call it as ``progress(done, total)``; they
never print. The command line passes a `ProgressBar`, which draws on standard error when that is a terminal.
"""

from __future__ import annotations

import sys
import time
from typing import Callable, TextIO

__all__ = ["Progress", "ProgressBar"]

Progress = Callable[[int, int], None]


class ProgressBar:
    """Draw ``label [#####.....] 50 %  12 s left`` on a terminal; silent where `stream` is not one.

    Call it with ``(done, total)``; use it as a context manager so that its line is wiped, also after an error.

    stream (text file): default: standard error.
    """

    def __init__(self, label: str, stream: TextIO | None = None) -> None:
        self.label = label
        self.stream = sys.stderr if stream is None else stream
        self.started = time.monotonic()
        self._last_drawn = 0.0
        self._shown = False

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if not self.stream.isatty() or (now - self._last_drawn < 0.1 and done < total):
            return
        self._last_drawn, self._shown = now, True
        share = done / max(total, 1)
        left = (now - self.started) * (1 - share) / share if share > 0 else float("nan")
        bar = "#" * round(24 * share)
        tail = f"{left:4.0f} s left" if share > 0 else ""
        self.stream.write(f"\r\x1b[K{self.label} [{bar:.<24}] {100 * share:3.0f} %  {tail}")
        self.stream.flush()
