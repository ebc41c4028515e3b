"""Asymmetric motif: it is found where it is, not where one of its marks is missing, and each claim can fail."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import asymmetric_motif as experiment
from srm_ref.experiments.superposition.asymmetric_motif import Numbers, find_motifs
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

W1 = np.array([[1.0, -0.25], [1.0, 0.0]])
W2 = np.array([[1.0, 0.5], [4.0, -4.0]])
INWARD = np.array([0.25, 0.5, 0.4, 0.2])


def motif(k, inward, reaching=0.0):
    return [k, 0, 0, 1, inward, 1.0, 1 / inward, reaching]


MOTIFS = np.array([motif(k, inward) for k, inward in zip((0, 1, 1, 2), INWARD)])
GOOD = Numbers(loss=np.array([0.1, 0.2, 0.3]), W1=np.ones((3, 10, 6)), W2=np.ones((3, 6, 10)), motifs=MOTIFS)


def with_column(column, values):
    changed = MOTIFS.copy()
    changed[:, column] = values
    return {"motifs": changed}


# --- definition

def test_the_motif_is_found_with_its_inhibition():
    assert find_motifs(W1, W2) == [(0, 0, 1, 0.25, 1.0, 4.0, 0.0)]


@pytest.mark.parametrize("changed", [
    {"W1": W1 * [[1, 0.2]]},  # the victim is hardly read
    {"W1": W1 * [[1, 3.2]]},  # as strongly as the other
    {"W2": W2 * [[0.4], [1]]},  # the dominant feature is not written
    {"W2": W2 * [[1], [0.4]]},  # the victim is not amplified enough
    {"W2": W2 * [[1], [-1]]},
])
def test_without_one_of_its_marks_it_is_not(changed):
    assert find_motifs(changed.get("W1", W1), changed.get("W2", W2)) == []


def test_only_neurons_that_fire_for_the_same_sign_inhibit():
    assert find_motifs(W1 * [[1], [-1]], W2)[0][-1] == 4.0


# --- analytic

def test_all_claims_hold_for_inverse_weights():
    assert holding(experiment, GOOD) == [True] * 4


FAULTS = [
    (with_column(0, [0, 1, 2, 2][::-1]) | {"loss": np.zeros(3)}, []),
    (with_column(0, [0, 1, 2, 3]) | {"loss": np.zeros(4)}, [0]),
    (with_column(6, 2 / INWARD), [1]),
    (with_column(6, 1 / INWARD[[2, 3, 0, 1]]), [1]),
    (with_column(7, 0.9), [3]),
    (with_column(7, 3.0), [2, 3]),
    ({"motifs": np.zeros((0, 8))}, [0, 1, 2, 3]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert only_failing(experiment, GOOD, **changed) == failing


def test_victims_are_named_in_the_matrix():
    stacks, outward, ratios = drawn(experiment, GOOD).axes[:3]  # then a colour bar
    assert [text.get_text() for text in outward.texts] == ["victim"] * 2  # of the model with two
    np.testing.assert_allclose(ratios.collections[0].get_offsets(), np.column_stack([INWARD, 1 / INWARD]))


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: the paper's drawing of one model with two instances."""
    numbers = quick_numbers(experiment)
    assert holding(experiment, numbers) == [True] * 4
