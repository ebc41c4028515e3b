"""A prediction is judged once it is there, told why it comes or does not, and stands where its lesson asks for it."""

import inspect
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from srm_ref.cli import main
from srm_ref.course.exercise_pages import predictions_of
from srm_ref.course.finder import Cell, lessons, lessons_folder, load_file
from srm_ref.course.predictions import QUESTION, Prediction, judged, named_in, predict

LESSONS = lessons()
EVERY = [(lesson, one) for lesson in LESSONS for one in predictions_of(lesson)]


def n_peaks():
    """How many? A whole number."""
    return 5


def height():
    return 0.04


def trend():
    return "falls"


def order():
    return "a", "c", "b"


WHOLE = Prediction("n_peaks", n_peaks, "count", "one for each", overlooked={2: "there are more"})
NUMBER = Prediction("height", height, "top", "few are lit", room=0.01)
WORD = Prediction("trend", trend, "way", "it costs", choices=("rises", "falls"))
ORDER = Prediction("order", order, "rank", "so", choices=("a", "b", "c"), overlooked={("a", "b", "c"): "look at c"})


def said(prediction, value):
    return judged(prediction, SimpleNamespace(**{prediction.name: lambda: value}))[1:3]


# --- definition

@pytest.mark.parametrize("prediction, value, state, hint", [
    (WHOLE, 5, "right", "it is 5: one for each"), (WHOLE, np.int64(5), "right", "it is 5: one for each"),
    (WHOLE, 5.0, "right", "it is 5: one for each"),
    (WHOLE, 2, "not so", "you expect 2: there are more; it is 5: one for each"),
    (WHOLE, 4, "not so", "you expect 4; it is 5: one for each"),
    (NUMBER, 0.049, "right", "it is 0.04, to within 0.01: few are lit"),
    (NUMBER, 0.051, "not so", "you expect 0.051; it is 0.04, to within 0.01: few are lit"),
    (WORD, "falls", "right", "it is 'falls': it costs"),
    (WORD, "rises", "not so", "you expect 'rises'; it is 'falls': it costs"),
    (ORDER, ("a", "c", "b"), "right", "it is ('a', 'c', 'b'): so"),
    (ORDER, ["a", "b", "c"], "not so", "you expect ['a', 'b', 'c']: look at c; it is ('a', 'c', 'b'): so")])
def test_a_prediction_is_told_whether_it_comes_and_why(prediction, value, state, hint):
    assert said(prediction, value) == (state, hint)


@pytest.mark.parametrize("prediction, value, wanted", [
    (WHOLE, 2.5, "a whole number"), (WHOLE, "5", "a whole number"), (WHOLE, True, "a whole number"),
    (WHOLE, np.nan, "a whole number"), (WHOLE, np.inf, "a whole number"), (WHOLE, None, "a whole number"),
    (NUMBER, "much", "a number"), (NUMBER, [0.04], "a number"), (WORD, "falling", "one of 'rises', 'falls'"),
    (WORD, 1, "one of 'rises', 'falls'"), (ORDER, ("a", "c"), "a tuple with 'a', 'b', 'c' in your order"),
    (ORDER, "acb", "a tuple with 'a', 'b', 'c' in your order")])
def test_what_is_no_prediction_is_told_nothing_of_what_comes(prediction, value, wanted):
    state, hint = said(prediction, value)
    assert state == "wrong" and hint.startswith(f"wanted {wanted}; found ") and prediction.because not in hint


def test_nothing_is_told_before_there_is_a_prediction():
    def unwritten():
        raise NotImplementedError
    for answers in (SimpleNamespace(), SimpleNamespace(n_peaks=unwritten)):
        verdict = judged(WHOLE, answers)
        assert verdict.state == "unsolved" and "5" not in verdict.hint + "".join(verdict.levels)
    assert judged(WHOLE, SimpleNamespace(n_peaks=5)).state == "right", "a bare value is a prediction, too"
    assert judged(WHOLE, SimpleNamespace(n_peaks=lambda: 1 / 0))[1:3] == (
        "wrong", "ZeroDivisionError: division by zero")


# --- analytic

def test_a_question_asks_for_what_its_last_paragraph_names():
    cell = Cell(True, f"`trend` is told.\n\n{QUESTION} How many? Predict `n_peaks`.", 1)
    assert named_in(cell, [WHOLE, WORD]) == [WHOLE]
    assert named_in(cell._replace(is_text=False), [WHOLE]) == []
    assert named_in(Cell(True, "How many? Predict `n_peaks`.", 1), [WHOLE]) == []


def test_a_notebook_asks_and_tells():
    assert repr(predict(1, "n_peaks")) == ("n_peaks: write what you expect in the place of the dots, a whole number, "
                                           "then run this cell again")
    assert predict(1, "n_peaks", 5).startswith("n_peaks: right: it is 5: one at the angle of each")
    assert predict(1, "n_peaks", 2).startswith("n_peaks: not so: you expect 2: the spotlight is turned")
    assert predict(1, "no_such") == "lesson 1 asks for n_peaks, peak_height; there is no 'no_such'"


# --- properties

@pytest.mark.parametrize("lesson, one", EVERY, ids=[f"{lesson.number}-{one.name}" for lesson, one in EVERY])
def test_a_prediction_stands_in_its_stub_and_at_one_question(lesson, one):
    places = [cell for cell in lesson.cells if one in named_in(cell, [one])]
    assert len(places) == 1 and one.solution.__name__ == one.name and one.because and one.shows
    right = one.solution()
    assert one.is_one(right) and judged(one, SimpleNamespace(**{one.name: one.solution}))[1:3] == ("right", one.told())
    assert all(one.is_one(value) and not one.comes(value) and why for value, why in one.overlooked.items())
    assert all(choice in one.asks() for choice in one.choices) and (one.choices or "number" in one.asks())
    assert not one.room or f"to within {one.room:g}" in one.asks()
    stub = load_file(lessons_folder() / "exercises" / f"{lesson.number:02}.py", "stub")
    assert judged(one, stub).state == "unsolved"
    assert inspect.getdoc(getattr(stub, one.name)) == inspect.getdoc(one.solution)


def test_every_lesson_asks_for_a_prediction():
    assert [lesson.number for lesson in LESSONS if not predictions_of(lesson)] == []


def test_names_of_predictions_and_exercises_differ():
    for lesson in LESSONS:
        text = (lessons_folder() / "exercises" / f"{lesson.number:02}.py").read_text(encoding="utf-8")
        names = re.findall(r"^def (\w+)", text, flags=re.MULTILINE)
        assert len(set(names)) == len(names) and names[:len(predictions_of(lesson))] == [
            one.name for one in predictions_of(lesson)], "predictions come first"


# --- errors

def test_a_prediction_that_does_not_come_is_no_mistake(tmp_path, capsys):
    text = (lessons_folder() / "solutions" / "01.py").read_text(encoding="utf-8")
    file = Path(tmp_path) / "ada" / "01.py"
    file.parent.mkdir()
    file.write_text(text.replace("    return 5\n", "    return 2\n"), encoding="utf-8")
    assert main(["lesson", "1", "--check", "--file", str(file)]) == 0
    assert capsys.readouterr().out.startswith("not so    n_peaks\n          you expect 2: the spotlight is turned")
    assert main(["lesson", "1", "--check-all", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[-1] == "/++++++"
    file.write_text(text.replace("    return 5\n", "    return 2.5\n"), encoding="utf-8")
    assert main(["lesson", "1", "--check", "--file", str(file)]) == 1
