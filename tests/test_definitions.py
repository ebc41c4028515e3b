"""Every fast function gives what its definition gives: one table for each part, gone through by Hypothesis."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref import geometry, spotlight
from tests import definitions
from tests.definitions import Pair, close, equal
from tests.strategies import examples

TABLES = definitions.tables()
ROWS = [(part, name) for part, table in TABLES.items() for name in table]
TOP = Path(__file__).resolve().parent.parent
PLAIN = {  # public functions that are plain as they stand: their definition is their body, and tests judge them by hand
    "norms", "unit", "cosine_similarity", "plane_frame", "in_plane_coordinates", "wedge", "unit_bivector", "standard",
    "rotated", "simplex", "cross_polytope", "polygon", "uniform_directions", "random_rotation", "coulomb_energy",
    "sign_tells_axes", "rotation_by_series", "rotation_by_eigen", "log_cap_fraction", "thomson", "resolvable_epsilon",
    "basis_rotation_test", "isotropic_kurtosis", "sensitivity", "epsilon_scan", "sentence", "find_basis"
}


# --- definition

@pytest.mark.parametrize("part, name", ROWS)
@examples(25)
@given(data=st.data())
def test_a_fast_function_agrees_with_its_definition(part, name, data):
    pair = TABLES[part][name]
    arguments = data.draw(pair.arguments)
    pair.agree(pair.fast(*arguments), pair.definition(*arguments))


# --- properties

def test_every_definition_is_in_the_table_of_its_part():
    named = {node.name: path.relative_to(TOP / "srm_ref").parts[0] for path in (TOP / "srm_ref").rglob("*.py")
             for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
             and node.name.endswith("_by_definition")}
    assert {"geometry", "spotlight"} <= TABLES.keys() and len(named) > 10
    pages = {part: (TOP / "tests" / part / "definition_pairs.py").read_text(encoding="utf-8") for part in TABLES}
    missing = [name for name, part in named.items() if part in TABLES and name not in
               {word for node in ast.walk(ast.parse(pages[part])) for word in _words(node)}]
    assert missing == []


def _words(node):
    return [getattr(node, "attr", ""), getattr(node, "id", "")]


@pytest.mark.parametrize("part", [geometry, spotlight], ids=["geometry", "spotlight"])
def test_every_fast_public_function_has_a_definition(part):
    table = TABLES[part.__name__.rpartition(".")[2]]
    public = {
        name
        for name in part.__all__ if callable(getattr(part, name)) and not isinstance(getattr(part, name), type)
    }
    slow = {name for name in public if name.endswith("_by_definition")}
    beside = {"resonance_by_arcs"}  # compared with the machine in tests/spotlight/test_arcs.py
    assert public - slow - PLAIN - beside - table.keys() == set()


# --- errors

@pytest.mark.parametrize("agree, found, expected", [
    (equal, 1.0, 1.0 + 1e-15), (equal, (1.0, 2), (1.0, 3)), (close(1e-9), 1.0, 1.0 + 1e-8),
    (close(1e-9), (1.0,), (1.0, 2.0)),
    (definitions.the_same_shares, 0.5, 0.5 + 1e-6)])
def test_what_differs_is_seen(agree, found, expected):
    with pytest.raises((AssertionError, ValueError)):
        agree(found, expected)


def test_a_row_is_a_pair_of_two_different_functions():
    assert all(tuple(row._fields) == Pair._fields and row.fast is not row.definition
               for table in TABLES.values() for row in table.values())
