"""Sums of rounded numbers: the integers that Python's own rounding gives, in any order and any portions."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from srm_ref.spotlight.turning.moment_sums import FRACTION_BITS, ExactSums
from tests.strategies import generators


def by_definition(columns):
    """Every number rounded by Python to the nearest multiple of 2^-50, ties to even, and added as Python's integers."""
    return [sum(round(float(x) * 2.0**FRACTION_BITS) for x in column) for column in columns.T]


def unit_numbers(rng, n_rows, n_columns):
    """Numbers in [0, 1] of all sizes, with ends and halves of the last place."""
    values = rng.random((n_rows, n_columns)) ** rng.integers(1, 30)
    values[rng.random(values.shape) < 0.2] = rng.choice([0.0, 1.0, 2.0**-51, 3 * 2.0**-51, 2.0**-50, 0.5 + 2.0**-51])
    return values


# --- definition

@given(generators, st.integers(1, 40), st.integers(1, 5))
def test_totals_are_those_of_the_definition(rng, n_rows, n_columns):
    values, sums = unit_numbers(rng, n_rows, n_columns), ExactSums(n_columns)
    sums.add(values)
    assert sums.totals() == by_definition(values)


# --- analytic

def test_ties_go_to_the_even_multiple():
    above = 2.0**-51 * (1 + 2.0**-50)
    for x, wanted in ((2.0**-51, 0), (3 * 2.0**-51, 2), (5 * 2.0**-51, 2), (above, 1), (1.0, 2**50)):
        sums = ExactSums(1)
        sums.add(np.array([[x]]))
        assert sums.totals() == [wanted], x


def test_totals_beyond_64_bits_are_exact():
    sums, n = ExactSums(2), 8192
    for _ in range(9):
        sums.add(np.tile([[1.0, 1.0 - 2.0**-50]], (n, 1)))
    for _ in range(20):
        sums.merge(sums)  # doubles what there is
    assert sums.totals() == [9 * n * 2**70, 9 * n * (2**50 - 1) * 2**20]


# --- properties

@given(generators, st.integers(2, 60))
def test_order_and_portions_do_not_matter(rng, n_rows):
    values = unit_numbers(rng, n_rows, 3)
    whole, parts = ExactSums(3), ExactSums(3)
    whole.add(values)
    for part in np.array_split(values[rng.permutation(n_rows)], rng.integers(1, n_rows + 1)):
        one = ExactSums(3)
        if len(part):
            one.add(part, np.empty_like(part))
        parts.merge(one)
    assert parts.totals() == whole.totals()


def test_the_numbers_are_left_as_they_were():
    values = np.array([[0.25, 1.0]])
    ExactSums(2).add(values)
    assert_array_equal(values, [[0.25, 1.0]])
