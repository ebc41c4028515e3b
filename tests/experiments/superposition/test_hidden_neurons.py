"""Hidden neurons: counts of features and neurons follow W, and each claim can fail by itself."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import hidden_neurons as experiment
from srm_ref.experiments.superposition.hidden_neurons import Numbers
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers


def layer(n_mono, n_features):
    """`n_mono` neurons of one feature each; the other features fire two of the other neurons each."""
    W = np.zeros((5, 10))
    W[np.arange(n_mono), np.arange(n_mono)] = 1.0
    rest = np.arange(n_mono, 5)
    for k, i in enumerate(range(n_mono, n_features)):
        W[[rest[k % len(rest)], rest[(k + 1) % len(rest)]], i] = 0.8
    return W


PUBLISHED = [layer(m, n) for m, n in zip(*experiment.PUBLISHED)]
TURNED = np.linalg.qr(np.random.default_rng(1).standard_normal((5, 5)))[0] @ PUBLISHED[0]
GOOD = Numbers(density=experiment.DENSITIES, W=np.array(PUBLISHED), axis_share_hidden=np.full(4, 0.9),
               axis_share_output=np.full(4, 0.6), W_output=TURNED)


def with_layer(k, W):
    return {"W": np.array([W if i == k else PUBLISHED[i] for i in range(6)])}


# --- definition

def test_axis_share_is_one_on_the_axes_and_a_half_on_a_diagonal():
    W = np.array([[[2.0, 1.0], [0.0, 1.0]], [[0.1, 1.0], [0.0, 0.0]]])
    assert experiment._axis_share(W).tolist() == [0.75, 1.0]  # the short feature does not count


def test_neurons_of_one_feature_come_first():
    W = experiment._ordered(layer(3, 6)[::-1])
    assert [int(np.abs(row).argmax()) for row in W[:3]] == [0, 1, 2]


# --- analytic

def test_all_claims_hold_for_the_published_counts():
    assert holding(experiment, GOOD) == [True] * 5


FAULTS = [
    ({"W_output": PUBLISHED[0]}, [0]),
    ({"axis_share_output": np.full(4, 0.85)}, [0]),
    (with_layer(2, layer(1, 7)), [1]),
    (with_layer(2, layer(2, 8)), [2]),
    (with_layer(3, layer(3, 7)), [1, 3]),  # more of one feature where features are sparser
    (with_layer(5, np.abs(TURNED @ TURNED.T) @ layer(0, 10) + 0.31), [4]),  # every feature fires every neuron
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert only_failing(experiment, GOOD, **changed) == failing


def test_two_matrices_and_a_stack_plot_for_each_density():
    titles = [ax.get_title() for ax in drawn(experiment, GOOD).axes[:8]]
    assert titles[0] == "W, ReLU output, $1-S$ = 0.7" and titles[1] == "$1-S$ = 0.7: 5 monosemantic"


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: counts read off the paper's figure, whose models are the best of 1000."""
    numbers = quick_numbers(experiment)
    assert numbers.W.shape == (6, 5, 10)
    assert holding(experiment, numbers) == [True] * 5
