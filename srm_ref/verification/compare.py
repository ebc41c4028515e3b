"""Is this answer right? One verdict per case: passed or not, the first number that differs, and remarks.

Counts are compared exactly, as shares to 1e-5: every cosine in the cases is 1e-3 or more from its cone's edge. Where a
case is about ties, an answer that agrees with the declared cone is right; one between the closed and the open cone has
its ties decided by rounding and passes with a remark; one that agrees with the other cone is wrong, unless other cases
show that rounding decides here too (the runner compares them). Points are compared as sets; other numbers within the
case's tolerance, which float32 arithmetic meets.

Contents: ROUNDED_TIES, Difference, Verdict, verdict_on, same_points.
"""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple

import numpy as np

from srm_ref.checks import counted
from srm_ref.verification.cases import Case
from srm_ref.verification.feature_statistics import statistics_of

__all__ = ["ROUNDED_TIES", "Difference", "Verdict", "verdict_on", "same_points"]

ROUNDED_TIES = "ties fall as rounding has it"
DOUBLE = 1e-9           # relative; answers that differ by more and still pass are taken to be computed in float32


class Difference(NamedTuple):
    """The first number that differs: its place, what was expected, what was found, how many differ."""

    place: str
    expected: float
    found: float
    index: tuple[int, ...] = ()
    n_wrong: int = 1
    n_all: int = 1


class Verdict(NamedTuple):
    """Passed or not; a remark; the first difference, if any; whether ties fell as for the other cone."""

    passed: bool
    remark: str = ""
    difference: Difference | None = None
    other_cone: bool = False


def verdict_on(case: Case, answer: Any, conventions: Mapping[str, str]) -> Verdict:
    """Compare an answer with what the case expects.

    Parameters
    ----------
    case : Case
    answer : ndarray, float, list of ndarray or (loss, gradients)
        In this package's conventions, as `conventions.from_declared` returns it.
    conventions : mapping
        The declared ones; they matter for ties and refusals.
    """
    expected = case.expected_with(dict(conventions))
    if "refusal" in expected:
        return _refusal(answer, conventions)
    if "counts" in expected:
        return _counts(expected, answer, case.tolerance, conventions)
    if "points" in expected:
        return _points(expected, answer, case.tolerance, conventions)
    if "statistics" in expected:
        return _statistics(expected, answer, case.inputs)
    if "loss" in expected:
        return _loss(expected, answer, case.tolerance)
    return _array("", np.asarray(expected["value"], dtype=float), np.asarray(answer), case.tolerance)


def _array(name: str, expected: np.ndarray, found: np.ndarray, tolerance: Mapping[str, float]) -> Verdict:
    if found.shape != expected.shape:
        return Verdict(False, f"{name or 'answer'}: wanted shape {expected.shape}; found shape {found.shape}")
    allowed = tolerance["atol"] + tolerance["rtol"] * np.abs(expected)
    with np.errstate(invalid="ignore"):                                 # inf - inf is nan, which is not close
        close = np.abs(found - expected) <= allowed
    if close.all():
        error = np.abs(found - expected).max(initial=0.0)
        single = error > DOUBLE * max(np.abs(expected).max(initial=0.0), 1e-300)
        return Verdict(True, f"agrees as float32 arithmetic does: largest difference {error:.1e}" if single else "")
    index = tuple(int(i) for i in np.unravel_index(int(np.argmin(close)), close.shape))
    return Verdict(False, "", Difference(name + _spelled(index), float(expected[index]), float(found[index]), index,
                                         int(np.count_nonzero(~close)), close.size))


def _spelled(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]" if index else ""


def _counts(expected: Mapping, found: np.ndarray, tolerance: Mapping, conventions: Mapping) -> Verdict:
    closed = np.asarray(expected["counts"]) / expected["n_samples"]
    if "ties" not in expected:
        verdict = _array("", closed, found, tolerance)
        return verdict._replace(remark="") if verdict.passed else verdict
    opened = np.asarray(expected["counts_open"]) / expected["n_samples"]
    declared, other = (closed, opened) if conventions["cone"] == "closed" else (opened, closed)
    verdict = _array("", declared, found, tolerance)
    if verdict.passed or found.shape != declared.shape:
        return verdict._replace(remark="") if verdict.passed else verdict
    low, high = np.minimum(closed, opened) - tolerance["atol"], np.maximum(closed, opened) + tolerance["atol"]
    between = bool(((low <= found) & (found <= high)).all())
    wholly_other = np.allclose(found, other, atol=tolerance["atol"])
    if between and (expected["ties"] == "rounding" or not wholly_other):
        return Verdict(True, ROUNDED_TIES)
    return verdict._replace(other_cone=between)


def _points(expected: Mapping, found: list, tolerance: Mapping, conventions: Mapping) -> Verdict:
    if "points_open" not in expected:
        return same_points(expected["points"], found, tolerance)
    declared, other = ("points", "points_open") if conventions["cone"] == "closed" else ("points_open", "points")
    verdict = same_points(expected[declared], found, tolerance)
    return verdict if verdict.passed else verdict._replace(
        other_cone=same_points(expected[other], found, tolerance).passed)


def same_points(expected: list, found: list, tolerance: Mapping[str, float]) -> Verdict:
    """Compare lists of points, one per plane; the order inside a plane is free.

    Parameters
    ----------
    expected, found : list of array_like, shape (k, 2)
    tolerance : mapping
        ``atol`` and ``rtol``.
    """
    if len(found) != len(expected):
        return Verdict(False, f"answer: wanted {counted(len(expected), 'array')}, one per plane; found {len(found)}")
    for k, (here, there) in enumerate(zip(expected, found)):
        unused = np.asarray(there, dtype=float).reshape(-1, 2)
        for i, point in enumerate(np.asarray(here, dtype=float).reshape(-1, 2)):
            near = np.flatnonzero(np.all(np.isclose(unused, point, tolerance["rtol"], tolerance["atol"]), axis=1))
            if not near.size:
                return _lost_point(k, i, point, unused, len(here), len(there))
            unused = np.delete(unused, near[0], axis=0)
        if unused.size:
            return Verdict(False, "", Difference(f"number of points of plane {k}", len(here), len(there), (k,)))
    return Verdict(True)


def _lost_point(k: int, i: int, point: np.ndarray, unused: np.ndarray, n_expected: int, n_found: int) -> Verdict:
    """Say which coordinate of the nearest remaining point differs."""
    if not unused.size:
        return Verdict(False, "", Difference(f"number of points of plane {k}", n_expected, n_found, (k,)))
    nearest = unused[np.argmin(np.hypot(*(unused - point).T))]
    axis = int(np.argmax(np.abs(nearest - point)))
    return Verdict(False, f"{counted(n_expected, 'point')} expected, {n_found} found",
                   Difference(f"plane {k}, point {i}, coordinate {axis}", float(point[axis]), float(nearest[axis]),
                              (k, i, axis)))


def _loss(expected: Mapping, found: tuple[float, dict], tolerance: Mapping) -> Verdict:
    loss, gradients = found
    verdicts = [_array("loss", np.asarray(expected["loss"], dtype=float), np.asarray(loss), tolerance)]
    for name, wanted in expected["gradients"].items():
        if name not in gradients:
            wanted, keys = sorted(expected["gradients"]), sorted(gradients)
            verdicts.append(Verdict(False, f"gradients: wanted the keys {wanted}; found {keys}"))
        else:
            verdicts.append(_array(name, np.asarray(wanted, dtype=float), gradients[name], tolerance))
    return next((v for v in verdicts if not v.passed), next((v for v in verdicts if v.remark), verdicts[0]))


def _refusal(answer: Any, conventions: Mapping[str, str]) -> Verdict:
    if np.isnan(answer).all() or (conventions["parallel_planes"] == "zeros" and not np.any(answer)):
        return Verdict(True)
    return Verdict(False, "two rows that span no plane: wanted an error or nan, or zeros where CONVENTIONS says so",
                   Difference("[0, 0]", float("nan"), float(np.ravel(answer)[0]), (0, 0), answer.size, answer.size))


def _statistics(expected: Mapping, found: np.ndarray, inputs: Mapping) -> Verdict:
    shape = (inputs["n_samples"], inputs["n_features"])
    if found.shape != shape:
        return Verdict(False, f"answer: wanted shape {shape}; found shape {found.shape}")
    measured, wanted = statistics_of(found, 1 - inputs["sparsity"]), expected["statistics"]
    wrong = [name for name, row in wanted.items()
             if not abs(measured[name] - row["value"]) <= row["tolerance"] + DOUBLE]
    if not wrong:
        return Verdict(True)
    runs = counted(f"{1 / expected['false_alarm']:.0e}", "run")
    return Verdict(False, f"allowed difference {wanted[wrong[0]]['tolerance']:g}, exceeded by a right sampler once in "
                   f"{runs}",
                   Difference(wrong[0], wanted[wrong[0]]["value"], measured[wrong[0]], (), len(wrong), len(wanted)))
