"""Commands, flags, modules, tests and moved names that a page tells of are there: a reader can type what is written."""

from __future__ import annotations

import argparse
import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Iterator

import pytest

from srm_ref import cli

TOP = Path(__file__).resolve().parent.parent
PAGES = {path.relative_to(TOP).as_posix(): path.read_text(encoding="utf-8") for path in (
    TOP / "README.md", *sorted((TOP / "tests").glob("*.md")), *sorted((TOP / "srm_ref").rglob("*.md")),
    *sorted((TOP / "lessons").glob("*.md")), *sorted((TOP / "lessons").glob("[0-9]*.py")),
    *sorted((TOP / "lessons/solutions").glob("*.py")), *sorted((TOP / "srm_ref/commands").glob("*.py")))}
CHANGES = PAGES["srm_ref/CHANGES.md"]
COMMAND = re.compile(r"\bsrm-ref (?!-)([a-z]\w*)([^`\n]*)")
FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
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


@pytest.mark.parametrize("row", rows("Moved."), ids=lambda row: row[0])
def test_what_has_moved_is_where_the_list_of_changes_says(row):
    assert len(row) == 2 and moved_away(row[1]) == []


@pytest.mark.parametrize("row", rows("Renamed"), ids=lambda row: " ".join(row))
def test_what_was_renamed_has_the_name_that_the_list_of_changes_says(row):
    _, now, where = row
    assert re.search(rf"\b{re.escape(now.strip('`()'))}\b", text_at(where.split(" (")[0])), f"{now} in {where}"


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
