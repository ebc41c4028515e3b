"""Every row says who, where and under which settings, and turns on an input that was planted for it.

A test module in an experiment's folder has PLANTED = {NAME: (good numbers, [changes, ...])}, a change being a
dictionary of fields. Which experiments there are is read from the registry: one that has no planted inputs fails here.
"""

import functools
import re
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from srm_ref.experiments.claims import PAPERS, WHO, claim
from srm_ref.experiments.registry import FOLDERS, NAMES, experiment
from srm_ref.writing import write_arrays
from tests.paper_scale import PAGE

NO_ENGLISH = re.compile(r"\b(?:nan|inf|None|True|False|array)\b"
                        r"|\b1 (?:points|runs|models|seeds|tries|features|networks|groups|samples|epochs|images"
                        r"|prices)\b"
                        r"|(?<![\d.,])(?:[2-9]|[1-9]\d+) (?:point|run|model|seed|try|network|group|epoch|image)\b(?!-)"
                        r"|[+-]0\.00 to [+-]0\.00\b|[+-]0\.00 of 0 | of 0 \w+s\b|(?<!\.)\.$|(?<! )  (?! )|, ,|; ;"
                        r"|[;:,]$|\bat (?:paper|quick) scale\b|\bp 0\.0+\b(?!\.)|\d(?:e\+\d+ %| % of them or more)")

BOUND = re.compile(r"\b(?:wanted|asked for|asks? for|required|counts? as|takes|as true)\b|^true (?!at\b|:)"
                   r"|\b(?:alike|closely|much|small|nearly|hardly ever|nothing|near|rid of it|of one order) is\b"
                   r"|\bis (?:above|below|at least|at most|in less|less|fewer|more|twice|what) |\bbounds? ")

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


def unclear(row):
    """What in the words of a row is no English, or tells of another run: a value of Python, a count with the wrong
    noun, a range from nothing to nothing, a share of nothing, a full stop at the end, "at paper scale"."""
    texts = {"claim": row.claim, "measured": row.measured, "reason": row.reason, "would": row.would,
             "theirs": row.said.theirs, "ours": row.said.ours}
    return [f"{name}: {match[0]!r}" for name, text in texts.items() for match in NO_ENGLISH.finditer(text)]


def unowned(text):
    """The parts of what was measured for a paper's sentence that set a bound without saying that this package does."""
    return [part for part in re.split(r"; |[()]", text) if BOUND.search(part) and "this package" not in part]


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
def test_the_words_of_every_row_are_english(name):
    good, changes = planted(FOLDERS[name])[name]
    for numbers in (good, *(good._replace(**change) for change in changes)):
        assert {row.claim: faults for row in experiment(name).claims(numbers) if (faults := unclear(row))} == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_bound_in_the_row_of_a_paper_says_that_it_is_this_package_s(name):
    good, changes = planted(FOLDERS[name])[name]
    for numbers in (good, *(good._replace(**change) for change in changes)):
        rows = [row for row in experiment(name).claims(numbers) if row.said.who in PAPERS]
        assert {row.claim: parts for row in rows if (parts := unowned(row.measured))} == {}


def test_no_bound_of_the_page_of_paper_scale_is_a_paper_s():
    blocks = [block for block in re.split(r"^- ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
              if "\n  - said by: " in block and "\n  - said by: this package" not in block]
    measured = [re.search(r"^  - measured: (.*)$", block, re.MULTILINE)[1] for block in blocks]
    assert len(measured) > 100
    assert [parts for text in measured if (parts := unowned(text))] == []


def test_what_does_not_hold_at_paper_scale_has_a_reason_and_says_where_it_would():
    told = PAGE.read_text(encoding="utf-8").partition("## What this package adds")[2]
    blocks = re.split(r"^- ", told, flags=re.MULTILINE)[1:]
    failing = [block for block in blocks if re.search(r": \*\*does not hold\*\*", block.splitlines()[0])]
    assert len(failing) > 5
    assert [block.splitlines()[0] for block in failing if ": **does not hold**: " not in block.splitlines()[0]] == []
    assert [block.splitlines()[0] for block in failing if "\n  - where it would hold: " not in block] == []


def test_the_page_of_paper_scale_is_english():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert [line[:200] for line in lines if line.startswith(("- ", "  - ")) and NO_ENGLISH.search(line.strip())] == []


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


@pytest.mark.parametrize("bare", ["wanted: 95 %", "closely is above 0.9", "hardly ever is in less than 1 of 100",
                                  "where 15 % off would count as about", "much is twice", "true up to 1"])
def test_a_bound_without_an_owner_is_found(bare):
    assert unowned(f"76.9 % of the 1288 points agree ({bare}), 80 % of all") == [bare]
    assert unowned(f"76.9 % of the 1288 points agree; {bare}") == [bare]
    assert unowned(f"76.9 % of the 1288 points agree; to this package {bare}") == []
