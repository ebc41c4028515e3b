"""P-values by equal tails, the four verdicts, carriers, and how many rotations are made by default."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from srm_ref.spotlight.verdict import (LEVEL, Carrier, Ranked, decide, default_rotations, equal_tail_p_value,
                                       find_carriers, obstacle, ranked)
from tests.strategies import generators


def p_by_definition(value, null):
    below = 1 + sum(v <= value for v in null)
    above = 1 + sum(v >= value for v in null)
    return min(1.0, 2 * min(below, above) / (1 + len(null)))


# --- definition

@given(st.integers(-4, 4), st.lists(st.integers(-4, 4), max_size=30))
def test_the_p_value_is_its_definition(value, null):
    assert equal_tail_p_value(float(value), np.array(null, dtype=float)) == p_by_definition(value, null)


@given(generators, st.integers(1, 20), st.integers(1, 6))
def test_carriers_are_their_definition(rng, n_rotations, n_directions):
    loads, largest = rng.integers(0, 9, n_directions).astype(float), rng.integers(0, 9, n_rotations).astype(float)
    carriers, p_values = find_carriers(loads, largest, 0.3)
    wanted = [(1 + sum(m >= load for m in largest)) / (1 + n_rotations) for load in loads]
    assert_array_equal(p_values, wanted)
    assert {c.direction for c in carriers} == {i for i, p in enumerate(wanted) if p <= 0.3}
    assert [c.load for c in carriers] == sorted((c.load for c in carriers), reverse=True)
    assert all(c == Carrier(c.direction, loads[c.direction], wanted[c.direction]) for c in carriers)


# --- analytic

def test_39_rotations_are_the_fewest_that_can_find():
    null = np.arange(39.0)
    assert equal_tail_p_value(-1.0, null) == equal_tail_p_value(39.0, null) == 0.05 <= LEVEL
    assert equal_tail_p_value(0.5, null) == 0.1 and equal_tail_p_value(-1.0, null[1:]) > LEVEL
    assert obstacle(2, 2, 39, 0.3) == "" and "39 can" in obstacle(2, 2, 38, 0.3)
    assert obstacle(2, 2, 199, 0.3, 0.01) == "" and "199 can" in obstacle(2, 2, 198, 0.3, 0.01)


def test_a_skewed_null_has_two_equal_tails():
    """An exponential null: the distance from its mean would never call anything low."""
    null = -np.log(1 - (np.arange(39) + 0.5) / 39)
    assert decide(ranked([0.001, *null])) == "anti-aligned" and decide(ranked([9.0, *null])) == "aligned"


def test_equal_values_up_to_rounding_are_ties():
    test = ranked([1.8 + 1e-12, *np.full(99, 1.8)])
    assert test.p_value == 1.0 and decide(test) == "no preference found"
    assert equal_tail_p_value(1.8 + 1e-7, np.full(99, 1.8)) == 0.02


def test_what_cannot_be_told():
    assert "one dimension" in obstacle(1, 9, 99, 0.0)
    assert "1 of the activations" in obstacle(3, 1, 99, 0.7)
    assert "4-design" in obstacle(3, 9, 99, 9e-4) and obstacle(3, 9, 99, 1.1e-3) == ""


def test_default_rotations():
    """(n_samples + 4 n_dims) n_dims n_directions n_rotations <= 3e11, at both edges."""
    most = 10**8 - 4 * 10
    assert [default_rotations(int(3e11 / 99 / 100) - 40 + more, 10, 10) for more in (0, 1)] == [99, 39]
    assert [default_rotations(int(3e11 / 39 / 100) - 40 + more, 10, 10) for more in (0, 1)] == [39, 0]
    assert default_rotations(most, 10, 10) == 0 and default_rotations(1, 1, 1) == 99


# --- properties

@given(generators, st.integers(1, 60))
def test_an_increasing_transform_changes_nothing(rng, m):
    value, null = rng.standard_normal(), rng.standard_normal(m)
    p = equal_tail_p_value(value, null)
    assert p == equal_tail_p_value(math.exp(value), np.exp(null)) == equal_tail_p_value(-value, -null)
    assert 2 / (1 + m) <= p <= 1


def test_ranks_drawn_evenly_are_below_the_level_no_more_often_than_it():
    """Exactly: of the 1 + m places of the value among all, the share with p <= level is at most the level."""
    for m in (39, 40, 57, 99):
        null = np.arange(m) + 0.5
        for level in (0.05, 0.1, 0.31):
            assert np.mean([equal_tail_p_value(float(place), null) <= level for place in range(m + 1)]) <= level


# --- errors

def test_what_is_not_a_number_is_no_finding():
    test = ranked([math.nan, math.nan])
    assert math.isnan(test.p_value) and decide(test) == "no preference found"
    assert ranked([1.0]).p_value == 1.0 and isinstance(ranked([1.0]), Ranked)


def test_what_is_refused():
    for arguments in ((0, 1, 1), (1, 0, 1), (1, 1, 0)):
        with pytest.raises(ValueError, match="wanted an integer >= 1; found 0"):
            default_rotations(*arguments)
