"""Check your answers: ``python -m srm_ref.course.check N`` looks at answers/NN.py in the current directory.

The first time, the stub is copied there for you. What is right, wrong or unsolved is printed, with a hint; exit status 0
when everything is right.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Sequence

from srm_ref.course.exercises import verdicts
from srm_ref.course.finder import HERE, load_file

__all__ = ["main"]

_MARKS = {"right": "right   ", "wrong": "WRONG   ", "unsolved": "unsolved"}


def main(argv: Sequence[str] | None = None) -> int:
    """Check the answers to one lesson's exercises."""
    parser = argparse.ArgumentParser(prog="python -m srm_ref.course.check", description=__doc__.partition("\n")[0])
    parser.add_argument("lesson", type=int, metavar="N", help="the lesson's number")
    parser.add_argument("--file", type=Path, help="your answers (default: answers/NN.py)")
    arguments = parser.parse_args(argv)
    stub = HERE / "exercises" / f"{arguments.lesson:02}.py"
    if not stub.is_file():
        parser.error(f"there is no lesson {arguments.lesson} with exercises")
    answers = arguments.file or Path("answers") / stub.name
    if not answers.is_file():
        if arguments.file:
            parser.error(f"no file {str(answers)!r}")
        answers.parent.mkdir(exist_ok=True)
        shutil.copyfile(stub, answers)
        print(f"Your copy of the exercises is {answers}: solve them there, then run this again.")
        return 1
    checker = load_file(HERE / "checkers" / stub.name, f"checker_{arguments.lesson:02}")
    try:
        module = load_file(answers, f"answers_{arguments.lesson:02}")
    except Exception as error:  # a file that does not even load: say where, no traceback of ours
        print(f"{answers} cannot be run: {type(error).__name__}: {error}")
        return 1
    found = verdicts(checker.EXERCISES, module)
    for verdict in found:
        print(f"{_MARKS[verdict.state]}  {verdict.name}" + (f"\n          {verdict.hint}" if verdict.hint else ""))
    return 0 if all(verdict.state == "right" for verdict in found) else 1


if __name__ == "__main__":
    sys.exit(main())
