"""Which activations can be lit in which planes? The few pairs worth computing, found from P = unit(X) unit(basis)^T.

An activation is lit somewhere in plane (i, j) only if its in-plane radius reaches epsilon:

    r^2 = p^2 + q^2 = (P_i^2 + P_j^2 - 2 g P_i P_j) / (1 - g^2)  <=  2 max(P_i^2, P_j^2) / (1 - |g|).

For epsilon > 0 one of the two directions must therefore be a candidate, P_i^2 >= epsilon^2 (1 - |g|) / 2, with g the
largest cosine of direction i with any other; an orthonormal basis has at most 2 / epsilon^2 candidates a sample. Two
ways, one result:

    dense    test r of every (sample, plane)                        n_samples * n_planes tests
    pruned   test r of every (candidate, partner)                   n_candidates * n_basis tests

A test costs about the same either way, so the way with fewer tests is taken, block by block.

Contents: SLACK, CandidatePairs, candidate_pairs, candidate_pairs_pruned, candidate_pairs_dense.
"""

from __future__ import annotations

from typing import Iterator, NamedTuple

import numpy as np

from srm_ref.spotlight.counting.cosines import CHUNK
from srm_ref.spotlight.counting.grid_arcs import UNDERFLOW_RADIUS
from srm_ref.spotlight.counting.planes import BasisGeometry, Planes

__all__ = ["SLACK", "CandidatePairs", "candidate_pairs", "candidate_pairs_dense", "candidate_pairs_pruned"]

SLACK = 1e-9
"""Relative room left in the tests of r^2, so that rounding never loses a pair; whether it is lit is decided later."""


class CandidatePairs(NamedTuple):
    """(sample, plane) pairs whose in-plane radius reaches epsilon, to within SLACK."""

    sample: np.ndarray  # (k,) row of the projections
    i: np.ndarray  # (k,) the plane's first direction; i < j unless the planes are an explicit list
    j: np.ndarray  # (k,)
    row: np.ndarray | None  # (k,) which plane of an explicit list
    p_i: np.ndarray  # (k,) cosine with b_i
    p_j: np.ndarray  # (k,) cosine with b_j


def candidate_pairs(values: np.ndarray, geometry: BasisGeometry, planes: Planes, epsilon: float) -> Iterator[CandidatePairs]:
    """Find the (sample, plane) pairs that may be lit, by whichever way takes fewer tests.

    Parameters
    ----------
    values : ndarray, shape (k, n_basis)
        P.
    geometry : BasisGeometry
    planes : Planes
    epsilon : float

    Yields
    ------
    CandidatePairs
    """
    n_tests_dense = len(values) * (planes.n_planes // (1 + planes.ordered))
    if planes.explicit is None and epsilon > UNDERFLOW_RADIUS:
        candidates = np.flatnonzero(np.abs(values) >= _candidate_cosines(geometry, epsilon))
        if len(candidates) * geometry.n_basis < n_tests_dense:
            yield from candidate_pairs_pruned(values, geometry, epsilon, candidates)
            return
    yield from candidate_pairs_dense(values, geometry, planes, epsilon)


def candidate_pairs_pruned(values: np.ndarray, geometry: BasisGeometry, epsilon: float, candidates: np.ndarray) -> Iterator[CandidatePairs]:
    """Test every candidate direction of every sample against all its partners.

    Parameters
    ----------
    values : ndarray, shape (k, n_basis)
    geometry : BasisGeometry
    epsilon : float
        Above UNDERFLOW_RADIUS.
    candidates : ndarray of int, shape (n_candidates,)
        Flat indices into `values` of all P_i with P_i^2 >= epsilon^2 (1 - max |g|) / 2, ascending.

    Yields
    ------
    CandidatePairs
    """
    n = geometry.n_basis
    is_candidate = np.zeros(values.size, dtype=bool)
    is_candidate[candidates] = True
    step = max(1, CHUNK // n)
    for first in range(0, len(candidates), step):
        sample, i = np.divmod(candidates[first:first + step], n)
        p_i, partners = values[sample, i], values[sample]
        if geometry.cosines is None:
            r_squared = partners * partners + (p_i * p_i)[:, None]
        else:
            r_squared = _r_squared(p_i[:, None], partners, geometry.cosines[i], geometry.sines[i], geometry.spans[i])
        found = np.flatnonzero(r_squared >= epsilon * epsilon * (1 - SLACK))
        which, j = np.divmod(found, n)
        i, sample = i[which], sample[which]
        keep = (j > i) | ((j < i) & ~is_candidate[sample * n + j])  # where both are candidates, once
        if geometry.spans is not None:
            keep &= geometry.spans[i, j]
        sample, i, j = sample[keep], i[keep], j[keep]
        low, high = np.minimum(i, j), np.maximum(i, j)
        yield CandidatePairs(sample, low, high, None, values[sample, low], values[sample, high])


def candidate_pairs_dense(values: np.ndarray, geometry: BasisGeometry, planes: Planes, epsilon: float) -> Iterator[CandidatePairs]:
    """Test every sample in every plane, the planes of one first direction i at a time.

    Parameters
    ----------
    values : ndarray, shape (k, n_basis)
    geometry : BasisGeometry
    planes : Planes
    epsilon : float
        Any; at epsilon <= 0 every pair is lit, and below UNDERFLOW_RADIUS its square would have lost its digits: all are taken.

    Yields
    ------
    CandidatePairs
    """
    if not len(values):
        return
    columns = np.ascontiguousarray(values.T)  # (n_basis, k)
    step = max(1, CHUNK // len(values))
    for i, partners, rows in _partners(geometry, planes):
        for first in range(0, len(partners), step):
            j = partners[first:first + step]
            if geometry.cosines is None:
                r_squared = columns[j] ** 2 + columns[i] ** 2
            else:
                r_squared = _r_squared(columns[i], columns[j], geometry.cosines[i, j, None], geometry.sines[i, j, None], True)
            all_reach = epsilon <= UNDERFLOW_RADIUS
            reached = np.ones(r_squared.shape, bool) if all_reach else r_squared >= epsilon * epsilon * (1 - SLACK)
            which, sample = np.divmod(np.flatnonzero(reached), len(values))
            j_found = j[which]
            yield CandidatePairs(sample, np.full(len(sample), i), j_found, None if rows is None else rows[first + which],
                                 columns[i, sample], columns[j_found, sample])


def _partners(geometry: BasisGeometry, planes: Planes) -> Iterator[tuple[int, np.ndarray, np.ndarray | None]]:
    """Group the planes by their first direction: (i, all j, their rows in an explicit list)."""
    if planes.explicit is not None:
        by_first = np.argsort(planes.explicit[:, 0], kind="stable")
        firsts, starts = np.unique(planes.explicit[by_first, 0], return_index=True)
        for i, rows in zip(firsts, np.split(by_first, starts[1:])):
            yield int(i), planes.explicit[rows, 1], rows
        return
    for i in range(geometry.n_basis - 1):
        later = np.arange(i + 1, geometry.n_basis)
        yield i, later if geometry.spans is None else later[geometry.spans[i, i + 1:]], None


def _r_squared(p_i: np.ndarray, p_j: np.ndarray, g: np.ndarray, sine: np.ndarray,
               spans: np.ndarray | bool) -> np.ndarray:
    """p^2 + q^2, q = (P_j - g P_i) / sine; degenerate pairs get a harmless divisor and are dropped by the caller."""
    q = (p_j - g * p_i) / np.where(spans, sine, 1.0)
    return q * q + p_i * p_i


def _candidate_cosines(geometry: BasisGeometry, epsilon: float) -> np.ndarray:
    """The smallest |P_i| that makes direction i a candidate: epsilon sqrt((1 - max_j |g_ij|) / 2), shape (n_basis,)."""
    if geometry.sines is None:
        return np.full(geometry.n_basis, epsilon * np.sqrt(0.5) * (1 - SLACK))
    sine = np.where(geometry.spans, geometry.sines, 1.0).min(axis=1)
    one_less_g = sine * sine / (1 + np.sqrt(1 - sine * sine))  # 1 - |g| itself has no digits left where |g| is near 1
    return epsilon * np.sqrt(one_less_g / 2) * (1 - SLACK)
