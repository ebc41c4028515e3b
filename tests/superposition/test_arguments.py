"""Arguments of the exact theory: what fits passes unchanged, what does not is named."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from srm_ref.superposition.arguments import (
    MAX_FEATURES,
    checked_densities,
    checked_parameters,
    checked_rows,
    few_features,
    number_or_row,
)

# --- definition


def test_rows_are_repeated_for_every_instance():
    assert_array_equal(checked_rows([1, 2], "x", (3,), 2), [[1, 2]] * 3)
    assert_array_equal(checked_rows(0.5, "x", (3,), 2, 1.0, one_for_all=True), np.full((3, 2), 0.5))
    assert_array_equal(checked_rows([[1], [2]], "x", (2,), 3, one_for_all=True), [[1] * 3, [2] * 3])
    assert_array_equal(checked_rows([[1, 2], [3, 4]], "x", (2,), 2), [[1, 2], [3, 4]])


def test_one_loss_is_a_float_and_many_are_an_array():
    assert isinstance(number_or_row(np.array(2.0)), float)
    assert number_or_row(np.array([2.0])).shape == (1,)


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: checked_parameters({"W": np.ones((1, 2))}), r"parameters: wanted a dict with the keys \['W', 'bias'\]"),
    (lambda: checked_parameters(3), "parameters: wanted a dict .* found int"),
    (lambda: checked_parameters({"W": np.ones((1, 1, 1, 2)), "bias": np.ones(2)}), "at most one leading axis"),
    (lambda: checked_parameters({"W": np.ones((4, 1, 2)), "bias": np.ones(2)}), r"wanted shape \(4, 2\) beside W"),
    (lambda: checked_rows(0.5, "x", (), 2), r"x: wanted shape \(2,\); found shape \(\)"),
    (lambda: checked_rows([0.5, 3.0], "x", (), 2, 1.0), r"x: wanted numbers in \[0, 1\]; found 3.0 at index 1"),
    (lambda: checked_rows([0.5, -3.0], "x", (), 2), "x: wanted numbers >= 0; found -3.0 at index 1"),
    (lambda: checked_densities([[0.5, 1.5]]), r"density: wanted numbers in \[0, 1\]; found 1.5 at index \(0, 1\)"),
    (lambda: few_features(MAX_FEATURES + 1, "W"), "W: wanted at most 12 features, .*; found 13 features"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


def test_the_limit_itself_is_allowed():
    assert few_features(12, "W") == 12
