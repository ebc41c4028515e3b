"""Where the pentagon gives way: rows follow the map, and the exact losses cross where they should."""

import numpy as np
import pytest

from srm_ref.experiments.shared.pentagon_map import crossings
from srm_ref.experiments.superposition import pentagon_densities as experiment
from srm_ref.experiments.superposition.pentagon_densities import Numbers
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

BASES, COARSE = np.array([0.03, 0.05, 0.1]), np.array([0.2, 0.3, 0.4, 0.5])


def crossing(*at):
    """Maps whose rows pass 1 at the given relative densities."""
    return 1 + np.array(at)[:, np.newaxis] - COARSE


GOOD = Numbers(BASES, COARSE, crossing(0.35, 0.4, 0.45))
FAULTS = [
    ({"map": crossing(0.22, 0.27, 0.4)}, [0]),
    ({"map": crossing(0.42, 0.4, 0.45)}, [1]),
    ({"map": np.ones((3, 4)) * 2}, [0, 1]),  # no crossing anywhere
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


# --- definition

def test_a_crossing_is_found_from_above_and_only_there():
    np.testing.assert_allclose(crossings(crossing(0.35, 0.44), COARSE), [0.35, 0.44])
    assert np.isnan(crossings(2 - crossing(0.35), COARSE)).all()


# --- analytic

@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert holding(experiment, GOOD) == [True, True]
    assert only_failing(experiment, GOOD, **changed) == failing


def test_where_the_sentence_would_be_met_is_told():
    row = experiment.claims(GOOD._replace(map=crossing(0.22, 0.27, 0.4)))[0]
    assert row.verdict == "does not hold" and row.would == (
        "the losses cross at 2.5 times at 1-S = 0.1, on straight lines between the baselines tried")
    nowhere = experiment.claims(GOOD._replace(map=crossing(0.22, 0.27, 0.3)))[0]
    assert nowhere.would == "the losses cross at 2.5 times at no baseline from 0.03 to 0.1"


def test_the_caption_stands_in_the_figure():
    figure = drawn(experiment, GOOD)
    assert [text.get_text() for text in figure.axes[1].get_legend().get_texts()] == ["exact losses cross",
                                                                                     "the caption"]


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin of 3.72: the same loss by quadrature and quasi-Newton descent elsewhere; of the others: longer descent."""
    numbers = quick_numbers(experiment)
    sparser = dict(zip(numbers.bases, 1 / crossings(numbers.map, numbers.coarse)))
    np.testing.assert_allclose([sparser[0.02], sparser[0.05], sparser[0.1]], [5.43, 3.72, 2.349], rtol=0.01)
    assert holding(experiment, numbers) == [False, True]
