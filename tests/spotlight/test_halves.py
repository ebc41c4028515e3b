"""Rows are divided into whole groups, as evenly as these allow; each half loses its own mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.spotlight.halves import first_half, labels_of, rows_of
from tests.strategies import generators


# --- definition

def test_labels_are_numbers_of_groups_of_any_kind():
    assert labels_of(None, 3).tolist() == [0, 1, 2]
    assert labels_of(["b", "a", "b"], 3).tolist() == labels_of([7.5, -1.0, 7.5], 3).tolist() == [1, 0, 1]


# --- analytic

def test_groups_fill_the_first_half_in_the_order_that_is_drawn():
    """Three rows in one group and three single ones: by the place of the large group, 3, 4, 2 or 3 rows are first."""
    seen = set()
    for seed in range(20):
        place = np.random.default_rng(seed).permutation(4).tolist().index(0)
        first = first_half(np.array([0, 0, 0, 1, 2, 3]), np.random.default_rng(seed))
        assert first.sum() == [3, 4, 2, 3][place]
        seen.add(place)
    assert len(seen) == 4


def test_a_half_loses_its_own_mean_and_a_row_at_the_mean_its_direction():
    rows, chosen = np.array([[1, 5], [3, 5], [2, 5], [90, 90]], dtype=np.float32), np.array([True, True, True, False])
    assert rows_of(rows, chosen, True).tolist() == [[-1.0, 0.0], [1.0, 0.0], [0.0, 0.0]]
    assert rows_of(rows, chosen, False).tolist() == rows[:3].tolist() and rows_of(rows, chosen, True).dtype == float


# --- properties

@given(generators, st.lists(st.integers(0, 5), min_size=2, max_size=40).filter(lambda groups: len(set(groups)) > 1))
def test_no_group_is_torn_apart_and_both_halves_have_rows(rng, groups):
    labels = labels_of(groups, len(groups))
    first = first_half(labels, rng)
    assert 0 < first.sum() < len(groups)
    assert all(len(set(first[labels == label].tolist())) == 1 for label in labels)
    assert abs(first.sum() - len(groups) / 2) <= max(np.bincount(labels).max() / 2, 1)


# --- errors

@pytest.mark.parametrize("groups, message", [
    ([1, 2], r"groups: wanted shape \(3,\), a label for every row; found shape \(2,\)"),
    ([[1], [2, 3], [4]], "groups: wanted a label for every row; found list"),
])
def test_labels_that_are_none_are_refused(groups, message):
    with pytest.raises(ValueError, match=message):
        labels_of(groups, 3)


@pytest.mark.parametrize("labels, message", [([0], "activations: wanted at least two rows, one for each half"),
                                             ([0, 0], "groups: wanted at least two groups of rows, one for each half")])
def test_one_group_has_no_halves(labels, message):
    with pytest.raises(ValueError, match=message):
        first_half(np.array(labels), np.random.default_rng(0))
