"""Appendix: does this argument have the shape and values promised? No mathematics here.

Every public function validates its arguments once, on entry. An argument that does not fit raises a ValueError
"argument: wanted ...; found ...", where `argument` is the caller's name of it. Where single entries of an array do not
fit, the first of them is named with its index.

Contents: refuse, counted, plain_array, real_array, require_all, require_finite, require_ascending, check_activations,
number, integer, integers, flag, generator, choice.
"""

from __future__ import annotations

import math
from typing import Any, NoReturn, Sequence

import numpy as np

__all__ = ["refuse", "counted", "plain_array", "real_array", "require_all", "require_finite", "require_ascending",
           "check_activations", "number", "integer", "integers", "flag", "generator", "choice"]

_MOST_SAID = 80  # most characters of a value that a message shows
_LARGEST = 2**1023  # no float holds a larger integer


def refuse(argument: str, wanted: str, found: str) -> NoReturn:
    """Raise ValueError in the form of the whole package: ``argument: wanted ...; found ...``."""
    raise ValueError(f"{argument}: wanted {wanted}; found {found}")


def counted(number: float | str, noun: str, plural: str = "") -> str:
    """Say a number of things with their noun, in the singular where the number reads 1; the `plural` may be irregular.

    >>> counted(1, "row"), counted(1200, "row"), counted(0, "row"), counted(2, "axis", "axes")
    ('1 row', '1,200 rows', '0 rows', '2 axes')
    >>> counted(f"{1.0:.3g}", "degree"), counted(f"{1.5:.3g}", "degree")
    ('1 degree', '1.5 degrees')
    """
    said = number if isinstance(number, str) else f"{number:,}"
    return f"{said} {noun if said == '1' else plural or noun + 's'}"


def plain_array(value: Any, argument: str) -> np.ndarray:
    """Return `value` as an array of integers, booleans or floats of any shape, without reading it; a memory map stays
    one.

    Masked entries are refused too, since their numbers are not meant to be used.

    >>> plain_array(np.ma.masked_greater([1.0, 999.0], 100), "x")
    Traceback (most recent call last):
    ValueError: x: wanted an array without masked entries; found 1 masked
    """
    masked = sum(np.ma.count_masked(part) for part in (value if isinstance(value, (list, tuple)) else [value])
                 if isinstance(part, np.ma.MaskedArray))
    if masked:
        refuse(argument, "an array without masked entries", f"{masked} masked")
    try:
        array = np.asarray(value) if isinstance(value, np.ma.MaskedArray) else np.asanyarray(value)
    except MemoryError:
        raise
    # ragged lists, tensors with gradients or on another device: each raises its own kind of error
    except Exception as error:
        refuse(argument, "an array of real numbers", f"{type(value).__name__} ({_short(str(error))})")
    if array.dtype.kind not in "fiub":
        refuse(argument, "an array of real numbers", _not_numbers(value, array))
    return array


def real_array(value: Any, argument: str, shape: Sequence[int | str | None] | None = None, *,
               keep_float32: bool = False) -> np.ndarray:
    """Return `value` as a finite, non-empty float64 array of the promised shape, or refuse it.

    value: anything that `numpy.asarray` understands: integers, booleans or floats of any width.
    argument: the caller's name of the argument, for the message.
    shape (sequence of int, str or None): one entry per axis: an int fixes the length, a str names a free length
        (``"n_dims"``), None is any length. A leading ``...`` allows any number of leading axes. None: any shape.
    keep_float32: leave float32 arrays as they are (training may use them); all else becomes float64.
    Returns the array itself, not a copy, where nothing had to be changed.

    >>> real_array([1.0, float("nan")], "x")
    Traceback (most recent call last):
    ValueError: x: wanted finite numbers; found nan at index 1
    """
    array = plain_array(value, argument)
    array = np.asarray(array[:] if isinstance(array, np.memmap) and array.ndim else array)  # read, where it can be
    if shape is not None and not _fits(array.shape, tuple(shape)):
        refuse(argument, f"shape {_spell(shape)}", f"shape {_spell(array.shape)}")
    if array.size == 0:
        refuse(argument, "at least one number", f"an empty array of shape {_spell(array.shape)}")
    if not (keep_float32 and array.dtype == np.float32):
        array = array.astype(np.float64, copy=False)
    require_finite(array, argument)
    return array


def require_all(fits: np.ndarray, array: np.ndarray, argument: str, wanted: str, first_row: int = 0) -> None:
    """Refuse an array of any shape unless all its entries fit, naming the first that does not and its index.

    fits: True or False for every entry. first_row: added to the first index, where the array is a part of the caller's.

    >>> x = np.array([[0.5, 0.25], [-1.0, -2.0]])
    >>> require_all(x >= 0, x, "x", "numbers >= 0")
    Traceback (most recent call last):
    ValueError: x: wanted numbers >= 0; found -1.0 at index (1, 0)
    """
    if fits.all():
        return
    index = np.unravel_index(int(np.argmin(fits)), array.shape)
    where = tuple(int(i) + first_row * (axis == 0) for axis, i in enumerate(index))
    place = "" if not where else f" at index {where[0] if len(where) == 1 else where}"
    refuse(argument, wanted, f"{array[index]}{place}")


def require_finite(array: np.ndarray, argument: str, first_row: int = 0) -> None:
    """Refuse NaN and infinity in an array of any shape, naming the first; `first_row` as for `require_all`."""
    require_all(np.isfinite(array), array, argument, "finite numbers", first_row)


def require_ascending(array: np.ndarray, argument: str, wanted: str = "ascending numbers") -> None:
    """Refuse an array (n,) in which a number is not larger than the one before it.

    >>> require_ascending(np.array([0.0, 1.0, 1.0]), "edges")
    Traceback (most recent call last):
    ValueError: edges: wanted ascending numbers; found 1 after 1 at index 2
    """
    if (steps := np.diff(array) <= 0.0).any():
        k = int(np.argmax(steps)) + 1
        refuse(argument, wanted, f"{array[k]:g} after {array[k - 1]:g} at index {k}")


def check_activations(activations: Any, n_dims: int) -> np.ndarray:
    """Return activations as an array of real numbers without reading them: whether they are finite is checked when they
    are used.

    activations (n_samples, n_dims): a memory map stays a memory map.
    n_dims: width of the basis.
    Returns (n_samples, n_dims).
    """
    array = plain_array(activations, "activations")
    if array.ndim == 3 and array.shape[2] == n_dims:
        refuse("activations", f"shape (n_samples, {n_dims}), as wide as the basis",
               f"shape {array.shape}; if its rows are samples, reshape(-1, {n_dims}) gives that shape")
    if array.ndim != 2 or array.shape[1] != n_dims:
        refuse("activations", f"shape (n_samples, {n_dims}), as wide as the basis", f"shape {array.shape}")
    if len(array) == 0:
        refuse("activations", "at least one sample", f"shape {array.shape}")
    return array


def number(value: Any, argument: str, low: float = -math.inf, high: float = math.inf, *,
           low_open: bool = False) -> float:
    """Return `value` as a finite float in [low, high] (``low_open``: (low, high]), or refuse it.

    low, high, low_open: ends of the range, infinite where there is none; low_open leaves `low` itself out.

    >>> number(2, "epsilon", -1, 1)
    Traceback (most recent call last):
    ValueError: epsilon: wanted a number in [-1, 1]; found 2
    """
    bracket, end = "(" if low_open or low == -math.inf else "[", ")" if high == math.inf else "]"
    endless = (low, high) == (-math.inf, math.inf)
    wanted = "a finite number" if endless else f"a number in {bracket}{low:g}, {high:g}{end}"
    try:
        if np.ndim(value) != 0 or np.asarray(value).dtype.kind not in "fiubO" or np.ma.is_masked(value):
            raise TypeError
        result = float(value)
    # text, None, ragged lists, integers too large for a float, tensors: they raise many kinds of errors
    except Exception:
        refuse(argument, wanted, _describe(value))
    if not math.isfinite(result) or not low <= result <= high or (low_open and result == low):
        refuse(argument, wanted, _describe(value))
    return result


def integer(value: Any, argument: str, low: int | None = None, high: int | None = None) -> int:
    """Return `value` as an int in [low, high], or refuse it; 3.0, True and 10**400 are not integers here.

    >>> integer(0, "n_dims", 1)
    Traceback (most recent call last):
    ValueError: n_dims: wanted an integer >= 1; found 0
    """
    wanted = "an integer"
    if low is not None and high is not None:
        wanted += f" in [{low}, {high}]"
    elif low is not None or high is not None:
        wanted += f" >= {low}" if high is None else f" <= {high}"
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        refuse(argument, wanted, _describe(value))
    if (low is not None and value < low) or (high is not None and value > high):
        refuse(argument, wanted, _describe(value))
    if abs(value) > _LARGEST:
        refuse(argument, f"{wanted} that a float can hold", _describe(value))
    return int(value)


def integers(value: Any, argument: str, low: int | None = None, high: int | None = None) -> list[int]:
    """Return the `value`s as ints in [low, high], or refuse what is no list of integers; an empty list passes.

    >>> integers(5, "set_sizes")
    Traceback (most recent call last):
    ValueError: set_sizes: wanted integers in a list; found 5
    """
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__") or not hasattr(value, "__len__"):
        refuse(argument, "integers in a list", _describe(value))
    return [integer(one, f"{argument}[{k}]", low, high) for k, one in enumerate(value)]


def flag(value: Any, argument: str) -> bool:
    """Return `value` if it is True or False, or refuse it: Python counts the text "no" as true.

    >>> flag("no", "signed")
    Traceback (most recent call last):
    ValueError: signed: wanted True or False; found 'no'
    """
    if not isinstance(value, (bool, np.bool_)):
        refuse(argument, "True or False", _describe(value))
    return bool(value)


def generator(value: Any, argument: str = "rng") -> np.random.Generator:
    """Return `value` if it is a numpy Generator, or refuse it: the caller always provides the random numbers."""
    if not isinstance(value, np.random.Generator):
        refuse(argument, "a numpy.random.Generator, as numpy.random.default_rng(seed) makes", _describe(value))
    return value


def choice(value: Any, argument: str, options: Sequence[str]) -> str:
    """Return `value` if it is one of the `options`, or refuse it."""
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
    try:
        if np.ndim(value) != 0:
            return f"an array of shape {_spell(np.shape(value))}"
        return _short(repr(value) if isinstance(value, (str, bytes, bool, type(None))) else str(value))
    except Exception:  # a ragged list, an integer of more digits than Python prints, a value that cannot be shown
        return "an integer too long to print" if isinstance(value, int) else f"a value of type {type(value).__name__}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_SAID else text[:_MOST_SAID - 3] + "..."


def _not_numbers(value: Any, array: np.ndarray) -> str:
    """Say what an array that is not of numbers holds: the columns of a table by name, the first object by its place."""
    types = getattr(value, "dtypes", None)
    if hasattr(value, "columns") and hasattr(types, "items"):
        other = [f"{name!r} ({kind})" for name, kind in types.items() if getattr(kind, "kind", "O") not in "fiub"
                 or not isinstance(kind, np.dtype)]
        said = _short(f"columns that hold no NumPy numbers: {', '.join(other)}")
        return f"{said}; .to_numpy(float) converts numbers"
    if array.dtype.kind == "O" and array.size:
        numbers = (int, float, np.number)
        place = next((index for index in np.ndindex(array.shape) if not isinstance(array[index], numbers)), None)
        if place is None:
            return "dtype object, numbers kept as Python objects; .astype(float) converts them"
        where = "" if not place else f" at index {place[0] if len(place) == 1 else place}"
        return f"dtype object, whose first entry that is no number is {_describe(array[place])}{where}"
    if array.dtype.kind == "V" and array.dtype.itemsize == 2 and not array.dtype.names:
        return f"dtype {array.dtype}, the raw bytes that bfloat16 numbers become; convert those to float32 first"
    return f"dtype {array.dtype}"
