"""Linear against ReLU: the claims count what W holds, and training gives what the paper's figure shows."""

import numpy as np
import pytest

from srm_ref.experiments.shared import linear_and_relu
from srm_ref.experiments.superposition import linear_or_relu as experiment
from srm_ref.experiments.superposition.linear_or_relu import DENSITY, LINEAR_DENSITY, Numbers
from srm_ref.superposition.measures import feature_norms
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers


def linear(m, n):
    W = np.zeros((len(LINEAR_DENSITY), m, n))
    W[:, np.arange(m), np.arange(m)] = 1.0
    return W, np.where(np.arange(n) < m, 0.0, LINEAR_DENSITY[:, np.newaxis] / 2)


def pairs(m, n, alone):
    """The first `alone` features with a dimension each, then antipodal pairs in the other dimensions."""
    W = np.zeros((m, n))
    W[np.arange(alone), np.arange(alone)] = 1.0
    for k in range(m - alone):
        W[alone + k, alone + 2 * k], W[alone + k, alone + 2 * k + 1] = 1.0, -1.0
    return W


def crowd(m, n, count, seed=0):
    W = np.random.default_rng(seed).standard_normal((m, n))
    return np.where(np.arange(n) < count, W / np.linalg.norm(W, axis=0), 0.0)


def relu(m, n, alone, counts):
    W = np.array([pairs(m, n, a) for a in alone] + [crowd(m, n, count) for count in counts])
    bias = np.where(np.arange(7) < 4, 0.0, -0.2)[:, np.newaxis] * np.ones(n)
    bias[0, m:] = 0.5
    return W, bias


GOOD = Numbers(DENSITY, LINEAR_DENSITY, *relu(5, 20, (5, 3, 1, 0), (11, 13, 12)),
               *relu(20, 80, (20, 14, 6, 0), (46, 54, 56)),
               *linear(5, 20), *linear(20, 80))


def changed(name, index, value):
    array = getattr(GOOD, name).copy()
    array[index] = value
    return {name: array}


# --- analytic

def test_all_claims_hold_for_the_ideal_models():
    assert holding(experiment, GOOD) == [True] * 10


def test_a_figure_has_a_column_a_model_and_two_rows_a_size():
    figure = drawn(experiment, GOOD)
    titles = [ax.get_title() for ax in figure.axes]
    assert titles.count("5 represented") == 2 and titles.count("ReLU, $1-S$ = 0.3") == 2
    assert "linear, $1-S$ = 0.001" in titles


FAULTS = [
    (changed("small_linear_W", (1, 4, 4), 0.97), [0]),
    (changed("small_linear_W", (1, 0, 1), 0.12), [0]),  # not orthogonal
    (changed("large_linear_W", (2, 3, 40), 0.2), [1]),
    (changed("large_linear_bias", (0, 30), 0.4), [1]),
    (changed("small_W", (0, 1, 7), 0.6), [2]),  # a sixth feature
    (changed("large_bias", (0, 70), 0.3), [3]),
    (changed("large_bias", (0, 3), 0.3), [3]),
    (changed("small_W", 1, pairs(5, 20, 5)), [4, 5, 6, 9]),  # no superposition where there should be some
    (changed("small_W", 1, pairs(5, 20, 3)[:, ::-1]), [5]),  # the less important alone
    (changed("small_W", 2, crowd(5, 20, 9)), [6]),
    (changed("small_W", 5, pairs(5, 20, 0)), [4, 6, 7]),
    (changed("large_bias", 6, 0.0), [7]),
    (changed("large_W", 3, crowd(20, 80, 60)), [8, 9]),
    (changed("large_W", slice(4, 7), linear(20, 80)[0][:1]), [7, 8, 9]),  # falls back where features are sparse
    (changed("large_W", 6, crowd(20, 80, 40)), [9]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


@pytest.mark.parametrize("change, failing", FAULTS)
def test_each_claim_can_fail(change, failing):
    assert only_failing(experiment, GOOD, **change) == failing


# --- properties

def test_the_linear_models_batch_has_the_features_moments_exactly(monkeypatch):
    batches = []
    monkeypatch.setattr(linear_and_relu, "train_restarts",
                        lambda sample, *rest, **settings: batches.append(sample(None)))
    linear_and_relu.linear_models((20, 5, 0.7), LINEAR_DENSITY, 1, None)
    for batch, p in zip(batches[0], LINEAR_DENSITY):
        np.testing.assert_allclose(batch.mean(axis=0), p / 2, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(np.cov(batch.T, bias=True), (p / 3 - p**2 / 4) * np.eye(20), atol=1e-7)


def test_a_count_by_eye_depends_on_the_length_that_counts():
    W = GOOD.small_W.copy()
    W[4, 0, np.flatnonzero(feature_norms(W[4]) < 0.1)[:2]] = 0.505
    row = next(row for row in experiment.claims(GOOD._replace(small_W=W)) if "by eye" in row.said.who)
    assert row.verdict == "depends" and "13 for 11 at 1-S = 0.01, where a feature has a length of 0.505" in row.reason
    assert "true: 0 [0, 0] at 0.51 to 0.90; false: 2 [2, 2] at 0.30 to 0.50" in row.measured


# --- golden

@pytest.mark.exhaustive
def test_quick_run():
    """Origin: the paper's figures, by eye: 5, 7 and 9 features at the three densest points, 20 of 80 where dense."""
    numbers = quick_numbers(experiment)
    assert numbers.small_W.shape == (7, 5, 20) and numbers.large_linear_bias.shape == (3, 80)
    counts = [(np.linalg.norm(W, axis=1) > 0.5).sum(axis=1) for W in (numbers.small_W, numbers.large_W)]
    assert counts[0][:3].tolist() == [5, 7, 9] and counts[1][0] == 20
    assert holding(experiment, numbers)[:8] == [True] * 8
