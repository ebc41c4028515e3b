"""Run a lesson of the course, or check your answers to its exercises."""

from __future__ import annotations

import argparse
import runpy
from pathlib import Path

from srm_ref.checks import refuse
from srm_ref.course.check import SECONDS, check_answers, hand_out
from srm_ref.course.classes import class_rows, table
from srm_ref.course.exercise_pages import exercises_of
from srm_ref.course.exercises import Verdict
from srm_ref.course.finder import Lesson, lesson, lessons, lessons_folder
from srm_ref.course.judging import hints_of
from srm_ref.course.notebook import write_notebook
from srm_ref.course.script import tell_or_draw
from srm_ref.course.showing import collecting

__all__ = ["add_arguments", "run"]

_ANSWERS = Path("answers")
_ASKS = ("play", "notebook", "check_all", "check", "figures")  # actions that can be asked for, one at a time
_BESIDE = {"file": "check", "run": "notebook"}
_MARKS = {"right": "right   ", "wrong": "WRONG   ", "unsolved": "unsolved", "not so": "not so  "}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add to a parser LESSON and the options to run it, to play with it, to save it, and to check answers."""
    add = parser.add_argument
    add("lesson", nargs="?", metavar="NAME|N|list", help="a lesson by its name or its number, or the list of all; with "
        "--check-all it may be left out: then all lessons that have answers are checked")
    add("--figures", type=Path, metavar="DIR", help="draw the lesson's figures into a folder while it runs")
    add("--check", action="store_true", help="check your answers in answers/NN.py in this folder; the first time, the "
        "exercises are copied there for you")
    add("--file", type=Path, metavar="PATH", help="with --check: the file that your answers are in")
    add("--hint", type=int, nargs="?", const=3, choices=(1, 2, 3), metavar="1|2|3", help="graded hints for all "
        "exercises, or with --check for what is not right yet; 1: an input to look at, 2: also the right result there, "
        "3 (the default): also which mistake it may be")
    add("--check-all", type=Path, metavar="DIR", help="check a class and print a table: DIR/STUDENT/NN.py, "
        "DIR/STUDENT_NN.py, or with a lesson DIR/STUDENT.py; exit status 0 only if everything is right")
    add("--notebook", type=Path, metavar="FILE",
        help="write the lesson as a Jupyter notebook, FILE.ipynb, that is not there yet")
    add("--run", action="store_true", help="with --notebook: run the lesson, and keep what it prints and shows")
    add("--play", action="store_true", help="open the picture with sliders of a lesson that has one")
    add("--seconds", type=float, default=SECONDS, metavar="S",
        help="time limit for each exercise, and for loading a file (default: %(default)g)")


def run(arguments: argparse.Namespace) -> int:
    """Do what the arguments ask of a lesson, or list all: 1 where an answer is missing or wrong, 0 otherwise."""
    asked = [name for name in _ASKS if _is_given(arguments, name)]
    _refuse_pairs(arguments, asked)
    if asked == ["check_all"]:
        return _check_class(arguments)
    if arguments.lesson is None:
        refuse("LESSON", "the name or the number of a lesson, or list", "none")
    if arguments.lesson == "list":
        return _list(arguments)
    chosen = lesson(arguments.lesson)
    if arguments.play:
        return _play(chosen)
    if arguments.notebook is not None:
        write_notebook(chosen, arguments.notebook, arguments.run)
        print(f"written       {arguments.notebook}")
        return 0
    if arguments.check:
        return _check(chosen, arguments)
    return _hints(chosen, arguments.hint) if arguments.hint else _run(chosen, arguments.figures)


def _is_given(arguments: argparse.Namespace, name: str) -> bool:
    return getattr(arguments, name) not in (None, False)


def _refuse_pairs(arguments: argparse.Namespace, asked: list[str]) -> None:
    """Refuse two actions at a time; --file and --run need another option, --hint may stand alone or with --check."""
    for name, needed in _BESIDE.items():
        if _is_given(arguments, name) and not _is_given(arguments, needed):
            refuse(f"--{name}", f"--{needed} beside it", "none")
    if arguments.hint and asked and asked != ["check"]:
        refuse("--hint", "at most --check beside it", _flag(asked[0]))
    if len(asked) > 1:
        refuse(_flag(asked[0]), f"no {_flag(asked[1])} beside it", "both")


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _list(arguments: argparse.Namespace) -> int:
    if beside := next((name for name in (*_ASKS, "hint") if _is_given(arguments, name)), ""):
        refuse(_flag(beside), "a lesson", "list")
    for one in lessons():
        print(f"{one.number:2}  {one.name:40} {one.title}")
    return 0


def _run(chosen: Lesson, figures: Path | None) -> int:
    """Run the script, then say where its text, its page, its figures and its exercises are."""
    print(f"{chosen.number}. {chosen.title}\n", flush=True)
    with collecting(lambda item: tell_or_draw(item, figures)):
        runpy.run_path(str(chosen.path), run_name="__main__")
    print(f"\nthe script     {chosen.path}\nits page       {lessons_folder() / 'pages' / f'{chosen.path.stem}.md'}\n"
          f"its exercises  srm-ref lesson {chosen.name} --check")
    return 0


def _hints(chosen: Lesson, level: int) -> int:
    """Print the hints of all exercises that can be given before there is an answer."""
    for exercise in exercises_of(chosen):
        print("\n  ".join([exercise.name, *(f"{n}. {hint}" for n, hint in enumerate(hints_of(exercise)[:level], 1))]))
    return 0


def _play(chosen: Lesson) -> int:
    """Open the lesson's topic; the window system is imported only now."""
    from srm_ref.commands.play import open_topic
    from srm_ref.course.playing.registry import NAMES, entry, of_lesson

    topics = of_lesson(chosen.name)
    if not topics:
        names = ", ".join(entry(name).lesson for name in NAMES)
        refuse("--play", f"a lesson that has something to move: {names}", repr(chosen.name))
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
    return 0 if all(verdict.state in ("right", "not so") for verdict in found) else 1


def _said(verdict: Verdict, level: int | None) -> list[str]:
    """Return its hint, or the graded hints up to a level; a hint without grades is of the third."""
    if level is None or verdict.state in ("right", "not so"):
        return [verdict.hint] if verdict.hint else []
    graded = verdict.levels or ("this has hints of the third level alone", "", verdict.hint)
    return [f"{number}. {hint}" for number, hint in enumerate(graded[:level], 1) if hint]


def _check_class(arguments: argparse.Namespace) -> int:
    chosen = None if arguments.lesson is None else lesson(arguments.lesson)
    rows = class_rows(arguments.check_all, chosen, arguments.seconds)
    print(table(rows))
    return 0 if all(row.n_right == row.n_exercises for row in rows) else 1
