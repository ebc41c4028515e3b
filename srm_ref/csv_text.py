"""Which numbers does this .csv file hold? It has one line per row, with commas between numbers; otherwise an error says
what is wrong, and in which line.

The first line is left out as a header if none of its cells is a number. What other programs write by their own
conventions is refused, with a remedy, since guessing could yield wrong numbers: an index column, decimal commas, other
separators, a second header line. Lines are counted from 1 as an editor does, headers and empty lines too.

Contents: read_csv.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import NamedTuple, NoReturn

import numpy as np

from srm_ref.checks import counted

__all__ = ["read_csv"]

_SEPARATORS = {";": "semicolons", "\t": "tabs", " ": "spaces"}


class _Line(NamedTuple):
    number: int
    text: str

    @property
    def cells(self) -> list[str]:
        return next(csv.reader([self.text]), [])


def read_csv(file: Path) -> np.ndarray:
    """Read the rows of numbers of `file`, text in UTF-8, (n_rows, n_columns); ValueError names the first line that is
    no such row.
    """
    with file.open(encoding="utf-8-sig") as stream:
        lines = [_Line(k, line) for k, line in enumerate(stream, 1) if line.strip()]
    header = lines.pop(0) if lines and not any(map(_is_number, lines[0].cells)) else None
    if header is not None and _are_parted_otherwise(header):
        raise ValueError(_separated(header))
    if not lines:
        raise ValueError("no row of numbers")
    _refuse_index(header or lines[0])
    try:
        rows = np.loadtxt([line.text for line in lines], delimiter=",", dtype=np.float64, ndmin=2, comments=None,
                          quotechar='"')
    except ValueError:
        _explain(lines, header)
        raise
    if not np.isfinite(rows).all() or _has_decimal_commas(lines[:100]):
        _explain(lines, header)
    return rows


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _refuse_index(first: _Line) -> None:
    cells = first.cells
    if len(cells) > 1 and not cells[0].strip() and all(cell.strip() for cell in cells[1:]):
        raise ValueError(f"line {first.number}: the first cell of the header is empty, as where row labels are written "
                         "beside the numbers; write the table without them (of a data frame: to_csv(..., index=False))")


def _has_decimal_commas(lines: list[_Line]) -> bool:
    """Say whether all cells are whole numbers in pairs, no second one with a sign, and some first one is -0."""
    cells = [cell.strip() for line in lines for cell in line.cells]
    whole = all(re.fullmatch(r"-?\d+", cell) for cell in cells)
    return whole and len(lines[0].cells) % 2 == 0 and "-0" in cells[::2] and not any(
        c.startswith("-") for c in cells[1::2])


def _other_separator(line: _Line) -> str | None:
    found = (mark for mark in _SEPARATORS if len([c for c in line.text.split(mark) if c.strip()]) > 1)
    return next(found, None)


def _are_parted_otherwise(line: _Line) -> bool:
    """Say whether the line consists of numbers with another separator than the comma."""
    mark = _other_separator(line)
    parts = [part.strip().replace(",", ".") for part in line.text.split(mark)] if mark else []
    return len(parts) > 1 and all(_is_number(part) for part in parts if part)


def _separated(line: _Line) -> str:
    mark = _other_separator(line) or ","
    decimal = any(re.fullmatch(r"-?\d+,\d+", cell.strip()) for cell in line.text.split(mark))
    also = ", and decimal commas" if decimal else ""
    return (f"line {line.number}: cells separated by {_SEPARATORS[mark]}{also}; wanted commas between numbers"
            f"{' and points in them' if decimal else ''}")


def _explain(lines: list[_Line], header: _Line | None) -> None:
    """Raise an error that says what is wrong with the first line that is no row of numbers."""
    first = lines[0]
    for line in lines:
        cells, bad = line.cells, [k for k, cell in enumerate(line.cells) if not _is_number(cell) or "n" in cell.lower()]
        if bad and _are_parted_otherwise(line):
            raise ValueError(_separated(line))
        if bad == [len(cells) - 1] and not cells[-1].strip():
            raise ValueError(
                f"line {line.number}: a comma after the last number, or nothing ('') in column {len(cells)}")
        if bad and line is first and len(bad) == len(cells):
            _refuse_words(line, cells, header)
        if bad:
            said = cells[bad[0]] if _is_number(cells[bad[0]]) else repr(cells[bad[0]])
            raise ValueError(f"line {line.number}, column {bad[0] + 1}: {said} is no finite number")
        if len(cells) != len(first.cells):
            raise ValueError(f"line {line.number}: {counted(len(cells), 'column')}; line {first.number} has "
                             f"{len(first.cells)}")
    if _has_decimal_commas(lines[:100]):
        raise ValueError(
            f"line {first.number}: numbers like -0,5 with decimal commas, and commas between them; write points")


def _refuse_words(line: _Line, cells: list[str], header: _Line | None) -> NoReturn:
    second = "" if header is None else ", a second line without numbers (units, perhaps): leave it out"
    raise ValueError(f"line {line.number}: {cells[0]!r} is no number{second}")
