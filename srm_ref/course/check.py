"""Are one learner's answers to one lesson right? The stub is handed out first, the answers are judged as often as asked.

Contents: hand_out, check_answers.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from srm_ref.checks import refuse
from srm_ref.course.exercises import Verdict, verdicts
from srm_ref.course.finder import Lesson, lessons_folder, load_file

__all__ = ["hand_out", "check_answers"]


def hand_out(lesson: Lesson, directory: Path) -> Path | None:
    """Copy the stub of a lesson's exercises into a directory, unless answers are there already.

    Parameters
    ----------
    lesson : Lesson
    directory : Path
        Made if it is not there.

    Returns
    -------
    Path or None
        The new copy, ``NN.py``; None where a file of that name is there.
    """
    answers = directory / f"{lesson.number:02}.py"
    if answers.is_file():
        return None
    directory.mkdir(exist_ok=True)
    shutil.copyfile(lessons_folder() / "exercises" / answers.name, answers)
    return answers


def check_answers(lesson: Lesson, answers: Path) -> list[Verdict] | str:
    """Judge a file of answers to a lesson's exercises.

    Parameters
    ----------
    lesson : Lesson
    answers : Path
        A Python file with the functions of the stub.

    Returns
    -------
    list of Verdict, or str
        One verdict per exercise; or why the file cannot be run.

    Raises
    ------
    ValueError
        No such file.
    """
    if not answers.is_file():
        refuse("--file", "a file of answers", f"no file {str(answers)!r}")
    checker = load_file(lessons_folder() / "checkers" / f"{lesson.number:02}.py", f"checker_{lesson.number:02}")
    try:
        module = load_file(answers, f"answers_{lesson.number:02}")
    except Exception as error:  # a file that does not even load: say where, no traceback of ours
        return f"{answers} cannot be run: {type(error).__name__}: {error}"
    return verdicts(checker.EXERCISES, module)
