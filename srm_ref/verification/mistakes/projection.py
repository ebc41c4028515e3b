"""How do projections on a plane go wrong? The right one in five steps, and what people write in their place.

Contents: ProjectionSteps, PROJECTION_MISTAKES, points.

Source: the projection on privileged planes in SRM's author's code: keep r >= epsilon, give (x.e1, x.e2), not
normalised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

import numpy as np

from srm_ref.verification.mistakes.mistake import Mistake
from srm_ref.verification.mistakes.plane import gram_schmidt, unit_or_zero

__all__ = ["ProjectionSteps", "PROJECTION_MISTAKES", "points"]

Array = np.ndarray
EDGE = 1e-9             # in-plane lengths of integer vectors: rounding must not decide a tie


@dataclass(frozen=True)
class ProjectionSteps:
    """The steps of a projection on a plane."""

    rows: Callable[[Array], Array] = lambda basis: basis
    planes: Callable[[Array], Array] = lambda planes: planes
    frame: Callable[[Array, Array], tuple[Array, Array]] = gram_schmidt
    directions: Callable[[Array], Array] = unit_or_zero                                 # used for the choice only
    nearness: Callable[[Array], Array] = lambda y: np.hypot(y[:, 0], y[:, 1])
    threshold: Callable[[float], float] = lambda epsilon: epsilon
    closed: Callable[[], bool] = lambda: True
    dark: Callable[[], bool] = lambda: False                                     # whether zero activations are kept
    plotted: Callable[[Array], Array] = lambda x: x
    coordinates: Callable[[Array], Array] = lambda y: y


def points(inputs: dict[str, Any], steps: ProjectionSteps) -> list[Array]:
    """Return the points that these steps show.

    Parameters
    ----------
    inputs : dict
        As a case of project holds them.
    steps : ProjectionSteps

    Returns
    -------
    list of ndarray, shape (k, 2)
        One a plane.
    """
    x, basis = np.array(inputs["activations"], dtype=float), steps.rows(np.array(inputs["basis"], dtype=float))
    shown = []
    for i, j in steps.planes(np.array(inputs["planes"]).reshape(-1, 2)):
        axes = np.stack(steps.frame(basis[i], basis[j]), axis=1)                # (n_dims, 2)
        near, threshold = steps.nearness(steps.directions(x) @ axes), steps.threshold(inputs["epsilon"])
        inside = near >= threshold - EDGE if steps.closed() else near > threshold + EDGE
        kept = np.where(np.any(x != 0, axis=1), inside, steps.dark())
        shown.append(steps.coordinates(steps.plotted(x[kept]) @ axes))
    return shown


STEP = "e2 = (b - (b.e1) e1) / |b - (b.e1) e1|"
KEEP, GIVE = "keep r = |(x.e1, x.e2)| / |x| >= epsilon", "give (x.e1, x.e2), not normalised"

PROJECTION_MISTAKES = [
    Mistake("points normalised", GIVE, {"plotted": unit_or_zero}),
    Mistake("points normalised inside the plane", GIVE, {"coordinates": unit_or_zero}),
    Mistake("activations not normalised", KEEP, {"directions": lambda x: x}),
    Mistake("Gram-Schmidt step forgotten", STEP, {"frame": lambda a, b: (unit_or_zero(a), unit_or_zero(b))}),
    Mistake("Gram-Schmidt step without the final division", STEP,
            {"frame": lambda a, b: (unit_or_zero(a),
                                    unit_or_zero(b) - (unit_or_zero(b) @ unit_or_zero(a)) * unit_or_zero(a))}),
    Mistake("basis rows not normalised", STEP, {"frame": lambda a, b: (a, b - (b @ a) / (a @ a) * a)}),
    Mistake("standard basis used instead of the given one", "a = b_i, b = b_j, rows of the basis",
            {"rows": lambda basis: np.eye(*basis.shape)}),
    Mistake("cone about the first row in place of the plane", KEEP, {"nearness": lambda y: y[:, 0]}),
    Mistake("cone about a row in place of the plane", KEEP, {"nearness": lambda y: y.max(axis=1)}),
    Mistake("largest coordinate in place of the length", KEEP, {"nearness": lambda y: np.abs(y).max(axis=1)}),
    Mistake("squared length against epsilon", KEEP, {"nearness": lambda y: (y**2).sum(axis=1)}),
    Mistake("half angle for its cosine", "epsilon is the cosine of the half angle", {"threshold": np.cos}),
    Mistake("epsilon's angle taken for the whole opening", "epsilon is the cosine of the half angle",
            {"threshold": lambda e: np.cos(np.arccos(e) / 2)}),
    Mistake("absolute value of epsilon", "epsilon in [-1, 1]", {"threshold": abs}),
    Mistake("everything kept", KEEP, {"threshold": lambda e: -1.0}),
    Mistake("strict cone", KEEP, {"closed": lambda: False}, '"cone": "open"'),
    Mistake("zero activations kept", KEEP + ", with no x / |x| for x = 0", {"dark": lambda: True}),
    Mistake("coordinates exchanged", GIVE, {"coordinates": lambda y: y[:, ::-1]}),
    Mistake("second coordinate mirrored", GIVE, {"coordinates": lambda y: y * [1, -1]}),
    Mistake("planes sorted before use", "plane (i, j): a = b_i, b = b_j", {"planes": lambda p: np.sort(p, axis=1)}),
]
