"""What is an exercise, when is its answer right, and what is said when it is not?

lessons/checkers/NN.py holds EXERCISES, a tuple of Exercise. A check calls the learner's function on inputs of its own and
raises Wrong with a hint that names the mistake where it can be told from the numbers. Every exercise lists at least two
typical wrong answers with a piece of the hint that each must get: the tests hold the checker to it.

Contents: Wrong, Exercise, expect_close, expect_equal, expect_untouched, verdicts.
"""

from __future__ import annotations

import traceback
from types import ModuleType
from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

__all__ = ["Wrong", "Exercise", "Verdict", "expect_close", "expect_equal", "expect_untouched", "verdicts"]


class Wrong(Exception):
    """An answer is wrong; the message is the hint."""


class Exercise(NamedTuple):
    """One exercise of a lesson."""

    name: str  # of the learner's function
    check: Callable[[Callable], None]  # raises Wrong
    wrong: tuple[tuple[Callable, str], ...]  # (typical wrong answer, piece of the hint that it must get)


class Verdict(NamedTuple):
    """What the checker says of one exercise."""

    name: str
    state: str  # "right", "wrong" or "unsolved"
    hint: str


def expect_close(found: Any, wanted: Any, what: str, mistakes: Sequence[tuple[Any, str]] = (), atol: float = 1e-9) -> None:
    """Accept an answer that equals what is wanted; else say which known mistake it equals, if any.

    Parameters
    ----------
    found, wanted : array_like, shape (...)
    what : str
        How the hint calls the answer.
    mistakes : sequence of (array_like, str)
        Values that a known mistake gives, each with its hint.
    atol : float

    Raises
    ------
    Wrong
        With the hint.
    """
    wanted = np.asarray(wanted)
    if found is None:
        raise Wrong(f"{what}: found None: the function has to return its result")
    try:
        array = np.asarray(found, dtype=float)
    except (TypeError, ValueError):
        raise Wrong(f"{what}: wanted numbers of shape {wanted.shape}; found {type(found).__name__}") from None
    for value, hint in mistakes:
        if _same(array, value, atol) and not _same(array, wanted, atol):
            raise Wrong(hint)
    if array.shape != wanted.shape:
        raise Wrong(f"{what}: wanted shape {wanted.shape}; found shape {array.shape}")
    if not _same(array, wanted, atol):
        worst = np.unravel_index(np.argmax(np.abs(np.nan_to_num(array, nan=np.inf) - wanted)), wanted.shape)
        place = f" at index {tuple(int(i) for i in worst)}" if wanted.shape else ""
        pair = float(wanted[worst]), float(array[worst])
        digits = next((n for n in (6, 12) if f"{pair[0]:.{n}g}" != f"{pair[1]:.{n}g}"), 17)
        raise Wrong(f"{what}: wanted {pair[0]:.{digits}g}; found {pair[1]:.{digits}g}{place}")


def expect_equal(found: Any, wanted: Any, what: str) -> None:
    """Accept an answer only if it equals what is wanted exactly (words, booleans, integers).

    Parameters
    ----------
    found, wanted : array_like or str
    what : str
        How the hint calls the answer.

    Raises
    ------
    Wrong
        With what was wanted and what was found.
    """
    if not np.array_equal(found, wanted):
        raise Wrong(f"{what}: wanted {_plain(wanted)}; found {_plain(found)}")


def expect_untouched(given: np.ndarray, kept: np.ndarray, name: str) -> None:
    """Accept that the array given to an answer is still what it was.

    Parameters
    ----------
    given, kept : ndarray, shape (...)
        The array that the answer had, and a copy of it made before.
    name : str
        Of the argument.

    Raises
    ------
    Wrong
        The answer has changed it.
    """
    if not np.array_equal(given, kept):
        raise Wrong(f"your answer has changed {name} in place, for whoever called it as well: make a new array")


def verdicts(exercises: Sequence[Exercise], answers: ModuleType) -> list[Verdict]:
    """Check every exercise on a module of answers; an exception in an answer is a wrong answer with its last line.

    Parameters
    ----------
    exercises : sequence of Exercise
    answers : module

    Returns
    -------
    list of Verdict
    """
    return [_verdict(exercise, answers) for exercise in exercises]


def _verdict(exercise: Exercise, answers: ModuleType) -> Verdict:
    answer = getattr(answers, exercise.name, None)
    if answer is None:
        return Verdict(exercise.name, "unsolved", "there is no function of this name in your file")
    try:
        exercise.check(answer)
    except NotImplementedError:
        return Verdict(exercise.name, "unsolved", "replace the line that raises NotImplementedError")
    except Wrong as wrong:
        return Verdict(exercise.name, "wrong", str(wrong))
    except Exception as error:  # the learner's code may raise anything: it is reported, with its line
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if frame.filename == getattr(answers, "__file__", None)]  # NumPy's lines are not the learner's
        where = (own or frames)[-1]
        return Verdict(exercise.name, "wrong", f"{type(error).__name__}: {error} (line {where.lineno}: {where.line})")
    return Verdict(exercise.name, "right", "")


def _same(x: np.ndarray, y: Any, atol: float) -> bool:
    return np.shape(y) == x.shape and np.allclose(x, y, rtol=0, atol=atol, equal_nan=True)


def _plain(value: Any) -> str:
    return repr(value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value)
