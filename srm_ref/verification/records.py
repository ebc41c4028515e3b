"""What can a program read after a verification? One JSON object, or a JUnit file.

The JSON object has "format", "version" and the versions of all that took part; nan and infinities are written as the
words "nan", "inf" and "-inf".

Contents: RECORD_VERSION, as_json, own_version, as_junit.
"""

from __future__ import annotations

import json
import math
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from srm_ref.verification.cases import VERSION, content_date
from srm_ref.verification.checks import Check
from srm_ref.verification.diagnosis import Diagnosis
from srm_ref.verification.runner import Report

__all__ = ["RECORD_VERSION", "as_json", "own_version", "as_junit"]

RECORD_VERSION = 2


def as_json(report: Report) -> str:
    """Return the report for machines: one JSON object, as `report_schema.json` describes it.

    Returns
    -------
    str
        Keys format, version, versions, target, passed, conventions, functions_found, functions_missing, near, options,
        checks, diagnoses, seconds.
    """
    versions = {"srm_ref": own_version(), "python": platform.python_version(), "numpy": np.__version__,
                "cases": VERSION, "cases_content": content_date()}
    options = {"trials": report.options.trials, "seed": report.options.seed, "required": list(report.options.required),
               "expected_failures": dict(report.options.expected)}
    return json.dumps({"format": "srm-ref-report", "version": RECORD_VERSION, "versions": versions,
                       "target": report.target,
                       "passed": report.passed, "conventions": report.conventions, "functions_found": report.found,
                       "functions_missing": report.missing, "near": report.near, "options": options,
                       "checks": [_check(check) for check in report.checks],
                       "diagnoses": [_diagnosis(d) for d in report.diagnoses], "seconds": round(report.seconds, 3)},
                       indent=1)


def own_version() -> str:
    """Return the version of this package as it is installed, or "not installed"."""
    try:
        return version("srm_ref")
    except PackageNotFoundError:                                # a checkout that is not installed
        return "not installed"


def _check(check: Check) -> dict[str, Any]:
    return {key: _jsonable(value) for key, value in vars(check).items()}


def _jsonable(value: Any) -> Any:
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _diagnosis(d: Diagnosis) -> dict[str, Any]:
    return {**d._asdict(), "mistakes": [dict(zip(("name", "line", "convention"), m)) for m in d.mistakes],
            "further": [_diagnosis(more) for more in d.further]}


def as_junit(report: Report) -> str:
    """Return the report as JUnit XML: one test case a check; what is optional or expected to fail counts as skipped."""
    checks = report.checks
    failures = sum(check.failing and check.status == "failed" for check in checks)
    errors = sum(check.failing and check.status != "failed" for check in checks)
    skipped = sum(not check.failing and check.status != "passed" for check in checks)
    lines = ['<?xml version="1.0" encoding="utf-8"?>',
             f'<testsuite name={quoteattr("srm-ref verify " + report.target)} tests="{len(checks)}" '
             f'failures="{failures}" '
             f'errors="{errors}" skipped="{skipped}" time="{report.seconds:.3f}">']
    for check in checks:
        names = f"classname={quoteattr(check.function)} name={quoteattr(check.id)}"
        lines.append(f" <testcase {names}>{_outcome(check)}</testcase>")
    return "\n".join([*lines, "</testsuite>"]) + "\n"


def _outcome(check: Check) -> str:
    if check.status == "passed":
        return ""
    if not check.failing:
        return f"<skipped message={quoteattr(_printable(f'{check.status}: {check.remark}'))}/>"
    told = f"{check.about}\n{check.place}: expected {check.expected}, found {check.found}\n{check.remark}\n{check.text}"
    tag = "failure" if check.status == "failed" else "error"
    return f"<{tag} message={quoteattr(check.status)}>{escape(_printable(told))}</{tag}>"


def _printable(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) < 0xFFFE)
