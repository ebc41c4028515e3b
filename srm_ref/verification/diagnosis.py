"""Which mistake explains your numbers? Those that predict every answer you gave, the right answers included.

Single mistakes are tried first, then pairs, then those that explain most of the rest are added, up to three. If no
known mistakes explain all, the one that explains most failing cases is named if it contradicts hardly any answer, then
what explains most of the rest. Rounding is named as `mistakes.rounding` says. If no case failed,
the diagnosis says by what the failed laws and drawn questions are usually broken.

Contents: Diagnosis, diagnose, diagnose_checks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping, NamedTuple, Sequence

import numpy as np

from srm_ref.verification.cases import Case
from srm_ref.verification.checks import Check
from srm_ref.verification.mistakes.families import FAMILIES, LOOSER, agrees, right_steps
from srm_ref.verification.mistakes.mistake import Mistake, pairs_of, together
from srm_ref.verification.mistakes.rounding import is_rounding

__all__ = ["Diagnosis", "diagnose", "diagnose_checks"]

BEST = 3                # mistakes, then pairs, to which others are added
HOPE = 0.25             # of the failing cases, that a mistake must explain for others to be added to it
SAMPLE = 12             # failing cases left, on which additions are tried first
MOSTLY = 2 / 3          # of the failing cases, that a mistake must explain to be named where nothing explains all
AGREEING = 0.8          # of all answers, right ones included, that it must predict
WHOLE = ("explains all", "rounding")
FAULTS = 3              # that are named one after the other, at most

Numbers = list[tuple[Case, Any, float]]                         # how many times the case's tolerance is allowed


class Diagnosis(NamedTuple):
    """The explanation of a function's answers.

    `kind` is "explains all", "explains most", "rounding", "unknown", "state" (the same question was answered
    differently) or "checks" (no case failed, but laws or drawn questions did); `mistakes` as (name, line, convention to
    declare), for "checks" as (what usually breaks it, statement, ""); `n_explained` of `n_cases` failing cases;
    `further` explain some of the rest.
    """

    function: str
    kind: str
    mistakes: tuple[tuple[str, str, str], ...] = ()
    n_explained: int = 0
    n_cases: int = 0
    further: tuple[Diagnosis, ...] = ()


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
    degenerate = [_degenerate(function, refused)] if refused else []
    numbers = [(case, answer) for case, answer in answers if "refusal" not in case.expected]
    numbers.sort(key=lambda pair: pair[0].id not in failed)         # failing cases first: they refute most quickly
    n_failed = sum(case.id in failed for case, _ in numbers)
    if not n_failed:
        return degenerate
    right = right_steps(function, conventions)
    found = _of_numbers(function, numbers, n_failed, right)
    wrong = {case.inputs.get("model") for case, _ in numbers[:n_failed]}
    alone = [pair for pair in numbers if pair[0].inputs.get("model") in wrong]
    if found.kind not in WHOLE and len(alone) < len(numbers):       # each model may have code of its own
        other = _of_numbers(function, alone, n_failed, right)
        found = other if other.kind in WHOLE or found.kind == "unknown" else found
    return [*(degenerate if found.kind in WHOLE else []), found]    # else what is wrong may be wrong here too


def diagnose_checks(function: str, checks: Sequence[Check]) -> list[Diagnosis]:
    """Say by what the failed laws and drawn questions are usually broken; for use if no case failed.

    Parameters
    ----------
    function : str
    checks : sequence of Check
        Those that failed.

    Returns
    -------
    list of Diagnosis
        Empty where there are none.
    """
    told = tuple(dict.fromkeys((check.catches, check.about, "") for check in checks if check.catches))
    return [Diagnosis(function, "checks", told, len(checks), len(checks))] if checks else []


def _of_numbers(function: str, answers: list[tuple[Case, Any]], n_failed: int, right: Any) -> Diagnosis:
    """Explain answers, failing ones first; one that the right steps nearly give must be met as closely as a right."""
    if is_rounding(function, right, answers, n_failed):
        return Diagnosis(function, "rounding", (), n_failed, n_failed)
    slight = [agrees(function, right, case, answer) for case, answer in answers[:n_failed]]
    if all(slight):                                             # off by a little: no mistake of these does that
        return Diagnosis(function, "unknown", (), 0, n_failed)
    nearly = slight + [False] * (len(answers) - n_failed)
    return _explain(function, [(*pair, 1.0 if near else LOOSER) for pair, near in zip(answers, nearly)], n_failed,
                    right)


def _explain(function: str, numbers: Numbers, n_failed: int, right: Any) -> Diagnosis:
    single = FAMILIES[function].mistakes
    for mistakes in (single, pairs_of(single)):
        if explaining := [m for m in mistakes if _explains(function, right, m, numbers)]:
            return Diagnosis(function, "explains all", _told(explaining), n_failed, n_failed)
    hits = {m.name: [_explains(function, right, m, [pair]) for pair in numbers] for m in single}
    if explaining := [m for m in _added_up(function, right, single, numbers[:n_failed], hits)
                      if _explains(function, right, m, numbers)]:
        return Diagnosis(function, "explains all", _told(explaining), n_failed, n_failed)
    return _most(function, single, hits, n_failed)


def _added_up(function: str, right: Any, single: list[Mistake], failed: Numbers,
              hits: dict[str, list[bool]]) -> list[Mistake]:
    """Return sets of three: to the single mistakes that explain most failing cases, add twice what explains most of the
    rest."""
    best = sorted(single, key=lambda m: -sum(hits[m.name][:len(failed)]))[:BEST]
    found = [(m,) for m in best if sum(hits[m.name][:len(failed)]) >= HOPE * len(failed)]
    for _ in range(FAULTS - 1):
        longer: list[tuple[int, tuple[Mistake, ...]]] = []
        for group in found:
            left = [pair for pair in failed if not _explains(function, right, together(group), [pair])][:SAMPLE]
            for m in single:
                if _apart((*group, m)):
                    both = together((*group, m))
                    longer.append((sum(_explains(function, right, both, [pair]) for pair in left), (*group, m)))
        found = [group for n, group in sorted(longer, key=lambda pair: -pair[0])[:BEST] if n]
    return [together(group) for group in found]


def _most(function: str, single: list[Mistake], hits: dict[str, list[bool]], n_failed: int) -> Diagnosis:
    """Name the mistake that explains most failing cases, then what explains most of the rest."""
    left, found = set(range(n_failed)), []
    allowed = [m for m in single if sum(hits[m.name]) >= AGREEING * len(hits[m.name])]
    while left and len(found) < FAULTS and allowed:
        counts = {m.name: sum(hits[m.name][k] for k in left) for m in allowed}
        most = max(counts.values())
        if most < max(2, MOSTLY * n_failed if not found else 1):
            break
        nearest = [m for m in allowed if counts[m.name] == most]
        found.append(Diagnosis(function, "explains most", _told(nearest), most, n_failed))
        left -= {k for k in left if hits[nearest[0].name][k]}
    if not found:
        return Diagnosis(function, "unknown", (), 0, n_failed)
    return found[0]._replace(further=tuple(found[1:]))


def _apart(group: Sequence[Mistake]) -> bool:
    """Say whether mistakes replace different steps."""
    steps = [step for mistake in group for step in mistake.steps]
    return len(steps) == len(set(steps))


def _explains(function: str, right: Any, mistake: Mistake, numbers: Numbers) -> bool:
    steps = replace(right, **mistake.steps)
    return all(agrees(function, steps, case, answer, looser) for case, answer, looser in numbers)


def _told(mistakes: list[Mistake]) -> tuple[tuple[str, str, str], ...]:
    return tuple((m.name, m.line, m.convention) for m in mistakes)


def _degenerate(function: str, refused: list[tuple[Case, Any]]) -> Diagnosis:
    zeros = all(not np.any(answer) for _, answer in refused)
    name = "degenerate plane gives a curve of zeros" if zeros else "degenerate plane gives a curve"
    line = "|b - (b.e1) e1| = 0 for parallel and antiparallel rows: e2, and with it the plane, is not there"
    return Diagnosis(function, "explains all", ((name, line, '"parallel_planes": "zeros"' if zeros else ""),),
                     len(refused), len(refused))
