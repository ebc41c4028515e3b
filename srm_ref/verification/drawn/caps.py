"""Which caps are asked about? Every size down to 3e-30, judged by its relative error, since shares are read on a log
scale.

Contents: QUESTIONS.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from srm_ref.verification.asking.session import Session
from srm_ref.verification.drawn.judges import numbers
from srm_ref.verification.drawn.question import Drawn, Inputs, Rng, asked
from srm_ref.verification.laws.law import Violation
from srm_ref.verification.mistakes.caps import CapSteps, fraction

__all__ = ["QUESTIONS"]

CAP = "cap_fraction"
JUDGE = numbers(CAP)
STEEPEST = 3000.0               # times float32's error of epsilon, 3e-8: a ten-thousandth


def _epsilon_for(n_dims: int, exponent: float) -> float:
    """Return the epsilon at which the cap holds about 10 ** exponent, to four decimals or so, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        high, low = (middle, low) if fraction({"n_dims": n_dims, "epsilon": middle}, CapSteps()) < 10**exponent else (
            high, middle)
    return round(low, 6)


def _small(rng: Rng, dims: tuple[int, int], exponents: tuple[float, float]) -> Inputs:
    """A share of the wanted size, or the smallest one that epsilon in float32 still determines to a ten-thousandth."""
    n, exponent = int(rng.integers(dims[0], dims[1] + 1)), rng.uniform(*exponents)
    epsilon = _epsilon_for(n, exponent)
    while (n - 1) * epsilon > STEEPEST * (1 - epsilon * epsilon):       # |d log A / d epsilon|, nearly
        exponent *= 0.8
        epsilon = _epsilon_for(n, exponent)
    return {"n_dims": n, "epsilon": epsilon}


def _any(rng: Rng, dims: tuple[int, int]) -> Inputs:
    n = int(rng.integers(dims[0], dims[1] + 1))
    widest = 1.0 if n < 30 else 6 / np.sqrt(n)
    return {"n_dims": n, "epsilon": float(rng.uniform(-0.99, 0.99) * widest)}


def _several(session: Session, rng: Rng, dims: tuple[int, int], parity: int | None = None) -> Violation | None:
    for _ in range(6):
        def make(rng: Rng) -> Inputs:
            n = _any(rng, dims)
            return n if parity is None else n | {"n_dims": n["n_dims"] // 2 * 2 + parity}
        if found := asked(CAP, make, JUDGE)(session, rng):
            return found
    return None


def _tails(session: Session, rng: Rng, dims: tuple[int, int]) -> Violation | None:
    for exponents in ((-8, -2), (-15, -8), (-22, -15), (-29.5, -22)):
        if found := asked(CAP, partial(_small, dims=dims, exponents=exponents), JUDGE)(session, rng):
            return found
    return None


def _neighbours(session: Session, rng: Rng) -> Violation | None:
    """Two cones that differ in the third decimal, one after the other."""
    n, epsilon = int(rng.integers(3, 60)), float(np.round(rng.uniform(0.1, 0.5), 2))
    for shift in (-0.0031, 0.0033, 0.0012, -0.0007):
        if found := asked(CAP, lambda rng: {"n_dims": n, "epsilon": epsilon + shift}, JUDGE)(session, rng):
            return found
    return None


QUESTIONS = [
    Drawn("few-dimensions", CAP, "2 to 12 dimensions, wide and narrow", "closed forms of other dimensions",
          partial(_several, dims=(2, 12))),
    Drawn("odd-dimensions", CAP, "an odd number of dimensions, to 129", "a recursion for even dimensions",
          partial(_several, dims=(3, 128), parity=1)),
    Drawn("even-dimensions", CAP, "an even number of dimensions, to 128", "a recursion for odd dimensions",
          partial(_several, dims=(4, 128), parity=0)),
    Drawn("hundreds-of-dimensions", CAP, "200 to 600 dimensions", "a normal approximation", partial(_several,
                                                                                                    dims=(200, 600))),
    Drawn("thousands-of-dimensions", CAP, "1,025 to 4,000 dimensions",
          "a limit on dimensions, a gamma function that overflows",
          partial(_several, dims=(1025, 4000))),
    Drawn("tails-in-few-dimensions", CAP,
          "shares of 1e-2 to 3e-30 in 8 to 60 dimensions, as far as float32 holds epsilon",
          "small shares lost or cut off",
          partial(_tails, dims=(8, 60))),
    Drawn("tails-in-many-dimensions", CAP, "shares of 1e-2 to 3e-30 in 61 to 600 dimensions",
          "a normal approximation in the tail, a table", partial(_tails, dims=(61, 600))),
    Drawn("tails-in-thousands-of-dimensions", CAP, "shares of 1e-2 to 3e-30 in 1,000 to 3,000 dimensions",
          "a normal approximation in the tail", partial(_tails, dims=(1000, 3000))),
    Drawn("neighbours", CAP, "cones that differ in the third decimal", "answers remembered under a rounded epsilon",
          _neighbours),
]
