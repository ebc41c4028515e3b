"""One sweep goes through few rooms, and seldom comes back to one; and what counts as a stay."""

from __future__ import annotations

import numpy as np
import pytest

import srm_ref
from srm_ref.checks import number
from srm_ref.geometry.sphere import uniform_directions
from srm_ref.geometry.vectors import norms
from srm_ref.spotlight.arcs import full_turn
from tests.walks import stays

MOST_STAYS, MOST_MODULES = 40, 6
RNG = np.random.default_rng(0)
DENSE = RNG.standard_normal((50, 6)), np.eye(6), 0.3
PRUNED = np.eye(20)[RNG.integers(20, size=40)] + 0.01 * RNG.standard_normal((40, 20)), np.eye(20), 0.9
OBLIQUE = RNG.standard_normal((50, 6)), RNG.standard_normal((8, 6)), 0.3


# --- definition

@pytest.mark.parametrize("problem", [DENSE, PRUNED, OBLIQUE], ids=["dense", "pruned", "oblique"])
def test_one_sweep_is_a_short_walk(problem):
    n_stays, modules = stays(lambda: srm_ref.spotlight_resonance(*problem))
    assert n_stays <= MOST_STAYS and len(modules) <= MOST_MODULES, (n_stays, modules)


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("epsilon", [0.3, -0.3])
def test_the_walk_is_as_short_for_signs_and_wide_cones(signed, epsilon):
    activations, basis, _ = DENSE
    n_stays, modules = stays(lambda: srm_ref.spotlight_resonance(activations, basis, epsilon, signed=signed))
    assert n_stays <= MOST_STAYS and len(modules) <= MOST_MODULES, (n_stays, modules)


# --- analytic

def test_what_is_a_stay():
    """vectors alone; sphere, vectors and back; what refuses is no room; comprehensions belong to their module."""
    assert stays(lambda: norms([[3.0, 4.0]])) == (1, ["srm_ref.geometry.vectors"])
    assert stays(lambda: uniform_directions(2, 3, np.random.default_rng(0))) == (
        3, ["srm_ref.geometry.sphere", "srm_ref.geometry.vectors"])
    assert stays(lambda: number(1.0, "x")) == (0, [])
    assert stays(lambda: [norms([[float(k)]]) for k in range(3)]) == (1, ["srm_ref.geometry.vectors"])
    assert stays(lambda: (norms([[1.0]]), full_turn(3), norms([[1.0]]))) == (
        3, ["srm_ref.geometry.vectors", "srm_ref.spotlight.arcs"])


def test_small_problems_are_those_that_are_meant():
    """PRUNED is pruned: the most a sample has are two candidates; DENSE is not."""
    for (activations, basis, epsilon), few in ((DENSE, False), (PRUNED, True)):
        directions = activations / norms(activations)[:, None]
        candidates = np.count_nonzero(np.abs(directions) >= epsilon / np.sqrt(2))
        assert (candidates * len(basis) < len(activations) * len(basis) * (len(basis) - 1) / 2) == few
