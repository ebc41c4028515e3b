"""A pentagon under a feature of another density: claims follow the branches, and the crossing is where it is."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import perturbed_pentagon as experiment
from srm_ref.experiments.superposition.perturbed_pentagon import Numbers
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

RATIOS = np.array([0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.0, 2.0, 5.0])


def pentagon(apart):
    """Feature 0 up, features 1 and 4 `apart` degrees from it, 2 and 3 in their places."""
    turns = np.radians([90, 90 + apart, 234, 306, 90 - apart])
    return np.array([np.cos(turns), np.sin(turns)])


SQUARE = np.array([[0.0, 0, -1, 0, 1], [0, -1, 0, 1, 0]])
PENTAGONS = np.array([pentagon(72 + 6 * np.log10(rho)) for rho in RATIOS])
GOOD = Numbers(RATIOS, np.array([PENTAGONS, [SQUARE] * 10, PENTAGONS]),
               np.array([0.004 + 0.005 * RATIOS, 0.004 - 0.004 / 3.6 + 0.009 * RATIOS, np.ones(10)]),
                0.004 + 0.005 * RATIOS[:, np.newaxis] * np.ones(4),
               np.full((10, 4), 5))
LATER = np.array([0.004 + 0.005 * RATIOS, 0.0024 + 0.009 * RATIOS, np.ones(10)])  # crosses at 0.4


def at(array, index, value):
    changed = array.copy()
    changed[index] = value
    return changed


# --- analytic

def test_claims_of_the_ideal_branches():
    assert experiment._crossing(GOOD) == pytest.approx(1 / 3.6, rel=1e-6)
    assert holding(experiment, GOOD) == [True] * 5
    assert holding(experiment, GOOD._replace(branch_loss=LATER)) == [True] * 5


def test_curves_that_do_not_cross_have_no_crossing():
    never = GOOD._replace(branch_loss=GOOD.branch_loss + [[0.0], [1.0], [0.0]])
    assert np.isnan(experiment._crossing(never)) and holding(experiment, never)[2:4] == [False] * 2
    assert len(drawn(experiment, never).axes) == 5


def test_a_branch_is_alive_while_it_has_its_geometry():
    W = np.array([[SQUARE, pentagon(72)], [SQUARE, pentagon(72)], [SQUARE, SQUARE[:, [4, 1, 2, 3, 0]]]])
    assert experiment._alive(GOOD._replace(branch_W=W)).tolist() == [[False, True], [True, False], [False, True]]


def test_a_figure_has_two_geometries_and_the_losses():
    titles = [ax.get_title() for ax in drawn(experiment, GOOD).axes]
    assert titles[0].startswith("Pentagon") and "cross at 0.278" in titles[2]


FAULTS = [
    ({"branch_W": at(GOOD.branch_W, (0, 7), pentagon(70))}, [0]),
    ({"tried_loss": GOOD.tried_loss + 0.0005}, [0]),
    ({"branch_W": at(GOOD.branch_W, (0, 8), pentagon(71))}, [1]),  # denser, but not repelling
    ({"branch_W": at(GOOD.branch_W, (0, 1), pentagon(60))}, [1]),  # not smooth
    ({"branch_W": at(GOOD.branch_W, (1, 1), pentagon(72))}, [2]),
    ({"branch_loss": np.array([0.004 + 0.005 * RATIOS, 0.004 - 0.001 / 3.6 + 0.006 * RATIOS, np.ones(10)])}, [3]),
    # nearly parallel
    ({"tried_loss": at(GOOD.tried_loss, np.s_[:5, 1:], 0.05)}, [4]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


@pytest.mark.parametrize("change, failing", FAULTS)
def test_each_claim_can_fail(change, failing):
    assert only_failing(experiment, GOOD, **change) == failing


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: crossing, losses and lengths of the same loss by quadrature and quasi-Newton descent elsewhere."""
    numbers = quick_numbers(experiment)
    assert numbers.branch_W.shape == (3, 26, 2, 5) and numbers.tried_loss.shape == (26, 8)
    assert experiment._crossing(numbers) == pytest.approx(0.269, abs=0.002)
    for rho, loss, length in ((1.0, 0.008904, 1.1352), (10.0, 0.02346, 0.993)):
        k = np.argmin(np.abs(numbers.ratios - rho))
        assert numbers.branch_loss[0, k] == pytest.approx(loss, rel=1e-3)
        assert np.linalg.norm(numbers.branch_W[0, k, :, 0]) == pytest.approx(length, abs=2e-3)
    assert holding(experiment, numbers) == [True] * 5
