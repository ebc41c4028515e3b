"""The machinery of the lessons: it finds, runs, shows and checks them. Lessons are plain scripts in lessons/.

Reading order
    finder        where the lessons are, and how a script is cut into cells
    showing       a figure in a notebook or on a page, the source of a function; script says where figures are
    comparing     when two results are the same, and how a difference is reported
    exercises     what an exercise is: inputs, known mistakes, properties
    wanting       what an open exercise may ask for, and what is said if an answer lacks it
    judging       whether an answer is right, and what is said when it is not
    predictions   what learners predict before a figure, whether it is right, and why
    check         one learner's answers to one lesson, in a process of their own (answering)
    classes       the answers of a class, as a table
    running       a lesson, cell by cell, and what each prints and shows
    folding       which code is the story, and which only imports, draws or asserts
    links         from a lesson's number, a file or a function to where it is
    exercise_pages  what is asked, hints and the solution, as a page shows them
    glossary      the words that lessons define, and where one is used too early
    pages         a page: text, code, what that printed, and figures; what is folded
    build         stubs, pages and images, made from the lessons
    notebook      a lesson as a Jupyter notebook
    playing       what lessons have to move: sliders, and the package's numbers behind them

No matplotlib is imported before a figure is drawn.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from srm_ref.course.finder import lessons_folder, load_file
from srm_ref.course.predictions import predict
from srm_ref.course.showing import animate, show, source

__all__ = ["animate", "lessons_folder", "load_file", "play", "predict", "show", "source", "still"]


def __getattr__(name: str) -> Any:
    """Import what can be moved when it is first named."""
    if name in ("play", "still"):
        return getattr(import_module("srm_ref.course.playing.registry"), name)
    raise AttributeError(f"module 'srm_ref.course' has no attribute {name!r}")
