"""Code that only imports, draws or asserts is folded away; joined again, the pieces are the cell."""

import ast

import pytest

from srm_ref.course.finder import lessons
from srm_ref.course.folding import FEWEST_LINES, STORY, folded

LESSONS = lessons()
FIRST = '''import numpy as np
from srm_ref.figures.canvas import legend, new_figure
from srm_ref.course import show, source

N = 3
x = np.arange(N)  # read by story and figure
'''.strip()
SECOND = '''total = x.sum()
print(total)
figure, axes = new_figure(1, 1)
ax = axes[0, 0]
ends = [0, 2]  # read by the figure alone
ax.plot(ends, [0, 0])
for k in range(3):
    ax.plot(x, k * x)
legend(ax)
show(figure, "name", "a line")
assert total == 3
for k in range(3):
    y = k * x
    assert y.sum() == 3 * k; print
print("done")
assert N == 3'''


def code_of(lesson):
    return [cell.source for cell in lesson.cells if not cell.is_text]


def calls_in(source):
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {call.id for call in calls if isinstance(call, ast.Name)}


# --- definition

@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.name for lesson in LESSONS])
def test_nothing_is_lost_and_nothing_changes_places(lesson):
    assert ["".join(piece.source for piece in pieces) for pieces in folded(code_of(lesson))] == code_of(lesson)


# --- analytic

def test_pieces_by_hand():
    first, second = folded([FIRST, SECOND.replace("; print", "")])
    assert [piece.kinds for piece in first] == [("imports",), STORY]
    assert first[0].source.endswith("show, source\n")
    assert first[1].source == "\nN = 3\nx = np.arange(N)  # read by story and figure"
    assert [piece.kinds for piece in second] == [STORY, ("figure", "checks"), STORY, ("checks",)]
    assert second[0].source == "total = x.sum()\nprint(total)\n" and second[1].source.startswith("figure, axes = ")
    assert second[2].source == 'print("done")\n'


def test_two_statements_on_a_line_stay_together():
    cell = SECOND.replace("; print", "; print(k)")
    assert all("print(k)" not in piece.source for piece in folded([FIRST, cell])[1] if piece.kinds != STORY)
    assert [piece.source for piece in folded(["a = 1; print(a)\nb = 2"])[0]] == ["a = 1; print(a)\nb = 2"]


def test_a_short_piece_inside_the_story_stays_in_it():
    short, long = ("assert a\n" * n for n in (FEWEST_LINES - 1, FEWEST_LINES))
    assert [piece.kinds for piece in folded([f"a = f()\n{short}print(a)"])[0]] == [STORY]
    assert [piece.kinds for piece in folded([f"a = f()\n{long}print(a)"])[0]] == [STORY, ("checks",), STORY]


@pytest.mark.parametrize("source", ["x = train()\nassert x", "def f():\n    return 2\n\n\nx = f()\nassert x"])
def test_what_the_package_or_the_lesson_computes_is_story_although_only_asserts_read_it(source):
    pieces = folded(["from srm_ref.superposition import train", source])[1]
    assert [piece.kinds for piece in pieces] == [STORY, ("checks",)]


# --- properties

@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.name for lesson in LESSONS])
def test_what_is_folded_prints_nothing_and_figures_are_shown_in_folds(lesson):
    for piece in (piece for pieces in folded(code_of(lesson)) for piece in pieces):
        called = calls_in(piece.source)
        assert piece.kinds == STORY or "print" not in called
        assert piece.kinds != STORY or not called & {"show", "animate"}


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.name for lesson in LESSONS])
def test_no_long_run_of_asserts_stays_in_the_story(lesson):
    for piece in (piece for pieces in folded(code_of(lesson)) for piece in pieces if piece.kinds == STORY):
        marks = "".join("a" if isinstance(node, ast.Assert) else "." for node in ast.parse(piece.source).body)
        assert "a" * FEWEST_LINES not in marks
