"""Appendix: put a whole file in place, or none. No mathematics here.

Everything the package writes goes through `replacing`: the content is first written beside its destination under
another name, and takes the destination's name only when it is complete. An error, an interruption or a full disk
leaves the old file, or no file, and never half a one.

Contents: replacing, write_arrays.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Mapping

import numpy as np

from srm_ref.checks import refuse

__all__ = ["replacing", "write_arrays"]


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary path beside `path`; move it there when the block ends well, remove it when it does not.

    path: the destination; its directory must exist.
    Yields: in the same directory and with the same ending, so that the last step is one rename.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     with replacing(Path(directory) / "numbers.txt") as temporary:
    ...         _ = temporary.write_text("1 2 3")
    ...     [p.name for p in Path(directory).iterdir()]
    ['numbers.txt']
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_arrays(path: str | os.PathLike[str], arrays: Mapping[str, np.ndarray]) -> None:
    """Write named `arrays` of any shapes to the .npz file `path`, compressed; ``numpy.load(path)[name]`` reads them.

    They hold numbers or text; no Python objects, which could be read back by unpickling only.
    """
    if Path(path).suffix != ".npz":
        refuse("path", "a file name ending in .npz", repr(str(path)))
    plain = {name: np.asarray(value) for name, value in arrays.items()}
    for name, array in plain.items():
        if array.dtype.hasobject:
            refuse(name, "an array of numbers or text", f"dtype {array.dtype}")
    with replacing(path) as temporary:
        np.savez_compressed(temporary, **plain)
