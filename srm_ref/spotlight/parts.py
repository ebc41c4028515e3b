"""What is asked of a part before it is added to others, whatever it has counted? That it is one, and is new.

Contents: require_format, require_other_shards.
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import refuse

__all__ = ["require_format", "require_other_shards"]


def require_format(held: dict[str, np.ndarray], wanted: str) -> None:
    """Refuse the arrays of a file, `held`, of any shapes, that names another format than `wanted`, or none."""
    named = str(held.get("format", "no format"))
    if named != wanted:
        refuse("path", f"a part in the format {wanted!r}", named)


def require_other_shards(ours: set[str], theirs: set[str]) -> None:
    """Refuse to merge what has been merged already: `ours` and `theirs` are the names of what was seen."""
    if ours & theirs:
        refuse("other", "parts of different data", f"one that has been merged already: {sorted(ours & theirs)[0]}")
