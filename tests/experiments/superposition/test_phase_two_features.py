"""The phase diagram of two features: claims follow the maps, and the quick run's boundary lies where it should."""

import numpy as np
import pytest

from srm_ref.experiments.shared.phase_maps import phase_grid
from srm_ref.experiments.superposition import phase_two_features as experiment
from srm_ref.experiments.superposition.phase_two_features import ACROSS_IMPORTANCE, ACROSS_RATIO, Numbers
from srm_ref.superposition.theory_pair import PAIR_CANDIDATES, critical_density, pair_phase
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

R, P = phase_grid(9)
IDEAL = np.array([[PAIR_CANDIDATES[name] for name in row] for row in pair_phase(R, P[:, np.newaxis])])
ACROSS = critical_density(ACROSS_IMPORTANCE)[:, np.newaxis] * ACROSS_RATIO


def across(shorter):
    """W with the given shorter lengths, antipodal."""
    return np.stack([np.ones_like(shorter), -shorter], axis=-1)[..., np.newaxis, :]


SHORTER = np.where(ACROSS_RATIO < 1.1, 0.8, 0.0) * np.ones((7, 1))
SHORTER[3] = np.where(ACROSS_RATIO < 1.1, 0.8, np.clip(2 * (1.35 - ACROSS_RATIO), 0, 0.39))
GOOD = Numbers(R, P, np.abs(IDEAL[:, :, 0]), np.minimum(np.abs(IDEAL).min(axis=-1), 1) * np.ones(2), IDEAL, IDEAL,
               np.zeros((9, 9)),
               ACROSS, across(SHORTER), np.full((9, 9), 0.2), critical_density(np.logspace(-1, 1, 201)) - 0.001,
               np.array([[1.04, 0.42]]), np.array([0.03, 0.003]))


def at(array, index, value):
    changed = array.copy()
    changed[index] = value
    return changed


# --- analytic

def test_all_claims_hold_for_the_ideal_maps():
    assert holding(experiment, GOOD) == [True] * 9


def test_a_figure_has_three_maps_a_key_and_two_sections():
    figure = drawn(experiment, GOOD)
    assert len(figure.axes) == 6 and [ax.get_title().split(":")[0] for ax in figure.axes[:3]] == ["Theory", "Exact",
                                                                                                  "Trained"]


FAULTS = [
    ({"trained_norms": at(GOOD.trained_norms, np.s_[5:], [1.0, 0.2])}, [0]),
    ({"trained_norms": at(GOOD.trained_norms, (8, 4), [1.0, 0.2]), "stuck": np.zeros((9, 9))}, [3]),
    # no try ended elsewhere
    ({"trap_loss": np.array([0.003, 0.003])}, [3]),
    ({"theory_edge": 0.99 * critical_density(np.logspace(-1, 1, 201))}, [4]),
    ({"trained_W": at(IDEAL, np.s_[:, :2], [[1.0, -1.0]])}, [1]),
    ({"exact_W": at(IDEAL, np.s_[5:, :4], [[1.0, 0.0]])}, [2]),
    ({"exact_W": at(IDEAL, (8, 0), [[0.7, 0.6]])}, [8]),  # of equal sign, though of the right lengths
    ({"across_W": across(at(SHORTER, 0, np.where(ACROSS_RATIO < 1.3, 0.8, 0.0)))}, [5]),
    ({"across_W": across(at(SHORTER, 2, np.clip(3.2 * (1.3 - ACROSS_RATIO), 0, 0.9)))}, [6]),
    ({"across_W": across(at(SHORTER, 3, SHORTER[0]))}, [7]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


@pytest.mark.parametrize("change, failing", FAULTS)
def test_each_claim_can_fail(change, failing):
    assert only_failing(experiment, GOOD, **change) == failing


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin of 0.181, 0.296, 0.485: boundaries of the same loss by quadrature and quasi-Newton descent elsewhere."""
    numbers = quick_numbers(experiment)
    assert numbers.trained_norms.shape == (12, 12, 2) and numbers.across_W.shape == (7, 33, 1, 2)
    shorter = np.abs(numbers.across_W).min(axis=(-2, -1))
    ends = [densities[row > 0.5].max() for densities, row in zip(numbers.across_densities[:3], shorter)]
    np.testing.assert_allclose(ends, [0.181, 0.296, 0.485], rtol=0.025)  # a step of the grid
    assert holding(experiment, numbers)[1:] == [True] * 8
