"""How does a page show an exercise? What is asked, as the stub says it; three hints and the solution, folded.

Contents: HINTS, exercises_of, shown_exercises, fold, solution_of, spoken.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import Callable

from srm_ref.course.exercises import Exercise
from srm_ref.course.finder import Lesson, lessons_folder, load_file
from srm_ref.course.judging import hints_of

__all__ = ["HINTS", "exercises_of", "shown_exercises", "fold", "solution_of", "spoken"]

HINTS = ("Hint 1", "Hint 2", "Hint 3")
_SIGNS = re.compile(r"[\\*$~|#]|\](?=\()|\b_|_\b")
_SOLVED = re.compile(r"^ *# solution\n(.*?)^ *# end of solution\n", re.DOTALL | re.MULTILINE)


def exercises_of(lesson: Lesson) -> tuple[Exercise, ...]:
    """Load the exercises of a lesson, in the order of its stub."""
    return load_file(lessons_folder() / "checkers" / f"{lesson.number:02}.py", f"checker_{lesson.number:02}").EXERCISES


def shown_exercises(lesson: Lesson) -> str:
    """Write all exercises of a lesson as Markdown."""
    return "\n\n".join(_shown(number, exercise) for number, exercise in enumerate(exercises_of(lesson), 1))


def fold(summary: str, content: str) -> str:
    """Fold content away below its summary, a line to click on; blank lines about it let Markdown be read inside."""
    return f"<details>\n<summary>{summary}</summary>\n\n{content}\n\n</details>"


def solution_of(function: Callable) -> str:
    """Return what a function of lessons/solutions has in the place of the stub's line, without its indentation."""
    return textwrap.dedent(_SOLVED.search(inspect.getsource(function))[1]).strip("\n")


def spoken(text: str) -> str:
    r"""Write plain text so that Markdown leaves it as it is; what stands in backticks stays code.

    Examples
    --------
    >>> spoken("`a_b` is x**2 * [y](z), a_b or _b < $5")
    '`a_b` is x\\*\\*2 \\* [y\\](z), a_b or \\_b &lt; \\$5'
    """
    pieces = re.split(r"(`[^`]*`)", text)
    pieces[::2] = [_SIGNS.sub(r"\\\g<0>", piece.replace("<", "&lt;")) for piece in pieces[::2]]
    return "".join(pieces)


def _shown(number: int, exercise: Exercise) -> str:
    signature = f"{exercise.name}{inspect.signature(exercise.solution)}"
    paragraphs = re.split(r"\n\s*\n", inspect.getdoc(exercise.solution))
    said = [spoken(" ".join(paragraph.split())) for paragraph in paragraphs]
    hints = [fold(title, spoken(hint)) for title, hint in zip(HINTS, hints_of(exercise)) if hint]
    solution = fold("Solution", f"```python\n{solution_of(exercise.solution)}\n```")
    return "\n\n".join([f"### Exercise {number}: `{signature}`", *said, *hints, solution])
