"""Which activations are lit in no plane at all? A product in float32 finds most of them, and they need no other
product.

In a sweep at epsilon > 0 only samples with a candidate, some |P_i| >= t_i, can be lit (`pairs`). In many dimensions
few have one. P is therefore made in float32 first, in half the time, and again in float64 for those samples alone that
the float32 product leaves in doubt. What is made again has the bits it always has, for a row's bits depend on no other
row: every count stays as it is, to the last tie.

The bound. u = 2^-24 is float32's unit roundoff, n = n_dims, gamma = (n + 8) u / (1 - (n + 8) u). A sum of n products
in any order, fused or not, errs by at most n u / (1 - n u) times the sum of their sizes, which is at most the product
of both lengths (Cauchy-Schwarz). With x and c_i = b_i / t_i rounded to float32, s_i their product and L the length
of x, both made in float32, the 8 more being for roundings of entries, of the root and of the comparison,

    |s_i - |x| P_i / t_i|  <=  gamma |x| / t_i,        L  <=  (1 + gamma) |x|.

So a candidate, |P_i| >= t_i, has

    |s_i|  >=  |x| (1 - gamma / t_i)  >=  L (1 - gamma - gamma / t_i),

and a sample with max_i |s_i| < L (1 - bound), bound = gamma (1 + 1 / min t_i) + 2^-30, has none. 2^-30 is more than
P itself errs by in float64, in all widths below 2^20. Samples whose length is below 2^-30 or above 2^50 stay in doubt:
float32 might lose their products to underflow or overflow. No sample of an ordinary length can: what underflow takes
from n products is below 2^-100.

Contents: Screen, lit_cosines.
Source: this package; Higham, Accuracy and Stability of Numerical Algorithms (2002), section 3.1, for the sum.
"""

from __future__ import annotations

from typing import Iterator

import numpy as np

from srm_ref.checks import require_finite
from srm_ref.spotlight.counting.grid import UNDERFLOW_RADIUS
from srm_ref.spotlight.counting.pairs import BLOCK, CHUNK, CosineBlock, basis_cosines, candidate_cosines
from srm_ref.spotlight.counting.planes import BasisGeometry

__all__ = ["Screen", "lit_cosines"]

_UNIT_ROUNDOFF = 2.0**-24
_SHORTEST, _LONGEST = 2.0**-30, 2.0**50


class Screen:
    """Find the samples that may have a candidate direction.

    bound: a sample is dark if max_i |x . b_i| / t_i is below its length by more than this share. If the bound is 1 or
    more, no sample is.

    least (n_basis,): t_i > 0, the smallest |P_i| that makes direction i a candidate.

    >>> from srm_ref.spotlight.counting.planes import basis_geometry
    >>> screen = Screen(basis_geometry(np.eye(3)), np.full(3, 0.9))
    >>> screen.in_doubt(np.array([[5.0, 0.0, 0.0], [1.0, 1.0, 1.0], [0.0, 9.0, 1.0]])).tolist()
    [0, 2]
    """

    def __init__(self, geometry: BasisGeometry, least: np.ndarray) -> None:
        n_roundings, smallest = geometry.rows.shape[1] + 8, float(least.min())
        gamma = n_roundings * _UNIT_ROUNDOFF / (1 - n_roundings * _UNIT_ROUNDOFF)
        self.bound = gamma * (1 + 1 / smallest) + 2.0**-30
        self._columns, self._scale = None, 1 / smallest  # for the axes themselves: P is x, and all t are equal
        if self.bound < 1 and not geometry.is_identity:
            self._columns, self._scale = (geometry.rows / least[:, None]).T.astype(np.float32), 1.0  # c_i

    def in_doubt(self, rows: np.ndarray) -> np.ndarray:
        """List the rows (n_rows, n_dims) that may have a candidate: all others have none. Places, ascending."""
        if self.bound >= 1:
            return np.arange(len(rows))
        with np.errstate(over="ignore", invalid="ignore"):  # such rows are too long or no numbers, and stay in doubt
            rows = rows.astype(np.float32, order="C", copy=False)
            lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))  # L, (n_rows,)
            products = rows if self._columns is None else rows @ self._columns  # s, (n_rows, n_basis)
            largest = np.maximum(products.max(axis=1), -products.min(axis=1)) * np.float32(self._scale)
            dark = (largest < lengths * np.float32(1 - self.bound)) & (lengths > _SHORTEST) & (lengths < _LONGEST)
        return np.flatnonzero(~dark)


def lit_cosines(activations: np.ndarray, geometry: BasisGeometry, epsilon: float,
                first_row: int = 0) -> Iterator[CosineBlock]:
    """Yield what `basis_cosines` does, without most of the samples that are lit in no plane at epsilon.

    first_row: as for `basis_cosines`. epsilon: at 0 or less nothing is left out. Yields blocks (k, n_basis): samples
    that are left keep their numbers and bits; `n_zero` and `stop` are of all samples.
    """
    screen = Screen(geometry, candidate_cosines(geometry, epsilon)) if epsilon > UNDERFLOW_RADIUS else None
    if screen is None or 2 * len(screen.in_doubt(activations[:BLOCK])) > len(activations[:BLOCK]):  # little to gain
        yield from basis_cosines(activations, geometry, first_row)
        return
    step = BLOCK * max(1, CHUNK // (BLOCK * max(geometry.rows.shape)))
    waiting, numbers = [activations[:0]], [np.empty(0, np.int64)]
    for first in range(0, len(activations), step):
        rows = np.asarray(activations[first:first + step])
        rows = rows if rows.dtype == np.float32 else rows.astype(np.float64, copy=False)
        require_finite(rows, "activations", first_row + first)
        in_doubt, stop = screen.in_doubt(rows), first + len(rows)
        waiting.append(rows[in_doubt])
        numbers.append(first + in_doubt)
        yield CosineBlock(np.empty((0, geometry.n_basis)), numbers[0][:0], np.empty(0), 0, stop)
        # a block of BLOCK rows is multiplied whole, however few of them are meant
        if sum(map(len, numbers)) >= BLOCK or stop == len(activations):
            kept, numbers = np.concatenate(numbers), [np.empty(0, np.int64)]
            for block in basis_cosines(np.concatenate(waiting), geometry):
                yield block._replace(sample=kept[block.sample], stop=stop)
            waiting = [activations[:0]]
