"""Appendix: write a complete file, or none. No mathematics here.

Everything the package writes goes through `replacing`: the content is first written beside its destination under
another name, and takes the destination's name only when it is complete. An error, an interruption or a full disk leaves
the old file, or no file, never half of a file. The temporary name is drawn anew each time, so that threads, processes
and machines that write to one path do not disturb one another; the file of the last to finish is kept. Only a process
that is killed outright leaves an unfinished file behind, whose name begins with a dot and has ``.part`` before its
ending.

Contents: replacing, remove_unfinished, write_arrays, read_arrays.
"""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping, TypeVar

import numpy as np

from srm_ref.checks import refuse

__all__ = ["replacing", "remove_unfinished", "write_arrays", "read_arrays"]

Read = TypeVar("Read")
_unfinished: set[Path] = set()  # what this process is writing


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary path beside `path`; move it there when the block ends well, remove it when it does not.

    path: the destination; its directory must exist.
    Yields a path in the same directory and with the same ending, so that the last step is one rename.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     with replacing(Path(directory) / "numbers.txt") as temporary:
    ...         _ = temporary.write_text("1 2 3")
    ...     [p.name for p in Path(directory).iterdir()]
    ['numbers.txt']
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem[:100]}.{secrets.token_hex(8)}.part{path.suffix}")
    _unfinished.add(temporary)
    try:
        yield temporary
        _to_disk(temporary)
        os.replace(temporary, path)
    except OSError as error:
        # the error of a full disk names no file
        if error.errno is not None and error.filename in (None, str(temporary), temporary):
            error.filename, error.filename2 = str(path), None
        raise
    finally:
        temporary.unlink(missing_ok=True)
        _unfinished.discard(temporary)


def remove_unfinished() -> None:
    """Remove what this process has not written to its end: for one that ends at once, and leaves no block in order."""
    for temporary in tuple(_unfinished):
        temporary.unlink(missing_ok=True)


def _to_disk(file: Path) -> None:
    """Write the content to the disk before the file gets its name: else a power cut can leave the name on an empty
    file."""
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_arrays(path: str | os.PathLike[str], arrays: Mapping[str, np.ndarray],
                 finish: Callable[[Path], None] | None = None) -> None:
    """Write named `arrays` of any shapes to the .npz file `path`, compressed; ``numpy.load(path)[name]`` reads them.

    They hold numbers or text, but no Python objects, which only unpickling could read back. `finish` may change the
    file before it gets its final name.
    """
    if Path(path).suffix != ".npz":
        refuse("path", "a file name ending in .npz", repr(str(path)))
    plain = {name: np.asarray(value) for name, value in arrays.items()}
    for name, array in plain.items():
        if array.dtype.hasobject:
            refuse(name, "an array of numbers or text", f"dtype {array.dtype}")
    with replacing(path) as temporary:
        np.savez_compressed(temporary, **plain)
        if finish is not None:
            finish(temporary)


def read_arrays(path: Any, wanted: str, make: Callable[[dict[str, np.ndarray]], Read]) -> Read:
    """Return what `make` makes of the named arrays, of any shapes, in the .npz file `path` that `write_arrays` wrote.

    Whatever goes wrong, in the file or in `make`, is refused as a file that is not `wanted`.
    """
    try:
        with open(path, "rb") as stream, np.load(stream, allow_pickle=False) as file:
            held = {name: file[name] for name in file.files}
        return make(held)
    except MemoryError:
        raise
    except FileNotFoundError:
        refuse("path", wanted, f"no file {str(path)!r}")
    except Exception as error:  # damaged archives raise a dozen kinds
        refuse("path", wanted, f"{str(path)!r}: {type(error).__name__}: {error}")
