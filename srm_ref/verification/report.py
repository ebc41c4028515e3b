"""What does a person read after a verification? A table, failures, diagnoses, remarks, coverage, and one last line.

Contents: as_text.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from srm_ref.checks import counted
from srm_ref.verification.cases import content_date, load_cases
from srm_ref.verification.checks import Check
from srm_ref.verification.conventions import CHOICES
from srm_ref.verification.diagnosis import Diagnosis
from srm_ref.verification.drawn import drawn_for
from srm_ref.verification.laws.trial import LAWS
from srm_ref.verification.runner import Report
from srm_ref.verification.suites import EVERY, FUNCTIONS

__all__ = ["as_text"]

WHOLE = 12              # failures of one function that are reported at length
TRACEBACK = 12          # last lines shown of a traceback


def as_text(report: Report) -> str:
    """Return the report as people read it.

    Returns
    -------
    str
        Lines, the last one ended.
    """
    blocks = [_table(report), _failures(report), _diagnoses(report), _remarks(report), _coverage(report)]
    return "\n".join(line for block in blocks for line in block) + "\n"


def _table(report: Report) -> list[str]:
    lines = [f"srm-ref verify {report.target}", "",
             f"  {'suite':<17}{'function':<24}{'cases':>6}{'laws':>6}{'drawn':>7}{'failed':>8}"]
    for name in report.found:
        checks = [check for check in report.checks if check.function == name]
        laws, drawn = (sum(check.id.startswith(kind) for check in checks) for kind in ("law/", "drawn/"))
        optional = sum(check.bad and check.level == "optional" for check in checks)
        bad, skipped = sum(check.failing for check in checks), sum(check.status == "skipped" for check in checks)
        note = f"   and {optional} optional" if optional else ""
        note += f"   {skipped} skipped" if skipped else ""
        cases = len(checks) - laws - drawn
        lines.append(f"  {EVERY[name].suite:<17}{name:<24}{cases:>6}{laws:>6}{drawn:>7}{bad:>8}{note}")
    declared = {name: word for name, word in report.conventions.items() if word != CHOICES[name][0]}
    return lines + ([f"  declared: {declared}"] if declared else [])


def _failures(report: Report) -> list[str]:
    lines: list[str] = []
    for name in dict.fromkeys(check.function for check in report.checks):
        bad = [check for check in report.checks if check.function == name and check.bad]
        optional = [check for check in bad if check.level == "optional"]
        bad = [check for check in bad if check.level != "optional"]
        shown_traceback = False
        first = [check for check in bad if check.stops][:1]
        shown = first or bad[:WHOLE]
        for check in shown:
            lines += ["", f"  {check.status.upper()} {check.id} ({check.level}): {check.about}"]
            lines += _details(check, shown_traceback)
            shown_traceback |= bool(check.text)
        rest = [check.id for check in bad if check not in shown]
        lines += ["", f"  and {len(rest)} more of {name}: {', '.join(rest)}"] if rest else []
        if first:
            lines += ["", f"  {name}: without an answer of this kind, nothing else about it can be compared"]
        lines += [""] if optional else []
        lines += [f"  optional {check.id}: " + (f"expected {_number(check.expected)}, found {_number(check.found)}"
                                                if check.status == "failed" else check.status) for check in optional]
    return lines


def _details(check: Check, shown_traceback: bool) -> list[str]:
    lines = []
    if check.place:
        more = f" (first of {check.n_wrong} in {check.n_all})" if check.n_wrong > 1 else ""
        lines.append(f"    {check.place}: expected {_number(check.expected)}, found {_number(check.found)}{more}")
    if check.by_hand:
        lines.append(f"    by hand: {check.by_hand}")
    if check.remark:
        lines.append(f"    {check.remark}")
    if check.text:
        tail = check.text.strip().splitlines()
        lines += ["    | " + line for line in (tail[-1:] if shown_traceback else tail[-TRACEBACK:])]
    if check.catches and not check.text and not check.id.startswith("required/"):
        lines.append(f"    {_made_for(check)} {check.catches}")
    return lines


def _made_for(check: Check) -> str:
    if check.id.startswith("law/"):
        return "this law is broken by, for instance:"
    return f"this {'question' if check.id.startswith('drawn/') else 'case'} was made to catch:"


def _number(value: Any) -> str:
    return f"{value:.8g}" if isinstance(value, (int, float)) else str(value)


def _diagnoses(report: Report) -> list[str]:
    return ["", "diagnosis"] + [line for d in report.diagnoses for line in _diagnosis(d)] if report.diagnoses else []


def _diagnosis(diagnosis: Diagnosis) -> list[str]:
    name, n, of = diagnosis.function, diagnosis.n_explained, diagnosis.n_cases
    if diagnosis.kind == "rounding":
        return [f"  {name}: rounding alone, in {counted(n, 'failing case')}; the numbers are right to about 3 digits"]
    if diagnosis.kind == "unknown":
        return [f"  {name}: nothing known explains {'this' if of == 1 else 'these'} {counted(of, 'failing case')}, "
                "singly or together"]
    if diagnosis.kind == "state":
        return [f"  {name}: answers depend on what was asked before, or on chance: memory, buffers, a generator; its",
                "    numbers are not compared any further until that is corrected"]
    if diagnosis.kind == "checks":
        right = "its cases are right, and " if name in FUNCTIONS else ""
        return [f"  {name}: {right}{of} {'law or drawn question fails' if of == 1 else 'laws or drawn questions fail'}"
                "; what these were made to catch:",
                *(f"    * {broken} ({statement})" for broken, statement, _ in diagnosis.mistakes)]
    head = (f"  {name}: this explains all numbers of its {counted(n, 'failing case')}, and contradicts no right one"
            if diagnosis.kind == "explains all" else
            f"  {name}: nothing known explains all; this explains {n} of {counted(of, 'failing case')}")
    lines = [head + (", any of:" if len(diagnosis.mistakes) > 1 else ":"), *_mistakes(diagnosis)]
    for more in diagnosis.further:
        any_of = ", any of" if len(more.mistakes) > 1 else ""
        lines += [f"    and of what is left this explains {more.n_explained}{any_of}:", *_mistakes(more)]
    left = of - n - sum(more.n_explained for more in diagnosis.further)
    return lines + ([f"    unexplained: {left} of {of}"] if left else [])


def _mistakes(diagnosis: Diagnosis) -> list[str]:
    lines = []
    for mistake, line, convention in diagnosis.mistakes:
        lines += [f"    * {mistake}", f"      look at: {line}"]
        lines += [f"      or declare CONVENTIONS = {{{convention}}}"] if convention else []
    return lines


def _remarks(report: Report) -> list[str]:
    groups: dict[str, list[str]] = {}
    for check in report.checks:
        if check.status == "passed" and check.remark:
            groups.setdefault(check.remark.partition(":")[0], []).append(check.id)
    return ["", "passed, with a remark", *(f"  {remark}: {len(ids)}, as {ids[0]}" for remark, ids in groups.items())
            ] if groups else []


def _coverage(report: Report) -> list[str]:
    kinds = Counter(check.id.partition("/")[0] for check in report.checks)
    all_cases = sum(len(load_cases(name)) for name in report.asked)
    all_laws = sum(set(law.functions) <= set(report.asked) for law in LAWS)
    all_drawn = sum(len(drawn_for(name)) for name in report.asked)
    cases = len(report.checks) - kinds["law"] - kinds["drawn"] - kinds["required"]
    missing = [name for name in report.missing if name in FUNCTIONS]
    missing = f"; not there, skipped: {', '.join(missing)}" if missing else ""
    asked, found = ([name for name in names if name in FUNCTIONS] for names in (report.asked, report.found))
    lines = ["", f"coverage: {len(found)} of {counted(len(asked), 'function')}, "
             f"{cases} of {counted(all_cases, 'case')}, {kinds['law']} of {counted(all_laws, 'law')}, "
             f"{kinds['drawn']} of {counted(all_drawn, 'drawn question')}{missing}"]
    if more := len(report.asked) - len(asked):
        lines[-1] += f"; and {len(report.found) - len(found)} of {counted(more, 'further function')}"
    skipped = Counter(check.model or "other" for check in report.checks if check.status == "skipped")
    lines += [f"skipped, because the implementation does not have it: {counted(n, 'check')}"
              + (f" of the model {model}" if model != "other" else "") for model, n in skipped.items()]
    lines += [f"there is no {meant}, but {name}: is that what it is?" for name, meant in report.near.items()
              if meant in report.missing]
    return [*lines, last_line(report)]


def last_line(report: Report) -> str:
    """Return the verdict, how many checks failed or passed, the time, and the date of the cases.

    Parameters
    ----------
    report : Report
    """
    run = len(report.checks)
    number = Counter(check.status for check in report.checks)
    failed = sum(check.failing for check in report.checks)
    verdict = f"{'FAILED' if failed else 'PASSED'}: {failed or number['passed']} of {counted(run, 'check')}"
    optional = sum(check.bad for check in report.checks) - failed
    words = {"skipped": number["skipped"], "not run": number["not run"],
             "failed as expected": number["expected failure"]}
    others = f", {counted(optional, 'optional check')} failed" * (optional > 0)
    others += "".join(f", {n} {word}" for word, n in words.items() if n)
    return f"{verdict}{others}, in {report.seconds:.1f} s (cases of {content_date()})"
