"""One letter, one meaning: the list on the part's title page, held to the code as far as assignments tell."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import srm_ref.superposition

ROOM = Path(srm_ref.superposition.__file__).parent
SOURCES = {str(path.relative_to(ROOM)): path.read_text(encoding="utf-8") for path in sorted(ROOM.rglob("*.py"))}
WRITTEN = {  # what may stand on the right of a letter that has been used for other things before
    "B": r"\.shape\[", "S": r"sparsity|S\.|np\.moveaxis\(sparsity|importance_and_sparsity",
    "I": r"importance|checked_with", "G": r"gram_matrix|W\.T @ W|swapaxes\(W",
    "R": r" - |self\.R|_run\(parameters", "E": r"(?!)",
    "L": r"(?!)"
}  # expectation and loss: written in formulas, never given a value


OWN = {"sparse_codes.py": set("EVPC")}  # meanings that the page gives to letters "in `module` alone"


def listed():
    page = srm_ref.superposition.__doc__.split("Letters, one meaning each")[1]
    return {letter for line in page.splitlines() if (found := re.match(r"    ((?:\w+, )*\w+) {2,}\S", line))
            for letter in found.group(1).split(", ")}


def assigned(source):
    """Yield (letter, line, what is assigned) for every capital letter that is given a value, or is an argument."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.arg) and re.fullmatch("[A-Z]", node.arg):
            yield node.arg, node.lineno, ""
        pairs = [(target, node.value)
                 for target in getattr(node, "targets", [])] if isinstance(node, ast.Assign) else []
        for target, value in pairs:
            both = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(
                value.elts)
            for name, given in zip(target.elts, value.elts) if both else [(t, value)
                                                                          for t in getattr(target, "elts", [target])]:
                if isinstance(name, ast.Name) and re.fullmatch("[A-Z]", name.id):
                    yield name.id, node.lineno, ast.unparse(given)


# --- definition


@pytest.mark.parametrize("path", SOURCES)
def test_every_letter_is_in_the_list(path):
    assert {letter for letter, _, _ in assigned(SOURCES[path])} <= listed() | OWN.get(path, set())


@pytest.mark.parametrize("path", OWN)
def test_a_meaning_of_its_own_is_said_on_the_page(path):
    page = " ".join(srm_ref.superposition.__doc__.split())
    said = page.split(f"In `{path.removesuffix('.py')}` alone")[1].split(". ")[0]
    assert OWN[path] <= set(re.findall(r"\b[A-Z]\b", said)) and OWN[path] <= {
        letter for letter, _, _ in assigned(SOURCES[path])}


@pytest.mark.parametrize("letter", WRITTEN)
def test_a_letter_is_given_what_the_list_says(letter):
    wrong = [(path, line, given) for path, source in SOURCES.items() for name, line, given in assigned(source)
             if name == letter and given and letter not in OWN.get(path, "") and not re.search(WRITTEN[letter], given)]
    assert wrong == []


# --- errors


def test_a_letter_with_another_meaning_is_noticed():
    found = sorted(assigned("def f(E):\n    B, n = bases, 3\n    S = x + 1\n    w = 2"))
    assert found == [("B", 2, "bases"), ("E", 1, ""), ("S", 3, "x + 1")]
    assert not re.search(WRITTEN["B"], "bases") and not re.search(WRITTEN["S"], "x + 1")
