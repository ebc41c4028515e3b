"""Compressed sensing: rows follow the features held and their cosines."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import compressed_sensing as experiment
from srm_ref.experiments.superposition.compressed_sensing import DENSITY, HIDDEN, Numbers
from srm_ref.superposition.bounds import dimensions_for_recovery
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

HELD = 0.9 / dimensions_for_recovery(1, DENSITY) * np.ones((3, 1))
GOOD = Numbers(DENSITY, HIDDEN, HELD, np.full((3, 4), 0.9))
FAULTS = [
    ({"per_dimension": HELD * [[0.7], [1], [1]]}, [0]),
    ({"per_dimension": HELD[:, [0, 1, 3, 2]]}, [1, 2]),
    ({"per_dimension": 1.1 / DENSITY * np.ones((3, 1))}, [1, 2]),
    ({"most_alike": np.full((3, 4), 0.3)}, [3]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


# --- analytic

@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert holding(experiment, GOOD) == [True] * 4
    assert only_failing(experiment, GOOD, **changed) == failing


def test_three_sizes_and_the_bound_are_drawn():
    left, right = drawn(experiment, GOOD).axes
    assert len(left.lines) == 4 and len(right.lines) == 3
    np.testing.assert_allclose(right.lines[0].get_ydata(), 0.9)


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin of about 2 and 4.5 features a dimension at 1-S = 0.3 and 0.1: runs elsewhere with n = 400, m = 30."""
    numbers = quick_numbers(experiment)
    assert 1.7 < numbers.per_dimension[-1, 0] < 2.3 and 3.7 < numbers.per_dimension[-1, 2] < 5.3
