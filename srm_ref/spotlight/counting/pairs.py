"""What does every activation look like along every privileged direction, and in which planes can it be lit?

One matrix product, P = unit(X) unit(basis)^T, (n_samples, n_basis), serves every plane of the basis; no rotation matrix
is ever needed. The last bits of a matrix product depend on how many rows are multiplied at once, and at the edge of the
matrix also on a row's place. Rows are therefore multiplied BLOCK at a time, the last block filled up with zeros, and
columns come in whole TILEs: a sample's P, and so its counts, ties included, are the same in whatever chunks the samples
come.

An activation is lit somewhere in plane (i, j) only if its in-plane radius reaches epsilon:

    r^2 = p^2 + q^2 = (P_i^2 + P_j^2 - 2 g P_i P_j) / (1 - g^2)  <=  2 max(P_i^2, P_j^2) / (1 - |g|).

For epsilon > 0 one of the two directions must therefore be a candidate, P_i^2 >= epsilon^2 (1 - |g|) / 2, with g the
largest cosine of direction i with any other; an orthonormal basis has at most 2 / epsilon^2 candidates per sample. Two
ways, one result:

    dense    test r of every (sample, plane)                        n_samples * n_planes tests
    pruned   test r of every (candidate, partner)                   n_candidates * n_basis tests

A test costs about the same either way, so the way with fewer tests is taken, block by block.

Contents: BLOCK, TILE, CHUNK, CosineBlock, basis_cosines; CandidatePairs, candidate_pairs, candidate_pairs_pruned,
candidate_pairs_dense, candidate_cosines.
Source: this package's.
"""

from __future__ import annotations

from typing import Any, Iterator, NamedTuple

import numpy as np

from srm_ref.checks import require_finite
from srm_ref.geometry.vectors import norms, unit
from srm_ref.spotlight.counting.grid import SLACK, UNDERFLOW_RADIUS
from srm_ref.spotlight.counting.planes import BasisGeometry, Planes

__all__ = ["BLOCK", "TILE", "CHUNK", "CosineBlock", "basis_cosines", "CandidatePairs", "candidate_pairs",
           "candidate_pairs_dense", "candidate_pairs_pruned", "candidate_cosines"]

BLOCK = 256
"""Rows multiplied at once, always: see above."""

TILE = 16
"""The number of columns is filled up to a multiple of this with zeros: matrix kernels work through 4 to 16 columns at a
time, and compute what is left over at the edge by another order of operations in some rows than in others."""

CHUNK = 2**19
"""Numbers held at once in a block of activations, of P, or of tests (4 MB): about a processor's cache."""

GATHERED = 2**14
"""Least number of pairs handed on at once, where there are so many: with fewer, calls cost more than arithmetic."""


class CosineBlock(NamedTuple):
    """Hold P for some samples that are not zero."""

    values: np.ndarray  # (k, n_basis) cosines with the basis
    sample: np.ndarray  # (k,) which samples, ascending
    lengths: np.ndarray  # (k,) |x|
    n_zero: int  # samples of this chunk that have no direction
    stop: int  # samples read so far


def basis_cosines(activations: np.ndarray, geometry: BasisGeometry, first_row: int = 0) -> Iterator[CosineBlock]:
    """Multiply unit activations with the basis, chunk by chunk: P = unit(X) unit(basis)^T.

    activations (n_samples, n_dims): as `check_activations` returns them. first_row: added to the row number in
    messages.
    """
    n_basis = len(geometry.rows)
    step = BLOCK * max(1, CHUNK // (BLOCK * max(activations.shape[1], n_basis)))
    for first in range(0, len(activations), step):
        rows = np.array(activations[first:first + step], dtype=np.float64, order="C")
        require_finite(rows, "activations", first_row + first)
        lengths = norms(rows)  # (n_rows,)
        sample = np.flatnonzero(lengths)  # (n_nonzero,)
        n_read, n_zero = len(rows), len(rows) - len(sample)
        if n_zero:
            rows, lengths = rows[sample], lengths[sample]
        values = _divide(rows, lengths) if len(sample) else np.empty((0, n_basis))  # (n_nonzero, n_basis)
        if not geometry.is_identity and len(sample):
            values = _product(values, geometry.rows)
        yield CosineBlock(values, sample + first, lengths, n_zero, first + n_read)


def _divide(rows: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """unit(rows), in place: `rows` is this chunk's own copy. Extreme lengths go the scaled way."""
    extreme = np.flatnonzero((lengths < 1e-140) | (lengths > 1e140))
    scaled = unit(rows[extreme]) if extreme.size else None
    np.divide(rows, lengths[:, None], out=rows)
    if extreme.size:
        rows[extreme] = scaled
    return rows


def _product(rows: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """rows @ basis.T in blocks of exactly BLOCK rows, and a whole number of TILEs of columns."""
    n_basis = len(basis)
    if n_basis % TILE:
        basis = np.concatenate([basis, np.zeros((-n_basis % TILE, basis.shape[1]))])
    values = np.empty((-(-len(rows) // BLOCK) * BLOCK, len(basis)))
    for first in range(0, len(rows), BLOCK):
        block = rows[first:first + BLOCK]
        if len(block) < BLOCK:
            block = np.concatenate([block, np.zeros((BLOCK - len(block), rows.shape[1]))])
        np.matmul(block, basis.T, out=values[first:first + BLOCK])
    return values[:len(rows), :n_basis]


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
