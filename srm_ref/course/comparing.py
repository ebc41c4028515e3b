"""Is what an answer returned the same as what is wanted, and how is the difference reported in one line?

The kind of what is wanted decides how it is compared: numbers to a tolerance, whole numbers, truth values and words
exactly, tuples part by part. Results in single precision are compared to single precision.

Contents: Tolerance, same, fault, nearness, in_single_precision, plain.
"""

from __future__ import annotations

from numbers import Number
from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import counted

__all__ = ["Tolerance", "same", "fault", "nearness", "in_single_precision", "plain"]

_SINGLE = 1e-5  # of the largest number: float32 keeps 6e-8, and a few dozen roundings add up
_MOST_SHOWN = 12  # numbers of an array that are written out


class Tolerance(NamedTuple):
    """How far numbers may be off: at most absolute + relative * |wanted|."""

    absolute: float = 1e-9
    relative: float = 1e-9


def same(found: Any, wanted: Any, tolerance: Tolerance = Tolerance()) -> bool:
    """Compare what was found with a value, which may be a number, an array, a word, None, or a tuple of these.

    Parameters
    ----------
    found, wanted : object
    tolerance : Tolerance

    Returns
    -------
    bool
        False for things of another kind: text is no number, and 1 is not True.

    Examples
    --------
    >>> same([0.5, 1.0], np.array([0.5, 1.0])), same("0.5", 0.5), same(np.float32(2 / 3), 2 / 3)
    (True, False, True)
    """
    if wanted is None or isinstance(wanted, str):
        return type(found) is type(wanted) and found == wanted
    if isinstance(wanted, tuple):
        return _has_parts(found, len(wanted)) and all(same(f, w, tolerance) for f, w in zip(found, wanted))
    if _is_list_of_tuples(wanted):
        return _tuples(found) == wanted
    array, right = _numbers(found), _numbers(wanted)
    if array is None or array.shape != right.shape or (array.dtype.kind == "b") != (right.dtype.kind == "b"):
        return False
    if right.dtype.kind == "b":
        return bool(np.array_equal(array, right))
    room = tolerance.absolute
    if _is_single(array) and array.size:
        least = min(1.0, tolerance.absolute * 1e9)  # 0 if small numbers count with their own size
        room = max(room, _SINGLE * max(least, float(np.max(np.abs(np.nan_to_num(right))))))
    return bool(np.allclose(array, right, rtol=tolerance.relative, atol=room, equal_nan=True))


def fault(found: Any, wanted: Any, tolerance: Tolerance = Tolerance(), integers: bool = False) -> str:
    """Say in a few words how a result differs from what is wanted.

    Parameters
    ----------
    found, wanted : object
    tolerance : Tolerance
    integers : bool
        Whether whole numbers must be of an integer type.

    Returns
    -------
    str
        Empty if it does not differ.

    Examples
    --------
    >>> fault([1.0, 3.0], [1.0, 2.0]), fault(None, 1.0)
    ('wanted 2; found 3 at index (1,)', 'found None: the function has to return its result')
    """
    if found is None and wanted is not None:
        return "found None: the function has to return its result"
    if isinstance(wanted, tuple):
        return _fault_of_parts(found, wanted, tolerance, integers)
    right = None if wanted is None or isinstance(wanted, str) or _is_list_of_tuples(wanted) else _numbers(wanted)
    if same(found, wanted, tolerance):
        return _of_another_type(found) if integers and right is not None and right.dtype.kind in "iu" else ""
    array = _numbers(found)
    if right is None or array is None:
        return f"wanted {plain(wanted)}; found {plain(found)}"
    if array.shape != right.shape:
        return f"wanted {_of_shape(right)}; found {_of_shape(array)}"
    if (array.dtype.kind == "b") != (right.dtype.kind == "b"):
        return f"wanted {'True or False' if right.dtype.kind == 'b' else 'numbers'}; found {plain(found)}"
    return _worst(array, right)


def nearness(found: Any, wanted: Any) -> float:
    """Measure how far numbers are off, against the largest one wanted; infinite if they cannot be compared.

    Parameters
    ----------
    found, wanted : object
    """
    if isinstance(wanted, tuple):
        return max(nearness(f, w) for f, w in zip(found, wanted)) if _has_parts(found, len(wanted)) else np.inf
    array, right = (None if part is None or isinstance(part, str) or _is_list_of_tuples(part) else _numbers(part)
                    for part in (found, wanted))
    if (array is None or right is None or array.shape != right.shape or not array.size
            or "b" in (array.dtype.kind, right.dtype.kind)):
        return 0.0 if same(found, wanted) else np.inf
    off, size = np.abs(array - right).max(), np.abs(right).max()
    return float(off / size) if size > 0 and np.isfinite(off) else (0.0 if off == 0 else np.inf)


def in_single_precision(found: Any) -> bool:
    """Tell whether a result, or a part of it, is kept in single precision.

    Parameters
    ----------
    found : object
    """
    if isinstance(found, (tuple, list)):
        return any(in_single_precision(part) for part in found)
    return _is_single(found) if isinstance(found, (np.ndarray, np.generic)) else False


def plain(value: Any) -> str:
    """Write a value so that it can be read, and typed in: numbers to six digits, a large array by its shape."""
    if isinstance(value, np.ndarray) and value.ndim:
        if value.size > _MOST_SHOWN or value.dtype.kind == "O":
            return f"an array of shape {value.shape}"
        return f"[{', '.join(map(plain, value))}]"
    if isinstance(value, (list, tuple)):
        inside = ", ".join(map(plain, value[:_MOST_SHOWN])) + (", ..." if len(value) > _MOST_SHOWN else "")
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' * (len(value) == 1)})"
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.6g}"
    if isinstance(value, (np.ndarray, np.generic)):
        return plain(value.item()) if not isinstance(value.item(), np.generic) else repr(value.item())
    if isinstance(value, np.random.Generator):
        return "rng"
    if callable(value):
        return getattr(value, "__name__", type(value).__name__)
    text = repr(value)
    return text if len(text) <= 60 else f"{type(value).__name__}"


def _fault_of_parts(found: Any, wanted: tuple, tolerance: Tolerance, integers: bool) -> str:
    if not _has_parts(found, len(wanted)):
        return f"wanted {counted(len(wanted), 'result')}, {plain(wanted)}; found {plain(found)}"
    faults = (fault(f, w, tolerance, integers) for f, w in zip(found, wanted))
    return next((f"result {k}: {text}" for k, text in enumerate(faults) if text), "")


def _of_another_type(found: Any) -> str:
    kind = _numbers(found).dtype
    return "" if kind.kind in "iu" else f"wanted whole numbers of an integer type; found {kind}"


def _worst(array: np.ndarray, right: np.ndarray) -> str:
    if right.dtype.kind == "b":
        k = tuple(int(i) for i in np.argwhere(array != right)[0])
        return f"wanted {bool(right[k])}; found {bool(array[k])}" + (f" at index {k}" if k else "")
    with np.errstate(all="ignore"):
        off = np.where(np.isnan(right) & np.isnan(array), 0.0, np.nan_to_num(np.abs(array - right), nan=np.inf))
    worst = np.unravel_index(np.argmax(off), right.shape)
    place = f" at index {tuple(int(i) for i in worst)}" if right.shape else ""
    pair = right[worst], array[worst]
    digits = next((n for n in (6, 12) if f"{pair[0]:.{n}g}" != f"{pair[1]:.{n}g}"), 17)
    return f"wanted {pair[0]:.{digits}g}; found {pair[1]:.{digits}g}{place}"


def _has_parts(found: Any, n: int) -> bool:
    return isinstance(found, (tuple, list, np.ndarray)) and np.ndim(found if isinstance(found, np.ndarray) else 1) < 3 \
        and (not isinstance(found, np.ndarray) or found.ndim > 0) and len(found) == n


def _is_list_of_tuples(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(part, tuple) for part in value)


def _tuples(found: Any) -> list | None:
    """A list of tuples of whole numbers, of whatever integer type and inner kind; None for anything else."""
    if not isinstance(found, list) or not all(isinstance(part, (tuple, list, np.ndarray)) for part in found):
        return None
    if not all(isinstance(i, (int, np.integer)) for part in found for i in part):
        return None
    return [tuple(int(i) for i in part) for part in found]


def _numbers(value: Any) -> np.ndarray | None:
    """Return an array of numbers or of truth values; None if the value is neither."""
    try:
        array = np.asarray(value)
        if array.dtype.kind == "O" and all(isinstance(part, Number) for part in array.flat):
            array = array.astype(float)
    except (TypeError, ValueError):
        return None
    return array if array.dtype.kind in "biufc" else None


def _is_single(array: np.ndarray) -> bool:
    return np.asarray(array).dtype in (np.float32, np.complex64)


def _of_shape(array: np.ndarray) -> str:
    return f"shape {array.shape}" if array.ndim else "one number, shape ()"
