"""Three equal features: the verdict follows the dot products; the triangle is found where it is lowest."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import three_equal_features as experiment
from srm_ref.experiments.superposition.three_equal_features import DENSITY, Numbers
from srm_ref.superposition.polytopes import simplex
from srm_ref.superposition.theory_triple import TRIPLE_CANDIDATES, triple_candidate_losses
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

PAIR, TRIANGLE = np.array(TRIPLE_CANDIDATES["pair 1 and 2"]), 0.8 * simplex(2)
W = np.array([TRIANGLE if p > 0.525 else PAIR for p in DENSITY])
LEAST = np.min(list(triple_candidate_losses(1.0, DENSITY).values()), axis=0)
GOOD = Numbers(DENSITY, W, 0.9 * LEAST, LEAST)
EARLIER = np.array([TRIANGLE if p > 0.47 else PAIR for p in DENSITY])
FAULTS = [
    ({"W": EARLIER}, [1]),
    ({"W": np.array([TRIANGLE] * len(DENSITY))}, [1]),
    ({"W": np.array([PAIR] * len(DENSITY))}, [1]),
    ({"loss": 1.2 * LEAST}, [1]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


# --- analytic

@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert holding(experiment, GOOD) == [False, True] and experiment.claims(GOOD)[0].verdict == "depends"
    assert only_failing(experiment, GOOD, **changed) == failing


@pytest.mark.parametrize("one, verdict", [(TRIANGLE, "holds"), (PAIR, "does not hold")])
def test_the_aside_depends_where_both_sides_are_measured(one, verdict):
    row = experiment.claims(GOOD._replace(W=np.array([one] * len(DENSITY))))[0]
    assert row.verdict == verdict and bool(row.would) == (verdict == "does not hold")


def test_a_figure_has_three_dot_products_and_what_is_saved():
    left, right = drawn(experiment, GOOD).axes
    assert len(left.lines) == 3
    np.testing.assert_allclose(right.lines[0].get_ydata(), 0.9)


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: losses of the shrunken triangle by quadrature and quasi-Newton descent elsewhere."""
    numbers = quick_numbers(experiment)
    known = {0.6: 0.093979, 0.7: 0.102200, 0.8: 0.102805, 0.9: 0.096236}
    found = [numbers.loss[np.argmin(np.abs(DENSITY - p))] for p in known]
    np.testing.assert_allclose(found, list(known.values()), rtol=1e-3)
    assert [row.verdict for row in experiment.claims(numbers)] == ["depends", "holds"]
