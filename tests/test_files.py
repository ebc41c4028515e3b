"""Every kind of file that a person may point at: read as it was written, or refused by name."""

import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.files import read_array

TABLE = np.arange(12.0).reshape(4, 3)


class _Bomb:
    """Unpickling this makes a directory: proof that something was unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


# --- definition

@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", ">f8", "int8", "uint16", "int64", "bool"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_npy_is_read_as_it_was_saved(tmp_path, dtype, order):
    saved = np.asarray(TABLE % 2, dtype=dtype, order=order)
    np.save(tmp_path / "a.npy", saved)
    read = read_array(tmp_path / "a.npy")
    assert read.dtype == saved.dtype
    np.testing.assert_array_equal(read, saved)


def test_npy_is_mapped_and_read_only(tmp_path):
    np.save(tmp_path / "a.npy", TABLE)
    read = read_array(tmp_path / "a.npy")
    assert isinstance(read, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        read[0, 0] = 1.0


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_npz_with_one_array_needs_no_name(tmp_path, save):
    save(tmp_path / "a.npz", whatever=TABLE)
    np.testing.assert_array_equal(read_array(tmp_path / "a.npz"), TABLE)


def test_npz_with_several_arrays_is_chosen_by_argument_or_by_name(tmp_path):
    np.savez(tmp_path / "a.npz", activations=TABLE, basis=-TABLE, x=2 * TABLE)
    file = str(tmp_path / "a.npz")
    np.testing.assert_array_equal(read_array(file), TABLE)
    np.testing.assert_array_equal(read_array(file, "basis"), -TABLE)
    np.testing.assert_array_equal(read_array(file + ":x"), 2 * TABLE)


def test_a_file_whose_own_name_has_a_colon_is_that_file(tmp_path):
    np.save(tmp_path / "odd.npz:x.npy", TABLE)
    np.testing.assert_array_equal(read_array(tmp_path / "odd.npz:x.npy"), TABLE)


# --- analytic

@pytest.mark.parametrize("text, rows", [
    ("1,2\n3,4\n", [[1, 2], [3, 4]]),
    ("1,2\n3,4", [[1, 2], [3, 4]]),
    ("x,y\n1,2\n", [[1, 2]]),
    ("#x,y\n1,2\n", [[1, 2]]),
    ("\ufeffx,y\r\n1,2\r\n", [[1, 2]]),
    ("\ufeff1,2\r\n", [[1, 2]]),
    ("\n1,2\n\n3,4\n\n", [[1, 2], [3, 4]]),
    ("1\n2\n", [[1], [2]]),
    ("1e-3, -2.5E2\n", [[0.001, -250.0]]),
    ('"x, in V","y"\n"1.5","-2"\n', [[1.5, -2]]),
    ("0,1,-0,2\n3,4,5,-6\n", [[0, 1, 0, 2], [3, 4, 5, -6]]),
])
def test_csv(tmp_path, text, rows):
    (tmp_path / "a.csv").write_bytes(text.encode())
    assert read_array(tmp_path / "a.csv").tolist() == rows


def test_nan_in_a_file_passes_and_endings_may_be_capitals(tmp_path):
    np.save(tmp_path / "a.npy", [[np.nan, np.inf]])
    (tmp_path / "a.npy").rename(tmp_path / "A.NPY")
    np.testing.assert_array_equal(read_array(tmp_path / "A.NPY"), [[np.nan, np.inf]])


# --- properties

@given(rows=st.lists(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=3), min_size=1,
                     max_size=5),
       header=st.booleans())
def test_csv_gives_back_every_float(tmp_path_factory, rows, header):
    file = tmp_path_factory.getbasetemp() / "property.csv"
    lines = ["first,second,third"] * header + [",".join(map(repr, row)) for row in rows]
    file.write_text("\n".join(lines))
    np.testing.assert_array_equal(read_array(file), rows)


@given(ending=st.sampled_from([".npy", ".npz", ".csv"]), start=st.sampled_from([b"", b"\x93NUMPY", b"PK\x03\x04"]),
       content=st.binary(max_size=80))
def test_any_bytes_are_an_array_or_a_refusal(tmp_path_factory, ending, start, content):
    file = tmp_path_factory.getbasetemp() / f"noise{ending}"
    file.write_bytes(start + content)
    _array_or_refusal(file)


@given(data=st.data(), ending=st.sampled_from([".npy", ".npz"]))
def test_any_damage_to_a_real_file_is_an_array_or_a_refusal(tmp_path_factory, data, ending):
    file = tmp_path_factory.getbasetemp() / f"damaged{ending}"
    (np.save if ending == ".npy" else np.savez)(file, TABLE)
    content = bytearray(file.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place:place + 3] = data.draw(st.binary(min_size=0, max_size=3))
    file.write_bytes(bytes(content))
    _array_or_refusal(file)


def _array_or_refusal(file):
    try:
        array = read_array(file)
    except ValueError as error:
        assert file.name in str(error)
    else:
        assert array.ndim == 2 and array.dtype.kind in "fiub"


# --- errors

def _npy(array, **options):
    return lambda file: np.save(file, array, **options)


def _npz(**arrays):
    return lambda file: np.savez(file, **arrays)


def _bytes(content):
    return lambda file: file.write_bytes(content)


def _saved_then(save, damage):
    def make(file):
        save(file)
        file.write_bytes(damage(file.read_bytes()))
    return make


def _zip_of_text(file):
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("note.txt", "hello")


REFUSED = {
    "missing": ("a.npy", lambda file: None, "no file"),
    "directory": ("a.npy", lambda file: file.mkdir(), "a directory"), "empty": ("a.npy", _bytes(b""), "an empty file"),
    "no ending": ("activations", _npy(TABLE), "ending in .npy, .npz or .csv"),
    "other ending": ("a.txt", _bytes(b"1,2"), "ending in .npy, .npz or .csv"),
    "not an array": ("a.npy", _bytes(b"hello, world"), "not a NumPy array file"),
    "pickled": ("a.npy", _bytes(pickle.dumps(TABLE)),
                "not a NumPy array file"), "pickled npz": ("a.npz", _bytes(pickle.dumps(TABLE)), "not a zip archive"),
    "object dtype": ("a.npy", _npy(np.array([[1, None]], dtype=object), allow_pickle=True), "Python objects"),
    "object dtype npz": ("a.npz", _npz(x=np.array([[1, None]], dtype=object)),
                         "Python objects"), "one axis": ("a.npy", _npy(TABLE[0]), r"1 axis, shape \(3,\)"),
    "no axis": ("a.npy", _npy(np.float64(3)), "0 axes"), "three axes": ("a.npy", _npy(TABLE[None]), "3 axes"),
    "no rows": ("a.npy", _npy(TABLE[:0]), r"no numbers: shape \(0, 3\)"), "no columns": ("a.npy", _npy(TABLE[:, :0]),
                                                                                         r"no numbers: shape \(4, 0\)"),
    "complex": ("a.npy", _npy(TABLE + 1j), "complex numbers"), "text": ("a.npy", _npy(np.array(
        [["a", "b"]])), r"text \(dtype <U1\)"), "table": ("a.npy", _npy(np.zeros(
            (2, 2),
            dtype=[("x", float)])), "named columns"), "dates": ("a.npy", _npy(np.zeros(
                (2, 2),
                dtype="datetime64[s]")), "dates"), "truncated": ("a.npy", _saved_then(_npy(TABLE),
                                                                                      lambda c: c[:-5]), "truncated"),
    "truncated header": ("a.npy", _saved_then(_npy(TABLE), lambda c: c[:40]), "truncated"),
    "damaged header": ("a.npy", _saved_then(_npy(TABLE), lambda c: c.replace(b"(4, 3)", b"(4, %")),
                       "damaged header"), "truncated zip": ("a.npz", _saved_then(_npz(x=TABLE), lambda c: c[:-30]),
                                                            "not a zip archive"),
    "bad zip": ("a.npz", _saved_then(_npz(x=TABLE), lambda c: c[:150] + b"zzzz" + c[154:]),
                "Bad CRC"), "zip of text": ("a.npz", _zip_of_text, "not a NumPy array"),
    "npy called npz": ("a.npz", lambda file: file.write_bytes(_saved(TABLE)),
                       "not a zip archive"), "several arrays": ("a.npz", _npz(
                           x=TABLE,
                           y=TABLE), "none named 'activations'.* x, y"), "no arrays": ("a.npz", _npz(), "none at all"),
    "ragged csv": ("a.csv", _bytes(b"1,2\n\n3\n"),
                   "line 3: 1 column; line 1 has 2$"), "text in csv": ("a.csv", _bytes(b"x,y\n1,2\n3,foo\n"),
                                                                        "line 3, column 2: 'foo' is no finite number$"),
    "missing value in csv": ("a.csv", _bytes(b"x,y\n\n1,2\n3,NA\n"), "line 4, column 2: 'NA' is no finite number$"),
    "nan in csv": ("a.csv", _bytes(b"1,2\n\n3,nan\n"), "line 3, column 2: nan is no finite number$"),
    "infinity in csv": ("a.csv", _bytes(b"1,2\n-inf,4\n"), "line 2, column 1: -inf is no finite number$"),
    "gap in csv": ("a.csv", _bytes(b"1,2\n3,\n"), r"line 2: .* nothing \(''\) in column 2$"),
    "trailing commas in csv": ("a.csv", _bytes(b"1,2,\n3,4,\n"), "line 1: a comma after the last number"),
    "index and numbered header in csv": ("a.csv", _bytes(b",0,1\n0,1,2\n"), r"line 1: .* labels .*index=False"),
    "index and named header in csv": ("a.csv", _bytes(b",x,y\n0,1.5,2\n"),
                                      r"line 1: .* labels .*index=False"), "note in csv": ("a.csv",
                                                                                           _bytes(b"1,2 # two\n3,4\n"),
                                                                                           "2 # two"),
    "complex csv": ("a.csv", _bytes(b"1,2\n1+2j,3\n"),
                    r"1\+2j"), "semicolons in csv": ("a.csv", _bytes(b"1;2\n3;4\n"),
                                                     "line 1: cells separated by semicolons; wanted commas"),
    "semicolons below a header in csv": ("a.csv", _bytes(b"x;y\n1;2\n"), "line 2: cells separated by semicolons;"),
    "tabs in csv": ("a.csv", _bytes(b"x\ty\n1.5\t2\n"), "line 2: cells separated by tabs; wanted commas"),
    "spaces in csv": ("a.csv", _bytes(b"1.5 -2\n3 4\n"), "line 1: cells separated by spaces; wanted commas"),
    "decimal commas and semicolons in csv": ("a.csv", _bytes(b"0,5;-1,5\n"),
                                             "line 1: .*semicolons, and decimal commas"),
    "decimal commas and commas in csv": ("a.csv", _bytes(b"0,98,-0,25\n1,25,-1,5\n"), "line 1: .* decimal commas, and"),
    "units in csv": ("a.csv", _bytes(b"x,y\nV,V\n1,2\n"), r"line 2: 'V' is no number, .*units"),
    "labels in csv": ("a.csv", _bytes(b"x,y,kind\n1,2,cat\n"), "line 2, column 3: 'cat' is no finite number$"),
    "two arrays in npy": ("a.npy", lambda file: file.write_bytes(_saved(TABLE) * 2),
                          "bytes after its array .* second array"),
    "spare bytes in npy": ("a.npy", _saved_then(_npy(TABLE), lambda c: c + b"x" * 77),
                           "77 bytes after its array"), "tensors of another library": ("a.pt", _bytes(b"PK"),
                                                                                       r"convert it: .*numpy\(\)"),
    "safetensors": ("a.safetensors", _bytes(b"{}"), "convert it: .*load_file"), "hdf5": ("a.h5", _bytes(b"HDF"),
                                                                                         "convert it: .*h5py"),
    "parquet": ("a.parquet", _bytes(b"PAR1"),
                r"convert it: .*to_numpy\(float\)"), "stack of samples": ("a.npy", _npy(np.zeros(
                    (2, 3, 4))), r"instead of two.*reshape\(-1, 4\) gives two"), "header only": ("a.csv",
                                                                                                 _bytes(b"x,y\n"),
                                                                                                 "no row of numbers"),
    "blank lines": ("a.csv", _bytes(b"\n\n"), "no row of numbers"), "not text": ("a.csv", _bytes(b"\xff\xfe\x00\x01"),
                                                                                 "not text in UTF-8"),
}


def _saved(array):
    from io import BytesIO
    stream = BytesIO()
    np.save(stream, array)
    return stream.getvalue()


if hasattr(os, "mkfifo"):
    REFUSED["pipe"] = ("a.npy", lambda file: os.mkfifo(file), "not a regular file")


@pytest.mark.parametrize("name, make, reason", REFUSED.values(), ids=REFUSED.keys())
def test_refusals_name_argument_file_and_reason(tmp_path, name, make, reason):
    file: Path = tmp_path / name
    make(file)
    with pytest.raises(ValueError, match=reason) as refusal:
        read_array(file)
    message = str(refusal.value)
    assert message.startswith("activations: wanted ") and file.name in message and "\n" not in message


def test_a_name_that_the_archive_lacks(tmp_path):
    np.savez(tmp_path / "a.npz", x=TABLE)
    with pytest.raises(ValueError, match="none named 'y'; write FILE.npz:NAME with one of: x"):
        read_array(str(tmp_path / "a.npz") + ":y")


@pytest.mark.parametrize("ending", [".npy", ".npz"])
def test_nothing_is_unpickled(tmp_path, ending):
    trap, sprung = np.array([[_Bomb(str(tmp_path / "sprung"))]], dtype=object), tmp_path / "sprung"
    if ending == ".npy":
        np.save(tmp_path / "a.npy", trap, allow_pickle=True)
    else:
        np.savez(tmp_path / "a.npz", trap)
    with pytest.raises(ValueError, match="only unpickling could read"):
        read_array(tmp_path / f"a{ending}")
    (tmp_path / f"b{ending}").write_bytes(pickle.dumps(_Bomb(str(sprung))))
    with pytest.raises(ValueError, match="not a"):
        read_array(tmp_path / f"b{ending}")
    assert not sprung.exists()


# --- golden

def test_a_file_written_byte_by_byte(tmp_path):
    """Origin: the format's public description (version 1.0), by hand: magic, version, header of 118 bytes, numbers."""
    header = b"{'descr': '<i2', 'fortran_order': False, 'shape': (2, 2), }".ljust(117) + b"\n"
    content = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes([1, 0, 2, 0, 255, 255, 0, 1])
    (tmp_path / "a.npy").write_bytes(content)
    assert read_array(tmp_path / "a.npy").tolist() == [[1, 2], [-1, 256]]
