"""Is this implementation right? Every case, law and drawn question, a diagnosis of what failed, and a list of what is
missing.

Contents: Report, verify, check_cases.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Iterator, Sequence

from srm_ref.progress import Progress
from srm_ref.verification.asking.session import Session
from srm_ref.verification.asking.targets import Target
from srm_ref.verification.cases import load_cases
from srm_ref.verification.checks import Check, Options, run_case, run_drawn, run_law
from srm_ref.verification.compare import ROUNDED_TIES
from srm_ref.verification.diagnosis import Diagnosis, diagnose, diagnose_checks
from srm_ref.verification.drawn import DRAWN, drawn_for
from srm_ref.verification.drawn.batches import SHARED
from srm_ref.verification.drawn.state import AGAIN, LIKE_BEFORE
from srm_ref.verification.laws.trial import LAWS, laws_for
from srm_ref.verification.suites import EVERY, FUNCTIONS, FURTHER

__all__ = ["Report", "verify", "check_cases"]

# least number of cases whose ties all fall as for the other cone for this to be called the other cone
AGREEING_TIES = 3
FIRST = "asked-again"           # the drawn question that is asked before all others, so that it is the first call


@dataclass
class Report:
    """The results of a verification."""

    target: str
    conventions: dict[str, str]
    asked: tuple[str, ...]
    checks: list[Check] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    answers: dict[str, list[tuple[Check, Any]]] = field(default_factory=dict, repr=False)
    near: dict[str, str] = field(default_factory=dict)
    options: Options = Options()
    seconds: float = 0.0

    @property
    def missing(self) -> list[str]:
        """Functions that were asked for and are missing."""
        return [name for name in self.asked if name not in self.found]

    @property
    def passed(self) -> bool:
        """Whether nothing failed but optional cases."""
        return not any(check.failing for check in self.checks)


def verify(target: Target, functions: Sequence[str] = tuple(FUNCTIONS), progress: Progress | None = None,
           options: Options = Options()) -> Report:
    """Run all cases, laws and drawn questions of some functions on an implementation.

    Parameters
    ----------
    target : Target
    functions : sequence of str
        Keys of `suites.FUNCTIONS`.
    progress : callable, optional
        Called with (done, total).
    options : Options
    """
    started = time.perf_counter()
    report = Report(target.name, dict(target.conventions), tuple(functions), near=dict(target.near), options=options)
    session = Session(target)
    total = sum(len(load_cases(function)) + len(drawn_for(function)) for function in functions)
    total += sum(set(law.functions) <= set(functions) for law in LAWS)
    for _ in _steps(session, report):
        if progress is not None:
            progress(min(len(report.checks), total), total)
        if options.stop and any(check.failing for check in report.checks):
            break
    report.checks += [*_left_alone(session), *_require(report)]
    report.diagnoses = [d for function in report.found for d in _diagnosed(function, session, report)]
    _weigh_expectations(report)
    report.seconds = time.perf_counter() - started
    return report


def _steps(session: Session, report: Report) -> Iterator[None]:
    """Run everything, a step at a time."""
    stopped: set[str] = set()
    for function in report.asked:
        again = [run_drawn(q, session, report.options) for q in drawn_for(function) if q.name == FIRST]
        results = check_cases(function, session)
        if not results and not (function in FURTHER and _answers(function, session, report)):
            continue
        report.found.append(function)
        report.answers[function] = results
        report.checks += [check for check, _ in results]
        if any(check.stops for check, _ in results):
            stopped.add(function)
        else:
            report.checks += again
        yield
    for law in laws_for(set(report.found) - stopped):
        report.checks.append(run_law(law, session, report.options))
        yield
    for question in DRAWN:
        if question.function in set(report.found) - stopped - FURTHER.keys() and question.name != FIRST:
            report.checks.append(run_drawn(question, session, report.options))
            yield


def _answers(function: str, session: Session, report: Report) -> bool:
    """Ask all laws and drawn questions about a function without golden cases; say whether anything was answered."""
    checks = [run_drawn(question, session, report.options) for question in drawn_for(function)]
    there = any(check.status != "skipped" for check in checks)
    report.checks += checks if there else []
    return there


def check_cases(function: str, session: Session) -> list[tuple[Check, Any]]:
    """Run all cases of a function; what follows a first or harness case that raises or hangs is not run.

    If a harness case has an answer of another shape, the other cases are asked, which may show why; nothing else is
    asked.

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
        if results and results[-1][0].stops and results[-1][0].status != "failed":
            results += [(Check(rest.id, function, rest.level, rest.about, rest.catches, "not run"), None)
                        for rest in load_cases(function)[len(results):]]
            break
        results.append(run_case(case, session))
        results[0][0].stops |= results[0][0].status in ("error", "timeout")
        if _not_there(results):
            return []
    if all(check.status == "skipped" for check, _ in results):
        return []
    _weigh_ties([check for check, _ in results])
    return results


def _not_there(results: list[tuple[Check, Any]]) -> bool:
    """Say whether the first answer is that the function, one without options, does not exist."""
    check = results[0][0]
    return len(results) == 1 and check.status == "skipped" and not check.model


def _weigh_ties(checks: list[Check]) -> None:
    """Count ties as those of the other cone only if all of several cases agree: else rounding may have decided them."""
    ties = [check for check in checks if check.ties and check.status in ("passed", "failed")]
    if sum(check.other_cone for check in ties) < max(AGREEING_TIES, len(ties)):
        for check in ties:
            if check.other_cone:
                check.status, check.remark, check.place, check.by_hand = "passed", ROUNDED_TIES, "", ""


def _left_alone(session: Session) -> Iterator[Check]:
    """Yield a failed check for each function that changed its inputs or a global state."""
    for function, names in session.changed.items():
        arguments = sorted(names & set(EVERY[function].arguments))
        others = sorted(names - set(arguments))
        if arguments:
            yield Check(f"law/{function}/inputs-left-alone", function, "required", "a call leaves its inputs alone",
                        "arrays of the caller are overwritten", "failed", f"changed: {', '.join(arguments)}")
        if others:
            yield Check(f"law/{function}/settings-left-alone", function, "required",
                        "a call leaves global random states and settings alone",
                        "other parts of a program behave differently after a call", "failed",
                        f"changed: {', '.join(others)}")


def _diagnosed(function: str, session: Session, report: Report) -> list[Diagnosis]:
    """Diagnose the numbers; if all numbers of the cases are right, diagnose what else failed."""
    checks = [check for check in report.checks if check.function == function and check.failing]
    if any(words in check.place for check in checks for words in (AGAIN, LIKE_BEFORE, SHARED)):
        return [Diagnosis(function, "state", (), len(checks), len(checks))]
    cases = {case.id: case for case in load_cases(function)}
    results = [(check, answer) for check, answer in report.answers[function] if check.level != "optional"]
    answers = [(cases[check.id], answer) for check, answer in results if answer is not None and not _forgiven(check)]
    failed = [check.id for check, _ in results if check.status == "failed"]
    if failed:
        return diagnose(function, answers, failed, session.conventions)
    return diagnose_checks(function, [check for check in checks if check.id not in cases])


def _forgiven(check: Check) -> bool:
    """Say whether ties passed as decided by rounding, in which case they say nothing about any mistake."""
    return check.status == "passed" and check.remark == ROUNDED_TIES


def _require(report: Report) -> Iterator[Check]:
    """Yield a failed check for everything that is required and missing."""
    wanted = report.options.required
    for name in report.missing:
        if name in wanted or ("all" in wanted and name in FUNCTIONS):
            yield Check(f"required/{name}", name, "required", f"{name} is there", "", "failed", "it is not there")
    skipped = {(check.function, check.model) for check in report.checks if check.status == "skipped" and check.model}
    for name, model in sorted(skipped):
        if {"all", model} & set(wanted):
            yield Check(f"required/{name}/{model}", name, "required", f"{name} knows the model {model}", "", "failed",
                        "it does not")


def _weigh_expectations(report: Report) -> None:
    """Mark known failures as expected, and as failed what was expected to fail but passes."""
    for check in report.checks:
        pattern = next((p for p in report.options.expected if fnmatchcase(check.id, p)), None)
        if pattern is not None and check.bad:
            check.status, check.remark = "expected failure", report.options.expected[pattern]
        elif pattern == check.id and check.status == "passed":
            check.status = "failed"
            check.remark = f"expected to fail ({report.options.expected[pattern]}), but passes: remove it from the list"
