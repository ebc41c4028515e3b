"""Is this implementation right? Every case, every law, a diagnosis for what failed, and what was not there to be tried.

Contents: Check, Report, verify, check_cases.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Sequence

from srm_ref.progress import Progress
from srm_ref.verification.asking.session import Session
from srm_ref.verification.asking.targets import Target
from srm_ref.verification.cases import Case, load_cases
from srm_ref.verification.compare import ROUNDED_TIES, Verdict, verdict_on
from srm_ref.verification.diagnosis import Diagnosis, diagnose
from srm_ref.verification.laws.law import CallFailed, Law
from srm_ref.verification.laws.trial import LAWS, law_id, laws_for, try_law
from srm_ref.verification.shrinking import smallest_question, spelled
from srm_ref.verification.suites import FUNCTIONS

__all__ = ["Check", "Report", "verify", "check_cases"]


@dataclass
class Check:
    """One case or law, and how it went.

    `status` is "passed", "failed", "error", "timeout" or "not run"; `place`, `expected` and `found` tell the first
    number that differs, `by_hand` a small question that is answered wrongly, `text` a traceback.
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

    @property
    def bad(self) -> bool:
        """Whether this went wrong, at any level."""
        return self.status in ("failed", "error", "timeout")


@dataclass
class Report:
    """All that a verification found."""

    target: str
    conventions: dict[str, str]
    asked: tuple[str, ...]
    checks: list[Check] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def missing(self) -> list[str]:
        """Functions that were asked for and are not there."""
        return [name for name in self.asked if name not in self.found]

    @property
    def passed(self) -> bool:
        """Whether nothing failed but optional cases."""
        return not any(check.bad and check.level != "optional" for check in self.checks)


def verify(target: Target, functions: Sequence[str] = tuple(FUNCTIONS), progress: Progress | None = None) -> Report:
    """Run all cases and laws of some functions on an implementation.

    Parameters
    ----------
    target : Target
    functions : sequence of str
        Keys of `suites.FUNCTIONS`.
    progress : callable, optional
        Called with (done, total).

    Returns
    -------
    Report
    """
    started = time.perf_counter()
    report = Report(target.name, dict(target.conventions), tuple(functions))
    session = Session(target)
    possible = [law for law in LAWS if set(law.functions) <= set(functions)]
    total = len(possible) + sum(len(load_cases(function)) for function in functions)
    for function in functions:
        _run_cases(function, session, report)
        if progress is not None:
            progress(len(report.checks), total)
    for law in laws_for(set(report.found)):
        report.checks.append(_run_law(law, session))
        if progress is not None:
            progress(len(report.checks), total)
    report.checks += [Check(f"law/{function}/inputs-left-alone", function, "required", "a call leaves its inputs alone",
                            "arrays of the caller are overwritten", "failed", f"changed: {', '.join(sorted(names))}")
                      for function, names in session.changed.items()]
    report.seconds = time.perf_counter() - started
    return report


def _run_cases(function: str, session: Session, report: Report) -> None:
    """Run the cases of one function, and diagnose what failed."""
    results = check_cases(function, session)
    if not results:
        return
    report.found.append(function)
    report.checks += [check for check, _ in results]
    cases = {case.id: case for case in load_cases(function)}
    answers = [(cases[check.id], answer) for check, answer in results
               if answer is not None and check.level != "optional"]
    failed = [check.id for check, _ in results if check.status == "failed"]
    report.diagnoses += diagnose(function, answers, failed, session.conventions)


def check_cases(function: str, session: Session) -> list[tuple[Check, Any]]:
    """Run all cases of a function.

    Parameters
    ----------
    function : str
    session : Session

    Returns
    -------
    list of (Check, answer or None)
        Empty where the function is not there. Answers are in this package's conventions.
    """
    results: list[tuple[Check, Any]] = []
    for case in load_cases(function):
        check = Check(case.id, case.function, case.level, case.about, f"{case.catches}: {case.effect}")
        outcome, answer = session.call(case.function, case.inputs)
        if outcome.kind == "missing" and not results:
            return []
        if outcome.kind == "answer":
            _note(check, case, answer, verdict_on(case, answer, session.conventions), session)
        elif outcome.kind != "error" or "refusal" not in case.expected:
            check.status, check.text = outcome.kind if outcome.kind != "missing" else "not run", outcome.text
        results.append((check, answer))
    _weigh_ties([check for check, _ in results])
    return results


def _weigh_ties(checks: list[Check]) -> None:
    """Let ties that all fall as for the other cone in one case pass where another case shows that rounding decides."""
    ties = [check for check in checks if check.ties]
    if not all(check.other_cone for check in ties):
        for check in ties:
            if check.other_cone:
                check.status, check.remark, check.place, check.by_hand = "passed", ROUNDED_TIES, "", ""


def _note(check: Check, case: Case, answer: Any, verdict: Verdict, session: Session) -> None:
    """Write a verdict into a check; a failure with a question to redo by hand."""
    check.remark, check.status = verdict.remark, "passed" if verdict.passed else "failed"
    check.ties, check.other_cone = case.expected.get("ties") == "declared", verdict.other_cone
    difference = verdict.difference
    if difference is None:
        return
    check.place, check.expected, check.found = difference.place, difference.expected, difference.found
    check.n_wrong, check.n_all = difference.n_wrong, difference.n_all
    if "refusal" not in case.expected:
        hand = smallest_question(case, difference, session.ask_within_budget, session.conventions)
        check.by_hand = f"{spelled(hand.inputs)}: expected {hand.expected}, found {hand.found}"


def _run_law(law: Law, session: Session) -> Check:
    check = Check(law_id(law), law.functions[-1], "required", law.statement, law.broken_by)
    try:
        violation = try_law(law, session.ask, session.trials)
    except CallFailed as failure:
        outcome = failure.args[0]
        check.status, check.text = outcome.kind if outcome.kind != "missing" else "not run", outcome.text
        return check
    if violation is not None:
        check.status, check.place = "failed", violation.place
        check.expected, check.found = violation.expected, violation.found
        check.by_hand = spelled(violation.inputs)
    return check
