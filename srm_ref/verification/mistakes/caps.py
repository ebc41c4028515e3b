"""How does a cap fraction go wrong? The right one, and what people write in its place.

Contents: CapSteps, CAP_MISTAKES, fraction.

Source: this package's isotropic baseline: A_n(e) = I_{1-e^2}((n-1)/2, 1/2) / 2 for e >= 0, and 1 - A_n(-e) below.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Callable

import numpy as np

from srm_ref.geometry.sphere import cap_fraction
from srm_ref.verification.mistakes.mistake import Mistake

__all__ = ["CapSteps", "CAP_MISTAKES", "fraction"]


def _ball(n: int, e: float) -> float:
    """The cap's share of a ball's volume is the share of the sphere two dimensions up."""
    return cap_fraction(n + 2, e)


@dataclass(frozen=True)
class CapSteps:
    """The steps of a cap fraction."""

    dimensions: Callable[[int], int] = lambda n: n
    cosine: Callable[[float], float] = lambda e: e
    measure: Callable[[int, float], float] = cap_fraction
    value: Callable[[float, float], float] = lambda share, e: share


def fraction(inputs: dict[str, Any], steps: CapSteps) -> float:
    """Return the fraction that these steps give; nan where they make no sense.

    Parameters
    ----------
    inputs : dict
        As a case of cap_fraction holds them.
    steps : CapSteps
    """
    n, e = steps.dimensions(inputs["n_dims"]), float(steps.cosine(inputs["epsilon"]))
    return steps.value(steps.measure(n, e), inputs["epsilon"]) if n >= 2 and -1 <= e <= 1 else float("nan")


BETA = "A = I_{1-e^2}((n-1)/2, 1/2) / 2"
BELOW = "A_n(-e) = 1 - A_n(e)"
CAP_MISTAKES = [
    Mistake("epsilon taken for the half angle", "epsilon is the cosine of the half angle", {"cosine": np.cos}),
    Mistake("sine for cosine", BETA, {"cosine": lambda e: np.sign(e) * np.sqrt(1 - e * e)}),
    Mistake("epsilon squared", BETA, {"cosine": lambda e: e * abs(e)}),
    Mistake("epsilon's angle taken for the whole opening", "epsilon is the cosine of the half angle",
            {"cosine": lambda e: np.cos(np.arccos(e) / 2)}),
    Mistake("normal approximation", BETA, {"measure": lambda n, e: math.erfc(e * math.sqrt(n / 2)) / 2}),
    Mistake("absolute value of epsilon", BELOW, {"cosine": abs}),
    Mistake("both caps counted", BETA, {"value": lambda share, e: 2 * share}),
    Mistake("both caps counted, epsilon below zero too", BETA,
            {"value": lambda share, e: 2 * share if e >= 0 else 1 - 2 * (1 - share)}),
    Mistake("complement", BETA, {"value": lambda share, e: 1 - share}),
    Mistake("one dimension too many", BETA, {"dimensions": lambda n: n + 1}),
    Mistake("one dimension too few", BETA, {"dimensions": lambda n: n - 1}),
    Mistake("volume of a ball's cap in place of a sphere's", BETA, {"measure": _ball}),
    Mistake("(1 - epsilon) / 2 in every dimension", BETA, {"measure": lambda n, e: (1 - e) / 2}),
    Mistake("arccos(epsilon) / pi in every dimension", BETA, {"measure": lambda n, e: float(np.arccos(e)) / np.pi}),
]
