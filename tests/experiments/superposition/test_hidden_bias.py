"""A hidden bias: what it can take over, and each row follows its own part of the numbers."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import hidden_bias as experiment
from srm_ref.experiments.superposition.hidden_bias import Numbers
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

GOOD = Numbers(experiment.DENSITY, np.ones((2, 5, 10)), np.full((2, 5), 0.8), np.array([1.0, 0.995]),
               np.array([[1.0, 1.1, 1.0], [0.5, 0.6, 0.5]]))
FAULTS = [
    ({"hidden_bias": np.where(np.arange(5) == 2, -0.1, 0.8) * np.ones((2, 1))}, [0]),
    ({"open_share": np.array([1.0, 0.9])}, [1]),
    ({"loss": np.array([[1.0, 1.1, 1.0], [0.6, 0.6, 0.5]])}, [2]),
    ({"loss": np.array([[1.0, 1.1, 1.0], [0.5, 0.5, 0.5]])}, [3]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


# --- definition

def test_with_large_hidden_biases_it_is_the_model_without_hidden_relu():
    """W^T c joins the output's bias: both models are one."""
    rng = np.random.default_rng(1)
    W, bias, x, c = rng.standard_normal((3, 4)), rng.standard_normal(4), rng.random((5, 4)), np.full(3, 20.0)
    one = experiment.BIASED.loss({"W": W, "bias": bias - W.T @ c, "hidden_bias": c}, x, np.ones(4))
    assert one == pytest.approx(experiment.MODELS["relu_output"].loss({"W": W, "bias": bias}, x, np.ones(4)))


# --- analytic

@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert holding(experiment, GOOD) == [True] * 4
    assert only_failing(experiment, GOOD, **changed) == failing


def test_two_matrices_and_the_losses():
    axes = drawn(experiment, GOOD).axes
    assert [ax.get_title() for ax in axes[:2]] == ["W, $1-S$ = 0.7", "W, $1-S$ = 0.15"]
    assert [tick.get_text() for tick in axes[2].get_xticklabels()] == ["with bias", "without", "no hidden ReLU"]


# --- golden

@pytest.mark.exhaustive
def test_quick_run():
    """Origin: with all neurons open W^T c joins the output's bias, so that both models are one."""
    numbers = quick_numbers(experiment)
    assert numbers.loss.shape == (2, 3) and np.all(numbers.loss[:, 0] < 1.1 * numbers.loss[:, 2])
