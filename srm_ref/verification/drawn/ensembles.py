"""Which means over ensembles are asked about? The clouds of `clouds`, then many directions, and some parallel ones.

Contents: QUESTIONS.
"""

from __future__ import annotations

from functools import partial
from typing import Callable

import numpy as np

from srm_ref.verification.drawn.clouds import CLOUDS, ENSEMBLE, cloud
from srm_ref.verification.drawn.judges import counts
from srm_ref.verification.drawn.question import Drawn, Inputs, Rng, asked

__all__ = ["QUESTIONS"]

MEAN = "mean_spotlight"


def _mean_of(inputs: Inputs, rng: Rng) -> Inputs:
    ensemble = str(rng.choice(["permutations", "combinations"]))
    return {key: inputs[key] for key in ("activations", "basis", "epsilon", "thetas")} | {"ensemble": ensemble}


def _about(make: Callable[[Rng], Inputs]) -> Callable[[Rng], Inputs]:
    return lambda rng: _mean_of(make(rng), rng)


def _directions(rng: Rng, low: int, high: int, n_dims: int) -> Inputs:
    return _mean_of(cloud(rng, 20, n_dims, n_basis=int(rng.integers(low, high + 1)), n_angles=4), rng)


def _some_parallel(rng: Rng) -> Inputs:
    """Rows 3 and 4 are multiples of rows 0 and 1, up to rounding."""
    inputs = _directions(rng, 3, 3, 4)
    more = inputs["basis"][:2] * -rng.uniform(0.3, 3, (2, 1))
    return inputs | {"basis": np.concatenate([inputs["basis"], more])}


QUESTIONS = [
    *(Drawn(name, MEAN, statement, broken, asked(MEAN, _about(make), counts(MEAN, band)))
      for name, make, statement, broken, band in CLOUDS if name in ENSEMBLE),
    Drawn("two-directions", MEAN, "a basis of two rows", "a mean over one plane that loses its shape",
          asked(MEAN, partial(_directions, low=2, high=2, n_dims=3), counts(MEAN))),
    Drawn("many-directions", MEAN, "12 to 20 directions, hundreds of planes", "a limit on directions or planes",
          asked(MEAN, partial(_directions, low=12, high=20, n_dims=8), counts(MEAN))),
    Drawn("some-parallel", MEAN, "some rows are multiples of others, up to rounding",
          "planes of rounding noise in the mean",
          asked(MEAN, _some_parallel, counts(MEAN))),
]
