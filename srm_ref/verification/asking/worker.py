"""How does their Python code run without hurting ours? In this separate process, one line of JSON a call.

The parent starts it with the target's name; its first line back says what the target has. Then every line in is
``{"function": ..., "inputs": ...}`` and every line out an `CallOutcome`. What their code prints goes to standard error.
The working directory is the parent's, and first on the path: nothing of theirs needs to be installed.

Contents: load, main.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from typing import Any, Callable, TextIO

from srm_ref.verification.asking.calls import MISSING, CallOutcome, call_adapter
from srm_ref.verification.suites import FUNCTIONS

__all__ = ["main", "load"]


def load(target: str, function: str | None) -> tuple[dict[str, Callable], Any]:
    """Import ``package.module`` or ``package.module:name`` and find its functions and conventions.

    Parameters
    ----------
    target : str
    function : str or None
        What ``name`` is to be taken for; None: look for all functions of the kit by their names.

    Returns
    -------
    functions : dict of str to callable
    conventions : object
        CONVENTIONS as it stands in the module; None where there is none.

    Raises
    ------
    AttributeError
        The module has no such name.
    """
    module_name, _, attribute = target.partition(":")
    module: Any = importlib.import_module(module_name)
    conventions = getattr(module, "CONVENTIONS", None)
    if not attribute:
        return {name: getattr(module, name) for name in FUNCTIONS if callable(getattr(module, name, None))}, conventions
    found: Any = module
    for part in attribute.split("."):
        found = getattr(found, part)
    if function is None:                                        # a namespace inside a module: a class, a submodule
        return {name: getattr(found, name) for name in FUNCTIONS if callable(getattr(found, name, None))}, conventions
    return {function: found}, conventions


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
        functions, conventions = load(target, function)
    except (Exception, SystemExit) as error:  # whatever their module raises while it is imported
        missing = getattr(error, "name", None) if isinstance(error, ModuleNotFoundError) else None
        _send(replies, {"failed": _their_traceback(error), "missing": missing,
                        "words": f"{type(error).__name__}: {error}"})
        return 1
    declared = conventions if _is_json(conventions) else repr(conventions)
    _send(replies, {"functions": list(functions), "conventions": declared})
    for line in sys.stdin:
        request = json.loads(line)
        adapter = functions.get(request["function"])
        outcome = MISSING if adapter is None else call_adapter(adapter, request["function"], request["inputs"])
        _send(replies, outcome._asdict())
    return 0


def _their_traceback(error: BaseException) -> str:
    """Return the traceback of an import without this module's frames and those of the import machinery."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if frame.filename != __file__ and "importlib" not in frame.filename]
    return "".join(["Traceback (most recent call last):\n", *traceback.format_list(frames),
                    *traceback.format_exception_only(type(error), error)])


def _is_json(value: Any) -> bool:
    return value is None or (isinstance(value, dict)
                             and all(isinstance(word, str) for pair in value.items() for word in pair))


def _send(replies: TextIO, message: dict[str, Any]) -> None:
    replies.write(json.dumps(message) + "\n")
    replies.flush()
