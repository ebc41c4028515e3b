"""How does the learning rate change on the way? Constant, linear, cosine: functions of the step alone.

Conventions: ``schedule(step, n_steps)`` with step = 0 .. n_steps - 1 is the factor on the learning rate, in [0, 1].

Contents: constant, linear, cosine, SCHEDULES.

Source: the notebook released with TMS defines these three and uses the first.
"""

from __future__ import annotations

import math
from typing import Callable

from srm_ref.checks import integer

__all__ = ["constant", "linear", "cosine", "SCHEDULES"]


def constant(step: int, n_steps: int) -> float:
    """Return 1 at every `step` of `n_steps`: the learning rate stays.

    Parameters
    ----------
    step : int
        0 to n_steps - 1.
    n_steps : int
        At least 1.

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    ValueError
        A step that is not one of the n_steps.

    Examples
    --------
    >>> constant(3, 4)
    1.0
    """
    _place(step, n_steps)
    return 1.0


def linear(step: int, n_steps: int) -> float:
    """Return ``1 - step / n_steps``: from 1 at the first `step` of `n_steps` to 1 / n_steps at the last.

    Parameters
    ----------
    step : int
        0 to n_steps - 1.
    n_steps : int
        At least 1.

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    ValueError
        A step that is not one of the n_steps.

    Examples
    --------
    >>> [linear(step, 4) for step in range(4)]
    [1.0, 0.75, 0.5, 0.25]
    """
    step, n_steps = _place(step, n_steps)
    return 1.0 - step / n_steps


def cosine(step: int, n_steps: int) -> float:
    """Return ``cos(pi/2 step / (n_steps - 1))``: from 1 at the first `step` of `n_steps` to 0 at the last.

    An only step counts as a first one.

    Parameters
    ----------
    step : int
        0 to n_steps - 1.
    n_steps : int
        At least 1.

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    ValueError
        A step that is not one of the n_steps.

    Examples
    --------
    >>> [round(cosine(step, 4), 6) for step in range(4)]
    [1.0, 0.866025, 0.5, 0.0]
    """
    step, n_steps = _place(step, n_steps)
    return max(math.cos(0.5 * math.pi * step / (n_steps - 1)), 0.0) if n_steps > 1 else 1.0


SCHEDULES: dict[str, Callable[[int, int], float]] = {"constant": constant, "linear": linear, "cosine": cosine}


def _place(step: int, n_steps: int) -> tuple[int, int]:
    n_steps = integer(n_steps, "n_steps", 1)
    return integer(step, "step", 0, n_steps - 1), n_steps
