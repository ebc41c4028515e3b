"""Units of models side by side: every row of every Gram matrix once, in order, however they are parted."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from srm_ref.superposition.exact.subdivision import OutputUnits, corners, face_weights
from srm_ref.superposition.exact_loss import parts_of_models


def models(rng):
    chance = rng.random((3, 2**4))
    return rng.standard_normal((3, 2, 4)), rng.standard_normal((3, 4)), chance


# --- definition

def test_a_unit_is_a_row_of_the_gram_matrix_of_its_model_with_that_models_chances():
    W, bias, chance = models(np.random.default_rng(3))
    found = list(parts_of_models(W, bias, chance, 1))
    assert len(found) == 3 * 4
    for place, (units, values, load) in enumerate(found):
        model, i = divmod(place, 4)
        G = W[model].T @ W[model]
        expected = OutputUnits(G[i][:, np.newaxis], bias[model, i:i + 1], np.array([i]))
        for one, other in zip(units, expected):
            assert_array_equal(one, other)
        for one, other in zip(values, corners(expected)):
            assert_array_equal(one, other)
        assert_array_equal(load, face_weights(expected, chance[model][:, np.newaxis]))


# --- properties

@pytest.mark.parametrize("n_at_once", [1, 5, 12, 100])
def test_parts_are_those_of_the_whole(n_at_once):
    (whole, _, load), = parts_of_models(*models(np.random.default_rng(3)), 12)
    parts = list(parts_of_models(*models(np.random.default_rng(3)), n_at_once))
    assert [len(units.bias) for units, _, _ in parts][:-1] == [n_at_once] * (len(parts) - 1)
    for k in range(3):
        assert_array_equal(np.concatenate([units[k] for units, _, _ in parts], axis=-1), whole[k])
    assert_array_equal(np.concatenate([part for _, _, part in parts], axis=-1), load)
