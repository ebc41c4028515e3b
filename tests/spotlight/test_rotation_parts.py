"""The rotation test in parts: in any chunks, any order and any tree, the numbers of one run, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from srm_ref.spotlight import rotation_parts
from srm_ref.spotlight.rotation_parts import KurtosisTest, RotationAccumulator
from srm_ref.spotlight.rotation_test import basis_rotation_test
from tests.strategies import examples, generators, tied_and_generic_activations


def assert_same(found, wanted):
    """The two tests, or a test and a `RotationTest`, have the same numbers, bit for bit."""
    for name in ("kurtosis_test", "scale", "shape"):
        for one, other in zip(getattr(found, name), getattr(wanted, name)):
            assert_array_equal(one, other)
    for name in ("loads", "load_p_values", "carriers", "verdict", "effect", "chance", "sensitivity", "n_samples",
                 "n_zero", "n_dims", "n_rotations", "level"):
        assert_array_equal(getattr(found, name), getattr(wanted, name))


# --- definition

@pytest.mark.parametrize(("n_samples", "n_dims", "seed"), [(1300, 6, 0), (40, 3, 7), (600, 17, 2)])
def test_one_part_is_the_rotation_test(n_samples, n_dims, seed):
    activations, basis = tied_and_generic_activations(n_samples=n_samples, n_dims=n_dims, seed=1)
    activations[::9] = 0.0
    found = RotationAccumulator(basis, 39, seed).update(activations).result()
    assert_same(found, basis_rotation_test(activations, basis, None, 39, np.random.default_rng(seed)))


def test_a_planted_preference_and_its_carriers_are_found():
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((400, 5))
    rows[:150, 3] += 9.0
    total = RotationAccumulator(np.eye(5), 39)
    for part in np.array_split(rows, 4):
        total.merge(RotationAccumulator(np.eye(5), 39).update(part))
    test = total.result()
    assert (test.verdict, [carrier.direction for carrier in test.carriers], test.n_samples) == ("aligned", [3], 400)
    assert RotationAccumulator(np.eye(5), 0).update(rows).result().verdict == "cannot tell"


# --- properties

@examples(15)
@given(st.integers(1, 40), st.lists(st.integers(0, 900), max_size=5), generators)
def test_any_chunks_in_any_order_and_tree(most, cuts, rng):
    activations, basis = tied_and_generic_activations(n_samples=900, n_dims=4, seed=3)
    whole = RotationAccumulator(basis, 3, 5).update(activations).result()
    parts = []
    for rows in np.split(activations, np.unique(cuts)):
        parts.append(RotationAccumulator(basis, 3, 5))
        for first in range(0, len(rows), 25 * most):
            parts[-1].update(rows[first:first + 25 * most])
    while len(parts) > 1:
        left, right = (parts.pop(int(rng.integers(len(parts)))) for _ in range(2))
        parts.append(left.merge(right))
    assert_same(parts[0].result(), whole)


def test_blocks_and_passes_change_nothing(monkeypatch):
    activations, basis = tied_and_generic_activations(n_samples=900, n_dims=4, seed=3)
    whole, reported = RotationAccumulator(basis, 5).update(activations).result(), []
    monkeypatch.setattr(rotation_parts, "READ_AT_ONCE", 1000)
    monkeypatch.setattr(rotation_parts, "_AT_ONCE", 4 * 32)
    pieces = RotationAccumulator(basis, 5).update(activations, lambda done, total: reported.append(done / total))
    assert_same(pieces.result(), whole)
    assert reported == sorted(reported) and reported[-1] == 1.0 and len(reported) > 6


def test_a_part_in_a_file_comes_back_to_the_bit(tmp_path):
    activations, basis = tied_and_generic_activations(n_samples=300, n_dims=4, seed=3)
    part = RotationAccumulator(basis, 4, 9).update(activations)
    part.shards.add("rows 0 to 299")
    part.save(tmp_path / "part.npz")
    loaded = RotationAccumulator.load(tmp_path / "part.npz")
    assert_same(loaded.result(), part.result())
    assert loaded.shards == part.shards and loaded.seed == 9
    assert_same(loaded.update(activations[:7]).result(), part.update(activations[:7]).result())
    part.result().save(tmp_path / "test.npz")
    assert_same(KurtosisTest.load(tmp_path / "test.npz"), part.result())
    assert [row["rotation"] for row in part.result().table()] == [0, 1, 2, 3, 4]
    assert part.result().table()[2]["kurtosis"] == part.result().kurtosis_test.null[1]


# --- errors

def test_a_refused_chunk_changes_nothing_and_names_its_row():
    activations, basis = tied_and_generic_activations(n_samples=300, n_dims=4, seed=3)
    total, wanted = (RotationAccumulator(basis, 2).update(activations) for _ in range(2))
    bad = activations.copy()
    bad[20, 1] = np.nan
    with pytest.raises(ValueError, match=r"activations: wanted finite numbers; found nan at index \(320, 1\)"):
        total.update(bad)
    assert_same(total.result(), wanted.result())
    with pytest.raises(ValueError, match="activations: wanted at least one sample before result"):
        RotationAccumulator(basis, 2).result()


@pytest.mark.parametrize("other", [RotationAccumulator(np.eye(3)[::-1], 2), RotationAccumulator(np.eye(3), 3),
                                   RotationAccumulator(np.eye(3), 2, 1), RotationAccumulator(np.eye(2), 2), "part"])
def test_other_questions_are_refused(other):
    with pytest.raises(ValueError, match="other: wanted "):
        RotationAccumulator(np.eye(3), 2).merge(other)


def test_other_files_are_refused(tmp_path):
    part = RotationAccumulator(np.eye(3), 2).update(np.eye(3))
    part.save(tmp_path / "part.npz")
    with np.load(tmp_path / "part.npz") as file:
        held = {name: file[name] for name in file.files}
    for name, other in [("high", held["high"][:, :2]), ("low", held["low"].astype(float)), ("low", -held["low"] - 1),
                        ("n_zero", 9), ("n_samples", -1), ("seed", -1), ("basis", np.zeros((3, 3))), ("format", "2"),
                        ("shards", None)]:
        np.savez(tmp_path / "bad.npz", **{key: value for key, value in (held | {name: other}).items()
                                          if value is not None})
        with pytest.raises(ValueError, match="path: wanted a part that RotationAccumulator.save wrote"):
            RotationAccumulator.load(tmp_path / "bad.npz")
    (tmp_path / "half.npz").write_bytes((tmp_path / "part.npz").read_bytes()[:-60])
    for name in ("half.npz", "missing.npz"):
        with pytest.raises(ValueError, match="path: wanted a part that RotationAccumulator.save wrote"):
            RotationAccumulator.load(tmp_path / name)
