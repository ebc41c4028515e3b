"""Which global state does a call change? Random states, error and print settings of NumPy and Python, the directory.

Contents: surroundings, changed_since.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import numpy as np

__all__ = ["surroundings", "changed_since"]


def surroundings() -> dict[str, Any]:
    """Return the global state as it is now.

    Returns
    -------
    dict of str to object
        By the name that a report gives it.
    """
    kind, key, *rest = np.random.get_state()
    python = sys.modules.get("random")
    return {"NumPy's global random state": (kind, key.tobytes(), rest),
            "Python's global random state": hash(python.getstate()) if python else None,
            "NumPy's error settings": np.geterr(), "NumPy's print options": str(np.get_printoptions()),
            "the working directory": os.getcwd()}


def changed_since(before: dict[str, Any]) -> list[str]:
    """Return the names of what has changed.

    Parameters
    ----------
    before : dict
        As `surroundings` returned it.

    Examples
    --------
    >>> before = surroundings()
    >>> with np.printoptions(precision=2):
    ...     changed_since(before)
    ["NumPy's print options"]
    """
    now = surroundings()
    return [name for name, value in before.items() if value is not None and now[name] != value]
