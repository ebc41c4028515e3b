"""Every lesson runs and equals its page, has its parts and its stub, and is found and handed out by the command."""

import ast
import contextlib
import inspect
import io
import os
import pathlib
import re
import subprocess
import sys
import time

import matplotlib
import numpy as np
import pytest
from matplotlib.image import imread

from srm_ref.cli import main
from srm_ref.course.build import stub_of
from srm_ref.course.exercise_pages import predictions_of
from srm_ref.course.finder import PARTS, lesson, lessons, lessons_folder, load_file
from srm_ref.course.pages import render
from srm_ref.course import animate, source
from srm_ref.figures.canvas import new_figure

HERE = lessons_folder()
LESSONS = lessons()
NUMBERS = [lesson.number for lesson in LESSONS]


PICTURE_ATOL = 0.02  # mean brightness: trained models in figures change by up to 0.008 with the processor


def checker(number):
    return load_file(HERE / "checkers" / f"{number:02}.py", f"checker_{number:02}")


def solution_text(number):
    return (HERE / "solutions" / f"{number:02}.py").read_text(encoding="utf-8")


def code_on(page):
    """All code of a page but that of solutions, without blanks."""
    page = re.sub(r"<summary>(?:One s|S)olution</summary>.*?</details>", "", page, flags=re.DOTALL)
    return "".join("".join(re.findall(r"^```python\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)).split())


def same_matplotlib(path):
    """Whether a kept picture was drawn by the matplotlib that runs here: another one sets other letters in other
    places.
    """
    return f"Matplotlib version{matplotlib.__version__}".encode() in path.read_bytes()


def coarse(png):
    """Brightness of a picture in 24 x 32 fields."""
    picture = imread(png)[..., :3].mean(axis=-1)
    rows, columns = (np.linspace(0, size, n + 1).astype(int) for size, n in zip(picture.shape, (24, 32)))
    sums = np.add.reduceat(np.add.reduceat(picture, rows[:-1], axis=0), columns[:-1], axis=1)
    return sums / np.outer(np.diff(rows), np.diff(columns))


# --- definition

@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.path.stem for lesson in LESSONS])
def test_lesson_runs_and_equals_its_page(lesson):
    start = time.monotonic()
    page = render(lesson)
    assert time.monotonic() - start < 180, "wanted under 60 s on two idle cores; three times that means something broke"
    for one in predictions_of(lesson):
        shown = eval(one.shows, page.names)
        assert one.is_one(shown) and one.comes(shown), f"{one.name}: the lesson shows {shown}"
        assert page.markdown.count(f"\n`{one.name}`: it is ") == 1, "told with the answer, once"
    kept = (HERE / "pages" / f"{lesson.path.stem}.md").read_text(encoding="utf-8")
    assert page.markdown == kept, f"run python -m srm_ref.course.build {lesson.number}"
    assert code_on(page.markdown) == "".join("".join(cell.source.split()) for cell in lesson.cells if not cell.is_text)
    for item in page.shown:
        assert len(item.alt) > 40, f"{item.name}: alternative text should say what can be seen"
        assert (HERE / "images" / item.file).is_file()
        if same_matplotlib(HERE / "images" / item.file):
            difference = np.abs(coarse(io.BytesIO(item.content())) - coarse(HERE / "images" / item.file)).mean()
            assert difference < PICTURE_ATOL, f"{item.file}: run python -m srm_ref.course.build {lesson.number}"


def shown_code(path):
    """What the statements of a lesson print that show code of the package; of the lesson only imports are run, and
    what binds the names that these statements need.
    """
    tree = ast.parse(path.read_text(encoding="utf-8")).body
    showing = [node for node in tree if re.search(r"\bsource\(", ast.unparse(node)) and "print" in ast.unparse(node)]
    names = {"__file__": str(path), "__name__": "lesson"}
    run = lambda nodes: exec(compile(ast.Module(nodes, []), str(path), "exec"), names)  # noqa: E731
    run([node for node in tree if isinstance(node, (ast.Import, ast.ImportFrom))])
    for node in showing:
        for name in {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} - names.keys():
            run([other for other in tree if isinstance(other, ast.Assign) and name == ast.unparse(other.targets[0])])
        with contextlib.redirect_stdout(io.StringIO()) as told:
            run([node])
        yield told.getvalue().strip()


@pytest.mark.parametrize("lesson", LESSONS, ids=NUMBERS)
def test_page_shows_the_code_that_runs(lesson):
    """The quick half of the test above: a function that a page shows was changed, and the page not built again."""
    page = (HERE / "pages" / f"{lesson.path.stem}.md").read_text(encoding="utf-8")
    told = list(shown_code(lesson.path))
    assert told or not re.search(r"print\(source\(", lesson.path.read_text(encoding="utf-8"))
    for text in told:
        assert text in page, f"run python -m srm_ref.course.build {lesson.number}"


@pytest.mark.slow
def test_a_lesson_is_a_script_that_runs_in_any_folder(tmp_path):
    done = subprocess.run([sys.executable, str(LESSONS[3].path)], cwd=tmp_path, capture_output=True, text=True,
                          timeout=120, env={name: value
                                            for name, value in os.environ.items() if name != "PYTHONPATH"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("0: length 2.000") and not list(tmp_path.iterdir())
    told = re.findall(r"^figure +(\S+)", done.stdout, flags=re.MULTILINE)
    assert [pathlib.Path(path).name for path in told] == ["04_ten_points.png", "04_sweep.gif", "04_play.png"]
    assert all(pathlib.Path(path).is_file() for path in told)


@pytest.mark.slow
@pytest.mark.parametrize("start", [[sys.executable, str(LESSONS[2].path)],
                                   [sys.executable, "-m", "srm_ref", "lesson", "3"]])
def test_figures_are_drawn_where_they_are_asked_for(start, tmp_path):
    done = subprocess.run([*start, "--figures", str(tmp_path / "new")], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert f"figure         {tmp_path / 'new' / '03_ways_to_turn.png'}\n" in done.stdout
    assert [path.read_bytes()[:4] for path in (tmp_path / "new").iterdir()] == [b"\x89PNG"]


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.path.stem for lesson in LESSONS])
def test_lesson_has_all_its_parts_in_order(lesson):
    text = "\n".join(cell.source for cell in lesson.cells if cell.is_text)
    for word in ("**Objectives.**", "**Prerequisites.**", "**Minutes.**"):
        assert word in lesson.cells[0].source
    headings = [heading for heading in re.findall(r"^## (.+)$", text, re.MULTILINE) if heading in PARTS]
    assert headings == list(PARTS)


def test_lessons_are_numbered_without_gaps():
    assert NUMBERS == list(range(1, len(NUMBERS) + 1))


@pytest.mark.parametrize("lesson", LESSONS, ids=NUMBERS)
def test_syllabus_has_every_lesson_with_its_minutes(lesson):
    reading, exercises = map(
        int,
        re.search(r"\*\*Minutes\.\*\* (\d+) to read, (\d+) for the exercises\.", lesson.cells[0].source).groups())
    stated = [
        int(minutes) for minutes in re.findall(r"Difficulty [123] of 3, (\d+) minutes", solution_text(lesson.number))
    ]
    assert abs(exercises - sum(stated)) <= 2.5, "rounded to five minutes"
    row = f"| {lesson.number}. [{lesson.title}](pages/{lesson.path.stem}.md) | {reading} | {exercises} |"
    assert row in (HERE / "README.md").read_text(encoding="utf-8")


def test_hours_of_the_plans_are_sums_of_the_minutes():
    text = (HERE / "README.md").read_text(encoding="utf-8")
    minutes = {
        int(n): (int(a), int(b))
        for n, a, b in re.findall(r"^\| (\d+)\. \[.*?\| (\d+) \| (\d+) \|", text, re.MULTILINE)
    }
    read, solve = (round(sum(column) / 60) for column in zip(*minutes.values()))
    assert f"about {read} hours of reading and {solve} of exercises in all" in text and len(minutes) == len(LESSONS)
    weeks = re.findall(r"^\| \d+ \| (\d+(?:, \d+)*) \| (\d+\.\d) \|", text, re.MULTILINE)
    taught = [[int(n) for n in numbers.split(", ")] for numbers, _ in weeks]
    assert len(weeks) == 6 + 12 and sorted(sum(taught[:6], [])) == sorted(sum(taught[6:], [])) == NUMBERS
    for lessons_of_week, (_, hours) in zip(taught, weeks):
        assert hours == f"{sum(sum(minutes[n]) for n in lessons_of_week) / 60:.1f}", lessons_of_week


def test_links_of_the_course_lead_somewhere():
    for page in (*HERE.glob("*.md"), *(HERE / "pages").glob("*.md")):
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (page.parent / target).is_file(), f"{page.name}: {target}"


@pytest.mark.parametrize("number", NUMBERS)
def test_lines_of_lessons_and_exercises_fit_on_a_page(number):
    parts = (LESSONS[number - 1].path, *(HERE / part / f"{number:02}.py" for part in ("solutions", "exercises")))
    long = [line for path in parts for line in path.read_text(encoding="utf-8").splitlines() if len(line) > 120]
    assert not [line for line in long if not line.startswith("# |")], "120 characters, but for rows of tables"


# --- analytic

@pytest.mark.parametrize("number", NUMBERS)
def test_stub_is_made_from_the_solution(number):
    kept = (HERE / "exercises" / f"{number:02}.py").read_text(encoding="utf-8")
    assert kept == stub_of(solution_text(number)), "run python -m srm_ref.course.build"
    assert "# solution" not in kept and "NotImplementedError" in kept


def test_notation_is_that_of_the_lessons_and_of_the_package():
    package = "".join(path.read_text(encoding="utf-8") for path in (HERE.parent / "srm_ref").rglob("*.py"))
    rows = re.findall(r"^\| (\$.*?) \| (.*?) \| .* \| (\d+) \|$", (HERE / "notation.md").read_text(encoding="utf-8"),
                      flags=re.MULTILINE)
    assert len(rows) > 40
    for formulas, code, number in rows:
        text = "\n".join(cell.source for cell in LESSONS[int(number) - 1].cells if cell.is_text)
        math = "".join(re.findall(r"\$\$.*?\$\$|\$[^$]+\$", text, flags=re.DOTALL))
        for formula in re.findall(r"\$([^$]+)\$", formulas):
            assert formula in math, f"{formula} is not in lesson {number}"
        for name in re.findall(r"`(?:W\.T @ W|W @ W\.T|form\.)?(\w*)", code):
            assert re.search(rf"\b{name}\b", package), f"{name} is not in the package"


@pytest.mark.parametrize("page", [*LESSONS, "README", "notation", "papers"],
                         ids=lambda page: getattr(page, "number", page))
def test_formulas_survive_markdown(page):
    """Markdown eats a backslash before punctuation, and a space inside a dollar sign keeps a formula from being one."""
    if isinstance(page, str):
        text = (HERE / f"{page}.md").read_text(encoding="utf-8")
    else:
        text = "\n".join(cell.source for cell in page.cells if cell.is_text)
    text = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    blocks, inline = re.split(r"\$\$", text), []
    assert len(blocks) % 2 == 1, "a $$ is not closed"
    for paragraph in re.split(r"\n\s*\n|\|", "\n".join(blocks[::2])):
        pieces = paragraph.split("$")
        assert len(pieces) % 2 == 1, f"a $ is not closed in {paragraph!r}"
        inline += pieces[1::2]
    for formula in [*blocks[1::2], *inline]:
        assert not re.search(r"\\[,;:!{}%#&_|]", formula), formula
    for formula in inline:
        assert formula == formula.strip(), formula


def test_animation_draws_every_frame_and_repeats():
    figure, axes = new_figure(1, 1, width=1, height=1)
    line, = axes[0, 0].plot([0, 1], [0, 1])
    moving = animate(figure, lambda frame: line.set_ydata([frame, 1]), 3, "name", "a line that turns")
    gif = moving.content()
    graphic_control, repeats_for_ever = b"\x21\xf9\x04", b"NETSCAPE2.0\x03\x01\x00\x00"
    assert gif.startswith(b"GIF89a") and gif.count(graphic_control) == 3 and repeats_for_ever in gif
    assert 'alt="a line that turns"' in moving._repr_html_()


def test_one_release_of_matplotlib_drew_all_pictures():
    paths = [path for path in (HERE / "images").glob("*.png") if path.name != "demo.png"]
    assert len({re.search(rb"Matplotlib version([\d.]+)", path.read_bytes())[1] for path in paths}) == 1


def test_images_and_animations_are_used_and_small():
    readmes = (HERE / "README.md", HERE.parent / "README.md")
    pages = "".join(path.read_text(encoding="utf-8") for path in (*HERE.glob("pages/*.md"), *readmes))
    for path in (HERE / "images").iterdir():
        assert path.name in pages, f"{path.name} stands on no page"
        if path.name != "demo.png":  # the README's, as `srm-ref demo` leaves it
            assert path.stat().st_size < (1_000_000 if path.suffix == ".gif" else 150_000)


def test_a_lesson_is_found_by_its_name_and_by_its_number():
    for one in LESSONS:
        assert lesson(one.name) == lesson(str(one.number)) == lesson(f"{one.number:02}") == one
    assert len({one.name for one in LESSONS}) == len(LESSONS)


def test_the_command_lists_every_lesson(capsys):
    assert main(["lesson", "list"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == len(LESSONS) and all(one.name in row and one.title in row for one, row in zip(LESSONS, rows))


@pytest.mark.slow
def test_the_command_runs_a_lesson_in_any_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lesson", "the_spotlight_by_hand"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"4. {LESSONS[3].title}\n\n0: length 2.000") and not list(tmp_path.iterdir())
    assert out.count("figure         ") == 3 and "--figures DIR draws it anew" in out
    for line in out.splitlines()[-3:-1]:
        assert pathlib.Path(line.split(None, 2)[2]).is_file(), line
    assert out.endswith("srm-ref lesson the_spotlight_by_hand --check\n")


# --- properties

@pytest.mark.parametrize("number", NUMBERS)
def test_every_exercise_says_how_hard_it_is_and_how_long_it_takes(number):
    solved = load_file(HERE / "solutions" / f"{number:02}.py", f"solution_{number:02}")
    for exercise in checker(number).EXERCISES:
        assert re.search(r"Difficulty [123] of 3, \d+ minutes", getattr(solved, exercise.name).__doc__)


# --- errors

def test_checker_hands_out_the_stub_then_says_unsolved(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lesson", "1", "--check"]) == 1
    assert "answers/01.py" in capsys.readouterr().out.replace("\\", "/")
    assert main(["lesson", "the_whole_story", "--check"]) == 1
    assert "unsolved" in capsys.readouterr().out


@pytest.mark.parametrize("words, complaint", [
    (["lesson", "99"], "LESSON: wanted a number from 1 to"), (["lesson", "no_such"], "found 'no_such'"),
    (["lesson", "1", "--check", "--file", "none.py"], "--file: wanted a file of answers; found no file 'none.py'"),
    (["lesson", "1", "--file", "none.py"], "--file: wanted --check beside it; found none")])
def test_what_cannot_be_is_refused_in_one_line(words, complaint, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    captured = capsys.readouterr()
    assert complaint in captured.err and captured.err.count("\n") == 1 and not captured.out and not list(
        tmp_path.iterdir())


# --- golden

def test_stub_of_a_solution_written_by_hand():
    kept = 'def f(x):\n    """Say."""\n'
    after = "\n\ndef g():\n    return 1\n"
    solution = kept + "    # solution\n    y = x\n    return y\n    # end of solution\n" + after
    assert stub_of(solution) == kept + '    raise NotImplementedError("replace this line with your answer")\n' + after


def test_source_is_without_its_docstring():
    assert source(stub_of).splitlines() == [
        "def stub_of(solution: str) -> str:", *inspect.getsource(stub_of).splitlines()[-1:]
    ]
    assert source(checker) == inspect.getsource(checker)
    assert source(stub_of).endswith(")\n") and not source(stub_of).endswith("\n\n")
