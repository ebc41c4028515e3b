"""Where do the images come from? Handwritten digits that come with the package, and a reader of IDX files for other
images.

Conventions: an image is one row of grey levels in [0, 1], pixel by pixel along the lines from the top left; 0 is paper,
1 is ink. Labels are integers.

The IDX format (MNIST and its relatives): two zero bytes, one byte for the type of number, one for the count of axes,
the length of every axis as a big-endian 32-bit integer, then the numbers, big-endian, last axis fastest. Files may be
compressed with gzip; that is recognised by their first two bytes, not by their name.

Contents: Digits, load_digits, read_idx, load_idx.

Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits" (1998), UCI Machine Learning Repository,
doi 10.24432/C50P49, CC BY 4.0 (digits.md beside the file); the IDX format as described with MNIST.
"""

from __future__ import annotations

import gzip
import math
import os
import struct
import zlib
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from srm_ref.checks import counted, refuse

__all__ = ["Digits", "load_digits", "read_idx", "load_idx"]

_GREY_LEVELS = 16.0  # of the embedded digits: counts of dark cells in a block of 4x4
_DTYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_GZIP_MAGIC = b"\x1f\x8b"
_CHUNK = 2**20


class Digits(NamedTuple):
    """Images as rows of grey levels, and what they show.

    images (n_samples, n_pixels): in [0, 1]. labels (n_samples,).
    """

    images: np.ndarray
    labels: np.ndarray


def load_digits() -> Digits:
    """Load the embedded digits: 1797 images of 8x8 pixels, (1797, 64), multiples of 1/16; classes 0 to 9, (1797,).

    >>> digits = load_digits()
    >>> digits.images.shape, digits.labels[:5].tolist()
    ((1797, 64), [0, 1, 2, 3, 4])
    """
    with np.load(Path(__file__).with_name("digits.npz"), allow_pickle=False) as file:
        images, labels = file["images"], file["labels"]
    return Digits(images.reshape(len(images), -1) / _GREY_LEVELS, labels.astype(np.int64))


def load_idx(images_path: str | os.PathLike, labels_path: str | os.PathLike) -> Digits:
    """Load a data set such as MNIST from its pair of IDX files of unsigned bytes.

    The file at images_path has the shape (n_samples, n_rows, n_columns), with 255 for ink, which becomes 1; the one at
    labels_path (n_samples,).
    """
    images, labels = read_idx(images_path), read_idx(labels_path)
    for name, array, n_axes in (("images_path", images, 3), ("labels_path", labels, 1)):
        if array.dtype != np.uint8 or array.ndim != n_axes or array.size == 0:
            refuse(name, f"unsigned bytes on {counted(n_axes, 'axis', 'axes')}, not empty",
                   f"{array.dtype} of shape {array.shape}")
    if len(images) != len(labels):
        refuse("labels_path", f"one label for each of {counted(len(images), 'image')}",
               f"{counted(len(labels), 'label')}")
    return Digits(images.reshape(len(images), -1) / 255.0, labels.astype(np.int64))


def read_idx(path: str | os.PathLike) -> np.ndarray:
    """Read one array from the IDX file at `path`, plain or gzip, of the shape and type that the file states."""
    try:
        with open(path, "rb") as raw:
            compressed = raw.read(2) == _GZIP_MAGIC
            raw.seek(0)
            if not compressed:
                return _read_array(raw, path)
            with gzip.GzipFile(fileobj=raw) as unpacked:
                return _read_array(unpacked, path)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        refuse("path", "an intact gzip file", f"{os.fspath(path)!r}: {error}")
    except OSError as error:
        refuse("path", "a file that can be read", f"{os.fspath(path)!r}: {error.strerror or error}")


def _read_array(stream: BinaryIO, path: str | os.PathLike) -> np.ndarray:
    place = repr(os.fspath(path))
    magic = stream.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in _DTYPES or magic[3] == 0:
        refuse("path", "an IDX file, which begins 00 00 <type> <number of axes>",
               f"{place} beginning {magic.hex(' ')!r}")
    dtype, n_axes = np.dtype(_DTYPES[magic[2]]), magic[3]
    header = _read_up_to(stream, 4 * n_axes)
    if len(header) < 4 * n_axes:
        refuse("path", f"an IDX file with the lengths of {counted(n_axes, 'axis', 'axes')}",
               f"{place}, which ends after {counted(4 + len(header), 'byte')}")
    shape = struct.unpack(f">{n_axes}I", header)
    n_bytes = dtype.itemsize * math.prod(shape)
    data = _read_up_to(stream, n_bytes + 1)
    if len(data) != n_bytes:
        found = "more" if len(data) > n_bytes else f"only {len(data)}"
        refuse("path", f"{counted(n_bytes, 'byte')} of numbers, as the lengths {shape} say", f"{place} with {found}")
    return np.frombuffer(data, dtype).reshape(shape).astype(dtype.newbyteorder("="))


def _read_up_to(stream: BinaryIO, n_bytes: int) -> bytes:
    """Read in pieces: a false header may state more bytes than fit into memory."""
    pieces = bytearray()
    while len(pieces) < n_bytes and (piece := stream.read(min(n_bytes - len(pieces), _CHUNK))):
        pieces += piece
    return bytes(pieces)
