"""How is a program in any language asked? Started once per question, or kept running: one line of JSON in, one out.

``{"function": "CONVENTIONS", "inputs": {}}`` comes first and asks for its conventions: an object, or null for none.
null is also the answer for a function, or a model, that it does not have; ``{"error": "words"}`` is an error.

Contents: line_of, outcome_of, CommandTarget, LinesTarget.
"""

from __future__ import annotations

import json
from typing import Any, Mapping, Sequence

from srm_ref.checks import refuse
from srm_ref.verification.asking.calls import MISSING, CallOutcome
from srm_ref.verification.asking.processes import LineProcess, run_once
from srm_ref.verification.asking.targets import MODELS, Questions
from srm_ref.verification.conventions import with_defaults

__all__ = ["line_of", "outcome_of", "CommandTarget", "LinesTarget"]


def line_of(function: str, inputs: dict[str, Any]) -> str:
    """Return a question as the line that a program reads.

    >>> line_of("cap_fraction", {"n_dims": 3, "epsilon": 0.8})
    '{"function": "cap_fraction", "inputs": {"n_dims": 3, "epsilon": 0.8}}'
    """
    return json.dumps({"function": function, "inputs": inputs})


def outcome_of(text: str) -> CallOutcome:
    """Return the outcome that a program's output `text` stands for.

    >>> outcome_of("0.1").value, outcome_of("null").kind, outcome_of('{"error": "no plane"}').text
    (0.1, 'missing', 'no plane')
    """
    try:
        value = json.loads(text)
    except ValueError:
        return CallOutcome("error", None, f"standard output is not one JSON value: {text[:200]!r}")
    if isinstance(value, dict) and set(value) == {"error"}:
        return CallOutcome("error", None, str(value["error"]))
    return MISSING if value is None else CallOutcome("answer", value)


class CommandTarget:
    """A program started once per question: one JSON object on standard input, one JSON value on standard output.

    command: the program and its arguments. timeout: seconds that one question may take.
    """

    trials = 1
    models: tuple[str, ...] = MODELS                            # a program says null for what it does not have
    near: Mapping[str, str] = {}

    def __init__(self, command: Sequence[str], timeout: float) -> None:
        self.name = " ".join(command)
        self._command, self._timeout = list(command), timeout
        asked = self.call("CONVENTIONS", {})
        if "cannot be started" in asked.text:
            refuse("--command", "a program that can be started", asked.text.replace(" cannot", ", which cannot", 1))
        self.conventions = with_defaults(asked.value if asked.kind == "answer" else None)

    def call(self, function: str, inputs: dict[str, Any]) -> CallOutcome:
        """Run the program once."""
        output, complaint = run_once(self._command, line_of(function, inputs) + "\n", self._timeout)
        if output is not None:
            return outcome_of(output)
        if complaint == "timeout":
            return CallOutcome("timeout", None, f"no answer within {self._timeout:g} s")
        return CallOutcome("error", None, complaint)

    def call_in_sequence(self, function: str, questions: Questions, in_place: bool) -> CallOutcome | None:
        """Return None: the program ends after each question, and remembers nothing."""
        return None

    def close(self) -> None:
        """Do nothing: the program has ended."""


class LinesTarget:
    """A program that keeps running: a line on standard input for each question, a line on standard output for each
    answer.

    It is started again if it has ended, or was ended because a question took longer than `timeout` seconds.
    """

    trials = 3
    models: tuple[str, ...] = MODELS
    near: Mapping[str, str] = {}

    def __init__(self, command: Sequence[str], timeout: float) -> None:
        self.name = " ".join(command)
        self._command, self._timeout = list(command), timeout
        self._process: LineProcess | None = None
        asked = self.call("CONVENTIONS", {})
        if asked.kind == "timeout":
            refuse("--lines", "a program that answers each line with a line, at once", asked.text)
        try:
            self.conventions = with_defaults(asked.value if asked.kind == "answer" else None)
        except ValueError:
            self.close()
            raise

    def call(self, function: str, inputs: dict[str, Any]) -> CallOutcome:
        """Send a question, and wait for the line that answers it."""
        if self._process is None:
            self._start()
        self._process.send(line_of(function, inputs))
        line = self._process.receive(self._timeout)
        if line:
            return outcome_of(line)
        text = f"no answer within {self._timeout:g} s" if line is None else self._process.complaint()
        self.close()
        if line is None:
            return CallOutcome("timeout", None, text)
        return CallOutcome("error", None, f"the program ended instead of answering: {text}")

    def _start(self) -> None:
        try:
            self._process = LineProcess(self._command)
        except OSError as error:
            refuse("--command", "a program that can be started", f"{self._command[0]!r}: {error.strerror}")

    def call_in_sequence(self, function: str, questions: Questions, in_place: bool) -> CallOutcome | None:
        """Send several questions, one after the other; the first that is not answered is the outcome."""
        values = []
        for inputs in questions:
            outcome = self.call(function, inputs)
            if outcome.kind != "answer":
                return outcome
            values.append(outcome.value)
        return CallOutcome("answer", values)

    def close(self) -> None:
        """End the program."""
        if self._process is not None:
            self._process.close()
            self._process = None
