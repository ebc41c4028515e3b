"""Polytopes at their best: exact losses of factors and products, standing upright, columns from what is left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.experiments.shared.polytope_fits import LEFT_OUT, columns_of, fitted_losses, layers, stand_upright
from srm_ref.superposition.exact_loss import active_set_loss
from srm_ref.superposition.features import active_set_probability
from srm_ref.superposition.measures import gram_matrix
from srm_ref.superposition.polytopes import POLYTOPES, bipyramid, cross_polytope, square_antiprism


def turned(W, seed):
    """The same arrangement, rotated or reflected, its features in another order."""
    rng = np.random.default_rng(seed)
    return np.linalg.qr(rng.standard_normal((3, 3)))[0] @ W[:, rng.permutation(W.shape[1])]


# --- definition

@pytest.mark.parametrize("name", ["digon", "triangle", "pentagon"])
def test_no_length_and_bias_beat_the_fitted_ones(name):
    W = POLYTOPES[name].W
    n, length, bias = W.shape[1], *(grid.ravel()
                                    for grid in np.meshgrid(np.linspace(0.9, 1.25, 36), np.linspace(-0.4, 0.1, 51)))
    grid = {"W": length[:, np.newaxis, np.newaxis] * W, "bias": np.repeat(bias[:, np.newaxis], n, axis=1)}
    best, _ = fitted_losses([name], np.array([0.9]))
    losses = active_set_loss(grid, np.ones(n), active_set_probability(np.full(n, 0.9)))
    assert best[0] <= losses.min() <= 1.02 * best[0]


@pytest.mark.parametrize("name", LEFT_OUT)
def test_the_vectors_left_out_are_orthonormal_and_the_polytope_is_blind_to_them(name):
    u, W = LEFT_OUT[name][0], POLYTOPES[name].W
    np.testing.assert_allclose(u @ u.T, np.eye(len(u)), atol=1e-12)
    np.testing.assert_allclose(W @ u.T, 0.0, atol=1e-12)
    assert sum(W.shape) == 2 * W.shape[0] + len(u)


# --- analytic

def test_very_sparse_pairs_and_triangles_lose_what_two_active_features_lose():
    """p^2 times E min(x, y)^2 twice for a pair, E min(x, y/2)^2 six times for a triangle: 1/3 and 3/8."""
    p = 1e-4
    for name, wanted in (("digon", 1 / 3), ("triangle", 3 / 8)):
        np.testing.assert_allclose(fitted_losses([name], np.array([1 - p]))[0] / p**2, wanted, rtol=1e-3)


def test_groups_stand_along_the_axes_in_order():
    W = stand_upright(turned(bipyramid(5), 0))
    np.testing.assert_allclose(W[:, 5:], [[0, 0], [0, 0], [1, -1]], atol=1e-12)
    np.testing.assert_allclose(np.degrees(np.arctan2(W[1, :5], W[0, :5])) % 360, [0, 72, 144, 216, 288], atol=1e-6)
    assert layers(W).tolist() == [0] * 5 + [1, 1]


@pytest.mark.parametrize("height", [0.5, 0.7])  # flatter and steeper than the tight one
def test_an_antiprism_stands_on_one_of_its_squares(height):
    W = stand_upright(turned(square_antiprism(height), 1))
    np.testing.assert_allclose(W[2], height * np.repeat([1, -1], 4), atol=1e-12)
    assert layers(W).tolist() == [0] * 4 + [1] * 4


@pytest.mark.parametrize("sign", [1, -1])
def test_what_is_alone_in_the_last_dimension_points_up(sign):
    W = stand_upright(sign * np.array([[1.0, -1, 0, 0, 0], [0, 0, 1, -1, 0], [0, 0, 0, 0, 1]]))
    np.testing.assert_allclose(W[:, 4], [0, 0, 1], atol=1e-12)


def test_what_is_not_represented_comes_last():
    W = stand_upright(np.hstack([[[0.1], [0], [0]], cross_polytope(3)]))
    np.testing.assert_allclose(W[:, 6] @ W[:, 6], 0.01)
    assert layers(W)[6] == 3 and not stand_upright(np.zeros((3, 2))).any()


# --- properties

@given(name=st.sampled_from(["triangular bipyramid", "octahedron", "pentagonal bipyramid", "square antiprism",
                             "tetrahedron"]),
       seed=st.integers(0, 2**32 - 1))
def test_standing_upright_keeps_lengths_and_angles(name, seed):
    W = turned(POLYTOPES[name].W, seed)
    before, after = np.linalg.svd(W)[1], np.linalg.svd(stand_upright(W))[1]
    np.testing.assert_allclose(after, before, atol=1e-9)
    np.testing.assert_allclose(*(np.sort(gram_matrix(one), axis=None) for one in (W, stand_upright(W))), atol=1e-9)


@given(shape=st.sampled_from([(1, 2), (2, 4), (3, 4), (3, 3)]), seed=st.integers(0, 2**32 - 1))
def test_columns_have_the_gram_matrix_they_come_from(shape, seed):
    gram = gram_matrix(np.random.default_rng(seed).standard_normal(shape))
    W = columns_of(gram)
    np.testing.assert_allclose(gram_matrix(W), gram, atol=1e-6)
    assert W[-1, 0] > 0 and np.abs(W[:-1, 0]).max(initial=0) < 1e-6


# --- errors

def test_what_cannot_be_done_is_refused():
    with pytest.raises(ValueError, match="factors: wanted"):
        fitted_losses(["heptagon"], np.array([0.9]))
    with pytest.raises(ValueError, match="W: wanted"):
        stand_upright(np.ones((2, 3)))
    with pytest.raises(ValueError, match="gram: wanted"):
        columns_of(np.ones((2, 3)))


# --- golden

def test_losses_at_nine_tenths():
    """Origin: descent on the exact loss in all of W and bias, from the polytopes themselves, at more steps."""
    S = np.array([0.8, 0.9])
    np.testing.assert_allclose(fitted_losses(["triangle", "digon"], S)[0], [0.02805184, 0.00706708], rtol=1e-5)
    np.testing.assert_allclose(fitted_losses(["digon"] * 3, S)[1], [0.03955367, 0.00995845], rtol=1e-5)
    np.testing.assert_allclose(fitted_losses(["pentagon", "digon"], S)[1], [0.09277262, 0.02962464], rtol=1e-5)
