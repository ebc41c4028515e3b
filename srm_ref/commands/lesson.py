"""Run a lesson of the course, or check your answers to its exercises."""

from __future__ import annotations

import argparse
import runpy
from pathlib import Path

from srm_ref.checks import refuse
from srm_ref.course.check import SECONDS, check_answers, hand_out
from srm_ref.course.classes import class_rows, table
from srm_ref.course.exercises import Verdict
from srm_ref.course.finder import Lesson, lesson, lessons, lessons_folder
from srm_ref.course.notebook import write_notebook

__all__ = ["add_arguments", "run"]

_ANSWERS = Path("answers")
_MARKS = {"right": "right   ", "wrong": "WRONG   ", "unsolved": "unsolved"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add LESSON and the ways to check answers.

    Parameters
    ----------
    parser : argparse.ArgumentParser
    """
    parser.add_argument("lesson", nargs="?", metavar="NAME|N|list",
                        help="a lesson by its name or its number, or the list of all; with --check-all it may be left out: "
                        "then all lessons that have answers are checked")
    parser.add_argument("--check", action="store_true", help="check your answers in answers/NN.py in this folder; the first "
                        "time, the exercises are copied there for you")
    parser.add_argument("--file", type=Path, metavar="PATH", help="with --check: the file that your answers are in")
    parser.add_argument("--hint", type=int, nargs="?", const=3, choices=(1, 2, 3), metavar="1|2|3",
                        help="with --check: graded hints for what is not right yet; 1: an input to look at, 2: and the right "
                        "result there, 3 (if no level is said): and which mistake it may be")
    parser.add_argument("--check-all", type=Path, metavar="DIR",
                        help="check a class and print a table: DIR/STUDENT/NN.py, DIR/STUDENT_NN.py, or with a lesson "
                        "DIR/STUDENT.py; exit status 0 only if everything is right")
    parser.add_argument("--notebook", type=Path, metavar="FILE",
                        help="write the lesson as a Jupyter notebook, FILE.ipynb, that is not there yet")
    parser.add_argument("--run", action="store_true", help="with --notebook: run the lesson, and keep what it prints and shows")
    parser.add_argument("--play", action="store_true", help="open what the lesson has to move, if it has: sliders beside a picture")
    parser.add_argument("--seconds", type=float, default=SECONDS, metavar="S",
                        help="time limit for each exercise, and for loading a file (default: %(default)g)")


def run(arguments: argparse.Namespace) -> int:
    """Run a lesson, check answers, or list the lessons.

    Parameters
    ----------
    arguments : argparse.Namespace

    Returns
    -------
    int
        1 where an answer is missing or wrong, 0 otherwise.

    Raises
    ------
    ValueError
        No lesson or an unknown one, --file without --check, or a file that is not there.
    """
    if arguments.file and not arguments.check:
        refuse("--file", "--check beside it", "none")
    if arguments.hint and not arguments.check:
        refuse("--hint", "--check beside it", "none")
    if arguments.run and not arguments.notebook:
        refuse("--run", "--notebook beside it", "none")
    if arguments.play and (arguments.check or arguments.check_all or arguments.notebook):
        refuse("--play", "no --check and no --notebook beside it", "both")
    if arguments.notebook and (arguments.check or arguments.check_all):
        refuse("--notebook", "no --check beside it", "both")
    if arguments.check_all is not None:
        if arguments.check:
            refuse("--check-all", "no --check beside it", "both")
        return _check_class(arguments)
    if arguments.lesson is None:
        refuse("LESSON", "the name or the number of a lesson, or list", "none")
    if arguments.lesson == "list":
        for one in lessons():
            print(f"{one.number:2}  {one.name:40} {one.title}")
        return 0
    chosen = lesson(arguments.lesson)
    if arguments.play:
        return _play(chosen)
    if arguments.notebook is not None:
        write_notebook(chosen, arguments.notebook, arguments.run)
        print(f"written       {arguments.notebook}")
        return 0
    return _check(chosen, arguments) if arguments.check else _run(chosen)


def _run(chosen: Lesson) -> int:
    """Run the script, then say where its text, its page and its exercises are."""
    print(f"{chosen.number}. {chosen.title}\n", flush=True)
    runpy.run_path(str(chosen.path), run_name="__main__")
    print(f"\nthe script     {chosen.path}\nits page       {lessons_folder() / 'pages' / f'{chosen.path.stem}.md'}\n"
          f"its exercises  srm-ref lesson {chosen.name} --check")
    return 0


def _play(chosen: Lesson) -> int:
    """Open the lesson's topic; the machinery of windows is imported only now."""
    from srm_ref.commands.play import open_topic
    from srm_ref.course.playing.registry import NAMES, entry, of_lesson

    topics = of_lesson(chosen.name)
    if not topics:
        refuse("--play", f"a lesson that has something to move: {', '.join(entry(name).lesson for name in NAMES)}", repr(chosen.name))
    return max(open_topic(one.topic) for one in topics)


def _check(chosen: Lesson, arguments: argparse.Namespace) -> int:
    file = arguments.file
    if file is None and (copy := hand_out(chosen, _ANSWERS)):
        print(f"Your copy of the exercises is {copy}: solve them there, then run this again.")
        return 1
    found = check_answers(chosen, file or _ANSWERS / f"{chosen.number:02}.py", arguments.seconds)
    if isinstance(found, str):
        print(found)
        return 1
    for verdict in found:
        lines = [f"{_MARKS[verdict.state]}  {verdict.name}", *_said(verdict, arguments.hint)]
        print("\n          ".join(lines))
    return 0 if all(verdict.state == "right" for verdict in found) else 1


def _said(verdict: Verdict, level: int | None) -> list[str]:
    """Its hint, or the graded hints up to a level; a hint without grades is of the third."""
    if level is None or verdict.state == "right":
        return [verdict.hint] if verdict.hint else []
    graded = verdict.levels or ("this has hints of the third level alone", "", verdict.hint)
    return [f"{number}. {hint}" for number, hint in enumerate(graded[:level], 1) if hint]


def _check_class(arguments: argparse.Namespace) -> int:
    chosen = None if arguments.lesson is None else lesson(arguments.lesson)
    rows = class_rows(arguments.check_all, chosen, arguments.seconds)
    print(table(rows))
    return 0 if all(row.n_right == row.n_exercises for row in rows) else 1
