"""Is an answer right, and what is said when it is not?

An answer is called on all inputs of its exercise and compared with the shipped solution. The first input that goes
wrong is reported; if the values on all inputs are those of one known mistake, and of no other, that mistake is named
instead. An open exercise has no solution to compare with: what the answer returns is put to its properties. Whatever
the learner's code raises is a verdict on it.

Contents: verdicts, outcomes_of, right_values, hints_of.
"""

from __future__ import annotations

import copy
import inspect
import itertools
import re
import traceback
import warnings
from types import ModuleType, SimpleNamespace
from typing import Any, Callable, Sequence

import numpy as np

from srm_ref.course.comparing import Tolerance, fault, in_single_precision, nearness, plain, same
from srm_ref.course.exercises import Exercise, Outcome, Verdict, Wrong, ask

__all__ = ["verdicts", "outcomes_of", "right_values", "hints_of"]

_NEAR = 1e-2  # relative to the largest number: the message says so if an answer is nearer than this
_UNTOLD = re.compile(r"array of shape|e[+-]\d\d")  # too large to show, or made of rounding
_BY_HAND, _SHORT = 6, 120  # hints look at this many inputs at most, and at texts shorter than this


def verdicts(exercises: Sequence[Exercise], answers: ModuleType) -> list[Verdict]:
    """Check every exercise on a module of answers, in this process; whatever an answer raises is a verdict on it.

    Parameters
    ----------
    exercises : sequence of Exercise
    answers : module
    """
    return [_verdict(exercise, answers) for exercise in exercises]


def outcomes_of(exercise: Exercise, answer: Callable) -> list[Outcome]:
    """Ask an answer all inputs of an exercise."""
    names = list(inspect.signature(exercise.solution).parameters)
    return [ask(answer, arguments, names) for arguments, _ in exercise.cases()]


def right_values(exercise: Exercise) -> list[Any]:
    """Ask the shipped solution all inputs of an exercise."""
    with np.errstate(all="ignore"):
        return [exercise.solution(*copy.deepcopy(arguments)) for arguments, _ in exercise.cases()]


def _verdict(exercise: Exercise, answers: ModuleType) -> Verdict:
    answer, file = getattr(answers, exercise.name, None), getattr(answers, "__file__", None)
    if answer is None:
        return Verdict(exercise.name, "unsolved", "there is no function of this name in your file")
    asked = _Asked(exercise.name, answer)
    try:
        remark = _judge(exercise, answer, file)
        for has_property in exercise.properties:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                has_property(asked)
        if exercise.wanted:
            _put_to_its_properties(exercise, asked)
    except NotImplementedError:
        return _unsolved(exercise)
    except Wrong as wrong:
        return Verdict(exercise.name, "wrong", str(wrong), wrong.levels)
    except (SystemExit, KeyboardInterrupt, GeneratorExit) as error:
        ends = f"your answer ends the program ({type(error).__name__}): return the result instead"
        return Verdict(exercise.name, "wrong", ends)
    except BaseException as error:  # the learner's code may raise anything: it is reported, with its line
        return Verdict(exercise.name, "wrong", (asked.call and f"{asked.call}: ") + _told(error, file))
    return Verdict(exercise.name, "right", remark)


def _judge(exercise: Exercise, answer: Callable, file: str | None) -> str:
    """Raise Wrong unless the answer is right on all inputs; say if it is so to single precision only."""
    if not callable(answer):
        raise Wrong(f"{exercise.name} is to be a function; it is {plain(answer)}")
    outcomes = outcomes_of(exercise, answer)
    if changed := next((outcome.changed for outcome in outcomes if outcome.changed), ""):
        raise Wrong(f"your answer has changed {changed} in place, for whoever called it as well: make a new one")
    wanted = right_values(exercise)
    faults = [_told(outcome.error, file) if outcome.error else
              fault(outcome.value, right, exercise.tolerance, exercise.integers)
              for outcome, right in zip(outcomes, wanted)]
    first = next((k for k, text in enumerate(faults) if text), None)
    if first is None:
        single = any(in_single_precision(outcome.value) for outcome in outcomes)
        return "to single precision, as your results are float32" if single else ""
    if all(outcome.value is None and not outcome.error for outcome in outcomes):
        raise Wrong(f"{exercise.name}: found None: the function has to return its result")
    raise _wrong(exercise, first, faults[first], _named(exercise, outcomes), _near(outcomes, wanted))


def _put_to_its_properties(exercise: Exercise, asked: Callable) -> None:
    """Call the answer to an open exercise once; raise Wrong at the first property that the result lacks."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = asked(*exercise.given())
        asked.call = ""  # what goes wrong from here on is no fault of the call
        for has_property in exercise.wanted:
            has_property(copy.deepcopy(found))


def _wrong(exercise: Exercise, first: int, text: str, mistake: str, near: str) -> Wrong:
    """Make the counterexample with its note, or the one known mistake that explains all values; and both, graded."""
    arguments, note = exercise.cases()[first]
    call, remark = _call(exercise.name, arguments), f" ({note})" if note else ""
    counterexample = f"{call}: {text}{remark}{near}"
    third = mistake or "none of the mistakes known here gives your results on all inputs"
    return Wrong(mistake or counterexample, (f"look at {call}{remark}", counterexample, third))


def hints_of(exercise: Exercise) -> tuple[str, ...]:
    """What can be said before there is an answer: an input to do by hand, its result, and how a mistake shows there.

    The input is that of the first short ones at which most known mistakes show. An exercise without inputs has hints of
    its own; else its properties say which mistakes they know.
    """
    if exercise.hints or not exercise.inputs:
        return exercise.hints or tuple(f"mind this: {text}" for text in _said_of_wrong(exercise))
    cases, wanted, tables = exercise.cases(), right_values(exercise), exercise.known_values()
    calls = [_call(exercise.name, arguments) for arguments, _ in cases]
    shown = [[(value, hint) for value, hint in table
              if not (isinstance(value, type) or same(value, right, exercise.tolerance) or "nan" in plain(value))]
             for table, right in zip(tables, wanted)]
    told = [f"{call} is {plain(right)}" for call, right in zip(calls, wanted)]
    by_hand = [k for k, text in enumerate(told[:_BY_HAND]) if len(text) < _SHORT and "array of shape" not in text]
    best = max(by_hand or range(len(told[:_BY_HAND])), key=lambda k: len(shown[k]))  # the first of several
    note = cases[best][1]
    return (f"do it by hand: {calls[best]}" + (f" ({note})" if note else ""), told[best], _as_found(shown[best]))


def _as_found(shown: list[tuple[Any, str]]) -> str:
    """Describe a mistake by what it gives: the first one that is alone in giving it, else the first."""
    texts = [plain(value) for value, _ in shown]
    best = next((k for k, text in enumerate(texts) if texts.count(text) == 1 and not _UNTOLD.search(text)), 0)
    return f"found {texts[best]} there? {shown[best][1]}" if shown else ""


def _said_of_wrong(exercise: Exercise) -> list[str]:
    told = (_verdict(exercise, SimpleNamespace(**{exercise.name: answer})).hint for answer, _ in exercise.wrong)
    return list(itertools.islice(dict.fromkeys(told), 3))


def _unsolved(exercise: Exercise) -> Verdict:
    return Verdict(exercise.name, "unsolved", "replace the line that raises NotImplementedError", hints_of(exercise))


def _named(exercise: Exercise, outcomes: list[Outcome]) -> str:
    """Give the hint of the one known mistake whose values these are on all inputs; "" where there is none, or two."""
    left: dict[int, str] | None = None
    for table, outcome in zip(exercise.known_values(), outcomes):
        fit = {k: hint for k, (value, hint) in enumerate(table)
               if (left is None or k in left) and _is(outcome, value, exercise.tolerance)}
        left = fit
        if not left:
            return ""
    hints = set((left or {}).values())
    return hints.pop() if len(hints) == 1 else ""


def _is(outcome: Outcome, value: Any, tolerance: Tolerance) -> bool:
    if isinstance(value, type) and issubclass(value, Exception):
        return isinstance(outcome.error, value)
    return outcome.error is None and same(outcome.value, value, tolerance)


def _near(outcomes: list[Outcome], wanted: list) -> str:
    off = max(np.inf if o.error else nearness(o.value, right) for o, right in zip(outcomes, wanted))
    return "" if off >= _NEAR else (f". Close on all inputs, at most {off:.1g} of the largest number off: "
                                    "as from single precision, too wide steps or a sample")


def _call(name: str, arguments: tuple) -> str:
    return f"{name}({', '.join(map(plain, arguments))})"


def _told(error: BaseException, file: str | None) -> str:
    """Write an error in one line, with the line of the learner's file that it came through, and no other file's."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if file is not None and frame.filename == file]
    text = f"{type(error).__name__}: {error}"
    return f"{text} (line {own[-1].lineno} of your file: {own[-1].line})" if own else text


class _Asked:
    """An answer that remembers how it was last called, and that has to return something."""

    def __init__(self, name: str, answer: Callable) -> None:
        self.name, self.answer, self.call = name, answer, ""

    def __call__(self, *arguments: Any) -> Any:
        self.call = _call(self.name, arguments)
        found = self.answer(*arguments)
        if found is None:
            raise Wrong(f"{self.call}: found None: the function has to return its result")
        return found
