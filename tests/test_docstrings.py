"""The script that compares docstrings counts what it should, and misses nothing that a rewriting may lose."""

import pytest

from tests.docstrings import bare, counted, differing, formulas, load, lost, read, table
from tests.test_house_rules import TOP

OLD = {"srm_ref/geometry/a.py": '''"""How long? (SRM; Li 2011.)"""
import numpy as np


def norms(v):
    """Return |v| = sqrt(sum_i v_i^2).

    The shape is (n, n_dims), and A(epsilon) = 1 - A(-epsilon) where epsilon <= 0.

    >>> norms([3, 4])
    5.0
    """
    # a comment
    return np.sqrt(v)
'''}


def rewritten(old, new):
    return {path: text.replace(old, new) for path, text in OLD.items()}


# --- definition

def test_lines_are_counted():
    assert counted(OLD["srm_ref/geometry/a.py"]) == (1 + 5, 3)


def test_the_parts_of_the_repository_are_listed():
    parts = read(load(TOP))
    lines = table(parts).splitlines()
    assert {"geometry", "superposition/exact", "top"} <= parts.keys() and len(lines) == len(parts) + 2
    assert all(words.n_docstring and words.n_code for words in parts.values())


# --- analytic

@pytest.mark.parametrize("text, found", [
    ("Return |v| = sqrt(sum_i v_i^2).", ["|v|=sqrt(sum_iv_i^2)"]),
    ("For epsilon < 0, A(epsilon) = 1 - A(-epsilon); read on.", ["epsilon<0", "A(epsilon)=1-A(-epsilon)"]),
    ("x_i = 0 with probability S, and so on", ["x_i=0"]), ("D* = m / |W|_F^2 (TMS section)", ["D*=m/|W|_F^2"]),
    ("There is no formula here: it is as long as that.", [])])
def test_formulas_are_found(text, found):
    assert list(formulas(text)) == found


def test_another_way_to_write_it_loses_nothing():
    new = rewritten("Return |v| = sqrt(sum_i v_i^2).", "Measure the length: ``|v| =\n    sqrt(sum_i v_i^2)``, quickly.")
    assert differing(OLD, new) == lost(read(OLD), read(new)) == []


# --- errors

@pytest.mark.parametrize("old, new, words", [
    ("v_i^2", "v_i^3", "geometry: formula |v|=sqrt(sum_iv_i^2)"),
    ("1 - A", "1 + A", "geometry: formula A(epsilon)=1-A(-epsilon)"),
    ("    >>> norms([3, 4])\n    5.0\n", "", "geometry: doctest norms([3, 4]) -> 5.0"),
    ("    5.0", "    5.1", "geometry: doctest"),
    ("Li 2011", "Li", "geometry: source 2011"), ("SRM", "", "geometry: source SRM")])
def test_what_is_lost_is_named(old, new, words):
    broken = lost(read(OLD), read(rewritten(old, new)))
    assert len(broken) == 1 and broken[0].startswith(words)


@pytest.mark.parametrize("old, new", [("np.sqrt(v)", "np.sqrt(v * v)"), ("def norms(v)", "def norms(w)"),
                                      ("import numpy as np", "")])
def test_changed_code_is_named(old, new):
    assert differing(OLD, rewritten(old, new)) == ["srm_ref/geometry/a.py: its code differs"]


def test_a_docstring_is_no_code():
    assert bare('def f():\n    """Do."""\n    return 1\nX = 1\n"""One."""') == bare("def f():\n    return 1\nX = 1")
