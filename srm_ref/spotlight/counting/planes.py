"""Which planes do the privileged directions span, and how does each lie?

A plane (i, j) is ordered: a = b_i, b = b_j, and theta grows from b_i towards b_j. All that a sweep needs of a plane is
g = b_i . b_j and sine = sqrt(1 - g^2) = |b_j - g b_i|: with P = unit(X) unit(basis)^T,

    p = P[:, i],   q = (P[:, j] - g P[:, i]) / sine,   gamma = atan2(sine, g)  (the angle from b_i to b_j).

Pairs that are parallel or antiparallel span no plane: "permutations" and "combinations" leave them out and list them;
an explicit list that holds one is refused.

Contents: ORTHONORMAL_ATOL, BasisGeometry, basis_geometry, Planes, planes_of, geometry_and_planes, e2_cosine.
Source: SRM, "permutations" (all ordered pairs) and "combinations" (i < j).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import choice, real_array, refuse
from srm_ref.geometry.vectors import PARALLEL_ATOL, norms, unit

__all__ = ["BasisGeometry", "basis_geometry", "Planes", "planes_of", "geometry_and_planes", "e2_cosine",
           "ORTHONORMAL_ATOL"]

ORTHONORMAL_ATOL = 1e-13
"""A basis whose Gram matrix is this near the identity is taken as orthonormal: g = 0 and sine = 1 for every plane."""


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
        refuse("planes", f"indices in 0 .. {geometry.n_basis - 1}", f"{tuple(pairs[row].tolist())} at row {row}")
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
