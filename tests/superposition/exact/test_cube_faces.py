"""The faces of the cube: all of them, once, with the right corners, facets and parents."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from srm_ref.superposition.exact.cube_faces import FREE, cube_faces
from srm_ref.superposition.exact.subdivision import doubled

SIZES = pytest.mark.parametrize("n", [1, 2, 3, 5])

# --- definition


@SIZES
def test_every_face_occurs_once(n):
    faces = cube_faces(n)
    assert sorted(map(tuple, faces.digits[:, :n].tolist())) == sorted(product((0, 1, FREE), repeat=n))
    assert_array_equal(faces.digits[:, n], 0)
    numbers = faces.digits[:, :n].astype(int) @ 3 ** np.arange(n)
    assert_array_equal(faces.place[numbers], np.arange(3**n))


@SIZES
def test_facets_fix_one_free_coordinate(n):
    faces = cube_faces(n)
    for below, level in zip(faces.levels, faces.levels[1:]):
        digits = faces.digits[level.block]
        for facets, value in ((level.zero_facets, 0), (level.one_facets, 1)):
            assert facets.shape == (level.dimension, len(digits))
            for face, row in enumerate(digits):
                wanted = []
                for j in np.flatnonzero(row == FREE):
                    wanted.append(tuple(np.where(np.arange(n + 1) == j, value, row)))
                assert [tuple(facet) for facet in faces.digits[below.block][facets[:, face]]] == wanted


@SIZES
def test_parents_are_facets_read_backwards(n):
    levels = cube_faces(n).levels
    for below, level in zip(levels, levels[1:]):
        twice = np.concatenate([level.zero_facets, level.one_facets], axis=1)  # (dimension, 2 n_faces)
        children = [sorted(np.flatnonzero((twice == face).any(axis=0)).tolist()) for face in range(len(below.free))]
        assert [sorted(parents.tolist()) for parents in below.parents.T] == children


# --- analytic


@SIZES
def test_levels_count_the_faces_by_dimension(n):
    levels = cube_faces(n).levels
    assert [level.dimension for level in levels] == list(range(n + 1))
    assert [len(level.free) for level in levels] == [math.comb(n, k) * 2 ** (n - k) for k in range(n + 1)]
    assert [level.block for level in levels][0] == slice(0, 2**n) and levels[-1].block.stop == 3**n


@SIZES
def test_corners_are_numbered_in_binary(n):
    faces = cube_faces(n)
    assert_array_equal(faces.digits[:2**n, :n] @ 2 ** np.arange(n), np.arange(2**n))
    for level in faces.levels:
        digits = faces.digits[level.block, :n]
        assert_array_equal(level.lowest, (digits == 1) @ 2 ** np.arange(n))
        assert_array_equal(level.highest, (digits != 0) @ 2 ** np.arange(n))
        assert_array_equal(level.free, level.highest - level.lowest)


# --- properties


def test_doubled_lists_all_subset_sums_in_the_corners_order():
    steps = np.array([[1, 10], [2, 20], [4, 40]])
    assert_array_equal(doubled(np.array([0, 0]), steps), np.outer(np.arange(8), [1, 10]))
    assert_array_equal(doubled(np.array([5]), np.zeros((0, 1))), [[5]])


# --- golden


def test_the_cube_has_8_corners_12_edges_6_squares():
    assert [len(level.free) for level in cube_faces(3).levels] == [8, 12, 6, 1]
