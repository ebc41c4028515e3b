"""How does a page show an exercise? What is asked, as the stub says it; three hints and the solution, folded. And a
prediction: what is to be written down before the figure.

Contents: HINTS, OPEN, exercises_of, predictions_of, shown_exercises, shown_predictions, fold, solution_of, spoken.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from types import ModuleType
from typing import Callable, Sequence

from srm_ref.course.exercises import Exercise
from srm_ref.course.finder import Lesson, lessons_folder, load_file
from srm_ref.course.judging import hints_of
from srm_ref.course.predictions import Prediction

__all__ = ["HINTS", "OPEN", "exercises_of", "predictions_of", "shown_exercises", "shown_predictions", "fold",
           "solution_of", "spoken"]

HINTS = ("Hint 1", "Hint 2", "Hint 3")
OPEN = "*An open exercise: many answers are right. The checker looks at what yours has, not at how it was made.*"
_SIGNS = re.compile(r"[\\*$~|#]|\](?=\()|\b_|_\b")
_SOLVED = re.compile(r"^ *# solution\n(.*?)^ *# end of solution\n", re.DOTALL | re.MULTILINE)


def exercises_of(lesson: Lesson) -> tuple[Exercise, ...]:
    """Load the exercises of a lesson, in the order of its stub."""
    return _checker_of(lesson).EXERCISES


def predictions_of(lesson: Lesson) -> tuple[Prediction, ...]:
    """Load the predictions of a lesson, in the order of its stub, where they come before the exercises."""
    return getattr(_checker_of(lesson), "PREDICTIONS", ())


def shown_exercises(lesson: Lesson) -> str:
    """Write all exercises of a lesson as Markdown."""
    return "\n\n".join(_shown(number, exercise) for number, exercise in enumerate(exercises_of(lesson), 1))


def shown_predictions(predictions: Sequence[Prediction], lesson: Lesson) -> str:
    """Write as Markdown what is to be predicted in a lesson, and where."""
    rows = [f"> - `{one.name}`: {spoken(one.asks())}" for one in predictions]
    head = (f"> Write down first what you expect, in `answers/{lesson.number:02}.py`; `srm-ref lesson {lesson.number} "
            "--check` puts that file there, and then says whether it comes so, and why.")
    return "\n".join([head, ">", *rows]) if rows else ""


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


def _checker_of(lesson: Lesson) -> ModuleType:
    return load_file(lessons_folder() / "checkers" / f"{lesson.number:02}.py", f"checker_{lesson.number:02}")


def _shown(number: int, exercise: Exercise) -> str:
    signature = f"{exercise.name}{inspect.signature(exercise.solution)}"
    paragraphs = re.split(r"\n\s*\n", inspect.getdoc(exercise.solution))
    said = [spoken(" ".join(paragraph.split())) for paragraph in paragraphs]
    hints = [fold(title, spoken(hint)) for title, hint in zip(HINTS, hints_of(exercise)) if hint]
    is_open = [OPEN] if exercise.wanted else []
    solution = fold("One solution" if is_open else "Solution", f"```python\n{solution_of(exercise.solution)}\n```")
    return "\n\n".join([f"### Exercise {number}: `{signature}`", *said, *is_open, *hints, solution])
