"""One meaning each: the letters of the spotlight's title page are those of its code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from srm_ref import spotlight

ROOMS = {path.as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in
         sorted(Path(spotlight.__file__).parent.rglob("*.py"))}
LIST = re.findall(r"^    ((?:\w{1,2}|theta)(?:, \w{1,2})*) {2,}(\S.*(?:\n {15}\S.*)*)",
                  spotlight.__doc__.partition("Letters, one meaning each")[2], flags=re.MULTILINE)
LETTERS = [letter for letters, _ in LIST for letter in letters.split(", ")]


def letters_set_in(tree):
    """One-letter names that are assigned or are arguments, `_` left out; and where."""
    names = [node.id if isinstance(node, ast.Name) else node.arg for node in ast.walk(tree)
             if isinstance(node, ast.arg) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))]
    return {name for name in names if len(name) == 1 and name != "_"}


def curve_names(text):
    """Letters that a formula uses as functions of theta, whatever their subscripts."""
    return set(re.findall(r"\b([A-Za-z])(?:_\w+)?\(theta\)", text))


# --- definition

@pytest.mark.parametrize("path", ROOMS)
def test_every_letter_of_the_code_is_in_the_list(path):
    # s numbers the rows
    assert letters_set_in(ROOMS[path]) <= {letter for letter in LETTERS if len(letter) == 1} | {"s"}


def test_every_letter_has_one_meaning():
    assert len(LETTERS) == len(set(LETTERS)) and {"p", "q", "r", "w", "g", "P", "B", "e1", "e2"} <= set(LETTERS)


# --- properties

@pytest.mark.parametrize("path", ROOMS)
def test_functions_of_theta_are_curves_and_rotations(path):
    """p is a cosine, g an angle's: neither is a probe or a curve."""
    docs = "\n".join(ast.get_docstring(node) or "" for node in ast.walk(ROOMS[path])
                     if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)))
    assert curve_names(docs) <= {"f", "R"}


def test_lit_is_what_the_spotlight_reaches():
    """Every variable `lit` is what `reaches` says."""
    found = [ast.unparse(node.value) for tree in ROOMS.values() for node in ast.walk(tree)
             if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "lit"]
    assert found and all(value.startswith("reaches(") for value in found)


def test_a_letter_that_is_not_in_the_list_is_seen():
    assert letters_set_in(ast.parse("def f(z):\n    h = [y for y in z]\n    lit, _ = h")) == {"z", "h", "y"}
    assert curve_names("p(theta) = R(theta) e1, g_ij(theta)") == {"p", "R", "g"}
