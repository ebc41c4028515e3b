"""Five equally important features in two dimensions: a pentagon, or two antipodal pairs and one feature left out?

Density is moved, and with it the best pentagon and the best pairs; length and bias of a pentagon of your own can be
moved too.

Contents: TITLE, LESSON, ALT, DENSITIES, PentagonOrPairs, numbers, TOPIC.
Source: TMS section "The Geometry of Superposition"; the exact losses are this package's.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from srm_ref.experiments.shared.polytope_fits import fitted_losses
from srm_ref.figures.play.panel import Slide, Topic
from srm_ref.figures.play.pentagon_or_pairs import PentagonOrPairsView
from srm_ref.superposition.exact_loss import population_loss
from srm_ref.superposition.polytopes import POLYTOPES, tegum_product
from srm_ref.superposition.theory_linear import feature_variance

__all__ = ["TITLE", "LESSON", "ALT", "DENSITIES", "PentagonOrPairs", "numbers", "TOPIC"]

TITLE = "Pentagon against pairs"
LESSON = "the_geometry_of_superposition"
ALT = ("Left: a pentagon of five features and, dashed, two antipodal pairs. Middle: exact losses of the best pentagon "
       "and of the best "
       "pairs over density, as shares of the loss of no features at all, with a line at the present density. Right: "
       "the losses there as "
       "bars, that of the pentagon drawn among them.")
DENSITIES = np.linspace(0.02, 0.4, 39)


class PentagonOrPairs(NamedTuple):
    """What is drawn. Losses are of five features of importance 1; the best ones have one length and one bias per shape.
    """

    density: float
    W: np.ndarray  # (2, 5) your pentagon
    pairs: np.ndarray  # (2, 4)
    loss: float  # of your pentagon
    pentagon_loss: float  # of the best one
    pairs_loss: float  # of the best pairs, the fifth feature left out
    nothing_loss: float  # of no features: five variances
    densities: np.ndarray  # (39,)
    pentagon_losses: np.ndarray  # (39,)
    pairs_losses: np.ndarray
    nothing_losses: np.ndarray


def numbers(setting: dict[str, Any], memory: Any = None) -> PentagonOrPairs:
    """Compute the exact losses of both shapes, and of the pentagon with the length and bias that are set.

    setting: density, length, bias. memory: None.
    """
    p, W = setting["density"], setting["length"] * POLYTOPES["pentagon"].W
    loss = population_loss({"W": W, "bias": np.full(5, setting["bias"])}, np.ones(5), 1.0 - p)
    return PentagonOrPairs(p, W, tegum_product(*[POLYTOPES["digon"].W] * 2), float(loss),
                           *map(float,
                                _best((p,))[:, 0]), DENSITIES, *_best(tuple(DENSITIES)))


@cache
def _best(densities: tuple[float, ...]) -> np.ndarray:
    """Return the losses of the best pentagon, the best pairs and no features at each density, (3, n_densities)."""
    S = 1.0 - np.array(densities)
    return np.stack([fitted_losses(["pentagon"], S)[0], fitted_losses(["digon", "digon"], S)[0] + feature_variance(S),
                     5.0 * feature_variance(S)])


TOPIC = Topic(
    TITLE,
    (Slide("density", "density p", 0.02, 0.4, 0.1, 0.01), Slide(
        "length", "your pentagon's length", 0.0, 1.6, 1.17, 0.01), Slide("bias", "its bias", -0.6, 0.4, -0.28, 0.01)),
    numbers, PentagonOrPairsView, height=3.9)
