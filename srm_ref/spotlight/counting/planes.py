"""Which planes do the privileged directions span, how does each lie, and how does every activation stand to them?

A plane (i, j) is ordered: a = b_i, b = b_j, and theta grows from b_i towards b_j. All that a sweep needs of a plane is
g = b_i . b_j and sine = sqrt(1 - g^2) = |b_j - g b_i|: with P = unit(X) unit(basis)^T,

    p = P[:, i],   q = (P[:, j] - g P[:, i]) / sine,   gamma = atan2(sine, g)  (the angle from b_i to b_j).

Pairs that are parallel or antiparallel span no plane: "permutations" and "combinations" leave them out and list them;
an explicit list that holds one is refused.

One matrix product, P = unit(X) unit(basis)^T, (n_samples, n_basis), serves every plane of the basis; no rotation matrix
is ever needed. The last bits of a matrix product depend on how many rows are multiplied at once, and at the edge of the
matrix also on a row's place. Rows are therefore multiplied BLOCK at a time, the last block filled up with zeros, and
columns come in whole TILEs: a sample's P, and so its counts, ties included, are the same in whatever chunks the samples
come.

Contents: ORTHONORMAL_ATOL, BasisGeometry, basis_geometry, Planes, planes_of, geometry_and_planes, e2_cosine; BLOCK,
TILE, CHUNK, CosineBlock, basis_cosines.
Source: SRM, "permutations" (all ordered pairs) and "combinations" (i < j).
"""

from __future__ import annotations

from typing import Any, Iterator, NamedTuple

import numpy as np

from srm_ref.checks import choice, real_array, refuse, require_finite
from srm_ref.geometry.vectors import PARALLEL_ATOL, norms, unit

__all__ = ["BasisGeometry", "basis_geometry", "Planes", "planes_of", "geometry_and_planes", "e2_cosine",
           "ORTHONORMAL_ATOL", "BLOCK", "TILE", "CHUNK", "CosineBlock", "basis_cosines"]

ORTHONORMAL_ATOL = 1e-13
"""A basis whose Gram matrix is this near the identity is taken as orthonormal: g = 0 and sine = 1 for every plane."""

BLOCK = 256
"""Rows multiplied at once, the last block filled up to this number: see above."""

TILE = 16
"""The number of columns is filled up to a multiple of this with zeros: matrix kernels work through 4 to 16 columns at a
time, and compute what is left over at the edge by another order of operations in some rows than in others."""

CHUNK = 2**19
"""Numbers held at once in a block of activations, of P, or of tests (4 MB): about a processor's cache."""


class BasisGeometry(NamedTuple):
    """A basis with what its pairs need; the three last fields are None where the basis is orthonormal."""

    rows: np.ndarray  # (n_basis, n_dims) unit
    is_identity: bool  # rows are the standard basis: P = unit(X), no matrix product is needed
    cosines: np.ndarray | None  # (n_basis, n_basis) g
    sines: np.ndarray | None  # (n_basis, n_basis)
    spans: np.ndarray | None  # (n_basis, n_basis) bool: False where the pair is degenerate, i = j included

    @property
    def n_basis(self) -> int:
        """Number of privileged directions."""
        return len(self.rows)


def basis_geometry(basis: Any) -> BasisGeometry:
    """Normalise a basis and measure its pairs.

    basis (n_basis, n_dims): rows of any lengths other than zero.

    >>> basis_geometry([[2, 0], [0, 5]]).is_identity
    True
    >>> basis_geometry([[1, 0], [3, 4]]).sines.round(3).tolist()
    [[0.0, 0.8], [0.8, 0.0]]
    """
    rows = unit(real_array(basis, "basis", ("n_basis", "n_dims")), "basis")
    square = rows.shape[0] == rows.shape[1]
    if square and np.array_equal(rows, np.eye(len(rows))):
        return BasisGeometry(rows, True, None, None, None)
    if len(rows) <= rows.shape[1] and _is_orthonormal(rows):
        return BasisGeometry(rows, False, None, None, None)  # g = 0 and sine = 1: no table is needed
    cosines = rows @ rows.T  # g, (n_basis, n_basis)
    np.fill_diagonal(cosines, 1.0)
    sines = np.sqrt(np.maximum((1 - cosines) * (1 + cosines), 0.0))  # not 1 - g^2, which loses digits near g = 1
    _refine_sines(rows, cosines, sines)
    return BasisGeometry(rows, False, cosines, sines, sines > PARALLEL_ATOL)


class Planes(NamedTuple):
    """The planes of a sweep. Without an explicit list they are all pairs i < j, and with `ordered` also all j > i."""

    ordered: bool
    explicit: np.ndarray | None  # (n_planes, 2)
    n_planes: int
    skipped: np.ndarray  # (n_skipped, 2) degenerate pairs i < j that were left out

    def pairs(self, geometry: BasisGeometry) -> np.ndarray:
        """List the planes in their order, (n_planes, 2): as asked for, or (0, 1), (0, 2), ..., row by row.

        Returns (n_planes, 2).
        """
        if self.explicit is not None:
            return self.explicit
        wanted = ~np.eye(geometry.n_basis, dtype=bool) if geometry.spans is None else geometry.spans.copy()
        return np.argwhere(wanted if self.ordered else np.triu(wanted))

    def row_of_plane(self, geometry: BasisGeometry) -> np.ndarray:
        """Number the planes: table[i, j] = row of plane (i, j) in `pairs`, -1 where it has none.

        Returns (n_basis, n_basis).
        """
        table = np.full((geometry.n_basis, geometry.n_basis), -1)
        pairs = self.pairs(geometry)
        table[pairs[:, 0], pairs[:, 1]] = np.arange(len(pairs))
        return table


def planes_of(planes: Any, geometry: BasisGeometry) -> Planes:
    """Interpret an argument `planes`: "permutations", "combinations", or an explicit list of pairs.

    >>> geometry = basis_geometry([[1, 0], [0, 1], [-1, 0]])
    >>> some = planes_of("combinations", geometry)
    >>> some.pairs(geometry).tolist(), some.skipped.tolist()
    ([[0, 1], [1, 2]], [[0, 2]])
    """
    if isinstance(planes, str):
        choice(planes, "planes", ("permutations", "combinations"))
        if geometry.n_basis < 2:
            refuse("basis", "at least two rows, to span a plane", f"{geometry.n_basis}")
        skipped = np.empty((0, 2), np.int64) if geometry.spans is None else np.argwhere(np.triu(~geometry.spans, 1))
        n_pairs = geometry.n_basis * (geometry.n_basis - 1) // 2 - len(skipped)
        if n_pairs == 0:
            refuse("basis", "at least one pair of rows that spans a plane", "rows that are all (anti)parallel")
        ordered = planes == "permutations"
        return Planes(ordered, None, n_pairs * (1 + ordered), skipped)
    pairs = _explicit_pairs(planes, geometry)
    return Planes(False, pairs, len(pairs), np.empty((0, 2), np.int64))


def geometry_and_planes(basis: Any, planes: Any) -> tuple[BasisGeometry, Planes]:
    """Interpret the two arguments that say which planes are meant.

    Returns as `basis_geometry` and `planes_of` give them.
    """
    geometry = basis_geometry(basis)
    return geometry, planes_of(planes, geometry)


def e2_cosine(geometry: BasisGeometry, i: Any, j: Any, p_i: np.ndarray, p_j: np.ndarray) -> np.ndarray:
    """Compute q, the cosine with e2, in planes (i, j): q = (P_j - g P_i) / sine.

    i, j (k,). p_i, p_j (k,): cosines with b_i and b_j. Returns (k,).
    """
    return p_j if geometry.cosines is None else (p_j - geometry.cosines[i, j] * p_i) / geometry.sines[i, j]


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


def _explicit_pairs(planes: Any, geometry: BasisGeometry) -> np.ndarray:
    wanted = "'permutations', 'combinations' or an integer array of shape (n_planes, 2)"
    try:
        pairs = np.asarray(planes)
    except Exception as error:  # ragged lists, tensors with gradients
        refuse("planes", wanted, f"{type(planes).__name__} ({error})")
    if pairs.dtype.kind not in "iu" or pairs.ndim != 2 or pairs.shape[1:] != (2,) or not len(pairs):
        refuse("planes", wanted, f"dtype {pairs.dtype}, shape {pairs.shape}")
    outside = (pairs < 0) | (pairs >= geometry.n_basis)
    if outside.any():
        row = int(np.argmax(outside.any(axis=1)))
        refuse("planes", f"indices from 0 to {geometry.n_basis - 1}", f"{tuple(pairs[row].tolist())} at row {row}")
    pairs = pairs.astype(np.int64)
    i, j = pairs.T
    equal = i == j
    if equal.any():
        row = int(np.argmax(equal))
        refuse("planes", "two different rows of the basis", f"{tuple(pairs[row].tolist())} at row {row}")
    if geometry.spans is not None and not geometry.spans[i, j].all():
        row = int(np.argmin(geometry.spans[i, j]))
        refuse("planes", "pairs that span a plane", f"(anti)parallel rows {tuple(pairs[row].tolist())} at row {row}")
    return pairs


def _is_orthonormal(rows: np.ndarray, block: int = 1024) -> bool:
    """Compare the Gram matrix with the identity, a block of rows at a time: it is never held whole."""
    for first in range(0, len(rows), block):
        gram = rows[first:first + block] @ rows.T
        gram[np.arange(len(gram)), np.arange(first, first + len(gram))] -= 1.0
        if np.abs(gram).max() > ORTHONORMAL_ATOL:
            return False
    return True


def _refine_sines(rows: np.ndarray, cosines: np.ndarray, sines: np.ndarray, block: int = 4096) -> None:
    """Measure the sine of nearly parallel pairs as |b_j - g b_i|: 1 - g^2 has lost its digits there."""
    near = np.argwhere(np.triu(np.abs(cosines) > 0.99, 1))  # (n_near, 2)
    for first in range(0, len(near), block):
        i, j = near[first:first + block].T
        rejection = rows[j] - cosines[i, j, None] * rows[i]  # (n_here, n_dims)
        sines[i, j] = sines[j, i] = norms(rejection)
    np.fill_diagonal(sines, 0.0)
