"""The kit inside somebody's own tests: three lines, for unittest and for pytest."""

import subprocess
import sys
import unittest

import numpy as np
import pytest

from srm_ref.verification.cases import load_cases
from srm_ref.verification.checks import Options
from srm_ref.verification.conformance import conformance_tests
from srm_ref.verification.drawn import drawn_for
from tests.conformance import right
from tests.conformance.planted import planted


def run(adapter):
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(conformance_tests(adapter))
    result = unittest.TestResult()
    with np.errstate(all="ignore"):
        suite.run(result)
    return result


def only(module, *functions):
    return type("Adapter", (), {name: staticmethod(getattr(module, name)) for name in functions})


TestTheRightImplementation = conformance_tests(only(right, "project", "interference", "toy_forward"))


# --- definition

def test_every_case_and_law_is_a_test():
    names = unittest.defaultTestLoader.getTestCaseNames(conformance_tests(only(right, "interference", "cap_fraction")))
    cases = len(load_cases("interference")) + len(load_cases("cap_fraction"))
    drawn = len(drawn_for("interference")) + len(drawn_for("cap_fraction"))
    assert len(names) == cases + 3 + drawn
    assert {"test_cap_fraction_sphere_wide", "test_law_cap_fraction_complement"} <= set(names)
    fewer = conformance_tests(only(right, "cap_fraction"), include_optional=False)
    optional = sum(case.level == "optional" for case in load_cases("cap_fraction"))
    assert optional and len(unittest.defaultTestLoader.getTestCaseNames(fewer)) == (
        len(load_cases("cap_fraction")) - optional + 3 + len(drawn_for("cap_fraction")))


# --- analytic

def test_a_right_implementation_passes():
    result = run(only(right, "feature_dimensionality", "interference"))
    assert result.testsRun > 60 and result.wasSuccessful() and not result.skipped


def test_optional_cases_are_optional_here_too():
    class Single:
        @staticmethod
        def cap_fraction(n_dims, epsilon):
            return np.float32(right.cap_fraction(n_dims, epsilon))
    result = run(Single)
    assert result.wasSuccessful() and len(result.skipped) > 5
    assert all(reason.startswith("optional: ") for _, reason in result.skipped)


def test_models_that_are_not_there_are_skipped():
    class One:
        MODELS = ("relu_output",)
        toy_forward = staticmethod(right.toy_forward)
    result = run(One)
    assert result.wasSuccessful() and 0 < len(result.skipped) < result.testsRun


def test_known_failures_are_expected():
    fault = only(planted("np.fill_diagonal(squares, 0)", "pass"), "interference")
    tests = conformance_tests(fault, options=Options(expected={"*": "not mended yet"}))
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(tests).run(result)
    assert result.wasSuccessful() and result.skipped[0][1] == "expected to fail: not mended yet"


def test_a_wrong_one_is_told_what_the_kit_tells():
    fault = planted("np.fill_diagonal(squares, 0)", "pass")
    failures = {test.id().rpartition(".")[2]: text for test, text in run(only(fault, "interference")).failures}
    digon = failures["test_interference_digon"]
    assert "[0]: expected 1.0, found 2.0" in digon and "made to catch: interference including j = i" in digon


def test_exceptions_of_theirs_are_failures():
    class Broken:
        @staticmethod
        def sample_features(n_samples, n_features, sparsity, rng):
            raise RuntimeError("no chance")
    result = run(Broken)
    assert not result.errors and len(result.failures) + len(result.skipped) == result.testsRun
    assert all("no chance" in text for _, text in result.failures)
    assert {reason for _, reason in result.skipped} == {"not run: the harness case failed"}


# --- errors

def test_an_adapter_of_nothing():
    with pytest.raises(ValueError, match="target: wanted at least one of the functions"):
        conformance_tests(object())


# --- golden

@pytest.mark.slow
def test_the_three_lines_of_the_page(tmp_path):
    """Origin: the page adapters.md, copied; run as somebody would, in a directory of their own."""
    (tmp_path / "my_adapter.py").write_text("import numpy as np\n\ndef interference(W):\n    G = W.T @ W\n    return [("
                                            "r @ r - r[i] ** 2) / r[i] if r[i] else 0 for i, r in enumerate(G)]\n")
    (tmp_path / "test_mine.py").write_text("import my_adapter\n"
                                           "from srm_ref.verification.conformance import conformance_tests\n"
                                           "TestConformance = conformance_tests(my_adapter)\n")
    n = len(load_cases("interference")) + len(drawn_for("interference"))
    for command in (["-m", "pytest", "-q", "-p", "no:cacheprovider"], ["-m", "unittest", "-q", "test_mine"]):
        done = subprocess.run([sys.executable, *command], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0 and str(n) in done.stdout + done.stderr, done.stdout + done.stderr
