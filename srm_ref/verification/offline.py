"""How is an implementation verified that runs elsewhere? All questions go into one file, all answers into another.

The questions are those that a right implementation would be asked, so that no answer is needed to write them. The first
line asks for conventions, and holds the settings under which the questions were drawn. The answers stand in the same
order, one JSON value a line. Questions that would be asked only after a wrong answer, to find a smaller one, are left
out.

Contents: SETTINGS, write_questions, AnswersTarget.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from typing import Any, Mapping, Sequence, TextIO

from srm_ref.checks import counted, refuse
from srm_ref.progress import Progress
from srm_ref.verification.adapters import fast
from srm_ref.verification.asking.calls import CallOutcome
from srm_ref.verification.asking.programs import line_of, outcome_of
from srm_ref.verification.asking.targets import MODELS, ModuleTarget, Questions
from srm_ref.verification.checks import Options
from srm_ref.verification.conventions import to_declared, with_defaults
from srm_ref.verification.runner import verify
from srm_ref.writing import replacing

__all__ = ["SETTINGS", "write_questions", "AnswersTarget"]

SETTINGS = "settings"
ASKED_OTHERWISE = ("rotation", "W")             # conventions that change the questions, and not only the answers


class _Recorder(ModuleTarget):
    """Our own implementation, which writes down what it was asked, as it is asked in the declared conventions."""

    trials = 1

    def __init__(self, out: TextIO, declared: Mapping[str, str]) -> None:
        super().__init__(fast)
        self._out, self._declared, self._seen = out, declared, set()

    def call(self, function: str, inputs: dict[str, Any]) -> CallOutcome:
        line = line_of(function, to_declared(inputs, self._declared))
        if _key(line) not in self._seen:
            self._seen.add(_key(line))
            self._out.write(line + "\n")
        return super().call(function, inputs)

    def call_in_sequence(self, function: str, questions: Questions, in_place: bool) -> CallOutcome | None:
        return None


def _key(line: str) -> bytes:
    return blake2b(line.encode(), digest_size=16).digest()


def write_questions(path: Path, functions: Sequence[str], options: Options, declared: Mapping[str, str],
                    progress: Progress | None = None) -> None:
    """Write to `path` all questions about `functions`, each once, in the conventions `declared`.

    Trials and seed are those of `options`. Raises ValueError where `declared` is not understood.
    """
    conventions = with_defaults(declared)
    settings = {"functions": list(functions), "trials": options.trials, "seed": options.seed,
                "conventions": conventions}
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8") as out:
        out.write(json.dumps({"function": "CONVENTIONS", "inputs": {}, SETTINGS: settings}) + "\n")
        verify(_Recorder(out, conventions), functions, progress, Options(options.trials, options.seed))


class AnswersTarget:
    """An implementation known only by its answers, in a file that belongs to a file of questions.

    `settings` holds the functions, trials and seed of the questions.
    """

    trials = 1
    models: tuple[str, ...] = MODELS
    near: Mapping[str, str] = {}

    def __init__(self, questions: Path, answers: Path) -> None:
        self.name = str(answers)
        with _opened(questions, "--questions") as lines:
            self.settings = _settings(next(lines, ""))
            keys = [_key(line.rstrip("\n")) for line in lines]
        with _opened(answers, "--answers") as lines:
            first, *rest = [line for line in lines if line.strip()] or [""]
        if len(rest) != len(keys):
            refuse("--answers", f"{counted(len(keys) + 1, 'line')}, one for each line of --questions",
                   f"{len(rest) + bool(first)}")
        self._answers = dict(zip(keys, rest))
        self.conventions = self._declared(outcome_of(first).value)

    def _declared(self, value: Any) -> dict[str, str]:
        conventions, written = with_defaults(value), self.settings["conventions"]
        for name in ASKED_OTHERWISE:
            if conventions[name] != written[name]:
                refuse("--answers", f"{name}={written[name]}, as the questions were written (--declare writes others)",
                       f"{name}={conventions[name]}")
        return conventions

    def call(self, function: str, inputs: dict[str, Any]) -> CallOutcome:
        """Look up the answer."""
        line = self._answers.get(_key(line_of(function, inputs)))
        return CallOutcome("missing", None, "not among the questions") if line is None else outcome_of(line)

    def call_in_sequence(self, function: str, questions: Questions, in_place: bool) -> CallOutcome | None:
        """Return None: what was asked before is not known."""
        return None

    def close(self) -> None:
        """Do nothing."""


def _opened(path: Path, name: str) -> TextIO:
    try:
        return path.open(encoding="utf-8")
    except OSError as error:
        refuse(name, "a file that can be read", f"{path}: {error.strerror}")


def _settings(line: str) -> dict[str, Any]:
    try:
        return json.loads(line)[SETTINGS]
    except (ValueError, KeyError, TypeError):
        refuse("--questions", "a file that srm-ref verify --questions has written", repr(line[:60]))
