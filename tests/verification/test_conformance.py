"""The kit inside somebody's own tests: three lines, for unittest and for pytest."""

import subprocess
import sys
import unittest

import numpy as np
import pytest

from srm_ref.verification.conformance import conformance_tests
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
    assert len(names) == 15 + 37 + 3 and "test_cap_fraction_sphere_wide" in names and "test_law_cap_fraction_complement" in names
    fewer = conformance_tests(only(right, "cap_fraction"), include_optional=False)
    assert len(unittest.defaultTestLoader.getTestCaseNames(fewer)) == 27 + 3


# --- analytic

def test_a_right_implementation_passes():
    result = run(only(right, "feature_dimensionality", "interference"))
    assert result.testsRun == 20 + 15 + 8 and result.wasSuccessful()


def test_a_wrong_one_is_told_what_the_kit_tells():
    fault = planted("np.fill_diagonal(squares, 0)", "pass")
    failures = {test.id().rpartition(".")[2]: text for test, text in run(only(fault, "interference")).failures}
    digon = failures["test_interference_digon"]
    assert "[0]: expected 1.0, found 2.0" in digon and "catches: interference including j = i" in digon


def test_exceptions_of_theirs_are_failures():
    class Broken:
        @staticmethod
        def sample_features(n_samples, n_features, sparsity, rng):
            raise RuntimeError("no chance")
    result = run(Broken)
    assert len(result.failures) == 7 and not result.errors
    assert all("no chance" in text for _, text in result.failures)


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
    for command in (["-m", "pytest", "-q", "-p", "no:cacheprovider"], ["-m", "unittest", "-q", "test_mine"]):
        done = subprocess.run([sys.executable, *command], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0 and "15" in done.stdout + done.stderr, done.stdout + done.stderr
