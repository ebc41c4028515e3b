"""Which two of three features share, and do correlated features share? Candidates of n = 3, m = 2, and of two pairs.

n = 3, m = 2; features 1 and 2 have importance 1, feature 3 has r; all have density p; v = p/3 - p^2/4. A rank-2 W is
named by the direction it does not see:

    drop third      W perp (0, 0, 1)   r v               the two others dedicated
    drop first      W perp (1, 0, 0)   v                 or the second
    pair 1 and 2    W perp (1, 1, 0)   p^2 / 3           antipodal; the third dedicated
    pair 2 and 3    W perp (0, 1, 1)   (1 + r) p^2 / 6   antipodal; the first dedicated

Dropped features have bias p/2, all others 0. Boundaries: 4 r / (2 + 5 r) for r < 1, p = 4/7 for every r > 1, and r = 1.
The unit triangle, W perp (1, 1, 1), loses more than one of them at every p > 0 (`triangle_loss`); shortened and
with biases it does win near r = 1 for 0.525 < p < 1, which the paper leaves out.

Four features in two sets of two that are active together (correlated), in m = 2 without bias: `set_layout_losses`.

Contents: TRIPLE_CANDIDATES, triple_candidate_losses, triple_phase, triangle_loss; SET_LAYOUTS, set_layout_losses.

Source: TMS sections "Superposition as a Phase Change" and "Correlated and anticorrelated features".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.superposition.arguments import checked_densities
from srm_ref.superposition.theory_linear import feature_variance
from srm_ref.superposition.theory_pair import importance_and_density, lowest

__all__ = ["TRIPLE_CANDIDATES", "triple_candidate_losses", "triple_phase", "triangle_loss", "SET_LAYOUTS",
           "set_layout_losses"]

Matrix = tuple[tuple[float, ...], ...]

TRIPLE_CANDIDATES: dict[str, Matrix] = {
    "drop third": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
    "drop first": ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "pair 1 and 2": ((1.0, -1.0, 0.0), (0.0, 0.0, 1.0)),
    "pair 2 and 3": ((1.0, 0.0, 0.0), (0.0, 1.0, -1.0)),
}
"""The candidates' W, rows of hidden dimensions."""

_HALF = 0.5**0.5

SET_LAYOUTS: dict[str, Matrix] = {
    "same set orthogonal": ((1.0, 0.0, -1.0, 0.0), (0.0, 1.0, 0.0, -1.0)),
    "collapsed": ((_HALF, _HALF, 0.0, 0.0), (0.0, 0.0, _HALF, _HALF)),
    "same set antipodal": ((1.0, -1.0, 0.0, 0.0), (0.0, 0.0, 1.0, -1.0)),
}
"""Three ways to store the sets {1, 2} and {3, 4} in two dimensions."""


def triple_candidate_losses(relative_importance: Any, density: Any) -> dict[str, np.ndarray]:
    """Return the loss of every candidate of n = 3, m = 2, in the broadcast shape; the table above.

    >>> {name: round(float(loss), 5) for name, loss in triple_candidate_losses(0.5, 0.3).items()}
    {'drop third': 0.03875, 'drop first': 0.0775, 'pair 1 and 2': 0.03, 'pair 2 and 3': 0.0225}
    """
    r, p = importance_and_density(relative_importance, density)
    v, zero = feature_variance(1.0 - p), 0.0 * r
    return {"drop third": r * v, "drop first": v + zero, "pair 1 and 2": p**2 / 3.0 + zero,
            "pair 2 and 3": (1.0 + r) * p**2 / 6.0}


def triple_phase(relative_importance: Any, density: Any) -> np.ndarray:
    """Return which candidate of n = 3, m = 2 loses least, in the broadcast shape: the phase diagram (first of ties).

    >>> triple_phase([0.1, 0.1, 10.0, 10.0], [0.5, 0.1, 0.6, 0.5]).tolist()
    ['drop third', 'pair 2 and 3', 'drop first', 'pair 1 and 2']
    """
    return lowest(triple_candidate_losses(relative_importance, density))


def triangle_loss(relative_importance: Any, density: Any) -> np.ndarray:
    """Return the loss of three unit features at 120 degrees, no bias: ``(2 + r) (p^2/8 + p^3/24)``, shapes broadcast.

    >>> float(triangle_loss(1.0, 1.0))
    0.5
    """
    r, p = importance_and_density(relative_importance, density)
    return (2.0 + r) * (p**2 / 8.0 + p**3 / 24.0)


def set_layout_losses(density: Any) -> dict[str, np.ndarray]:
    """Return what the layouts of `SET_LAYOUTS` lose on two correlated sets, equal importance, no bias.

    ``2 p^2 / 3`` where features of one set are orthogonal (and antipodal across the sets), ``p / 6`` where a set is
    collapsed to its mean direction, ``2 p / 3`` where features of one set are antipodal. Orthogonal beats collapsed
    iff p < 1/4. For anticorrelated sets, of which at most one member is active, the last layout loses nothing.
    `density`, of any shape, is the probability that a set is active.

    >>> {name: round(float(loss), 4) for name, loss in set_layout_losses(0.25).items()}
    {'same set orthogonal': 0.0417, 'collapsed': 0.0417, 'same set antipodal': 0.1667}
    """
    p = checked_densities(density)
    return {"same set orthogonal": 2.0 * p**2 / 3.0, "collapsed": p / 6.0, "same set antipodal": 2.0 * p / 3.0}
