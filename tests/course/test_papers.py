"""The page of the papers has every figure that an experiment draws anew, and every sentence that one judges."""

import importlib
import re

import pytest

from srm_ref.course.finder import lessons, lessons_folder
from srm_ref.course.links import modules_of_names
from srm_ref.experiments.registry import FOLDERS
from srm_ref.experiments.shared import sentences

HERE = lessons_folder()
TEXT = (HERE / "papers.md").read_text(encoding="utf-8")
VARIED = {"pentagon_densities", "three_equal_features",  # of a figure with an experiment of its own, of an aside,
          "finite_data"}  # and of another paper
EXPERIMENTS = "srm_ref/experiments/superposition"


def rows(heading):
    part = re.split(r"^##", TEXT.partition(f"### {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    return [row.strip("| ").split(" | ") for row in part.splitlines() if row.startswith("| ")][1:]


def linked_to(cell):
    return re.search(r"\]\((.*)\)", cell)[1]


FIGURES, SENTENCES, CODE = rows("Its figures"), rows("Sentences of its author"), rows("The author's public code")


# --- definition

def test_every_experiment_about_a_section_of_the_paper_stands_beside_its_figure():
    shown = [re.match(r"\[`(\w+)`\]", row[3])[1] for row in FIGURES]
    about = {name for name, folder in FOLDERS.items() if folder == "superposition"} - VARIED
    assert sorted(shown) == sorted(about), "every experiment on the paper has one row of lessons/papers.md"
    for row, name in zip(FIGURES, shown):
        source = importlib.import_module(f"srm_ref.experiments.superposition.{name}").SOURCE
        assert re.sub('TMS,? "?', "", source).startswith(row[0]), name


def test_every_sentence_of_the_author_stands_on_the_page_and_in_its_experiment():
    said = {name: getattr(sentences, name) for name in sentences.__all__ if name != "ours"}
    said = {(one.who, one.says): name for name, one in said.items() if one.who.startswith("SRM")}
    assert {(row[0], row[1]) for row in SENTENCES} == set(said) and len(SENTENCES) == len(said) > 9
    for who, says, _, experiment in SENTENCES:
        text = (HERE / linked_to(experiment)).read_text(encoding="utf-8")
        assert re.search(rf"\b{said[who, says]}\b", text), f"{experiment} does not judge it"


# --- properties

def test_every_link_of_the_page_leads_somewhere():
    targets = [target for target in re.findall(r"\]\(([^)]*)\)", TEXT) if not target.startswith("https:")]
    assert len(targets) > 100 and [target for target in targets if not (HERE / target).is_file()] == []


@pytest.mark.parametrize("row", FIGURES + CODE, ids=lambda row: row[-2].split("`")[1])
def test_what_a_row_names_is_in_what_it_links(row):
    name = re.match(r"\[`(\w+)`\]", row[-2])[1]
    assert name in (HERE / linked_to(row[-1])).read_text(encoding="utf-8")
    assert linked_to(row[-2]).removeprefix("../") in (modules_of_names().get(name), f"{EXPERIMENTS}/{name}.py")


def test_lessons_that_stand_beside_a_figure_name_its_section():
    texts = ["\n".join(cell.source for cell in lesson.cells if cell.is_text) for lesson in lessons()]
    for section, _, numbers, _, _ in FIGURES:
        for number in map(int, re.findall(r"\[(\d+)\]", numbers)):
            named = " ".join(texts[number - 1].partition("## In the papers")[2].lower().split())
            assert section.lower().replace("geometric ", "").strip("?") in named.replace("geometric ", ""), number
