"""When two results are the same, and how a difference is told."""

from fractions import Fraction

import numpy as np
import pytest

from srm_ref.course.comparing import Tolerance, fault, nearness, plain, same

THIRD = 1 / 3


# --- definition

@pytest.mark.parametrize("found, wanted", [
    (0.5, 0.5), (1, 1.0), (np.float64(0.5), 0.5), (np.array(0.5), 0.5), ([0.5, 1], np.array([0.5, 1.0])),
    (Fraction(1, 2), 0.5),
    (THIRD + 1e-10, THIRD), (0.5 + 0j, 0.5), (np.float32(THIRD), THIRD), (np.array([np.nan, 1.0]), [np.nan, 1.0]),
    (3.0, 3),
    (True, True), (np.bool_(True), True), ([True, False], np.array([True, False])), ("a", "a"), (None, None),
    ([1.0, [2.0, 3.0]], (1.0, np.array([2.0, 3.0]))), (np.array([1.0, 2.0]), (1.0, 2.0)),
    ([[0, 1], (2,)], [(0, 1), (2,)]), ([], [])])
def test_same(found, wanted):
    assert same(found, wanted) and not fault(found, wanted)


@pytest.mark.parametrize("found, wanted, told", [
    (0.5 + 1e-6, 0.5, "wanted 0.5; found 0.500001"), (0.5 + 1e-8, 0.5, "wanted 0.5; found 0.50000001"),
    (np.float32(0.501), 0.5, "wanted 0.5; found 0.501"), ("0.5", 0.5, "wanted 0.5; found '0.5'"),
    (1, True, "wanted True or False; found 1"), (True, 1, "wanted numbers; found True"),
    (np.array([1, 0]), np.array([True, False]), "wanted True or"),
    (None, 1.0, "found None"), (1.0, None, "wanted None; found 1"),
    ([1.0], 1.0, "wanted one number, shape (); found shape (1,)"),
    (1.0, np.ones(2), "wanted shape (2,); found one number, shape ()"),
    (0.5 + 1j, 0.5, "wanted 0.5; found 0.5+1j"),
    (np.nan, 0.0, "wanted 0; found nan"),
    (object, 1.0, "wanted 1; found object"), (1.0, (1.0, 2.0), "wanted 2 results, (1, 2); found 1"),
    ((1.0, 3.0), (1.0, 2.0), "result 1: wanted 2; found 3"),
    ([False, True], np.array([True, True]), "wanted True; found False at index (0,)"),
    ("b", "a", "wanted 'a'; found 'b'"),
    ([(0.0, 1.0)], [(0, 1)], "wanted [(0, 1)]; found [(0, 1)]"),
    ([[1, 2], [3]], np.ones((2, 2)), "wanted [[1, 1], [1, 1]]; found [[1, 2], [3]]")])
def test_a_difference_is_told(found, wanted, told):
    assert not same(found, wanted) and fault(found, wanted).startswith(told)


# --- analytic

def test_small_numbers_count_with_their_own_size_where_the_tolerance_says_so():
    assert not same(np.float32(0.0), 1e-9, Tolerance(0.0, 1e-6)) and same(np.float32(1e-9), 1e-9, Tolerance(0.0, 1e-6))
    assert same(0.0, 1e-9) and same(np.float32(1e-6), 0.0)


def test_integers_are_asked_for_by_type_where_the_stub_does():
    assert fault(2.0, 2,
                 integers=True) == "wanted whole numbers of an integer type; found float64" and not fault(2.0, 2)
    assert not fault(np.int16(2), 2, integers=True) and not fault(([1, 2], 0.5), (np.array([1, 2]), 0.5), integers=True)


def test_nearness_is_against_the_largest_number():
    assert nearness([1.0, 101.0], [1.0, 100.0]) == 0.01 and nearness((1.0, 3.0), (1.0, 2.0)) == 0.5
    assert nearness([1.0], 1.0) == nearness("a", 1.0) == nearness(1.0, 0.0) == nearness(False, True) == np.inf


def test_values_are_written_so_that_they_can_be_read():
    assert plain(np.array([[1.0, 0.25], [1 / 3, 2]])) == "[[1, 0.25], [0.333333, 2]]"
    assert plain(np.zeros((4, 5))) == "an array of shape (4, 5)"
    assert plain((1, "a", None, np.int64(3), np.True_)) == "(1, 'a', None, 3, True)" and plain(plain) == "plain"
    assert plain([0.1] * 30).endswith("0.1, ...]") and plain(np.random.default_rng(0)) == "rng" and plain(
        (1,)) == "(1,)"
