"""How do spotlights go wrong? The right one in ten steps, and what people write in their place.

    directions, order of planes, plane (u, v), angle, probe = cos u + sin v, cosine, inside, opposite, share

Answers come as a pair (low, high): a cosine within 1e-5 of the edge, but not on it, may fall on either side.

Contents: BAND, Steps, RIGHT, MISTAKES, SIGNED_MISTAKES, curves.

Source: SRM, the resonance curve; the mistakes recur in public code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

import numpy as np

from srm_ref.verification.mistakes.mistake import Mistake
from srm_ref.verification.mistakes.plane import gram_schmidt, unit_or_zero

__all__ = ["BAND", "Steps", "RIGHT", "MISTAKES", "SIGNED_MISTAKES", "curves"]

BAND = 1e-5
Array = np.ndarray


@dataclass(frozen=True)
class Steps:
    """The steps of a spotlight; every field is one line of its definition."""

    directions: Callable[[Array], Array] = unit_or_zero                                # x -> x / |x|
    rows: Callable[[Array], Array] = lambda basis: basis
    planes: Callable[[Array], Array] = lambda planes: planes
    frame: Callable[[Array, Array], tuple[Array, Array]] = gram_schmidt       # probe = cos u + sin v
    angles: Callable[[Array, Array, Array], Array] = lambda thetas, a, b: thetas
    sense: Callable[[Array], Array] = lambda angles: angles
    probe: Callable[[Array, Array, Array], Array] = lambda p, a, b: p
    cosine: Callable[[Array, Array, Array, Array], Array] = lambda x, p, u, v: p @ x.T
    value: Callable[[Array], Array] = lambda cosine: cosine
    threshold: Callable[[float], float] = lambda epsilon: epsilon
    closed: Callable[[], bool] = lambda: True
    # where a zero activation counts: outside
    dark: Callable[[Array], Array] = lambda lit: lit
    opposite: Callable[[Array, Array], Array] = lambda plus, minus: plus - minus
    divisor: Callable[[Array], float] = len
    shape: Callable[[Array, Array], Array] = lambda values, planes: values


RIGHT = Steps()


def curves(inputs: dict[str, Any], steps: Steps, signed: bool, band: float = BAND) -> tuple[Array, Array]:
    """Return the least and the largest answer that these steps may give, shape (n_planes, n_angles) each.

    Parameters
    ----------
    inputs : dict
        As a case holds them.
    steps : Steps
    signed : bool
    band : float
        How near the edge a cosine may fall on either side, relative to its size where that is above 1.

    Returns
    -------
    low, high : ndarray, shape (n_planes, n_angles)
    """
    x, basis = np.array(inputs["activations"], dtype=float), np.array(inputs["basis"], dtype=float)
    thetas, asked = np.array(inputs["thetas"], dtype=float), np.array(inputs["planes"]).reshape(-1, 2)
    basis, planes = steps.rows(basis), steps.planes(asked)
    with np.errstate(invalid="ignore", divide="ignore"):
        bounds = np.array([_curve(x, basis[i], basis[j], thetas, inputs["epsilon"], steps, signed, band)
                           for i, j in planes])
        bounds = bounds / steps.divisor(x)                                      # (n_planes, 2, n_angles)
        low, high = (steps.shape(bounds[:, side], asked) for side in (0, 1))
    return np.minimum(low, high), np.maximum(low, high)


def _curve(x: Array, a: Array, b: Array, thetas: Array, epsilon: float, steps: Steps, signed: bool,
           band: float) -> Array:
    u, v = steps.frame(a, b)
    angles = steps.sense(steps.angles(thetas, a, b))
    p = steps.probe(np.cos(angles)[:, None] * u + np.sin(angles)[:, None] * v, a, b)
    cosine = steps.value(steps.cosine(steps.directions(x), p, u, v))            # (n_angles, n_samples)
    lit = steps.dark(np.any(x != 0, axis=1))
    plus = np.array([_count(cosine, steps.threshold(epsilon), side * band, lit, steps.closed()) for side in (-1, 1)])
    if not signed:
        return plus
    minus = np.array([_count(-cosine, steps.threshold(epsilon), side * band, lit, steps.closed()) for side in (1, -1)])
    return steps.opposite(plus, minus)


def _count(cosine: Array, threshold: float, slack: float, lit: Array, closed: bool) -> Array:
    """Count cosine >= threshold; a cosine near it but not on it counts if slack is positive, and not if it is
    negative."""
    inside = np.where(cosine == threshold, closed, cosine > threshold - slack * np.maximum(1.0, np.abs(cosine)))
    return (inside & lit).sum(axis=1)


def _sorted_rows(values: Array, planes: Array) -> Array:
    return values[np.lexsort(planes.T[::-1])]


def _rodrigues_with_b(probes: Array, e1: Array, e2: Array) -> Array:
    cos, sin = probes @ e1, probes @ e2
    return e1 + np.outer(sin + 1 - cos, e2)


def _by_sum(x: Array) -> Array:
    lengths = np.abs(x).sum(axis=1, keepdims=True)
    return np.divide(x, lengths, out=np.zeros_like(x), where=lengths > 0)


PROBE, TURN = "p(theta) = cos(theta) e1 + sin(theta) e2", "theta grows from a = e1 towards b"
STEP = "e2 = (b - (b.e1) e1) / |b - (b.e1) e1|"
CONE, SHARE = "cos(x, p) >= epsilon", "f = (1/N) sum_s 1[cos(x_s, p) >= epsilon]"

MISTAKES = [
    Mistake("activations not normalised", "cos(x, p) = x.p / |x|", {"directions": lambda x: x}),
    Mistake("activations centred first", "cos(x, p) = x.p / |x|, with x as it is",
            {"directions": lambda x: unit_or_zero(x - x.mean(axis=0))}),
    Mistake("sum of absolute values in place of the length", "|x| = sqrt(x.x)", {"directions": _by_sum}),
    Mistake("normalised over the batch", "cos(x, p) = x.p / |x|, one length per sample",
            {"directions": lambda x: unit_or_zero(x.T).T}),
    Mistake("epsilon's angle taken for the whole opening", "epsilon is the cosine of the half angle",
            {"threshold": lambda e: np.cos(np.arccos(e) / 2)}),
    Mistake("strict cone", CONE, {"closed": lambda: False}, '"cone": "open"'),
    Mistake("half angle for its cosine", "epsilon is the cosine of the half angle", {"threshold": np.cos}),
    Mistake("half angle for its cosine, angles compared", "epsilon is the cosine of the half angle",
            {"threshold": lambda e: np.cos(e) if e >= 0 else 2.0}),
    Mistake("absolute value of epsilon", "epsilon in [-1, 1]", {"threshold": abs}),
    Mistake("epsilon squared", CONE, {"threshold": lambda e: e * abs(e)}),
    Mistake("absolute cosine", CONE, {"value": np.abs}),
    Mistake("degrees for radians", "theta in radians", {"angles": lambda t, a, b: np.deg2rad(t)}),
    Mistake("rotation sense flipped", TURN, {"sense": lambda t: -t}, '"rotation": "away"'),
    Mistake("half of the angle", "R(theta) = exp(theta B), B = e2 e1^T - e1 e2^T",
            {"angles": lambda t, a, b: t / 2}),
    Mistake("twice the angle", "R(theta) = exp(theta B), B = e2 e1^T - e1 e2^T", {"angles": lambda t, a, b: 2 * t}),
    Mistake("bivector not normalised", "B = e2 e1^T - e1 e2^T, of unit vectors at right angles",
            {"angles": lambda t, a, b: t * np.sqrt(max(0.0, 1 - float(unit_or_zero(a) @ unit_or_zero(b)) ** 2))}),
    Mistake("bivector divided by its Frobenius norm", "B = e2 e1^T - e1 e2^T, whose Frobenius norm is the root of 2",
            {"angles": lambda t, a, b: t / np.sqrt(2)}),
    Mistake("Rodrigues' formula with B for B^2", "R(theta) = 1 + sin(theta) B + (1 - cos(theta)) B^2",
            {"probe": lambda p, a, b: _rodrigues_with_b(p, *gram_schmidt(a, b))}),
    Mistake("b taken to be a quarter turn from a", "theta is an angle: b is at gamma = arccos(a.b / (|a| |b|))",
            {"angles": lambda t, a, b: t * np.arccos(np.clip(unit_or_zero(a) @ unit_or_zero(b), -1, 1)) * 2 / np.pi}),
    Mistake("angle measured from b towards a", TURN, {"frame": lambda a, b: gram_schmidt(b, a)}),
    Mistake("angle measured from b, away from a", TURN,
            {"angles": lambda t, a, b: t + np.arccos(np.clip(unit_or_zero(a) @ unit_or_zero(b), -1, 1))}),
    Mistake("cosine and sine exchanged", PROBE, {"angles": lambda t, a, b: np.pi / 2 - t}),
    Mistake("own grid of angles, both ends", "theta as given",
            {"angles": lambda t, a, b: np.linspace(0, 2 * np.pi, len(t))}),
    Mistake("own grid of angles", "theta as given", {"angles": lambda t, a, b: 2 * np.pi * np.arange(len(t)) / len(t)}),
    Mistake("angles clipped to one turn", "theta any real number",
            {"angles": lambda t, a, b: np.clip(t, 0, 2 * np.pi)}),
    Mistake("Gram-Schmidt step forgotten", STEP, {"frame": lambda a, b: (unit_or_zero(a), unit_or_zero(b))}),
    Mistake("Gram-Schmidt step forgotten, probe rescaled", STEP,
            {"frame": lambda a, b: (unit_or_zero(a), unit_or_zero(b)), "probe": lambda p, a, b: unit_or_zero(p)}),
    Mistake("Gram-Schmidt step without the final division", STEP,
            {"frame": lambda a, b: (unit_or_zero(a),
                                    unit_or_zero(b) - (unit_or_zero(b) @ unit_or_zero(a)) * unit_or_zero(a))}),
    Mistake("Gram-Schmidt step with rows that are not unit vectors", STEP,
            {"frame": lambda a, b: (unit_or_zero(a), unit_or_zero(b - (b @ a) * a))}),
    Mistake("probe not normalised", "p = R(theta) a / |a|", {"probe": lambda p, a, b: p * np.linalg.norm(a)}),
    Mistake("standard basis used instead of the given one", "a = b_i, b = b_j, rows of the basis",
            {"rows": lambda basis: np.eye(*basis.shape)}),
    Mistake("basis made orthonormal first", "a = b_i, b = b_j, rows of the basis",
            {"rows": lambda basis: np.linalg.qr(basis.T)[0].T if len(basis) <= basis.shape[1] else basis}),
    Mistake("activation normalised inside its plane", "cos(x, p) = x.p / |x|, |x| in all dimensions",
            {"cosine": lambda x, p, u, v: p @ unit_or_zero(np.outer(x @ u, u) + np.outer(x @ v, v)).T}),
    Mistake("planes sorted before use", "plane (i, j): a = b_i, b = b_j", {"planes": lambda p: np.sort(p, axis=1)}),
    Mistake("planes reversed", "plane (i, j): a = b_i, b = b_j", {"planes": lambda p: p[:, ::-1]}),
    Mistake("order of planes changed", "row k is planes[k]", {"shape": _sorted_rows}),
    Mistake("answer transposed", "one row per plane, one column per angle", {"shape": lambda values, planes: values.T}),
    Mistake("all zero activations counted inside", CONE + ", with no x / |x| for x = 0",
            {"dark": lambda lit: np.ones_like(lit)}),
    Mistake("zero activations excluded from N", SHARE, {"divisor": lambda x: max(np.any(x != 0, axis=1).sum(), 1)},
            '"zero_activations": "excluded"'),
    Mistake("zero activations excluded from N, nan where none is left", SHARE,
            {"divisor": lambda x: np.any(x != 0, axis=1).sum()}, '"zero_activations": "excluded"'),
    Mistake("counts not divided by N", SHARE, {"divisor": lambda x: 1}),
    Mistake("counts divided by N - 1", SHARE, {"divisor": lambda x: len(x) - 1}),
]
CANCELS = ("absolute value of epsilon", "all zero activations counted inside")      # in the difference of two cones
SIGNED_MISTAKES = [
    *(mistake for mistake in MISTAKES if mistake.name not in CANCELS),
    Mistake("opposite cone forgotten", "g = share about p less share about -p",
            {"opposite": lambda plus, minus: plus}),
    Mistake("sum in place of a difference", "g = share about p less share about -p",
            {"opposite": lambda plus, minus: plus + minus[::-1]}),
    Mistake("signs exchanged", "g = share about p less share about -p",
            {"opposite": lambda plus, minus: (minus - plus)}),
]
