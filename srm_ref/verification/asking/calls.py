"""What happened when the code under test was called? An answer, an error with its traceback, a timeout, or no such
function.

Contents: CallOutcome, MISSING, call_adapter, call_in_sequence.
"""

from __future__ import annotations

import time
import traceback
from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from srm_ref.verification.asking.answers import array_value
from srm_ref.verification.asking.surroundings import changed_since, surroundings
from srm_ref.verification.suites import EVERY, python_arguments

__all__ = ["CallOutcome", "MISSING", "call_adapter", "call_in_sequence"]


class CallOutcome(NamedTuple):
    """The outcome of one call.

    `kind` is "answer", "error", "timeout" or "missing"; `value` an answer as `answers.array_value` makes it; `text` the
    traceback, or what there is of one; `changed` the arguments, and the settings of NumPy, that the call changed.
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
        A key of `suites.EVERY`.
    inputs : dict
        As a case holds them.

    Returns
    -------
    CallOutcome
        An exception of theirs is an outcome, not an exception of ours; NotImplementedError says that this is not there.

    Examples
    --------
    >>> call_adapter(lambda n_dims, epsilon: (1 - epsilon) / 2, "cap_fraction", {"n_dims": 3, "epsilon": 0.5}).value
    array(0.25)
    """
    outcome = call_in_sequence(adapter, function, [inputs])
    return outcome._replace(value=outcome.value[0]) if outcome.kind == "answer" else outcome


def call_in_sequence(adapter: Callable, function: str, questions: Sequence[dict[str, Any]], in_place: bool = False
                     ) -> CallOutcome:
    """Call one function several times: one generator throughout, and no answer is read before the last call.

    Parameters
    ----------
    adapter : callable
    function : str
    questions : sequence of dict
    in_place : bool
        Hand over the same arrays each time, overwritten, and read each answer before the next call.

    Returns
    -------
    CallOutcome
        `value` is the list of answers.
    """
    names, before = EVERY[function].arguments, surroundings()
    answers, changed, given = [], set(), None
    started = time.perf_counter()
    try:
        for inputs in questions:
            given, untouched = _arguments(function, inputs, given, in_place), python_arguments(function, inputs)
            answer = adapter(*given)
            answers.append(array_value(function, answer) if in_place else answer)
            changed |= {name for name, after, first in zip(names, given, untouched) if not _same(after, first)}
        seconds = time.perf_counter() - started
        changed |= set(changed_since(before))
        return CallOutcome("answer", answers if in_place else [array_value(function, answer) for answer in answers], "",
                           seconds, tuple(sorted(changed)))
    except NotImplementedError as error:
        return CallOutcome("missing", None, str(error) or "NotImplementedError")
    except (Exception, SystemExit, GeneratorExit) as error:  # whatever their code raises is reported
        return CallOutcome("error", None, _told(error), time.perf_counter() - started)


def _told(error: BaseException) -> str:
    """Return the traceback from the first frame of their code on; for an answer of a wrong kind, the complaint
    alone."""
    below = error.__traceback__.tb_next if error.__traceback__ else None
    if isinstance(error, ValueError) and str(error).startswith("answer: wanted"):
        return str(error)
    return "".join(traceback.format_exception(type(error), error, below))


def _arguments(function: str, inputs: dict[str, Any], given: list | None, in_place: bool) -> list[Any]:
    fresh = python_arguments(function, inputs)
    if given is None:
        return fresh
    return [_kept(old, new, in_place) for old, new in zip(given, fresh)]


def _kept(old: Any, new: Any, in_place: bool) -> Any:
    """Return `new` with the generator of `old`, and with `in_place` with its arrays, overwritten."""
    if isinstance(new, np.random.Generator):
        return old
    if not in_place:
        return new
    if isinstance(new, dict) and old.keys() == new.keys():
        old.update({key: _kept(old[key], value, True) for key, value in new.items()})
        return old
    if isinstance(new, np.ndarray) and isinstance(old, np.ndarray) and old.shape == new.shape:
        old[...] = new
        return old
    return new


def _same(after: Any, before: Any) -> bool:
    if isinstance(before, dict):
        return after.keys() == before.keys() and all(_same(after[key], before[key]) for key in before)
    return not isinstance(before, np.ndarray) or (np.shape(after) == before.shape and np.array_equal(after, before))
