"""When is the answer to a drawn question right? If it differs from the definition by no more than float32 arithmetic
makes it.

Counts must lie between those of a cone a little narrower and a little wider; other numbers within a relative distance
of the definition's, which is evaluated in float64.

Contents: counts, points, numbers, gradients, measures, closer, judge_of.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.verification.drawn.question import Inputs
from srm_ref.verification.mistakes.families import FAMILIES, right_steps
from srm_ref.verification.conventions import with_defaults

__all__ = ["counts", "points", "numbers", "gradients", "measures", "closer", "judge_of"]

OURS = with_defaults(None)
BAND = 1e-5                     # distance of a cosine from the cone's edge
Wrong = "tuple[str, Any, Any] | None"


def _first(close: np.ndarray, expected: np.ndarray, found: np.ndarray, name: str = "") -> Wrong:
    if close.all():
        return None
    index = np.unravel_index(int(np.argmin(close)), close.shape)
    place = f"{name}[{', '.join(str(int(k)) for k in index)}]" if close.ndim else name or "answer"
    more = f", and {np.count_nonzero(~close) - 1} more" if np.count_nonzero(~close) > 1 else ""
    return place + more, float(expected[index]), float(found[index])


def _shape(expected: Any, found: Any, name: str = "answer") -> Wrong:
    if np.shape(expected) == np.shape(found):
        return None
    return f"shape of {name}", str(np.shape(expected)), str(np.shape(found))


def counts(function: str, band: float = BAND) -> Any:
    """Return a judge of shares: exact counts, except for cosines within `band` of the edge.

    Parameters
    ----------
    function : {"spotlight", "signed_spotlight", "mean_spotlight"}
    band : float

    Returns
    -------
    callable
    """
    def judge(inputs: Inputs, answer: Any) -> Wrong:
        low, high = FAMILIES[function].predict(inputs, right_steps(function, OURS), band=band)
        if wrong := _shape(low, answer):
            return wrong
        averaged = 1 if "planes" in inputs else len(inputs["basis"]) * (len(inputs["basis"]) - 1)
        slack = max(0.25 / len(inputs["activations"]) / averaged, 2e-6)
        with np.errstate(invalid="ignore"):
            return _first((low - slack <= answer) & (answer <= high + slack), (low + high) / 2, answer)

    return judge


def points(inputs: Inputs, answer: Any) -> Wrong:
    """Judge pictures: as many points as expected, each near an expected one.

    Parameters
    ----------
    inputs : dict
    answer : list of ndarray, shape (k, 2)

    Returns
    -------
    tuple or None
    """
    expected = FAMILIES["project"].predict(inputs, right_steps("project", OURS))
    if len(expected) != len(answer):
        return "number of planes", len(expected), len(answer)
    for k, (here, there) in enumerate(zip(expected, answer)):
        if len(here) != len(there):
            return f"number of points of plane {k}", len(here), len(there)
        size = np.hypot(*here.T)
        for i, point in enumerate(here):
            far = np.hypot(*(there - point).T)
            if not far.min() <= 1e-4 * size[i]:
                return f"plane {k}, point {i}", str(point.tolist()), str(there[np.nanargmin(far)].tolist())
    return None


def numbers(function: str, rtol: float = 1e-3, floor: float = 0.0) -> Any:
    """Return a judge of numbers: each within `rtol` of the definition's, or `floor` times the largest.

    Parameters
    ----------
    function : str
    rtol, floor : float

    Returns
    -------
    callable
    """
    def judge(inputs: Inputs, answer: Any) -> Wrong:
        expected = np.asarray(FAMILIES[function].predict(inputs, right_steps(function, OURS)), dtype=float)
        return closer(expected, np.asarray(answer), rtol, floor)

    return judge


def closer(expected: np.ndarray, found: np.ndarray, rtol: float, floor: float, name: str = "answer") -> Wrong:
    """Return the first number that is off by more than `rtol` of itself and `floor` of the largest.

    Parameters
    ----------
    expected, found : ndarray, of one shape
    rtol, floor : float
    name : str

    Returns
    -------
    tuple or None
    """
    if wrong := _shape(expected, found, name):
        return wrong
    allowed = rtol * np.abs(expected) + floor * np.abs(expected).max(initial=0.0)
    with np.errstate(invalid="ignore"):
        return _first(np.abs(found - expected) <= allowed, expected, found, name)


def gradients(inputs: Inputs, answer: Any) -> Wrong:
    """Judge a loss and its gradients, each within 2e-4 of its largest entry.

    Parameters
    ----------
    inputs : dict
    answer : tuple of (float, dict of ndarray)

    Returns
    -------
    tuple or None
    """
    loss, expected = FAMILIES["toy_loss_and_gradient"].predict(inputs, right_steps("toy_loss_and_gradient", OURS))
    if expected.keys() != answer[1].keys():
        return "keys of the gradients", ", ".join(sorted(expected)), ", ".join(sorted(answer[1]))
    wrong = closer(np.asarray(loss), np.asarray(answer[0]), 2e-4, 0.0, "loss")
    for name, value in expected.items():
        wrong = wrong or closer(value, answer[1][name], 1e-4, 1e-4, name)
    return wrong


def measures(function: str) -> Any:
    """Return a judge of dimensionalities or interferences, as float32 products allow: 1e-6 of an overlap's own factors.

    Parameters
    ----------
    function : {"feature_dimensionality", "interference"}

    Returns
    -------
    callable
    """
    def judge(inputs: Inputs, answer: Any) -> Wrong:
        W = np.asarray(inputs["W"], dtype=float)
        expected = FAMILIES[function].predict(inputs, right_steps(function, OURS))
        if wrong := _shape(expected, answer):
            return wrong
        norms = np.sqrt((W**2).sum(axis=0))
        overlaps = np.abs(np.divide(W, norms, out=np.zeros_like(W), where=norms > 0).T @ W)
        off = 1e-6 * np.where(np.eye(len(norms), dtype=bool), 0.0, norms)
        allowed = 2e-4 * np.abs(expected)
        if function == "interference":
            allowed = allowed + (2 * overlaps * off + off**2).sum(axis=1)
        with np.errstate(invalid="ignore"):
            return _first(np.abs(answer - expected) <= allowed, expected, answer)

    return judge


def judge_of(function: str) -> Any:
    """Return the judge of a function whose answers are numbers, with the tolerances used throughout.

    Parameters
    ----------
    function : str
        Any of `suites.FUNCTIONS` but sample_features, which has no right answer.
    """
    if function.endswith("spotlight"):
        return counts(function)
    if function in ("feature_dimensionality", "interference"):
        return measures(function)
    others = {"project": points, "toy_loss_and_gradient": gradients, "toy_forward": numbers(function, 1e-4, 1e-5)}
    return others.get(function) or numbers(function, 2e-3)
