"""How does the kit run inside somebody's own tests? Three lines, for pytest and unittest alike.

    import my_adapter
    from srm_ref.verification.conformance import conformance_tests
    TestConformance = conformance_tests(my_adapter)

Everything runs in the test's own process: a debugger works, and a call that hangs is the test runner's business.

Contents: conformance_tests.
"""

from __future__ import annotations

import re
import unittest
from functools import lru_cache
from typing import Any, Callable

from srm_ref.verification.asking.session import Session
from srm_ref.verification.asking.targets import ModuleTarget
from srm_ref.verification.cases import Case, load_cases
from srm_ref.verification.laws.law import CallFailed, Law
from srm_ref.verification.laws.trial import law_id, laws_for, try_law
from srm_ref.verification.runner import Check, check_cases
from srm_ref.verification.suites import FUNCTIONS

__all__ = ["conformance_tests"]


def conformance_tests(adapter: Any, include_optional: bool = True) -> type[unittest.TestCase]:
    """Make a class of tests, one for every case and law that `adapter` has the functions for.

    Parameters
    ----------
    adapter : module or object
        With functions of the kit's names, and CONVENTIONS where they differ.
    include_optional : bool
        Whether cases of level "optional" are tests too.

    Returns
    -------
    subclass of unittest.TestCase

    Raises
    ------
    ValueError
        The adapter has none of the functions, or its CONVENTIONS are not understood.
    """
    session = Session(ModuleTarget(adapter))
    functions = [name for name in FUNCTIONS if callable(getattr(adapter, name, None))]
    results = lru_cache(maxsize=None)(lambda function: {c.id: c for c, _ in check_cases(function, session)})
    tests = {_name(case.id): _case_test(case, results) for name in functions for case in load_cases(name)
             if include_optional or case.level != "optional"}
    tests |= {_name(law_id(law)): _law_test(law, session) for law in laws_for(set(functions))}
    return type("Conformance", (unittest.TestCase,), {"__doc__": f"Conformance of {adapter}.", **tests})


def _name(identifier: str) -> str:
    return "test_" + re.sub(r"\W+", "_", identifier)


def _case_test(case: Case, results: Callable[[str], dict[str, Check]]) -> Callable[[unittest.TestCase], None]:
    def test(self: unittest.TestCase) -> None:
        check = results(case.function)[case.id]
        if check.bad:
            found = f"{check.place}: expected {check.expected}, found {check.found}\n" if check.place else ""
            hand = f"by hand: {check.by_hand}\n" if check.by_hand else ""
            self.fail(f"{case.id}: {case.about}\n{found}{hand}{check.remark}{check.text}\ncatches: {check.catches}")

    test.__doc__ = f"{case.id}: {case.about}"
    return test


def _law_test(law: Law, session: Session) -> Callable[[unittest.TestCase], None]:
    def test(self: unittest.TestCase) -> None:
        try:
            violation = try_law(law, session.ask, session.trials)
        except CallFailed as failure:
            self.fail(f"{law.statement}\n{failure.args[0].text}")
        if violation is not None:
            self.fail(f"{law.statement}\n{violation.place}: {violation.expected} against {violation.found}\n"
                      f"{violation.inputs}\nbroken by: {law.broken_by}")

    test.__doc__ = law.statement
    return test
