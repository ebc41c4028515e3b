"""Which functions act on one number at a time, and what are their slopes? One table for all that is applied entry by entry.

Conventions: value and slope act on every entry of an array of any shape. Where the function has a kink its slope there is
the left one. Nothing is checked here: these run in inner loops.

Contents: LEAK, Sigma, SIGMAS.

Source: SRM, functional forms.
"""

from __future__ import annotations

from typing import Callable, NamedTuple

import numpy as np

__all__ = ["LEAK", "Sigma", "SIGMAS"]

LEAK = 0.01
"""Slope of the leaky ReLU at negative arguments."""


class Sigma(NamedTuple):
    """A scalar function and its derivative, both acting on every entry of an array."""

    value: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]


SIGMAS: dict[str, Sigma] = {
    "tanh": Sigma(np.tanh, lambda s: 1.0 - np.tanh(s) ** 2),
    "relu": Sigma(lambda s: np.maximum(s, 0.0), lambda s: np.where(s > 0.0, 1.0, 0.0)),
    "leaky_relu": Sigma(lambda s: np.where(s > 0.0, s, LEAK * s), lambda s: np.where(s > 0.0, 1.0, LEAK)),
}
