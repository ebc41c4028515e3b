"""What is the smallest question that shows the difference? One plane, one angle, one activation; one sample.

The implementation is asked again with as much as possible left out, until a question is found that a person can redo on
paper and that is still answered wrongly.

Contents: ByHand, smallest_question, spelled.
"""

from __future__ import annotations

from typing import Any, Callable, Iterator, Mapping, NamedTuple

import numpy as np

from srm_ref.verification.cases import Case
from srm_ref.verification.compare import Difference
from srm_ref.verification.laws.law import CallFailed
from srm_ref.verification.mistakes.families import FAMILIES, right_steps

__all__ = ["ByHand", "smallest_question", "spelled"]

LONGEST = 300           # most characters of one argument


class ByHand(NamedTuple):
    """A small question, with the right answer and the answer that was given."""

    inputs: dict[str, Any]
    expected: Any
    found: Any


def smallest_question(case: Case, difference: Difference, ask: Callable[[str, dict[str, Any]], Any],
                      conventions: Mapping[str, str]) -> ByHand:
    """Find a small question that is still answered wrongly; if there is none, return the case itself.

    Parameters
    ----------
    case : Case
    difference : Difference
        The first number that differs.
    ask : callable
        ``ask(function, inputs)``; raises `CallFailed`.
    conventions : mapping
    """
    right = right_steps(case.function, conventions)
    for inputs in _smaller(case, difference):
        try:
            found = ask(case.function, inputs)
        except CallFailed:
            continue
        expected = FAMILIES[case.function].predict(inputs, right)
        if case.function in ("spotlight", "signed_spotlight"):
            expected = expected[0]
        if pair := _different(expected, found):
            return ByHand(inputs, *pair)
    return ByHand(case.inputs, difference.expected, difference.found)


def _smaller(case: Case, difference: Difference) -> Iterator[dict[str, Any]]:
    inputs, index = case.inputs, difference.index
    if case.function in ("spotlight", "signed_spotlight", "project") and index and "counts_open" not in case.expected:
        i, j = inputs["planes"][index[0]]
        one = inputs | {"basis": [inputs["basis"][i], inputs["basis"][j]], "planes": [[0, 1]]}
        if "thetas" in inputs:
            one = one | {"thetas": [inputs["thetas"][index[1]]]}
        yield from (one | {"activations": [x]} for x in inputs["activations"])
        yield one
    elif case.function in ("toy_forward", "toy_loss_and_gradient"):
        yield from (inputs | {"features": [x]} for x in inputs["features"])


def _different(expected: Any, found: Any) -> tuple[Any, Any] | None:
    """Return the first pair of numbers, or of lists of points, that differ."""
    if isinstance(expected, tuple):                                             # loss and gradients
        parts = [("loss", expected[0], found[0])] + [(k, g, found[1].get(k)) for k, g in expected[1].items()]
        for name, here, there in parts:
            if there is not None and (pair := _different(np.asarray(here), np.asarray(there))):
                return f"{name} {pair[0]}", f"{name} {pair[1]}"
        return None
    if isinstance(expected, list):
        same = len(found) == 1 and found[0].shape == expected[0].shape and np.allclose(found[0], expected[0], atol=1e-3)
        return None if same else (expected[0].tolist(), found[0].tolist() if found else [])
    if expected.shape != found.shape:
        return None
    wrong = np.flatnonzero(~(np.abs(found - expected) <= 1e-4 * max(1.0, float(np.abs(expected).max(initial=0)))))
    if not wrong.size:
        return None
    place = [int(k) for k in np.unravel_index(wrong[0], expected.shape)] if expected.size > 1 else []
    return tuple(f"{place or ''}{' ' if place else ''}{float(a.ravel()[wrong[0]]):.8g}" for a in (expected, found))


def spelled(inputs: dict[str, Any]) -> str:
    """Return the inputs of a question on one line; arguments too long to redo by hand are cut.

    Examples
    --------
    >>> spelled({"basis": np.eye(2), "epsilon": 0.9})
    'basis = [[1, 0], [0, 1]], epsilon = 0.9'
    """
    words = []
    for name, value in inputs.items():
        text = _numbers(value)
        words.append(f"{name} = {text if len(text) <= LONGEST else text[:LONGEST] + ' ...'}")
    return ", ".join(words)


def _numbers(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_numbers(v)}" for key, v in value.items()) + "}"
    if isinstance(value, (list, tuple, np.ndarray)):
        return "[" + ", ".join(_numbers(v) for v in value) + "]"
    return str(value) if isinstance(value, (str, int, np.integer)) else f"{float(value):.8g}"
