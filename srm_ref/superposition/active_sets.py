"""How likely is every set of active features? The 2^n numbers that make a data distribution, beside uniform values.

All distributions of the toy models have this form: some set of features is active, and given that, the active ones are
independent and uniform on [0, 1], the others 0. Exact expectations need the sets' probabilities and nothing else.

Conventions: set number sum of 2^i over its members, so that entry 0 is "none"; the last axis has length 2^n.

Contents: active_set_probability (independent features); correlated_set_probability, partly_correlated_set_probability,
anticorrelated_set_probability (one set of features each); joint_probability (independent sets side by side).

Source: TMS sections "Mathematical Understanding" and "Correlated and anticorrelated features".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import integer, number, real_array, refuse
from srm_ref.superposition.arguments import checked_densities

__all__ = ["active_set_probability", "correlated_set_probability", "partly_correlated_set_probability",
           "anticorrelated_set_probability", "joint_probability"]


def active_set_probability(sparsity: Any) -> np.ndarray:
    """Return how likely every active set of independent features is.

    ``P(K) = prod_{i in K} (1 - S_i) prod_{i not in K} S_i`` (TMS section "Mathematical Understanding").

    Parameters
    ----------
    sparsity : array_like, shape (..., n_features)
        S_i = P(x_i = 0), in [0, 1].

    Returns
    -------
    ndarray, shape (..., 2^n_features)

    Raises
    ------
    ValueError
        Sparsity outside [0, 1].

    Examples
    --------
    >>> active_set_probability([0.5, 0.75]).tolist()  # none, first, second, both
    [0.375, 0.375, 0.125, 0.125]
    """
    sparsity = checked_densities(real_array(sparsity, "sparsity", (..., "n_features")), "sparsity")
    probability = np.ones((*sparsity.shape[:-1], 1))
    for S in np.moveaxis(sparsity, -1, 0)[..., np.newaxis]:
        probability = np.concatenate([probability * S, probability * (1.0 - S)], axis=-1)
    return probability


def correlated_set_probability(n_features: int, sparsity: float) -> np.ndarray:
    """Return the probabilities of a set of features that are active together or not at all.

    Parameters
    ----------
    n_features : int
        Of this set, at least 1.
    sparsity : float
        P(all are 0), in [0, 1].

    Returns
    -------
    ndarray, shape (2^n_features,)

    Raises
    ------
    ValueError
        n_features below 1, sparsity outside [0, 1].

    Examples
    --------
    >>> correlated_set_probability(2, 0.75).tolist()
    [0.75, 0.0, 0.0, 0.25]
    """
    probability = np.zeros(2 ** integer(n_features, "n_features", 1))
    probability[0] = number(sparsity, "sparsity", 0.0, 1.0)
    probability[-1] = 1.0 - probability[0]
    return probability


def partly_correlated_set_probability(n_features: int, sparsity: float, correlation: float) -> np.ndarray:
    """Return the probabilities of a set whose activities have a given correlation, between independent and together.

    ``P = rho P_correlated + (1 - rho) P_independent``: every pair of activities has correlation rho exactly.

    Parameters
    ----------
    n_features : int
        Of this set, at least 1.
    sparsity : float
        P(x_i = 0) of each feature, in [0, 1].
    correlation : float
        rho, in [0, 1].

    Returns
    -------
    ndarray, shape (2^n_features,)

    Raises
    ------
    ValueError
        n_features below 1, sparsity or correlation outside [0, 1].

    Examples
    --------
    >>> partly_correlated_set_probability(2, 0.5, 0.5).tolist()
    [0.375, 0.125, 0.125, 0.375]
    """
    together, rho = correlated_set_probability(n_features, sparsity), number(correlation, "correlation", 0.0, 1.0)
    return rho * together + (1.0 - rho) * active_set_probability(np.full(n_features, sparsity))


def anticorrelated_set_probability(n_features: int, sparsity: float) -> np.ndarray:
    """Return the probabilities of a set of which at most one member is active, all equally often.

    Parameters
    ----------
    n_features : int
        Of this set, at least 1.
    sparsity : float
        P(all are 0), in [0, 1]: of the set; each feature is active with probability (1 - sparsity) / n_features.

    Returns
    -------
    ndarray, shape (2^n_features,)

    Raises
    ------
    ValueError
        n_features below 1, sparsity outside [0, 1].

    Examples
    --------
    >>> anticorrelated_set_probability(2, 0.5).tolist()
    [0.5, 0.25, 0.25, 0.0]
    """
    probability = np.zeros(2 ** integer(n_features, "n_features", 1))
    probability[0] = number(sparsity, "sparsity", 0.0, 1.0)
    probability[2 ** np.arange(n_features)] = (1.0 - probability[0]) / n_features
    return probability


def joint_probability(*sets: Any) -> np.ndarray:
    """Return the probabilities of several independent sets together: the features of the first set come first.

    Parameters
    ----------
    *sets : array_like, shape (2^n_i,) each
        At least one.

    Returns
    -------
    ndarray, shape (2^(n_1 + n_2 + ...),)

    Raises
    ------
    ValueError
        No set, or a length that is not a power of two.

    Examples
    --------
    >>> joint_probability([0.5, 0.5], [0.75, 0.25]).tolist()  # the same as active_set_probability([0.5, 0.75])
    [0.375, 0.375, 0.125, 0.125]
    """
    if not sets:
        refuse("sets", "at least one set", "none")
    joint = np.ones(1)
    for number_of_set, one in enumerate(sets):
        one = real_array(one, f"sets[{number_of_set}]", ("2^n_features",))
        if len(one) & (len(one) - 1):
            refuse(f"sets[{number_of_set}]", "2^n_features probabilities", f"{len(one)}")
        joint = np.kron(one, joint)  # later sets are the higher bits
    return joint
