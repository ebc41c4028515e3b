"""Uniform geometry: claims that can fail, a figure, and a quick run that repeats bit for bit."""

import functools

import numpy as np
import pytest

from srm_ref.experiments.shared.dimensionality_lines import line
from srm_ref.experiments.superposition import uniform_geometry as experiment
from srm_ref.superposition.measures import dimensions_per_feature
from srm_ref.superposition.polytopes import polygon, simplex, square_antiprism, tegum_product
from tests.experiment_checks import quick_numbers

DENSE, PAIRS, CROWDED = (np.hstack([np.eye(4), np.zeros((4, 12))]),
                         np.hstack([np.eye(4), -np.eye(4), np.zeros((4, 8))]),
                         np.hstack([np.eye(4), -np.eye(4)] * 2))


def numbers(*models, half_hidden=(1, .5, .5, .25), half_features=(1, .5, .5, .25)):
    """Models at the quick densities: dense up to 1.7, pairs up to 3.5, crowded beyond, unless others are given."""
    inverse = experiment.QUICK
    W = [DENSE if x < 2 else PAIRS if x < 4 else CROWDED * (1 + x / 50) for x in inverse]
    W = models * len(inverse) if models else W
    return experiment.Numbers(inverse, np.array(W[:len(inverse)]), experiment.COMPARED, np.array(half_hidden, float),
                              np.array(half_features, float))


def blocks(*parts):
    """Shapes in subspaces of their own, and four features not learned, at every density."""
    W = functools.reduce(tegum_product, parts)
    return np.array([np.hstack([W, np.zeros((len(W), 4))])] * len(experiment.QUICK))


GOOD = numbers()
LINED = blocks(polygon(3), simplex(3), polygon(5), square_antiprism(), [[1.0, -1.0]])
THREE_FIFTHS = np.vstack([np.ones(5), np.sqrt(2) * polygon(5)])  # all D_i 3/5
FAULTS = [{"W": numbers(model).W} for model in (CROWDED, DENSE, PAIRS,
                                                np.random.default_rng(0).standard_normal((4, 8)))]
SAME = np.interp(experiment.COMPARED, GOOD.inverse_density, dimensions_per_feature(GOOD.W))
FAULTS += [{"W": LINED}, {"half_hidden": SAME, "half_features": SAME}]
PLANTED = {experiment.NAME: (GOOD, FAULTS)}


def held(made):
    return [claim.holds for claim in experiment.claims(made)]


# --- definition

def test_claims_about_plateaus_and_pairs_hold_for_numbers_made_to_hold():
    assert held(numbers())[:4] == [True] * 4
    assert held(numbers())[8] and not held(numbers())[7]  # a line at 1/2 and none at 2/3


# --- analytic

def test_claims_fail_for_numbers_made_to_fail():
    assert held(numbers(CROWDED))[0] is False  # not one dimension per feature where dense
    assert held(numbers(DENSE))[1:4] == [False] * 3  # no pairs, no fall
    assert held(numbers())[13] and held(numbers(PAIRS))[13]
    assert not held(numbers(PAIRS[:, [0, 1, 2, 4, 5, 6, 8, 9]]))[13]  # a dimension unused
    assert not held(numbers(np.random.default_rng(0).standard_normal((4, 8))))[13]  # one group


def test_lines_and_what_occurs_together_follow_the_shapes():
    rows = experiment.claims(GOOD._replace(W=LINED))
    assert [row.verdict for row in rows[6:12]] == ["holds"] * 6 and rows[14].verdict == "holds"
    assert [row.verdict for row in experiment.claims(GOOD)[6:8]] == ["cannot tell"] * 2  # few features
    both = experiment.claims(GOOD._replace(W=blocks(polygon(3), [[1.0, -1.0]], THREE_FIFTHS)))[14]
    assert both.verdict == "does not hold" and both.would.startswith("at 1/(1 - S) = 1, 1.15")


def test_at_the_papers_size_a_missing_line_counts():
    wide = np.concatenate([GOOD.W, np.zeros((len(GOOD.W), 4, 400))], axis=2)
    row = experiment.claims(GOOD._replace(W=wide))[7]
    assert row.verdict == "does not hold" and "within 0.02" in row.would


def test_four_features_of_thousands_are_no_line():
    """A line is what two windows of equal chance show once in twenty cases at most: 8 to 1, not 4 to 2."""
    across = np.array([1.0])
    for at, beside, verdict in ((4, 2, "does not hold"), (8, 1, "holds"), (61, 20, "holds")):
        D = np.concatenate([np.full(at, 2 / 3), np.full(beside, 2 / 3 + 0.0125), np.full(400 - at - beside, 0.1)])
        row = line(across, D[np.newaxis], 2 / 3, "2/3, triangles", experiment.LINES)
        assert row.verdict == verdict and (row.holds or "within 0.02" in row.would)


# --- properties

def test_a_figure_can_be_drawn_of_made_numbers():
    axes = experiment.draw(numbers()).axes
    assert len(axes) >= 4 and axes[0].get_ylabel()


@pytest.mark.exhaustive
def test_quick_run():
    assert held(quick_numbers(experiment))[:4] == [True] * 4  # the two plateaus, pairs, and the fall
