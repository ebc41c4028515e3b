"""Uniform geometry: claims that can fail, a figure, and a quick run that repeats to the bit."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import uniform_geometry as experiment

DENSE, PAIRS, CROWDED = (np.hstack([np.eye(4), np.zeros((4, 12))]),
                         np.hstack([np.eye(4), -np.eye(4), np.zeros((4, 8))]),
                         np.hstack([np.eye(4), -np.eye(4)] * 2))


def numbers(*models, half_hidden=(1, .5, .5, .25), half_features=(1, .5, .5, .25)):
    """Models at the quick densities: dense up to 1.7, pairs up to 3.5, crowded beyond, unless others are given."""
    inverse = experiment.QUICK
    W = [DENSE if x < 2 else PAIRS if x < 4 else CROWDED * (1 + x / 50) for x in inverse] if not models else models * len(inverse)
    return experiment.Numbers(inverse, np.array(W[:len(inverse)]), experiment.COMPARED, np.array(half_hidden, float),
                              np.array(half_features, float))


def held(made):
    return [claim.holds for claim in experiment.claims(made)]


# --- definition

def test_claims_about_plateaus_and_pairs_hold_for_numbers_made_to_hold():
    assert held(numbers())[:4] == [True] * 4
    assert held(numbers())[8] and not held(numbers())[7]  # a line at 1/2 and none at 2/3


# --- analytic

def test_claims_fail_for_numbers_made_to_fail():
    assert held(numbers(CROWDED))[0] is False  # not one dimension a feature where dense
    assert held(numbers(DENSE))[1:4] == [False] * 3  # no pairs, no fall
    assert held(numbers())[13] and held(numbers(PAIRS))[13]
    assert not held(numbers(PAIRS[:, [0, 1, 2, 4, 5, 6, 8, 9]]))[13]  # a dimension unused
    assert not held(numbers(np.random.default_rng(0).standard_normal((4, 8))))[13]  # one group


# --- properties

def test_a_figure_can_be_drawn_of_made_numbers():
    axes = experiment.draw(numbers()).axes
    assert len(axes) >= 4 and axes[0].get_ylabel()


@pytest.mark.slow
def test_quick_run():
    first, second = (experiment.run("quick", np.random.default_rng(experiment.SEED)) for _ in range(2))
    for name, value in first._asdict().items():
        np.testing.assert_array_equal(value, second._asdict()[name], err_msg=name)
    assert all(claim.holds or claim.reason for claim in experiment.claims(first))
    assert held(first)[:4] == [True] * 4  # the two plateaus, pairs, and the fall


# --- errors

def test_another_scale_is_refused():
    with pytest.raises(ValueError, match="scale: wanted one of 'quick', 'paper'; found 'huge'"):
        experiment.run("huge", np.random.default_rng(0))
