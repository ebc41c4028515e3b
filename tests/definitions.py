"""What a table of definitions consists of: rows, how values are compared, and where the tables are found.

A part's table stands in tests/PART/definition_pairs.py, in a dictionary PART_PAIRS. A row has a fast function, its
definition, a strategy of arguments that both take, and what it means that they agree.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any, Callable, NamedTuple

import numpy as np
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import tests


class Pair(NamedTuple):
    """A fast function and its definition, called with the same arguments."""

    fast: Callable[..., Any]
    definition: Callable[..., Any]
    arguments: st.SearchStrategy[tuple]
    agree: Callable[[Any, Any], None]


def close(rtol: float, atol: float = 0.0) -> Callable[[Any, Any], None]:
    """Compare numbers and arrays, one by one where there are several."""
    def agree(found: Any, expected: Any) -> None:
        for one, other in zip(found, expected, strict=True) if isinstance(expected, tuple) else [(found, expected)]:
            assert_allclose(one, other, rtol=rtol, atol=atol)
    return agree


def equal(found: Any, expected: Any) -> None:
    """Compare to the last bit."""
    for one, other in zip(found, expected, strict=True) if isinstance(expected, tuple) else [(found, expected)]:
        assert_array_equal(one, other)


def the_same_shares(found: np.ndarray, expected: np.ndarray) -> None:
    """Shares of as many samples are equal, or at least half of a sample apart: no tolerance can hide a miscount."""
    assert_allclose(found, expected, rtol=0, atol=1e-9)


def tables() -> dict[str, dict[str, Any]]:
    """Find the tables of all parts that have one."""
    found = {}
    for part in pkgutil.iter_modules(tests.__path__):
        if part.ispkg and any(module.name == "definition_pairs" for module in
                              pkgutil.iter_modules([f"{path}/{part.name}" for path in tests.__path__])):
            module = importlib.import_module(f"tests.{part.name}.definition_pairs")
            found[part.name] = getattr(module, f"{part.name.upper()}_PAIRS")
    return found
