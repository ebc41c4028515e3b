"""How are a mistake's numbers compared with an implementation's? One family per function: steps, mistakes, agreement.

Contents: Family, FAMILIES, LOOSER, right_steps, agrees.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import Any, Callable, Mapping, NamedTuple

import numpy as np

from srm_ref.verification.cases import Case
from srm_ref.verification.compare import same_points
from srm_ref.verification.feature_statistics import statistics_of
from srm_ref.verification.mistakes.caps import CAP_MISTAKES, CapSteps, fraction
from srm_ref.verification.mistakes.features import SAMPLER_MISTAKES, SamplerSteps, draw
from srm_ref.verification.mistakes.mean import MEAN_MISTAKES, MeanSteps, mean_curve
from srm_ref.verification.mistakes.measures import (INTERFERENCE_MISTAKES, MEASURE_MISTAKES, InterferenceSteps,
                                                    MeasureSteps, dimensionality, interference)
from srm_ref.verification.mistakes.mistake import Mistake
from srm_ref.verification.mistakes.population import POPULATION_MISTAKES, PopulationSteps, expected_loss
from srm_ref.verification.mistakes.projection import PROJECTION_MISTAKES, ProjectionSteps, points
from srm_ref.verification.mistakes.spotlight import MISTAKES, SIGNED_MISTAKES, Steps, curves
from srm_ref.verification.mistakes.toy import FORWARD_MISTAKES, GRADIENT_MISTAKES
from srm_ref.verification.mistakes.toy_steps import ToySteps, loss_and_gradient, outputs

__all__ = ["Family", "FAMILIES", "LOOSER", "right_steps", "agrees"]

LOOSER = 10.0           # a mistake may enlarge the numbers, and with them the rounding


class Family(NamedTuple):
    """The right steps of a function, its known mistakes, what steps predict, and when a prediction agrees with an
    answer."""

    right: Any
    mistakes: list[Mistake]
    predict: Callable[[dict[str, Any], Any], Any]
    matches: Callable[[Any, Any, Case, float], bool]


def _between(bounds: tuple, answer: np.ndarray, case: Case, looser: float) -> bool:
    low, high = bounds
    if answer.shape != low.shape or not np.array_equal(np.isnan(low), np.isnan(answer)):
        return False
    atol, known = case.tolerance["atol"] * looser, ~np.isnan(low)
    return bool(((low - atol <= answer) & (answer <= high + atol))[known].all())


def _other_cone(family: Family, case: Case, steps: Any) -> tuple:
    closed = not steps.closed()
    return family.predict(case.inputs, replace(steps, closed=lambda: closed))


def _agrees_on_ties(declared: tuple, other: tuple, answer: np.ndarray, case: Case, looser: float) -> bool:
    """As in `compare`: rounding may decide ties, but if all ties fall as for the other cone, it is the other cone."""
    if _between(declared, answer, case, looser):
        return True
    union = np.fmin(declared[0], other[0]), np.fmax(declared[1], other[1])
    return _between(union, answer, case, looser) and (case.expected["ties"] == "rounding"
                                                      or not _between(other, answer, case, looser))


def _close(prediction: Any, answer: Any, case: Case, looser: float) -> bool:
    if np.shape(prediction) != np.shape(answer):
        return False
    largest = max(1.0, float(np.max(np.abs(prediction), initial=0.0)))
    rtol, atol = case.tolerance["rtol"] * looser, case.tolerance["atol"] * looser * largest
    if np.isfinite(answer).all() and math.isfinite(largest):    # thousands of calls: without what nan and inf need
        return bool((np.abs(answer - prediction) <= atol + rtol * np.abs(prediction)).all())
    return bool(np.allclose(answer, prediction, rtol, atol, equal_nan=True))


def _close_gradients(prediction: Any, answer: Any, case: Case, looser: float) -> bool:
    return (_close(prediction[0], answer[0], case, looser) and prediction[1].keys() == answer[1].keys()
            and all(_close(g, answer[1][name], case, looser) for name, g in prediction[1].items()))


def _close_points(prediction: Any, answer: Any, case: Case, looser: float) -> bool:
    return same_points(prediction, answer, {"atol": case.tolerance["atol"], "rtol": case.tolerance["rtol"]}).passed


def _close_statistics(prediction: np.ndarray, answer: np.ndarray, case: Case, looser: float) -> bool:
    """Two samples of the same distribution: every statistic within twice its tolerance."""
    if answer.shape != prediction.shape:
        return False
    density = 1 - case.inputs["sparsity"]
    if 0 < density < 1 and _all_or_nothing(prediction):         # one support for all samples, no matter which
        return _all_or_nothing(answer) and (not answer.all(axis=0).all() or density ** answer.shape[1] > 1e-3)
    predicted, measured = statistics_of(prediction, density), statistics_of(answer, density)
    return all(abs(predicted[name] - measured[name]) <= 2 * max(row["tolerance"], 0.02)
               or predicted[name] != predicted[name] for name, row in case.expected["statistics"].items())


def _all_or_nothing(features: np.ndarray) -> bool:
    return bool(np.isin((features != 0).mean(axis=0), (0.0, 1.0)).all())


FAMILIES = {
    "spotlight": Family(Steps(), MISTAKES, partial(curves, signed=False), _between),
    "signed_spotlight": Family(Steps(), SIGNED_MISTAKES, partial(curves, signed=True), _between),
    "mean_spotlight": Family(MeanSteps(), MEAN_MISTAKES, mean_curve, _between),
    "project": Family(ProjectionSteps(), PROJECTION_MISTAKES, points, _close_points),
    "cap_fraction": Family(CapSteps(), CAP_MISTAKES, fraction, _close),
    "toy_forward": Family(ToySteps(), FORWARD_MISTAKES, outputs, _close),
    "toy_loss_and_gradient": Family(ToySteps(), GRADIENT_MISTAKES, loss_and_gradient, _close_gradients),
    "population_loss": Family(PopulationSteps(), POPULATION_MISTAKES, expected_loss, _close),
    "feature_dimensionality": Family(MeasureSteps(), MEASURE_MISTAKES, dimensionality, _close),
    "interference": Family(InterferenceSteps(), INTERFERENCE_MISTAKES, interference, _close),
    "sample_features": Family(SamplerSteps(), SAMPLER_MISTAKES, draw, _close_statistics),
}


def right_steps(function: str, conventions: Mapping[str, str]) -> Any:
    """Return the right steps under the declared conventions.

    Parameters
    ----------
    function : str
        A key of `FAMILIES`.
    conventions : mapping

    Returns
    -------
    dataclass of callables
    """
    right = FAMILIES[function].right
    if hasattr(right, "closed") and conventions["cone"] == "open":
        right = replace(right, closed=lambda: False)
    if hasattr(right, "at_zero") and conventions["relu_at_zero"] != "zero":
        slope = {"one": 1.0, "half": 0.5}[conventions["relu_at_zero"]]
        right = replace(right, at_zero=lambda: slope, hidden_at_zero=lambda: slope)
    return right


def agrees(function: str, steps: Any, case: Case, answer: Any, looser: float = LOOSER) -> bool:
    """Say whether these steps predict this answer; steps that fail on a case predict nothing.

    Parameters
    ----------
    function : str
    steps : dataclass of callables
    case : Case
    answer : object
        In this package's conventions.
    looser : float
        How many times the case's tolerance is allowed.
    """
    family = FAMILIES[function]
    try:
        with np.errstate(all="ignore"):                         # what a mistake computes may overflow or be undefined
            prediction = family.predict(case.inputs, steps)
            if "ties" in case.expected:
                return _agrees_on_ties(prediction, _other_cone(family, case, steps), answer, case, looser)
            return family.matches(prediction, answer, case, looser)
    except (ValueError, IndexError, ZeroDivisionError, np.linalg.LinAlgError):
        return False
