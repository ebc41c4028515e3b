"""What does the linear model lose, with which gradient, and where is its optimum? Exactly, for the paper's own data.

With residual matrix R = E - G (E the identity, G = W^T W), means mu_j = p_j / 2 and variances v_j = p_j/3 - p_j^2/4:

    L = sum_i I_i ( sum_j R_ij^2 v_j + ((R mu)_i - b_i)^2 )

The first sum is the paper's "feature benefit" (j = i) and "interference" (j != i), up to v. By Eckart and Young no W of
m rows does better than to keep the m features of largest I_i v_i and predict the means of the others: no superposition,
at any sparsity.

Conventions: sparsity S = P(x_i = 0), density p = 1 - S; the loss is a sum over features, a mean over samples.

Contents: linear_population_loss, linear_population_loss_and_gradient, best_linear_bias, best_linear_parameters.

Source: TMS section "Mathematical Understanding", whose proportionality is an equality here; Eckart and Young (1936).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import integer, real_array
from srm_ref.superposition.arguments import checked_parameters, checked_rows, number_or_row
from srm_ref.superposition.measures import gram_matrix
from srm_ref.superposition.theory_baselines import feature_variance, importance_and_sparsity

__all__ = ["linear_population_loss", "linear_population_loss_and_gradient", "best_linear_bias",
           "best_linear_parameters"]


def linear_population_loss(parameters: dict[str, Any], importance: Any, sparsity: Any) -> float | np.ndarray:
    """Return the exact expected loss of the linear model x' = W^T W x + b; the formula of the module's first lines.

    Parameters
    ----------
    parameters : dict of arrays
        "W", shape (..., n_hidden, n_features) with at most one leading axis, and "bias", shape (..., n_features).
    importance : array_like, shape (n_features,) or (n_instances, n_features)
    sparsity : array_like, shape (), (n_features,), (n_instances, 1) or (n_instances, n_features)

    Returns
    -------
    float, or ndarray of shape (n_instances,)

    Raises
    ------
    ValueError
        Shapes that do not fit, numbers that are not finite, negative importance, sparsity outside [0, 1].

    Examples
    --------
    >>> round(linear_population_loss({"W": [[1.0, 0.0]], "bias": [0.0, 0.5]}, [1.0, 1.0], 0.0), 12)  # v = 1/12
    0.083333333333
    """
    return linear_population_loss_and_gradient(parameters, importance, sparsity)[0]


def linear_population_loss_and_gradient(parameters: dict[str, Any], importance: Any,
                                        sparsity: Any) -> tuple[float | np.ndarray, dict[str, np.ndarray]]:
    """Return the exact expected loss of the linear model and its gradient.

    With r = R mu - b: ``dL/dR_ij = 2 I_i (R_ij v_j + r_i mu_j)``, ``dG = -dR``, ``dW = W (dG + dG^T)`` and
    ``db = -2 I r``.

    Parameters
    ----------
    parameters, importance, sparsity
        As in `linear_population_loss`.

    Returns
    -------
    loss : float, or ndarray of shape (n_instances,)
    gradients : dict of arrays, keys and shapes of `parameters`

    Raises
    ------
    ValueError
        As in `linear_population_loss`.
    """
    W, bias = checked_parameters(parameters)
    instances, n = W.shape[:-2], W.shape[-1]
    importance = checked_rows(importance, "importance", instances, n)
    S = checked_rows(sparsity, "sparsity", instances, n, 1.0, one_for_all=True)
    mean, v = (1.0 - S) / 2.0, feature_variance(S)
    R = np.eye(n) - gram_matrix(W)
    r = (R @ mean[..., np.newaxis])[..., 0] - bias
    loss = (importance * ((R**2 * v[..., np.newaxis, :]).sum(axis=-1) + r**2)).sum(axis=-1)
    moments = R * v[..., np.newaxis, :] + r[..., np.newaxis] * mean[..., np.newaxis, :]
    dG = -2.0 * importance[..., np.newaxis] * moments  # (..., n, n)
    gradients = {"W": W @ (dG + np.swapaxes(dG, -1, -2)), "bias": -2.0 * importance * r}
    return number_or_row(loss), gradients


def best_linear_bias(W: Any, sparsity: Any) -> np.ndarray:
    """Return the bias that suits W best in the linear model: ``b = (E - W^T W) mu``, mu = (1 - sparsity) / 2.

    Parameters
    ----------
    W : array_like, shape (n_hidden, n_features)
    sparsity : array_like, shape () or (n_features,)

    Returns
    -------
    ndarray, shape (n_features,)

    Raises
    ------
    ValueError
        Shapes that do not fit, sparsity outside [0, 1].

    Examples
    --------
    >>> best_linear_bias([[1.0, 0.0]], 0.5).tolist()
    [0.0, 0.25]
    """
    W = real_array(W, "W", ("n_hidden", "n_features"))
    S = checked_rows(sparsity, "sparsity", (), W.shape[1], 1.0, one_for_all=True)
    return (np.eye(W.shape[1]) - gram_matrix(W)) @ ((1.0 - S) / 2.0)


def best_linear_parameters(importance: Any, sparsity: Any, n_hidden: int) -> dict[str, np.ndarray]:
    """Return an optimum of the linear model: the n_hidden features of largest I_i v_i kept, the others' means as bias.

    Parameters
    ----------
    importance : array_like, shape (n_features,)
    sparsity : array_like, shape () or (n_features,)
    n_hidden : int
        At least 1.

    Returns
    -------
    dict of arrays
        "W", shape (n_hidden, n_features), and "bias", shape (n_features,). The only optimum up to rotations of the
        hidden space, unless I_i v_i ties; of tied features the first are kept. It is the ReLU output model's as well
        where the data are dense.

    Raises
    ------
    ValueError
        As in `zero_output_loss`; n_hidden below 1.

    Examples
    --------
    >>> best_linear_parameters([1.0, 3.0, 2.0], 0.0, 2)["bias"].tolist()
    [0.5, 0.0, 0.0]
    """
    importance, S = importance_and_sparsity(importance, sparsity)
    worth, n_hidden = importance * feature_variance(S), integer(n_hidden, "n_hidden", 1)
    kept = np.argsort(-worth, kind="stable")[:n_hidden]
    W = np.zeros((n_hidden, len(worth)))
    W[np.arange(len(kept)), kept] = 1.0
    return {"W": W, "bias": best_linear_bias(W, S)}
