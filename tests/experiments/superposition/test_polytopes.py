"""Polytopes: rows follow D_i, groups and losses of trained arrangements, and the low-rank matrices that are given."""

import numpy as np
import pytest

from srm_ref.experiments.shared.polytope_fits import LEFT_OUT, columns_of
from srm_ref.experiments.superposition import polytopes as experiment
from srm_ref.experiments.superposition.polytopes import Numbers
from srm_ref.superposition.measures import feature_dimensionality
from srm_ref.superposition.polytopes import (bipyramid, cross_polytope, digon, polygon, square_antiprism, tegum_product,
                                             triangular_prism)
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

ALONE = tegum_product(digon(), digon(), [[1.0]])
TURNS = np.radians([0, 120,
                    240])  # one on the axis, a triangle above and one below the equator, turned against each other
LAYERS = [np.array([c * np.cos(TURNS + t), c * np.sin(TURNS + t), np.full(3, z)]) for c, z,
          t in ((0.97, 0.23, 0), (0.8, -0.6, np.pi / 3))]
CAPPED = np.hstack([[[0.0], [0], [1]], *LAYERS])
EVEN = np.vstack([np.ones(5), np.sqrt(2) * polygon(5)])  # all D_i 3/5
PARTS = [np.eye(u.shape[1]) - u.T @ u for u, _ in LEFT_OUT.values()]


def filled(matrix, rows, columns):
    wide = np.zeros((rows, columns))
    wide[:matrix.shape[0], :matrix.shape[1]] = matrix
    return wide


def descending(W):
    return np.pad(np.sort(feature_dimensionality(W))[::-1], (0, 8 - W.shape[1]))


def arranged(W):
    """Numbers of 4 x 4 arrangements, with two tries each: the better is W."""
    D = np.array([[[descending(one), np.zeros(8)] for one in row] for row in W])
    return {"W": np.array([[filled(one, 3, 8) for one in row] for row in W]), "D": D}


IDEAL = [[bipyramid(3)] * 4, [cross_polytope(3)] * 4, [bipyramid(5)] * 3 + [CAPPED], [square_antiprism(0.54)] * 4]
LOSS = np.full((4, 4), 0.5)
LOSS[2, 3] = 0.6
LOSS[0, 2:] = 0.52  # five features have something better where they are sparse
FIVE = np.arange(4)[:, np.newaxis] == 0
GOOD = Numbers(**arranged(IDEAL), losses=np.full((4, 4, 2), [0.5, 1.0]), factor_losses=LOSS, product_loss=LOSS,
               gram=np.array([filled(part, 5, 5) for part in PARTS]),
               columns=np.array([filled(columns_of(part), 3, 5) for part in PARTS]),
               solid_D=np.array([descending(one[0]) for one in IDEAL[:3]]))


def with_arrangement(k, W, sparsities=(0, 1, 2, 3)):
    return arranged([[W if i == k and s in sparsities else IDEAL[i][s] for s in range(4)] for i in range(4)])


def with_entry(name, index, change):
    changed = getattr(GOOD, name).copy()
    changed[index] += change
    return {name: changed}


# --- analytic

def test_all_claims_hold_for_the_ideal_arrangements():
    assert holding(experiment, GOOD) == [False] + [True] * 13
    assert experiment.claims(GOOD)[0].verdict == "depends"


FAULTS = [
    (dict.fromkeys(("factor_losses", "product_loss"), np.where(FIVE, 0.5, LOSS)), []),  # the bipyramid everywhere
    (dict.fromkeys(("factor_losses", "product_loss"), np.where(FIVE, 0.6, LOSS)), []),  # nowhere
    (with_arrangement(1, np.hstack([ALONE, np.zeros((3, 1))])), [1]),  # one is not represented
    (with_arrangement(2, CAPPED), [2, 5, 6, 7]),
    (with_arrangement(2, bipyramid(5)), [5]),
    (with_arrangement(3, square_antiprism()), [3]),  # the tight one: not a hair below 3/8
    (with_arrangement(3, tegum_product(polygon(6), digon())), [3]),
    (with_entry("losses", (1, 0, 0), 0.01), [4]),  # 2 % above the octahedron
    (with_entry("factor_losses", (2, 3), -0.2), [4, 5, 8]),  # a bipyramid that is better than what was found
    (with_arrangement(1, triangular_prism()), [1, 6]),  # the same D_i at other angles, and no product
    (with_arrangement(0, tegum_product(polygon(3), [[1.0, 1.0]])), []),
    (with_arrangement(0, EVEN), [6, 7]),
    (with_entry("solid_D", (0, 2), 0.01), [13]),
    (with_entry("product_loss", (3, 1), 1e-6), [8]),
    (with_entry("gram", (3, 0, 1), 1e-6), [9]),
    (with_entry("columns", (0, 0, 1), 0.1), [10, 12]),
    (with_entry("columns", (1, 0, 1), 0.2), [10, 11]),  # a digon of unequal lengths
    (with_entry("columns", (1, 1, 1), 0.2), [10, 11, 12]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert only_failing(experiment, GOOD, **changed) == failing


@pytest.mark.parametrize("loss, verdict", [(0.5, "holds"), (0.52, "does not hold")])
def test_the_bipyramid_depends_where_both_sides_are_measured(loss, verdict):
    losses = np.where(np.arange(4)[:, np.newaxis] == 0, loss, LOSS)
    row = experiment.claims(GOOD._replace(factor_losses=losses))[0]
    assert row.verdict == verdict and bool(row.would) == (verdict == "does not hold")


def test_a_row_that_fails_says_what_was_found_and_where_it_would_hold():
    ends = with_arrangement(1, np.hstack([ALONE, np.zeros((3, 1))]), (1, 2))
    row = experiment.claims(GOOD._replace(**ends))[1]
    assert "4 x 0.50, 1 x 1.00" in row.measured and "0% at 0.9" in row.measured
    assert row.reason == "dedicated + digon + digon instead" and row.would == "at S = 0.4, 0.97"


def test_shares_count_the_tries_and_losses_are_set_against_the_lowest_of_them():
    W, D = GOOD.W[0, 1, :, :5], GOOD.D[0, 1, 0]
    assert experiment._is_solid(np.array([D, D + 0.03, 0 * D]), 0).tolist() == [True, False, False]
    row = experiment.claims(GOOD._replace(factor_losses=1.1 * LOSS))[1]
    assert "50% at 0.4, 50% at 0.8, 50% at 0.9, 50% at 0.97; the polytope at its best: +10.00% in loss" in row.measured
    assert experiment._shapes(W) == "digon + triangle"


def test_a_figure_has_solids_above_and_low_rank_matrices_below():
    figure = drawn(experiment, GOOD._replace(**with_arrangement(0, ALONE)))
    titles = [ax.get_title() for ax in figure.axes[:12]]
    found = "dedicated + digon + digon\n$D_i$: 4 x 0.50, 1 x 1.00"
    assert titles[0] == f"5 features: triangular bipyramid not found\n{found}"
    assert titles[2] == "7 features: pentagonal bipyramid\ndigon + pentagon\n$D_i$: 5 x 0.40, 2 x 0.50"
    assert "(1, 0, 1, 0), (0, 1, 0, 1)" in titles[5] and "pentagon" in titles[11] and "2/5" in titles[11]
    np.testing.assert_array_equal(figure.axes[4].images[0].get_array(), PARTS[0])


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: D_i and losses of the minima, S = 0.9, by longer training and exact descent from many other starts."""
    numbers = quick_numbers(experiment)
    assert holding(experiment, numbers) == [False] + [True] * 13
    assert experiment.claims(numbers)[0].verdict == "depends"
    np.testing.assert_allclose(numbers.losses.min(axis=-1)[:, 2], [0.006639, 0.009958, 0.029625, 0.048946], rtol=2e-3)
    np.testing.assert_allclose(numbers.D[0, 2, numbers.losses[0, 2].argmin()], [1, 0.5, 0.5, 0.5, 0.5, 0, 0, 0],
                               atol=0.01)
