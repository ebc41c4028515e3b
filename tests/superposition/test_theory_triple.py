"""Three features in two dimensions and two pairs: every candidate against the exact expected loss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.superposition.correlated_features import (anticorrelated_set_probability, correlated_set_probability,
                                                       joint_probability)
from srm_ref.superposition.exact_loss import active_set_loss, population_loss
from srm_ref.superposition.polytopes import polygon
from srm_ref.superposition.theory_triple import (SET_LAYOUTS, TRIPLE_CANDIDATES, set_layout_losses, triangle_loss,
                                                 triple_candidate_losses, triple_phase)

RTOL = 1e-9

densities = st.floats(1e-6, 1)
ratios = st.floats(-3, 3).map(lambda e: 10.0**e)

# --- definition


@given(ratios, densities)
def test_candidates_lose_what_the_model_loses(r, p):
    for name, loss in triple_candidate_losses(r, p).items():
        W = np.array(TRIPLE_CANDIDATES[name])
        bias = np.where(np.linalg.norm(W, axis=0) == 0, p / 2, 0.0)
        exact = population_loss({"W": W, "bias": bias}, [1.0, 1.0, r], 1 - p)
        assert loss == pytest.approx(exact, rel=RTOL), name


@given(ratios, densities)
def test_unit_triangle(r, p):
    exact = population_loss({"W": polygon(3), "bias": np.zeros(3)}, [1.0, 1.0, r], 1 - p)
    assert triangle_loss(r, p) == pytest.approx(exact, rel=RTOL)


@given(densities)
def test_layouts_of_two_correlated_pairs(p):
    pair = correlated_set_probability(2, 1 - p)
    for name, loss in set_layout_losses(p).items():
        parameters = {"W": np.array(SET_LAYOUTS[name]), "bias": np.zeros(4)}
        assert loss == pytest.approx(active_set_loss(parameters, np.ones(4), joint_probability(pair, pair)), rel=RTOL)


# --- analytic


def test_orthogonal_beats_collapsed_below_a_quarter():
    for p in (0.05, 0.2499):
        losses = set_layout_losses(p)
        assert losses["same set orthogonal"] < losses["collapsed"]
    at = set_layout_losses(0.25)
    assert at["same set orthogonal"] == pytest.approx(float(at["collapsed"]), rel=RTOL)
    assert set_layout_losses(0.2501)["collapsed"] < set_layout_losses(0.2501)["same set orthogonal"]


@pytest.mark.parametrize("p", [0.05, 0.5, 1.0])
def test_anticorrelated_pairs_stored_antipodally_cost_nothing(p):
    pair = anticorrelated_set_probability(2, 1 - p)
    parameters = {"W": np.array(SET_LAYOUTS["same set antipodal"]), "bias": np.zeros(4)}
    assert active_set_loss(parameters, np.ones(4), joint_probability(pair, pair)) == 0.0


@pytest.mark.parametrize("r, p, above, below", [
    (0.1, 0.16, "drop third", "pair 2 and 3"), (0.5, 4 / 9, "drop third", "pair 2 and 3"),
    (2.0, 4 / 7, "drop first", "pair 1 and 2"), (10.0, 4 / 7, "drop first", "pair 1 and 2"),
])
def test_boundaries_of_three_features(r, p, above, below):
    assert triple_phase(r, p + 1e-9) == above and triple_phase(r, p - 1e-9) == below


def test_the_important_third_feature_always_keeps_its_dimension():
    for p in (0.01, 0.5, 0.9):
        W = np.array(TRIPLE_CANDIDATES[str(triple_phase(3.0, p))])
        assert np.linalg.norm(W[:, 2]) == 1 and np.abs(W.T @ W)[2, :2].max() == 0


# --- properties


@given(ratios, densities)
def test_the_unit_triangle_never_wins(r, p):
    losses = triple_candidate_losses(r, p)
    assert triangle_loss(r, p) > min(float(loss) for loss in losses.values())


def test_shapes_broadcast():
    assert triple_phase(np.ones((3, 1)), np.linspace(0, 1, 5)).shape == (3, 5)


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: triple_candidate_losses(0.0, 0.5), "relative_importance: wanted numbers > 0"),
    (lambda: triangle_loss(1.0, -0.5), "density: wanted numbers"),
    (lambda: triple_phase(1.0, 2.0), "density: wanted numbers"),
    (lambda: set_layout_losses(1.5), "density: wanted numbers"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


@pytest.mark.parametrize("p, shrunken, best_pair", [(0.6, 0.093979, 0.097907), (0.8, 0.102805, 0.103870)])
def test_a_shrunken_triangle_with_biases_wins_at_equal_importance(p, shrunken, best_pair):
    # origin: global minima by quadrature and L-BFGS outside this package
    a = np.linspace(0.6, 1.0, 401)[:, np.newaxis]
    b = np.linspace(0.15, 0.45, 61)
    a, b = (grid.ravel() for grid in np.broadcast_arrays(a, b))
    W = np.sqrt(a)[:, np.newaxis, np.newaxis] * polygon(3)
    parameters = {"W": W, "bias": np.repeat(b[:, np.newaxis], 3, axis=1)}
    losses = population_loss(parameters, np.ones(3), 1 - p)
    assert losses.min() == pytest.approx(shrunken, abs=1e-5)
    assert losses.min() < best_pair < float(triple_candidate_losses(1.0, p)["pair 1 and 2"])


@pytest.mark.parametrize("p, pair, wins", [(0.515, 0.080107, False), (0.53, 0.083855, True), (0.9, 0.096420, True)])
def test_from_where_on_the_shrunken_triangle_wins(p, pair, wins):
    # origin of the pair's losses: descent on the exact loss from 32 starts, the lowest end that is no triangle
    a, b = np.meshgrid(np.linspace(0.6, 1.0, 41), np.linspace(0.15, 0.5, 36))
    W = np.sqrt(a.ravel())[:, np.newaxis, np.newaxis] * polygon(3)
    bias = np.repeat(b.ravel()[:, np.newaxis], 3, axis=1)
    triangle = population_loss({"W": W, "bias": bias}, np.ones(3), 1 - p).min()
    assert (triangle < pair - 1e-5) == wins
    if not wins:
        length = np.sqrt(0.921)
        found = {"W": [[length, -length, 0], [0, 0, 1]], "bias": [0.111, 0.111, 0]}
        assert population_loss(found, np.ones(3), 1 - p) == pytest.approx(pair, abs=2e-6) and pair < triangle - 1e-4
