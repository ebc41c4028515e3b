"""A page shows what every exercise asks, three hints and the solution, folded; and asks before it answers."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest

from srm_ref.cli import main
from srm_ref.course.exercise_pages import OPEN, exercises_of, shown_exercises, solution_of, spoken
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.finder import Cell, Lesson, lessons
from srm_ref.course.judging import hints_of
from srm_ref.course.pages import render
from srm_ref.course.predictions import QUESTION

LESSONS = lessons()
EVERY = [exercise for lesson in LESSONS for exercise in exercises_of(lesson)]
SHOWING = '''from srm_ref.course import show
from srm_ref.figures.canvas import new_figure
import numpy

figure, axes = new_figure(1, 1, width=1, height=1)
show(figure, "still", "a square")
print("two", 1 + 1)
assert 1 + 1 == 2'''
TOLD_BY_TEXT = {"08_forms", "13_three_errors", "14_polytopes", "15_three_layouts", "17_turning", "18_six_spotlights"}
FOLD = "<details>\n<summary>{}</summary>\n\n{}\n\n</details>"


def small(*cells):
    return Lesson(1, Path("01_small.py"), "Small", [Cell(is_text, source, 1) for is_text, source in cells])


def square(x):
    """Return x^2."""
    # solution
    return x**2
    # end of solution


# --- definition

@pytest.mark.parametrize("exercise", EVERY, ids=lambda one: one.name)
def test_every_exercise_has_three_different_hints(exercise):
    hints = hints_of(exercise)
    assert len(hints) == 3 == len(set(hints)) and all(len(hint) > 10 for hint in hints)


def test_hints_by_hand():
    exercise = Exercise("square", square, lambda rng: [(0,), (1, Note("one")), (3, Note("three")), (np.arange(9.0),)],
                        lambda x: [(2 * x, "twice"), (-x * x, "sign")])
    assert hints_of(exercise) == ("do it by hand: square(1) (one)", "square(1) is 1", "found 2 there? twice")
    told = Exercise("square", square, hints=("a", "b", "c"))
    assert hints_of(told) == ("a", "b", "c")


# --- analytic

def test_a_page_by_hand():
    page = render(small((True, f"# 1. Small\n\n{QUESTION} How many?"), (False, SHOWING),
                        (True, "So, as lesson 4 says."), (False, 'print("x")')))
    drawn, printed, asserted = (f"```python\n{code}\n```" for code in re.split(r"\n(?=print|assert)", SHOWING))
    wanted = ["# 1. Small", f"{QUESTION} How many?", FOLD.format("Imports, code of the figure", drawn), printed,
              FOLD.format("What is asserted", asserted),
              FOLD.format("The answer: what comes out", "```text\ntwo 2\n```\n\n![a square](../images/still.png)\n\n"
                          "What can be seen: a square"),
              "So, as [lesson 4](04_the_spotlight_by_hand.md) says.", '```python\nprint("x")\n```',
              "```text\nx\n```", "---"]
    assert page.markdown.split("\n\n", 1)[1].startswith("\n\n".join(wanted))
    assert [item.alt for item in page.shown] == ["a square"]


def test_a_prediction_is_asked_for_at_its_question_and_told_with_the_folded_answer():
    asks = f"# 1. Small\n\n{QUESTION} How many? Predict `n_peaks`."
    cells = (True, asks), (False, "n = 5"), (False, "print(n)"), (True, "So."), (False, "print(n)")
    page = render(small(*cells)).markdown
    before, folded = page.split("<details>")
    assert f"{asks}\n\n> Write down first what you expect, in `answers/01.py`; `srm-ref lesson 1 --check` " in before
    assert "\n> - `n_peaks`: How many peaks has the spotlight's curve over a full turn? A whole number.\n" in before
    assert "```text\n5\n```\n\n`n_peaks`: it is 5: one at the angle of each of the five arrows, " in folded
    assert "it is 5" not in before and page.count("it is 5") == 1


def test_the_exercises_stand_in_their_part():
    page = render(small((True, "# 1. Small\n\n## Exercises\n\n1. One.\n\n## Remember\n\nAll."))).markdown
    assert page.index("1. One.") < page.index("### Exercise 1: `forward(") < page.index("## Remember")
    counts = [page.count(f"<summary>{name}</summary>") for name in ("Solution", "Hint 1", "Hint 3")]
    n = len(exercises_of(LESSONS[0]))
    assert counts == [n - page.count("<summary>One solution</summary>"), n, n]
    assert page.count(OPEN) == n - counts[0] == 1


# --- properties

@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.name for lesson in LESSONS])
def test_what_is_asked_and_its_solution_are_on_the_page_to_the_letter(lesson):
    shown = shown_exercises(lesson)
    for exercise in exercises_of(lesson):
        asked = spoken(" ".join(inspect.getdoc(exercise.solution).split()))
        assert asked in " ".join(shown.split()), exercise.name
        assert f"```python\n{solution_of(exercise.solution)}\n```" in shown
    assert re.sub(r"\s", "", solution_of(exercise.solution)) in re.sub(r"\s", "", inspect.getsource(exercise.solution))


def test_folds_have_blank_lines_about_what_is_inside():
    """Without them Markdown shows the source of what is folded."""
    for lesson in LESSONS[:4]:
        shown = shown_exercises(lesson)
        counts = {shown.count(one) for one in ("<details>", "</details>", "</summary>\n\n", "\n\n</details>")}
        assert len(counts) == 1 and min(counts) > 10


def test_a_question_stands_before_every_figure_that_the_text_does_not_tell():
    asked, told, is_asked = set(), set(), False
    for cell in (cell for lesson in LESSONS for cell in lesson.cells):
        if cell.is_text:
            is_asked = cell.source.split("\n\n")[-1].startswith(QUESTION)
        else:
            (asked if is_asked else told).update(re.findall(r'(?:show|animate)\([^"]*"(\d\d_\w+)"', cell.source))
    assert len(asked) >= 34 and not asked & told
    assert {name for name in told if not name.endswith("_play")} == TOLD_BY_TEXT


# --- errors

def test_hints_are_given_before_there_is_an_answer(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lesson", "4", "--hint", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == ["angles", "  1. do it by hand: angles(2)", "  2. angles(2) is [0, 3.14159]", "coordinates"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [["--notebook", "x.ipynb"], ["--check"], ["--play"], ["--figures", "x"], ["--hint"]])
def test_the_list_of_lessons_takes_no_flag(words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lesson", "list", *words]) == 2
    assert capsys.readouterr().out == "" and not list(tmp_path.iterdir())
