"""Where are the lessons, and what are they made of? Cells of plain Python scripts.

A lesson is lessons/NN_title.py: cells that begin with ``# %%`` (code) or ``# %% [markdown]`` (text, every line a
comment). Its first cell is ``# # N. Title`` with Objectives, Prerequisites and Minutes; the headings of PARTS follow
in that order. A lesson's name is its title's part of the file name; its number follows the order of the course and may
change.

Contents: PARTS, Cell, Lesson, lessons_folder, lessons, lesson, read_lesson, load_file.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from srm_ref.checks import refuse

__all__ = ["PARTS", "Cell", "Lesson", "lessons_folder", "lessons", "lesson", "read_lesson", "load_file"]

PARTS = ("Question", "Picture", "Definition", "Derivation", "In the package", "Check", "Exercises", "Remember",
         "What this does not show", "In the papers")


class Cell(NamedTuple):
    """A piece of a lesson."""

    is_text: bool
    source: str  # Markdown, or Python
    line: int  # of the lesson's file, where the source begins


class Lesson(NamedTuple):
    """A lesson, read but not run."""

    number: int
    path: Path
    title: str
    cells: list[Cell]

    @property
    def name(self) -> str:
        """What the lesson is called on the command line: its file's name without the number."""
        return self.path.stem[3:]


def lessons_folder() -> Path:
    """Find the folder of the lessons: inside the installed package, else beside it, as in a clone of the repository.

    Raises
    ------
    FileNotFoundError
        Neither is there: the package was installed without its lessons.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "lessons", package.parent / "lessons"):
        if (folder / "notation.md").is_file():
            return folder
    raise FileNotFoundError(f"wanted the lessons in {package / 'lessons'} or beside {package}; found neither")


def lessons() -> list[Lesson]:
    """Read all lessons, in order."""
    return [read_lesson(path) for path in sorted(lessons_folder().glob("[0-9][0-9]_*.py"))]


def lesson(wanted: str) -> Lesson:
    """Find one lesson by its name, as "the_phase_change", or by its number, as "11".

    Parameters
    ----------
    wanted : str

    Raises
    ------
    ValueError
        No lesson has this name or number.
    """
    every = lessons()
    for one in every:
        if wanted in (one.name, str(one.number), f"{one.number:02}"):
            return one
    names = ", ".join(one.name for one in every)
    refuse("LESSON", f"a number from 1 to {len(every)} or a name among {names}", repr(wanted))


def read_lesson(path: Path) -> Lesson:
    """Cut a lesson's script into cells.

    Parameters
    ----------
    path : Path

    Raises
    ------
    ValueError
        Its first cell has no title.
    """
    cells: list[Cell] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [k for k, line in enumerate(lines) if line.startswith("# %%")] + [len(lines)]
    for start, stop in zip(starts, starts[1:]):
        is_text = "[markdown]" in lines[start]
        body = lines[start + 1:stop]
        if is_text:
            body = [re.sub(r"^# ?", "", line) for line in body]
        cells.append(Cell(is_text, "\n".join(body).strip("\n"), start + 2))
    title = re.match(r"# \d+\. (.+)", cells[0].source)
    if title is None:
        refuse(path.name, "a first cell that begins '# # N. Title'", repr(cells[0].source[:40]))
    return Lesson(int(path.name[:2]), path, title[1], cells)


def load_file(path: Path, name: str) -> ModuleType:
    """Import a file whose name is no Python name, such as solutions/04.py.

    Parameters
    ----------
    path : Path
    name : str
        What the module is called in messages.
    """
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
