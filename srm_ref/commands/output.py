"""Where does a command write, and is that possible? Asked before the work, not after it.

Contents: output_directory, file_stem, distinct_stems, write_json.
"""

from __future__ import annotations

import json
import math
import re
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator

import numpy as np

from srm_ref.checks import refuse
from srm_ref.writing import replacing

__all__ = ["output_directory", "file_stem", "distinct_stems", "write_json"]


@contextmanager
def output_directory(path: str) -> Iterator[Path]:
    """Make the directory `path`, see that it can be written to, and hand it over; leave none behind after an error.

    Parameters
    ----------
    path : str
        Of a directory that is there, or is to be made with its parents.

    Yields
    ------
    Path

    Raises
    ------
    ValueError
        It cannot be made or written to.
    """
    directory = Path(path)
    missing = [place for place in (directory, *directory.parents) if not place.exists()]
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        _remove(missing)
        refuse("--out", "a directory to write to", f"{path!r}: {error.strerror or error}")
    try:
        yield directory
    except BaseException:  # interruption too: what was made for results goes when there are none
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
    name = re.sub(r"\.(npy|npz|csv)(?=$|:)", "", Path(source).name, flags=re.IGNORECASE)
    return re.sub(r"[^\w.-]+", "_", name).strip("._") or "activations"


def distinct_stems(sources: list[str]) -> list[str]:
    """Give every input file the beginning of its output files' names, with a number where two would be the same.

    Parameters
    ----------
    sources : list of str

    Returns
    -------
    list of str

    Examples
    --------
    >>> distinct_stems(["a/layer.npy", "b/layer.npy", "b/other.npy"])
    ['layer', 'layer_2', 'other']
    """
    stems: list[str] = []
    for stem in map(file_stem, sources):
        numbered = (f"{stem}_{k}" for k in range(2, len(sources) + 2))
        stems.append(stem if stem not in stems else next(name for name in numbered if name not in stems))
    return stems


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
    for directory in directories:  # innermost first; one that holds something stays
        try:
            directory.rmdir()
        except OSError:
            return
