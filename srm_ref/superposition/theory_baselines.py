"""How little is a loss? What the zero model, the best constant and the best linear model lose on the same data.

Conventions: sparsity S = P(x_i = 0), density p = 1 - S, one number for all features or one each; losses are sums over
features. A loss at one sparsity must not be compared with a loss at another: they are different tasks.

Contents: feature_variance, zero_output_loss, constant_output_loss, best_linear_loss.

Source: TMS sections "Demonstrating Superposition" (the data) and "Mathematical Understanding"; Eckart and Young (1936).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import integer, real_array
from srm_ref.superposition.arguments import checked_densities, checked_rows

__all__ = ["feature_variance", "zero_output_loss", "constant_output_loss", "best_linear_loss",
           "importance_and_sparsity"]


def feature_variance(sparsity: Any) -> np.ndarray:
    """Return the variance of a sparse uniform feature: ``v = p/3 - p^2/4``, p = 1 - sparsity.

    Parameters
    ----------
    sparsity : array_like, any shape
        In [0, 1].

    Returns
    -------
    ndarray, same shape

    Raises
    ------
    ValueError
        Sparsity outside [0, 1].

    Examples
    --------
    >>> feature_variance([0.0, 1.0]).round(6).tolist()
    [0.083333, 0.0]
    """
    p = 1.0 - checked_densities(sparsity, "sparsity")
    return p / 3.0 - p**2 / 4.0


def zero_output_loss(importance: Any, sparsity: Any) -> float:
    """Return the loss of the model that always answers 0: ``sum_i I_i p_i / 3``.

    Parameters
    ----------
    importance : array_like, shape (n_features,)
    sparsity : array_like, shape () or (n_features,)

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Negative importance, sparsity outside [0, 1], shapes that do not fit.

    Examples
    --------
    >>> round(zero_output_loss([1, 2], 0.5), 12)
    0.5
    """
    importance, S = importance_and_sparsity(importance, sparsity)
    return float(importance @ (1.0 - S) / 3.0)


def constant_output_loss(importance: Any, sparsity: Any) -> float:
    """Return the loss of the best constant answer, the means p_i / 2: ``sum_i I_i v_i``.

    Parameters
    ----------
    importance : array_like, shape (n_features,)
    sparsity : array_like, shape () or (n_features,)

    Returns
    -------
    float

    Raises
    ------
    ValueError
        As in `zero_output_loss`.

    Examples
    --------
    >>> round(constant_output_loss([1, 2], 0.0), 12)  # 3 / 12
    0.25
    """
    importance, S = importance_and_sparsity(importance, sparsity)
    return float(importance @ feature_variance(S))


def best_linear_loss(importance: Any, sparsity: Any, n_hidden: int) -> float:
    """Return the least the linear model can lose: the sum of all I_i v_i but the n_hidden largest (Eckart and Young).

    The ReLU output model reaches it too, with the same parameters, and can do better.

    Parameters
    ----------
    importance : array_like, shape (n_features,)
    sparsity : array_like, shape () or (n_features,)
    n_hidden : int
        At least 1.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        As in `zero_output_loss`; n_hidden below 1.

    Examples
    --------
    >>> round(best_linear_loss([1.0, 0.9, 0.5], 0.0, 2), 12)  # 0.5 / 12
    0.041666666667
    """
    importance, S = importance_and_sparsity(importance, sparsity)
    worth = np.sort(importance * feature_variance(S))[::-1]
    return float(worth[integer(n_hidden, "n_hidden", 1):].sum())


def importance_and_sparsity(importance: Any, sparsity: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return both as arrays of one shape, or refuse them.

    Parameters
    ----------
    importance : array_like, shape (n_features,)
        Not negative.
    sparsity : array_like, shape () or (n_features,)
        In [0, 1].

    Returns
    -------
    importance, sparsity : ndarray, shape (n_features,)

    Raises
    ------
    ValueError
        Numbers outside their ranges, shapes that do not fit.
    """
    importance = real_array(importance, "importance", ("n_features",))
    n = len(importance)
    S = checked_rows(sparsity, "sparsity", (), n, 1.0, one_for_all=True)
    return checked_rows(importance, "importance", (), n), S
