"""The list of slow tests: corrected by what was measured, and of tests that are there."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docstrings import parsed
from tests.samples import sample
from tests.slow_tests import ALWAYS_QUICK, LIMIT, corrected, listed, processor_seconds

TOP = Path(__file__).parents[1]

# --- definition

def test_what_took_long_is_listed_once_and_what_was_not_run_keeps_its_place():
    spent = {"tests/test_a.py::test_b[c d]": 12.3, "tests/test_a.py::test_quick": LIMIT,
             "tests/test_house_rules.py::test_f": 3.0}
    before = ["tests/test_a.py::test_b[c d]", "tests/test_a.py::test_quick", "tests/test_z.py::test_not_run"]
    assert corrected(before, spent) == ["tests/test_a.py::test_b[c d]", "tests/test_z.py::test_not_run"]


def test_the_time_is_the_processors_and_that_of_processes_too():
    begin = processor_seconds()
    subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"], check=True)
    assert 0 < processor_seconds() - begin


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
