"""What is an exercise, when is its answer right, and what is said when it is not?

lessons/checkers/NN.py holds EXERCISES, a tuple of Exercise: a small table. The shipped solution says what is right; `inputs`
are what every answer is asked, smallest first, so that the first one that is answered wrongly is the counterexample; `known` and
`mistakes` say what somebody gets who makes a known mistake. A hint names a mistake only where the answer has that mistake's value
on every input, and no other mistake's. `properties` hold what no table of values can: chance, memory, any right circuit.

Contents: Wrong, Note, Exercise, Verdict, verdicts, outcomes_of, expect, expect_untouched.
"""

from __future__ import annotations

import copy
import functools
import inspect
import traceback
import warnings
import zlib
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Callable, Iterable, NamedTuple, Sequence

import numpy as np

from srm_ref.course.comparing import Tolerance, fault, in_single_precision, nearness, plain, same

__all__ = ["Wrong", "Note", "Exercise", "Outcome", "Verdict", "verdicts", "outcomes_of", "expect", "expect_untouched"]

_NEAR = 1e-2


class Wrong(Exception):
    """An answer is wrong; the message is the hint."""


class Note(str):
    """The last entry of an input: what is special about it. It is told where this input is the smallest that goes wrong."""


class Outcome(NamedTuple):
    """What came of one call of an answer."""

    value: Any
    error: Exception | None
    changed: str  # the name of an argument that was changed in place


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson: what is asked, what is right, and which mistakes are known by their values.

    `inputs(rng)` gives tuples of arguments, smallest first, a Note last if there is something to say. `known(*arguments)` gives
    pairs (value, hint), always as many and in one order; `mistakes` are pairs (wrong answer, hint). An exception type is
    a value, too. `properties` are called with the answer and raise Wrong; they have examples in `wrong`: (wrong answer, piece of its hint).
    """

    name: str
    solution: Callable
    inputs: Callable[[np.random.Generator], Iterable[tuple]] | None = None
    known: Callable[..., Sequence[tuple[Any, str]]] | None = None
    mistakes: tuple[tuple[Callable, str], ...] = ()
    properties: tuple[Callable[[Callable], None], ...] = ()
    wrong: tuple[tuple[Callable, str], ...] = ()
    tolerance: Tolerance = Tolerance()
    integers: bool = False  # whether the stub asks for an integer type

    @functools.cache
    def cases(self) -> list[tuple[tuple, str]]:
        """Draw the inputs, always the same: (arguments, note). Answers get copies."""
        rng = np.random.default_rng(zlib.crc32(self.name.encode()))
        drawn = self.inputs(rng) if self.inputs else ()
        return [(case[:-1], case[-1]) if isinstance(case[-1], Note) else (case, "") for case in drawn]

    @functools.cache
    def known_values(self) -> list[list[tuple[Any, str]]]:
        """Give (value, hint) of all known mistakes, input by input; an exception's type where the mistake ends in one."""
        return [self._known_at(arguments) for arguments, _ in self.cases()]

    def _known_at(self, arguments: tuple) -> list[tuple[Any, str]]:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = list(self.known(*copy.deepcopy(arguments))) if self.known else []
        return values + [(_value(outcome), hint) for answer, hint in self.mistakes for outcome in [_ask(answer, arguments, ())]]


class Verdict(NamedTuple):
    """What the checker says of one exercise."""

    name: str
    state: str  # "right", "wrong" or "unsolved"
    hint: str


def verdicts(exercises: Sequence[Exercise], answers: ModuleType) -> list[Verdict]:
    """Check every exercise on a module of answers, in this process; whatever an answer raises is a verdict on it.

    Parameters
    ----------
    exercises : sequence of Exercise
    answers : module

    Returns
    -------
    list of Verdict
    """
    return [_verdict(exercise, answers) for exercise in exercises]


def outcomes_of(exercise: Exercise, answer: Callable) -> list[Outcome]:
    """Ask an answer all inputs of an exercise.

    Parameters
    ----------
    exercise : Exercise
    answer : callable

    Returns
    -------
    list of Outcome
    """
    names = list(inspect.signature(exercise.solution).parameters)
    return [_ask(answer, arguments, names) for arguments, _ in exercise.cases()]


def expect(found: Any, wanted: Any, what: str, tolerance: Tolerance = Tolerance()) -> None:
    """Accept a result that is the same as what is wanted, inside a property.

    Parameters
    ----------
    found, wanted : object
    what : str
        How the hint calls the result.
    tolerance : Tolerance

    Raises
    ------
    Wrong
        With what was wanted and what was found.
    """
    if text := fault(found, wanted, tolerance):
        raise Wrong(f"{what}: {text}")


def expect_untouched(given: Any, kept: Any, name: str) -> None:
    """Accept that what was given to an answer is still what it was.

    Parameters
    ----------
    given, kept : object
        What the answer had, and a copy of it made before.
    name : str
        Of the argument.

    Raises
    ------
    Wrong
        The answer has changed it.
    """
    if not _unchanged(given, kept):
        raise Wrong(f"your answer has changed {name} in place, for whoever called it as well: make a new one")


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
    except NotImplementedError:
        return Verdict(exercise.name, "unsolved", "replace the line that raises NotImplementedError")
    except Wrong as wrong:
        return Verdict(exercise.name, "wrong", str(wrong))
    except (SystemExit, KeyboardInterrupt, GeneratorExit) as error:
        return Verdict(exercise.name, "wrong", f"your answer ends the program ({type(error).__name__}): return the result instead")
    except BaseException as error:  # the learner's code may raise anything: it is reported, with its line
        return Verdict(exercise.name, "wrong", f"{asked.call}: {_told(error, file)}" if asked.call else _told(error, file))
    return Verdict(exercise.name, "right", remark)


def _judge(exercise: Exercise, answer: Callable, file: str | None) -> str:
    """Raise Wrong unless the answer is right on all inputs; say if it is so to single precision only."""
    if not callable(answer):
        raise Wrong(f"{exercise.name} is to be a function; it is {plain(answer)}")
    cases, outcomes = exercise.cases(), outcomes_of(exercise, answer)
    for outcome in outcomes:
        if outcome.changed:
            raise Wrong(f"your answer has changed {outcome.changed} in place, for whoever called it as well: make a new one")
    wanted = [exercise.solution(*copy.deepcopy(arguments)) for arguments, _ in cases]
    faults = [_told(outcome.error, file) if outcome.error else fault(outcome.value, right, exercise.tolerance, exercise.integers)
              for outcome, right in zip(outcomes, wanted)]
    first = next((k for k, text in enumerate(faults) if text), None)
    if first is None:
        single = any(in_single_precision(outcome.value) for outcome in outcomes)
        return "to single precision, as your results are float32" if single else ""
    if all(outcome.value is None and not outcome.error for outcome in outcomes):
        raise Wrong(f"{exercise.name}: found None: the function has to return its result")
    arguments, note = cases[first]
    raise Wrong(_named(exercise, outcomes)
                or f"{_call(exercise.name, arguments)}: {faults[first]}" + (f" ({note})" if note else "") + _near(outcomes, wanted))


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
    return f". Close on all inputs, at most {off:.1g} of the largest number off: as from single precision, too wide steps or a sample" if off < _NEAR else ""


def _ask(answer: Callable, arguments: tuple, names: Sequence[str]) -> Outcome:
    given = copy.deepcopy(arguments)
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = answer(*given)
    except NotImplementedError:
        raise
    except Exception as error:
        return Outcome(None, error, "")
    changed = next((name for name, now, before in zip(names, given, arguments) if not _unchanged(now, before)), "")
    return Outcome(copy.deepcopy(value) if isinstance(value, (np.ndarray, list)) else value, None, changed)


def _value(outcome: Outcome) -> Any:
    return type(outcome.error) if outcome.error else outcome.value


def _unchanged(now: Any, before: Any) -> bool:
    if isinstance(before, np.ndarray):
        return isinstance(now, np.ndarray) and now.dtype == before.dtype and np.array_equal(now, before, equal_nan=before.dtype.kind in "fc")
    if isinstance(before, (list, tuple)):
        return len(now) == len(before) and all(map(_unchanged, now, before))
    return now is before or now == before if isinstance(before, (int, float, str, np.number)) else True


def _call(name: str, arguments: tuple) -> str:
    return f"{name}({', '.join(map(plain, arguments))})"


def _told(error: BaseException, file: str | None) -> str:
    """An error in a line, with the line of the learner's file that it came through; no line of anybody else's."""
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
