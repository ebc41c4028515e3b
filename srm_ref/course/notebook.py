"""How does a lesson become a notebook? Cell by cell, in the notebook format 4.5, with the standard library alone.

A cell of the lesson is a cell of the notebook: text and formulas as Markdown, code as code. Behind a question that asks
for a prediction stands a cell to write it in. Run, it has the outputs of the lesson's page: what was printed, then the
figures, each with a description for those who cannot see it (as plain text beside the picture, and as "alt" in the
output's metadata, where Jupyter looks for it; moving figures carry theirs in HTML).

Contents: notebook_of, write_notebook.
Source: the notebook format, version 4.5, and its published schema.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import textwrap
from pathlib import Path
from typing import Any, Iterator

from srm_ref.checks import refuse
from srm_ref.course.exercise_pages import predictions_of
from srm_ref.course.finder import Cell, Lesson
from srm_ref.course.predictions import named_in
from srm_ref.course.running import Ran, run_cells
from srm_ref.course.showing import Moving, Shown
from srm_ref.writing import replacing

__all__ = ["notebook_of", "write_notebook"]

_KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
           "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}}


def notebook_of(lesson: Lesson, run: bool = False) -> dict[str, Any]:
    """Turn a lesson into a notebook.

    Parameters
    ----------
    lesson : Lesson
    run : bool
        Run it, and keep what it prints and shows.

    Returns
    -------
    dict
        Of lists, texts and numbers, as the notebook format wants them.

    Examples
    --------
    >>> from srm_ref.course.finder import Cell
    >>> cells = [Cell(True, "# 1. Two", 1), Cell(False, "print(1 + 1)", 3)]
    >>> text, code = notebook_of(Lesson(1, Path("01_two.py"), "Two", cells), run=True)["cells"]
    >>> text["source"], code["outputs"][0]["text"], code["id"]
    (['# 1. Two'], ['2\\n'], 'cell-2')
    """
    lesson = lesson._replace(cells=list(_with_predictions(lesson)))
    cells = run_cells(lesson) if run else (Ran(cell, "", [], {}) for cell in lesson.cells)
    kept = [ran for ran in cells if ran.cell.is_text or ran.cell.source.strip()]
    counts = itertools.accumulate(not ran.cell.is_text for ran in kept)  # code cells up to each
    cells = [_cell(ran, number, count if run else None) for number, (ran, count) in enumerate(zip(kept, counts), 1)]
    metadata = _KERNEL | {"title": f"{lesson.number}. {lesson.title}"}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def write_notebook(lesson: Lesson, path: str | os.PathLike[str], run: bool = False) -> None:
    """Write a lesson as a notebook, completely or not at all, and never over an existing file, which may hold work.

    Parameters
    ----------
    lesson : Lesson
    path : path ending in .ipynb
    run : bool
        As in `notebook_of`.

    Raises
    ------
    ValueError
        Another ending, a file that is there already, or a folder that is not.
    """
    path = Path(path)
    if path.suffix.lower() != ".ipynb":
        refuse("--notebook", "a file name ending in .ipynb", repr(str(path)))
    if path.exists():
        refuse("--notebook", "a file that is not there yet, as it may hold work of yours", repr(str(path)))
    if not path.absolute().parent.is_dir():
        refuse("--notebook", "a file in a folder that is there", repr(str(path)))
    text = json.dumps(notebook_of(lesson, run), ensure_ascii=False, indent=1) + "\n"
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _with_predictions(lesson: Lesson) -> Iterator[Cell]:
    """Put a cell to write it in behind each question that asks for a prediction."""
    predictions = predictions_of(lesson)
    for cell in lesson.cells:
        yield cell
        for one in named_in(cell, predictions):
            asked = textwrap.fill(one.asks(), 115, initial_indent="# ", subsequent_indent="# ")
            yield Cell(False, f"{asked}\nfrom srm_ref.course import predict\n\n"
                       f'predict({lesson.number}, "{one.name}", ...)  # what you expect, in the place of the dots',
                       cell.line)


def _cell(ran: Ran, number: int, count: int | None) -> dict[str, Any]:
    cell = {"id": f"cell-{number}", "metadata": {}, "source": _lines(ran.cell.source)}
    if ran.cell.is_text:
        return {"cell_type": "markdown"} | cell
    outputs = [{"output_type": "stream", "name": "stdout", "text": _lines(ran.printed)}] if ran.printed else []
    outputs += [_output(item) for item in ran.shown]
    return {"cell_type": "code"} | cell | {"execution_count": count, "outputs": outputs}


def _output(item: Shown | Moving) -> dict[str, Any]:
    """Show a picture as a running notebook would."""
    if isinstance(item, Shown):
        data = {"image/png": base64.b64encode(item.content()).decode("ascii")}
        metadata = {"image/png": {"alt": item.alt}}
    else:
        data, metadata = {"text/html": _lines(item._repr_html_())}, {}
    return {"output_type": "display_data", "data": data | {"text/plain": _lines(item.alt)}, "metadata": metadata}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
