"""Finite data: rows follow what is stored, and the bump."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import finite_data as experiment
from srm_ref.experiments.superposition.finite_data import Numbers
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

SIZES = np.array([3, 8, 12, 16, 20, 50, 200])
TESTED = np.array([0.85, 0.8, 1.2, 1.5, 1.1, 0.6, 0.5])
LEARNT = np.array([1e-4, 0.01, 0.05, 0.1, 0.15, 0.3, 0.45])
GOOD = Numbers(np.tile([0.9, 0.05], (4, 1)), np.full(4, 1.05), SIZES, LEARNT, TESTED,
               np.array([0, 0.1, 0.3, 0.5, 0.3, 0, 0]), np.array([5, 0.95]), np.array([1.1, 1.2, 0.9]),
               np.array([0.65, 0.6, 0.55]))
FAULTS = [
    ({"even": np.tile([0.5, 0.05], (4, 1))}, [0]),
    ({"even": np.tile([0.9, 0.4], (4, 1))}, [0]),
    ({"length": np.array([1.05, 1.2, 1, 1])}, [1]),
    ({"stored": np.array([2, 0.95])}, [2]),
    ({"stored": np.array([5, 0.5])}, [2]),
    ({"tested": np.sort(TESTED)[::-1]}, [3, 4, 5, 6]),
    ({"tested": TESTED + [0, 0, 0, 0, 0, 0, 0.35]}, [3]),
    ({"worse": np.array([0, 0.1, 0.3, 0.2, 0.3, 0, 0])}, [4]),
    ({"worse": np.array([0, 0.1, 0.3, 0.5, 0.3, 0, 0.1])}, [4]),
    ({"learnt": np.full(7, 0.2)}, [5]),
    ({"learnt": np.full(7, 1e-4)}, [5]),
    ({"short": np.array([1.1, 1.6, 0.9])}, [6]),
    ({"decayed": np.array([0.65, 0.7, 0.55])}, [7]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


# --- analytic

@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert holding(experiment, GOOD) == [True] * 8
    assert only_failing(experiment, GOOD, **changed) == failing


def test_both_losses_and_three_ways_to_train_are_drawn():
    left, right = drawn(experiment, GOOD).axes
    assert len(left.lines) == 3 and len(right.lines) == 4
    np.testing.assert_array_equal(left.lines[0].get_ydata(), TESTED)


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin of 0.517, of the best constant's: the least exact loss that 20 descents found at n = 8, 1-S = 0.15."""
    numbers = quick_numbers(experiment)
    assert 0.517 < numbers.tested[-1] < 0.57 and numbers.stored[0] == 5
