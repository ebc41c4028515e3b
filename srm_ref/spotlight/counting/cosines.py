"""What does every activation look like along every privileged direction? One matrix product, chunk by chunk.

P = unit(X) unit(basis)^T, (n_samples, n_basis), serves every plane of the basis; no rotation matrix is ever needed.

The last bits of a matrix product depend on how many rows are multiplied at once, and at the edge of the matrix also on
a row's place. Rows are therefore multiplied BLOCK at a time, the last block filled up with zeros, and columns come in
whole TILEs: a sample's P, and so its counts, ties included, are the same in whatever chunks the samples come.

Contents: BLOCK, TILE, CHUNK, CosineBlock, check_activations, basis_cosines.
"""

from __future__ import annotations

from typing import Any, Iterator, NamedTuple

import numpy as np

from srm_ref.checks import refuse, require_finite
from srm_ref.geometry.vectors import norms, unit
from srm_ref.spotlight.counting.planes import BasisGeometry

__all__ = ["BLOCK", "TILE", "CHUNK", "CosineBlock", "check_activations", "basis_cosines"]

BLOCK = 256
"""Rows multiplied at once, always: see above."""

TILE = 16
"""The number of columns is filled up to a multiple of this with zeros: matrix kernels work through 4 to 16 columns at a
time, and compute what is left over at the edge by another order of operations in some rows than in others."""

CHUNK = 2**19
"""Numbers held at once in a block of activations, of P, or of tests (4 MB): about a processor's cache."""


class CosineBlock(NamedTuple):
    """P for some samples that are not zero."""

    values: np.ndarray  # (k, n_basis) cosines with the basis
    sample: np.ndarray  # (k,) which samples, ascending
    lengths: np.ndarray  # (k,) |x|
    n_zero: int  # samples of this chunk that have no direction
    stop: int  # samples read so far


def check_activations(activations: Any, n_dims: int) -> np.ndarray:
    """Return activations as an array of real numbers, unread: finiteness is checked as the rows are used.

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
        A memory map stays a memory map.
    n_dims : int
        Width of the basis.

    Returns
    -------
    ndarray, shape (n_samples, n_dims)

    Raises
    ------
    ValueError
        Not real numbers, not two axes, another width, or empty.
    """
    try:
        array = np.asanyarray(activations)
    except (ValueError, TypeError) as error:
        refuse("activations", "an array of real numbers", f"{type(activations).__name__} ({error})")
    if array.dtype.kind not in "fiub":
        refuse("activations", "an array of real numbers", f"dtype {array.dtype}")
    if array.ndim != 2 or array.shape[1] != n_dims:
        refuse("activations", f"shape (n_samples, {n_dims}), as wide as the basis", f"shape {array.shape}")
    if len(array) == 0:
        refuse("activations", "at least one sample", f"shape {array.shape}")
    return array


def basis_cosines(activations: np.ndarray, geometry: BasisGeometry, first_row: int = 0) -> Iterator[CosineBlock]:
    """Multiply unit activations with the basis, chunk by chunk: P = unit(X) unit(basis)^T.

    Parameters
    ----------
    activations : ndarray, shape (n_samples, n_dims)
        As `check_activations` returns them.
    geometry : BasisGeometry
    first_row : int
        Added to the row number in messages.

    Yields
    ------
    CosineBlock

    Raises
    ------
    ValueError
        NaN or infinity, at the first offending index.
    """
    n_dims = activations.shape[1]
    step = BLOCK * max(1, CHUNK // (BLOCK * max(n_dims, geometry.n_basis)))
    for first in range(0, len(activations), step):
        rows = np.array(activations[first:first + step], dtype=np.float64, order="C")
        require_finite(rows, "activations", first_row + first)
        lengths = norms(rows)
        sample = np.flatnonzero(lengths)
        n_read, n_zero = len(rows), len(rows) - len(sample)
        if n_zero:
            rows, lengths = rows[sample], lengths[sample]
        if len(sample):
            rows = _divide(rows, lengths)
            values = rows if geometry.is_identity else _product(rows, geometry.rows)
            yield CosineBlock(values, sample + first, lengths, n_zero, first + n_read)
        else:
            yield CosineBlock(np.empty((0, geometry.n_basis)), sample, lengths, n_zero, first + n_read)


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
