"""What does a learner expect before a figure is seen, and is it right? Predictions are written down, then judged.

lessons/checkers/NN.py holds PREDICTIONS, a tuple of Prediction; lessons/solutions/NN.py says what comes and, in the
docstring, what is to be predicted. A question of the lesson, **What do you expect?**, names it in backticks: the page
shows there what to write down, and the reason with the folded answer; a notebook has a cell to write it in. Nothing is
said before there is a prediction. A wrong one does not count as a mistake; the reason is given.

Contents: QUESTION, Prediction, judged, named_in, predict.
"""

from __future__ import annotations

import inspect
import itertools
import math
from dataclasses import dataclass, field
from numbers import Real
from types import ModuleType
from typing import Any, Callable, Iterable, Mapping

from srm_ref.course.comparing import Tolerance, plain, same
from srm_ref.course.exercises import Verdict
from srm_ref.course.finder import Cell, lesson, lessons_folder, load_file

__all__ = ["QUESTION", "Prediction", "judged", "named_in", "predict"]

QUESTION = "**What do you expect?**"
"""A text cell whose last paragraph begins so asks for a prediction of what the code up to the next text shows."""


@dataclass(frozen=True)
class Prediction:
    """One prediction: what is right, why, and what a wrong prediction overlooks.

    `solution()` is a number, a word among `choices`, or a tuple: an order of `choices`. A whole number is compared
    exactly, any other number to within `room`. `shows` is an expression in the names that the lesson has after it was
    run: what the figure shows, which a test compares with the solution. `overlooked` says of a wrong prediction what
    it has not seen. Without `choices` a number is wanted.
    """

    name: str
    solution: Callable[[], Any]
    shows: str
    because: str
    choices: tuple[str, ...] = ()
    room: float = 0.0
    overlooked: Mapping[Any, str] = field(default_factory=dict)

    def asks(self) -> str:
        """Say what is to be predicted, in a line: the docstring of the stub."""
        return " ".join(inspect.getdoc(self.solution).split())

    def comes(self, value: Any) -> bool:
        """Say whether a prediction is right."""
        return same(value, self.solution(), Tolerance(self.room + 1e-12, 0.0))

    def wanted(self) -> str:
        """Say what kind of value a prediction has to be."""
        if isinstance(self.solution(), tuple):
            return f"a tuple with {', '.join(map(repr, self.choices))} in your order"
        if self.choices:
            return f"one of {', '.join(map(repr, self.choices))}"
        return "a whole number" if isinstance(self.solution(), int) else "a number"

    def is_one(self, value: Any) -> bool:
        """Tell whether a value is a prediction at all."""
        if isinstance(self.solution(), tuple):
            return isinstance(value, (tuple, list)) and tuple(value) in itertools.permutations(self.choices)
        if self.choices:
            return isinstance(value, str) and value in self.choices
        is_number = isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
        return is_number and (not isinstance(self.solution(), int) or value == int(value))

    def told(self) -> str:
        """Say what is right, and why."""
        right = self.solution()
        came = f"{right:.3g}, to within {self.room:g}" if self.room else plain(right)
        return f"it is {came}: {self.because}"


def judged(prediction: Prediction, answers: ModuleType) -> Verdict:
    """Say whether a prediction in a module of answers is right, and why; say nothing before there is one."""
    answer = getattr(answers, prediction.name, None)
    if answer is None:
        return _verdict(prediction, "unsolved", "there is no function of this name in your file")
    try:
        return _said(prediction, answer() if callable(answer) else answer)
    except NotImplementedError:
        return _verdict(prediction, "unsolved", "in the place of the line that raises NotImplementedError "
                        "write `return` and what you expect")
    except BaseException as error:  # the learner's code may raise anything
        return _verdict(prediction, "wrong", f"{type(error).__name__}: {error}")


def named_in(cell: Cell, predictions: Iterable[Prediction]) -> list[Prediction]:
    """Return the predictions that a text cell's last paragraph asks for."""
    last = cell.source.split("\n\n")[-1] if cell.is_text else ""
    return [one for one in predictions if last.startswith(QUESTION) and f"`{one.name}`" in last]


class _Said(str):
    """A verdict as a notebook shows it: without quotes."""

    def __repr__(self) -> str:
        return str(self)


def predict(number: int, name: str, value: Any = ...) -> _Said:
    """Judge the prediction of this name in a notebook: is `value` right in the lesson of this number, and why?

    Examples
    --------
    >>> predict(1, "n_peaks")
    n_peaks: write what you expect in the place of the dots, a whole number, then run this cell again
    """
    chosen = lesson(str(number))
    file = lessons_folder() / "checkers" / f"{chosen.number:02}.py"
    every = {one.name: one for one in load_file(file, f"checker_{chosen.number:02}").PREDICTIONS}
    if name not in every:
        return _Said(f"lesson {number} asks for {', '.join(every)}; there is no {name!r}")
    if value is ...:
        return _Said(f"{name}: write what you expect in the place of the dots, {every[name].wanted()}, then run this "
                     "cell again")
    return _Said(": ".join(_said(every[name], value)[:3]))


def _said(prediction: Prediction, value: Any) -> Verdict:
    if not prediction.is_one(value):
        return _verdict(prediction, "wrong", f"wanted {prediction.wanted()}; found {plain(value)}")
    if prediction.comes(value):
        return _verdict(prediction, "right", prediction.told())
    overlooked = prediction.overlooked.get(tuple(value) if isinstance(value, list) else value, "")
    hint = f"you expect {plain(value)}{overlooked and f': {overlooked}'}; {prediction.told()}"
    return _verdict(prediction, "not so", hint)


def _verdict(prediction: Prediction, state: str, hint: str) -> Verdict:
    return Verdict(prediction.name, state, hint, (hint,))
