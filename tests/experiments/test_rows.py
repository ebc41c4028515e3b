"""Every row says who, where and under which settings, and turns on an input that was planted for it.

A test module in an experiment's folder has PLANTED = {NAME: (good numbers, [changes, ...])}, a change being a
dictionary of fields. Which experiments there are is read from the registry: one that has no planted inputs fails here.
"""

import functools
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from srm_ref.experiments.claims import PAPERS, WHO, claim
from srm_ref.experiments.registry import FOLDERS, NAMES, experiment
from srm_ref.writing import write_arrays


@functools.cache
def planted(folder):
    """What the test modules of one folder planted, by the name of the experiment."""
    found = {}
    for path in sorted((Path(__file__).parent / folder).glob("test_*.py")):
        found.update(getattr(import_module(f"tests.experiments.{folder}.{path.stem}"), "PLANTED", {}))
    return found


def lacking(row):
    """What the row does not say, of what every row must."""
    said = row.said
    faults = [name for name in ("where", "theirs", "ours") if not getattr(said, name)]
    faults += ["who"] if said.who not in WHO else []
    faults += ["says"] if said.who in PAPERS and not said.says else []
    return faults + (["measured"] if not row.measured else [])


def unturned(name):
    """Rows of the good numbers that keep their verdict under every planted change."""
    good, changes = planted(FOLDERS[name])[name]
    rows = experiment(name).claims(good)
    others = [experiment(name).claims(good._replace(**change)) for change in changes]
    assert all(len(other) == len(rows) for other in others)
    return [row.claim for k, row in enumerate(rows) if all(other[k].verdict == row.verdict for other in others)]


# --- definition

@pytest.mark.parametrize("name", NAMES)
def test_every_row_says_who_and_where_and_under_which_settings(name):
    good, changes = planted(FOLDERS[name])[name]
    for numbers in (good, *(good._replace(**change) for change in changes)):
        assert {row.claim: faults for row in experiment(name).claims(numbers) if (faults := lacking(row))} == {}


@pytest.mark.parametrize("name", NAMES)
def test_every_row_turns_on_a_planted_input(name):
    assert unturned(name) == []


# --- properties

@pytest.mark.parametrize("name", NAMES)
def test_rows_are_told_again_from_numbers_that_were_kept(name, tmp_path):
    module, (good, _) = experiment(name), planted(FOLDERS[name])[name]
    write_arrays(tmp_path / "numbers.npz", good._asdict())
    with np.load(tmp_path / "numbers.npz") as arrays:
        again = module.claims(module.Numbers(**arrays))
    assert again == module.claims(good)


# --- errors

def test_a_bare_name_is_not_enough():
    assert lacking(claim("it is", 'TMS "Introduction"', "1", True)) == ["where", "theirs", "ours", "who"]
