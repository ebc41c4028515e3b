"""What is the kurtosis of every basis there is, from one array? Few dimensions have few fourth moments.

For activations u of length 1 and a unit direction b, P = u . b, in n dimensions, with v(u) the products u_a u_c of all
pairs a <= c, n (n+1) / 2 of them,

    P^2 = (sum_a u_a b_a)^2 = sum over a <= c of w_ac u_a u_c b_a b_c = v(u) . W v(b),    w_aa = 1, w_ac = 2 for a < c
    sum P^4 = (W v(b))^T T (W v(b)),    T = sum over activations of v(u) v(u)^T, the symmetric fourth-moment tensor

T is made once, from one pass over the activations. After that no kurtosis of any basis needs them again, and a
rotation of a basis costs the same for ten activations as for ten million. T has (n (n+1) / 2)^2 numbers, each
activation takes as many multiplications, and both grow as n^4: up to MOST_DIMS dimensions are taken.

Precision. T is summed in float64, whatever the activations are stored in, the given basis and its rotations are read
from the same T by the same arithmetic, and values within a relative 1e-9 are ties (`verdict`). Unlike those of
`turning.moment_sums`, these sums are not exact: parts in another order differ in the last bits. Kurtosis agreed with
that of `fourth_moments` to 1e-12 of itself wherever it was compared.

Kurtosis, scale, shape and loads are polynomials in b. Heights, trimmed means and the nearest direction are not: for
them `basis_rotation_test` goes back to the activations.

Contents: MOST_DIMS, MomentTensor, kurtosis_test.
Source: this package.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from srm_ref.checks import check_activations, counted, generator, integer, refuse
from srm_ref.geometry.rotations import random_rotation
from srm_ref.spotlight.turning.rotation_sums import BLOCK, Directions, unit_chunks
from srm_ref.spotlight.verdict import Ranked, ranked

__all__ = ["MOST_DIMS", "MomentTensor", "kurtosis_test"]

MOST_DIMS = 24
"""Of whose fourth moments T has 300 x 300 numbers, 720 kB."""


class MomentTensor:
    """Add up the fourth moments of activations that come in chunks, and read from them the kurtosis of any basis.

    `sums` is T; `n_lit` activations are in it, `n_zero` had no direction. n_dims: at most MOST_DIMS.

    >>> tensor = MomentTensor(2)
    >>> tensor.update([[3, 0], [0, 0], [-1, 1]])
    >>> tensor.kurtosis(np.eye(2)), tensor.n_lit, tensor.n_zero  # 2 (1 + 1/2) / 2
    (1.5, 2, 1)
    """

    def __init__(self, n_dims: int) -> None:
        self.n_dims = integer(n_dims, "n_dims", 1)
        if n_dims > MOST_DIMS:
            refuse("n_dims", f"at most {MOST_DIMS} dimensions, as memory grows with their fourth power", f"{n_dims}")
        self._first, self._second = np.triu_indices(self.n_dims)  # a and c, (n_pairs,)
        self.sums = np.zeros((len(self._first), len(self._first)))
        self.n_lit = self.n_zero = 0

    def update(self, activations: Any) -> None:
        """Add activations (n_samples, n_dims); a chunk that is refused leaves the sums unchanged."""
        added = MomentTensor(self.n_dims)
        for chunk in unit_chunks(check_activations(activations, self.n_dims), self.n_lit + self.n_zero):
            for first in range(0, len(chunk.rows), BLOCK):
                pairs = self._pairs(chunk.rows[first:first + BLOCK])  # v(u), (n_rows, n_pairs)
                added.sums += pairs.T @ pairs
            added.n_lit, added.n_zero = added.n_lit + len(chunk.rows), added.n_zero + chunk.n_zero
        self.merge(added)

    def merge(self, other: MomentTensor) -> None:
        """Add what another one has added up, for the same number of dimensions."""
        if other.n_dims != self.n_dims:
            refuse("other", f"moments in {counted(self.n_dims, 'dimension')}", counted(other.n_dims, "dimension"))
        self.sums += other.sums
        self.n_lit, self.n_zero = self.n_lit + other.n_lit, self.n_zero + other.n_zero

    def fourths(self, basis: Any) -> np.ndarray:
        """Return the mean of P_i^4 for every direction of a basis, (n_directions,); nan where none is lit."""
        directions = Directions.of(basis)
        if directions.n_dims != self.n_dims:
            refuse("basis", f"shape (n_directions, {self.n_dims})", f"shape {directions.rows.shape}")
        weighted = self._pairs(directions.rows) * np.where(self._first == self._second, 1.0, 2.0)  # W v(b)
        sums = ((weighted @ self.sums) * weighted).sum(axis=1)
        return sums / self.n_lit if self.n_lit else np.full(len(sums), math.nan)

    def kurtosis(self, basis: Any) -> float:
        """Return n_dims^2 mean P_i^4, as `srm_ref.kurtosis` of the activations does, to rounding."""
        return float(self.n_dims**2 * self.fourths(basis).mean())

    def _pairs(self, rows: np.ndarray) -> np.ndarray:
        return rows[:, self._first] * rows[:, self._second]


def kurtosis_test(activations: Any, basis: Any, n_rotations: int, rng: np.random.Generator) -> Ranked:
    """Rank the kurtosis of a basis among those of random rotations of it, as `basis_rotation_test` does, for few dims.

    activations (n_samples, n_dims), or a MomentTensor of them; n_dims at most MOST_DIMS. basis (n_directions, n_dims).
    n_rotations: at least 1; each costs about as much as one with a hundred activations. rng: draws the rotations, as
    `basis_rotation_test` draws them. Returns value, null (n_rotations,) and p_value, by equal tails;
    `verdict.decide` reads the verdict from it where `verdict.obstacle` sees none.

    >>> rng = np.random.default_rng(0)
    >>> test = kurtosis_test(np.eye(8)[rng.integers(8, size=100)], np.eye(8), 999, rng)
    >>> test.value, test.p_value
    (8.0, 0.002)
    """
    given, n_rotations, rng = Directions.of(basis), integer(n_rotations, "n_rotations", 1), generator(rng)
    tensor = activations
    if not isinstance(tensor, MomentTensor):
        tensor = MomentTensor(given.n_dims)
        tensor.update(activations)
    turned = (given.turned(random_rotation(given.n_dims, rng)) for _ in range(n_rotations))
    return ranked([tensor.kurtosis(given), *map(tensor.kurtosis, turned)])
