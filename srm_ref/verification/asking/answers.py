"""What did the implementation return? Anything array-like becomes float64 arrays, then those of known shape.

`array_value` runs in the implementation's process and makes arrays that are no one else's, which travel as the nested
lists of JSON to another; `parsed_answer` runs in the kit's process and says what is wrong with an answer that is not
of the promised kind. Infinities and nan travel as numbers; null inside an array is nan.

Contents: array_value, parsed_answer.
"""

from __future__ import annotations

from typing import Any, Mapping

import numpy as np

from srm_ref.checks import refuse
from srm_ref.verification.suites import EVERY

__all__ = ["array_value", "parsed_answer"]

NUMBERS = tuple(name for name, function in EVERY.items() if function.returns == "float")


def array_value(function: str, value: Any) -> Any:
    """Return an answer as float64 arrays of its own: what is done to `value` later does not change it.

    Parameters
    ----------
    function : str
        A key of `suites.FUNCTIONS`.
    value : array_like, list of array_like, number, or (loss, gradients)
        Arrays of other libraries are asked for themselves through ``detach`` and `numpy.asarray`.

    Returns
    -------
    ndarray, list or dict

    Raises
    ------
    ValueError
        No numbers, or none of the promised kind.

    Examples
    --------
    >>> array_value("toy_loss_and_gradient", (np.float32(0.5), {"W": np.eye(1)}))
    {'loss': array(0.5), 'gradients': {'W': array([[1.]])}}
    """
    return _converted(function, value)


def _converted(function: str, value: Any) -> Any:
    """Return an answer of the promised kind, with arrays in place of what is to be numbers."""
    if function == "toy_loss_and_gradient":
        if isinstance(value, Mapping):
            value = (value.get("loss"), value.get("gradients"))
        if not isinstance(value, (tuple, list)) or len(value) != 2 or not isinstance(value[1], Mapping):
            refuse("answer", "(loss, dict of gradients)", _kind(value))
        return {"loss": _array(value[0]), "gradients": {str(k): _array(v) for k, v in value[1].items()}}
    if function == "project":
        if isinstance(value, (str, Mapping)) or not hasattr(value, "__iter__"):
            refuse("answer", "a list of arrays (k, 2), one per plane", _kind(value))
        return [_array(points) for points in value]
    return _array(value)


def parsed_answer(function: str, value: Any) -> Any:
    """Return an answer made by `array_value`, or by a program, as float64 arrays.

    Parameters
    ----------
    function : str
    value : list, float or dict

    Returns
    -------
    ndarray; float for numbers; list of ndarray, shape (k, 2), for project; (float, dict of ndarray) for gradients

    Raises
    ------
    ValueError
        Not of the promised kind; the message says what was found.

    Examples
    --------
    >>> parsed_answer("project", [[], [[1, 2]]])
    [array([], shape=(0, 2), dtype=float64), array([[1., 2.]])]
    """
    value = _converted(function, value)
    if function == "toy_loss_and_gradient":
        return _one(value["loss"]), {name: np.asarray(g, dtype=float) for name, g in value["gradients"].items()}
    if function == "project":
        planes = [np.asarray(points, dtype=float) for points in value]
        planes = [points if points.size else points.reshape(0, 2) for points in planes]
        for k, points in enumerate(planes):
            if points.ndim != 2 or points.shape[1] != 2:
                refuse(f"answer[{k}]", "shape (k, 2)", f"shape {points.shape}")
        return planes
    return _one(value) if function in NUMBERS else np.asarray(value, dtype=float)


def _array(value: Any) -> Any:
    """Return a float64 array; or lists, element by element, where the whole does not convert to an array."""
    if value is None:
        refuse("answer", "an array of numbers", "None")
    try:
        array = np.asarray(_here(value))
        if array.dtype == object:                               # nulls of JSON, scalars of other libraries
            array = array.astype(float)
    except Exception as error:  # arrays of other libraries may raise any error
        if isinstance(value, (list, tuple)) and any(hasattr(part, "detach") for part in value):
            return [_array(part) for part in value]
        refuse("answer", "an array of numbers", f"{_kind(value)} ({error})")
    if array.dtype.kind not in "fiub":
        refuse("answer", "real numbers", f"dtype {array.dtype}")
    return array.astype(float)


def _here(value: Any) -> Any:
    """Return an array of another library without its gradient history, in main memory, in a type that NumPy has."""
    for step in ("detach", "cpu", "resolve_conj"):
        value = getattr(value, step)() if callable(getattr(value, step, None)) else value
    if "bfloat16" in str(getattr(value, "dtype", "")) and callable(getattr(value, "float", None)):
        value = value.float()
    return value


def _one(value: Any) -> float:
    array = np.asarray(value, dtype=float)
    if array.size != 1:
        refuse("answer", "one number", f"an array of shape {array.shape}")
    return float(array.reshape(()))


def _kind(value: Any) -> str:
    try:
        return "None" if value is None else f"{type(value).__name__} {value!r:.60}"
    except Exception:  # their repr may raise
        return type(value).__name__
