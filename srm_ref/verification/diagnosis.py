"""Which mistake explains your numbers? The ones that predict every answer you gave, right ones included.

Single mistakes are tried first, then pairs; what explains most of the failing cases is named where nothing explains
all. Rounding is recognised as such.

Contents: Diagnosis, diagnose.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping, NamedTuple, Sequence

import numpy as np

from srm_ref.verification.cases import Case
from srm_ref.verification.mistakes.families import FAMILIES, agrees, right_steps
from srm_ref.verification.mistakes.mistake import Mistake, pairs_of

__all__ = ["Diagnosis", "diagnose"]

ROUNDING = 200.0        # times the tolerance, which float32 meets: half precision stays below this


class Diagnosis(NamedTuple):
    """What explains a function's answers.

    `kind` is "explains all", "explains most", "rounding" or "unknown"; `mistakes` as (name, line, convention to declare);
    `n_explained` of `n_cases` cases.
    """

    function: str
    kind: str
    mistakes: tuple[tuple[str, str, str], ...] = ()
    n_explained: int = 0
    n_cases: int = 0


def diagnose(function: str, answers: Sequence[tuple[Case, Any]], failed: Sequence[str],
             conventions: Mapping[str, str]) -> list[Diagnosis]:
    """Find the known mistakes that explain all answers of one function.

    Parameters
    ----------
    function : str
    answers : sequence of (Case, answer)
        All cases that were answered, in this package's conventions.
    failed : sequence of str
        The ids of those that are wrong.
    conventions : mapping
        The declared ones.

    Returns
    -------
    list of Diagnosis
        Empty where nothing failed.
    """
    refused = [(case, answer) for case, answer in answers if "refusal" in case.expected and case.id in failed]
    found = [_degenerate(function, refused)] if refused else []
    numbers = [(case, answer) for case, answer in answers if "refusal" not in case.expected]
    numbers.sort(key=lambda pair: pair[0].id not in failed)         # failing cases first: they refute fastest
    n_failed = sum(case.id in failed for case, _ in numbers)
    if not n_failed:
        return found
    return found + [_explain(function, numbers, n_failed, right_steps(function, conventions))]


def _explain(function: str, numbers: list[tuple[Case, Any]], n_failed: int, right: Any) -> Diagnosis:
    if all(agrees(function, right, case, answer, ROUNDING) for case, answer in numbers):
        return Diagnosis(function, "rounding", (), len(numbers), len(numbers))
    single = FAMILIES[function].mistakes
    for mistakes in (single, pairs_of(single)):
        explaining = [m for m in mistakes if _explains(function, right, m, numbers)]
        if explaining:
            return Diagnosis(function, "explains all", _told(explaining), len(numbers), len(numbers))
    counts = [sum(_explains(function, right, m, [pair]) for pair in numbers[:n_failed]) for m in single]
    best = max(counts)
    if 2 * best < n_failed:
        return Diagnosis(function, "unknown", (), 0, n_failed)
    nearest = [m for m, count in zip(single, counts) if count == best]
    return Diagnosis(function, "explains most", _told(nearest), best, n_failed)


def _explains(function: str, right: Any, mistake: Mistake, numbers: list[tuple[Case, Any]]) -> bool:
    steps = replace(right, **mistake.steps)
    return all(agrees(function, steps, case, answer) for case, answer in numbers)


def _told(mistakes: list[Mistake]) -> tuple[tuple[str, str, str], ...]:
    return tuple((m.name, m.line, m.convention) for m in mistakes)


def _degenerate(function: str, refused: list[tuple[Case, Any]]) -> Diagnosis:
    zeros = all(not np.any(answer) for _, answer in refused)
    name = "degenerate plane gives a curve of zeros" if zeros else "degenerate plane gives a curve"
    line = "|b - (b.e1) e1| = 0 for parallel and antiparallel rows: e2, and with it the plane, is not there"
    return Diagnosis(function, "explains all", ((name, line, '"parallel_planes": "zeros"' if zeros else ""),),
                     len(refused), len(refused))
