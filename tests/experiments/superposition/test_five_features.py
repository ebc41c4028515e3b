"""Five features in two dimensions: the claims follow the columns of W, and training finds what the paper shows."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import five_features as experiment
from srm_ref.experiments.superposition.five_features import Numbers
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

IMPORTANCE = 0.9 ** np.arange(5)
DENSE_LOSS = (IMPORTANCE[2] + IMPORTANCE[3] + IMPORTANCE[4]) / 12
DENSE = np.array([[0.0, 1, 0, 0, 0], [1, 0, 0, 0, 0]])
SQUARE = np.array([[0.0, 1, -1, 0, 0], [1, 0, 0, -1, 0]])
TURNS = np.pi / 2 - 2 * np.pi * np.arange(5) / 5
PENTAGON = 1.1 * np.array([np.cos(TURNS), np.sin(TURNS)])
GOOD = Numbers(sparsity=np.array([0.0, 0.8, 0.9]), importance=IMPORTANCE, W=np.array([DENSE, SQUARE, PENTAGON]),
               bias=np.zeros((3, 5)), loss=np.array([DENSE_LOSS, 0.06, 0.02]), tried_losses=np.full((3, 4), 0.2))


def with_columns(k, W):
    return {"W": np.array([W if i == k else GOOD.W[i] for i in range(3)])}


# --- analytic

def test_all_claims_hold_for_the_ideal_arrangements():
    assert holding(experiment, GOOD) == [True] * 5


def test_a_figure_has_columns_above_and_losses_below():
    figure = drawn(experiment, GOOD)
    assert len(figure.axes) == 6 and "S = 0.9" in figure.axes[2].get_title()
    assert figure.axes[3].get_title() == "0 of 4 tries within 2 % of the loss kept (dashed)"


FAULTS = [
    (with_columns(0, DENSE[:, [2, 1, 0, 3, 4]]), [0]),  # the wrong two are represented
    (with_columns(0, DENSE + [[0, 0, 0, 0.3, 0], [0] * 5]), [0]),
    (with_columns(0, DENSE + [[0.5, 0, 0, 0, 0], [0] * 5]), [0]),
    (with_columns(1, SQUARE[:, [4, 1, 2, 3, 0]]), [1]),  # the least important in place of the most
    (with_columns(1, np.array([[0.0, 1, -0.8, 0, 0], [1, 0, 0.6, -1, 0]])), [1, 3]),
    # one pair not opposite: they interfere
    (with_columns(2, SQUARE), [2, 3]),
    (with_columns(2, PENTAGON * [[1.0], [0.8]]), [2]),  # squeezed
    ({"loss": np.array([1.01 * DENSE_LOSS, 0.06, 0.02])}, [4]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert only_failing(experiment, GOOD, **changed) == failing


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: lowest losses found by quadrature (0.2 % coarse) and quasi-Newton descent elsewhere; S = 0 is exact."""
    numbers = quick_numbers(experiment)
    assert numbers.W.shape == (3, 2, 5) and numbers.tried_losses.shape == (3, 24)
    np.testing.assert_allclose(numbers.loss, [DENSE_LOSS, 0.05996, 0.021404], rtol=3e-3)
    assert holding(experiment, numbers) == [True] * 5
