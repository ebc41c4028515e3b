"""Maps of importance and density: every point with its own task, the worst model discarded, the lowest minimum
found.
"""

import numpy as np
import pytest

from srm_ref.experiments.shared import phase_maps
from srm_ref.experiments.shared.phase_maps import PhaseGrid, exact_minima, superposition, train_grid
from srm_ref.superposition.exact_loss import population_loss
from srm_ref.superposition.theory_pair import PAIR_CANDIDATES

CANDIDATES = [np.array(W) for W in PAIR_CANDIDATES.values()]


# --- definition

def test_the_worst_model_is_discarded_and_the_best_returned(monkeypatch):
    W = np.array([[[1.0, 0.0]], [[1.0, -1.0]], [[0.0, 0.0]], [[0.9, 0.0]], [[0.0, 0.9]], [[0.0, 0.0]]])
    monkeypatch.setattr(phase_maps, "train_restarts", lambda *arguments, **settings: {"W": W, "bias": np.zeros((6, 2))})
    trained = train_grid(PhaseGrid(np.array([0.5, 2.0]), np.array([0.1])), 2, 3, 1, 1, None)
    np.testing.assert_allclose(trained.norms, [[[1.0, 0.5], [0.45, 0.45]]])  # without W = 0, the worst at both points
    np.testing.assert_allclose(trained.superposition, [[[0.5, 0.5], [0.0, 0.0]]])
    np.testing.assert_array_equal(trained.best["W"], W[[1, 4]])


def test_sparse_features_get_larger_batches(monkeypatch):
    sizes = []
    monkeypatch.setattr(phase_maps, "train_restarts", lambda sample, importance, *rest, **settings: sizes.append(
        sample(np.random.default_rng(0)).shape) or {"W": np.ones((2, 1, 2)), "bias": np.zeros((2, 2))})
    train_grid(PhaseGrid(np.array([1.0]), np.array([1.0, 0.01])), 2, 2, 1, 64, None)
    assert sizes == [(64, 2), (800, 2)]


# --- analytic

def test_superposition_is_cut_at_one():
    assert superposition(np.array([[1.0, -3.0, 0.0]])).tolist() == [1.0, 1.0, 0.0]


@pytest.mark.parametrize("r, p, W", [(0.1, 0.5, [1.0, 0.0]), (10.0, 0.5, [0.0, 1.0]), (1.0, 0.1, [1.006, -1.006])])
def test_exact_minima_of_known_points(r, p, W):
    """Origin of the lengths 1.006: the same loss by quadrature and quasi-Newton descent elsewhere."""
    parameters, loss = exact_minima(np.array([r]), np.array([p]), CANDIDATES, 1, np.random.default_rng(0))
    found = parameters["W"][0, 0]
    np.testing.assert_allclose(np.abs(found), np.abs(W), atol=2e-3)
    assert found[0] * found[1] < 0 or 0.0 in W
    lost = population_loss({name: value[0] for name, value in parameters.items()}, [1.0, r], 1 - p)
    assert loss[0] == pytest.approx(lost, rel=1e-12)


def test_each_point_is_judged_for_itself():
    parameters, loss = exact_minima(np.array([0.1, 10.0]), np.array([0.5, 0.2]), CANDIDATES, 1,
                                    np.random.default_rng(0))
    alone = [exact_minima(np.array([r]), np.array([p]), CANDIDATES, 1, np.random.default_rng(0))[1][0]
             for r, p in ((0.1, 0.5), (10.0, 0.2))]
    np.testing.assert_allclose(loss, alone, rtol=1e-4)
    assert parameters["W"].shape == (2, 1, 2)


def test_a_start_given_beside_is_tried():
    best = {"W": np.array([[[1.006, -1.006]]]), "bias": np.full((1, 2), 0.002)}
    poor = [np.array([[0.7, 0.6]])]  # of equal sign: ends where one feature is left out
    point = np.array([1.0]), np.array([0.1])
    without, with_it = (exact_minima(*point, poor, 0, np.random.default_rng(3), also)[1][0] for also in (None, best))
    assert with_it < 0.4 * without


# --- golden

def test_trained_maps_know_the_three_regions():
    """Origin: the paper's phase diagram."""
    grid = PhaseGrid(np.array([0.1, 10.0]), np.array([0.6, 0.05]))
    trained = train_grid(grid, 2, 4, 500, 128, np.random.default_rng(0))
    dropped, dedicated, shared = trained.norms[0, 0], trained.norms[0, 1], trained.norms[1]
    assert dropped[0] > 0.9 > 0.2 > dropped[1] and dedicated[1] > 0.9 > 0.2 > dedicated[0]
    assert np.linalg.norm(trained.best["W"][2:], axis=1).min() > 0.8 and shared.max() > 0.9
