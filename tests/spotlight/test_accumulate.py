"""Streaming: whatever the chunks, the order and the merges, the result is, bit for bit, the one-shot call's."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from srm_ref import memory
from srm_ref.geometry.rotations import random_rotation
from srm_ref.spotlight import accumulate
from srm_ref.spotlight.accumulate import SpotlightAccumulator
from srm_ref.spotlight.resonance import (MeanResonance, RequestTooLarge, Resonance, mean_spotlight_resonance,
                                         spotlight_resonance)
from tests.strategies import examples, generators, tied_and_generic_activations, tied_sweeps

WORDS = st.sampled_from(["permutations", "combinations", "mean", "explicit"])


def assert_same(streamed, whole):
    """Every field of the two results, bit for bit and to the dtype."""
    assert type(streamed) is type(whole)
    for name, value in vars(whole).items():
        if name != "values":
            assert_array_equal(getattr(streamed, name), value)
            assert np.asarray(getattr(streamed, name)).dtype == np.asarray(value).dtype
    assert_array_equal(streamed.mean, whole.mean)


def one_shot(activations, basis, epsilon, planes, angles, signed):
    if isinstance(planes, str) and planes == "mean":
        return mean_spotlight_resonance(activations, basis, epsilon, "permutations", angles, signed=signed)
    return spotlight_resonance(activations, basis, epsilon, planes, angles, signed=signed)


def cut(activations, rng):
    """Consecutive chunks of random sizes, single rows among them."""
    ends = np.unique(rng.integers(0, len(activations) + 1, rng.integers(0, 8)))
    return [part for part in np.split(activations, ends) if len(part)]


# --- definition

@examples(50)
@given(tied_sweeps(), WORDS, st.booleans(), generators)
def test_any_chunks_give_the_one_shot_result(problem, planes, signed, rng):
    activations, basis, epsilon, angles = problem
    if planes == "explicit":
        possible = spotlight_resonance(activations, basis, epsilon, "permutations", 1).planes
        planes = possible[rng.integers(len(possible), size=3)]
    total = SpotlightAccumulator(basis, epsilon, planes, angles, signed)
    for part in cut(activations, rng):
        total.update(part)
    assert (total.n_samples, total.n_zero) == (len(activations), (~activations.any(axis=1)).sum())
    assert_same(total.result(), one_shot(activations, basis, epsilon, planes, angles, signed))


# --- analytic

@pytest.mark.parametrize("planes, kind", [
    ("permutations", Resonance), ("combinations", Resonance), ([[1, 0]], Resonance), ("mean", MeanResonance)])
def test_the_kind_of_result(planes, kind):
    assert type(SpotlightAccumulator(np.eye(2), 0.5, planes, 4).update([[1, 0]]).result()) is kind


def test_defaults_are_those_of_the_one_shot_call():
    activations, basis = tied_and_generic_activations(20, 3, seed=1)
    assert_same(SpotlightAccumulator(basis).update(activations).result(), spotlight_resonance(activations, basis))


def test_a_result_may_be_had_on_the_way():
    activations, basis = tied_and_generic_activations(50, 4, seed=3)
    total = SpotlightAccumulator(basis, 0.6, "combinations", 24)
    for k in range(1, 50):
        result = total.update(activations[k - 1:k]).result()
        assert_same(result, spotlight_resonance(activations[:k], basis, 0.6, "combinations", 24))


# --- properties

@pytest.mark.parametrize("n_dims, n_basis", [(5, 5), (3, 17), (20, 7)])
def test_single_rows_of_ties_in_oblique_bases(n_dims, n_basis):
    """Row by row the product is of one sample at a time; ties make every last bit count."""
    rng = np.random.default_rng(n_dims)
    basis = random_rotation(n_dims, rng) if n_dims == n_basis else rng.standard_normal((n_basis, n_dims))
    rows = basis / np.linalg.norm(basis, axis=1, keepdims=True)
    diagonals = rows[rng.integers(n_basis, size=(12, 2))].sum(axis=1)
    activations = np.concatenate([rows, diagonals, rng.standard_normal((5, n_dims))])
    for epsilon in (float(np.cos(np.pi / 6)), 1.0, float(rows[0] @ rows[1])):
        whole = spotlight_resonance(activations, basis, epsilon, "permutations", 12)
        singly, pairs = (SpotlightAccumulator(basis, epsilon, "permutations", 12) for _ in range(2))
        for k in range(len(activations)):
            singly.update(activations[k:k + 1])
        for k in range(0, len(activations), 2):
            pairs.update(activations[k:k + 2])
        assert_same(singly.result(), whole)
        assert_same(pairs.result(), whole)


@examples(20)
@given(tied_sweeps(), WORDS.filter(lambda planes: planes != "explicit"), st.booleans(), generators)
def test_merging_is_associative_and_commutative(problem, planes, signed, rng):
    activations, basis, epsilon, angles = problem
    rows = np.array_split(np.concatenate([activations] * 3), 3)

    def part(*which):
        total = SpotlightAccumulator(basis, epsilon, planes, angles, signed)
        for k in which:
            total.update(rows[k])
        return total

    whole = part(0, 1, 2).result()
    for merged in (part(0).merge(part(1)).merge(part(2)), part(2).merge(part(1).merge(part(0))),
                   part(1, 2).merge(part(0)), part().merge(part(2, 0, 1)), part(0, 1, 2).merge(part())):
        assert_same(merged.result(), whole)
    left = part(0)
    part(1).merge(left)
    assert_same(left.result(), part(0).result())  # what was merged is left as it was


@given(tied_sweeps(), WORDS.filter(lambda planes: planes != "explicit"))
def test_it_can_be_pickled_at_any_time(problem, planes):
    activations, basis, epsilon, angles = problem
    carried = pickle.loads(pickle.dumps(SpotlightAccumulator(basis, epsilon, planes, angles)))
    carried = pickle.loads(pickle.dumps(carried.update(activations[:1])))
    other = SpotlightAccumulator(basis, epsilon, planes, angles)
    if len(activations) > 1:
        carried.merge(other.update(activations[1:]))
    carried = pickle.loads(pickle.dumps(carried))
    assert_same(carried.result(), one_shot(activations, basis, epsilon, planes, angles, signed=False))


def test_files_narrow_types_and_progress(tmp_path):
    activations = np.random.default_rng(0).integers(-9, 9, (700, 4)).astype(np.float32)
    np.save(tmp_path / "activations.npy", activations)
    mapped, told = np.load(tmp_path / "activations.npy", mmap_mode="r"), []
    total = SpotlightAccumulator(np.eye(4), 0.7, "permutations", 36)
    total.update(mapped[:300]).update(mapped[300:], progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (400, 400)
    assert_same(total.result(), spotlight_resonance(activations.astype(float), np.eye(4), 0.7, "permutations", 36))


def test_a_tally_is_widened_before_it_is_full(monkeypatch):
    """As if 32 bits were 8: counts of 300 samples at one angle do not wrap."""
    monkeypatch.setattr(accumulate, "checked_tally", lambda sweep, _: accumulate.empty_tally(sweep, np.dtype(np.int8)))
    parts = [SpotlightAccumulator(np.eye(2), 0.9, "permutations", 4) for _ in range(2)]
    for part in parts:
        for _ in range(150):
            part.update([[2.0, 0.0]])
    merged = parts[0].merge(parts[1]).result()
    assert merged.counts.tolist() == [[300, 0, 0, 0], [0, 300, 0, 0]] and merged.counts.dtype == np.int16
    # 63 samples each fit 8 bits, and three times as many do not
    parts = [SpotlightAccumulator(np.eye(2), 0.9, n_angles=2, signed=True).update([[1.0, 0.0]] * 63) for _ in range(3)]
    assert parts[0].merge(parts[1]).merge(parts[2]).result().counts.tolist() == [[189, -189], [0, 0]]


# --- errors

def test_nothing_counted_is_no_result():
    for planes in ("mean", "permutations"):
        with pytest.raises(ValueError, match=r"^activations: wanted at least one sample before result\(\); found none"):
            SpotlightAccumulator(np.eye(2), planes=planes).result()


@pytest.mark.parametrize("chunk, message", [
    ([[1.0, 2.0], [np.nan, 1.0]], r"activations: wanted finite numbers; found nan at index \(4, 0\)"),  # of all
    ([[1.0, 2.0, 3.0]], r"activations: wanted shape \(n_samples, 2\), as wide as the basis; found shape \(1, 3\)"),
    (np.empty((0, 2)), "activations: wanted at least one sample"),
    ([["a", "b"]], "activations: wanted an array of real numbers; found dtype")])
def test_a_refused_chunk_changes_nothing(chunk, message):
    good = np.array([[1.0, 0.0], [0.0, 0.0], [3.0, 4.0]])
    total = SpotlightAccumulator(np.eye(2), 0.6, "permutations", 8).update(good)
    with pytest.raises(ValueError, match="^" + message):
        total.update(chunk)
    assert_same(total.result(), spotlight_resonance(good, np.eye(2), 0.6, "permutations", 8))
    twice = spotlight_resonance(np.tile(good, (2, 1)), np.eye(2), 0.6, "permutations", 8)
    assert_same(total.update(good).result(), twice)


def test_a_bad_row_is_found_in_the_last_block_too():
    chunk = np.ones((2**19, 2), np.float32)
    chunk[-1, 1] = np.inf
    total = SpotlightAccumulator(np.eye(2), 0.6, "permutations", 8)
    with pytest.raises(ValueError, match=r"found inf at index \(524287, 1\)"):
        total.update(chunk)
    assert total.n_samples == 0 and total.update([[1.0, 0.0]]).result().n_samples == 1


def test_an_update_broken_off_leaves_no_result_that_looks_whole():
    def stop(done, of):
        raise KeyboardInterrupt

    broken, whole = (SpotlightAccumulator(np.eye(2), 0.6, "permutations", 8).update([[1.0, 0.0]]) for _ in range(2))
    with pytest.raises(KeyboardInterrupt):
        broken.update([[1.0, 1.0]], progress=stop)
    for use in (broken.result, lambda: broken.update([[1.0, 0.0]]), lambda: broken.merge(whole),
                lambda: whole.merge(broken)):
        with pytest.raises(ValueError, match="^accumulator: wanted one whose updates all finished; found one whose"):
            use()
    assert_same(whole.result(), spotlight_resonance([[1.0, 0.0]], np.eye(2), 0.6, "permutations", 8))


@pytest.mark.parametrize("change, name", [
    ({"basis": [[1.0, 0.0], [1.0, 1.0]]}, "basis"), ({"basis": np.eye(3)}, "basis"),
    ({"epsilon": 0.5000001}, "epsilon"), ({"signed": True}, "signed"),
    ({"n_angles": 9}, "n_angles"), ({"n_angles": [0.0, 1.0]}, "n_angles"),
    ({"planes": "combinations"}, "planes"), ({"planes": "mean"}, "planes"), ({"planes": [[0, 1], [1, 0]]}, "planes")])
def test_only_the_same_sweep_is_merged(change, name):
    good = {"basis": np.eye(2), "epsilon": 0.5, "planes": "permutations", "n_angles": 8, "signed": False}
    ours, theirs = SpotlightAccumulator(**good).update([[1.0, 0.0]]), SpotlightAccumulator(**(good | change))
    for left, right in [(ours, theirs), (theirs, ours)]:
        with pytest.raises(ValueError, match=f"^other: wanted an accumulator of the same sweep; found .* {name}$"):
            left.merge(right)
    assert ours.result().n_samples == 1


def test_explicit_lists_that_differ_are_not_merged():
    ours, theirs = (SpotlightAccumulator(np.eye(2), 0.5, planes, 8) for planes in ([[0, 1]], [[1, 0]]))
    with pytest.raises(ValueError, match="^other: wanted .* found one with another planes"):
        ours.merge(theirs)


@pytest.mark.parametrize("other", [None, 3, np.eye(2), SpotlightAccumulator])
def test_only_accumulators_are_merged(other):
    with pytest.raises(ValueError, match="^other: wanted a SpotlightAccumulator; found"):
        SpotlightAccumulator(np.eye(2)).merge(other)


def test_what_is_swept_is_checked_at_once(monkeypatch):
    for change, message in [({"epsilon": 2}, "epsilon: wanted"), ({"planes": "all"}, "planes: wanted one of"),
                            ({"n_angles": 0}, "n_angles: wanted"), ({"basis": [[0.0, 0.0]]}, "basis: wanted")]:
        with pytest.raises(ValueError, match="^" + message):
            SpotlightAccumulator(**({"basis": np.eye(2)} | change))
    monkeypatch.setattr(memory, "available_memory", lambda: 1e6)
    with pytest.raises(RequestTooLarge, match="^planes: wanted curves that fit into 0.0 GB"):
        SpotlightAccumulator(np.eye(80))
    assert SpotlightAccumulator(np.eye(80), planes="mean").update(np.eye(80)).result().n_planes == 6320


# --- golden

def test_three_chunks_by_hand():
    """Origin: by hand. e1; nothing; e2 and e1 + e2, half angle 36.9 degrees: lit once at 0, 45 and 90."""
    total = SpotlightAccumulator(np.eye(2), 0.8, "combinations", 8)
    result = total.update([[2.0, 0.0]]).update([[0.0, 0.0]]).update([[0.0, 1.0], [3.0, 3.0]]).result()
    assert result.counts.tolist() == [[1, 1, 1, 0, 0, 0, 0, 0]] and (result.n_samples, result.n_zero) == (4, 1)
