"""The list of slow tests: read from what pytest prints, and of tests that are there."""

import ast
from pathlib import Path

import pytest

from tests.docstrings import parsed
from tests.samples import sample
from tests.slow_tests import ALWAYS_QUICK, listed, slow_ones

TOP = Path(__file__).parents[1]

# --- definition

def test_what_took_long_is_listed_once_and_by_the_name_that_pytest_gives_it():
    printed = ["12.30s call     tests/test_a.py::test_b[c d]\n", "0.16s setup    tests/test_a.py::test_b[c d]\n",
               "0.14s call     tests/test_a.py::test_quick\n", "0.20s teardown tests/test_a.py::test_e\n",
               "3.00s call     tests/test_house_rules.py::test_f\n", "== 3 passed in 12.60s ==\n"]
    assert slow_ones(printed) == ["tests/test_a.py::test_b[c d]"]


# --- properties

def test_every_name_on_the_list_is_that_of_a_test():
    functions = {}
    for name in listed():
        path, function = name.split("::")[0], name.split("[")[0].split("::")[-1]
        if path not in functions:
            assert (TOP / path).is_file(), name
            functions[path] = {node.name for node in ast.walk(parsed((TOP / path).read_text(encoding="utf-8")))
                               if isinstance(node, ast.FunctionDef)} if path.startswith("tests/") else None
        inherited = name.count("::") > 1  # by a class, from one that may stand elsewhere
        assert inherited or functions[path] is None or function in functions[path], name


def test_the_list_is_sorted_without_what_is_always_quick():
    names = listed()
    assert names == sorted(set(names)) and not any(name.startswith(ALWAYS_QUICK) for name in names)


# --- errors

def test_a_sample_holds_what_it_names():
    assert [bool(param.marks) for param in sample([("a", 1), ("b", 2)], {("b", 2)})] == [True, False]
    with pytest.raises(LookupError, match="not in the list: .'z'"):
        sample("abc", "z")
