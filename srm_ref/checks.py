"""Appendix: does this argument have the shape and values promised? No mathematics here.

Every public function validates its arguments once, on entry. An argument that does not fit raises a ValueError
"argument: wanted ...; found ..."; for an array the first offending index is named.

Contents: refuse, real_array, require_finite, check_activations, number, integer, generator, choice.
"""

from __future__ import annotations

import math
from typing import Any, NoReturn, Sequence

import numpy as np

__all__ = ["refuse", "real_array", "require_finite", "check_activations", "number", "integer", "generator", "choice"]


def refuse(argument: str, wanted: str, found: str) -> NoReturn:
    """Raise the package's one form of error: ``argument: wanted ...; found ...``.

    Parameters
    ----------
    argument, wanted, found : str

    Raises
    ------
    ValueError
        Always.
    """
    raise ValueError(f"{argument}: wanted {wanted}; found {found}")


def real_array(value: Any, argument: str, shape: Sequence[int | str | None] | None = None, *,
               keep_float32: bool = False) -> np.ndarray:
    """Return `value` as a finite, non-empty float64 array of the promised shape, or refuse it.

    Parameters
    ----------
    value : array_like
        Anything that `numpy.asarray` understands: integers, booleans or floats of any width.
    argument : str
        The caller's name of the argument, for the message.
    shape : sequence of int, str or None, optional
        One entry an axis: an int fixes the length, a str names a free length (``"n_dims"``), None is any length.
        A leading ``...`` allows any number of leading axes. None: any shape.
    keep_float32 : bool
        Leave float32 arrays as they are (training may use them); all else becomes float64.

    Returns
    -------
    ndarray, shape as promised
        Not a copy where none is needed.

    Raises
    ------
    ValueError
        Not numbers, complex, empty, of another shape, or not finite (the first offending index is named).

    Examples
    --------
    >>> real_array([1.0, float("nan")], "x")
    Traceback (most recent call last):
    ValueError: x: wanted finite numbers; found nan at index 1
    """
    try:
        array = np.asarray(value)
    except (ValueError, TypeError) as error:  # ragged nested lists, arrays on another device
        refuse(argument, "an array of real numbers", f"{type(value).__name__} ({error})")
    if array.dtype.kind not in "fiub":
        refuse(argument, "an array of real numbers", f"dtype {array.dtype}")
    if shape is not None and not _fits(array.shape, tuple(shape)):
        refuse(argument, f"shape {_spell(shape)}", f"shape {_spell(array.shape)}")
    if array.size == 0:
        refuse(argument, "at least one number", f"an empty array of shape {_spell(array.shape)}")
    if not (keep_float32 and array.dtype == np.float32):
        array = array.astype(np.float64, copy=False)
    require_finite(array, argument)
    return array


def require_finite(array: np.ndarray, argument: str, first_row: int = 0) -> None:
    """Refuse NaN and infinity, naming the first offender; `first_row` is added to its row for chunked arrays.

    Parameters
    ----------
    array, argument : ndarray of any shape, str
    first_row : int
        Index of the array's first row in the whole that the caller sees.

    Raises
    ------
    ValueError
        Where any entry is NaN or infinite.
    """
    finite = np.isfinite(array)
    if finite.all():
        return
    index = np.unravel_index(int(np.argmin(finite)), array.shape)
    value = array[index]
    where = [int(i) for i in index]
    if where:
        where[0] += first_row
    place = "" if not where else f" at index {where[0]}" if len(where) == 1 else f" at index {tuple(where)}"
    refuse(argument, "finite numbers", f"{value}{place}")


def check_activations(activations: Any, n_dims: int) -> np.ndarray:
    """Return activations as an array of real numbers, unread: finiteness is checked as the rows are used.

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
        A memory map stays a memory map.
    n_dims : int
        Width of the basis.

    Returns
    -------
    ndarray, shape (n_samples, n_dims)

    Raises
    ------
    ValueError
        Not real numbers, not two axes, another width, or empty.
    """
    try:
        array = np.asanyarray(activations)
    except (ValueError, TypeError) as error:
        refuse("activations", "an array of real numbers", f"{type(activations).__name__} ({error})")
    if array.dtype.kind not in "fiub":
        refuse("activations", "an array of real numbers", f"dtype {array.dtype}")
    if array.ndim != 2 or array.shape[1] != n_dims:
        refuse("activations", f"shape (n_samples, {n_dims}), as wide as the basis", f"shape {array.shape}")
    if len(array) == 0:
        refuse("activations", "at least one sample", f"shape {array.shape}")
    return array


def number(value: Any, argument: str, low: float = -math.inf, high: float = math.inf, *,
           low_open: bool = False) -> float:
    """Return `value` as a finite float in [low, high] (``low_open``: (low, high]), or refuse it.

    Parameters
    ----------
    value, argument : object, str
    low, high, low_open : float, float, bool
        Ends of the range, infinite where there is none; low_open leaves `low` itself out.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Not one real number, not finite, or outside the range.

    Examples
    --------
    >>> number(2, "epsilon", -1, 1)
    Traceback (most recent call last):
    ValueError: epsilon: wanted a number in [-1, 1]; found 2
    """
    bracket, end = "(" if low_open or low == -math.inf else "[", ")" if high == math.inf else "]"
    endless = (low, high) == (-math.inf, math.inf)
    wanted = "a finite number" if endless else f"a number in {bracket}{low:g}, {high:g}{end}"
    try:
        if isinstance(value, (str, bytes, complex)) or np.ndim(value) != 0:
            raise TypeError
        result = float(value)
    except (TypeError, ValueError):
        refuse(argument, wanted, _describe(value))
    if not math.isfinite(result) or not low <= result <= high or (low_open and result == low):
        refuse(argument, wanted, _describe(value))
    return result


def integer(value: Any, argument: str, low: int | None = None, high: int | None = None) -> int:
    """Return `value` as an int in [low, high], or refuse it; 3.0 and True are not integers here.

    Parameters
    ----------
    value, argument : object, str
    low, high : int, optional

    Returns
    -------
    int

    Raises
    ------
    ValueError
        Not an integer, or outside the range.

    Examples
    --------
    >>> integer(0, "n_dims", 1)
    Traceback (most recent call last):
    ValueError: n_dims: wanted an integer >= 1; found 0
    """
    wanted = "an integer"
    if low is not None and high is not None:
        wanted += f" in [{low}, {high}]"
    elif low is not None:
        wanted += f" >= {low}"
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        refuse(argument, wanted, _describe(value))
    if (low is not None and value < low) or (high is not None and value > high):
        refuse(argument, wanted, str(value))
    return int(value)


def generator(value: Any, argument: str = "rng") -> np.random.Generator:
    """Return `value` if it is a numpy Generator, or refuse it: chance is always the caller's.

    Parameters
    ----------
    value, argument : object, str

    Returns
    -------
    numpy.random.Generator

    Raises
    ------
    ValueError
        Anything else (a seed, None, the old RandomState).
    """
    if not isinstance(value, np.random.Generator):
        refuse(argument, "a numpy.random.Generator, as numpy.random.default_rng(seed) makes", _describe(value))
    return value


def choice(value: Any, argument: str, options: Sequence[str]) -> str:
    """Return `value` if it is one of the `options`, or refuse it.

    Parameters
    ----------
    value, argument : object, str
    options : sequence of str

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Any other value.
    """
    if not isinstance(value, str) or value not in options:
        refuse(argument, "one of " + ", ".join(repr(o) for o in options), _describe(value))
    return value


def _fits(shape: tuple, wanted: tuple) -> bool:
    if wanted and wanted[0] is Ellipsis:
        wanted = wanted[1:]
        shape = shape[max(len(shape) - len(wanted), 0):]
    return len(shape) == len(wanted) and all(not isinstance(w, int) or s == w for s, w in zip(shape, wanted))


def _spell(shape: Sequence) -> str:
    words = ["..." if s is Ellipsis else "any" if s is None else str(s) for s in shape]
    return f"({words[0]},)" if len(words) == 1 else f"({', '.join(words)})"


def _describe(value: Any) -> str:
    if np.ndim(value) != 0:
        return f"an array of shape {_spell(np.shape(value))}"
    return repr(value) if isinstance(value, (str, bytes, bool, type(None))) else str(value)
