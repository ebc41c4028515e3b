"""What an open exercise may want of an answer, and what is said where it is not so: which property, wanted and found.

Each function raises Wrong, "what: wanted ...; found ...", or returns what it was given, ready to compute with: `found`
is what the answer has, `what` is how the property is called, and `truth` is whether it is there.

Contents: array_of, parts_of, below, above, holds.
"""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from srm_ref.checks import counted
from srm_ref.course.comparing import plain
from srm_ref.course.exercises import Wrong

__all__ = ["array_of", "parts_of", "below", "above", "holds"]


def array_of(found: Any, shape: Sequence[int | None], what: str) -> np.ndarray:
    """Return what was found as an array of finite real numbers of a shape, None standing for any length above 0.

    Examples
    --------
    >>> array_of([[1, 2]], (None, 2), "cloud")
    array([[1., 2.]])
    """
    lengths = ", ".join("any" if n is None else str(n) for n in shape) + "," * (len(shape) == 1)
    wanted = f"finite real numbers of shape ({lengths})" if shape else "one finite real number"
    try:
        array = np.asarray(found)
    except ValueError:  # rows of several lengths
        raise Wrong(f"{what}: wanted {wanted}; found {plain(found)}") from None
    if array.dtype.kind not in "iuf":
        raise Wrong(f"{what}: wanted {wanted}; found {plain(found)}")
    if array.ndim != len(shape) or any(n not in (None, m) or m == 0 for n, m in zip(shape, array.shape)):
        raise Wrong(f"{what}: wanted {wanted}; found shape {array.shape}")
    if not np.isfinite(array).all():
        raise Wrong(f"{what}: wanted {wanted}; found nan or infinity in it")
    return array.astype(float)


def parts_of(found: Any, names: str) -> Sequence[Any]:
    """Return the parts of a tuple that was found, whose `names` are told in the message: "W, bias" wants two."""
    n = len(names.split(","))
    if not isinstance(found, (tuple, list)) or len(found) != n:
        raise Wrong(f"what is returned: wanted {counted(n, 'result')}, ({names}); found {plain(found)}")
    return found


def below(found: float, bound: float, what: str) -> None:
    """Accept a number below a bound, nan never; `what` it measures is told.

    Examples
    --------
    >>> below(0.021, 0.022, "exact loss")
    >>> below(0.023, 0.022, "exact loss")
    Traceback (most recent call last):
    srm_ref.course.exercises.Wrong: exact loss: wanted below 0.022; found 0.023
    """
    holds(found < bound, what, f"below {plain(bound)}", _apart(found, bound))


def above(found: float, bound: float, what: str) -> None:
    """Accept a number found above a bound, nan never; `what` it measures is told."""
    holds(found > bound, what, f"above {plain(bound)}", _apart(found, bound))


def holds(truth: bool, what: str, wanted: str, found: Any) -> None:
    """Accept a `truth`; else tell `what` it is about, what was `wanted`, in words, and what was `found`."""
    if not truth:
        raise Wrong(f"{what}: wanted {wanted}; found {found if isinstance(found, str) else plain(found)}")


def _apart(found: float, bound: float) -> str:
    """Write a number with so many digits that it differs from its bound."""
    return next((text for n in (6, 12) if (text := f"{found:.{n}g}") != f"{bound:.{n}g}"), f"{found:.17g}")
