"""In which planes can an activation be lit, and which activations are lit in none at all?

An activation is lit somewhere in plane (i, j) only if its in-plane radius reaches epsilon:

    r^2 = p^2 + q^2 = (P_i^2 + P_j^2 - 2 g P_i P_j) / (1 - g^2)  <=  2 max(P_i^2, P_j^2) / (1 - |g|).

For epsilon > 0 one of the two directions must therefore be a candidate, P_i^2 >= epsilon^2 (1 - |g|) / 2, with g the
largest cosine of direction i with any other; an orthonormal basis has at most 2 / epsilon^2 candidates per sample. Two
ways, one result:

    dense    test r of every (sample, plane)                        n_samples * n_planes tests
    pruned   test r of every (candidate, partner)                   n_candidates * n_basis tests

A test costs about the same either way, so the way with fewer tests is taken, block by block.

The screen. In a sweep at epsilon > 0 only samples with a candidate, some |P_i| >= t_i, can be lit. In many dimensions
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

Contents: CandidatePairs, candidate_pairs, candidate_pairs_pruned, candidate_pairs_dense, candidate_cosines; Screen,
lit_cosines.
Source: this package's; Higham, Accuracy and Stability of Numerical Algorithms (2002), section 3.1, for the sum.
"""

from __future__ import annotations

from typing import Any, Iterator, NamedTuple

import numpy as np

from srm_ref.checks import require_finite
from srm_ref.spotlight.counting.grid import SLACK, UNDERFLOW_RADIUS
from srm_ref.spotlight.counting.planes import BLOCK, CHUNK, BasisGeometry, CosineBlock, Planes, basis_cosines

__all__ = ["CandidatePairs", "candidate_pairs", "candidate_pairs_dense", "candidate_pairs_pruned", "candidate_cosines",
           "Screen", "lit_cosines"]

_UNIT_ROUNDOFF = 2.0**-24
_SHORTEST, _LONGEST = 2.0**-30, 2.0**50

GATHERED = 2**14
"""Least number of pairs handed on at once, where there are so many: with fewer, calls cost more than arithmetic."""


class CandidatePairs(NamedTuple):
    """(sample, plane) pairs whose in-plane radius reaches epsilon, to within SLACK."""

    sample: np.ndarray  # (k,) row of the projections
    i: np.ndarray  # (k,) the plane's first direction; i < j unless the planes are an explicit list
    j: np.ndarray  # (k,)
    row: np.ndarray | None  # (k,) which plane of an explicit list
    p_i: np.ndarray  # (k,) cosine with b_i
    p_j: np.ndarray  # (k,) cosine with b_j


def candidate_pairs(values: np.ndarray, geometry: BasisGeometry, planes: Planes,
                    epsilon: float) -> Iterator[CandidatePairs]:
    """Find the (sample, plane) pairs that may be lit, in the way that takes fewer tests.

    values (k, n_basis): P. No yield is empty, and all but the last hold GATHERED pairs or more.
    """
    n_tests_dense = len(values) * (planes.n_planes // (1 + planes.ordered))
    if not len(values):
        return
    if planes.explicit is None and epsilon > UNDERFLOW_RADIUS:
        candidates = np.flatnonzero(np.abs(values) >= candidate_cosines(geometry, epsilon))
        if len(candidates) * values.shape[1] < n_tests_dense:
            yield from _gathered(candidate_pairs_pruned(values, geometry, epsilon, candidates))
            return
    yield from _gathered(candidate_pairs_dense(values, geometry, planes, epsilon))


def candidate_pairs_pruned(values: np.ndarray, geometry: BasisGeometry, epsilon: float,
                           candidates: np.ndarray) -> Iterator[CandidatePairs]:
    """Test every candidate direction of every sample against all its partners.

    values (k, n_basis). epsilon: above UNDERFLOW_RADIUS. candidates (n_candidates,): flat indices into `values` of
    all P_i with P_i^2 >= epsilon^2 (1 - max |g|) / 2, ascending.
    """
    n = values.shape[1]
    is_candidate = np.zeros(values.size, dtype=bool)
    is_candidate[candidates] = True
    step = max(1, CHUNK // n)
    for first in range(0, len(candidates), step):
        sample, i = np.divmod(candidates[first:first + step], n)  # (n_candidates_here,)
        p_i, partners = values[sample, i], values[sample]  # (n_candidates_here,), (n_candidates_here, n_basis)
        if geometry.cosines is None:
            r_squared = partners * partners + (p_i * p_i)[:, None]
        else:
            r_squared = _r_squared(p_i[:, None], partners, geometry.cosines[i], geometry.sines[i], geometry.spans[i])
        found = np.flatnonzero(r_squared >= epsilon * epsilon * (1 - SLACK))
        which, j = np.divmod(found, n)  # (n_found,)
        i, sample = i[which], sample[which]
        keep = (j > i) | ((j < i) & ~is_candidate[sample * n + j])  # where both are candidates, once
        if geometry.spans is not None:
            keep &= geometry.spans[i, j]
        sample, i, j = sample[keep], i[keep], j[keep]
        low, high = np.minimum(i, j), np.maximum(i, j)
        yield CandidatePairs(sample, low, high, None, values[sample, low], values[sample, high])


def candidate_pairs_dense(values: np.ndarray, geometry: BasisGeometry, planes: Planes,
                          epsilon: float) -> Iterator[CandidatePairs]:
    """Test every sample in every plane, the planes of one first direction i at a time.

    values (k, n_basis). epsilon: any. All pairs are taken at epsilon <= 0, where every pair may be lit, and below
    UNDERFLOW_RADIUS, where the square of epsilon would have lost its digits.
    """
    columns = np.ascontiguousarray(values.T)  # (n_basis, k)
    step = max(1, CHUNK // max(1, len(values)))
    for i, partners, rows in _partners(geometry, planes):
        for first in range(0, len(partners), step):
            j = partners[first:first + step]
            if geometry.cosines is None:
                r_squared = columns[j] ** 2 + columns[i] ** 2  # (n_partners_here, k)
            else:
                r_squared = _r_squared(columns[i], columns[j], geometry.cosines[i, j, None], geometry.sines[i, j, None],
                                       True)
            # the square underflows
            reached = (r_squared >= epsilon * epsilon * (1 - SLACK)) | (epsilon <= UNDERFLOW_RADIUS)
            which, sample = np.divmod(np.flatnonzero(reached), max(1, len(values)))  # (n_found,)
            j_found = j[which]
            yield CandidatePairs(sample, np.full(len(sample), i), j_found,
                                 None if rows is None else rows[first + which], columns[i, sample], columns[j_found,
                                                                                                            sample])


def _gathered(pieces: Iterator[CandidatePairs]) -> Iterator[CandidatePairs]:
    """Join pieces until they hold GATHERED pairs; no piece is cut."""
    waiting, n_pairs = [], 0
    for piece in pieces:
        waiting.append(piece)
        n_pairs += len(piece.sample)
        if n_pairs >= GATHERED:
            yield _joined(waiting)
            waiting, n_pairs = [], 0
    if n_pairs:
        yield _joined(waiting)


def _joined(pieces: list[CandidatePairs]) -> CandidatePairs:
    if len(pieces) == 1:  # as it is, uncopied
        return pieces[0]
    return CandidatePairs(*(None if parts[0] is None else np.concatenate(parts) for parts in zip(*pieces)))


def _partners(geometry: BasisGeometry, planes: Planes) -> Iterator[tuple[int, np.ndarray, np.ndarray | None]]:
    """Group the planes by their first direction: (i, all j, their rows in an explicit list)."""
    if planes.explicit is not None:
        by_first = np.argsort(planes.explicit[:, 0], kind="stable")
        firsts, starts = np.unique(planes.explicit[by_first, 0], return_index=True)
        for i, rows in zip(firsts, np.split(by_first, starts[1:])):
            yield int(i), planes.explicit[rows, 1], rows
        return
    n_basis = len(geometry.rows)
    for i in range(n_basis - 1):
        later = np.arange(i + 1, n_basis)
        yield i, later if geometry.spans is None else later[geometry.spans[i, i + 1:]], None


def _r_squared(p_i: np.ndarray, p_j: np.ndarray, g: np.ndarray, sine: np.ndarray,
               spans: np.ndarray | bool) -> np.ndarray:
    """p^2 + q^2, q = (P_j - g P_i) / sine; degenerate pairs get a harmless divisor and are dropped by the caller."""
    q = (p_j - g * p_i) / np.where(spans, sine, 1.0)
    return q * q + p_i * p_i


def candidate_cosines(geometry: BasisGeometry, epsilon: float) -> np.ndarray:
    """Give the smallest |P_i| that makes direction i a candidate: epsilon sqrt((1 - max_j |g_ij|) / 2).

    Returns (n_basis,).
    """
    if geometry.sines is None:
        return np.full(len(geometry.rows), epsilon * np.sqrt(0.5) * (1 - SLACK))
    sine = np.where(geometry.spans, geometry.sines, 1.0).min(axis=1)
    one_less_g = sine * sine / (1 + np.sqrt(1 - sine * sine))  # 1 - |g| itself has no digits left where |g| is near 1
    return epsilon * np.sqrt(one_less_g / 2) * (1 - SLACK)


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
