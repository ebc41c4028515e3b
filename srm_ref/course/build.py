"""Build what is made from the lessons: ``python -m srm_ref.course.build [N ...]`` writes stubs, pages and images.

- lessons/exercises/NN.py from lessons/solutions/NN.py: what stands between ``# solution`` and ``# end of solution`` gives
  way to a line that raises NotImplementedError;
- lessons/pages/NN_title.md from the lesson, which is run: text, code, what the code printed, and the figures it showed
  (lessons/images).

The tests fail when any of these disagrees with its source.

Contents: stub_of, Ran, run_cells, Page, render, main.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from typing import Iterator, NamedTuple, Sequence

from srm_ref.course.finder import Cell, Lesson, lessons, lessons_folder
from srm_ref.course.showing import Moving, Shown, collecting

__all__ = ["stub_of", "Ran", "run_cells", "Page", "render", "main"]

_SOLUTION = re.compile(r"^( *)# solution\n.*?^ *# end of solution\n", re.DOTALL | re.MULTILINE)


class Page(NamedTuple):
    """A rendered lesson."""

    markdown: str
    shown: list[Shown | Moving]


class Ran(NamedTuple):
    """A cell that was run: what it printed, and what it showed."""

    cell: Cell
    printed: str
    shown: list[Shown | Moving]


def stub_of(solution: str) -> str:
    """Turn the text of a solutions file into the learner's stub.

    Parameters
    ----------
    solution : str

    Returns
    -------
    str
    """
    return _SOLUTION.sub(r'\1raise NotImplementedError("replace this line with your answer")' + "\n", solution)


def run_cells(lesson: Lesson) -> Iterator[Ran]:
    """Run a lesson in a namespace of its own, cell by cell.

    Parameters
    ----------
    lesson : Lesson

    Yields
    ------
    Ran
    """
    names = {"__name__": "__main__", "__file__": str(lesson.path)}
    for cell in lesson.cells:
        printed = io.StringIO()
        with collecting() as shown, contextlib.redirect_stdout(printed):
            if not cell.is_text:
                exec(compile("\n" * (cell.line - 1) + cell.source, str(lesson.path), "exec"), names)
        yield Ran(cell, printed.getvalue(), shown)


def render(lesson: Lesson) -> Page:
    """Run a lesson and write down what it says, does, prints and shows.

    Parameters
    ----------
    lesson : Lesson

    Returns
    -------
    Page
    """
    parts, every = [], []
    for cell, printed, shown in run_cells(lesson):
        if cell.is_text:
            parts.append(cell.source)
            continue
        if cell.source.strip():
            parts.append(f"```python\n{cell.source.strip()}\n```")
        if printed.strip():
            parts.append(f"```text\n{printed.rstrip()}\n```")
        parts += [f"![{item.alt}](../images/{item.file})" for item in shown]
        every += shown
    head = f"<!-- made from lessons/{lesson.path.name} by python -m srm_ref.course.build -->\n\n"
    return Page(head + "\n\n".join([*parts, _ways_on(lesson)]) + "\n", every)


def _ways_on(lesson: Lesson) -> str:
    """Link the lessons before and after, the syllabus, the notation and the script itself."""
    near = {other.number - lesson.number: f"[{other.number}. {other.title}]({other.path.stem}.md)" for other in lessons()}
    ways = [f"previous: {near[-1]}"] if -1 in near else []
    ways += [f"next: {near[1]}"] if 1 in near else []
    ways += ["[all lessons](../README.md)", "[notation](../notation.md)", f"[this page as a script](../{lesson.path.name})"]
    return "---\n\n" + " | ".join(ways)


def main(argv: Sequence[str] | None = None) -> int:
    """Build everything, or the lessons whose numbers are given.

    Parameters
    ----------
    argv : sequence of str, optional
        Numbers of lessons. Default: the arguments of the process.

    Returns
    -------
    int
        0.
    """
    wanted = [int(word) for word in (sys.argv[1:] if argv is None else argv)]
    folder = lessons_folder()
    for path in sorted((folder / "solutions").glob("[0-9][0-9].py")):
        if not wanted or int(path.stem) in wanted:
            (folder / "exercises" / path.name).write_text(stub_of(path.read_text(encoding="utf-8")), encoding="utf-8")
    for lesson in lessons():
        if wanted and lesson.number not in wanted:
            continue
        print(f"{lesson.path.name} ...", flush=True)
        page = render(lesson)
        for item in page.shown:
            (folder / "images" / item.file).write_bytes(item.content())
        (folder / "pages" / f"{lesson.path.stem}.md").write_text(page.markdown, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
