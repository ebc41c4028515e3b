"""Two features in one dimension: move density and importance, and see which candidate loses least, and where descent
on the exact loss ends.

Contents: TITLE, LESSON, ALT, TwoFeatures, numbers, TOPIC.
Source: TMS section "Superposition as a Phase Change"; descent on the exact loss is this package's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.experiments.shared.phase_maps import exact_minima
from srm_ref.figures.play.panel import Slide, Topic
from srm_ref.figures.play.two_features import TwoFeaturesView
from srm_ref.superposition.theory_pair import PAIR_CANDIDATES, critical_density, pair_candidate_losses, pair_phase

__all__ = ["TITLE", "LESSON", "ALT", "TwoFeatures", "numbers", "TOPIC"]

TITLE = "Two features, one dimension"
LESSON = "the_phase_change"
ALT = ("Left: the phases drop, dedicate and antipodal over importance and density, with a dot at the present setting. "
       "Middle: the losses "
       "of the three candidates and of the lowest minimum found as bars. Right: its weights as bars, and its biases.")
N_RANDOM = 3
_IMPORTANCES = np.logspace(-1.0, 1.0, 121)


class TwoFeatures(NamedTuple):
    """What is drawn."""

    importance: float
    density: float
    phase: str  # the lowest of the candidates
    losses: dict[str, float]  # of the candidates
    W: np.ndarray  # (1, 2) of the lowest minimum found; the first weight that is not 0 is positive
    bias: np.ndarray  # (2,)
    loss: float  # there
    importances: np.ndarray  # (121,)
    boundary: np.ndarray  # (121,) density below which the pair is the lowest candidate


def numbers(setting: dict[str, Any], memory: Any = None) -> TwoFeatures:
    """Compare the candidates, and descend the exact loss from each of them and from three random starts.

    setting: importance, the decimal logarithm of the second feature's; density. memory: None.
    """
    r, p = float(10.0**setting["importance"]), setting["density"]
    starts = [np.array(rows) for rows in PAIR_CANDIDATES.values()]
    found, losses = exact_minima(np.array([r]), np.array([p]), starts, N_RANDOM, np.random.default_rng(0))
    W = found["W"][0]
    return TwoFeatures(r, p, str(pair_phase(r, p)),
                       {name: float(loss)
                        for name, loss in pair_candidate_losses(r, p).items()},
                       W * np.sign(W[0, np.argmax(np.abs(W[0]) > 1e-2)]), found["bias"][0], float(losses[0]),
                       _IMPORTANCES, critical_density(_IMPORTANCES))


TOPIC = Topic(TITLE, (Slide("density", "density p", 0.02, 1.0, 0.4,
                            0.01), Slide("importance", "log10 of importance", -1.0, 1.0, -0.3, 0.02)), numbers,
              TwoFeaturesView, height=3.9)
