"""Appendix: how is a table read that is larger than memory, from a file that may change meanwhile? No mathematics here.

If a mapped file is cut short the process ends without a message, and a map shows what another process writes into it.
So the rows of a table in a .npy file are read block by block instead, and with every block the size and the time of
the file are compared with those that it had when it was opened. Where the layout of the file does not allow that, in
Fortran's order, rows are copied from the map after the same comparison.

Contents: FileRows, file_rows, READ_AT_ONCE.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from srm_ref.checks import refuse

__all__ = ["FileRows", "file_rows", "READ_AT_ONCE"]

READ_AT_ONCE = 2**22
"""Numbers that are read at once where rows are picked from a whole file."""


class FileRows(np.memmap):
    """Rows of a table in a file: `rows[a:b]`, `rows[k]` and rows picked by number or mask are read, not mapped.

    known: size and time of the file when it was opened; None for what is not all of a file's rows.
    """

    known: tuple[int, int] | None

    def __array_finalize__(self, array: Any) -> None:
        super().__array_finalize__(array)
        self.known = None

    def __getitem__(self, index: Any) -> Any:
        if self.known is None:
            return super().__getitem__(index)
        if isinstance(index, (int, np.integer)):
            return self._picked(np.arange(len(self))[[index]])[0]
        if isinstance(index, slice):
            first, stop, step = index.indices(len(self))
            return self._read(first, max(first, stop)) if step == 1 else self._picked(np.arange(len(self))[index])
        if isinstance(index, np.ndarray) and index.ndim == 1:
            return self._picked(np.arange(len(self))[index])
        self.require_unchanged()
        return np.array(super().__getitem__(index))

    def require_unchanged(self) -> None:
        """Refuse a file whose size or time is not what it was."""
        if self.known != _state_of(self.filename):
            refuse("activations", "a file that stays as it is while it is read", f"{str(self.filename)!r}, changed")

    def _read(self, first: int, stop: int) -> np.ndarray:
        if not self.flags.c_contiguous:
            self.require_unchanged()
            return np.array(super().__getitem__(slice(first, stop)))
        width, n_rows = self.shape[1], stop - first
        with open(self.filename, "rb") as file:
            file.seek(self.offset + first * self.strides[0])
            rows = np.fromfile(file, self.dtype, n_rows * width)
        self.require_unchanged()
        return rows.reshape(n_rows, width)

    def _picked(self, places: np.ndarray) -> np.ndarray:
        """Pick rows by their numbers, in any order, from blocks read one after the other."""
        rows, step = np.empty((len(places), self.shape[1]), self.dtype), max(1, READ_AT_ONCE // self.shape[1])
        for first in range(0, len(self), step):
            inside = (places >= first) & (places < first + step)
            if inside.any():
                rows[inside] = self._read(first, min(first + step, len(self)))[places[inside] - first]
        return rows


def file_rows(array: np.ndarray) -> np.ndarray:
    """Return a memory map of all that a file holds as `FileRows`; anything else as it is.

    array: any; a map (n_rows, n_columns) is taken.
    """
    if not isinstance(array, np.memmap) or isinstance(array, FileRows) or array.ndim != 2 or array.filename is None:
        return array
    state = _state_of(array.filename)
    if state[0] != array.offset + array.nbytes:
        return array
    rows = array.view(FileRows)
    rows.known = state
    return rows


def _state_of(name: Any) -> tuple[int, int]:
    state = os.stat(name)
    return state.st_size, state.st_mtime_ns
