"""How many pairs of an activation and a direction are in the spotlight, at many epsilons? Counted from one product.

The height at one epsilon, with its definition, stands in `statistics`; here are the heights at any list of epsilons.
Counts are integers, of pairs and both signs: height = count / (2 n_samples n_directions).

Contents: heights.
Source: this package.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import check_activations, number, real_array
from srm_ref.spotlight.turning.rotation_sums import Directions, Workspace, unit_chunks

__all__ = ["heights"]


def heights(activations: Any, basis: Any, epsilons: Any) -> np.ndarray:
    """Measure the heights at many epsilons from one product of activations and basis.

    basis (n_directions, n_dims). epsilons (n_epsilons,) in [-1, 1], in any order. Returns (n_epsilons,): bit for bit
    the numbers that `height` gives one by one.

    >>> heights([[3, 0], [1, 1]], np.eye(2), [0.9, 0.5]).tolist()
    [0.125, 0.375]
    """
    directions, epsilons = Directions.of(basis), real_array(epsilons, "epsilons", ("n_epsilons",))
    number(np.min(epsilons), "epsilons", -1, 1)
    number(np.max(epsilons), "epsilons", -1, 1)
    activations, workspace = check_activations(activations, directions.n_dims), Workspace(directions.n_directions)
    counts = np.zeros(len(epsilons), dtype=np.int64)
    for chunk in unit_chunks(activations):
        for cosines in directions.cosines(chunk.rows, workspace):
            ordered = np.sort(cosines, axis=None)
            counts += len(ordered) - np.searchsorted(ordered, epsilons, side="left")  # P >= epsilon
            counts += np.searchsorted(ordered, -epsilons, side="right")  # P <= -epsilon
    return counts / (2 * len(activations) * directions.n_directions)
