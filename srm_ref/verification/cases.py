"""Which answers are right? The golden cases: read from files that any language can read, in this package's conventions.

Format: the page cases.md beside this module. Every case says what it catches, what that defect does to results, and
where its numbers come from, which is never this package.

Contents: FORMAT, VERSION, LEVELS, Case, load_cases, case_named, content_date.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from srm_ref.checks import refuse
from srm_ref.verification.suites import FUNCTIONS, FURTHER, SUITES

__all__ = ["FORMAT", "VERSION", "LEVELS", "Case", "load_cases", "case_named", "content_date"]

FORMAT = "srm-ref-cases"
VERSION = 1
# a failure of an optional case leaves the exit status at 0, any other does not
LEVELS = ("harness", "required", "convention", "optional")


@dataclass(frozen=True)
class Case:
    """One golden case; `alternatives` hold what is expected if a convention other than ours is declared."""

    id: str
    function: str
    level: str
    about: str
    catches: str
    effect: str
    origin: str
    inputs: dict[str, Any]
    expected: dict[str, Any]
    tolerance: dict[str, float]
    alternatives: list[dict[str, Any]] = field(default_factory=list)

    def expected_with(self, conventions: dict[str, str]) -> dict[str, Any]:
        """Return what is expected under the declared conventions."""
        for other in self.alternatives:
            if all(conventions[name] == word for name, word in other["when"].items()):
                return other["expected"]
        return self.expected


@lru_cache(maxsize=None)
def load_cases(function: str | None = None) -> tuple[Case, ...]:
    """Return the golden cases of a function, or all of them, in the order of the files: the smallest first.

    Parameters
    ----------
    function : str, optional
        A key of `suites.EVERY`; there are no cases of those of `suites.FURTHER`.

    Raises
    ------
    ValueError
        A file that is not of this format and version.

    Examples
    --------
    >>> case = load_cases("cap_fraction")[0]
    >>> case.inputs, case.expected
    ({'n_dims': 3, 'epsilon': 0.0}, {'value': 0.5})
    """
    if function in FURTHER:
        return ()
    if function is not None:
        return tuple(case for case in _of_suite(FUNCTIONS[function].suite) if case.function == function)
    return tuple(case for suite in SUITES for case in _of_suite(suite))


def case_named(identifier: str) -> Case:
    """Return the case with this id.

    Parameters
    ----------
    identifier : str

    Raises
    ------
    ValueError
        There is no such case.
    """
    for case in load_cases():
        if case.id == identifier:
            return case
    refuse("case", "the id of a golden case", repr(identifier))


def content_date() -> str:
    """Return the date of the cases' content; the page cases.md lists what has changed since the date before.

    Examples
    --------
    >>> content_date()
    '2026-11-29'
    """
    return str(_file("measures")["content"])


@lru_cache(maxsize=None)
def _file(suite: str) -> dict[str, Any]:
    return json.loads(files("srm_ref.verification").joinpath("cases", f"{suite}.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=None)
def _of_suite(suite: str) -> tuple[Case, ...]:
    content = _file(suite)
    if (content["format"], content["version"]) != (FORMAT, VERSION):
        refuse(f"{suite}.json", f"format {FORMAT}, version {VERSION}", f"{content['format']}, {content['version']}")
    return tuple(Case(**entry) for entry in content["cases"])
