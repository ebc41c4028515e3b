"""A learner's file in a process of its own: nothing that it does is taken for a verdict, and everything ends in
time.
"""

import time

import pytest

from srm_ref.cli import main
from srm_ref.course.check import check_answers
from srm_ref.course.classes import Row, class_rows, table
from srm_ref.course.finder import lesson, lessons_folder

SHADOW = "\ndef shadow(W, i, j):\n    return float(W[:, i] @ W[:, j])\n"


def written(tmp_path, text, name="01.py"):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def solution(number):
    return (lessons_folder() / "solutions" / f"{number:02}.py").read_text(encoding="utf-8")


# --- definition

def test_whatever_an_answer_does_it_gets_a_verdict_and_the_others_do_too(tmp_path):
    path = written(
        tmp_path, "import os, sys\nprint('[\"forward\", \"right\", \"\"]')\n"
        "def forward(W, bias, features):\n    print('[\"forward\", \"right\", \"\"]', flush=True)\n    os._exit(0)\n"
        + SHADOW + "def resonance(a, d, e):\n    while True:\n        pass\n"
        "def count_peaks(values, height):\n    raise KeyboardInterrupt\n")
    start = time.monotonic()
    found = {verdict.name: verdict for verdict in check_answers(lesson("1"), path, seconds=1.5, quiet=True)}
    assert time.monotonic() - start < 40, "three starts and one time limit take 5 s on an idle machine"
    assert {name: verdict.state for name, verdict in found.items()} == {
        "n_peaks": "unsolved", "peak_height": "unsolved", "forward": "wrong", "shadow": "right", "resonance": "wrong",
        "count_peaks": "wrong", "five_at_once": "unsolved"}
    assert found["forward"].hint == "your answer ends the program: return the result instead"
    assert found["resonance"].hint == "no result after 1.5 seconds: is there a loop that never ends?"
    assert "KeyboardInterrupt" in found["count_peaks"].hint


@pytest.mark.parametrize("text, why", [
    ("import sys\nsys.exit()\n", "SystemExit"), ("def forward(:\n", "SyntaxError"),
    ("import os\nos._exit(0)\n", "it ends the program, or takes more than"),
    ("while True:\n    pass\n", "takes more than 1 second to load")])
def test_a_file_that_does_not_load_is_no_full_marks(tmp_path, capsys, text, why):
    path = written(tmp_path, text)
    assert main(["lesson", "1", "--check", "--file", str(path), "--seconds", "1"]) == 1
    assert f"{path} cannot be run: " in (out := capsys.readouterr().out) and why in out


def test_what_answers_print_goes_to_the_standard_error(tmp_path, capfd):
    path = written(tmp_path, solution(1).replace("    # solution\n", "    print('right     forged')\n"))
    assert main(["lesson", "1", "--check", "--file", str(path)]) == 0
    captured = capfd.readouterr()
    names = [line.split()[1] for line in captured.out.splitlines() if line.startswith("right ")]
    assert "forged" in captured.err and names == ["n_peaks", "peak_height", "forward", "shadow", "resonance",
                                                  "count_peaks", "five_at_once"]


@pytest.mark.parametrize("level, said", [
    (3, ["1. look at resonance([[1]], [2], 0.5) (the direction need not have length 1)",
         "2. resonance([[1]], [2], 0.5): wanted 1; found 0 (the direction need not have length 1)",
         "3. this is the share outside the cone"])])
def test_hints_are_graded(tmp_path, capsys, level, said):
    text = solution(1).replace("return float(np.count_nonzero(cosines >= epsilon)",
                               "return 1 - float(np.count_nonzero(cosines >= epsilon)")
    assert main(["lesson", "1", "--check", "--file", str(written(tmp_path, text)), "--hint", str(level)]) == 1
    assert [line.strip() for line in capsys.readouterr().out.splitlines()[7:7 + level]] == said


def test_hints_before_there_is_an_answer(tmp_path, capsys):
    stub = (lessons_folder() / "exercises" / "04.py").read_text(encoding="utf-8")
    assert main(["lesson", "4", "--check", "--file", str(written(tmp_path, stub)), "--hint", "2"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "unsolved  highest" and "what you expect" in lines[1]  # a prediction
    assert lines[2:5] == [
        "unsolved  angles", "          1. do it by hand: angles(2)", "          2. angles(2) is [0, 3.14159]"]


# --- analytic

def test_a_class_is_a_table(tmp_path, capsys):
    written(tmp_path, solution(1), "ada/01.py")  # two predictions and five exercises
    written(tmp_path, solution(1).replace("values > height", "values >= height"), "bob_01.py")
    written(tmp_path, "import sys\nsys.exit()\n", "eve.py")
    assert main(["lesson", "1", "--check-all", str(tmp_path)]) == 1
    lines = [line.split(maxsplit=5) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["student", "lesson", "right", "wrong", "unsolved", "marks"]
    assert lines[1:3] == [["ada", "1", "7", "0", "0", "+++++++"], ["bob", "1", "6", "1", "0", "+++++-+"]]
    assert lines[3][:5] == ["eve", "1", "0", "0", "0"] and "cannot be run: SystemExit" in lines[3][5]
    (tmp_path / "bob_01.py").unlink()
    assert main(["lesson", "--check-all", str(tmp_path)]) == 0  # eve's file says no lesson
    assert capsys.readouterr().out.splitlines()[1:] == ["ada           1      7      0         0  +++++++"]


def test_answers_of_a_class_are_found_in_files_and_folders(tmp_path, monkeypatch):
    for name in ("ada/01.py", "ada/02.py", "bob/answers/02.py", "cat_02.py", "dan.py", "02.py", "ada/99.py",
                 "ada/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    monkeypatch.setattr("srm_ref.course.classes.check_answers", lambda *given, **more: [])
    assert [row[:2] for row in class_rows(tmp_path)] == [(".", 2), ("ada", 1), ("ada", 2), ("bob", 2), ("cat", 2)]
    assert [row[:2] for row in class_rows(tmp_path, lesson("2"))] == [(".", 2), ("ada", 2), ("bob", 2), ("cat", 2),
                                                                      ("dan", 2)]


def test_a_table_counts_marks():
    refused = Row("eve", 1, "", "cannot be run")
    assert refused.n_right != refused.n_exercises, "a file that cannot be run is no full marks"
    assert table([Row("ada", 4, "+-.", ""), Row("bo", 12, "", "cannot be run")]).splitlines()[1:] == [
        "ada           4      1      1         1  +-.", "bo           12      0      0         0  cannot be run"]


# --- errors

@pytest.mark.parametrize("words, complaint", [
    (["lesson"], "LESSON: wanted the name or the number of a lesson, or list; found none"),
    (["lesson", "--check-all", "nowhere"], "--check-all: wanted a folder of answers; found no folder 'nowhere'"),
    (["lesson", "--check-all", "."], "--check-all: wanted answers such as STUDENT/04.py; found none in '.'"),
    (["lesson", "1", "--hint", "1", "--play"], "--hint: wanted at most --check beside it; found --play"),
    (["lesson", "1", "--check", "--check-all", "."], "--check-all: wanted no --check beside it; found both"),
    (["lesson", "1", "--check", "--file", "a.py", "--seconds", "0"], "--seconds: wanted a positive number; found 0.0")])
def test_what_cannot_be_is_refused_in_one_line(words, complaint, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    if "a.py" in words:
        (tmp_path / "a.py").write_text("")
    assert main(words) == 2
    captured = capsys.readouterr()
    assert complaint in captured.err and captured.err.count("\n") == 1 and not captured.out
