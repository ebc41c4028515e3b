"""How does a lesson become a page? It is run, and written down: its text, its code, what that printed, and its figures.

The page is complete, and all code stands in the order in which it runs. Folded away are imports, the code of figures
and asserts; hints and solutions; and, behind a text that asks **What do you expect?**, what the code below it prints
and shows, with the words for it.

Contents: Page, render.
"""

from __future__ import annotations

import re
from typing import Any, Iterator, NamedTuple

from srm_ref.course.exercise_pages import fold, predictions_of, shown_exercises, shown_predictions, spoken
from srm_ref.course.finder import Lesson, lessons, lessons_folder
from srm_ref.course.folding import STORY, Piece, folded
from srm_ref.course.links import linked
from srm_ref.course.predictions import QUESTION, named_in
from srm_ref.course.running import Ran, run_cells
from srm_ref.course.showing import Moving, Shown

__all__ = ["Page", "render"]

_ANSWER = "The answer: what comes out"
_CALLED = {"imports": "imports", "figure": "code of the figure", "checks": "what is asserted"}


class Page(NamedTuple):
    """A rendered lesson."""

    markdown: str
    shown: list[Shown | Moving]
    names: dict[str, Any]  # of the lesson, after it has run


def render(lesson: Lesson) -> Page:
    """Run a lesson and write down what it says, does, prints and shows."""
    path = lessons_folder() / "pages" / f"{lesson.path.stem}.md"
    pieces = iter(folded([cell.source for cell in lesson.cells if not cell.is_text]))
    predictions, parts, every, asked, is_asked = predictions_of(lesson), [], [], [], False
    for ran in run_cells(lesson):
        if ran.cell.is_text:
            parts.append(_with_exercises(linked(ran.cell.source, path, lesson.number), lesson))
            is_asked = ran.cell.source.split("\n\n")[-1].startswith(QUESTION)
            asked = named_in(ran.cell, predictions)
            parts.append(shown_predictions(asked, lesson))
            continue
        parts += map(_code, next(pieces))
        outputs = "\n\n".join(_outputs(ran))
        seen = "\n\n".join(f"What can be seen: {spoken(item.alt)}" for item in ran.shown)
        told = [spoken(f"`{one.name}`: {one.told()}.") for one in asked]
        answer = "\n\n".join(filter(None, [outputs, seen, *told]))
        parts += [fold(_ANSWER, answer) if is_asked else outputs] if outputs else []
        asked, every = [] if outputs else asked, every + ran.shown
    head = f"<!-- made from lessons/{lesson.path.name} by python -m srm_ref.course.build -->\n\n"
    return Page(head + "\n\n".join(filter(None, [*parts, _ways_on(lesson)])) + "\n", every, ran.names)


def _code(piece: Piece) -> str:
    if not piece.source.strip():
        return ""
    block = "```python\n" + piece.source.strip("\n") + "\n```"
    return block if piece.kinds == STORY else fold(", ".join(_CALLED[kind] for kind in piece.kinds).capitalize(), block)


def _outputs(ran: Ran) -> Iterator[str]:
    if ran.printed.strip():
        yield f"```text\n{ran.printed.rstrip()}\n```"
    yield from (f"![{item.alt}](../images/{item.file})" for item in ran.shown)


def _with_exercises(text: str, lesson: Lesson) -> str:
    """Put the exercises at the end of their part."""
    before, *found = re.split(r"^(?=## Exercises$)", text, maxsplit=1, flags=re.MULTILINE)
    if not found:
        return text
    own, *rest = re.split(r"^(?=## (?!Exercises$))", found[0], maxsplit=1, flags=re.MULTILINE)
    return "\n\n".join([before + own.rstrip(), shown_exercises(lesson), *rest])


def _ways_on(lesson: Lesson) -> str:
    """Link the lessons before and after, the syllabus, the notation and the script itself."""
    near = {other.number - lesson.number: f"[{other.number}. {other.title}]({other.path.stem}.md)"
            for other in lessons()}
    ways = [f"previous: {near[-1]}"] if -1 in near else []
    ways += [f"next: {near[1]}"] if 1 in near else []
    ways += ["[all lessons](../README.md)", "[notation](../notation.md)", "[glossary](../glossary.md)",
             "[papers](../papers.md)", f"[this page as a script](../{lesson.path.name})"]
    return "---\n\n" + " | ".join(ways)
