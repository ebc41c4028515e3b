"""How does the kit run inside your own tests? With three lines, for pytest and unittest alike.

    import my_adapter
    from srm_ref.verification.conformance import conformance_tests
    TestConformance = conformance_tests(my_adapter)

Everything runs in the test's own process: a debugger works, and nothing here ends a call that hangs.

Contents: conformance_tests.
"""

from __future__ import annotations

import re
import unittest
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, Callable

from srm_ref.verification.asking.session import Session
from srm_ref.verification.asking.targets import ModuleTarget
from srm_ref.verification.cases import Case, load_cases
from srm_ref.verification.checks import Check, Options, run_drawn, run_law
from srm_ref.verification.drawn import Drawn, drawn_for, drawn_id
from srm_ref.verification.laws.law import Law
from srm_ref.verification.laws.trial import law_id, laws_for
from srm_ref.verification.runner import check_cases
from srm_ref.verification.suites import EVERY

__all__ = ["conformance_tests"]


def conformance_tests(adapter: Any, include_optional: bool = True, options: Options = Options()
                      ) -> type[unittest.TestCase]:
    """Make a class of tests, one for every case, law and drawn question that `adapter` has the functions for.

    What the adapter does not have is skipped. A failed case of level "optional" is skipped too, as in the command.

    Parameters
    ----------
    adapter : module or object
        With functions of the kit's names, and CONVENTIONS if it declares any.
    include_optional : bool
        Whether cases of level "optional" are tests too.
    options : Options
        Trials and seed of laws and drawn questions; ids that are expected to fail.

    Returns
    -------
    subclass of unittest.TestCase

    Raises
    ------
    ValueError
        The adapter has none of the functions, or its CONVENTIONS are not understood.
    """
    session = Session(ModuleTarget(adapter))
    functions = [name for name in EVERY if callable(getattr(adapter, name, None))]
    results = lru_cache(maxsize=None)(lambda function: {c.id: c for c, _ in check_cases(function, session)})
    tests = {_name(case.id): _case_test(case, results, options) for name in functions for case in load_cases(name)
             if include_optional or case.level != "optional"}
    tests |= {_name(law_id(law)): _tried_test(law.statement, law_id(law), run_law, law, session, options)
              for law in laws_for(set(functions))}
    tests |= {_name(drawn_id(q)): _tried_test(q.statement, drawn_id(q), run_drawn, q, session, options)
              for function in functions for q in drawn_for(function)}
    return type("Conformance", (unittest.TestCase,), {"__doc__": f"Conformance of {adapter}.", **tests})


def _name(identifier: str) -> str:
    return "test_" + re.sub(r"\W+", "_", identifier)


def _case_test(case: Case, results: Callable[[str], dict[str, Check]], options: Options
               ) -> Callable[[unittest.TestCase], None]:
    def test(self: unittest.TestCase) -> None:
        found = results(case.function)
        _tell(self, found[case.id] if case.id in found else None, options)

    test.__doc__ = f"{case.id}: {case.about}"
    return test


def _tried_test(statement: str, identifier: str, run: Callable[..., Check], what: Law | Drawn, session: Session,
                options: Options) -> Callable[[unittest.TestCase], None]:
    def test(self: unittest.TestCase) -> None:
        _tell(self, run(what, session, options), options)

    test.__doc__ = f"{identifier}: {statement}"
    return test


def _tell(test: unittest.TestCase, check: Check | None, options: Options) -> None:
    """Pass, skip or fail as the command would."""
    if check is None or check.status in ("skipped", "not run"):
        test.skipTest("the implementation does not have it" if check is None or check.status == "skipped" else
                      "not run: the harness case failed")
    if not check.bad:
        return
    found = f"{check.place}: expected {check.expected}, found {check.found}\n" if check.place else ""
    hand = f"by hand: {check.by_hand}\n" if check.by_hand else ""
    words = f"{check.id}: {check.about}\n{found}{hand}{check.remark}{check.text}\nmade to catch: {check.catches}"
    reason = next((why for pattern, why in options.expected.items() if fnmatchcase(check.id, pattern)), None)
    if check.level == "optional" or reason is not None:
        test.skipTest(f"expected to fail: {reason}" if reason is not None else f"optional: {words}")
    test.fail(words)
