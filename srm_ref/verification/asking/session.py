"""How is an implementation asked? In its own conventions, with patience for two calls that hang, and no more.

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

PATIENCE = 2            # calls of one function that may take too long before the rest is not tried
BUDGET = 400            # further calls of one function in search of questions to redo by hand


class Session:
    """A target, with what was learnt on the way: what hung, what wrote to its inputs.

    Parameters
    ----------
    target : Target
    """

    def __init__(self, target: Target) -> None:
        self.conventions = target.conventions
        self.trials = target.trials
        self.changed: dict[str, set[str]] = {}
        self._target = target
        self._hung: Counter[str] = Counter()
        self._spent: Counter[str] = Counter()

    def call(self, function: str, inputs: dict[str, Any]) -> tuple[CallOutcome, Any]:
        """Return what came of a call, and its answer in this package's conventions; None where there is none."""
        if self._hung[function] >= PATIENCE:
            return CallOutcome("timeout", None, f"not tried: {PATIENCE} calls took too long"), None
        outcome = self._target.call(function, to_declared(_as_lists(inputs), self.conventions))
        if outcome.kind == "timeout":
            self._hung[function] += 1
        if outcome.changed:
            self.changed.setdefault(function, set()).update(outcome.changed)
        if outcome.kind != "answer":
            return outcome, None
        try:
            return outcome, from_declared(function, parsed_answer(function, outcome.value), inputs, self.conventions)
        except ValueError as error:
            return CallOutcome("error", None, str(error)), None

    def ask(self, function: str, inputs: dict[str, Any]) -> Any:
        """Return an answer, or raise `CallFailed` with the outcome."""
        outcome, answer = self.call(function, inputs)
        if outcome.kind != "answer":
            raise CallFailed(outcome)
        return answer

    def ask_within_budget(self, function: str, inputs: dict[str, Any]) -> Any:
        """Ask, as long as the budget for further questions lasts; then raise `CallFailed`."""
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
