"""The embedded digits, and the IDX reader against files written byte by byte."""

from __future__ import annotations

import gzip
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from srm_ref.networks import digits as module
from srm_ref.networks.digits import load_digits, load_idx, read_idx

CODES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}
SHORTS = bytes([0, 0, 0x0B, 2, 0, 0, 0, 2, 0, 0, 0, 3]) + bytes([0, 1, 0, 2, 0, 3, 255, 255, 1, 0, 128, 0])


def idx_bytes(array):
    """The IDX file of an array, by the format's description."""
    header = bytes([0, 0, CODES[array.dtype.str[1:]], array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


@pytest.fixture
def write(tmp_path):
    def to_file(content, name="file.idx"):
        path = tmp_path / name
        path.write_bytes(content)
        return path
    return to_file


# --- definition


@pytest.mark.parametrize("pieces", [1, 3, 2**20])
def test_reading_in_pieces_is_reading_at_once(write, monkeypatch, pieces):
    monkeypatch.setattr(module, "_CHUNK", pieces)
    assert_array_equal(read_idx(write(SHORTS)), [[1, 2, 3], [-1, 256, -32768]])


# --- analytic


def test_embedded_digits_have_the_counts_of_their_description():
    digits = load_digits()
    assert digits.images.shape == (1797, 64) and digits.images.dtype == np.float64
    assert digits.images.min() == 0.0 and digits.images.max() == 1.0
    assert_array_equal(16 * digits.images, np.round(16 * digits.images))
    assert_array_equal(np.bincount(digits.labels), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])


def test_loading_twice_gives_two_arrays():
    first, second = load_digits(), load_digits()
    first.images[:] = -1.0
    assert second.images.min() == 0.0


def test_a_pair_of_idx_files_is_a_data_set(write):
    images = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    images[1, 2, 3] = 255
    pair = write(idx_bytes(images), "images"), write(idx_bytes(np.array([7, 1], dtype=np.uint8)), "labels")
    digits = load_idx(*pair)
    assert digits.images.shape == (2, 12) and digits.images.dtype == np.float64
    assert digits.images[0, 5] == 5 / 255 and digits.images[1, 11] == 1.0
    assert digits.labels.tolist() == [7, 1]


# --- properties


@given(st.sampled_from(sorted(CODES)), st.lists(st.integers(1, 4), min_size=1, max_size=4), st.booleans(),
       st.integers(0, 2**32 - 1))
def test_every_type_and_shape_comes_back(tmp_path_factory, code, shape, compressed, seed):
    array = np.random.default_rng(seed).integers(-100, 100, size=shape).astype(code)
    content = idx_bytes(array)
    path = tmp_path_factory.mktemp("idx") / "array"  # no ending: compression is seen from the content
    path.write_bytes(gzip.compress(content) if compressed else content)
    back = read_idx(path)
    assert_array_equal(back, array, strict=True)
    assert back.dtype.isnative and back.flags.writeable


# --- errors


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
def test_every_file_that_ends_early_is_refused(write, compress):
    for length in range(len(SHORTS)):
        with pytest.raises(ValueError, match="^path: wanted .*; found .*file.idx"):
            read_idx(write(compress(SHORTS[:length])))


def test_damaged_gzip_is_refused(write):
    whole = gzip.compress(SHORTS)
    for damaged in (whole[:-1], whole[:20], whole[:3], whole[:12] + b"\xff\xff\xff" + whole[15:]):
        with pytest.raises(ValueError, match="path: wanted an intact gzip file; found .*file.idx"):
            read_idx(write(damaged))


@pytest.mark.parametrize("content, message", [
    (SHORTS + b"\0", r"path: wanted 12 bytes of numbers, as the lengths \(2, 3\) say; found .* with more"),
    (SHORTS[:-1], r"wanted 12 bytes of numbers, .* with only 11"),
    (SHORTS[:10], "wanted an IDX file with the lengths of 2 axes; found .* ends after 10 bytes"),
    (b"\1\0\x08\1" + SHORTS[4:], "wanted an IDX file.* beginning '01 00 08 01'"),
    (b"\0\0\x0a\1" + SHORTS[4:], "wanted an IDX file.* beginning '00 00 0a 01'"),
    (b"\0\0\x08\0" + SHORTS[4:], "wanted an IDX file.* beginning '00 00 08 00'"),
    (b"\0\0\x0e\4" + b"\xff" * 16, "bytes of numbers.* with only 0"),  # promises 10^38 numbers
    (b"", "wanted an IDX file.* beginning ''"),
    (b"PK\3\4", "wanted an IDX file.* beginning '50 4b 03 04'"),
])
def test_files_that_are_not_idx_are_refused(write, content, message):
    with pytest.raises(ValueError, match=message):
        read_idx(write(content))


def test_files_that_cannot_be_opened_are_refused(tmp_path):
    with pytest.raises(ValueError, match="path: wanted a file that can be read; found .*absent': No such file"):
        read_idx(tmp_path / "absent")
    with pytest.raises(ValueError, match="path: wanted a file that can be read; found .*: Is a directory"):
        read_idx(tmp_path)


def test_pairs_that_do_not_belong_together_are_refused(write):
    images = write(idx_bytes(np.zeros((2, 3, 4), dtype=np.uint8)), "images")
    labels = write(idx_bytes(np.zeros(3, dtype=np.uint8)), "labels")
    with pytest.raises(ValueError, match="labels_path: wanted one label for each of 2 images; found 3 labels"):
        load_idx(images, labels)
    with pytest.raises(ValueError, match=r"images_path: wanted unsigned bytes on 3 axes.* found uint8 of shape \(3,\)"):
        load_idx(labels, labels)
    with pytest.raises(ValueError, match=r"labels_path: wanted unsigned bytes on 1 axis.* of shape \(2, 3, 4\)"):
        load_idx(images, images)
    with pytest.raises(ValueError, match="images_path: wanted unsigned bytes.* found int32"):
        load_idx(write(idx_bytes(np.zeros((2, 3, 4), dtype=np.int32)), "wide"), labels)


# --- golden


def test_the_first_digit_is_the_well_known_zero():
    # As printed in scikit-learn's documentation of the same data set.
    digits = load_digits()
    assert digits.labels[0] == 0
    assert_array_equal(16 * digits.images[0].reshape(8, 8), [
        [0, 0, 5, 13, 9, 1, 0, 0], [0, 0, 13, 15, 10, 15, 5, 0], [0, 3, 15, 2, 0, 11, 8, 0], [0, 4, 12, 0, 0, 8, 8, 0],
        [0, 5, 8, 0, 0, 9, 8, 0], [0, 4, 11, 0, 1, 12, 7, 0], [0, 2, 14, 5, 10, 12, 0, 0], [0, 0, 6, 13, 10, 0, 0, 0]])
