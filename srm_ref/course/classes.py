"""What has a class solved? One row for each student and lesson, from a folder of answers.

Answers are DIR/STUDENT/NN.py or DIR/STUDENT/answers/NN.py, or DIR/STUDENT_NN.py, or, if a lesson is given,
DIR/STUDENT.py; DIR/NN.py are the answers of the folder's own student, ".".

Contents: Row, class_rows, table.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from srm_ref.checks import refuse
from srm_ref.course.check import SECONDS, check_answers
from srm_ref.course.finder import Lesson, lessons

__all__ = ["Row", "class_rows", "table"]

_MARKS = {"right": "+", "wrong": "-", "unsolved": ".", "not so": "/"}


class Row(NamedTuple):
    """One student's answers to one lesson."""

    student: str
    lesson: int
    marks: str  # in order: + right, - wrong, . unsolved, / a wrong prediction; empty: cannot be run
    remark: str

    @property
    def n_right(self) -> int:
        """The number of right answers; -1 if the file cannot be run."""
        return self.marks.count("+") if self.marks else -1

    @property
    def n_exercises(self) -> int:
        """The number of exercises and predictions, without wrong predictions, which do not count as mistakes."""
        return len(self.marks) - self.marks.count("/")


def class_rows(directory: Path, chosen: Lesson | None = None, seconds: float = SECONDS) -> list[Row]:
    """Check all answers in a folder.

    Parameters
    ----------
    directory : Path
    chosen : Lesson, optional
        The lesson to check; without it every lesson that there are answers to.
    seconds : float
        Time limit for each exercise, and for loading a file.

    Returns
    -------
    list of Row
        By student, then by lesson.

    Raises
    ------
    ValueError
        No such folder, or no answers in it.
    """
    if not directory.is_dir():
        refuse("--check-all", "a folder of answers", f"no folder {str(directory)!r}")
    every = {one.number: one for one in lessons()}
    found = sorted((student, number, path) for student, number, path in _answers(directory, chosen)
                   if number in every and (chosen is None or number == chosen.number))
    if not found:
        refuse("--check-all", "answers such as STUDENT/04.py", f"none in {str(directory)!r}")
    return [_row(student, every[number], path, seconds) for student, number, path in found]


def table(rows: list[Row]) -> str:
    """Write rows as a table that is read by people and by spreadsheets: columns divided by at least two spaces.

    Examples
    --------
    >>> print(table([Row("ada", 4, "+-.", "")]))
    student  lesson  right  wrong  unsolved  marks
    ada           4      1      1         1  +-.
    """
    width = max(len("student"), *(len(row.student) for row in rows))
    lines = [f"{'student':{width}}  lesson  right  wrong  unsolved  marks"]
    for row in rows:
        right, wrong, unsolved = map(row.marks.count, "+-.")
        numbers = f"{row.lesson:6}  {right:5}  {wrong:5}  {unsolved:8}"
        lines.append(f"{row.student:{width}}  {numbers}  {row.marks or row.remark}")
    return "\n".join(lines)


def _answers(directory: Path, chosen: Lesson | None) -> list[tuple[str, int, Path]]:
    found = []
    for path in sorted(directory.iterdir()):
        if path.is_dir():
            inside = [*path.glob("[0-9][0-9].py"), *path.glob("answers/[0-9][0-9].py")]
            found += [(path.name, int(answers.stem), answers) for answers in inside]
        elif path.suffix == ".py" and (name := re.fullmatch(r"(?:(.+?)[-_ ])?(\d\d)", path.stem)):
            found.append((name[1] or ".", int(name[2]), path))
        elif path.suffix == ".py" and chosen is not None:
            found.append((path.stem, chosen.number, path))
    return found


def _row(student: str, lesson: Lesson, path: Path, seconds: float) -> Row:
    found = check_answers(lesson, path, seconds, quiet=True)
    if isinstance(found, str):
        return Row(student, lesson.number, "", " ".join(found.split()))
    return Row(student, lesson.number, "".join(_MARKS[verdict.state] for verdict in found), "")
