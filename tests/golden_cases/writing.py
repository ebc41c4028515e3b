"""How does a case become text? One JSON object a case, arrays of numbers on one line, the same bytes every time.

Contents: VERSION, CONTENT, case, number, text_of_file.

Source: the format page, cases.md, beside the files.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

__all__ = ["VERSION", "CONTENT", "BY_HAND", "RATIONAL", "DECIMAL", "CLOSED", "BOUND", "case", "number", "text_of_file"]

VERSION = 1
CONTENT = "2026-11-29"      # changes whenever a case is added, changed or removed; the list is in cases.md
BY_HAND = "counted by hand, and confirmed by exact arithmetic"
RATIONAL = "exact rational arithmetic"
DECIMAL = "decimals of 60 or more digits, every decision clear of its margin"
CLOSED = "closed form, evaluated exactly"
BOUND = "exact moments, with a distribution-free bound at the stated false-alarm rate"

COUNTS_TOLERANCE = {"atol": 1e-5, "rtol": 0.0}      # counts differ by 1/N > 1e-3; a float32 mean is good to 1e-6


def number(value: Any) -> Any:
    """Return `value` with every fraction inside it replaced by its nearest double; integers stay integers.

    Examples
    --------
    >>> number([Fraction(1, 8), Fraction(2), {"loss": Fraction(1, 3)}])
    [0.125, 2, {'loss': 0.3333333333333333}]
    """
    if isinstance(value, dict):
        return {key: number(v) for key, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [number(v) for v in value]
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else value.numerator / value.denominator
    return value


def case(identifier: str, function: str, about: str, catches: str, effect: str, origin: str, inputs: dict,
         expected: dict, tolerance: dict | None = None, level: str = "required") -> dict:
    """Return one case; fractions in `inputs` and `expected` become numbers.

    Parameters
    ----------
    catches, effect : str
        The defect the case finds, and what that defect does to somebody's results.
    tolerance : dict, optional
        ``{"atol": ..., "rtol": ...}``; default: that of counts.
    """
    return {"id": identifier, "function": function, "level": level, "about": about, "catches": catches,
            "effect": effect, "origin": origin, "inputs": number(inputs), "expected": number(expected),
            "tolerance": tolerance or COUNTS_TOLERANCE}


def text_of_file(suite: str, cases: list[dict]) -> str:
    """Return the text of a file of cases.

    Examples
    --------
    >>> print(text_of_file("measures", [{"id": "x", "inputs": {"W": [[1, 2], [3, 4]]}}]))
    {"format": "srm-ref-cases", "version": 1, "content": "2026-11-29", "suite": "measures", "cases": [
    {"id": "x",
     "inputs": {
      "W": [[1, 2], [3, 4]]}}
    ]}
    <BLANKLINE>
    """
    head = json.dumps({"format": "srm-ref-cases", "version": VERSION, "content": CONTENT, "suite": suite})[:-1]
    return head + ', "cases": [\n' + ",\n".join(_object(c, 1) for c in cases) + "\n]}\n"


def _object(entries: dict, depth: int) -> str:
    """Return an object with an entry per line; below the second level everything stays on one line."""
    lines = []
    for key, value in entries.items():
        nested = depth == 1 and key in ("inputs", "expected")
        lines.append(f"{json.dumps(key)}: {'{' + chr(10) + '  ' if nested else ''}"
                     + (_object(value, 2)[1:] if nested else json.dumps(value)))
    return "{" + (",\n" + " " * depth).join(lines) + "}"
