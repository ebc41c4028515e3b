"""What does a polytope lose at its best, what does its Gram matrix leave out, and how is it turned?

A tegum product has its factors in orthogonal subspaces. Outputs of one factor do not depend on the features of another,
so the loss is the sum over factors, and each factor has its own best length and bias: one of each, since its features
are alike.

The Gram matrix nearest to the identity that leaves out orthonormal vectors u is E - sum of u u^T. The pentagon leaves
out the constant and the pentagram, cos and sin of 4 pi i / 5.

Conventions: W is (n_hidden, n_features), importances are 1, features independent.

Contents: LEFT_OUT, fitted_losses, stand_upright, layers, columns_of.

Source: TMS section "Why These Geometric Structures?" and its aside on polytopes and low-rank matrices.
"""

from __future__ import annotations

from typing import Sequence

import numpy as np

from srm_ref.checks import choice, real_array
from srm_ref.superposition.exact_loss import active_set_loss, active_set_loss_and_gradient
from srm_ref.superposition.features import active_set_probability
from srm_ref.superposition.geometries import Geometry, sort_into_geometries
from srm_ref.superposition.polytopes import POLYTOPES, tegum_product

__all__ = ["LEFT_OUT", "fitted_losses", "stand_upright", "layers", "columns_of"]

_STEP, _NEWTON_STEPS = 1e-5, 6
_TURNS = 4 * np.pi * np.arange(5) / 5

LEFT_OUT: dict[str, tuple[np.ndarray, str]] = {
    "triangle": (np.ones((1, 3)) / 3**0.5, "(1, 1, 1)"),
    "square": (np.array([[1, 0, 1, 0], [0, 1, 0, 1]]) / 2**0.5, "(1, 0, 1, 0), (0, 1, 0, 1)"),
    "tetrahedron": (np.ones((1, 4)) / 2, "(1, 1, 1, 1)"),
    "pentagon": (np.array([np.full(5, 0.5**0.5), np.cos(_TURNS), np.sin(_TURNS)]) * 0.4**0.5,
                 "1, cos and sin of 4πi/5"),
}
"""Orthonormal vectors, one per row, that the Gram matrix of a polytope leaves out, and their names."""


def fitted_losses(factors: Sequence[str], sparsity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the exact losses of a product of polytopes at its best lengths and biases: each factor's, and the whole.

    factors: names in POLYTOPES whose features are all alike.
    sparsity (n_tasks,): of all features.
    Returns factor_losses (n_tasks,): of the factors apart, added; product_loss (n_tasks,): of all features together.
    """
    fits = {name: _fitted(name, sparsity) for name in factors}
    W, bias, losses = zip(*(fits[name] for name in factors))
    whole = {"W": np.stack([tegum_product(*parts) for parts in zip(*W)]), "bias": np.concatenate(bias, axis=1)}
    n = whole["W"].shape[-1]
    return np.sum(losses, axis=0), active_set_loss(whole, np.ones(n), _probability(sparsity, n))


def _fitted(name: str, sparsity: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Follow Newton's method to the best length and bias at each sparsity; W, bias and exact loss there."""
    corners, energy = POLYTOPES[choice(name, "factors", tuple(POLYTOPES))].W, POLYTOPES[name].energy
    n = corners.shape[1]
    chance = _probability(sparsity, n)

    def model(at: np.ndarray) -> dict[str, np.ndarray]:
        return {"W": at[:, :1, np.newaxis] * corners, "bias": np.repeat(at[:, 1:], n, axis=1)}

    def slope(at: np.ndarray) -> np.ndarray:
        _, gradient = active_set_loss_and_gradient(model(at), np.ones(n), chance)
        return np.stack([(gradient["W"] * corners).sum(axis=(1, 2)), gradient["bias"].sum(axis=1)], axis=-1)
    start = [1.1, -0.2] if energy.max() > 0 else [1.0, 0.0]  # what reads the others by mistake is held down by its bias
    at = np.tile(start, (len(sparsity), 1))  # length and bias
    for _ in range(_NEWTON_STEPS):
        here = slope(at)
        curvature = np.stack([(slope(at + step) - here) / _STEP for step in _STEP * np.eye(2)], axis=-1)
        at = at - np.linalg.solve(curvature, here[..., np.newaxis])[..., 0]
    return *model(at).values(), active_set_loss(model(at), np.ones(n), chance)


def _probability(sparsity: np.ndarray, n_features: int) -> np.ndarray:
    return active_set_probability(np.repeat(np.asarray(sparsity)[:, np.newaxis], n_features, axis=1))


def stand_upright(W: np.ndarray) -> np.ndarray:
    """Turn each group's subspace to the axes, the largest group's first, and number features as they go round.

    W (3, n_features). Returns (3, n_features): A rotated or reflected W with its columns in another order: lengths,
        angles and dimensionalities are the same. A group that spans the space has its most unlike direction last, and
        its features in two layers across it. The largest group's first feature lies above the first axis; features on
        the last axis are numbered from the top.

    A pair along the third axis comes before what is alone, along the first:

    >>> (stand_upright(np.array([[0.0, 2, 0], [0, 0, 0], [1, 0, -1]])).round(9) + 0.0).tolist()
    [[1.0, -1.0, 0.0], [0.0, 0.0, -2.0], [0.0, 0.0, 0.0]]
    """
    W = real_array(W, "W", (3, "n_features"))
    bases, groups = [], _groups(W)
    for group in groups:
        left, lengths, _ = np.linalg.svd(W[:, list(group.features)])
        first_is_unlike = group.rank == 3 and lengths[0] - lengths[1] > lengths[1] - lengths[2]
        bases.append(left[:, [1, 2, 0] if first_is_unlike else slice(group.rank)])
    turned = np.linalg.qr(np.hstack([*bases, np.eye(3)]))[0].T @ W
    first, last = (groups[0].features[0], groups[-1].features[0]) if groups else (0, 0)
    if turned[2, last] < 0 and len(groups) > 1:
        turned[2] *= -1
    radius, angle = np.hypot(*turned[:2]), np.arctan2(turned[1], turned[0])
    turned[:2] = radius * [np.cos(angle - angle[first]), np.sin(angle - angle[first])]
    # a little more, so that noise does not make the first the last
    around = np.mod(angle - angle[first] + 0.1, 2 * np.pi)
    around = np.where(radius < 0.1, -turned[2], around)  # the last axis itself, from the top
    return turned[:, np.lexsort((around, layers(turned)))]


def _groups(W: np.ndarray) -> list[Geometry]:
    """The largest first."""
    return sorted(sort_into_geometries(W), key=lambda group: -len(group.features))


def layers(W: np.ndarray) -> np.ndarray:
    """Return a number for each feature, equal for features that are joined in a picture.

    W (3, n_features): as `stand_upright` returns it.
    Returns (n_features,): groups from 0, the largest first, a group that spans the space in two layers; features not
        represented come last.

    >>> layers(np.array([[0.0, 1, 0], [0, 0, 0], [1, 0, -1]])).tolist()  # a pair first, then what is alone
    [0, 1, 0]
    """
    following, numbers = 0, np.full(W.shape[1], -1)
    for group in _groups(W):
        members = np.array(group.features)
        numbers[members] = following + (W[2, members] < 0) * (group.rank == 3)
        following = numbers.max() + 1
    return np.where(numbers < 0, following, numbers)


def columns_of(gram: np.ndarray) -> np.ndarray:
    """Return W with W^T W = gram, by the eigenvectors of the positive semi-definite `gram`.

    gram (n_features, n_features): eigenvalues up to 1e-9 count as 0.
    Returns (rank, n_features): W is free up to rotations and reflections: here the first feature points along the
        last axis.

    >>> columns_of(np.array([[4.0, -4], [-4, 4]])).round(9).tolist()
    [[2.0, -2.0]]
    """
    gram = real_array(gram, "gram", ("n_features", "n_features"))
    values, vectors = np.linalg.eigh(real_array(gram, "gram", (len(gram), len(gram))))
    W = np.sqrt(values[values > 1e-9])[:, np.newaxis] * vectors.T[values > 1e-9]
    upper = np.linalg.qr(W)[1]  # the same up to a rotation, feature k in the first k + 1 axes
    upper = upper * np.where(np.diagonal(upper) < 0, -1.0, 1.0)[:, np.newaxis]
    return np.roll(upper, -1, axis=0)
