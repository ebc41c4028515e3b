"""Where does a command write, and is that possible? Asked before the work, not after it.

Contents: output_directory, file_stem.
"""

from __future__ import annotations

import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from srm_ref.checks import refuse

__all__ = ["output_directory", "file_stem"]


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


def _remove(directories: list[Path]) -> None:
    for directory in directories:  # innermost first; one that holds something stays
        try:
            directory.rmdir()
        except OSError:
            return
