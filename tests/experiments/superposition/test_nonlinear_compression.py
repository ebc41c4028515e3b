"""Nonlinear compression: errors against the linear codes' 1/12, each claim by its own entries."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import nonlinear_compression as experiment
from srm_ref.experiments.superposition.nonlinear_compression import CELLS, RAMPS, Numbers
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

X = 1 / (12 * CELLS**2) + 0.0 * RAMPS[:, np.newaxis]
Y = 0.4 * RAMPS[:, np.newaxis] + 0.0 * X
GOOD = Numbers(cells=CELLS, ramps=RAMPS, x_error=X, y_error=Y, other_reading=np.array(0.0831),
               grid=np.linspace(0, 1, 3),
               code=np.zeros((3, 3)))


def entry(ramp, cells, value):
    changed = Y.copy()
    changed[RAMPS == ramp, np.isin(CELLS, cells)] = value
    return {"y_error": changed}


# --- analytic

def test_all_claims_hold():
    assert holding(experiment, GOOD) == [True] * 4


FAULTS = [
    ({"other_reading": np.array(0.0834)}, [0]),
    (entry(0.1, [3], 0.076), [0]),
    ({"x_error": np.where(RAMPS[:, np.newaxis] == 0, 1.02, 1) * X}, [1]),
    (entry(0.0, [12], 1e-9), [1]),
    (entry(0.05, [7], 0.05), [2]),
    (entry(0.2, [3], 0.05), [3]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert only_failing(experiment, GOOD, **changed) == failing


def test_one_curve_for_each_width_of_ramp():
    left, right = drawn(experiment, GOOD).axes
    assert len(left.lines) == 3
    np.testing.assert_allclose(right.lines[3].get_ydata(), (X + Y)[3])


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: totals at Z = 3 and elsewhere from a grid of 2000^2 points, evaluated apart from this package."""
    numbers = quick_numbers(experiment)
    assert holding(experiment, numbers) == [True] * 4
    total = (numbers.x_error + numbers.y_error)
    np.testing.assert_allclose(total[1:, 1], [0.0145, 0.0344, 0.0576, 0.0986], rtol=0.02)
    np.testing.assert_allclose(total[3, [0, 3]], [0.0715, 0.0499], rtol=0.01)
