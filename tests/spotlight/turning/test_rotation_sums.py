"""Cosines: to the same bits wherever a row stands and in whatever chunk it comes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.checks import check_activations
from srm_ref.spotlight.turning.rotation_sums import BLOCK, Directions, Workspace, unit_chunks


def cosines_of(activations, basis):
    directions = Directions.of(basis)
    workspace = Workspace(directions.n_directions)
    return np.concatenate([block.copy() for chunk in unit_chunks(check_activations(activations, directions.n_dims))
                           for block in directions.cosines(chunk.rows, workspace)])


# --- definition

@pytest.mark.parametrize("n_samples, n_directions, n_dims", [(1, 1, 1), (3, 5, 4), (BLOCK, 16, 7), (BLOCK + 1, 17, 40)])
def test_they_are_the_cosines(n_samples, n_directions, n_dims):
    rng = np.random.default_rng(n_samples)
    activations, basis = rng.standard_normal((n_samples, n_dims)), 9 * rng.standard_normal((n_directions, n_dims))
    lengths = np.outer(np.linalg.norm(activations, axis=1), np.linalg.norm(basis, axis=1))
    assert_allclose(cosines_of(activations, basis), activations @ basis.T / lengths, rtol=0, atol=1e-14)


# --- properties

@pytest.mark.parametrize("n_directions, n_dims", [(5, 3), (16, 16), (37, 50), (100, 100)])
def test_a_row_has_the_same_bits_in_any_place_and_company(n_directions, n_dims):
    rng = np.random.default_rng(n_dims)
    activations, basis = rng.standard_normal((3 * BLOCK + 5, n_dims)), rng.standard_normal((n_directions, n_dims))
    whole, order = cosines_of(activations, basis), rng.permutation(len(activations))
    assert_array_equal(cosines_of(activations[order], basis), whole[order])
    for place in (0, 1, BLOCK - 1, BLOCK, len(activations) - 1):
        assert_array_equal(cosines_of(activations[place:place + 1], basis)[0], whole[place])


def test_chunks_count_what_they_read_and_leave_out_zero_rows():
    activations = np.ones((2**19 // 64 + 300, 64), dtype=np.float32)
    activations[5::7] = 0.0
    chunks = list(unit_chunks(activations))
    assert len(chunks) == 2 and [chunk.stop for chunk in chunks] == [2**19 // 64, len(activations)]
    assert sum(chunk.n_read for chunk in chunks) == len(activations)
    assert sum(chunk.n_zero for chunk in chunks) == np.count_nonzero(~activations.any(axis=1))
    assert all(len(chunk.rows) == chunk.n_read - chunk.n_zero for chunk in chunks)
    assert_array_equal(chunks[0].rows, 0.125)


def test_a_basis_is_turned_row_by_row():
    quarter = np.array([[0.0, -1], [1, 0]])
    assert_array_equal(Directions.of([[2, 0], [0, 3]]).turned(quarter).rows, [[0, 1], [-1, 0]])


# --- errors

def test_what_is_refused():
    with pytest.raises(ValueError, match="activations: wanted an array of real numbers"):
        check_activations([[1], [1, 2]], 2)
    with pytest.raises(ValueError, match=r"activations: wanted finite numbers; found nan at index \(3, 0\)"):
        list(unit_chunks(np.array([[1.0], [np.nan]]), 2))
    with pytest.raises(ValueError, match="basis: wanted vectors of non-zero length"):
        Directions.of([[0.0, 0.0]])
