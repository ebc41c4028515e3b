"""What is one check, and what is its result? A case, a law or a drawn question, put to an implementation.

Contents: BAD, Check, Options, run_case, run_law, run_drawn, model_of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Mapping

from srm_ref.verification.asking.session import Session
from srm_ref.verification.asking.targets import MODELS
from srm_ref.verification.cases import Case
from srm_ref.verification.compare import Verdict, verdict_on
from srm_ref.verification.drawn import Drawn, drawn_id, try_drawn
from srm_ref.verification.laws.law import CallFailed, Law, Violation
from srm_ref.verification.laws.trial import law_id, try_law
from srm_ref.verification.shrinking import smallest_question, spelled

__all__ = ["BAD", "Check", "Options", "run_case", "run_law", "run_drawn", "model_of"]

TWICE = 2               # trials of a drawn question, unless another number is asked for or a call is slow
BAD = ("failed", "error", "timeout")


@dataclass
class Check:
    """One case, law or drawn question, and its result.

    `status` is "passed", "failed", "error", "timeout", "skipped" (the implementation does not have it), "not run" or
    "expected failure"; `place`, `expected` and `found` describe the first number that differs, `by_hand` a small
    question that is answered wrongly, and `text` is a traceback.
    """

    id: str
    function: str
    level: str
    about: str
    catches: str
    status: str = "passed"
    remark: str = ""
    place: str = ""
    expected: Any = None
    found: Any = None
    n_wrong: int = 0
    n_all: int = 0
    by_hand: str = ""
    text: str = ""
    ties: bool = False
    other_cone: bool = False
    model: str = ""
    stops: bool = False

    @property
    def bad(self) -> bool:
        """Whether this check went wrong, at any level."""
        return self.status in BAD

    @property
    def failing(self) -> bool:
        """Whether this check went wrong and counts as a failure: optional cases do not."""
        return self.bad and self.level != "optional"


@dataclass(frozen=True)
class Options:
    """Hold how much is asked, what must be there, and what may fail.

    `trials` of each law and drawn question (None: as many as the target allows), their `seed`; `stop` at the first
    failure; `required`: names of functions and models, or "all"; `expected`: failures, as {id: reason}.
    """

    trials: int | None = None
    seed: int = 0
    stop: bool = False
    required: tuple[str, ...] = ()
    expected: Mapping[str, str] = field(default_factory=dict)


def model_of(name: str) -> str:
    """Return the toy model that the name of a law or drawn question ends in; "" for none.

    Examples
    --------
    >>> model_of("law/toy_forward/homogeneous-relu-output"), model_of("law/spotlight/rotation")
    ('relu_output', '')
    """
    return next((model for model in MODELS if name.endswith(model.replace("_", "-"))), "")


def run_case(case: Case, session: Session) -> tuple[Check, Any]:
    """Put a case to the implementation.

    Parameters
    ----------
    case : Case
    session : Session

    Returns
    -------
    check : Check
    answer : object or None
        In this package's conventions.
    """
    check = Check(case.id, case.function, case.level, case.about, f"{case.catches}: {case.effect}")
    check.model = case.inputs.get("model", "")
    outcome, answer = session.call(case.function, case.inputs)
    if outcome.kind == "answer":
        _note(check, case, answer, verdict_on(case, answer, session.conventions), session)
    elif outcome.kind == "missing":
        check.status, check.remark = "skipped", outcome.text
    elif outcome.kind != "error" or "refusal" not in case.expected:
        check.status, check.text = outcome.kind, outcome.text
    unlike = check.status == "failed" and not check.place           # of another shape: no number can be compared
    check.stops = case.level == "harness" and (unlike or check.status in ("error", "timeout"))
    return check, answer


def _note(check: Check, case: Case, answer: Any, verdict: Verdict, session: Session) -> None:
    """Write a verdict into a check, and for a failure a question to redo by hand."""
    check.remark, check.status = verdict.remark, "passed" if verdict.passed else "failed"
    check.ties = case.expected.get("ties") == "declared" or "points_open" in case.expected
    check.other_cone = verdict.other_cone
    difference = verdict.difference
    if difference is None:
        return
    check.place, check.expected, check.found = difference.place, difference.expected, difference.found
    check.n_wrong, check.n_all = difference.n_wrong, difference.n_all
    if "refusal" not in case.expected:
        hand = smallest_question(case, difference, session.ask_within_budget, session.conventions)
        check.by_hand = f"{spelled(hand.inputs)}: expected {hand.expected}, found {hand.found}"


def run_law(law: Law, session: Session, options: Options) -> Check:
    """Try a law.

    Parameters
    ----------
    law : Law
    session : Session
    options : Options
    """
    check = Check(law_id(law), law.functions[-1], "required", law.statement, law.broken_by, model=model_of(law.name))

    def ask(function: str, inputs: dict[str, Any]) -> Any:
        # some laws find out which model they need only while they ask
        check.model = inputs.get("model", "")
        return session.ask(function, inputs)

    return _tried(check, lambda: try_law(law, ask, options.trials or session.trials, options.seed))


def run_drawn(question: Drawn, session: Session, options: Options) -> Check:
    """Try a drawn question.

    Parameters
    ----------
    question : Drawn
    session : Session
    options : Options
    """
    check = Check(drawn_id(question), question.function, "required", question.statement, question.broken_by)
    check.model = model_of(question.name)
    return _tried(check, lambda: try_drawn(question, session, options.trials or min(TWICE, session.trials),
                                           options.seed))


def _tried(check: Check, trial: Callable[[], Violation | None]) -> Check:
    try:
        violation = trial()
    except CallFailed as failure:
        outcome = failure.args[0]
        check.status, check.text = outcome.kind, outcome.text
        if outcome.kind == "missing":
            check.status, check.text, check.remark = "skipped", "", outcome.text
        return check
    if violation is not None:
        check.status, check.place = "failed", violation.place
        check.expected, check.found = violation.expected, violation.found
        check.by_hand = spelled(violation.inputs)
    return check
