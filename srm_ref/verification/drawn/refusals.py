"""What must not give a curve? Rows that span no plane, being parallel up to rounding, alone and among others.

An error, or nan where the curve would be, is right; so are zeros where CONVENTIONS says so. A picture without points is
taken for nan, which no comparison accepts. Multiples are drawn with factors that no floating-point number holds
exactly, so that the remainder of the Gram-Schmidt step is rounding noise.

Contents: QUESTIONS.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from srm_ref.verification.asking.session import Session
from srm_ref.verification.drawn.clouds import cloud
from srm_ref.verification.drawn.question import Drawn, Inputs, Rng
from srm_ref.verification.laws.law import CallFailed, Violation

__all__ = ["QUESTIONS"]

CURVES = ("spotlight", "signed_spotlight")


def _no_plane(rng: Rng, function: str, signs: tuple[int, ...], whole: bool) -> Inputs:
    """Return a question about row 0 and multiples of it."""
    inputs = cloud(rng, 30, int(rng.integers(3, 9)), n_basis=3)
    basis = inputs["basis"]
    basis[0] = np.rint(basis[0] * 4) + (basis[0] == 0) if whole else basis[0]
    basis[0] = np.where(basis[0] == 0, 1.0, basis[0])
    for row, sign in enumerate(signs, 1):
        basis[row] = sign * (float(rng.integers(2, 9)) if whole else rng.uniform(0.3, 3)) * basis[0]
    kept = ("activations", "basis", "epsilon") if function == "project" else tuple(inputs)
    return {key: inputs[key] for key in kept} | {"planes": np.array([[0, 1], [1, 0]])[:1 + int(rng.integers(2))]}


def _refused(session: Session, rng: Rng, function: str, signs: tuple[int, ...], whole: bool) -> Violation | None:
    for _ in range(4):
        inputs = _no_plane(rng, function, signs, whole)
        outcome, answer = session.call(function, inputs)
        if outcome.kind == "timeout":
            raise CallFailed(outcome)
        if outcome.kind == "answer" and not all(_empty(row, session) for row in answer):
            found = str(np.asarray(answer[0]).ravel()[:3].tolist())
            return Violation("two rows that span no plane", "an error or nan", found, inputs)
    return None


def _empty(row: Any, session: Session) -> bool:
    return bool(np.isnan(row).all() or (session.conventions["parallel_planes"] == "zeros" and not np.any(row)))


def _among_others(session: Session, rng: Rng, function: str) -> Violation | None:
    """Pairs (0, 1) and (0, 2), of which the first spans no plane: an error, or one row for each."""
    inputs = _no_plane(rng, function, (1,), False) | {"planes": np.array([[0, 1], [0, 2]])}
    outcome, answer = session.call(function, inputs)
    if outcome.kind != "answer":
        return None
    if len(answer) != 2:
        return Violation("number of planes in the answer", 2, len(answer), inputs)
    return None if _empty(answer[0], session) else Violation(
        "pair 0, which spans no plane", "an error or nan", str(np.asarray(answer[0]).ravel()[:3].tolist()), inputs)


KINDS = [("parallel-up-to-rounding", (1,), False), ("antiparallel-up-to-rounding", (-1,), False),
         ("multiples", (1,), True), ("negative-multiples", (-1,), True)]
QUESTIONS = [
    *(Drawn(name, function, f"rows that are {name.replace('-', ' ')} span no plane", "planes of rounding noise",
            partial(_refused, function=function, signs=signs, whole=whole))
      for function in (*CURVES, "project") for name, signs, whole in KINDS),
    *(Drawn("no-plane-among-others", function, "one of two pairs spans no plane: an error, or a row for each",
            "planes silently left out", partial(_among_others, function=function)) for function in (*CURVES,
                                                                                                    "project")),
]
