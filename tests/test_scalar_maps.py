"""The table of scalar maps: slopes against differences, types kept, and what the training of toy models relies on."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.scalar_maps import IDENTITY, SIGMAS
from tests.statements import ADDED, STATEMENTS

MAPS = {**SIGMAS, "identity": IDENTITY, "gelu": ADDED[0].output_map}
POINTS = np.array([[-3.0, -1.25, -0.5], [0.25, 0.75, 4.0]])  # none at a kink
STEP = 1e-6

# --- definition


@pytest.mark.parametrize("name", MAPS)
def test_the_slope_is_the_derivative_of_the_value(name):
    sigma = MAPS[name]
    difference = (sigma.value(POINTS + STEP) - sigma.value(POINTS - STEP)) / (2 * STEP)
    assert_allclose(sigma.slope(POINTS).astype(float), difference, atol=1e-8)


# --- analytic


def test_the_identity_is_its_argument_itself():
    assert IDENTITY.value(POINTS) is POINTS
    assert_array_equal(IDENTITY.slope(POINTS), np.ones((2, 3)))


# --- properties


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", MAPS)
def test_types_and_shapes_are_kept_and_arguments_left_alone(name, dtype):
    s = POINTS.astype(dtype)
    before = s.copy()
    value, slope = MAPS[name].value(s), MAPS[name].slope(s)
    assert value.shape == slope.shape == s.shape and value.dtype == dtype and slope.dtype in (dtype, bool)
    assert_array_equal(s, before)


@pytest.mark.parametrize("name", MAPS)
def test_a_gated_map_is_its_slope_times_its_argument(name):
    """Booleans that are written where one says; at the kink the gate is shut."""
    sigma, s = MAPS[name], np.append(POINTS.ravel(), 0.0)
    if sigma.gated:
        gate = np.ones(s.shape, bool)
        assert sigma.slope(s, out=gate) is gate
        assert_array_equal(gate, sigma.slope(s))
        assert_array_equal(gate * s, sigma.value(s))
        assert not gate[-1]
    assert sigma.gated == (name == "relu")


def test_the_models_take_their_maps_from_the_table():
    known = [*map(id, SIGMAS.values()), id(IDENTITY)]
    stated = [model for model in STATEMENTS.values() if model.name != "gelu_output"]
    assert all(id(sigma) in known for model in stated for sigma in (model.hidden_map, model.output_map))
