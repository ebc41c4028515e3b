"""Adversarial vulnerability: each claim is judged by its own part of the curve."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import adversarial as experiment
from srm_ref.experiments.superposition.adversarial import FRACTIONS, Numbers
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

DENSITY = np.array([1.0, 0.5, 0.3, 0.08, 0.05])
GOOD = Numbers(density=DENSITY, per_dimension=np.array([1.0, 1.5, 2.0, 5.0, 7.0]),
               vulnerability=np.array([1.0, 1.4, 2.1, 3.2, 3.9]), trained_per_dimension=np.linspace(6, 0.5, 7),
               trained_superposition=np.array([5.0, 4.5, 4.0, 2.0, 0.5, 0.05, 0.0]),
               trained_represented=np.arange(70, 0, -10))


# --- analytic

def test_all_claims_hold_for_a_curve_as_published():
    assert holding(experiment, GOOD) == [True] * 7


FAULTS = [
    ([1.2, 1.4, 2.1, 3.2, 3.9], [0]),
    ([1.0, 1.4, 2.1, 2.9, 3.9], [1]),
    ([1.0, 2.2, 2.1, 3.2, 3.1], [2]),  # not in the order of features per dimension
    ([1.0, 1.4, 2.5, 3.2, 3.9], [3]),
    ([1.0, 1.4, 2.1, 3.2, 5.7], [4]),
]
@pytest.mark.parametrize("vulnerability, failing", FAULTS)
def test_each_claim_can_fail(vulnerability, failing):
    assert only_failing(experiment, GOOD, vulnerability=np.array(vulnerability)) == failing


TRAINED = [
    ([5.0, 4.5, 4.0, 2.0, 2.5, 0.05, 0.0], [5]),  # rises with the attack
    ([1.0, 0.9, 0.9, 0.8, 0.8, 0.7, 0.6], [5, 6]),  # falls by less than half, never gone
    ([5.0, 4.5, 4.0, 2.0, 0.05, 0.05, 0.0], [6]),
    ([5.0, 4.5, 4.0, 2.0, 0.5, 0.2, 0.0], [6]),
]
PLANTED = {experiment.NAME: (GOOD, [{"vulnerability": np.array(change)} for change, _ in FAULTS]
                             + [{"trained_superposition": np.array(change)} for change, _ in TRAINED])}


@pytest.mark.parametrize("superposition, failing", TRAINED)
def test_each_claim_about_training_under_attack_can_fail(superposition, failing):
    assert only_failing(experiment, GOOD, trained_superposition=np.array(superposition)) == failing


def test_without_pairs_or_dense_models_nothing_is_claimed_of_them():
    assert only_failing(experiment, GOOD, per_dimension=GOOD.per_dimension + 0.3) == [0, 3]


def test_both_panels_show_the_same_models():
    left, right, hardened = drawn(experiment, GOOD).axes
    np.testing.assert_array_equal(left.lines[0].get_xydata(), np.column_stack([1 / DENSITY, GOOD.vulnerability]))
    np.testing.assert_array_equal(right.lines[0].get_xydata(),
                                  np.column_stack([GOOD.per_dimension, GOOD.vulnerability]))
    np.testing.assert_array_equal(hardened.lines[0].get_xydata(),
                                  np.column_stack([FRACTIONS, GOOD.trained_superposition]))


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: a run elsewhere at the same densities: 1, 1.83 near two features per dimension, 3.16 to 3.63 from
    1/(1-S) = 12.
    """
    numbers = quick_numbers(experiment)
    assert holding(experiment, numbers) == [True] * 7
    assert numbers.vulnerability[0] == pytest.approx(1, abs=0.05) and 3 < numbers.vulnerability[-1] < 4.5
