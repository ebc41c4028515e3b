"""The page of names and the table of accuracies are those of the source as it is."""

import pytest

import srm_ref
from tests import accuracy, api_page
from tests.docstrings import load

TOLD = [
    line.strip("|").split(" | ") for line in accuracy.PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| `")
]

# --- definition


def test_the_page_of_names_is_current():
    assert api_page.PAGE.read_text(encoding="utf-8") == api_page.current(), "run python -m tests.api_page"


@pytest.mark.parametrize("row, told", list(zip(accuracy.ROWS, TOLD)), ids=[row.function for row in accuracy.ROWS])
def test_a_function_is_as_exact_as_the_table_says(row, told):
    assert row.measure() <= float(told[2].split()[-1])


def test_the_table_is_that_of_its_rows():
    written = accuracy.page([float(told[2].split()[-1]) for told in TOLD])
    assert written == accuracy.PAGE.read_text(encoding="utf-8") and len(TOLD) == len(accuracy.ROWS)


# --- analytic

SOURCE = {"srm_ref/geometry/a.py": '''"""How long?"""
__all__ = ["ATOL", "norms", "Pair"]
ATOL = 1e-5
"""Largest error. No more."""
def norms(vectors: "Any", *, axis: int = -1) -> "Any":
    """Return |v|; of each. Then more."""
def _hidden(): ...
class Pair(NamedTuple):
    """Two numbers."""
    first: float
    second: float = 1.0
''', "srm_ref/commands/b.py": '"""No."""\n__all__ = ["run"]\ndef run(): ...\n'}
LESSONS = {
    "02": "from srm_ref.geometry import norms\nnorms([1])",
    "07": "import srm_ref\nsrm_ref.norms(1)\nimport numpy as np\nnp.Pair"
}


def test_a_page_by_hand():
    assert api_page.page(SOURCE, LESSONS) == api_page.HEAD + '''
## srm_ref.geometry.a

How long?

- `ATOL` Largest error.
- `norms(vectors, *, axis=-1)` Return |v|; of each. Lessons: 02, 07.
- `Pair(first, second)` Two numbers.
'''.replace("|v|", "\\|v\\|")


@pytest.mark.parametrize("error, above", [(0.0, 0.0), (1e-16, 1e-16), (1.1e-16, 1e-15), (0.3, 1.0)])
def test_errors_are_rounded_up(error, above):
    assert accuracy.power_above(error) == pytest.approx(above)


# --- properties

def test_every_public_name_of_the_title_page_is_listed():
    listed = api_page.PAGE.read_text(encoding="utf-8")
    functions = [name for name in srm_ref.__all__ if callable(getattr(srm_ref, name)) and not name.startswith("_")]
    assert functions and [name for name in functions if f"- `{name}(" not in listed] == []


def test_every_listed_name_says_what_it_is():
    rows = [row for text in load(api_page.TOP).values() for row in api_page.public(text)]
    assert rows and [name for name, _, line in rows if not line] == []


# --- errors

@pytest.mark.parametrize("name, function", [("norms", "norms"), ("kurtosis", "kurtosis"),
                                            ("spotlight_curve", "spotlight_curve"),
                                            ("plane_rotation", "plane_rotation"), ("cap_fraction", "cap_fraction")])
def test_a_function_that_errs_is_found(monkeypatch, name, function):
    row, told = next((row, told) for row, told in zip(accuracy.ROWS, TOLD) if row.function == name)
    place = accuracy if hasattr(accuracy, function) else srm_ref
    right = getattr(place, function)
    monkeypatch.setattr(place, function, lambda *arguments: right(*arguments) *
                        (1.03 if name == "spotlight_curve" else 1 + 1e-9))
    assert row.measure() > float(told[2].split()[-1])
