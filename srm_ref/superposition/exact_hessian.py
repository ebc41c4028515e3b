"""How does the expected loss bend? Its exact second derivatives, to which relu's kink contributes.

    E L = sum_i L_i,   L_i = I_i E (x_i - relu(z_i))^2,   z_i = sum_j G_ij x_j + b_i,   G = W^T W

L_i depends on the n + 1 numbers g_i = (G_i1, ..., G_in, b_i) alone, through z_i = g_i . x, x = (x_1, ..., x_n, 1). The
square's slope by z_i, -2 [z_i > 0] (x_i - z_i), has itself the slope 2 where z_i > 0, and jumps by -2 x_i at z_i = 0:

    d^2 L_i / dg_i^2 = 2 I_i E ([z_i > 0] - x_i delta(z_i)) x x^T                                           ("bend")

The mean of delta is an integral over the plane z_i = 0, divided by the length of row i of G. Without this surface term
no direction of g_i would bend downwards. (W, b) enter through g_i. Along a change dW, db:

    dg_i = (row i of dW^T W + W^T dW, db_i),   d^2 G = 2 dW^T dW
    d^2 L = sum_i dg_i . bend_i dg_i  +  sum_ij U_ij d^2 G_ij,   U = dE L/dG

so that the Hessian is sum_i chain_i^T bend_i chain_i, chain_i the derivatives of g_i by (W, b), plus U + U^T in every
block that belongs to a row of W and the same row.

Source: the loss is TMS's (section "Demonstrating Superposition"); its second derivatives are derived here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.superposition.arguments import checked_with_sparsity
from srm_ref.superposition.exact.curvature import mean_curvatures
from srm_ref.superposition.exact.subdivision import mean_squares_and_slopes
from srm_ref.superposition.exact_loss import parts_of_models
from srm_ref.superposition.features import active_set_probability

__all__ = ["population_hessian"]

_NUMBERS_AT_ONCE = 2**18  # of one table of moments over all faces


def population_hessian(parameters: dict[str, Any], importance: Any, sparsity: Any) -> np.ndarray:
    """Return the second derivatives of `population_loss`, arguments as there, in the order (W row by row, b).

    Returns (..., N, N), N = (n_hidden + 1) n_features, symmetric: entry h n_features + j belongs to W_hj, entry
    n_hidden n_features + i to b_i.

    It jumps at b_i = 0, if with positive probability the active features, if any, have columns at right angles to
    column i, and at b_i = -|W_i|^2 != 0, if that is so of those active beside feature i; elsewhere it is continuous. At
    a jump the loss has no second derivatives, and the limit from lower biases is returned (as if relu'(0) = 0). Entries
    can grow like 1 / |W_i|^2, where a short column's output has its kink among the data.

    One feature, S = 0, and relu's kink at x = -b / w^2 = 1/2: d^2 L/db^2 = 2 / 2 - 2 (1/2) / w^2 = -3.

    >>> population_hessian({"W": [[0.5]], "bias": [-0.125]}, [1.0], 0.0).round(6).tolist()
    [[-1.479167, -1.25], [-1.25, -3.0]]
    """
    W, bias, I, S = checked_with_sparsity(parameters, importance, sparsity)
    m, n = W.shape[-2:]
    parts = parts_of_models(W, bias, active_set_probability(S), max(1, _NUMBERS_AT_ONCE // (3**n * (n + 1))))
    slopes, bends = zip(*((mean_squares_and_slopes(*part)[1].T, mean_curvatures(*part)) for part in parts))
    U = I[..., np.newaxis] * np.concatenate(slopes)[:, :n].reshape(*bias.shape, n)  # (..., n, n)
    bend = I[..., np.newaxis, np.newaxis] * np.concatenate(bends).reshape(*bias.shape, n + 1, n + 1)
    chain = _chain(W)  # (..., n, n + 1, N)
    hessian = (np.swapaxes(chain, -1, -2) @ bend @ chain).sum(axis=-3)
    for row in (slice(h * n, (h + 1) * n) for h in range(m)):
        hessian[..., row, row] += U + np.swapaxes(U, -1, -2)
    return (hessian + np.swapaxes(hessian, -1, -2)) / 2  # rounding left it a little unsymmetric


def _chain(W: np.ndarray) -> np.ndarray:
    """Return the derivatives of G_i1, ..., G_in, b_i by (W, b), shape (..., n, n + 1, N)."""
    m, n = W.shape[-2:]
    chain = np.zeros((*W.shape[:-2], n, n + 1, m + 1, n))
    for i in range(n):
        chain[..., i, n, m, i] = 1.0
        for j in range(n):  # G_ij = sum_h W_hi W_hj
            chain[..., i, j, :m, i] += W[..., j]
            chain[..., i, j, :m, j] += W[..., i]
    return chain.reshape(*W.shape[:-2], n, n + 1, (m + 1) * n)
