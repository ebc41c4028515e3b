"""Long lists of cases: a sample of them among the tests, all of them where everything is asked for."""

from __future__ import annotations

from typing import Callable, Collection, Iterable

import pytest


def sample(values: Iterable, kept: Collection, name: Callable[[object], object] = lambda value: value) -> list:
    """Mark as exhaustive all `values` but those whose `name` is in `kept`; every name that is kept must be there.

    >>> [len(param.marks) for param in sample("abc", "b")]
    [1, 0, 1]
    """
    values = list(values)
    missing = set(kept) - {name(value) for value in values}
    if missing:
        raise LookupError(f"to be kept, and not in the list: {sorted(map(str, missing))}")
    return [pytest.param(*(value if isinstance(value, tuple) else (value,)),
                         marks=[] if name(value) in kept else [pytest.mark.exhaustive]) for value in values]
