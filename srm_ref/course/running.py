"""How is a lesson run? Cell by cell in one namespace, and what each prints and shows is kept.

Contents: Ran, run_cells.
"""

from __future__ import annotations

import contextlib
import io
from typing import Any, Iterator, NamedTuple

from srm_ref.course.finder import Cell, Lesson
from srm_ref.course.showing import Moving, Shown, collecting

__all__ = ["Ran", "run_cells"]


class Ran(NamedTuple):
    """A cell that was run: what it printed, what it showed, and the names that there are."""

    cell: Cell
    printed: str
    shown: list[Shown | Moving]
    names: dict[str, Any]  # of the lesson, as far as it has run


def run_cells(lesson: Lesson) -> Iterator[Ran]:
    """Run a lesson in a namespace of its own, cell by cell."""
    names = {"__name__": "__main__", "__file__": str(lesson.path)}
    for cell in lesson.cells:
        printed = io.StringIO()
        with collecting() as shown, contextlib.redirect_stdout(printed):
            if not cell.is_text:
                exec(compile("\n" * (cell.line - 1) + cell.source, str(lesson.path), "exec"), names)
        yield Ran(cell, printed.getvalue(), shown, names)
