"""Which functions act on one number at a time, and what are their slopes? One table holds them all.

The functional forms of the networks take their functions from here, and so do the hidden layers and outputs of the toy
models: what a form or a model computes, and what its gradient multiplies by, are the two columns of one row.

Conventions: value and slope act on every entry of an array of any shape, float64 or float32, and keep its type (a slope
that is 0 or 1 may be an array of booleans). Where the function has a kink its slope there is the left one. Nothing is
checked here: these run in inner loops.

Contents: LEAK, Sigma, IDENTITY, SIGMAS.

Source: SRM, functional forms.
"""

from __future__ import annotations

from functools import partial
from typing import Callable, NamedTuple

import numpy as np

__all__ = ["LEAK", "Sigma", "IDENTITY", "SIGMAS"]

LEAK = 0.01
"""Slope of the leaky ReLU at negative arguments."""


class Sigma(NamedTuple):
    """A scalar function and its derivative, both acting on every entry of an array.

    `gated` is True where ``value(s) = slope(s) s`` with a slope of booleans that can be written into ``out``: the
    function is a gate, open or shut. One comparison then serves value and slope, which the training of the toy models
    makes use of.
    """

    value: Callable[[np.ndarray], np.ndarray]
    slope: Callable[..., np.ndarray]
    gated: bool = False


IDENTITY = Sigma(np.asarray, np.ones_like)
"""s itself, not copied. No row of the table: along the vectors of a frame it would only be a matrix product."""

SIGMAS: dict[str, Sigma] = {
    "tanh": Sigma(np.tanh, lambda s: 1.0 - np.tanh(s) ** 2),
    "relu": Sigma(partial(np.maximum, 0.0), partial(np.less, 0.0), gated=True),  # max(0, s) and [0 < s]
    "leaky_relu": Sigma(lambda s: np.where(s > 0.0, s, LEAK * s),
                        lambda s: np.where(s > 0.0, 1.0, LEAK).astype(s.dtype)),
}
