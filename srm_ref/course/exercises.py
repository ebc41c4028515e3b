"""What is an exercise? A small table: the inputs that every answer is asked, and what known mistakes give on them.

lessons/checkers/NN.py holds EXERCISES, a tuple of Exercise. The shipped solution says what is right; `inputs` come
smallest first, so that the first one that is answered wrongly is the counterexample; `known` and `mistakes` give the
results of known mistakes. `properties` hold what no table of values can: chance, memory, any right circuit. An open
exercise asks to train, find or construct something: its `wanted` judge what is returned, and many answers are right.

Contents: Wrong, Note, Exercise, Outcome, Verdict, ask, expect, expect_untouched.
"""

from __future__ import annotations

import copy
import functools
import warnings
import zlib
from dataclasses import dataclass
from typing import Any, Callable, Iterable, NamedTuple, Sequence

import numpy as np

from srm_ref.course.comparing import Tolerance, fault

__all__ = ["Wrong", "Note", "Exercise", "Outcome", "Verdict", "ask", "expect", "expect_untouched"]


class Wrong(Exception):
    """An answer is wrong; the message is the hint, `levels` are the graded ones."""

    def __init__(self, hint: str, levels: Sequence[str] = ()) -> None:
        super().__init__(hint)
        self.levels = levels


class Note(str):
    """The last entry of an input: what is special about it. It is shown if this is the smallest input that goes
    wrong."""


class Outcome(NamedTuple):
    """The outcome of one call of an answer."""

    value: Any
    error: Exception | None
    changed: str  # the name of an argument that was changed in place


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson: what is asked, what is right, and which mistakes are known by their values.

    `inputs(rng)` gives tuples of arguments, smallest first, a Note last if there is something to say.
    `known(*arguments)` gives pairs (value, hint), always as many and in one order; `mistakes` are pairs (wrong answer,
    hint). An exception type is a value, too. `properties` are called with the answer and raise Wrong; they have
    examples in `wrong`, pairs (wrong answer, piece of its hint). `hints` are three graded ones, for an exercise
    without inputs to take them from. `wanted` makes an exercise open: the answer is called once, with what
    `given()` makes (by default nothing), and each of `wanted` is called with what it returned, and raises Wrong
    (`srm_ref.course.wanting`).
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
    hints: tuple[str, ...] = ()
    wanted: tuple[Callable[[Any], None], ...] = ()
    given: Callable[[], tuple] = tuple

    @functools.cache
    def cases(self) -> list[tuple[tuple, str]]:
        """Draw the inputs, always the same: (arguments, note). Answers get copies."""
        rng = np.random.default_rng(zlib.crc32(self.name.encode()))
        drawn = self.inputs(rng) if self.inputs else ()
        return [(case[:-1], case[-1]) if isinstance(case[-1], Note) else (case, "") for case in drawn]

    @functools.cache
    def known_values(self) -> list[list[tuple[Any, str]]]:
        """Give (value, hint) of all known mistakes, input by input; an exception's type where a mistake ends in one."""
        return [self._known_at(arguments) for arguments, _ in self.cases()]

    def _known_at(self, arguments: tuple) -> list[tuple[Any, str]]:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = list(self.known(*copy.deepcopy(arguments))) if self.known else []
        return values + [(_value(ask(answer, arguments, ())), hint) for answer, hint in self.mistakes]


class Verdict(NamedTuple):
    """What the checker says of one exercise."""

    name: str
    state: str  # "right", "wrong" or "unsolved"; "not so" of a wrong prediction
    hint: str
    levels: Sequence[str] = ()  # graded hints: where to look, what is found there, which mistake it may be


def ask(answer: Callable, arguments: tuple, names: Sequence[str]) -> Outcome:
    """Call an answer on copies of its arguments, without NumPy's warnings; NotImplementedError goes on.

    Parameters
    ----------
    answer : callable
    arguments : tuple
    names : sequence of str
        Of the arguments that have to be left as they are.

    Raises
    ------
    NotImplementedError
        The answer is not written yet.
    """
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
    """Accept that what was given to an answer is unchanged.

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


def _value(outcome: Outcome) -> Any:
    return type(outcome.error) if outcome.error else outcome.value


def _unchanged(now: Any, before: Any) -> bool:
    if isinstance(before, np.ndarray):
        kept = isinstance(now, np.ndarray) and now.dtype == before.dtype
        return kept and np.array_equal(now, before, equal_nan=before.dtype.kind in "fc")
    if isinstance(before, (list, tuple)):
        return len(now) == len(before) and all(map(_unchanged, now, before))
    return now is before or now == before if isinstance(before, (int, float, str, np.number)) else True
