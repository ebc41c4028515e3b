"""Difference arrays against arcs laid down one rank at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from srm_ref.spotlight.counting.grid import Tally, angle_grid, smallest_dtype
from tests.strategies import generators


def laid_down(grid, n_rows, deposits):
    """The counts that arcs (row, start, stop, sign) leave, in the caller's order of angles."""
    by_rank = np.zeros((n_rows, grid.n_angles), int)
    for row, start, stop, sign in deposits:
        for place in range(start, stop):
            by_rank[row, place % grid.n_angles] += sign
    counts = np.zeros_like(by_rank)
    counts[:, grid.order] = by_rank
    return counts


@st.composite
def deposits_on_grids(draw):
    """A grid in any order, a number of rows, and arcs (row, start, stop, sign), empty and full ones among them."""
    rng, n_angles, n_rows = draw(generators), draw(st.integers(1, 9)), draw(st.sampled_from([1, 1, 2, 5]))
    grid = angle_grid(n_angles if draw(st.booleans()) else rng.uniform(-9, 9, n_angles))
    start = rng.integers(-2 * n_angles, 2 * n_angles, 20)
    stop = start + rng.choice([0, 1, n_angles, *range(n_angles)], 20)
    return grid, n_rows, np.stack([rng.integers(0, n_rows, 20), start, stop, rng.choice([-1, 1], 20)], axis=1)


def tally_of(grid, n_rows, deposits, dtype=np.int64):
    tally = Tally(n_rows, grid, np.dtype(dtype))
    for sign in (1, -1):
        rows, start, stop, _ = deposits[deposits[:, 3] == sign].T
        tally.add(rows, start, stop, sign)
    return tally


# --- definition

@given(deposits_on_grids(), st.sampled_from([np.int32, np.int64]))
def test_running_sums_are_the_arcs_over_every_angle(problem, dtype):
    grid, n_rows, deposits = problem
    counts = tally_of(grid, n_rows, deposits, dtype).counts(20)
    assert counts.dtype == np.int8
    assert_array_equal(counts, laid_down(grid, n_rows, deposits))


@given(deposits_on_grids())
def test_full_arcs_need_no_ends(problem):
    grid, n_rows, deposits = problem
    tally, n = tally_of(grid, n_rows, deposits), grid.n_angles
    tally.add_full(np.array([0, n_rows - 1, 0]), -1)
    tally.add_full(deposits[:, 0])
    full = [(0, 0, n, -1), (n_rows - 1, 0, n, -1), (0, 0, n, -1), *((row, 0, n, 1) for row in deposits[:, 0])]
    assert_array_equal(tally.counts(100), laid_down(grid, n_rows, [*deposits, *full]))


# --- analytic

@pytest.mark.parametrize("largest, name", [
    (0, "int8"), (127, "int8"), (128, "int16"), (32767, "int16"), (32768, "int32"), (2**31 - 1, "int32"),
    (2**31, "int64"), (2**63 - 1, "int64")])
def test_the_smallest_dtype_holds_the_largest_count(largest, name):
    dtype = smallest_dtype(largest)
    assert dtype.name == name and int(np.array([largest, -largest], dtype)[0]) == largest


# --- properties

@given(deposits_on_grids(), st.integers(0, 20))
def test_tallies_of_parts_add_up(problem, cut):
    grid, n_rows, deposits = problem
    whole, first, second = (tally_of(grid, n_rows, part) for part in (deposits, deposits[:cut], deposits[cut:]))
    second.merge(first)
    assert_array_equal(second.counts(20), whole.counts(20))
    assert_array_equal(first.counts(20), tally_of(grid, n_rows, deposits[:cut]).counts(20))  # left as it was


@given(deposits_on_grids())
def test_a_wider_tally_goes_on_counting(problem):
    grid, n_rows, deposits = problem
    tally = tally_of(grid, n_rows, deposits[:7], np.int32)
    tally.widen(np.dtype(np.int64))
    assert tally.differences.dtype == np.int64
    tally.widen(np.dtype(np.int16))
    assert tally.differences.dtype == np.int64  # never narrower
    tally.merge(tally_of(grid, n_rows, deposits[7:], np.int32))
    assert_array_equal(tally.counts(20), laid_down(grid, n_rows, deposits))


# --- golden

def test_three_arcs_by_hand():
    """Origin: by hand. Four angles; arcs over ranks 3, 0 (winding), over 1, 2, and all round; one less at rank 2."""
    tally = Tally(2, angle_grid(4), np.dtype(np.int32))
    tally.add(np.array([1, 1, 1]), np.array([-1, 1, 2]), np.array([1, 3, 6]))
    tally.add(np.array([1]), np.array([6]), np.array([7]), sign=-1)
    assert tally.counts(3).tolist() == [[0, 0, 0, 0], [2, 2, 1, 2]]
