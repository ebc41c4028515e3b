"""How many activations does the spotlight light at all? Every number computed from the curves rests on these alone.

An activation lights an arc of plane (i, j) if its in-plane radius exceeds epsilon (`arcs`). At a large epsilon few
do, in many dimensions often none, and a curve that rests on two activations says nothing of the others.

Contents: Lit, lit_counts.
Source: this package.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import check_activations, number
from srm_ref.progress import Progress
from srm_ref.spotlight.arcs import half_widths, radius
from srm_ref.spotlight.counting.pairs import candidate_pairs, lit_cosines
from srm_ref.spotlight.counting.planes import basis_geometry, e2_cosine, planes_of

__all__ = ["Lit", "lit_counts"]


class Lit(NamedTuple):
    """Hold how many activations the spotlight lights anywhere, in the planes i < j of a basis."""

    n_samples: int  # activations lit in at least one plane
    n_pairs: int  # (activation, plane) pairs


def lit_counts(activations: Any, basis: Any, epsilon: float, *, progress: Progress | None = None) -> Lit:
    """Count the activations that are lit in some plane, and the pairs of an activation and a plane.

    activations (n_samples, n_dims): a memory map is read in chunks. basis (n_basis, n_dims): (anti)parallel pairs are
    left out. epsilon in [-1, 1]; at 0 or less every activation that is not zero is lit in every plane.

    >>> lit_counts([[3, 0, 0], [1, 1, 1], [0, 0, 0]], np.eye(3), 0.9)  # an axis is in two of three planes
    Lit(n_samples=1, n_pairs=2)
    """
    geometry, epsilon = basis_geometry(basis), number(epsilon, "epsilon", -1, 1)
    planes, n_lit, n_pairs = planes_of("combinations", geometry), 0, 0
    activations = check_activations(activations, geometry.rows.shape[1])
    for block in lit_cosines(activations, geometry, epsilon):
        if epsilon <= 0:
            n_lit, n_pairs = n_lit + len(block.values), n_pairs + len(block.values) * planes.n_planes
        else:
            seen = np.zeros(len(block.values), dtype=bool)
            for pairs in candidate_pairs(block.values, geometry, planes, epsilon):
                r = radius(pairs.p_i, e2_cosine(geometry, pairs.i, pairs.j, pairs.p_i, pairs.p_j))  # (n_pairs,)
                wide = half_widths(r, epsilon) > 0
                seen[pairs.sample[wide]] = True
                n_pairs += int(np.count_nonzero(wide))
            n_lit += int(np.count_nonzero(seen))
        if progress is not None:
            progress(block.stop, len(activations))
    return Lit(n_lit, n_pairs)
