"""Where is the implementation under test? In this process, or in a process of its own; programs are in `programs`.

Each target answers `call(function, inputs)` with a `CallOutcome`, and states its conventions. A worker is ended when a
call takes too long, and started again for the next call.

Contents: MODELS, Questions, models_of, near_misses, Target, ModuleTarget, WorkerTarget, TargetBroken.
"""

from __future__ import annotations

import json
import os
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Callable, Mapping, Protocol, Sequence

from srm_ref.checks import refuse
from srm_ref.superposition.models import MODELS as STATEMENTS
from srm_ref.verification.asking.calls import MISSING, CallOutcome, call_adapter, call_in_sequence
from srm_ref.verification.asking.processes import LineProcess
from srm_ref.verification.conventions import with_defaults
from srm_ref.verification.suites import EVERY, FUNCTIONS

__all__ = ["MODELS", "Questions", "models_of", "near_misses", "Target", "ModuleTarget", "WorkerTarget", "TargetBroken"]

IMPORT_SECONDS = 120.0          # large libraries take long to import
MODELS = tuple(STATEMENTS)
Questions = Sequence[dict[str, Any]]
START = ("import sys; root = sys.argv.pop(1); sys.path.append(root); "
         "from srm_ref.verification.asking.worker import main; raise SystemExit(main(sys.argv[1:]))")


def models_of(declared: Any) -> tuple[str, ...]:
    """Return the toy models that an adapter declares; all models if it declares none.

    Parameters
    ----------
    declared : object
        What the adapter's MODELS holds; anything but a tuple or list of names is something else of that name.

    Raises
    ------
    ValueError
        Names of which some, but not all, are models.
    """
    named = isinstance(declared, (tuple, list)) and [name for name in declared if name in MODELS]
    if not named:
        return MODELS
    if len(named) < len(declared):
        refuse("MODELS", "a tuple of names among " + ", ".join(MODELS), repr(declared))
    return tuple(declared)


def near_misses(names: Sequence[str]) -> dict[str, str]:
    """Return the names that look like a missing function of the kit, with that function.

    Examples
    --------
    >>> near_misses(["cap_fractions", "spotlight", "numpy"])
    {'cap_fractions': 'cap_fraction'}
    """
    wanted = [function for function in EVERY if function not in names]
    pairs = ((name, get_close_matches(name.lower(), wanted, 1, 0.85)) for name in names if name not in EVERY)
    return {name: found[0] for name, found in pairs if found and not name.startswith("_")}


class TargetBroken(Exception):
    """The target exists, but importing it raises; the message is the traceback."""


class Target(Protocol):
    """What the runner needs of an implementation."""

    name: str
    conventions: Mapping[str, str]
    trials: int                         # trials of each law; fewer if a call is slow
    models: tuple[str, ...]             # the toy models that it has
    near: Mapping[str, str]             # names that look like a function of the kit, with that function

    def call(self, function: str, inputs: dict[str, Any]) -> CallOutcome:
        """Return the outcome of one call; inputs are in the target's own conventions."""

    def call_in_sequence(self, function: str, questions: Questions, in_place: bool) -> CallOutcome | None:
        """Return the outcome of several calls, as `calls.call_in_sequence`; None if each has a process of its own."""

    def close(self) -> None:
        """End whatever was started."""


class ModuleTarget:
    """An adapter in this process: a module, or any object with functions of the kit's names.

    Parameters
    ----------
    adapter : module or object
    name : str, optional
        For the report.
    """

    trials = 3

    def __init__(self, adapter: Any, name: str | None = None) -> None:
        self.name = name or getattr(adapter, "__name__", type(adapter).__name__)
        self.conventions = with_defaults(getattr(adapter, "CONVENTIONS", None))
        self._functions: dict[str, Callable] = {function: getattr(adapter, function) for function in EVERY
                                                if callable(getattr(adapter, function, None))}
        self.models, self.near = models_of(getattr(adapter, "MODELS", None)), near_misses(dir(adapter))
        if not self._functions:
            refuse("target", "at least one of the functions " + ", ".join(FUNCTIONS), f"none in {self.name}")

    def call(self, function: str, inputs: dict[str, Any]) -> CallOutcome:
        """Call the function in this process, however long it takes."""
        adapter = self._functions.get(function)
        return MISSING if adapter is None else call_adapter(adapter, function, inputs)

    def call_in_sequence(self, function: str, questions: Questions, in_place: bool) -> CallOutcome | None:
        """Call the function several times in this process."""
        adapter = self._functions.get(function)
        return MISSING if adapter is None else call_in_sequence(adapter, function, questions, in_place)

    def close(self) -> None:
        """Do nothing."""


class WorkerTarget:
    """A Python module in a process of its own.

    Parameters
    ----------
    target : str
        ``package.module`` or ``package.module:name``, importable from the working directory.
    function : str or None
        What ``name`` is to be taken for.
    timeout : float
        Seconds that one call may take.

    Raises
    ------
    ValueError
        There is no such module or name, or none of the functions in it, or its CONVENTIONS are not understood.
    TargetBroken
        The module raises while it is imported.
    """

    trials = 3

    def __init__(self, target: str, function: str | None, timeout: float) -> None:
        self.name = target
        self._command = [sys.executable, "-c", START, str(Path(__file__).parents[2]), target]
        self._command += [function] if function else []
        self._timeout = timeout
        # a worker that is started again starts in the same directory
        self._directory = os.getcwd()
        self._process: LineProcess | None = None
        hello = self._start()
        if not hello["functions"]:
            self.close()
            near = ", ".join(f"{name} (for {meant}?)" for name, meant in hello["near"].items())
            hint = f", but {near}" if near else "; --suite NAME says which of them it is" if ":" in target else ""
            refuse("TARGET", "at least one of the functions " + ", ".join(FUNCTIONS), f"none in {target!r}{hint}")
        self.conventions, self.near = with_defaults(hello["conventions"]), hello["near"]
        self.models = models_of(hello["models"])

    def _start(self) -> dict[str, Any]:
        self._process = LineProcess(self._command, self._directory)
        line = self._process.receive(max(IMPORT_SECONDS, self._timeout))
        hello = json.loads(line) if line else {"failed": self._ending(line), "missing": None}
        if "failed" in hello:
            self.close()
            self._refuse_import(hello)
        return hello

    def _refuse_import(self, hello: dict[str, Any]) -> None:
        module = self.name.partition(":")[0]
        if hello["missing"] and (module == hello["missing"] or module.startswith(hello["missing"] + ".")):
            refuse("TARGET", "package.module or package.module:function, importable from here",
                   f"{self.name!r} ({hello['words']})")
        raise TargetBroken(hello["failed"])

    def _ending(self, line: str | None) -> str:
        return "importing it took too long" if line is None else self._process.complaint()

    def call(self, function: str, inputs: dict[str, Any]) -> CallOutcome:
        """Call the function in the other process; end that process when the call takes too long."""
        return self._answer({"function": function, "inputs": inputs})

    def call_in_sequence(self, function: str, questions: Questions, in_place: bool) -> CallOutcome | None:
        """Call the function several times in the other process."""
        return self._answer({"function": function, "sequence": list(questions), "in_place": in_place})

    def _answer(self, request: dict[str, Any]) -> CallOutcome:
        if self._process is None:
            self._start()
        self._process.send(json.dumps(request))
        patience = self._timeout * (1 + len(request.get("sequence", ())) / 20)
        line = self._process.receive(patience)
        if line:
            return CallOutcome(**json.loads(line))
        text = f"no answer within {patience:g} s" if line is None else self._process.complaint()
        self.close()
        return CallOutcome("timeout" if line is None else "error", None, text, patience)

    def close(self) -> None:
        """End the other process."""
        if self._process is not None:
            self._process.close()
            self._process = None
