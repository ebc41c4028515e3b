"""Right, wrong, or cannot tell: how is a gradient judged entry by entry, with steps that nobody has to choose?

For every entry p of the parameters, L(p + h) and L(p - h) at many steps h, from 2^-27 of the entry's size up, give

    D(h) = (L(p + h) - L(p - h)) / 2h        with the uncertainty        u(h) = |D(h) - D(8h)| + noise / h

D(h) and D(8h) differ by the effect of higher orders at the step; noise is that of the loss, its rounding, which is
measured where it is larger than that of float64, as for a float32 loss. The step of least u is used. Then the entry g
given for it is

- wrong where |D - g| exceeds 4u and a relative 1e-6 (1e-3 where the loss or the gradient is float32), and g lies
  outside the slopes (L(p +- h) - L(p)) / +-h of the two sides about that step;
- right where |D - g| does not exceed them, and 4u is at most 1e-3 (float32: a tenth) of the entry's scale: |g|, or
  the largest slope of a side within an eighth of its size, which a stationary point has too;
- right where the loss is the same number at every step, g is 0, and 4u is below 1e-9 of the largest entry, each entry
  times its size: the loss does not depend on it, as on a dead unit's weights;
- undecided otherwise: rounding covers it, or the point is a kink and g lies between the slopes of its two sides.

Contents: GradientVerdict, judge_gradient.

Source: central differences and their two errors are textbook; the rule is this package's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import number
from srm_ref.verification.gradcheck import Arrays, Loss, checked_copies

__all__ = ["GradientVerdict", "judge_gradient"]

LEVELS = 2.0 ** np.arange(-27, -2, 3)  # steps, relative to the size of the entry
SURE, NOTHING = 4.0, 1e-9
SAME = {8: 1e-6, 4: 1e-3}  # relative distance that counts as agreement, by the bytes of the coarser number
RESOLVED = {1e-6: 1e-3, 1e-3: 0.1}  # relative uncertainty with which a gradient is called right


class GradientVerdict(NamedTuple):
    """What was found, and the entry that decides it: the worst of the wrong, else of the undecided, else of the right.

    verdict: "right", "wrong" or "cannot tell". name, index: of the entry.
    given, numeric, uncertainty: its g, D and 4u.
    """

    verdict: str
    name: str
    index: tuple[int, ...]
    given: float
    numeric: float
    uncertainty: float


class _Entry(NamedTuple):
    name: str
    index: tuple[int, ...]
    size: float
    given: float
    numeric: float
    uncertainty: float  # 4u
    sides: tuple[float, float]  # lowest and highest slope of its two sides, about the step taken
    kink: tuple[float, float]  # the same at the smallest steps, where the point is a kink; else 0, 0
    scale: float
    flat: bool


def judge_gradient(loss: Loss, gradients: Arrays, parameters: Arrays) -> GradientVerdict:
    """Say whether `gradients` are those of `loss` at `parameters`; 19 losses per entry.

    loss (callable): ``loss(parameters) -> float``; float32 parameters are given to it as float32.
    gradients, parameters (dicts of arrays, same keys and shapes).

    >>> bowl, at = lambda p: float(((p["w"] ** 2 - 1) ** 2).sum()), {"w": np.array([1.0, 2.0])}
    >>> judge_gradient(bowl, {"w": [0.0, 24.0]}, at).verdict, judge_gradient(bowl, {"w": [0.0, 24.1]}, at).verdict
    ('right', 'wrong')
    >>> judge_gradient(lambda p: abs(float(p["w"])), {"w": 0.3}, {"w": 0.0}).verdict
    'cannot tell'
    """
    given = checked_copies(gradients, "gradients", like=parameters)
    point = checked_copies(parameters, "parameters", keep_float32=True)
    narrow = {name: np.asarray(gradients[name]).dtype == np.float32 or value.dtype == np.float32
              for name, value in point.items()}
    sizes = {name: _sizes(value) for name, value in point.items()}
    noise, coarse = _noise(loss, point, sizes)
    entries = [_measured(loss, point, name, index, float(sizes[name][index]), float(given[name][index]), noise)
               for name, value in point.items() for index in np.ndindex(value.shape)]
    largest = max(abs(entry.numeric) * entry.size for entry in entries)
    found = [(_verdict(e, SAME[4 if coarse or narrow[e.name] else 8], largest), e) for e in entries]
    verdict = next(kind for kind in ("wrong", "cannot tell", "right") if any(said == kind for said, _ in found))
    worst = max((entry for said, entry in found if said == verdict),
                key=lambda e: (abs(e.given - e.numeric) + e.uncertainty) * e.size)
    return GradientVerdict(verdict, worst.name, worst.index, worst.given, worst.numeric, worst.uncertainty)


def _sizes(value: np.ndarray) -> np.ndarray:
    """Return |value|, for small entries a thousandth of the array's largest, and 1 where all are 0."""
    largest = float(np.max(np.abs(value))) or 1.0
    sizes = np.maximum(np.abs(value.astype(float)), 1e-3 * largest)
    return np.where(value == 0, largest, sizes)


def _noise(loss: Loss, point: dict[str, np.ndarray], sizes: Arrays) -> tuple[float, bool]:
    """Return the size of the loss's own jumps, and whether they are those of float32: all numbers are float32, or jumps
    1e-9.

    The jumps: the fourth differences along a line, where a smooth loss has none; at least its rounding.
    """
    def along(k: int) -> float:
        moved = {name: (value + (k * 2e-6) * sizes[name] * np.where(np.indices(value.shape).sum(axis=0) % 2, -1, 1)
                        ).astype(value.dtype) for name, value in point.items()}
        return number(loss(moved), "loss")
    values = np.array([along(k) for k in range(12)])
    # 70: the variance of a fourth difference of independent numbers
    jumps, largest = np.diff(values, 4) / 70**0.5, float(np.max(np.abs(values)))
    narrow = bool(np.all(values.astype(np.float32) == values) and np.ptp(values) > 0)
    noise = max(2 * float(np.sqrt(np.mean(jumps**2))), np.finfo(np.float32 if narrow else float).eps * largest)
    return noise, noise > 1e-9 * largest


def _measured(loss: Loss, point: dict[str, np.ndarray], name: str, index: tuple[int, ...], size: float, given: float,
              noise: float) -> _Entry:
    up, down, high, low = _around(loss, point[name], point, index, size)
    middle = number(loss(point), "loss")
    slopes, floor = (high - low) / (up + down), 2 * noise / (up + down)
    uncertain = _spread(slopes, floor) + floor[:-1]
    best = int(np.argmin(uncertain))
    sides = np.array([(middle - low) / down, (high - middle) / up])
    flat = bool(np.all(high == middle) and np.all(low == middle))
    near, margin = sides[:, max(best - 1, 0):best + 2], SURE * floor[best]
    return _Entry(name, index, size, given, float(slopes[best]), SURE * float(uncertain[best]),
                  (float(near.min() - margin), float(near.max() + margin)), _at_kink(sides, floor),
                  float(np.max(np.abs(sides[:, -4:]))), flat)


def _around(loss: Loss, value: np.ndarray, point: dict[str, np.ndarray], index: tuple[int, ...],
            size: float) -> np.ndarray:
    """Return the steps up and down that could be taken, and the losses there: four rows."""
    here, rows = value[index], []
    for level in LEVELS:
        value[index] = here + level * size
        up, high = float(value[index]) - float(here), number(loss(point), "loss")
        value[index] = here - level * size
        down, low = float(here) - float(value[index]), number(loss(point), "loss")
        value[index] = here
        if up > 0 and down > 0:  # a float32 does not move by the smallest steps
            rows.append((up, down, high, low))
    return np.array(rows).T


def _spread(slopes: np.ndarray, floor: np.ndarray) -> np.ndarray:
    """Return how far each slope but the last may be from the limit: two that agree by chance do not count."""
    apart = np.abs(np.diff(slopes))
    below = np.maximum(apart - 3 * floor[:-1], 0.0)  # at least their distance from the slope at the step before
    return np.maximum(apart, np.maximum(np.append(apart[1:], 0.0) / 4, np.append(0.0, below[:-1])))


def _at_kink(sides: np.ndarray, floor: np.ndarray) -> tuple[float, float]:
    """Return the lowest and the highest slope of two sides whose distance does not shrink with the step; else 0, 0."""
    gaps = np.abs(sides[1] - sides[0])
    clear = np.flatnonzero(gaps[:-1] > 64 * floor[:-1])  # the steps at which the sides' distance is more than rounding
    k = int(clear[0]) if len(clear) else -1
    if k < 0 or gaps[k] < 0.5 * gaps[k + 1]:
        return 0.0, 0.0
    near = sides[:, k:k + 3]
    return float(near.min() - 4 * floor[k]), float(near.max() + 4 * floor[k])


def _verdict(entry: _Entry, same: float, largest: float) -> str:
    given, (low, high) = entry.given, entry.kink
    if low < high and low - same * (high - low) <= given <= high + same * (high - low):
        return "cannot tell"
    own = max(abs(given), abs(entry.numeric))
    if abs(given - entry.numeric) > max(entry.uncertainty, same * own):
        return "cannot tell" if entry.sides[0] <= given <= entry.sides[1] else "wrong"
    if entry.flat:
        return "right" if given == 0 and entry.uncertainty * entry.size <= NOTHING * largest else "cannot tell"
    return "right" if entry.uncertainty <= RESOLVED[same] * max(own, entry.scale) else "cannot tell"
