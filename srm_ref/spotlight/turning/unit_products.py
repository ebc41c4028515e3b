"""What are the cosines of all activations with all directions, the same bit for bit in whatever chunks activations
come?

P = unit(X) unit(basis)^T has one cosine for each sample and direction. The last bits of a matrix product depend on
how many rows are multiplied at once, and at the edge of the matrix also on a row's place. Rows are therefore
multiplied BLOCK at a time, the last block filled up with zeros, and directions come in whole TILEs.

Conventions: samples of length zero have no direction; they are counted and left out.

Contents: BLOCK, TILE, UnitRows, unit_chunks, Directions, Workspace.
"""

from __future__ import annotations

from typing import Any, Iterator, NamedTuple

import numpy as np

from srm_ref.checks import real_array, require_finite
from srm_ref.geometry.vectors import norms, unit

__all__ = ["BLOCK", "TILE", "UnitRows", "unit_chunks", "Directions", "Workspace"]

BLOCK = 512
"""Rows multiplied at once, always."""

TILE = 16
"""The number of directions is filled up to a multiple of this with zeros."""

_CHUNK = 2**19  # numbers of activations held at once (4 MB)
_SLICE = 2**16  # cosines worked on at once: they and two copies fit into a processor's inner cache


class UnitRows(NamedTuple):
    """Hold the unit vectors of some samples."""

    rows: np.ndarray  # (n_rows, n_dims) unit vectors
    n_read: int  # samples of this chunk
    n_zero: int  # how many of them have length zero
    stop: int  # samples read so far


def unit_chunks(activations: np.ndarray, first_row: int = 0) -> Iterator[UnitRows]:
    """Read activations chunk by chunk and divide every row by its length.

    activations (n_samples, n_dims): as `check_activations` returns them. first_row: added to the row number in
    messages.
    """
    step = BLOCK * max(1, _CHUNK // (BLOCK * activations.shape[1]))
    for first in range(0, len(activations), step):
        rows = np.array(activations[first:first + step], dtype=np.float64, order="C")
        require_finite(rows, "activations", first_row + first)
        not_zero = norms(rows) > 0.0
        n_read, n_zero = len(rows), int(np.count_nonzero(~not_zero))
        directions = unit(rows if not n_zero else rows[not_zero]) if n_zero < n_read else rows[:0]
        yield UnitRows(directions, n_read, n_zero, first + n_read)


class Directions:
    """Unit vectors to compare activations with, ready to be multiplied.

    rows (n_directions, n_dims): unit vectors, in float64 or float32: cosines are made in that precision.
    """

    def __init__(self, rows: np.ndarray) -> None:
        self.n_directions, self.n_dims = rows.shape
        self.padded = np.concatenate([rows, np.zeros((-len(rows) % TILE, self.n_dims), rows.dtype)])

    @classmethod
    def of(cls, basis: Any) -> Directions:
        """Check a basis (n_directions, n_dims), of any lengths but zero, and divide every direction by its length."""
        return cls(unit(real_array(basis, "basis", ("n_directions", "n_dims")), "basis"))

    @property
    def rows(self) -> np.ndarray:
        """The unit vectors, (n_directions, n_dims)."""
        return self.padded[:self.n_directions]

    def turned(self, rotation: np.ndarray) -> Directions:
        """Turn every direction by a rotation (n_dims, n_dims): b becomes R b."""
        return Directions(self.rows @ rotation.T)

    def rounded(self, dtype: np.dtype) -> Directions:
        """Round every direction to another precision."""
        return Directions(self.rows.astype(dtype))

    def cosines(self, rows: np.ndarray, workspace: Workspace) -> Iterator[np.ndarray]:
        """Yield the cosines (some rows, n_directions) of unit rows, slice by slice, in memory that is used again."""
        for first in range(0, len(rows), BLOCK):
            block = rows[first:first + BLOCK]
            n_rows = len(block)
            if n_rows < BLOCK:
                block = np.concatenate([block, np.zeros((BLOCK - n_rows, self.n_dims), block.dtype)])
            np.matmul(block, self.padded.T, out=workspace.product)
            for start in range(0, n_rows, workspace.n_rows):
                yield workspace.product[start:min(start + workspace.n_rows, n_rows), :self.n_directions]


class Workspace:
    """Memory for one block of cosines, and for what is made of a slice of them, used again and again.

    dtype: of the cosines.
    """

    def __init__(self, n_directions: int, dtype: np.dtype = np.dtype(np.float64)) -> None:
        width = n_directions + -n_directions % TILE
        self.n_rows = min(BLOCK, max(1, _SLICE // width))  # of a slice
        self.product = np.empty((BLOCK, width), dtype)
        self._spare, self._bins = np.empty((self.n_rows, width)), np.empty((self.n_rows, width), dtype=np.int64)

    def spare(self, like: np.ndarray) -> np.ndarray:
        """Lend a float64 array of the shape of a slice (n_rows, n_directions)."""
        return self._spare[:len(like), :like.shape[1]]

    def bins(self, like: np.ndarray) -> np.ndarray:
        """Lend an integer array of the shape of a slice (n_rows, n_directions)."""
        return self._bins[:len(like), :like.shape[1]]
