"""A price on activity: what is kept follows the exact threshold, and each claim can fail."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import l1_penalty as experiment
from srm_ref.experiments.superposition.l1_penalty import BARGAIN, PRICES, Numbers
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

IMPORTANCE = np.array([0.8 ** np.arange(20), np.ones(20)])


def model(n_kept):
    """Features one to a dimension where there is room, else antipodal pairs."""
    W = np.zeros((5, 20))
    W[np.arange(n_kept) % 5, np.arange(n_kept)] = np.where(np.arange(n_kept) // 5 % 2, -1.0, 1.0)
    return W


KEPT = [int((IMPORTANCE[0] > price / BARGAIN).sum()) if price >= 0.3 else 12 for price in PRICES]
LOSS = np.linspace(1, 5, len(PRICES))
W = np.array([[model(n) for n in KEPT], [model(10)] * 8])
GOOD = Numbers(price=PRICES, importance=IMPORTANCE, W=W, loss=np.array([LOSS, LOSS]))


def with_law(law, models):
    return {"W": np.array([models if k == law else W[k] for k in range(2)])}


# --- analytic

def test_the_best_bargain_of_a_feature_alone():
    """I (2 w^2 - w^4) / 3 is worth lambda w / 2 for some w in (0, 1] if and only if I > lambda / BARGAIN."""
    w = np.linspace(1e-4, 1.2, 100_001)
    assert BARGAIN == pytest.approx((2 / 3 * (2 * w - w**3)).max(), abs=1e-8) and BARGAIN == pytest.approx(0.7258,
                                                                                                           abs=1e-4)


def test_all_claims_hold_where_the_threshold_rules():
    assert holding(experiment, GOOD) == [True] * 4


FAULTS = [
    (with_law(0, np.array([model(12)] * 8)), [0, 1, 2]),
    (with_law(0, np.array([model(5)] * 8)), [0, 1, 2]),  # none to remove
    (with_law(0, np.array([model(12)] * 7 + [model(1)])), [1]),
    ({"loss": np.full((2, 8), 1.0)}, [2]),
    (with_law(1, np.array([model(10)] * 7 + [model(5)])), [3]),  # one price leaves features without superposition
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert only_failing(experiment, GOOD, **changed) == failing


def test_lengths_at_three_prices_and_two_curves():
    axes = drawn(experiment, GOOD).axes
    assert [ax.get_title() for ax in axes[:3]] == [r"$\lambda$ = 0", r"$\lambda$ = 0.1", r"$\lambda$ = 0.4"]
    np.testing.assert_array_equal(axes[3].lines[0].get_ydata(), KEPT)


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: the threshold by hand."""
    numbers = quick_numbers(experiment)
    assert holding(experiment, numbers) == [True] * 4
    assert numbers.W.shape == (2, 8, 5, 20)
