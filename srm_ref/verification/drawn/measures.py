"""Which weights and expected losses are asked about? Long and short columns, hundreds of them, hardly overlapping ones.

Contents: QUESTIONS.
"""

from __future__ import annotations

from functools import partial
from typing import Callable

import numpy as np

from srm_ref.verification.drawn.judges import measures, numbers
from srm_ref.verification.drawn.question import Drawn, Inputs, Rng, asked

__all__ = ["QUESTIONS"]

MEASURES, POPULATION = ("feature_dimensionality", "interference"), "population_loss"


def _weights(rng: Rng, n_hidden: tuple[int, int], n_features: tuple[int, int], low: float = 0.0, high: float = 0.0
             ) -> Inputs:
    shape = tuple(int(rng.integers(a, b + 1)) for a, b in (n_hidden, n_features))
    return {"W": rng.standard_normal(shape) * 10.0 ** rng.uniform(low, high, (1, shape[1]))}


def _one_size(rng: Rng, low: float, high: float) -> Inputs:
    inputs = _weights(rng, (2, 6), (3, 12))
    return {"W": inputs["W"] * 10.0 ** rng.uniform(low, high)}


def _square(rng: Rng) -> Inputs:
    n = int(rng.integers(2, 9))
    return _weights(rng, (n, n), (n, n))


def _hardly_overlapping(rng: Rng) -> Inputs:
    """Columns that miss a right angle by a thousandth."""
    n = int(rng.integers(4, 9))
    q = np.linalg.qr(rng.standard_normal((n, n)))[0]
    return {"W": (q + 1e-3 * rng.standard_normal((n, n)))[:, :int(rng.integers(2, n + 1))]}


def _some_zero(rng: Rng) -> Inputs:
    W = _weights(rng, (2, 5), (5, 12))["W"]
    W[:, 1::3] = 0.0
    return {"W": W}


SHAPES: list[tuple[str, Callable[[Rng], Inputs], str, str]] = [
    ("sizes", partial(_weights, n_hidden=(1, 9), n_features=(3, 20)), "1 to 9 hidden units, 3 to 20 features",
     "a limit on features"),
    ("hundreds-of-features", partial(_weights, n_hidden=(3, 8), n_features=(257, 300)), "257 to 300 features",
     "a block of 256 features"),
    ("more-hidden-than-features", partial(_weights, n_hidden=(8, 20), n_features=(2, 6)),
     "more hidden units than features",
     "transposed W"),
    ("square", _square, "as many hidden units as features", "transposed W"),
    ("long", partial(_one_size, low=4.0, high=8.0), "columns of length 1e4 to 1e8", "large numbers cut off"),
    ("short", partial(_one_size, low=-8.0, high=-4.0), "columns of length 1e-8 to 1e-4",
     "a guard that is not small enough"),
    ("long-and-short", partial(_weights, n_hidden=(2, 5), n_features=(5, 12), low=-5.0, high=3.0),
     "columns of lengths from 1e-5 to 1e3", "short columns taken for zero"),
    ("some-zero", _some_zero, "columns of zeros among others", "features that are not stored"),
    ("hardly-overlapping", _hardly_overlapping, "columns at right angles but for a thousandth",
     "a difference of large numbers"),
]


def _loss(rng: Rng, n_features: tuple[int, int], n_hidden: tuple[int, int] = (1, 3), weight: float = 1.0,
          sparsity: float | None = None) -> Inputs:
    n, m = (int(rng.integers(a, b + 1)) for a, b in (n_features, n_hidden))
    return {"parameters": {"W": weight * rng.uniform(-1, 1, (m, n)), "bias": weight * rng.uniform(-0.4, 0.5, n)},
            "importance": rng.uniform(0.2, 2, n),
            "sparsity": float(rng.uniform(0.1, 0.95)) if sparsity is None else sparsity}


def _square_loss(rng: Rng) -> Inputs:
    n = int(rng.integers(2, 4))
    return _loss(rng, (n, n), (n, n))


def _small_weights(rng: Rng) -> Inputs:
    """Weights of a thousandth beside biases of one half: corner sums in float64 cancel to nothing."""
    inputs = _loss(rng, (3, 3), (2, 2), 1e-3)
    return inputs | {"parameters": inputs["parameters"] | {"bias": rng.uniform(0.2, 0.8, 3)}}


LOSSES: list[tuple[str, Callable[[Rng], Inputs], str, str]] = [
    ("sizes", partial(_loss, n_features=(1, 4), n_hidden=(1, 4)), "1 to 4 features", "a limit on hidden units"),
    ("five-features", partial(_loss, n_features=(5, 5), n_hidden=(2, 3)), "5 features", "a limit on features"),
    ("square", _square_loss, "as many hidden units as features", "W W^T in place of W^T W"),
    ("dense", partial(_loss, n_features=(2, 3), sparsity=0.0), "sparsity 0", "a sparsity of 0 replaced"),
    ("rare", partial(_loss, n_features=(2, 4), sparsity=0.99), "sparsity 0.99", "density bounded from below"),
    ("very-rare", partial(_loss, n_features=(2, 4), sparsity=0.999), "sparsity 0.999", "density bounded from below"),
    ("never", partial(_loss, n_features=(2, 4), sparsity=1.0), "sparsity 1", "a sparsity of 1 replaced"),
    ("large", partial(_loss, n_features=(2, 3), weight=5.0), "weights to 5", "outputs clipped"),
    ("small", partial(_loss, n_features=(2, 3), n_hidden=(1, 2), weight=0.02), "weights of 0.02",
     "small numbers cut off"),
    ("small-weights", _small_weights, "weights of 0.001 beside biases of one half", "rounding in corner sums"),
]
QUESTIONS = [
    *(Drawn(name, function, statement, broken, asked(function, make, measures(function)))
      for function in MEASURES for name, make, statement, broken in SHAPES
      if (name, function) != ("hardly-overlapping", "feature_dimensionality")),
                  # D is 1 there, whatever is done
    *(Drawn(name, POPULATION, statement, broken, asked(POPULATION, make, numbers(POPULATION, 2e-3)))
      for name, make, statement, broken in LOSSES),
]
