"""Features got back: each claim follows the decoders that were found, and fails on others."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import sparse_codes as experiment
from srm_ref.experiments.superposition.sparse_codes import PRICES, WIDTHS, Numbers, n_lost, pairs_in_order
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

NAN = np.nan


def cosines(*counts):
    """Of 16 features, with so many found at each price."""
    return np.array([[1.0] * n + [0.6] * (16 - n) for n in counts])


def columns(width, *counts):
    """Of 32 columns, `width` there and so many of them near a feature at each price."""
    return np.array([[1.0] * n + [0.6] * (width - n) + [NAN] * (32 - width) for n in counts])


NEAR = np.array([columns(8, 0, 0, 0, 1, 8, 0), columns(16, 0, 2, 8, 16, 16, 0), columns(32, 0, 2, 20, 20, 20, 0)])
COSINE = np.array([cosines(0, 0, 0, 1, 8, 0), cosines(0, 2, 8, 16, 15, 0), cosines(0, 2, 10, 16, 16, 0)])
UNEXPLAINED = np.array([[0.01, 0.02, 0.1, 0.2, 0.7, 1.0]] * 3)
W = np.concatenate([np.eye(6), -np.eye(6), np.eye(6)[:, :4]], axis=1)
GOOD = Numbers(PRICES, W, COSINE, np.zeros((3, 6)), np.ones((3, 6)), UNEXPLAINED, np.where(np.isnan(NEAR), NAN, 1.02),
               NEAR, 1.0 + NEAR, 2.0 + NEAR)


def put(field, place, values):
    changed = getattr(GOOD, field).copy()
    changed[place] = values
    return {field: changed}


FAULTS = [
    (put("cosine", 1, cosines(0, 2, 8, 15, 15, 0)), [0]),
    (put("cosine", 1, cosines(9, 9, 9, 16, 15, 0)), [0, 1]),
    (put("unexplained", (1, 3), 0.001), [1]),
    (put("cosine", 2, cosines(0, 2, 10, 16, 15, 0)), [2]),
    (put("near", 2, columns(32, 0, 2, 20, 16, 20, 0)), [2]),
    (put("near", 0, columns(8, 0, 4, 0, 1, 8, 0)), [3]),
    (put("near", 0, columns(8, 0, 0, 0, 1, 7, 0)), [3]),
    (put("shortfall", (1, 2), 2.0), [4]),  # the whole price
    ({"W": 1.6 * W}, [5]),
    (put("unexplained", (0, 5), 0.8), [5]),
    ({"kurtosis": 3.0 - NEAR}, [6]),
    ({"lit": np.where(np.isnan(NEAR), NAN, 1.0)}, [6]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}

# --- analytic


def test_all_claims_hold_where_a_price_finds_the_features():
    assert holding(experiment, GOOD) == [True] * 7


@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert only_failing(experiment, GOOD, **changed) == failing


def test_pairs_in_order_by_hand():
    near = np.array([[1.0, 0.96, 0.5, NAN], [0.2, NAN, NAN, NAN]])
    assert pairs_in_order(np.array([[3.0, 1.0, 2.0, NAN], [1.0, NAN, NAN, NAN]]), near) == (1 + 1 + 0 + 0.5) / 4
    assert np.isnan(pairs_in_order(near, np.where(near > 0.9, near, NAN)))


def test_a_decoder_all_dead_has_found_nothing():
    assert n_lost(GOOD._replace(cosine=np.full((3, 6, 16), NAN))).tolist() == [[16] * 6] * 3
    np.testing.assert_array_equal(n_lost(GOOD)[1], [16, 14, 8, 0, 1, 16])


def test_a_planted_decoder_is_measured_as_it_is():
    """Features along six axes, one code each at gain 1 and bias -price/2: all found, short by half the price."""
    axes, rng = np.eye(6), np.random.default_rng(0)
    H = np.where(rng.random((4000, 6)) < 0.1, 1.0, 0.0) * rng.uniform(0.5, 1.0, (4000, 6))
    codes = {"encoder": axes, "code_bias": np.full(6, -0.2), "decoder": axes, "bias": np.zeros(6)}
    cosine, n_dead, n_active, unexplained, short, near, peaked, lit = experiment._measured(codes, H, W, 0.4)
    np.testing.assert_allclose(cosine, [1.0] * 6 + [0.0] * 6 + [1.0] * 4)
    np.testing.assert_allclose(short[:6], 1.0)
    assert n_dead == 0 and abs(n_active - 0.6) < 0.05 and np.isnan(near[6:]).all() and 0.0 < unexplained < 1.0
    assert peaked[:6].min() > 1.5 and lit[:6].min() > 5.0


def test_three_widths_are_drawn_over_the_price():
    left, error, *detectors = drawn(experiment, GOOD).axes
    assert [line.get_label() for line in left.lines] == [f"{width} codes" for width in WIDTHS]
    np.testing.assert_array_equal(left.lines[1].get_ydata(), 16 - n_lost(GOOD)[1])
    np.testing.assert_array_equal(error.lines[2].get_ydata(), UNEXPLAINED[2])
    assert len(detectors) == 2


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: elsewhere, with other code and draws, a price of 0.3 found 16 of 16 features with 16 and 32 codes."""
    numbers = quick_numbers(experiment)
    assert holding(experiment, numbers) == [True] * 7
    assert n_lost(numbers)[1:, 3].tolist() == [0, 0]
