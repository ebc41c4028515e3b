"""What does a person read after a verification, and what does a machine? A table, failures, diagnoses, coverage; JSON.

Contents: as_text, as_json.
"""

from __future__ import annotations

import json
import math
from typing import Any

from srm_ref.verification.cases import VERSION, load_cases
from srm_ref.verification.conventions import CHOICES
from srm_ref.verification.diagnosis import Diagnosis
from srm_ref.verification.laws.trial import LAWS
from srm_ref.verification.runner import Check, Report
from srm_ref.verification.suites import FUNCTIONS

__all__ = ["as_text", "as_json"]

WHOLE = 12              # failures of one function that are told at length
TRACEBACK = 12          # last lines shown of one


def as_text(report: Report) -> str:
    """Return the report as people read it.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        Lines, the last one ended.
    """
    blocks = [_table(report), _failures(report), _diagnoses(report), _remarks(report), _coverage(report)]
    return "\n".join(line for block in blocks for line in block) + "\n"


def _table(report: Report) -> list[str]:
    lines = [f"srm-ref verify {report.target}", "",
             f"  {'suite':<17}{'function':<24}{'cases':>6}{'laws':>6}{'failed':>8}"]
    for name in report.found:
        checks = [check for check in report.checks if check.function == name]
        laws = sum(check.id.startswith("law/") for check in checks)
        optional = sum(check.bad and check.level == "optional" for check in checks)
        bad = sum(check.bad for check in checks) - optional
        note = f"   and {optional} optional" if optional else ""
        lines.append(f"  {FUNCTIONS[name].suite:<17}{name:<24}{len(checks) - laws:>6}{laws:>6}{bad:>8}{note}")
    declared = {name: word for name, word in report.conventions.items() if word != CHOICES[name][0]}
    return lines + ([f"  declared: {declared}"] if declared else [])


def _failures(report: Report) -> list[str]:
    lines: list[str] = []
    for name in report.found:
        bad = [check for check in report.checks if check.function == name and check.bad]
        optional = [check for check in bad if check.level == "optional"]
        bad = [check for check in bad if check.level != "optional"]
        shown_traceback = False
        for check in bad[:WHOLE]:
            lines += ["", f"  {check.status.upper()} {check.id} ({check.level}): {check.about}"]
            lines += _details(check, shown_traceback)
            shown_traceback |= bool(check.text)
        if len(bad) > WHOLE:
            lines += ["", f"  and {len(bad) - WHOLE} more of {name}: {', '.join(check.id for check in bad[WHOLE:])}"]
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
    if check.catches:
        lines.append(f"    catches: {check.catches}")
    return lines


def _number(value: Any) -> str:
    return f"{value:.8g}" if isinstance(value, (int, float)) else str(value)


def _diagnoses(report: Report) -> list[str]:
    return ["", "diagnosis"] + [line for d in report.diagnoses for line in _diagnosis(d)] if report.diagnoses else []


def _diagnosis(diagnosis: Diagnosis) -> list[str]:
    name, n, of = diagnosis.function, diagnosis.n_explained, diagnosis.n_cases
    if diagnosis.kind == "rounding":
        return [f"  {name}: rounding alone; the numbers are right to about 3 digits, as half precision has it"]
    if diagnosis.kind == "unknown":
        return [f"  {name}: no known mistake, and no pair of them, explains these numbers"]
    head = (f"  {name}: this explains all numbers of its {n} cases" if diagnosis.kind == "explains all" else
            f"  {name}: nothing known explains all; this explains {n} of {of} failing cases")
    lines = [head + (", any of:" if len(diagnosis.mistakes) > 1 else ":")]
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
    cases = [check for check in report.checks if not check.id.startswith("law/")]
    run, passed = len(report.checks), sum(check.status == "passed" for check in report.checks)
    all_cases = sum(len(load_cases(name)) for name in report.asked)
    all_laws = sum(set(law.functions) <= set(report.asked) for law in LAWS)
    missing = f"; not there, skipped: {', '.join(report.missing)}" if report.missing else ""
    return ["", f"coverage: {len(report.found)} of {len(report.asked)} functions, {len(cases)} of {all_cases} cases, "
            f"{run - len(cases)} of {all_laws} laws{missing}",
            f"{'PASSED' if report.passed else 'FAILED'}: {passed} of {run} in {report.seconds:.1f} s "
            f"(cases version {VERSION})"]


def as_json(report: Report) -> str:
    """Return the report for machines: one JSON object.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        Keys target, passed, conventions, functions_found, functions_missing, checks, diagnoses, cases_version, seconds.
    """
    checks = [{key: _jsonable(value) for key, value in vars(check).items()} for check in report.checks]
    diagnoses = [{**d._asdict(), "mistakes": [dict(zip(("name", "line", "convention"), m)) for m in d.mistakes]}
                 for d in report.diagnoses]
    return json.dumps({"target": report.target, "passed": report.passed, "conventions": report.conventions,
                       "functions_found": report.found, "functions_missing": report.missing, "checks": checks,
                       "diagnoses": diagnoses, "cases_version": VERSION, "seconds": round(report.seconds, 3)}, indent=1)


def _jsonable(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
