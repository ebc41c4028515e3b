"""A file is whole under its name, or is not there."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from srm_ref.writing import replacing, write_arrays

# --- definition

def test_the_name_is_taken_only_at_the_end(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    with replacing(target) as temporary:
        temporary.write_text("new")
        assert target.read_text() == "old" and temporary.parent == tmp_path and temporary.suffix == ".txt"
    assert target.read_text() == "new" and os.listdir(tmp_path) == ["a.txt"]


def test_arrays_come_back(tmp_path):
    arrays = {"values": np.arange(6.0).reshape(2, 3), "name": "tanh", "n": 3, "labels": ["a", "bc"]}
    write_arrays(tmp_path / "a.npz", arrays)
    with np.load(tmp_path / "a.npz", allow_pickle=False) as file:
        assert file.files == list(arrays)
        for name, value in arrays.items():
            np.testing.assert_array_equal(file[name], value)


# --- properties

def test_two_writers_of_one_path_never_meet(tmp_path):
    """As two threads, or two containers that both call themselves process 1."""
    def write(content):
        with replacing(tmp_path / "a.txt") as temporary:
            names.add(temporary.name)
            temporary.write_text(content * 1000)
    names, contents = set(), [str(k % 10) for k in range(40)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, contents))
    assert len(names) == 40 and os.listdir(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() in {content * 1000 for content in contents}


def test_the_content_is_on_the_disk_before_the_name(tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: done.append(("content", os.fstat(descriptor).st_size)))
    monkeypatch.setattr(os, "replace", lambda *_: done.append("name"))
    with replacing(tmp_path / "a.txt") as temporary:
        temporary.write_text("four")
    assert done == [("content", 4), "name"]


# --- errors

def test_a_full_disk_names_the_file_that_a_person_knows(tmp_path):
    for named in (None, "temporary", "another.txt"):
        with pytest.raises(OSError) as failure:
            with replacing(tmp_path / "outer.txt"), replacing(tmp_path / "a.txt") as temporary:
                raise OSError(errno.ENOSPC, "No space left on device",
                              str(temporary) if named == "temporary" else named)
        assert failure.value.filename == ("another.txt" if named == "another.txt" else str(tmp_path / "a.txt"))


@pytest.mark.parametrize("failure", [OSError, KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("old", [None, "old"])
def test_an_error_leaves_what_was_there(tmp_path, failure, old):
    target = tmp_path / "a.txt"
    if old:
        target.write_text(old)
    with pytest.raises(failure):
        with replacing(target) as temporary:
            temporary.write_text("half")
            raise failure
    assert os.listdir(tmp_path) == (["a.txt"] if old else [])
    assert not old or target.read_text() == old


def test_python_objects_are_not_written(tmp_path):
    with pytest.raises(ValueError, match="ragged: wanted an array of numbers or text; found dtype object"):
        write_arrays(tmp_path / "a.npz", {"ragged": np.array([1, None])})
    with pytest.raises(ValueError, match="path: wanted a file name ending in .npz; found"):
        write_arrays(tmp_path / "a.npy", {})
    assert os.listdir(tmp_path) == []
