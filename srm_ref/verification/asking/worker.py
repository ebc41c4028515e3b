"""How does Python code under test run without harm to ours? In this separate process, one line of JSON per call.

The parent starts it with the target's name; the first line back says what the target has. Then every line in is
``{"function": ..., "inputs": ...}`` and every line out a `CallOutcome`. What the code under test prints goes to
standard error. The working directory is the parent's, and first on the path: the code under test need not be installed.

Contents: load, main.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from typing import Any, Callable, TextIO

import numpy as np

from srm_ref.verification.asking.calls import MISSING, CallOutcome, call_adapter, call_in_sequence
from srm_ref.verification.asking.targets import near_misses
from srm_ref.verification.suites import EVERY

__all__ = ["main", "load"]


def load(target: str, function: str | None) -> tuple[dict[str, Callable], dict[str, Any]]:
    """Import ``package.module`` or ``package.module:name`` and find its functions and conventions.

    Parameters
    ----------
    target : str
    function : str or None
        What ``name`` is to be taken for; None: look for all functions of the kit by their names.

    Returns
    -------
    functions : dict of str to callable
    declared : dict
        CONVENTIONS and MODELS as they stand in the module, None where there are none; names that nearly fit, as "near".

    Raises
    ------
    AttributeError
        The module has no such name.
    """
    module_name, _, attribute = target.partition(":")
    module: Any = importlib.import_module(module_name)
    declared = {"conventions": getattr(module, "CONVENTIONS", None), "models": getattr(module, "MODELS", None),
                "near": {}}
    if not attribute:
        return _functions_in(module), declared | {"near": near_misses(dir(module))}
    found: Any = module
    for part in attribute.split("."):
        found = getattr(found, part)
    if function is None:                                        # a namespace inside a module: a class, a submodule
        return _functions_in(found), declared | {"near": near_misses(dir(found))}
    return {function: found}, declared


def _functions_in(namespace: Any) -> dict[str, Callable]:
    return {name: getattr(namespace, name) for name in EVERY if callable(getattr(namespace, name, None))}


def main(arguments: list[str]) -> int:
    """Serve calls until standard input ends.

    Parameters
    ----------
    arguments : list of str
        The target, and optionally the function it is.

    Returns
    -------
    int
        0, or 1 where the target could not be imported.
    """
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)                                               # their print() must not look like an answer
    sys.path.insert(0, os.getcwd())
    target, function = arguments[0], arguments[1] if len(arguments) > 1 else None
    try:
        functions, declared = load(target, function)
    except BaseException as error:  # whatever their module raises while it is imported
        missing = getattr(error, "name", None) if isinstance(error, ModuleNotFoundError) else None
        _send(replies, {"failed": _their_traceback(error), "missing": missing,
                        "words": f"{type(error).__name__}: {error}"})
        return 1
    conventions, models = declared["conventions"], declared["models"]
    _send(replies, {"functions": list(functions), "near": declared["near"],
                    "conventions": conventions if _is_json(conventions) else repr(conventions),
                    "models": list(map(str, models)) if isinstance(models, (list, tuple)) else None})
    for line in sys.stdin:
        _send(replies, _outcome(functions, json.loads(line))._asdict())
    return 0


def _outcome(functions: dict[str, Callable], request: dict[str, Any]) -> CallOutcome:
    name = request["function"]
    adapter = functions.get(name)
    try:
        if adapter is None:
            return MISSING
        if "sequence" in request:
            return call_in_sequence(adapter, name, request["sequence"], request["in_place"])
        return call_adapter(adapter, name, request["inputs"])
    except BaseException as error:  # KeyboardInterrupt, and whatever else their code raises, is an outcome too
        return CallOutcome("error", None, _their_traceback(error))


def _their_traceback(error: BaseException) -> str:
    """Return a traceback without the frames of the kit and of the import machinery."""
    ours = os.path.dirname(__file__)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if os.path.dirname(frame.filename) != ours and "importlib" not in frame.filename]
    return "".join(["Traceback (most recent call last):\n", *traceback.format_list(frames),
                    *traceback.format_exception_only(type(error), error)])


def _is_json(value: Any) -> bool:
    return value is None or (isinstance(value, dict)
                             and all(isinstance(word, str) for pair in value.items() for word in pair))


def _send(replies: TextIO, message: dict[str, Any]) -> None:
    replies.write(json.dumps(message, default=np.ndarray.tolist) + "\n")
    replies.flush()
