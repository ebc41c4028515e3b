"""The golden cases: read as promised, rebuilt from exact arithmetic, each able to find what it says it finds."""

import json
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import srm_ref.verification.cases as module
from srm_ref.verification.cases import LEVELS, Case, case_named, load_cases
from srm_ref.verification.laws.inputs import MODELS, cosines
from srm_ref.verification.suites import FUNCTIONS, SUITES
from tests import golden_cases
from tests.golden_cases.__main__ import FILES, main
from tests.golden_cases.arcs import decide
from tests.golden_cases.decimals import turn
from tests.golden_cases.duals import MODELS as EXACT_MODELS
from tests.golden_cases.duals import loss, loss_and_gradient
from tests.golden_cases.population import population_loss
from tests.golden_cases.toy_file import random_network
from tests.golden_cases.writing import text_of_file

DIRECTORY = Path(module.__file__).parent / "cases"
MARGIN = 1e-3


# --- definition

SHORT = ("projection", "features")            # files that are rebuilt in less than a second


@pytest.mark.parametrize("suite", [pytest.param(name, marks=[] if name in SHORT else [pytest.mark.slow])
                                   for name in FILES])
def test_every_file_is_rebuilt_to_the_byte_from_exact_arithmetic(suite):
    text = text_of_file(suite, FILES[suite].cases())
    assert (DIRECTORY / f"{suite}.json").read_text(encoding="utf-8") == text


def test_there_are_cases_of_every_model_and_no_other():
    """A model that is added to the package's table wants its exact definition, and so its cases."""
    assert set(EXACT_MODELS) == set(MODELS)
    for name, layout in EXACT_MODELS.items():
        assert layout.tied == ("W" in MODELS[name].shapes)
    for function in ("toy_forward", "toy_loss_and_gradient"):
        assert {case.inputs["model"] for case in load_cases(function)} == set(MODELS)


def test_the_files_are_these_and_small():
    assert {path.stem for path in DIRECTORY.glob("*.json")} == {*SUITES, "schema"}
    assert sum(path.stat().st_size for path in DIRECTORY.glob("*.json")) < 300_000


def test_the_generator_shares_nothing_with_the_package():
    for path in (Path(golden_cases.__file__).parent).glob("*.py"):
        imported = re.findall(r"^\s*(?:from|import) ([\w.]+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert not {name.split(".")[0] for name in imported} & {"numpy", "srm_ref"}, path.name


def _fits(value, schema, definitions):
    """Check a value against the part of JSON Schema that the schema uses; return the first complaint or None."""
    if "$ref" in schema:
        return _fits(value, definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "const" in schema and value != schema["const"] or "enum" in schema and value not in schema["enum"]:
        return f"{value!r} is not {schema.get('const', schema.get('enum'))}"
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float)}
    wanted = schema.get("type", [])
    if wanted and not any(isinstance(value, kinds[kind]) for kind in ([wanted] if isinstance(wanted, str) else wanted)):
        return f"{value!r} is not {wanted}"
    if isinstance(value, str) and not (len(value) >= schema.get("minLength", 0)
                                       and re.search(schema.get("pattern", ""), value)):
        return f"{value!r} does not match"
    if isinstance(value, (int, float)) and not schema.get("minimum", -1e300) <= value <= schema.get("maximum", 1e300):
        return f"{value} out of range"
    if isinstance(value, list):
        return next(filter(None, (_fits(v, schema.get("items", {}), definitions) for v in value)), None)
    if isinstance(value, dict):
        missing = [key for key in schema.get("required", []) if key not in value]
        known, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
        unknown = [key for key in value if key not in known and rest is False]
        inner = (_fits(v, known.get(key, rest if isinstance(rest, dict) else {}), definitions)
                 for key, v in value.items())
        return f"missing {missing}, unknown {unknown}" if missing or unknown else next(filter(None, inner), None)
    return None


@pytest.mark.parametrize("suite", SUITES)
def test_files_follow_the_schema(suite):
    schema = json.loads((DIRECTORY / "schema.json").read_text(encoding="utf-8"))
    content = json.loads((DIRECTORY / f"{suite}.json").read_text(encoding="utf-8"))
    assert _fits(content, schema, schema["$defs"]) is None


@pytest.mark.parametrize("change", [{"level": "soon"}, {"id": "No Id"}, {"surprise": 1}, {"tolerance": {"atol": -1}}])
def test_the_schema_refuses_what_is_not_a_case(change):
    schema = json.loads((DIRECTORY / "schema.json").read_text(encoding="utf-8"))
    content = json.loads((DIRECTORY / "measures.json").read_text(encoding="utf-8"))
    content["cases"][0] |= change
    assert _fits(content, schema, schema["$defs"])


def test_every_function_has_cases_and_every_case_a_name_of_its_own():
    cases = load_cases()
    assert len({case.id for case in cases}) == len(cases) > 190
    assert {case.function for case in cases} == set(FUNCTIONS)
    assert {case.level for case in cases} == set(LEVELS)
    for function in FUNCTIONS:
        assert [c for c in cases if c.function == function] == list(load_cases(function))


def test_the_format_page_names_every_key():
    page = (DIRECTORY.parent / "cases.md").read_text(encoding="utf-8")
    keys = {key for case in load_cases() for key in (*vars(case), *case.expected)}
    keys |= {name for case in load_cases("sample_features") for name in case.expected["statistics"]} | set(FUNCTIONS)
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []


# --- analytic

def test_exact_decisions_know_a_tie():
    edge = decide([1, 1, 1, 1], [1, 0, 0, 0], [0, 1, 0, 0], "0.5", turn(0, 4), ties=True)
    assert (edge.closed, edge.open) == (True, False)


def test_exact_gradient_equals_the_exact_slope():
    """A quartic's central difference over one entry is off by the third derivative only: extrapolate it away."""
    parameters, features = random_network("relu_hidden", 3, 2, 3, 7)
    importance, step = [Fraction(1), Fraction(2), Fraction(1, 2)], Fraction(1, 1000)

    def at(shift):
        moved = {**parameters, "W": [row[:] for row in parameters["W"]]}
        moved["W"][1][2] += shift
        return loss("relu_hidden", moved, features, importance)

    slope = [(at(k * step) - at(-k * step)) / (2 * k * step) for k in (1, 2)]
    gradient = loss_and_gradient("relu_hidden", parameters, features, importance)[1]
    assert (4 * slope[0] - slope[1]) / 3 == gradient["W"][1][2]


def test_exact_expected_loss_of_one_feature_by_hand():
    """int_0^1 (x - relu(a x + b))^2 dx for a = 1/4, b = -1/8: 1/24 below t = 1/2, then a parabola."""
    a, b, t = Fraction(1, 4), Fraction(-1, 8), Fraction(1, 2)
    by_hand = t**3 / 3 + (1 - a) ** 2 * (1 - t**3) / 3 - (1 - a) * b * (1 - t**2) + b**2 * (1 - t)
    assert population_loss([[Fraction(1, 2)]], [b], [Fraction(1)], Fraction(0)) == by_hand


# --- properties

@pytest.mark.parametrize("case", [c for c in load_cases("spotlight") + load_cases("signed_spotlight")
                                  if "counts" in c.expected and "ties" not in c.expected], ids=lambda c: c.id)
def test_counts_have_their_margin(case):
    """Re-counted in float64: no cosine is nearer than the margin to the edge of either cone that matters."""
    x, basis = np.array(case.inputs["activations"], float), np.array(case.inputs["basis"], float)
    lit, epsilon = x.any(axis=1), case.inputs["epsilon"]
    for (i, j), counts in zip(case.inputs["planes"], case.expected["counts"]):
        if lit.any():
            cosine = cosines(x[lit], basis[i], basis[j], np.array(case.inputs["thetas"]))
            assert np.abs(cosine - epsilon).min() >= MARGIN * 0.999
            signed = case.function == "signed_spotlight"
            assert ((cosine >= epsilon).sum(1) - signed * (cosine <= -epsilon).sum(1)).tolist() == counts


def test_the_small_cases_come_first():
    for function in ("spotlight", "signed_spotlight", "project", "toy_loss_and_gradient"):
        first = load_cases(function)[0]
        assert first.level == "harness" and len(json.dumps(first.inputs)) < 200


# --- errors

def test_unknown_case():
    with pytest.raises(ValueError, match="case: wanted the id of a golden case; found 'nothing'"):
        case_named("nothing")


def test_a_vector_at_the_edge_is_refused_by_the_generator():
    with pytest.raises(ValueError, match="within 0.001"):
        decide([1, 0], [1, 0], [0, 1], "1", turn(0, 4))


def test_the_check_notices_a_changed_file(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("tests.golden_cases.__main__.DIRECTORY", tmp_path)
    monkeypatch.setattr("tests.golden_cases.__main__.rebuilt", lambda: {"measures": "right\n"})
    (tmp_path / "measures.json").write_text("wrong\n", encoding="utf-8")
    assert main(["--check"]) == 1 and (tmp_path / "measures.json").read_text(encoding="utf-8") == "wrong\n"
    assert main([]) == 0 and main(["--check"]) == 0
    assert capsys.readouterr().out.split("\n")[:3] == ["measures.json: differs", "measures.json: written",
                                                       "measures.json: as rebuilt"]


# --- golden

def test_a_case_as_it_stands_in_the_file():
    """Origin: counted by hand. One east, two north, three west, at 0, 90, 180 and 270 degrees."""
    case = case_named("spotlight/quarter-turns")
    assert isinstance(case, Case) and case.expected == {"counts": [[1, 2, 3, 0]], "n_samples": 6}


@pytest.mark.parametrize("identifier, value", [
    # Origin: regularised incomplete beta function with 60 digits, from a computer algebra package.
    ("cap-fraction/4-dims-at-0.7", 0.094060202187093663), ("cap-fraction/tail-512-dims-at-0.9",
                                                           1.0317900191648572e-186),
    ("cap-fraction/tail-10000-dims-at-0.3", 2.24286227275999e-207),
    ("cap-fraction/10-dims-at-0.5", 0.05865340150711908)])
def test_caps_agree_with_an_outside_tool(identifier, value):
    assert case_named(identifier).expected["value"] == pytest.approx(value, rel=4e-16)
