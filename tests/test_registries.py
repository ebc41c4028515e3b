"""Each list of things is written once; here stands what every entry of a list must have beside it, wherever that is
kept.

A new entry fails here, by its name, until it has its test, its page, its place in the docs. What an entry must *do* is
tested where its kind is: models in tests/superposition, forms in tests/networks, and so on; tests/README.md says what
to do.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from srm_ref import cli
from srm_ref.course.finder import lessons, lessons_folder
from srm_ref.course.playing import registry as playing
from srm_ref.experiments.registry import FOLDERS, NAMES
from srm_ref.experiments.spotlight import planted_truths
from srm_ref.networks import functional_forms
from srm_ref.scalar_maps import SIGMAS
from srm_ref.superposition.models import MODELS
from srm_ref.verification.cases import load_cases
from srm_ref.verification.mistakes.families import FAMILIES
from srm_ref.verification.suites import EVERY, FUNCTIONS
from tests.golden_cases.__main__ import FILES

TOP = Path(__file__).resolve().parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")
CASES = load_cases()
IN_WORDS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty twenty-one twenty-two twenty-three twenty-four".split(), range(1, 25)))


def text_of(*folders, ends="*.py"):
    return "\n".join(
        file.read_text(encoding="utf-8") for folder in folders for file in sorted((TOP / folder).rglob(ends)))


def told(text, noun):
    """The numbers, in digits or in words, that stand before a noun."""
    found = re.findall(rf"\b([\d,]+|{'|'.join(sorted(IN_WORDS, key=len, reverse=True))}) {noun}\b", text,
                       flags=re.IGNORECASE)
    return [IN_WORDS.get(number.lower()) or int(number.replace(",", "")) for number in found]


# --- definition

@pytest.mark.parametrize("name", NAMES)
def test_an_experiment_is_called_as_its_file_and_has_tests(name):
    module = import_module(f"srm_ref.experiments.{FOLDERS[name]}.{name}")
    assert module.NAME == name
    tests = text_of(f"tests/experiments/{FOLDERS[name]}")
    assert re.search(rf"\b{name}\b", tests), f"tests/experiments/{FOLDERS[name]}: no test of {name}"


def test_every_module_of_experiments_is_in_the_registry():
    """The demo is a command of its own."""
    for folder in sorted(set(FOLDERS.values())):
        modules = {file.stem for file in (TOP / "srm_ref/experiments" / folder).glob("*.py")} - {"__init__", "demo"}
        assert modules == {name for name in NAMES if FOLDERS[name] == folder}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_has_golden_cases_of_output_and_gradient(name):
    for function in ("toy_forward", "toy_loss_and_gradient"):
        assert any(case.inputs["model"] == name for case in CASES if case.function == function)


@pytest.mark.parametrize("name", SIGMAS)
def test_a_scalar_map_is_named_where_forms_are_made(name):
    for build in (functional_forms.elementwise, functional_forms.overcomplete):
        assert f'"{name}"' in build.__doc__ or "SIGMAS" in build.__doc__


def test_every_function_has_a_family_of_mistakes_and_every_suite_a_generator():
    kept = {file.stem for file in (TOP / "srm_ref/verification/cases").glob("*.json")} - {"schema"}
    assert set(FAMILIES) == set(FUNCTIONS) and kept == set(FILES)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_a_command_is_tested_and_told_of(name):
    assert re.search(rf'main\(\["{name}"|run\("{name}"|"{name}"', text_of("tests/commands",
                                                                          "tests")), "no test calls it"
    assert f"srm-ref {name}" in README or f"`{name}`" in README, "README does not name it"


@pytest.mark.parametrize("lesson", lessons(), ids=[lesson.path.stem for lesson in lessons()])
def test_a_lesson_has_its_page_its_stub_its_solution_and_its_checker(lesson):
    here = lessons_folder()
    assert (here / "pages" / f"{lesson.path.stem}.md").is_file()
    for folder in ("exercises", "solutions", "checkers"):
        assert (here / folder / f"{lesson.number:02}.py").is_file(), folder
    assert f"{lesson.path.stem}.md" in (here / "README.md").read_text(encoding="utf-8")


# --- golden

@pytest.mark.parametrize("noun, number", [("experiments", len(NAMES)), ("lessons", len(lessons())),
                                          ("clouds of planted truth", len(planted_truths.PLANTED))])
def test_a_number_in_the_readme_is_that_of_the_list(noun, number):
    assert told(README, noun) and set(told(README, noun)) == {number}


def test_numbers_in_other_pages_are_those_of_what_they_count():
    recipes = (TOP / "tests/README.md").read_text(encoding="utf-8").split("## Eight recipes")[1].split("\n## ")[0]
    assert len(re.findall(r"^\*\*An? ", recipes, flags=re.MULTILINE)) == IN_WORDS["eight"]
    adapters = (TOP / "srm_ref/verification/adapters.md").read_text(encoding="utf-8")
    assert told(adapters, "functions of the first list") == [len(FUNCTIONS)]
    first, further = re.split(r"^And, if you have them, any of these", adapters, flags=re.MULTILINE)
    named = [set(re.findall(r"^    (\w+)\(.*-> ", part, flags=re.MULTILINE)) for part in (first, further)]
    assert named == [set(FUNCTIONS), set(EVERY) - set(FUNCTIONS)]


def test_numbers_in_the_list_of_changes_are_those_of_the_lists():
    changes = re.sub(r"\s+", " ", (TOP / "srm_ref/CHANGES.md").read_text(encoding="utf-8"))
    assert told(changes, "further functions") == [len(EVERY) - len(FUNCTIONS)]
    assert told(changes, "clouds of planted truth") == [len(planted_truths.PLANTED)]
    assert told(changes, "topics to move") == [len(playing.NAMES)]
    assert re.findall(r"Lessons 20 to (\d+) are new", changes) == [str(len(lessons()))]


def test_numbers_are_read_in_digits_and_in_words():
    assert told("Runs 29 experiments, then nineteen experiments and 1,200 experiments.",
                "experiments") == [29, 19, 1200]
