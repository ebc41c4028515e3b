"""What is a law? A statement that holds for every right implementation, whatever the inputs, and how to try it.

A law asks the implementation two or three related questions about seeded random inputs and compares its answers with
each other: no expected values are needed. Inputs keep clear of cone edges and relu kinks, where rounding decides.

Contents: Ask, CallFailed, Violation, Law, first_violation, differ.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

__all__ = ["Ask", "CallFailed", "Violation", "Law", "first_violation", "differ"]

Ask = Callable[[str, dict[str, Any]], Any]      # (function, inputs) -> answer in this package's conventions


class CallFailed(Exception):
    """The implementation raised, hung, or returned something that is no answer; `args[0]` is the `CallOutcome`."""


class Violation(NamedTuple):
    """How a law was broken: where, the two numbers that should agree, and the inputs of the first question."""

    place: str
    expected: float
    found: float
    inputs: dict[str, Any]


class Law(NamedTuple):
    """A law: its name, the functions it needs, the statement, what breaks it, and the trial itself.

    ``trial(ask, rng)`` returns a `Violation`, or None where the law holds.
    """

    name: str
    functions: tuple[str, ...]
    statement: str
    broken_by: str
    trial: Callable[[Ask, np.random.Generator], Violation | None]


def first_violation(trial: Callable[[Any, np.random.Generator], Violation | None], asked: Any, rng: np.random.Generator,
                    trials: int) -> Violation | None:
    """Try a law or a drawn question a few times; an answer of a shape that no trial expects is a violation, too.

    Parameters
    ----------
    trial : callable
        ``trial(asked, rng)``, as a `Law` or a `Drawn` holds it.
    asked : object
        What the trial asks.
    rng : numpy.random.Generator
    trials : int

    Returns
    -------
    Violation or None
    """
    try:
        with np.errstate(all="ignore"):                         # nan in the answers is a violation, not a warning
            return next(filter(None, (trial(asked, rng) for _ in range(trials))), None)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        return Violation(f"an answer that cannot be compared ({error})", float("nan"), float("nan"), {})


def differ(expected: Any, found: Any, inputs: dict[str, Any], atol: float = 1e-5, name: str = "") -> Violation | None:
    """Return the first place where two answers that should agree do not.

    Parameters
    ----------
    expected, found : array_like
    inputs : dict
        For the report.
    atol : float
        Allowed difference, relative to the largest number expected where that is above 1.
    name : str
        What the numbers are, for the report.

    Returns
    -------
    Violation or None

    Examples
    --------
    >>> differ([0.5, 1.0], [0.5, 0.75], {}).place
    '[1]'
    """
    expected, found = np.asarray(expected, dtype=float), np.asarray(found, dtype=float)
    if expected.shape != found.shape:
        return Violation(f"{name} shape: {expected.shape} against {found.shape}", expected.ndim, found.ndim, inputs)
    close = np.abs(found - expected) <= atol * max(1.0, np.abs(expected).max(initial=0.0))
    if close.all():
        return None
    index = np.unravel_index(int(np.argmin(close)), close.shape)
    place = f"{name}[{', '.join(str(int(i)) for i in index)}]" if close.ndim else name
    return Violation(place, float(expected[index]), float(found[index]), inputs)
