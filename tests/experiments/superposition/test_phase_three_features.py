"""The phase diagram of three features: claims follow the maps."""

import numpy as np
import pytest

from srm_ref.experiments.shared.phase_maps import phase_grid, superposition
from srm_ref.experiments.shared.phase_triples import PHASES
from srm_ref.experiments.superposition import phase_three_features as experiment
from srm_ref.experiments.superposition.phase_three_features import ACROSS_DENSITY, Numbers, _phases
from srm_ref.superposition.measures import feature_norms
from srm_ref.superposition.theory_triple import TRIPLE_CANDIDATES, triple_phase
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

R, P = phase_grid(9)
IDEAL = np.array([[TRIPLE_CANDIDATES[name] for name in row] for row in triple_phase(R, P[:, np.newaxis])])
PAIR = np.array(TRIPLE_CANDIDATES["pair 1 and 2"])
DROP = np.array(TRIPLE_CANDIDATES["drop first"])
ACROSS = np.array([[PAIR if p < 0.71 else DROP for p in ACROSS_DENSITY]] * 3)
GOOD = Numbers(R, P, feature_norms(IDEAL), superposition(IDEAL), IDEAL, IDEAL, np.zeros((9, 9)), ACROSS,
               np.full((9, 9), 0.2), np.full(3, 0.571))


def at(array, index, value):
    changed = array.copy()
    changed[index] = value
    return changed


# --- definition

def test_candidates_have_the_phases_they_are_named_after():
    for name, W in TRIPLE_CANDIDATES.items():
        norms, crowded = feature_norms(W), superposition(np.array(W))
        assert _phases(norms, crowded) == name
        third, third_crowded, others, others_crowded = PHASES[name]
        assert (norms[2], crowded[2] * norms[2]) == (third, third_crowded)
        assert (norms[:2].min(), crowded[:2].max() * norms[:2].min()) == (others, others_crowded)
    assert _phases(np.zeros(3), np.zeros(3)) == _phases(np.ones(3), np.zeros(3)) == "none"


# --- analytic

def test_all_claims_hold_for_the_ideal_maps():
    assert holding(experiment, GOOD) == [True] * 6


def test_a_figure_has_six_maps_and_a_key():
    figure = drawn(experiment, GOOD)
    assert len(figure.axes) == 7 and "the less well off" in figure.axes[4].get_title()


FAULTS = [
    ({"trained_norms": at(GOOD.trained_norms, np.s_[5:], [1.0, 1.0, 0.1])}, [0]),
    ({"trained_W": at(IDEAL, np.s_[5:], DROP)}, [1]),
    ({"exact_W": at(IDEAL, np.s_[:1, :], TRIPLE_CANDIDATES["pair 2 and 3"])}, [2]),
    ({"exact_W": at(IDEAL, np.s_[6, 8], TRIPLE_CANDIDATES["pair 2 and 3"])}, [5]),
    ({"across_W": at(ACROSS, np.s_[0, 9:11], PAIR)}, [4]),
    ({"across_W": at(ACROSS, np.s_[:, 2:], DROP)}, [4]),
    ({"theory_ends": np.array([0.571, 0.571, 0.56])}, [3]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


@pytest.mark.parametrize("change, failing", FAULTS)
def test_each_claim_can_fail(change, failing):
    assert only_failing(experiment, GOOD, **change) == failing


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: the regions by theory's closed forms, away from their boundaries."""
    numbers = quick_numbers(experiment)
    assert numbers.trained_norms.shape == (12, 12, 3) and numbers.across_W.shape == (3, 13, 2, 3)
    assert np.array(holding(experiment, numbers))[1:].all()
