"""Which faces has the cube [0, 1]^n? 3^n of them: every coordinate is 0, or 1, or free.

Why faces: given which features are active, sparse uniform features are uniform on one face of the cube, active ones
free and inactive ones 0. So an expectation over the data is a sum over faces, and `subdivision` cuts faces into smaller
ones. This module only numbers them.

Conventions: digit 0, 1 or 2 of coordinate j says y_j = 0, y_j = 1 or y_j free. Faces are listed by dimension (the
number of free coordinates), within one dimension by the ternary number sum_j digit_j 3^j. The first 2^n are the
corners, corner number sum_j y_j 2^j. A facet of a face fixes one of its free coordinates.

Contents: FREE, Level, Faces, cube_faces.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

__all__ = ["FREE", "Level", "Faces", "cube_faces"]

FREE = 2


class Level(NamedTuple):
    """All faces of one dimension, n_faces of them.

    block: where they are among all faces.
    lowest, highest (n_faces,): corners with all free coordinates 0, all 1.
    free (n_faces,): sum of 2^j over the free coordinates.
    zero_facets, one_facets (dimension, n_faces): the facets y_j = 0, y_j = 1, as places among the faces one dimension
        below.
    parents (n - dimension, n_faces): the faces one dimension above that have this one as a facet, as places in a list
        that names each of those twice: first all of them for their zero_facets, then all again for their one_facets.
    """

    dimension: int
    block: slice
    lowest: np.ndarray
    highest: np.ndarray
    free: np.ndarray
    zero_facets: np.ndarray
    one_facets: np.ndarray
    parents: np.ndarray


class Faces(NamedTuple):
    """The faces of [0, 1]^n.

    levels: by dimension, 0 to n.
    digits (3^n, n + 1): digit of coordinate j in column j; the last column is 0, a coordinate that never leaves 0.
    dimension, lowest, highest, free (3^n,): those of the levels, of all faces.
    place (3^n,): place in the list of the face with a given ternary number.
    """

    levels: tuple[Level, ...]
    dimension: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    free: np.ndarray
    digits: np.ndarray
    place: np.ndarray


@lru_cache(maxsize=8)
def cube_faces(n: int) -> Faces:
    """Return the faces of [0, 1]^n, which are kept for later calls, since they depend on n alone.

    n: at least 1. 12 takes about 60 MB.

    The square has 4 corners, 4 edges and 1 face of dimension 2. Its edges are (2,0), (2,1), (0,2), (1,2), in the order
    of their ternary numbers 2, 5, 6, 7.

    >>> faces = cube_faces(2)
    >>> [len(level.lowest) for level in faces.levels]
    [4, 4, 1]
    >>> faces.digits[4:8, :2].tolist()
    [[2, 0], [2, 1], [0, 2], [1, 2]]
    >>> faces.levels[2].zero_facets.tolist(), faces.levels[2].one_facets.tolist()
    ([[2], [0]], [[3], [1]])
    """
    numbers = np.arange(3**n)
    digits = (numbers[:, np.newaxis] // 3 ** np.arange(n) % 3).astype(np.int8)  # (3^n, n)
    dimension = np.count_nonzero(digits == FREE, axis=1)
    order = np.argsort(dimension, kind="stable")
    sizes = np.bincount(dimension)
    ends = np.cumsum(sizes)
    place, within = np.empty(3**n, dtype=np.intp), np.empty(3**n, dtype=np.intp)
    place[order] = numbers
    within[order] = numbers - np.repeat(ends - sizes, sizes)  # place among the faces of the same dimension
    blocks = [slice(int(end - size), int(end)) for end, size in zip(ends, sizes)]
    levels = tuple(_level(k, block, order[block], digits[order[block]], within) for k, block in enumerate(blocks))
    lowest, highest, free = (np.concatenate(parts) for parts in zip(*(level[2:5] for level in levels)))
    return Faces(levels, dimension[order], lowest, highest, free, np.pad(digits[order], ((0, 0), (0, 1))), place)


def _level(k: int, block: slice, numbers: np.ndarray, digits: np.ndarray, within: np.ndarray) -> Level:
    n_faces, n = digits.shape
    twos, threes = 2 ** np.arange(n), 3 ** np.arange(n)
    lowest, free = (digits == 1) @ twos, (digits == FREE) @ twos
    j = np.nonzero(digits == FREE)[1].reshape(n_faces, k).T  # (k, n_faces)
    zero_facets, one_facets = within[numbers - 2 * threes[j]], within[numbers - threes[j]]
    j = np.nonzero(digits != FREE)[1].reshape(n_faces, n - k).T  # (n - k, n_faces)
    digit = np.take_along_axis(digits, j.T, axis=1).T.astype(np.intp)
    n_above = math.comb(n, k + 1) * 2 ** max(n - k - 1, 0)
    parents = within[numbers + (FREE - digit) * threes[j]] + n_above * digit
    return Level(k, block, lowest, lowest + free, free, zero_facets, one_facets, parents)
