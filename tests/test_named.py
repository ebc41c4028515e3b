"""Commands, flags, modules, tests and moved names that a page tells of are there: a reader can type what is written."""

from __future__ import annotations

import argparse
import ast
import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Iterator

import pytest

from srm_ref import cli
from srm_ref.experiments.registry import NAMES

TOP = Path(__file__).resolve().parent.parent
PAGES = {path.relative_to(TOP).as_posix(): path.read_text(encoding="utf-8") for path in (
    TOP / "README.md", *sorted((TOP / "tests").glob("*.md")), *sorted((TOP / "srm_ref").rglob("*.md")),
    *sorted((TOP / "lessons").glob("*.md")), *sorted((TOP / "lessons").glob("[0-9]*.py")),
    *sorted((TOP / "lessons/solutions").glob("*.py")), *sorted((TOP / "srm_ref/commands").glob("*.py")))}
CHANGES = PAGES["srm_ref/CHANGES.md"]
COMMAND = re.compile(r"\bsrm-ref (?!-)([a-z]\w*)([^`\n]*)")
FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
FIRST_COMMANDS = {"demo", "resonance", "projection", "reproduce", "verify"}
FIRST_EXPERIMENTS = set((
    "five_features linear_or_relu phase_two_features phase_three_features uniform_geometry polytopes "
    "perturbed_pentagon correlated_features local_bases collapse energy_levels octahedron adversarial "
    "hidden_neurons absolute_value asymmetric_motif nonlinear_compression l1_penalty trivial_anisotropy "
    "functional_forms projection_grids overcomplete_frames grandmother_neurons turned_neurons "
    "polygon_resonance hidden_alignment interference_resonance "
).split())
PARTS = "|".join(sorted(path.name for path in (TOP / "srm_ref").iterdir() if (path / "__init__.py").is_file()))


@cache
def flags(command: str) -> frozenset[str]:
    """The flags of one command, as its parser has them."""
    parser = argparse.ArgumentParser()
    import_module(f"srm_ref.commands.{command}").add_arguments(parser)
    return frozenset(flag for action in parser._actions for flag in action.option_strings)


@cache
def written_tests() -> frozenset[str]:
    """The names of all test functions."""
    return frozenset(name for path in (TOP / "tests").rglob("test_*.py")
                     for name in re.findall(r"^ *def (test_\w+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE))


def is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def not_there(text: str) -> Iterator[str]:
    """Yield what a page names and nobody could type or find; what it says was there before may be gone."""
    for command, rest in COMMAND.findall(text):
        if command not in cli.COMMANDS:
            yield f"srm-ref {command}"
        else:
            yield from (f"srm-ref {command} {flag}" for flag in FLAG.findall(rest) if flag not in flags(command))
    for module in re.findall(r"\bpython3? -m ([\w.]*\w)\b(?!` before)", text):
        if not is_module(module.removesuffix(".NAME")):
            yield f"python -m {module}"
    yield from (name for name in re.findall(r"\*(test_\w+)\*", text) if name not in written_tests())


def rows(heading: str) -> list[list[str]]:
    """The rows of a table of the list of changes."""
    table = CHANGES.split(f"**{heading}")[1].split("\n**")[0].split("\n## ")[0]
    return [row.strip("| ").split(" | ") for row in re.findall(r"^\|.*\|$", table, flags=re.MULTILINE)[2:]]


def text_at(place: str) -> str:
    """The source of a module or of all modules of a folder, named without srm_ref; "" where there is none."""
    path = TOP / "srm_ref" / place.replace(".", "/")
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files if file.is_file())


@cache
def names_in_code() -> frozenset[str]:
    """What the package gives a name: modules, functions, classes, arguments, variables and fields."""
    found = {"srm_ref"}
    for path in (TOP / "srm_ref").rglob("*.py"):
        found |= {path.stem, path.parent.name}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                found.add(node.name)
            elif isinstance(node, ast.arg):
                found.add(node.arg)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                found.add(node.attr)
    return frozenset(found)


@cache
def public_names() -> frozenset[str]:
    """The names in the lists `__all__` of all modules."""
    return frozenset(name for path in (TOP / "srm_ref").rglob("*.py") for listed in re.findall(
        r"^__all__ = \[(.*?)\]", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
                     for name in re.findall(r'"(\w+)"', listed))


def told_gone(text: str) -> set[str]:
    """The names of which a text says that they are gone, or were the names before."""
    said = re.findall(r"\(before: (`\w+`)\)", text) + [part for part in re.split(r"[.:] ", re.sub(r"\s+", " ", text))
                                                     if re.search(r"\bare gone\b", part)]
    said += [re.sub(r"\([^)]*\)", "", part) for part in re.findall(r"\*\*Gone\*\*[^#]*", text)]
    return {name for part in said for name in re.findall(r"`(\w+)`", part)}


def told_and_not_there(text: str) -> list[str]:
    """What stands between backticks, a dotted name or the path of a file, and is neither there nor told to be gone."""
    gone, found = told_gone(text), []
    for said in re.findall(r"`([^`\n]+)`", text):
        if re.fullmatch(r"[\w.]+/[\w./]+", said):
            found += [] if (TOP / said).exists() else [said]
        elif re.fullmatch(r"\.?[A-Za-z]\w*(?:\.[A-Za-z]\w*)*", said) and not re.search(r"\.(npz|png|md)$", said):
            found += [] if set(said.strip(".").split(".")) <= names_in_code() | gone else [said]
    return found


def moved_away(now: str) -> list[str]:
    """What the second column of the table of moves names, modules and names in brackets, that is not there."""
    found, now = [], re.sub(r"\.(\*|NAME\b)", "", now)
    for place, names in re.findall(rf"\b((?:{PARTS})(?:\.[a-z]\w*)+)(?: \(([\w, ]+)\))?", now):
        text = text_at(place)
        found += [] if text else [place]
        found += [f"{place}.{name}" for name in re.findall(r"\b\w+_\w+\b|\b[A-Z]\w+|\bwrap\b", names)
                  if not re.search(rf"\b{name}\b", text)]
    return found


# --- definition

@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page):
    assert list(not_there(PAGES[page])) == []


@pytest.mark.parametrize("row", rows("Moved"), ids=lambda row: row[0])
def test_what_has_moved_is_where_the_list_of_changes_says(row):
    assert len(row) == 2 and moved_away(row[1]) == []


@pytest.mark.parametrize("row", rows("Renamed"), ids=lambda row: " ".join(row))
def test_what_was_renamed_has_the_name_that_the_list_of_changes_says(row):
    _, now, where = row
    assert re.search(rf"\b{re.escape(now.strip('`()'))}\b", text_at(where.split(" (")[0])), f"{now} in {where}"


def test_what_the_list_of_changes_names_is_there():
    assert told_and_not_there(CHANGES.split("**Moved**")[0]) == []


def test_what_the_list_of_changes_calls_gone_is_gone():
    gone = told_gone(CHANGES)
    assert {"ReluOutput", "rectifies_hidden", "least_expected", "n_partners"} <= gone and not gone & public_names()


def test_all_that_is_new_is_in_the_list_of_changes():
    """Experiments and commands; those of the first edition are the published ones, by hand."""
    new = CHANGES.split("**New**")[1].split("**Moved**")[0]
    names = [name for name in NAMES if name not in FIRST_EXPERIMENTS]
    names += [f"srm-ref {command}" for command in cli.COMMANDS if command not in FIRST_COMMANDS]
    assert [name for name in names if not re.search(rf"\b{name}\b", new)] == []


# --- analytic

@pytest.mark.parametrize("text, found", [
    ("`srm-ref find FILE --starts 3` and srm-ref --version", []), ("`srm-ref serve`", ["srm-ref serve"]),
    ("`srm-ref find FILE --jobs 2`, without --starts", ["srm-ref find --jobs"]),
    ("run `python -m tests.no_such` or `python -m tests.benchmarks.NAME`", ["python -m tests.no_such"]),
    ("(`python -m lessons.check` before)", []), ("(*test_no_such_thing*)", ["test_no_such_thing"])])
def test_what_nobody_could_type_is_found(text, found):
    assert list(not_there(text)) == found


@pytest.mark.parametrize("now, found", [
    ("spotlight.arcs (full_turn, wrap), memory", []), ("spotlight.curves", ["spotlight.curves"]),
    ("superposition.running.kernel (kernel and state)", []), ("spotlight.arcs (no_such)", ["spotlight.arcs.no_such"])])
def test_what_has_moved_away_again_is_found(now, found):
    assert moved_away(now) == found


@pytest.mark.parametrize("text, found", [
    ("`basis_rotation_test`, `.harmonic_null`, `spotlight.moment_tensor.kurtosis_test`, `srm_ref/one_page.py`", []),
    ("`basis_rotation_tests`", ["basis_rotation_tests"]), ("`spotlight.moment_tensor.no_such`",
                                                           ["spotlight.moment_tensor.no_such"]),
    ("`srm_ref/no_such.md`, `NAME_scan.png`, `--centre`", ["srm_ref/no_such.md"]),
    ("The classes `Linear` and `Lost` are gone. `Model` and\n`lost_for_ever` are there.", ["lost_for_ever"]),
    ("is `fewest` (before: `least_expected`)", [])])
def test_what_was_never_there_is_found(text, found):
    assert told_and_not_there(text) == found


def test_what_is_called_gone_is_read_from_the_sentence():
    assert told_gone("`kept` is there. `a` and\n`b` are gone. `kept` too (before: `c`).") == {"a", "b", "c"}
    assert told_gone("**Gone** at last: `d` (spotlight.arcs), `e`.\n\n## 0.1.0\n\n`kept`") == {"d", "e"}
