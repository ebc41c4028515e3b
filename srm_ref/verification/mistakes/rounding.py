"""Is it rounding, and nothing else? Only for numbers, and only where every number that could show it does.

Contents: is_rounding.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.verification.cases import Case
from srm_ref.verification.mistakes.families import agrees

__all__ = ["is_rounding"]

NUMBERS = ("toy_forward", "toy_loss_and_gradient", "population_loss", "feature_dimensionality", "interference")
ROUNDING = 200.0        # times the tolerance, which float32 meets: half precision stays below this
SHOWN = 0.5             # of all cases, at least, are beyond float32's tolerance


def is_rounding(function: str, right: Any, numbers: list[tuple[Case, Any]], n_failed: int) -> bool:
    """Say whether all answers are right but for rounding to three digits or so, as in half precision.

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
    return len(shown) >= max(2, SHOWN * len(inexact))


def _short(expected: Any) -> bool:
    """Say whether half precision holds all numbers exactly."""
    if isinstance(expected, dict):
        return all(map(_short, expected.values()))
    values = np.asarray(expected, dtype=float)
    return bool(np.array_equal(values.astype(np.float16).astype(float), values))
