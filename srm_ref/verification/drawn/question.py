"""What is a drawn question, and what is the smallest one that still fails?

Contents: Drawn, Inputs, Judge, Rng, asked, smallest, sizes_of.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Any, Callable, Iterator, NamedTuple

import numpy as np

from srm_ref.verification.asking.session import Session
from srm_ref.verification.laws.law import CallFailed, Violation

__all__ = ["Drawn", "Inputs", "Rng", "Judge", "asked", "smallest", "sizes_of"]

Inputs = dict[str, Any]
Rng = np.random.Generator
Judge = Callable[[Inputs, Any], "tuple[str, Any, Any] | None"]      # place, expected, found; None: right
SECONDS, ASKED = 4.0, 90                                            # at most this many calls to find a smaller question
SAMPLES, COLUMNS = ("activations", "features"), ("W", "W1")


class Drawn(NamedTuple):
    """A kind of question: its name, its function, what is asked, what it was made to catch, and the trial itself.

    ``trial(session, rng)`` returns a `Violation`, or None where the answer is right.
    """

    name: str
    function: str
    statement: str
    broken_by: str
    trial: Callable[[Session, Rng], Violation | None]


def asked(function: str, make: Callable[[Rng], Inputs], judge: Judge) -> Callable[[Session, Rng], Violation | None]:
    """Return a trial: draw, ask, judge, and where the answer is wrong find a smaller question that is answered wrongly.

    Parameters
    ----------
    function : str
        A key of `suites.FUNCTIONS`.
    make : callable
        ``make(rng)`` returns the inputs.
    judge : callable
        ``judge(inputs, answer)`` returns the first difference, or None.
    """
    def trial(session: Session, rng: Rng) -> Violation | None:
        inputs = make(rng)
        wrong = judge(inputs, session.ask(function, inputs))
        if wrong is None:
            return None
        inputs, wrong = smallest(function, inputs, wrong, judge, session)
        return Violation(f"{sizes_of(inputs)}: {wrong[0]}", wrong[1], wrong[2], inputs)

    return trial


def smallest(function: str, inputs: Inputs, wrong: tuple, judge: Judge, session: Session) -> tuple[Inputs, tuple]:
    """Leave out halves, then single ones, of samples, planes, angles and features, as long as the answer stays wrong.

    Parameters
    ----------
    function : str
    inputs : dict
        Answered wrongly.
    wrong : tuple
        How: place, expected, found.
    judge : callable
    session : Session
    """
    started, left = time.perf_counter(), ASKED
    for less_of in _directions(inputs):
        found: tuple | None = wrong
        while found is not None:
            found = None
            for less in less_of(inputs):
                left -= 1
                if left < 0 or time.perf_counter() - started > SECONDS:
                    return inputs, wrong
                found = _judged(function, less, judge, session)
                if found is not None:
                    inputs, wrong = less, found
                    break
    return inputs, wrong


def _judged(function: str, inputs: Inputs, judge: Judge, session: Session) -> tuple | None:
    try:
        return judge(inputs, session.ask(function, inputs))
    except (CallFailed, ValueError, IndexError, np.linalg.LinAlgError):
        return None                                             # the question is too small for this implementation


def _directions(inputs: Inputs) -> Iterator[Callable[[Inputs], Iterator[Inputs]]]:
    """Yield the ways to make a question smaller, each as a function of the question."""
    yield from (partial(_rows_of, name=name) for name in ("thetas", "planes", *SAMPLES) if name in inputs)
    if "W" in inputs:
        yield lambda q: ({"W": q["W"][kept]} for kept in _parts(np.shape(q["W"])[0]))
        yield lambda q: ({"W": q["W"][:, kept]} for kept in _parts(np.shape(q["W"])[1]))
    if "importance" in inputs:
        yield lambda q: (_of_features(q, kept) for kept in _parts(len(q["importance"])))


def _rows_of(inputs: Inputs, name: str) -> Iterator[Inputs]:
    for kept in _parts(len(inputs[name])):
        yield inputs | {name: np.asarray(inputs[name])[kept]}


def _parts(n: int) -> Iterator[np.ndarray]:
    """Yield which to keep of n: either half, then three quarters, then all but the last or the first."""
    every = np.arange(n)
    if n >= 2:
        yield from (every[:(n + 1) // 2], every[n // 2:])
    if n >= 8:
        yield from (every[:3 * n // 4], every[n // 4:])
    if n >= 3:
        yield from (every[:-1], every[1:])


def _of_features(inputs: Inputs, kept: np.ndarray) -> Inputs:
    p = {name: np.asarray(value) for name, value in inputs["parameters"].items()}
    less = {name: value[:, kept] if name in COLUMNS else value[kept] for name, value in p.items()}
    out = inputs | {"parameters": less, "importance": np.asarray(inputs["importance"])[kept]}
    return out | ({"features": np.asarray(inputs["features"])[:, kept]} if "features" in inputs else {})


def sizes_of(inputs: Inputs) -> str:
    """Return the sizes of a question in words.

    Parameters
    ----------
    inputs : dict

    Examples
    --------
    >>> sizes_of({"W": np.ones((2, 5))})
    'W (2, 5)'
    """
    shapes = {**{k: v for k, v in inputs.items() if k != "parameters"}, **inputs.get("parameters", {})}
    words = [f"{name} {np.shape(value)}" for name, value in shapes.items() if np.ndim(value)]
    return ", ".join(words) or ", ".join(f"{name} = {value}" for name, value in inputs.items())
