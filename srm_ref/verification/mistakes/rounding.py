"""Is it rounding, and nothing else? This is asked only about numbers, and affirmed only if all are right to about three
digits, at least half of the cases that could show it do, and numbers are off in both directions.

Contents: is_rounding.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.verification.cases import Case
from srm_ref.verification.mistakes.families import agrees

__all__ = ["is_rounding"]

NUMBERS = ("toy_forward", "toy_loss_and_gradient", "population_loss", "feature_dimensionality", "interference")
ROUNDING = 200.0        # in units of the tolerance, which float32 meets: half precision stays below this
ONE_WAY = 0.15          # least share of the wrong numbers that must err in the other direction
SHOWN = 0.5             # least share of all cases that must exceed float32's tolerance


def is_rounding(function: str, right: Any, numbers: list[tuple[Case, Any]], n_failed: int) -> bool:
    """Say whether all answers are right except for rounding to about three digits, as in half precision.

    Parameters
    ----------
    function : str
    right : dataclass of callables
        The right steps.
    numbers : list of (Case, answer)
        Failing cases first.
    n_failed : int

    Returns
    -------
    bool
        False for counts, points and samples: rounding explains none of them.
    """
    if function not in NUMBERS or not all(agrees(function, right, case, answer, ROUNDING) for case, answer in numbers):
        return False
    inexact = [k for k, (case, _) in enumerate(numbers) if not _short(case.expected)]
    shown = [k for k in inexact if k < n_failed]
    return len(shown) >= max(2, SHOWN * len(inexact)) and _both_ways([numbers[k] for k in shown])


def _both_ways(numbers: list[tuple[Case, Any]]) -> bool:
    """Say whether numbers are too large here and too small there, as rounding makes them."""
    up, down = 0, 0
    for case, answer in numbers:
        for here, there in _pairs(case.expected, answer):
            off = (np.abs(there) - np.abs(here))[np.abs(there - here) > 1e-7 * np.abs(here)]
            up, down = up + int((off > 0).sum()), down + int((off < 0).sum())
    return min(up, down) >= ONE_WAY * (up + down)


def _pairs(expected: Any, answer: Any) -> list[tuple[np.ndarray, np.ndarray]]:
    if "loss" not in expected:
        return [(np.asarray(expected["value"], dtype=float), np.asarray(answer))]
    return [(np.asarray(expected["loss"]), np.asarray(answer[0])),
            *((np.asarray(g, dtype=float), answer[1][name]) for name, g in expected["gradients"].items())]


def _short(expected: Any) -> bool:
    """Say whether half precision holds all numbers exactly."""
    if isinstance(expected, dict):
        return all(map(_short, expected.values()))
    values = np.asarray(expected, dtype=float)
    return bool(np.array_equal(values.astype(np.float16).astype(float), values))
