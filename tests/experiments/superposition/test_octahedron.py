"""Octahedron: bundles, the way and the end are told apart by angles, and each claim follows its own stage."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import octahedron as experiment
from srm_ref.experiments.superposition.octahedron import Numbers
from srm_ref.superposition.correlated_features import correlated_set_probability, joint_probability
from srm_ref.superposition.exact_loss import active_set_loss
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

AXES = np.eye(3)
MEAN = np.full((3, 3), 1 / 3)


def prism(opening):
    """A triangle of columns from one bundle (0) to the axes (1), and its inversion."""
    half = MEAN + opening * (AXES - MEAN)
    return np.hstack([half, -half[:, [1, 2, 0]]])


def apart(opening):
    """Two bundles at right angles that open into the same octahedron."""
    bundles = np.hstack([MEAN, np.outer([1, -1, 0], [1.0, 1, 1]) / np.sqrt(6)])
    return (1 - opening) * bundles + opening * prism(1.0)


P = 0.05
STEPS = np.array([0, 20, 30, 100, 150, 200, 1000])
LOSS = np.array([0.1, P / 3, P / 3 - 1e-5, P / 3 - 1e-4, 0.01, 0.003, P**2])
WAY = np.array([0.01 * prism(0), 1.6 * prism(0.1), 1.6 * prism(0.1), 1.6 * prism(0.2), prism(0.5), prism(0.9),
                prism(1)])
OTHER = np.array([0.01 * apart(0), 1.4 * apart(0.02), 1.4 * apart(0.02), 1.4 * apart(0.02), apart(0.4), apart(0.9),
                  apart(1)])
GOOD = Numbers(steps=STEPS, W=np.stack([WAY, OTHER], axis=1),
               loss=np.column_stack([LOSS + [0, 3e-3, 3e-3, 3e-3, 0, 0, 0], LOSS]))


def with_way(run, at, W):
    changed = GOOD.W.copy()
    changed[at, run] = W
    return {"W": changed}


# --- definition

def test_the_first_set_ends_along_the_axes():
    O = np.linalg.qr(np.random.default_rng(0).standard_normal((3, 3)))[0]
    np.testing.assert_allclose(experiment._upright(O @ prism(1.0)) @ O @ prism(1.0), prism(1.0), atol=1e-12)


# --- analytic

def test_all_claims_hold_for_two_ways_to_one_end():
    assert holding(experiment, GOOD) == [True] * 6


FAULTS = [
    (with_way(1, slice(1, 4), 1.4 * apart(0.7)), [0, 1]),  # open, and opposed, where the loss rests
    ({"loss": np.column_stack([GOOD.loss[:, 0], LOSS * [1, 1.2, 1.2, 1.2, 1, 1, 1]])}, [1]),
    ({"steps": np.array([0, 20, 30, 100, 10_000, 10**6, 10**9])}, [2]),  # no fast fall
    (with_way(0, 4, apart(0.4)), [3]),
    (with_way(1, 4, prism(0.5)), [3]),
    (with_way(1, 6, prism(0.8)), [4]),
    (with_way(1, 6, np.hstack([prism(1)[:, :3], -prism(1)[:, [0, 0, 1]]])), [4]),  # two features share an antipode
    ({"loss": GOOD.loss * np.where(np.arange(7) == 6, 1.1, 1)[:, np.newaxis]}, [5]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert only_failing(experiment, GOOD, **changed) == failing


def test_no_bias_is_better_than_none_to_first_order_in_the_density():
    p, rng = 0.02, np.random.default_rng(0)
    one = correlated_set_probability(3, 1 - p)
    bundles = np.zeros((3, 6))
    bundles[0, :3] = bundles[1, 3:] = 3**-0.5
    for W, known in ((np.concatenate([np.eye(3), -np.eye(3)], axis=1), p**2), (bundles, p / 3)):
        bias = np.concatenate([np.zeros((1, 6)), *(rng.uniform(-far, far, (20, 6)) for far in (0.3, 0.03, 0.003))])
        losses = active_set_loss({"W": np.tile(W, (len(bias), 1, 1)), "bias": bias}, np.ones(6),
                                 joint_probability(one, one))
        assert losses[0] == pytest.approx(known) and losses.min() > (1 - p) * known


def test_four_stages_stand_above_all_losses():
    figure = drawn(experiment, GOOD)
    assert [ax.get_title()[0] for ax in figure.axes[:4]] == ["A", "B", "C", "D"] and len(figure.axes) == 5
    assert figure.axes[3].get_title() == "D: step 1000, loss 0.0025"


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: both levels by hand, from the variance about a mean of three and from E min(x, y)^2 = 1/6."""
    numbers = quick_numbers(experiment)
    assert holding(experiment, numbers) == [True] * 6
    np.testing.assert_allclose(numbers.loss[-1], 0.05**2, rtol=0.02)
    np.testing.assert_allclose(numbers.loss[0], 6 * 0.05 / 3, rtol=0.02)
