"""Tables in files: the same rows as a map shows, read; and a file that changes is noticed by every pass over it."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import srm_ref
from srm_ref import mapped
from srm_ref.commands.counting import rotate_part
from srm_ref.commands.data_check import look_at
from srm_ref.commands.options import centred
from srm_ref.files import read_array
from srm_ref.mapped import FileRows, file_rows
from srm_ref.spotlight.density import projected_density
from srm_ref.spotlight.lit import lit_counts
from tests.strategies import examples



def longer_with_its_old_time(file):
    """As a copy is that keeps times."""
    before = os.stat(file)
    os.truncate(file, 10**6)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES = {"cut": lambda file: os.truncate(file, 2000), "touched": lambda file: os.utime(file, (1, 1)),
           "longer": longer_with_its_old_time}
PASSES = {
    "kurtosis": lambda rows: srm_ref.kurtosis(rows, np.eye(3)),
    "rotation test": lambda rows: srm_ref.basis_rotation_test(rows, np.eye(3), 0.5, 2, np.random.default_rng(0)),
    "arcs": lambda rows: srm_ref.basis_rotation_test(rows, np.eye(3), 0.5, 2, np.random.default_rng(0), arcs=True),
    "part": lambda rows: rotate_part(rows, np.eye(3), 2, 0, None),
    "scan": lambda rows: srm_ref.epsilon_scan(rows, np.eye(3), 2, np.random.default_rng(0)),
    "projection": lambda rows: srm_ref.project_on_planes(rows, np.eye(3), 0.9),
    "density": lambda rows: projected_density(rows, np.eye(3), 0.9, n_bins=4),
    "curves": lambda rows: srm_ref.spotlight_resonance(rows, np.eye(3), 0.5, n_angles=8),
    "harmonic": lambda rows: srm_ref.harmonic(rows, np.eye(3), 0.5),
    "height": lambda rows: srm_ref.height(rows, np.eye(3), 0.5),
    "lit": lambda rows: lit_counts(rows, np.eye(3), 0.5),
    "found basis": lambda rows: srm_ref.find_basis(rows, 1, 1, np.random.default_rng(0), n_rotations=2),
    "look": look_at, "centred": centred}
ENDS = st.none() | st.integers(-15, 15)
INDICES = {  # of 13 rows
    "number": st.integers(-13, 12), "slice": st.builds(slice, ENDS, ENDS),
    "steps": st.builds(slice, ENDS, ENDS, st.sampled_from([2, -1, -3])),
    "numbers": st.lists(st.integers(-13, 12), min_size=1, max_size=6).map(np.array),
    "mask": st.lists(st.booleans(), min_size=13, max_size=13).map(np.array),
    "column": st.tuples(st.just(slice(None)), st.integers(0, 2))}


def leaves(value):
    """Every number, text and array in a result, however deep."""
    inside = vars(value).values() if hasattr(value, "__dict__") else value if isinstance(value, (tuple, list)) else None
    return [value] if inside is None else [leaf for one in inside for leaf in leaves(one)]


@pytest.fixture
def saved(tmp_path):
    rows = np.random.default_rng(0).standard_normal((4000, 3))
    np.save(tmp_path / "a.npy", rows)
    return tmp_path / "a.npy", rows


# --- definition

@pytest.mark.parametrize("kind", INDICES)
@examples(20)
@given(st.sampled_from("CF"), st.sampled_from(["f4", ">f8", "i2"]), st.integers(1, 9), st.data())
def test_rows_are_those_of_the_map(tmp_path_factory, kind, order, dtype, at_once, data):
    file = tmp_path_factory.mktemp("rows") / "a.npy"
    wanted = np.asarray(np.arange(39).reshape(13, 3), dtype, order=order)
    np.save(file, wanted)
    rows, index = read_array(file), data.draw(INDICES[kind])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mapped, "READ_AT_ONCE", at_once)
        found = rows[index]
    np.testing.assert_array_equal(found, wanted[index])
    assert found.dtype == wanted.dtype and type(found) is np.ndarray


@pytest.mark.parametrize("name", PASSES)
def test_a_pass_gives_what_it_gives_in_memory(saved, name):
    file, rows = saved
    found, wanted = PASSES[name](read_array(file)), PASSES[name](rows)
    for one, other in zip(leaves(found), leaves(wanted), strict=True):
        np.testing.assert_equal(one, other)


# --- errors

@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", PASSES)
def test_a_file_that_has_changed_is_refused_by_every_pass(saved, name, change):
    file, _ = saved
    rows = read_array(file)
    CHANGES[change](file)
    with pytest.raises(ValueError, match="activations: wanted a file that stays as it is .*a.npy', changed"):
        PASSES[name](rows)


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_during_the_rotation_test(tmp_path, change):
    np.save(tmp_path / "a.npy", np.random.default_rng(0).standard_normal((6000, 300)))
    rows, told = read_array(tmp_path / "a.npy"), []

    def progress(done, total):
        told.append(done / total)
        if len(told) == 1:
            CHANGES[change](tmp_path / "a.npy")

    with pytest.raises(ValueError, match="activations: wanted a file that stays as it is .*a.npy', changed"):
        srm_ref.basis_rotation_test(rows, np.eye(300)[:2], None, 1, np.random.default_rng(0), progress)
    assert 0.0 < told[-1] < 1.0


@pytest.mark.parametrize("order", "CF")
def test_in_either_order_a_change_is_noticed(tmp_path, order):
    np.save(tmp_path / "a.npy", np.asarray(np.ones((50, 3)), order=order))
    rows = read_array(tmp_path / "a.npy")
    os.utime(tmp_path / "a.npy", (1, 1))
    for index in (3, slice(2, 9), np.arange(4), (slice(None), 0)):
        with pytest.raises(ValueError, match="changed"):
            rows[index]


def test_what_is_no_whole_table_in_a_file_stays_as_it_is(saved):
    file, rows = saved
    whole = np.load(file, mmap_mode="r")
    assert isinstance(file_rows(whole), FileRows) and file_rows(rows) is rows
    part = np.memmap(file, float, "r", 128, (10, 3))
    for other in (part, np.memmap(file, np.uint8, "r")):
        assert file_rows(other) is other
