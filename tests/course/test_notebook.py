"""A lesson as a notebook is one of the notebook format 4.5, has all its text and code, and runs; run, it has its
page's outputs.
"""

import base64
import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from srm_ref.cli import main
from srm_ref.course.exercise_pages import predictions_of
from srm_ref.course.finder import Cell, Lesson, lessons
from srm_ref.course.notebook import notebook_of, write_notebook
from tests.course.notebook_format import faults

TOP = Path(__file__).resolve().parents[2]
LESSONS = lessons()
SHOWING = """
from srm_ref.course import animate, show
from srm_ref.figures.canvas import new_figure

figure, axes = new_figure(1, 1, width=1, height=1)
line, = axes[0, 0].plot([0, 1], [0, 1])
print("two\\nlines")
print()
show(figure, "still", "a line, still")
animate(figure, lambda k: line.set_ydata([k, 1]), 2, "moving", 'a "line" that turns')
""".strip()
SMALL = Lesson(3, Path("03_small.py"), "Small", [
    Cell(True, "# 3. Small\n\n$$x^2$$", 1),
    Cell(False, SHOWING, 5),
    Cell(False, "", 20),
    Cell(False, "assert line is not None", 22)
])

KERNEL = """
import json, sys
if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    names = {"__name__": "__main__"}
    for cell in json.load(open("lesson.ipynb", encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), "cell", "exec"), names)
"""


def source(cell):
    return "".join(cell["source"])


# --- definition

@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.path.stem for lesson in LESSONS])
def test_every_lesson_is_a_valid_notebook_with_all_its_text_and_code(lesson):
    notebook = json.loads(json.dumps(notebook_of(lesson)))
    assert faults(notebook) == []
    kept = [(cell.is_text, cell.source) for cell in lesson.cells if cell.source.strip()]
    cells = [(cell["cell_type"] == "markdown", source(cell)) for cell in notebook["cells"]]
    asking = [text for is_text, text in cells if not is_text and "import predict\n\npredict(" in text]
    assert [cell for cell in cells if cell[1] not in asking] == kept
    assert [text.split('"')[-2] for text in asking] == [one.name for one in predictions_of(lesson)]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in notebook["cells"]
               if cell["cell_type"] == "code")


@pytest.mark.exhaustive
@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.path.stem for lesson in LESSONS])
def test_every_notebook_runs_from_its_file_and_prints_what_the_page_says(lesson, tmp_path):
    """As a kernel does it: the code of the written file, cell after cell, in one namespace, in a process of its own."""
    write_notebook(lesson, tmp_path / "lesson.ipynb")
    (tmp_path / "kernel.py").write_text(KERNEL, encoding="utf-8")
    done = subprocess.run([sys.executable, "kernel.py", str(TOP)], cwd=tmp_path, capture_output=True, text=True,
                          timeout=400)
    assert done.returncode == 0, done.stderr
    page = (lesson.path.parent / "pages" / f"{lesson.path.stem}.md").read_text(encoding="utf-8")
    printed = "".join(re.findall(r"^```text\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL))
    assert "".join(done.stdout.split()) == "".join(printed.split())


# --- analytic

def test_a_lesson_that_was_run_has_what_it_printed_and_its_figures_with_their_words():
    notebook = json.loads(json.dumps(notebook_of(SMALL, run=True)))
    assert faults(notebook) == []
    text, code, last = notebook["cells"]
    assert source(text).endswith("$$x^2$$") and (code["execution_count"], last["execution_count"],
                                                 last["outputs"]) == (1, 2, [])
    stream, still, moving = code["outputs"]
    assert stream["text"] == ["two\n", "lines\n", "\n"] and stream["name"] == "stdout"
    assert base64.b64decode(still["data"]["image/png"]).startswith(b"\x89PNG")
    assert still["metadata"] == {"image/png": {"alt": "a line, still"}
                                 } and still["data"]["text/plain"] == ["a line, still"]
    assert 'alt="a &quot;line&quot; that turns" src="data:image/gif;base64,' in "".join(moving["data"]["text/html"])
    assert moving["data"]["text/plain"] == ['a "line" that turns']


def test_a_picture_tells_its_words_to_a_running_notebook():
    names = {}
    exec(SHOWING, names)
    still = names["show"](names["figure"], "still", "a line, still")
    png, metadata = still._repr_png_()
    assert png.startswith(b"\x89PNG") and metadata == {"alt": "a line, still"} and repr(still) == "a line, still"


# --- properties

BROKEN = {
    "another version": lambda n: n.update(nbformat=3),
    "before ids": lambda n: n.update(nbformat_minor=4),
    "a key too many": lambda n: n.update(author="me"),
    "no metadata": lambda n: n.pop("metadata"),
    "a kernel without a name": lambda n: n["metadata"]["kernelspec"].pop("name"),
    "an id with a space": lambda n: n["cells"][0].update(id="cell 1"),
    "two equal ids": lambda n: n["cells"][0].update(id=n["cells"][1]["id"]),
    "no id": lambda n: n["cells"][0].pop("id"),
    "outputs of a text": lambda n: n["cells"][0].update(outputs=[]),
    "no outputs of code": lambda n: n["cells"][1].pop("outputs"),
    "a count that is a text": lambda n: n["cells"][1].update(execution_count="1"),
    "a source of numbers": lambda n: n["cells"][1].update(source=[1]),
    "a stream without a name": lambda n: n["cells"][1]["outputs"][0].pop("name"),
    "a picture of bytes": lambda n: n["cells"][1]["outputs"][1]["data"].update({"image/png": 7}),
    "a picture without metadata": lambda n: n["cells"][1]["outputs"][1].pop("metadata"),
    "an unknown output": lambda n: n["cells"][1]["outputs"][1].update(output_type="picture"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_format_notices_what_breaks_it(name):
    notebook = copy.deepcopy(notebook_of(SMALL, run=True))
    assert faults(notebook) == []
    BROKEN[name](notebook)
    assert faults(notebook)


def test_the_command_writes_a_notebook(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lesson", "the_spotlight_by_hand", "--notebook", "four.ipynb"]) == 0
    assert capsys.readouterr().out == "written       four.ipynb\n"
    assert json.loads(Path("four.ipynb").read_text(encoding="utf-8")) == notebook_of(LESSONS[3])
    assert [path.name for path in tmp_path.iterdir()] == ["four.ipynb"]


@pytest.mark.exhaustive
def test_the_command_runs_what_it_writes(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lesson", "4", "--notebook", "four.ipynb", "--run"]) == 0
    notebook = json.loads(Path("four.ipynb").read_text(encoding="utf-8"))
    page = (LESSONS[3].path.parent / "pages" / f"{LESSONS[3].path.stem}.md").read_text(encoding="utf-8")
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    assert faults(notebook) == [] and outputs
    for output in outputs:
        said = "".join(output["text"] if output["output_type"] == "stream" else output["data"]["text/plain"]).strip()
        assert said in page


# --- errors

@pytest.mark.parametrize("words, complaint", [
    (["--notebook", "four.txt"], "--notebook: wanted a file name ending in .ipynb; found 'four.txt'"),
    (["--notebook", "here.ipynb"], "--notebook: wanted a file that is not there yet, as it may hold work of yours; "
                                   "found 'here.ipynb'"),
    (["--notebook", "no/four.ipynb"], "--notebook: wanted a file in a folder that is there"),
    (["--run"], "--run: wanted --notebook beside it; found none"),
    (["--notebook", "four.ipynb", "--check"], "--notebook: wanted no --check beside it; found both")])
def test_what_cannot_be_written_is_refused_in_one_line(words, complaint, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("here.ipynb").write_text("mine")
    assert main(["lesson", "4", *words]) == 2
    captured = capsys.readouterr()
    assert complaint in captured.err and captured.err.count("\n") == 1 and not captured.out
    assert Path("here.ipynb").read_text() == "mine" and len(list(tmp_path.iterdir())) == 1
