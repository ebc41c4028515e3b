"""The page of names and the tables of accuracies and of recovered bases are those of the source as it is."""

import numpy as np
import pytest

import srm_ref
from srm_ref.experiments.shared.hidden_bases import HIDDEN, UNIFORM
from tests import accuracy, api_page, recovery
from tests.docstrings import load
from tests.samples import sample

TOLD = [
    line.strip("|").split(" | ") for line in accuracy.PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| `")
]

RECOVERED, NULLS = recovery.read(recovery.PAGE.read_text(encoding="utf-8"))


# --- definition


def test_the_page_of_names_is_current():
    assert api_page.PAGE.read_text(encoding="utf-8") == api_page.current(), "run python -m tests.api_page"


@pytest.mark.parametrize("row, told", list(zip(accuracy.ROWS, TOLD)), ids=[row.function for row in accuracy.ROWS])
def test_a_function_is_as_exact_as_the_table_says(row, told):
    assert row.measure() <= float(told[2].split()[-1])


def test_the_table_is_that_of_its_rows():
    written = accuracy.page([float(told[2].split()[-1]) for told in TOLD])
    assert written == accuracy.PAGE.read_text(encoding="utf-8") and len(TOLD) == len(accuracy.ROWS)


def test_the_table_of_recovered_bases_has_every_cloud_at_every_size():
    assert recovery.page(RECOVERED, NULLS) == recovery.PAGE.read_text(encoding="utf-8")
    assert [row[:3] for row in RECOVERED] == [(name, n_dims, n_rows) for name in HIDDEN for n_dims in recovery.DIMS
                                              for n_rows in recovery.N_ROWS]
    assert [null[:2] for null in NULLS] == [(name, side) for name in recovery.NULLS for side in ("highest", "lowest")]


def assert_measured(told, found):
    """As told, up to what another processor's last bits do to single climbs."""
    np.testing.assert_allclose(found[3:5], told[3:5], atol=0.5)
    np.testing.assert_allclose(found.worst, told.worst, atol=5.0)
    assert abs(found.n_found - told.n_found) <= 1 and abs(found.largest_p - told.largest_p) <= 0.1
    assert abs(found.hidden - told.hidden) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("told", sample([(row,) for row in RECOVERED], {(cloud, 8, 1200) for cloud in HIDDEN},
                                        lambda values: values[0][:3]))
def test_a_basis_is_recovered_as_the_table_says(told):
    assert_measured(told, recovery.measure(*told[:3]))


@pytest.mark.exhaustive
@pytest.mark.parametrize("told", NULLS, ids=lambda null: f"{null.cloud}, {null.side}")
def test_what_is_found_where_there_is_nothing_is_as_the_table_says(told):
    np.testing.assert_allclose(recovery.measure_null(*told[:2]).shares, told.shares, atol=1.5)


def test_what_the_page_says_of_its_rows_is_so():
    """p is uniform up to the bound of Dvoretzky, Kiefer, Wolfowitz and Massart at level .001."""
    few = {row.cloud: row.widest for row in RECOVERED if (row.n_dims, row.n_rows) == (32, 300)}
    assert few.pop("3 active") < 15 < 45 < min(few.values())
    assert all((row.hidden < 99) == (row.cloud == "ReLU(g)" and row.n_dims == 32 and row.n_rows >= 1200)
               for row in RECOVERED)
    room = 100 * np.sqrt(np.log(2 / 1e-3) / (2 * recovery.N_NULL_SEEDS))
    for null in NULLS:
        expected = 100 * np.array(recovery.LEVELS)
        if null.cloud in UNIFORM:
            assert np.abs(null.shares - expected).max() < room
        elif null.side == "highest":
            assert null.shares[0] > 90
    assert room < 14 and len(NULLS) == 6


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
