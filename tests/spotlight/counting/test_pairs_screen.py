"""What float32 leaves out is dark in float64 too: the counts are those of all samples, to the last tie."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

import srm_ref
from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import unit
from srm_ref.spotlight import resonance
from srm_ref.spotlight.counting import pairs as screens
from srm_ref.spotlight.counting.pairs import Screen, candidate_cosines, lit_cosines
from srm_ref.spotlight.counting.planes import BLOCK, basis_cosines, basis_geometry
from tests.strategies import BASIS_FAMILIES, CLOUDS, basis_of, generators, tied_cloud
from tests.walks import stays

RNG = np.random.default_rng(5)
TURNED = random_rotation(256, RNG)
DARK = RNG.standard_normal((3 * BLOCK, 256))  # of 256 coordinates none is near 1/2 of a length


def on_the_edge(epsilon, basis, n_rows, rng, away=1e-9):
    """Rows with P_i = P_j = epsilon / sqrt(2), to within `away` of it: lit half-way between b_i and b_j, or not."""
    codes = rng.standard_normal((n_rows, len(basis)))
    places = np.array([rng.choice(len(basis), 2, replace=False) for _ in range(n_rows)])
    np.put_along_axis(codes, places, 0.0, axis=1)
    edge = epsilon / np.sqrt(2) * (1 + away * rng.uniform(-1, 1, (n_rows, 1)))
    codes *= np.sqrt(1 - 2 * edge**2) / np.linalg.norm(codes, axis=1, keepdims=True)
    np.put_along_axis(codes, places, edge, axis=1)
    return codes @ basis


def counts_of_all(activations, *rest, monkeypatch, **named):
    """The plain sweep: every sample multiplied in float64."""
    with monkeypatch.context() as patch:
        patch.setattr(resonance, "lit_cosines", lambda x, geometry, epsilon, first: basis_cosines(x, geometry, first))
        return srm_ref.mean_spotlight_resonance(activations, *rest, **named).counts


# --- definition

@given(st.sampled_from(BASIS_FAMILIES), st.sampled_from(CLOUDS), st.integers(2, 6), st.floats(1e-3, 1.0), generators)
def test_every_sample_with_a_candidate_stays_in_doubt(family, cloud, n_dims, epsilon, rng):
    basis = basis_of(family, n_dims, rng)
    activations, geometry = tied_cloud(cloud, 40, basis, rng), basis_geometry(basis)
    least = candidate_cosines(geometry, epsilon)
    in_doubt = Screen(geometry, least).in_doubt(activations)
    for block in basis_cosines(activations, geometry):
        assert set(block.sample[(np.abs(block.values) >= least).any(axis=1)]) <= set(in_doubt.tolist())


# --- analytic

def test_what_is_clearly_dark_is_left_out_and_what_is_not_stays():
    """With t = 1/2: cosines 0.49 and 0.51 are farther from it than the bound, 0.5 +- 1e-6 is not."""
    largest = np.array([0.49, 0.5 - 1e-6, 0.5 + 1e-6, 0.51])
    rest = [np.sqrt((1 - largest**2) / 14)] * 14
    rows = np.column_stack([largest, np.zeros(4), *rest]) * [[1e-3], [1.0], [1e4], [1e-8]]
    for basis in (np.eye(16), np.eye(16)[::-1]):  # without a product, and with one
        assert Screen(basis_geometry(basis), np.full(16, 0.5)).in_doubt(rows).tolist() == [1, 2, 3]


def test_what_float32_cannot_hold_stays_in_doubt():
    rows = np.outer([1e-300, 1e-20, 1e-5, 1e10, 1e20, 1e300, 0.0], np.ones(64))
    for basis in (np.eye(64), np.eye(64)[::-1]):
        assert Screen(basis_geometry(basis), np.full(64, 0.5)).in_doubt(rows).tolist() == [0, 1, 4, 5, 6]


def test_the_bound_is_that_of_the_title_page():
    u = 2.0**-24
    gamma = 108 * u / (1 - 108 * u)
    assert Screen(basis_geometry(np.eye(100)), np.full(100, 0.25)).bound == 5 * gamma + 2.0**-30
    assert Screen(basis_geometry(np.eye(100)), np.full(100, 1e-9)).in_doubt(np.ones((3, 100))).tolist() == [0, 1, 2]


def test_samples_keep_numbers_and_bits_and_none_that_is_zero_is_forgotten(monkeypatch):
    monkeypatch.setattr(screens, "CHUNK", BLOCK)
    activations = DARK.copy()
    bright = np.array([3, 300, 301, 700])
    activations[bright] = 5 * TURNED[bright % 256]
    activations[[5, 600]] = 0.0
    blocks = list(lit_cosines(activations, basis_geometry(TURNED), 0.7))
    stops = [block.stop for block in blocks]
    assert stops == sorted(stops) and stops[-1] == len(activations)
    assert sum(block.n_zero for block in blocks) == 2
    assert_array_equal(np.concatenate([block.sample for block in blocks]), bright)
    rows = np.delete(activations, [5, 600], axis=0)
    whole = np.concatenate([block.values for block in basis_cosines(rows, basis_geometry(TURNED))])
    numbers = np.delete(np.arange(len(activations)), [5, 600])
    assert_array_equal(np.concatenate([block.values for block in blocks]), whole[np.isin(numbers, bright)])


@pytest.mark.parametrize("lit", [0, 3])
def test_a_screened_sweep_is_a_short_walk_too(lit):
    activations = np.concatenate([DARK, TURNED[:lit]])
    n_stays, rooms = stays(lambda: srm_ref.mean_spotlight_resonance(activations, TURNED, 0.7))
    assert n_stays <= 40 and len(rooms) <= 6, (n_stays, rooms)


# --- properties

@pytest.mark.parametrize("epsilon", [0.7, 0.9])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("away", [0.0, 1e-9, 1e-7, 1e-5])
def test_counts_at_the_edge_are_those_of_float64(away, dtype, epsilon, monkeypatch):
    """A row is lit half-way between two directions, or not, by less than float32 can tell."""
    rng = np.random.default_rng(int(1e9 * away))
    edge = on_the_edge(epsilon, TURNED, 3 * BLOCK, rng, away) * rng.uniform(0.1, 10.0, (3 * BLOCK, 1))
    activations = np.concatenate([DARK, edge]).astype(dtype)
    asked = activations, TURNED, epsilon, "permutations", 8
    wanted = counts_of_all(*asked, monkeypatch=monkeypatch)
    assert wanted[1] > 100 and wanted[1] == wanted.sum()
    assert_array_equal(srm_ref.mean_spotlight_resonance(*asked).counts, wanted)


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("basis", [np.eye(256), TURNED, TURNED + 0.3 * TURNED[0],
                                   np.concatenate([TURNED, unit(DARK[:40])])],
                         ids=["axes", "turned", "oblique", "overcomplete"])
def test_counts_are_the_same_in_every_basis(basis, signed, monkeypatch):
    rng = np.random.default_rng(8)
    bright = TURNED[rng.integers(256, size=300)] * rng.uniform(-3, 3, (300, 1)) + 0.02 * rng.standard_normal((300, 256))
    activations = np.concatenate([DARK, bright, 0 * DARK[:30], 1e-200 * DARK[:30], 1e200 * bright[:30], DARK])
    for planes in ("permutations", np.array([[0, 1], [7, 2]])):
        asked = activations, basis, 0.6, planes, 24
        assert_array_equal(srm_ref.mean_spotlight_resonance(*asked, signed=signed).counts,
                           counts_of_all(*asked, signed=signed, monkeypatch=monkeypatch))


def test_data_that_are_bright_or_few_are_multiplied_once(monkeypatch):
    calls = []
    monkeypatch.setattr(Screen, "in_doubt", lambda self, rows: calls.append(len(rows)) or np.arange(len(rows)))
    srm_ref.mean_spotlight_resonance(DARK, TURNED, 0.7)
    assert calls == [BLOCK]
    srm_ref.mean_spotlight_resonance(DARK[:BLOCK], TURNED, 0.7)
    srm_ref.mean_spotlight_resonance(DARK[:, :3], np.eye(3), 0.0)
    assert calls == [BLOCK]


def test_a_file_is_never_read_whole(monkeypatch):
    read, step = [], BLOCK * (2**19 // (BLOCK * 256))
    monkeypatch.setattr(screens, "require_finite", lambda rows, *rest: read.append(len(rows)))
    srm_ref.mean_spotlight_resonance(np.concatenate([DARK] * 6), TURNED, 0.7)
    assert sum(read) == 6 * len(DARK) and max(read) == step < len(DARK) * 6


# --- errors

@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("row", [0, BLOCK + 5, 3 * BLOCK - 1])
def test_what_is_not_finite_is_named_by_its_place_in_the_whole(bad, row, monkeypatch):
    monkeypatch.setattr(screens, "CHUNK", BLOCK)
    activations = DARK.copy()
    activations[row, 1] = bad
    message = rf"^activations: wanted finite numbers; found {bad} at index \({row + 70}, 1\)$"
    with pytest.raises(ValueError, match=message):
        list(lit_cosines(activations, basis_geometry(TURNED), 0.7, first_row=70))
