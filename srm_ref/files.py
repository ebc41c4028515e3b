"""Which array does this file hold? Activations or basis vectors from .npy, .npz or .csv, or a refusal that says why.

Conventions. A file's ending says what it is. One row per sample, one column per dimension, real numbers.
- .npy may be larger than memory, and is read a piece at a time by whoever uses it (`mapped`).
- .npz (also compressed) is read whole. One array in it is taken; of several, the one that has the argument's name
  ("activations", "basis"); ``FILE.npz:NAME`` takes any. Otherwise the file is refused, with a list of the names.
- .csv is text, read whole by `srm_ref.csv_text`. (A header of numbers, which some programs write for columns without
  names, cannot be told from a row and is read as one; the remarks on the data that `srm-ref resonance` prints point it
  out.) Nothing is ever unpickled: an array of Python objects is refused, since unpickling a file can run any code in
  it. NaN and infinity in .npy and .npz pass here; the functions that use the numbers refuse them and name the row, from
  0.

Contents: read_array, array_names.
"""

from __future__ import annotations

import os
import tokenize
import zipfile
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from srm_ref.checks import counted, refuse
from srm_ref.csv_text import read_csv
from srm_ref.mapped import file_rows

__all__ = ["read_array", "array_names"]

_MAGIC = b"\x93NUMPY"
_CURES = {ending: cure for endings, cure in (
    (".pt .pth", "numpy.save('x.npy', tensor.float().cpu().numpy()) of the tensor in it"),
    (".safetensors", "numpy.save('x.npy', safetensors.numpy.load_file(FILE)[NAME])"),
    (".h5 .hdf5", "numpy.save('x.npy', h5py.File(FILE)[NAME][()])"),
    (".parquet .feather .xlsx", "numpy.save('x.npy', the data frame's .to_numpy(float))"),
    (".mat", "numpy.save('x.npy', loadmat(FILE)[NAME])"),
    (".tsv .txt", "numpy.save('x.npy', numpy.loadtxt(FILE))"),
    (".gz .zip .bz2 .xz", "unpack it first")) for ending in endings.split()}


def read_array(path: str | os.PathLike[str], argument: str = "activations") -> np.ndarray:
    """Read the two-dimensional real array that `path` holds; the rows of a .npy file are read when they are used.

    path (path ending in .npy, .npz or .csv, or FILE.npz:NAME).
    argument: what the array is: the name used in messages, and looked for among several arrays of a .npz file.
    Returns (n_rows, n_columns): as stored: integers, booleans or floats of any width.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     file = Path(directory) / "two_samples.csv"
    ...     _ = file.write_text("x,y\\n1,2\\n3,4\\n")
    ...     read_array(file).tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    file, member = _split_member(path)
    readers = {".npy": _read_npy, ".csv": read_csv, ".npz": lambda npz: _read_npz(npz, member, argument)}
    reader = readers.get(file.suffix.lower())
    if reader is None:
        cure = _CURES.get(file.suffix.lower(), "")
        refuse(argument, "a file ending in .npy, .npz or .csv",
               repr(str(path)) + (f"; convert it: {cure}" if cure else ""))
    _require_content(file, argument)
    try:
        array = reader(file)
        _require_matrix(array)
        array = file_rows(array)
    except MemoryError:
        _refuse_file(argument, path, "too large for this machine's memory, or its header is damaged")
    except OSError as error:
        _refuse_file(argument, path, error.strerror or str(error))
    except Exception as error:  # damaged files raise a dozen kinds, from zlib, tokenize, struct: all mean this file
        _refuse_file(argument, path, _plainly(error))
    return array


def array_names(path: str | os.PathLike[str], argument: str = "activations") -> list[str]:
    """List what `path` holds for `read_array`: itself, or FILE.npz:NAME for every table of numbers among several
    arrays.

    path (path, as for `read_array`).
    argument: if there is an array of this name, only that one is listed.
    Returns at least one name; what cannot be read is left to `read_array` to refuse.
    """
    text, (file, member) = os.fspath(path), _split_member(path)
    if file.suffix.lower() != ".npz" or member is not None or not zipfile.is_zipfile(file):
        return [text]
    try:
        with np.load(file, allow_pickle=False) as archive:
            names = archive.files
            tables = [name for name in names if len(names) > 1 and argument not in names and _is_table(archive, name)]
    except Exception:  # read_array says what is wrong
        return [text]
    return [f"{text}:{name}" for name in tables] or [text]


def _is_table(archive: Any, name: str) -> bool:
    try:
        _require_matrix(archive[name])
    except ValueError:
        return False
    return True


def _split_member(path: str | os.PathLike[str]) -> tuple[Path, str | None]:
    text = os.fspath(path)
    stem, found, member = text.rpartition(".npz:")
    return (Path(stem + ".npz"), member) if found and member and not os.path.exists(text) else (Path(text), None)


def _require_content(file: Path, argument: str) -> None:
    if not os.path.lexists(file):
        refuse(argument, "a file to read", f"{_hidden(file) or 'no file'} {str(file)!r}")
    if file.is_dir():
        refuse(argument, "a file to read", f"{str(file)!r}, a directory")
    if not file.is_file():
        refuse(argument, "a file to read", f"{str(file)!r}, not a regular file")
    if file.stat().st_size == 0:
        refuse(argument, "a file to read", f"{str(file)!r}, an empty file")


def _hidden(file: Path) -> str:
    """Say where the system does not let anyone look whether there is such a file."""
    try:
        os.lstat(file)
    except PermissionError as error:
        return f"{error.strerror}:"
    except (OSError, ValueError):
        pass
    return ""


def _read_npy(file: Path) -> np.ndarray:
    with file.open("rb") as stream:
        if stream.read(len(_MAGIC)) != _MAGIC:
            raise ValueError("not a NumPy array file (its first bytes are others)")
    array = np.load(file, mmap_mode="r", allow_pickle=False)
    spare = file.stat().st_size - getattr(array, "offset", 0) - array.nbytes
    if isinstance(array, np.memmap) and spare > 0:
        raise ValueError(f"{counted(spare, 'byte')} after its array of shape {array.shape}: a second array, or a file "
                         "that was written over a longer one; save one array per file")
    return array


def _read_npz(file: Path, member: str | None, argument: str) -> np.ndarray:
    if not zipfile.is_zipfile(file):
        raise ValueError("not a zip archive of NumPy arrays, or truncated")
    with file.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
        names = archive.files
        if member is None:
            member = names[0] if len(names) == 1 else argument
        if member not in names:
            listed = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "") if names else "none at all"
            raise ValueError(f"no single array, and none named {member!r}; write FILE.npz:NAME with one of: {listed}")
        array = archive[member]
    if not isinstance(array, np.ndarray):
        raise ValueError(f"its member {member!r} is not a NumPy array")
    return array


def _require_matrix(array: np.ndarray) -> None:
    if array.dtype.hasobject:
        raise ValueError("Python objects")
    if array.dtype.kind not in "fiub":
        kinds = {
            "c": "complex numbers", "U": "text", "S": "text", "V": "a table of named columns" if array.dtype.names else
            "raw bytes, which bfloat16 numbers become (convert them to float32 before they are saved)", "M": "dates"
        }
        raise ValueError(f"{kinds.get(array.dtype.kind, 'no numbers')} (dtype {array.dtype})")
    if array.ndim != 2:
        cure = f"; if its rows are samples, reshape(-1, {array.shape[-1]}) gives two" if array.ndim > 2 else ""
        raise ValueError(
            f"an array of {counted(array.ndim, 'axis', 'axes')}, shape {array.shape}, instead of two, (n_rows, "
            f"n_columns){cure}")
    if array.size == 0:
        raise ValueError(f"no numbers: shape {array.shape}")


def _refuse_file(argument: str, path: str | os.PathLike[str], reason: str) -> NoReturn:
    refuse(argument, "a table of real numbers", f"{os.fspath(path)!r}: {reason}")


def _plainly(error: Exception) -> str:
    text = " ".join(str(error).split()).partition("; use `usecols`")[0]  # NumPy's advice to its own callers
    if "Python objects" in text or "Object arrays" in text or "pickle" in text:
        return "Python objects, which only unpickling could read; that is never done"
    if isinstance(error, (SyntaxError, tokenize.TokenError)) or "source code" in text:
        return "a damaged header"
    if isinstance(error, UnicodeDecodeError):
        return f"not text in UTF-8 (byte {error.start})"
    if isinstance(error, EOFError) or "mmap length" in text or "EOF" in text:
        return f"truncated ({text})"
    return text or type(error).__name__
