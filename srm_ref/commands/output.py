"""Where does a command write, and is that possible? This is checked before the work, not after it.

Contents: output_directory, file_stem, claimed_stems, save_pictures, write_json.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import re
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Iterator

import numpy as np

from srm_ref.checks import refuse
from srm_ref.figures.canvas import Figure, save_figure
from srm_ref.writing import replacing

__all__ = ["output_directory", "file_stem", "claimed_stems", "save_pictures", "write_json"]

_NO_QUESTION = {"out", "jobs", "json", "quiet", "files", "file"}  # arguments that change no number


@contextmanager
def output_directory(path: str) -> Iterator[Path]:
    """Make the directory `path`, check that it can be written to, and yield it; after an error remove what was made.

    Parameters
    ----------
    path : str
        A directory that exists, or is to be made with its parents.

    Raises
    ------
    ValueError
        It cannot be made or written to.
    """
    directory = Path(path)
    missing = [place for place in (directory, *directory.parents) if not os.path.exists(place)]
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        _remove(missing)
        refuse("--out", "a directory to write to", f"{path!r}: {error.strerror or error}")
    try:
        yield directory
    except BaseException:  # at an interruption too: directories made for results are removed if there are none
        _remove(missing)
        raise


def file_stem(source: str) -> str:
    """Turn the name of an input file, or FILE.npz:NAME, into the beginning of the names of its output files.

    Parameters
    ----------
    source : str

    Returns
    -------
    str
        Letters, digits, dots, underscores and hyphens only.

    Examples
    --------
    >>> file_stem("runs/layer 3.npy"), file_stem("runs/all.npz:layer3")
    ('layer_3', 'all_layer3')
    """
    file, found, member = source.rpartition(".npz:")
    name = f"{Path(file).name}_{member}" if found else re.sub(r"\.(npy|npz|csv)$", "",
                                                              Path(source).name, flags=re.IGNORECASE)
    return re.sub(r"[^\w.-]+", "_", name).strip("._") or "activations"


@contextmanager
def claimed_stems(directory: Path, arguments: argparse.Namespace, sources: list[str]) -> Iterator[list[str]]:
    """Give every input file the beginning of its output files' names, with a number where another question has it.

    A hidden file, made in one step so that no two processes take one name, holds the question that a name belongs to:
    the same question overwrites its own results, another file, basis or epsilon never does. An error releases the
    names.

    directory: where the files go. arguments: of the command. sources: names of input files, also FILE.npz:NAME.
    """
    asked = {name: value for name, value in vars(arguments).items() if name not in _NO_QUESTION}
    if asked.get("basis", "standard") != "standard":
        asked["basis"] = os.path.abspath(asked["basis"])
    made: list[Path] = []
    try:
        yield [_claimed(directory, source, json.dumps(asked | {"file": os.path.abspath(source)}, sort_keys=True,
                                                      default=str), arguments.command, made) for source in sources]
    except BaseException:
        for claim in made:
            claim.unlink(missing_ok=True)
        raise


def _claimed(directory: Path, source: str, question: str, command: str, made: list[Path]) -> str:
    stem = file_stem(source)
    for numbered in itertools.chain([stem], (f"{stem}_{k}" for k in itertools.count(2))):
        claim = directory / f".{numbered}.{command}"
        try:
            with open(claim, "x", encoding="utf-8") as file:
                made.append(claim)
                file.write(question)
            return numbered
        except FileExistsError:
            if claim not in made and claim.read_text(encoding="utf-8") == question:
                return numbered


def save_pictures(pictures: dict[Path, Callable[[], Figure]]) -> list[Path]:
    """Draw and save pictures; return the paths of those written. If one cannot be drawn, a message says so and the rest
    goes on.

    Errors of the system (a full disk, a missing permission) and an interruption are raised as usual.
    pictures: for every path a function that draws.
    """
    written = []
    for path, draw in pictures.items():
        try:
            save_figure(draw(), path)
            written.append(path)
        except (OSError, MemoryError):
            raise
        except Exception as error:  # a font, a name, a version of the drawing package: the numbers do not depend on it
            sys.stderr.write(f"srm-ref: {path.name} could not be drawn ({type(error).__name__}: {error})\n")
    return written


def write_json(target: str, value: Any) -> None:
    """Write numbers, texts, arrays and their lists and dictionaries as JSON; numbers that are not finite become null.

    Parameters
    ----------
    target : str
        A file, or "-" for standard output.
    value : object

    Raises
    ------
    ValueError
        The file cannot be written.
    """
    text = json.dumps(_plain(value), allow_nan=False, indent=1) + "\n"
    if target == "-":
        sys.stdout.write(text)
        return
    try:
        with replacing(target) as path:
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        refuse("--json", "a file to write", f"{target!r}: {error.strerror or error}")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _remove(directories: list[Path]) -> None:
    for directory in directories:  # innermost first; a directory that is not empty stays
        try:
            directory.rmdir()
        except OSError:
            return
