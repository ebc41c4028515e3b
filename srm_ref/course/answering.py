"""The process that a learner's file runs in: python -m srm_ref.course.answering LESSON FILE SKIPPED.

It writes JSON lines to the standard output it was started with: the names of predictions and exercises; what is wrong
with the file, "" if it could be loaded; then one verdict after the other. What the learner's code prints goes to the
standard error. This keeps verdicts and answers apart if an answer is faulty, but not if it cheats: both run in one
process.

Contents: main.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TextIO

from srm_ref.course.finder import lessons_folder, load_file
from srm_ref.course.judging import verdicts
from srm_ref.course.predictions import Prediction, judged

__all__ = ["main"]


def main(arguments: list[str]) -> None:
    """Judge a lesson's exercises from number SKIPPED on, then end at once, whatever the code has left running.

    Parameters
    ----------
    arguments : list of str
        The number of the lesson, the learner's file, and how many exercises have a verdict already.
    """
    lesson, file, skipped = int(arguments[0]), Path(arguments[1]), int(arguments[2])
    out = _own_output()
    checker = load_file(lessons_folder() / "checkers" / f"{lesson:02}.py", f"checker_{lesson:02}")
    every = [*getattr(checker, "PREDICTIONS", ()), *checker.EXERCISES]
    _say(out, [one.name for one in every])
    try:
        answers = load_file(file, f"answers_{lesson:02}")
    except BaseException as error:  # a file may end the program while it loads, too
        _say(out, f"{type(error).__name__}: {error}")
    else:
        _say(out, "")
        for one in every[skipped:]:
            _say(out, judged(one, answers) if isinstance(one, Prediction) else verdicts([one], answers)[0])
    sys.stderr.flush()
    os._exit(0)


def _own_output() -> TextIO:
    """Keep the standard output for the verdicts; whatever is printed from now on goes to the standard error."""
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return own


def _say(out: TextIO, words: object) -> None:
    out.write(json.dumps(words) + "\n")
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
