"""How do dimensionality and interference go wrong? The right ones, and what people write in their place.

Contents: MeasureSteps, MEASURE_MISTAKES, InterferenceSteps, INTERFERENCE_MISTAKES, dimensionality, interference.

Source: TMS section "The geometry of superposition": D_i = |W_i|^2 / sum_j (W_i/|W_i| . W_j)^2, 0 for W_i = 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

import numpy as np

from srm_ref.verification.mistakes.mistake import Mistake

__all__ = ["MeasureSteps", "MEASURE_MISTAKES", "InterferenceSteps", "INTERFERENCE_MISTAKES", "dimensionality",
           "interference"]

Array = np.ndarray


def _unit_columns(W: Array) -> Array:
    lengths = np.linalg.norm(W, axis=0)
    return np.divide(W, lengths, out=np.zeros_like(W), where=lengths > 0)


@dataclass(frozen=True)
class MeasureSteps:
    """The steps of the feature dimensionality."""

    weights: Callable[[Array], Array] = lambda W: W
    own: Callable[[Array], Array] = _unit_columns                       # W_i / |W_i|
    others: Callable[[Array], Array] = lambda W: W                      # W_j
    terms: Callable[[Array], Array] = np.square                         # powers of the products, before the sum over j
    self_term: Callable[[Array], Array] = lambda terms: terms
    total: Callable[[Array], Array] = lambda terms: terms.sum(axis=1)
    numerator: Callable[[Array], Array] = lambda W: (W**2).sum(axis=0)
    undefined: Callable[[], float] = lambda: 0.0
    result: Callable[[Array], Array] = lambda D: D


@dataclass(frozen=True)
class InterferenceSteps(MeasureSteps):
    """The steps of the interference: the sum alone, without j = i."""

    self_term: Callable[[Array], Array] = lambda terms: terms - np.diag(np.diag(terms))


def _sum(inputs: dict[str, Any], steps: MeasureSteps) -> tuple[Array, Array]:
    W = steps.weights(np.array(inputs["W"], dtype=float))
    terms = steps.self_term(steps.terms(steps.own(W).T @ steps.others(W)))
    return W, steps.total(terms)


def dimensionality(inputs: dict[str, Any], steps: MeasureSteps) -> Array:
    """Return the dimensionalities that these steps give.

    Parameters
    ----------
    inputs : dict
        ``{"W": ...}``.
    steps : MeasureSteps

    Returns
    -------
    ndarray, shape (n_features,)
    """
    W, total = _sum(inputs, steps)
    with np.errstate(divide="ignore", invalid="ignore"):
        D = steps.numerator(W) / total
    return steps.result(np.where(np.any(W != 0, axis=0), D, steps.undefined()))


def interference(inputs: dict[str, Any], steps: MeasureSteps) -> Array:
    """Return the interferences that these steps give.

    Parameters
    ----------
    inputs : dict
        ``{"W": ...}``.
    steps : InterferenceSteps

    Returns
    -------
    ndarray, shape (n_features,)
    """
    W, total = _sum(inputs, steps)
    return steps.result(np.where(np.any(W != 0, axis=0), total, steps.undefined()))


FEATURE = "feature i is column i of W (n_hidden, n_features)"
TERMS = "(W_i/|W_i| . W_j)^2"
COMMON = [
    Mistake("transposed W", FEATURE, {"weights": np.transpose}, '"W": "features-hidden"'),
    Mistake("features normalised first", TERMS, {"weights": _unit_columns}),
    Mistake("direction of feature i not normalised", TERMS, {"own": lambda W: W}),
    Mistake("feature j normalised too", TERMS, {"others": _unit_columns}),
    Mistake("absolute values in place of squares", TERMS, {"terms": np.abs}),
    Mistake("sum squared in place of a sum of squares", TERMS, {"terms": lambda g: g, "result": np.square}),
    Mistake("nan for a feature that is not stored", "0 where W_i = 0", {"undefined": lambda: float("nan")}),
]
QUOTIENT = "D_i = |W_i|^2 / sum_j (W_i/|W_i| . W_j)^2"
MEASURE_MISTAKES = [
    *COMMON,
    Mistake("j = i left out", QUOTIENT, {"self_term": lambda terms: terms - np.diag(np.diag(terms))}),
    Mistake("norm in place of squared norm", QUOTIENT, {"numerator": lambda W: np.linalg.norm(W, axis=0)}),
    Mistake("1 in place of the squared norm", QUOTIENT, {"numerator": lambda W: np.ones(W.shape[1])}),
    Mistake("one number for all features", QUOTIENT,
            {"result": lambda D: np.full_like(D, D[np.isfinite(D)].sum() / max(np.isfinite(D).sum(), 1))}),
    Mistake("square root of the dimensionality", QUOTIENT, {"result": np.sqrt}),
    Mistake("reciprocal", QUOTIENT, {"result": lambda D: np.divide(1.0, D, out=np.zeros_like(D), where=D != 0)}),
]
INTERFERENCE_MISTAKES = [
    *COMMON,
    Mistake("interference including j = i", "s_i = sum over j != i of (W_i/|W_i| . W_j)^2",
            {"self_term": lambda terms: terms}),
    Mistake("largest term in place of the sum", "s_i = sum over j != i of (W_i/|W_i| . W_j)^2",
            {"total": lambda terms: terms.max(axis=1, initial=0.0)}),
    Mistake("mean in place of the sum", "s_i = sum over j != i of (W_i/|W_i| . W_j)^2",
            {"total": lambda terms: terms.sum(axis=1) / max(terms.shape[1] - 1, 1)}),
    Mistake("square root of the interference", "s_i = sum over j != i of (W_i/|W_i| . W_j)^2", {"result": np.sqrt}),
]
