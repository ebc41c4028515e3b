"""Which projections are asked about? Clouds whose distances from the planes are clear of the threshold.

Contents: QUESTIONS.
"""

from __future__ import annotations

from functools import partial
from typing import Callable

import numpy as np

from srm_ref.verification.drawn import clouds
from srm_ref.verification.drawn.judges import points
from srm_ref.verification.drawn.question import Drawn, Inputs, Rng, asked
from srm_ref.verification.mistakes.plane import gram_schmidt, unit_or_zero

__all__ = ["QUESTIONS"]

MARGIN = 1e-4


def _clear(make: Callable[[Rng], Inputs], rng: Rng) -> Inputs:
    """Return a cloud without those near the threshold of any plane."""
    inputs = make(rng)
    x, basis, clear = unit_or_zero(inputs["activations"]), inputs["basis"], True
    for i, j in inputs["planes"]:
        axes = np.stack(gram_schmidt(basis[i], basis[j]), axis=1)
        clear = clear & (np.abs(np.hypot(*(x @ axes).T) - inputs["epsilon"]) > MARGIN)
    zero = ~np.any(x != 0, axis=1)
    return {"activations": inputs["activations"][clear | zero], "basis": basis, "epsilon": inputs["epsilon"],
            "planes": inputs["planes"]}


def _thousands(rng: Rng) -> Inputs:
    return clouds.cloud(rng, (1400, 2000), (4, 8), epsilon=float(rng.uniform(0.5, 0.9)))


ABOUT = ("few-dimensions", "odd-dimensions", "even-dimensions", "hundreds-of-dimensions", "many-rows", "many-planes",
         "long-and-short", "short", "a-little-short", "long", "rows-long-and-short", "zeros", "zeros-at-epsilon-0",
         "zeros-below", "narrow", "wide", "nearly-parallel", "nearly-perpendicular", "one-sample", "same-rows",
         "one-sided")
QUESTIONS = [
    *(Drawn(name, "project", statement, broken, asked("project", partial(_clear, make), points))
      for name, make, statement, broken, _ in clouds.CLOUDS if name in ABOUT),
    Drawn("thousands-of-samples", "project", "1,400 to 2,000 samples", "a limit on points, or a grid of angles",
          asked("project", partial(_clear, _thousands), points)),
]
