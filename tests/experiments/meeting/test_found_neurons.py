"""Neurons and features found: claims that can fail, the figure, and what is measured of a model that is known."""

from __future__ import annotations

import numpy as np
import pytest

from srm_ref.experiments.meeting import found_neurons
from srm_ref.experiments.meeting.found_neurons import KINDS, Numbers
from tests.experiment_checks import drawn, quick_numbers

KINDS_OF_ROWS = np.array([0, 0, 0, 0, 1, 1, 1, 1, 2, 3])
DENSITY = np.array([1.0, 0.3, 0.1, 0.03] * 2 + [np.nan] * 2)


def good_numbers():
    """Rounded numbers of a quick run."""
    found = [[3.3, 1.7, 2.1, .05, .1, 48, 32, 24], [3.4, 3.4, 2.1, .05, .05, 2, 26, 1],
             [3.1, 2.9, 2.1, .05, .05, 21, 29, 3], [3.6, 3.4, 2.1, .05, .05, 11, 33, 4],
             [3.8, 1.8, 2.2, .05, .05, 57, 39, 21], [4.5, 4.5, 2.2, .05, .05, .4, 32, 1],
             [5.5, 5.5, 2.2, .05, .05, .3, 38, 0], [5.8, 5.8, 2.2, .05, .05, .2, 30, 0],
             [1.5, 1.8, 2.7, .05, .05, 58, 55, 16], [5.1, 3.3, 2.7, .05, .05, 51, 56, 20]]
    found = np.array(found, dtype=float)
    found[:, 5:] = np.radians(found[:, 5:])
    return Numbers(KINDS_OF_ROWS, DENSITY, found, np.zeros(10))


FAULTS = [  # row and column of `found`, a false value, the claims that fail for it
    (1, 5, np.radians(11), [0]), (0, 5, np.radians(31), [1]), (0, 1, 2.2, [1]), (2, 1, 3.2, [2]),
    (5, 5, np.radians(11), [3]), (4, 1, 2.3, [4]), (7, 5, np.radians(3), [5]), (8, 4, 0.1, [6]), (8, 1, 2.8, [6]),
    (8, 1, 1.55, [7]), (9, 4, 0.1, [8]), (9, 1, 2.5, [8]), (9, 1, 5.0, [9])]


def with_one(row, place, value):
    found = good_numbers().found.copy()
    found[row, place] = value
    return found


PLANTED = {"found_neurons": (good_numbers(), [{"found": with_one(*fault[:3])} for fault in FAULTS])}


def failing(numbers):
    return [k for k, row in enumerate(found_neurons.claims(numbers)) if not row.holds]


# --- definition

def test_the_figure_has_a_point_for_every_row_and_basis():
    figure = drawn(found_neurons, good_numbers())
    left, right = figure.axes
    assert [len(line.get_xdata())
            for line in left.lines] == [4] * 4 and [len(line.get_xdata()) for line in right.lines] == [10] * 3
    np.testing.assert_allclose(left.lines[0].get_ydata(), [48, 2, 21, 11])


def test_feature_directions_at_right_angles_are_their_own_basis():
    W = np.linalg.qr(np.random.default_rng(0).standard_normal((4, 4)))[0]
    basis, overlap = found_neurons._directions(W * [1.0, 2.0, 0.5, 1.0])
    np.testing.assert_allclose(basis, W.T, atol=1e-12)
    assert overlap < 1e-12
    basis, overlap = found_neurons._directions(np.array([[1.0, 0.6], [0.0, 0.8]]))
    assert overlap == pytest.approx(0.6) and np.allclose(basis @ basis.T, np.eye(2))


# --- analytic

def test_all_claims_hold_for_numbers_made_to_hold():
    rows = found_neurons.claims(good_numbers())
    assert failing(good_numbers()) == [] and len(rows) == 10 and all(row.said.who == "this package" for row in rows)


@pytest.mark.parametrize("row, place, value, fails", FAULTS)
def test_a_claim_fails_for_the_number_that_it_is_about(row, place, value, fails):
    assert failing(good_numbers()._replace(found=with_one(row, place, value))) == fails


# --- properties

def test_a_known_basis_is_measured_as_found():
    rng = np.random.default_rng(0)
    rows = rng.laplace(size=(600, 4)) ** 3
    value, given, chance, p, given_p, angle, random, refit = found_neurons._measured(rows, np.eye(4), 1, rng)
    assert value == pytest.approx(given, rel=0.05) and value > chance == 2.0 and p == given_p == 0.05
    assert angle < np.radians(3) < random and refit < np.radians(5)


@pytest.mark.exhaustive
def test_the_quick_run_finds_what_the_claims_say():
    assert failing(quick_numbers(found_neurons)) == []
    assert KINDS[0] == "ReLU hidden"
