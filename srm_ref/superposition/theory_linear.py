"""What does the linear model lose, with which gradient, and where is its optimum? Exactly, for the paper's own data.

With M = 1 - G (1 the unit matrix, G = W^T W), what is not reproduced, means mu_j = p_j / 2 and variances v_j =
p_j/3 - p_j^2/4:

    L = sum_i I_i ( sum_j M_ij^2 v_j + ((M mu)_i - b_i)^2 )

The first sum is the paper's "feature benefit" (j = i) and "interference" (j != i), up to v. By Eckart and Young no W of
m rows does better than one that keeps the m features of largest I_i v_i, while the biases predict the means of the
others: no superposition, at any sparsity. Three baselines tell whether a loss is small: what the zero model, the best
constant and the best linear model lose on the same data.

Conventions: sparsity S = P(x_i = 0), density p = 1 - S, one number for all features or one each; losses are sums over
features, means over samples. Losses at different sparsities must not be compared: the tasks differ.

Contents: feature_variance, zero_output_loss, constant_output_loss, best_linear_loss, importance_and_sparsity;
linear_population_loss, linear_population_loss_and_gradient, best_linear_bias, best_linear_parameters.

Source: TMS sections "Demonstrating Superposition" (the data) and "Mathematical Understanding", whose proportionality is
an equality here; Eckart and Young (1936).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import integer, real_array
from srm_ref.superposition.arguments import checked_densities, checked_parameters, checked_rows, number_or_row
from srm_ref.superposition.measures import gram_matrix

__all__ = ["feature_variance", "zero_output_loss", "constant_output_loss", "best_linear_loss",
           "importance_and_sparsity", "linear_population_loss", "linear_population_loss_and_gradient",
           "best_linear_bias", "best_linear_parameters"]


def feature_variance(sparsity: Any) -> np.ndarray:
    """Return the variance of a sparse uniform feature, in sparsity's shape: ``v = p/3 - p^2/4``, p = 1 - sparsity.

    >>> feature_variance([0.0, 1.0]).round(6).tolist()
    [0.083333, 0.0]
    """
    p = 1.0 - checked_densities(sparsity, "sparsity")
    return p / 3.0 - p**2 / 4.0


def zero_output_loss(importance: Any, sparsity: Any) -> float:
    """Return the loss of the model that always answers 0: ``sum_i I_i p_i / 3``.

    >>> round(zero_output_loss([1, 2], 0.5), 12)
    0.5
    """
    importance, S = importance_and_sparsity(importance, sparsity)
    return float(importance @ (1.0 - S) / 3.0)


def constant_output_loss(importance: Any, sparsity: Any) -> float:
    """Return the loss of the best constant answer, the means p_i / 2: ``sum_i I_i v_i``.

    >>> round(constant_output_loss([1, 2], 0.0), 12)  # 3 / 12
    0.25
    """
    importance, S = importance_and_sparsity(importance, sparsity)
    return float(importance @ feature_variance(S))


def best_linear_loss(importance: Any, sparsity: Any, n_hidden: int) -> float:
    """Return the least the linear model can lose: the sum of all I_i v_i but the n_hidden largest (Eckart and Young).

    The ReLU output model reaches it too, with the same parameters, and can do better.

    >>> round(best_linear_loss([1.0, 0.9, 0.5], 0.0, 2), 12)  # 0.5 / 12
    0.041666666667
    """
    importance, S = importance_and_sparsity(importance, sparsity)
    worth = np.sort(importance * feature_variance(S))[::-1]
    return float(worth[integer(n_hidden, "n_hidden", 1):].sum())


def importance_and_sparsity(importance: Any, sparsity: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return both as arrays of shape (n_features,), or refuse them."""
    importance = real_array(importance, "importance", ("n_features",))
    n = len(importance)
    S = checked_rows(sparsity, "sparsity", (), n, 1.0, one_for_all=True)
    return checked_rows(importance, "importance", (), n), S


def linear_population_loss(parameters: dict[str, Any], importance: Any, sparsity: Any) -> float | np.ndarray:
    """Return the exact expected loss of the linear model x' = W^T W x + b; the formula of the module's first lines.

    sparsity (), (n_features,), (n_instances, 1) or (n_instances, n_features).

    >>> round(linear_population_loss({"W": [[1.0, 0.0]], "bias": [0.0, 0.5]}, [1.0, 1.0], 0.0), 12)  # v = 1/12
    0.083333333333
    """
    return linear_population_loss_and_gradient(parameters, importance, sparsity)[0]


def linear_population_loss_and_gradient(parameters: dict[str, Any], importance: Any,
                                        sparsity: Any) -> tuple[float | np.ndarray, dict[str, np.ndarray]]:
    """Return the exact expected loss of the linear model, shapes as in `linear_population_loss`, and its gradient.

    With r = M mu - b: ``dL/dM_ij = 2 I_i (M_ij v_j + r_i mu_j) = -U_ij``, ``dW = W (U + U^T)`` and
    ``db = -2 I r``.
    """
    W, bias = checked_parameters(parameters)
    instances, n = W.shape[:-2], W.shape[-1]
    importance = checked_rows(importance, "importance", instances, n)
    S = checked_rows(sparsity, "sparsity", instances, n, 1.0, one_for_all=True)
    mean, v = (1.0 - S) / 2.0, feature_variance(S)  # (..., n)
    M = np.eye(n) - gram_matrix(W)  # (..., n, n): x - y = (1 - G) x - b
    r = (M @ mean[..., np.newaxis])[..., 0] - bias  # (..., n): E (x - y)
    loss = (importance * ((M**2 * v[..., np.newaxis, :]).sum(axis=-1) + r**2)).sum(axis=-1)
    moments = M * v[..., np.newaxis, :] + r[..., np.newaxis] * mean[..., np.newaxis, :]
    U = -2.0 * importance[..., np.newaxis] * moments  # (..., n, n): by the entries of G
    gradients = {"W": W @ (U + np.swapaxes(U, -1, -2)), "bias": -2.0 * importance * r}
    return number_or_row(loss), gradients


def best_linear_bias(W: Any, sparsity: Any) -> np.ndarray:
    """Return the bias (n_features,) that is best for W in the linear model: ``b = (1 - W^T W) mu``, 1 the unit matrix.

    Here mu = p / 2 are the means, and W is one matrix, (n_hidden, n_features).

    >>> best_linear_bias([[1.0, 0.0]], 0.5).tolist()
    [0.0, 0.25]
    """
    W = real_array(W, "W", ("n_hidden", "n_features"))
    S = checked_rows(sparsity, "sparsity", (), W.shape[1], 1.0, one_for_all=True)
    return (np.eye(W.shape[1]) - gram_matrix(W)) @ ((1.0 - S) / 2.0)


def best_linear_parameters(importance: Any, sparsity: Any, n_hidden: int) -> dict[str, np.ndarray]:
    """Return a linear optimum, W (n_hidden, n_features): features of largest I_i v_i kept, others' means as bias.

    The only optimum of the linear model up to rotations of the hidden space, unless I_i v_i ties; of tied features the
    first are kept. With a ReLU at the output the loss may be lower, on dense data too: at n = 2, m = 1, S = 0 and equal
    importance 0.08325, against 1/12 here.

    >>> best_linear_parameters([1.0, 3.0, 2.0], 0.0, 2)["bias"].tolist()
    [0.5, 0.0, 0.0]
    """
    importance, S = importance_and_sparsity(importance, sparsity)
    worth, n_hidden = importance * feature_variance(S), integer(n_hidden, "n_hidden", 1)
    kept = np.argsort(-worth, kind="stable")[:n_hidden]
    W = np.zeros((n_hidden, len(worth)))
    W[np.arange(len(kept)), kept] = 1.0
    return {"W": W, "bias": best_linear_bias(W, S)}
