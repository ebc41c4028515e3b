"""What happened when their code was called? An answer, an error with its traceback, too long a wait, or nothing there.

Contents: CallOutcome, call_adapter, MISSING.
"""

from __future__ import annotations

import time
import traceback
from typing import Any, Callable, NamedTuple

import numpy as np

from srm_ref.verification.asking.answers import json_value
from srm_ref.verification.suites import FUNCTIONS, python_arguments

__all__ = ["CallOutcome", "MISSING", "call_adapter"]


class CallOutcome(NamedTuple):
    """What came of one call.

    `kind` is "answer", "error", "timeout" or "missing"; `value` an answer as `answers.json_value` makes it; `text` the
    traceback, or what there is of one; `changed` the arguments that the call wrote to.
    """

    kind: str
    value: Any = None
    text: str = ""
    seconds: float = 0.0
    changed: tuple[str, ...] = ()


MISSING = CallOutcome("missing")


def call_adapter(adapter: Callable, function: str, inputs: dict[str, Any]) -> CallOutcome:
    """Call one function of an adapter in this process.

    Parameters
    ----------
    adapter : callable
    function : str
        A key of `suites.FUNCTIONS`.
    inputs : dict
        As a case holds them.

    Returns
    -------
    CallOutcome
        An exception of theirs is an outcome, not an exception of ours.

    Examples
    --------
    >>> call_adapter(lambda n_dims, epsilon: (1 - epsilon) / 2, "cap_fraction", {"n_dims": 3, "epsilon": 0.5}).value
    0.25
    """
    given, untouched = python_arguments(function, inputs), python_arguments(function, inputs)
    started = time.perf_counter()
    try:
        answer = adapter(*given)
    except (Exception, SystemExit) as error:  # whatever theirs raises is what we report
        below = error.__traceback__.tb_next if error.__traceback__ else None
        text = "".join(traceback.format_exception(type(error), error, below))
        return CallOutcome("error", None, text, time.perf_counter() - started)
    seconds = time.perf_counter() - started
    try:
        value = json_value(function, answer)
    except ValueError as error:
        return CallOutcome("error", None, str(error), seconds)
    names = FUNCTIONS[function].arguments
    changed = tuple(name for name, after, before in zip(names, given, untouched) if not _same(after, before))
    return CallOutcome("answer", value, "", seconds, changed)


def _same(after: Any, before: Any) -> bool:
    if isinstance(before, dict):
        return after.keys() == before.keys() and all(_same(after[key], before[key]) for key in before)
    return not isinstance(before, np.ndarray) or (np.shape(after) == before.shape and np.array_equal(after, before))
