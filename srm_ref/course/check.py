"""Are a learner's answers to a lesson right? The stub is handed out first; the answers are judged as often as you like.

Answers run in a process of their own, which gets a number of seconds for each exercise and is then ended. Only its
verdicts count: a file that prints, ends the program or never ends leaves an exercise wrong.

Contents: SECONDS, hand_out, check_answers.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, NamedTuple

from srm_ref.checks import counted, refuse
from srm_ref.course.exercises import Verdict
from srm_ref.course.finder import Lesson, lessons_folder

__all__ = ["SECONDS", "hand_out", "check_answers"]

SECONDS = 20.0
"""Time limit for one exercise, and for loading the file."""
_START = 60.0  # to start Python and NumPy on a busy machine, before the learner's file is read


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


def check_answers(lesson: Lesson, answers: Path, seconds: float = SECONDS, quiet: bool = False) -> list[Verdict] | str:
    """Judge a file of answers to a lesson's exercises, in a process of its own.

    Parameters
    ----------
    lesson : Lesson
    answers : Path
        A Python file with the functions of the stub.
    seconds : float
        Time limit for each exercise, and for loading the file.
    quiet : bool
        Whether what the answers print is thrown away instead of going to the standard error.

    Returns
    -------
    list of Verdict, or str
        One verdict per exercise; or why the file cannot be run.

    Raises
    ------
    ValueError
        No such file, or no time.
    """
    if not answers.is_file():
        refuse("--file", "a file of answers", f"no file {str(answers)!r}")
    if not seconds > 0:
        refuse("--seconds", "a positive number", repr(seconds))
    found: list[Verdict] = []
    while True:
        run = _run(lesson, answers, len(found), seconds, quiet)
        if run.fault:
            return f"{answers} cannot be run: {run.fault}"
        found += run.verdicts
        if len(found) < len(run.names):
            found.append(Verdict(run.names[len(found)], "wrong", run.ended))
        if len(found) == len(run.names):
            return found


class _Run(NamedTuple):
    """What one process wrote before it ended or was ended."""

    names: list[str]
    fault: str  # why the file cannot be run
    verdicts: list[Verdict]
    ended: str  # why there are no more


def _run(lesson: Lesson, answers: Path, skipped: int, seconds: float, quiet: bool) -> _Run:
    """Judge the exercises from number `skipped` on, until all have a verdict or the process has none to give."""
    command = [sys.executable, "-m", "srm_ref.course.answering", str(lesson.number), str(answers), str(skipped)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, encoding="utf-8",
                               stderr=subprocess.DEVNULL if quiet else None, start_new_session=True, env=_environment())
    try:
        lines = _Lines(process.stdout)
        names, found = lines.next(_START) or [], []
        fault, limit = lines.next(seconds), counted(f"{seconds:g}", "second")
        if fault != "":
            return _Run(names, fault or f"it ends the program, or takes more than {limit} to load", [], "")
        while skipped + len(found) < len(names) and (line := lines.next(seconds)) is not None:
            if line[0] == names[skipped + len(found)]:  # a file that forks writes everything twice
                found.append(Verdict(*line))
        return _Run(names, "", found, "your answer ends the program: return the result instead" if lines.at_end else
                    f"no result after {limit}: is there a loop that never ends?")
    finally:
        _end(process)


class _Lines:
    """The JSON lines of a process, each waited for with a time limit."""

    def __init__(self, stream: IO[str]) -> None:
        self.at_end, self._queue = False, queue.Queue()
        threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: IO[str]) -> None:
        with contextlib.suppress(ValueError, OSError):  # closed while it was read
            for line in stream:
                self._queue.put(line)
        self._queue.put("")

    def next(self, seconds: float) -> Any:
        """Return the next line's content; None if the process has ended or takes too long."""
        with contextlib.suppress(queue.Empty, ValueError):
            if line := self._queue.get(timeout=seconds):
                return json.loads(line)
            self.at_end = True
        return None


def _environment() -> dict[str, str]:
    """Make the process use the package that runs here, wherever it starts."""
    package = str(Path(__file__).resolve().parents[2])
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))}


def _end(process: subprocess.Popen) -> None:
    """End the process and whatever it has started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    process.stdout.close()
