"""One product, chunk by chunk: the same bits in whatever chunks the samples come, from arrays of any kind."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.checks import check_activations
from srm_ref.geometry.rotations import random_rotation
from srm_ref.spotlight.counting import planes as products
from srm_ref.spotlight.counting.planes import BLOCK, basis_cosines, basis_geometry
from tests.strategies import BASIS_FAMILIES, CLOUDS, basis_of, generators, tied_cloud

ATOL = 1e-14  # a few roundings of numbers up to 1


def product_of(activations, basis):
    """P of all samples that are not zero, and which samples these are."""
    blocks = list(basis_cosines(check_activations(activations, np.shape(basis)[1]), basis_geometry(basis)))
    return np.concatenate([block.values for block in blocks]), np.concatenate([block.sample for block in blocks])


class Recorded(np.ndarray):
    """An array that notes how many rows are asked of it at once."""

    asked: list = []

    def __getitem__(self, key):
        part = super().__getitem__(key)
        Recorded.asked.append(len(part))
        return part


# --- definition

@given(st.sampled_from(BASIS_FAMILIES), st.sampled_from(CLOUDS), st.integers(2, 6), generators)
def test_it_is_the_cosine_of_every_sample_with_every_row(family, cloud, n_dims, rng):
    basis = basis_of(family, n_dims, rng)
    activations = tied_cloud(cloud, 12, basis, rng)
    values, sample = product_of(activations, basis)
    assert_array_equal(sample, np.flatnonzero(np.abs(activations).max(axis=1)))
    for row, x in zip(values, activations[sample]):
        x = x / 2.0 ** np.frexp(np.abs(x).max())[1] if 1e-300 < np.abs(x).max() else x * 2.0**1000
        x = x / np.sqrt(x @ x)
        assert_allclose(row, [x @ b / np.sqrt(b @ b) for b in basis], atol=ATOL)


def test_zero_samples_are_counted_and_left_out():
    activations = np.zeros((5, 3))
    activations[[1, 3]] = [[0.0, 2.0, 0.0], [0.0, 0.0, -5e-324]]
    (block,) = basis_cosines(activations, basis_geometry(np.eye(3)))
    assert block.values.tolist() == [[0.0, 1.0, 0.0], [0.0, 0.0, -1.0]] and block.sample.tolist() == [1, 3]
    assert (block.n_zero, block.stop, block.lengths.tolist()) == (3, 5, [2.0, 5e-324])
    (block,) = basis_cosines(np.zeros((4, 3)), basis_geometry([[1.0, 1.0, 0.0], [0.0, 1.0, 3.0]]))
    assert block.values.shape == (0, 2) and block.sample.tolist() == [] and (block.n_zero, block.stop) == (4, 4)


# --- analytic

@pytest.mark.parametrize("scale", [5e-324, 1e-308, 1e-200, 1e-141, 1e-139, 1.0, 1e139, 1e141, 1e200, 1.7e308])
def test_a_multiple_of_an_axis_gives_the_axis_exactly(scale):
    values, _ = product_of(scale * np.array([[1.0, 0.0], [0.0, -1.0], [1.0, 1.0]]), np.eye(2))
    assert values[:2].tolist() == [[1.0, 0.0], [0.0, -1.0]]
    assert_allclose(values[2], [0.5**0.5, 0.5**0.5], atol=ATOL)


# --- properties

@pytest.mark.parametrize("n_dims, n_basis", [(3, 2), (5, 5), (17, 9), (33, 257), (64, 100)])
def test_a_sample_has_the_same_bits_in_any_chunk(n_dims, n_basis):
    rng = np.random.default_rng(n_dims)
    activations, basis = rng.standard_normal((2 * BLOCK + 50, n_dims)), rng.standard_normal((n_basis, n_dims))
    activations[rng.random(len(activations)) < 0.1] = 0.0
    values, sample = product_of(activations, basis)
    for size in (BLOCK - 1, BLOCK, BLOCK + 1, 37):
        parts = [product_of(activations[k:k + size], basis)[0] for k in range(0, len(activations), size)]
        assert_array_equal(np.concatenate(parts), values)
    order = rng.permutation(len(activations))
    shuffled, where = product_of(activations[order], basis)
    assert_array_equal(shuffled, values[np.searchsorted(sample, order[where])])
    for k in (0, 1, len(sample) - 1):
        assert_array_equal(product_of(activations[sample[k]:sample[k] + 1], basis)[0][0], values[k])


EVERY_PLACE = """
import numpy as np
from srm_ref.spotlight.counting.planes import BLOCK, _product
rng = np.random.default_rng(0)
for n_dims, n_basis in [(5, 257), (8, 700), (33, 33), (100, 196), (200, 257), (7, 3)]:
    rows, basis = rng.standard_normal((BLOCK, n_dims)), rng.standard_normal((n_basis, n_dims))
    values = _product(rows, basis)
    for shift in (1, 3, 7, 100):
        shifted = _product(np.roll(rows, shift, axis=0), basis)
        assert (shifted == np.roll(values, shift, axis=0)).all(), (n_dims, n_basis)
"""


@pytest.mark.parametrize("kernel", ["", *(pytest.param(name, marks=pytest.mark.slow)
                                          for name in ("SKYLAKEX", "HASWELL", "PRESCOTT"))])
def test_no_kernel_lets_a_rows_place_show(kernel):
    """The product of a block must not depend on a row's place in it, whichever kernel the processor would choose."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_CORETYPE")}
    if kernel:
        environment["OPENBLAS_CORETYPE"] = kernel
    finished = subprocess.run([sys.executable, "-c", EVERY_PLACE], env=environment, capture_output=True, text=True)
    if kernel == "SKYLAKEX" and finished.returncode < 0:
        pytest.skip("this processor has no AVX-512")
    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f8", np.longdouble, "i1", "i8", "u1", bool])
def test_any_real_dtype_is_its_float64_values(dtype):
    numbers = np.random.default_rng(1).integers(0, 2 if dtype is bool else 90, (20, 3)).astype(dtype)
    basis = random_rotation(3, np.random.default_rng(2))
    strided, turned = np.repeat(numbers, 2, axis=0)[::2], numbers[:, ::-1].copy()[:, ::-1]
    for activations in (numbers, np.asfortranarray(numbers), strided, turned):
        assert_array_equal(product_of(activations, basis)[0], product_of(numbers.astype(np.float64), basis)[0])


def test_the_input_is_left_as_it_is():
    activations = np.random.default_rng(0).standard_normal((10, 3)) * 1e-200
    before = activations.copy()
    product_of(activations, np.eye(3))
    product_of(activations, random_rotation(3, np.random.default_rng(2)))
    assert_array_equal(activations, before)


def test_a_file_is_never_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(products, "CHUNK", 4 * BLOCK * 3)
    activations = np.random.default_rng(0).standard_normal((20 * BLOCK + 3, 3))
    np.save(tmp_path / "activations.npy", activations)
    mapped = check_activations(np.load(tmp_path / "activations.npy", mmap_mode="r"), 3)
    assert isinstance(mapped, np.memmap)
    Recorded.asked = []
    geometry = basis_geometry(random_rotation(3, np.random.default_rng(2)))
    read = [block.values for block in basis_cosines(mapped.view(Recorded), geometry)]
    assert len(Recorded.asked) == 6 and max(Recorded.asked) == 4 * BLOCK
    assert_array_equal(np.concatenate(read), product_of(activations, geometry.rows)[0])


def test_samples_keep_their_numbers_from_block_to_block(monkeypatch):
    monkeypatch.setattr(products, "CHUNK", 1)
    activations = np.ones((2 * BLOCK + 5, 2))
    activations[[0, 7, BLOCK, 2 * BLOCK + 4]] = 0.0
    activations[BLOCK + 1:2 * BLOCK] = 0.0
    blocks = list(basis_cosines(activations, basis_geometry(np.eye(2))))
    assert [block.stop for block in blocks] == [BLOCK, 2 * BLOCK, 2 * BLOCK + 5]
    assert [block.n_zero for block in blocks] == [2, BLOCK, 1]
    assert_array_equal(np.concatenate([block.sample for block in blocks]), np.flatnonzero(activations[:, 0]))


# --- errors

@pytest.mark.parametrize("activations, message", [
    ([[1.0, 2.0, 3.0]], r"wanted shape \(n_samples, 2\), as wide as the basis; found shape \(1, 3\)"),
    ([1.0, 2.0], r"wanted shape \(n_samples, 2\), as wide as the basis; found shape \(2,\)"),
    (np.ones((1, 1, 2)), r"wanted shape \(n_samples, 2\), as wide as the basis; found shape \(1, 1, 2\)"),
    (np.empty((0, 2)), r"wanted at least one sample; found shape \(0, 2\)"),
    ([[1j, 0]], "wanted an array of real numbers; found dtype complex128"),
    ([["a", "b"]], "wanted an array of real numbers; found dtype <U1"),
    ([[None, 1.0]], "wanted an array of real numbers; found dtype object"),
    (None, "wanted an array of real numbers; found dtype object"),
    ([[1.0, 2.0], [3.0]], "wanted an array of real numbers; found list")])
def test_activations_are_an_array_of_samples(activations, message):
    with pytest.raises(ValueError, match="^activations: " + message):
        check_activations(activations, 2)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("row", [0, 5, 4 * BLOCK, 9 * BLOCK + 2])
def test_what_is_not_finite_is_named_by_its_place_in_the_whole(bad, row, monkeypatch):
    monkeypatch.setattr(products, "CHUNK", 2 * BLOCK * 3)
    activations = np.ones((10 * BLOCK, 3), np.float32)
    activations[row, 1] = bad
    message = rf"^activations: wanted finite numbers; found {bad} at index \({row + 70}, 1\)$"
    with pytest.raises(ValueError, match=message):
        list(basis_cosines(activations, basis_geometry(np.eye(3)), first_row=70))


# --- golden

def test_a_product_by_hand():
    """Origin: by hand. x = (3, 4) / 5; rows (0, 1), (4, 3) / 5, (-1, 0): 0.8, 24 / 25, -0.6."""
    values, _ = product_of([[6, 8]], [[0, 2], [8, 6], [-1, 0]])
    assert_allclose(values, [[0.8, 0.96, -0.6]], atol=1e-16, rtol=1e-15)
