"""How does a mean over planes go wrong? As its curves do, and by the choice of the planes.

Contents: MeanSteps, MEAN_MISTAKES, mean_curve.

Source: SRM, the mean over the curves of all pairs of directions; pairs that span no plane are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any, Callable

import numpy as np

from srm_ref.verification.mistakes.mistake import Mistake
from srm_ref.verification.mistakes.spotlight import BAND, MISTAKES, Steps, curves

__all__ = ["MeanSteps", "MEAN_MISTAKES", "mean_curve"]

Array = np.ndarray


@dataclass(frozen=True)
class MeanSteps(Steps):
    """The steps of a spotlight, then of the mean over an ensemble of planes."""

    ensemble: Callable[[str], str] = lambda name: name
    number: Callable[[int, int], int] = lambda spanned, asked: spanned


def mean_curve(inputs: dict[str, Any], steps: MeanSteps, band: float = BAND) -> tuple[Array, Array]:
    """Return the least and the largest mean curve that these steps may give.

    Parameters
    ----------
    inputs : dict
        As a case of mean_spotlight holds them.
    steps : MeanSteps
    band : float
        As for `spotlight.curves`.

    Returns
    -------
    low, high : ndarray, shape (n_angles,)
    """
    basis = np.array(inputs["basis"], dtype=float)
    pairs = combinations if steps.ensemble(inputs["ensemble"]) == "combinations" else permutations
    asked = list(pairs(range(len(basis)), 2))
    gram = np.abs(basis @ basis.T) / np.outer(*[np.linalg.norm(basis, axis=1)] * 2)
    spanned = [p for p in asked if gram[p] < 1 - 1e-12]
    low, high = curves(inputs | {"planes": spanned}, steps, False, band)
    n = steps.number(len(spanned), len(asked))
    return low.sum(axis=0) / n, high.sum(axis=0) / n


CURVES = (  # mistakes of curves that also show in a mean over whole ensembles at regular angles
    "activations not normalised", "half angle for its cosine", "absolute cosine", "degrees for radians",
    "rotation sense flipped", "half of the angle", "bivector not normalised",
    "bivector divided by its Frobenius norm", "Rodrigues' formula with B for B^2",
    "b taken to be a quarter turn from a",
    "sum of absolute values in place of the length", "epsilon's angle taken for the whole opening",
    "Gram-Schmidt step forgotten",
    "Gram-Schmidt step without the final division", "probe not normalised", "own grid of angles, both ends",
    "standard basis used instead of the given one", "activation normalised inside its plane", "counts not divided by N",
)
CHOICE = "permutations: all i != j; combinations: all i < j"
MEAN_MISTAKES = [
    *(mistake for mistake in MISTAKES if mistake.name in CURVES),
    Mistake("mean over planes including degenerate ones", "mean over the planes that two rows span",
            {"number": lambda spanned, asked: asked}),
    Mistake("combinations for permutations", CHOICE, {"ensemble": lambda name: "combinations"}),
    Mistake("permutations for combinations", CHOICE, {"ensemble": lambda name: "permutations"}),
    Mistake("sum over planes in place of the mean", "mean over the planes that two rows span",
            {"number": lambda spanned, asked: 1}),
]
