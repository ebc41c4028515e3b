"""How is an implementation asked? In its own conventions; a function is given up after two calls that take too long.

Contents: Session.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from srm_ref.verification.asking.answers import parsed_answer
from srm_ref.verification.asking.calls import CallOutcome
from srm_ref.verification.asking.targets import Target
from srm_ref.verification.conventions import from_declared, to_declared
from srm_ref.verification.laws.law import CallFailed

__all__ = ["Session"]

PATIENCE = 2            # calls of one function that may take too long; after these it is given up
SINGLY = 12             # questions of a sequence that are asked if each needs a process of its own
BUDGET = 400            # further calls of one function to find questions to redo by hand


class Session:
    """A target, with what was noticed on the way: which functions hung, which wrote to their inputs."""

    def __init__(self, target: Target) -> None:
        self.conventions = target.conventions
        self.trials = target.trials
        self.models = target.models
        self.changed: dict[str, set[str]] = {}
        self._target = target
        self._hung: Counter[str] = Counter()
        self._spent: Counter[str] = Counter()

    def call(self, function: str, inputs: dict[str, Any]) -> tuple[CallOutcome, Any]:
        """Return the outcome of a call, and its answer in this package's conventions, None if there is no answer."""
        refused = self._refused(function, inputs)
        outcome = refused or self._target.call(function, to_declared(_as_lists(inputs), self.conventions))
        self._note(function, outcome)
        if outcome.kind != "answer":
            return outcome, None
        try:
            return outcome, self._parsed(function, outcome.value, inputs)
        except ValueError as error:
            return CallOutcome("error", None, str(error)), None

    def _refused(self, function: str, inputs: dict[str, Any]) -> CallOutcome | None:
        """Return the outcome that is known without asking: a model that does not exist, or calls that hang; else
        None."""
        if "model" in inputs and inputs["model"] not in self.models:
            return CallOutcome("missing", None, f"model {inputs['model']}")
        if self._hung[function] >= PATIENCE:
            return CallOutcome("timeout", None, f"not tried: {PATIENCE} calls took too long")
        return None

    def _note(self, function: str, outcome: CallOutcome) -> None:
        self._hung[function] += outcome.kind == "timeout"
        if outcome.changed:
            self.changed.setdefault(function, set()).update(outcome.changed)

    def _parsed(self, function: str, value: Any, inputs: dict[str, Any]) -> Any:
        return from_declared(function, parsed_answer(function, value), inputs, self.conventions)

    def a_model(self) -> str:
        """Return the toy model to ask about where any will do."""
        return next(iter(self.models), "relu_output") if "relu_output" not in self.models else "relu_output"

    def sequence(self, function: str, questions: list[dict[str, Any]], in_place: bool = False) -> list[Any]:
        """Return the answers to questions asked one after the other in one process, none read before the last has come.

        Where every question has a process of its own they are asked singly. Raises `CallFailed`.
        """
        declared = [to_declared(_as_lists(inputs), self.conventions) for inputs in questions]
        outcome = self._refused(function, questions[0]) or self._target.call_in_sequence(function, declared, in_place)
        if outcome is None:
            return [self.ask(function, inputs) for inputs in questions[:SINGLY]]
        self._note(function, outcome)
        if outcome.kind != "answer":
            raise CallFailed(outcome)
        try:
            return [self._parsed(function, value, inputs) for value, inputs in zip(outcome.value, questions)]
        except ValueError as error:
            raise CallFailed(CallOutcome("error", None, str(error))) from None

    def ask(self, function: str, inputs: dict[str, Any]) -> Any:
        """Return an answer, or raise `CallFailed` with the outcome."""
        outcome, answer = self.call(function, inputs)
        if outcome.kind != "answer":
            raise CallFailed(outcome)
        return answer

    def ask_within_budget(self, function: str, inputs: dict[str, Any]) -> Any:
        """Ask as long as the budget for further questions lasts; after that raise `CallFailed`."""
        self._spent[function] += 1
        if self._spent[function] > BUDGET:
            raise CallFailed(CallOutcome("not run"))
        return self.ask(function, inputs)


def _as_lists(inputs: Any) -> Any:
    """Return inputs that JSON can carry."""
    if isinstance(inputs, dict):
        return {key: _as_lists(value) for key, value in inputs.items()}
    if isinstance(inputs, np.ndarray):
        return inputs.tolist()
    return inputs.item() if isinstance(inputs, np.generic) else inputs
