"""Appendix of the exact theory: are these the parameters, importances and sparsities of a model? No mathematics here.

Contents: checked_parameters, few_features, checked_rows, checked_with_sets, checked_with_sparsity, checked_densities,
number_or_row; MAX_FEATURES.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import real_array, refuse

__all__ = ["MAX_FEATURES", "checked_parameters", "few_features", "checked_rows", "checked_with_sets",
           "checked_with_sparsity", "checked_densities", "number_or_row"]

MAX_FEATURES = 12
"""Of exact means, which visit 3^12 faces, in less than a second. Each further feature takes three times as long."""


def checked_parameters(parameters: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the parameters of a tied model as arrays, or refuse them.

    Parameters
    ----------
    parameters : dict of arrays
        "W", shape (n_hidden, n_features) or (n_instances, n_hidden, n_features), and "bias".

    Returns
    -------
    W : ndarray, shape (..., n_hidden, n_features)
    bias : ndarray, shape (..., n_features)

    Raises
    ------
    ValueError
        Not a dict of exactly "W" and "bias", shapes that do not fit, more than one leading axis, not finite.
    """
    if not isinstance(parameters, dict) or parameters.keys() != {"W", "bias"}:
        found = sorted(parameters) if isinstance(parameters, dict) else type(parameters).__name__
        refuse("parameters", "a dict with the keys ['W', 'bias']", str(found))
    W = real_array(parameters["W"], "parameters['W']", (..., "n_hidden", "n_features"))
    if W.ndim > 3:
        refuse("parameters['W']", "at most one leading axis, of instances", f"shape {W.shape}")
    shape = (*W.shape[:-2], W.shape[-1])
    bias = real_array(parameters["bias"], "parameters['bias']")
    if bias.shape != shape:
        refuse("parameters['bias']", f"shape {shape} beside W of shape {W.shape}", f"shape {bias.shape}")
    return W, bias


def few_features(n: int, argument: str) -> int:
    """Return the number of features, or refuse it where exact means would take too long.

    Parameters
    ----------
    n : int
    argument : str
        The caller's name for what has so many features.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        More than `MAX_FEATURES`.
    """
    if n > MAX_FEATURES:
        refuse(argument, f"at most {MAX_FEATURES} features, because exact means take 3^n steps", f"{n} features")
    return n


def checked_rows(value: Any, argument: str, instances: tuple[int, ...], n: int, highest: float = np.inf, *,
                 one_for_all: bool = False) -> np.ndarray:
    """Return n numbers for every instance, or refuse them.

    Parameters
    ----------
    value : array_like, shape (n,) or (*instances, n)
        With `one_for_all` also () and (*instances, 1).
    argument : str
        The caller's name of it.
    instances : tuple of int
        Leading axes, at most one.
    n : int
    highest : float
        The numbers lie in [0, highest].
    one_for_all : bool
        A single number, or one for each instance, may stand for n equal ones.

    Returns
    -------
    ndarray, shape (*instances, n)

    Raises
    ------
    ValueError
        Another shape, numbers outside the range or not finite.
    """
    rows = real_array(value, argument)
    allowed = [(n,), (*instances, n)] + ([(), (*instances, 1)][:1 + len(instances)] if one_for_all else [])
    if rows.shape not in allowed:
        refuse(argument, "shape " + " or ".join(map(str, dict.fromkeys(allowed))), f"shape {rows.shape}")
    return np.broadcast_to(_within(rows, argument, highest), (*instances, n))


def checked_with_sets(parameters: Any, importance: Any, probability: Any) -> tuple[np.ndarray, ...]:
    """Return W, bias, importance and the probabilities of all active sets, fit for an exact mean, or refuse them.

    Parameters
    ----------
    parameters : dict of arrays
        As in `checked_parameters`, of at most `MAX_FEATURES` features.
    importance : array_like, shape (n_features,) or (*instances, n_features)
    probability : array_like, shape (2^n_features,) or (*instances, 2^n_features)

    Returns
    -------
    tuple of ndarray
        W, bias, importance (*instances, n_features), probability (*instances, 2^n_features).
    """
    W, bias = checked_parameters(parameters)
    instances, n = W.shape[:-2], few_features(W.shape[-1], "parameters['W']")
    chance = checked_rows(probability, "probability", instances, 2**n)
    return W, bias, checked_rows(importance, "importance", instances, n), chance


def checked_with_sparsity(parameters: Any, importance: Any, sparsity: Any) -> tuple[np.ndarray, ...]:
    """Return W, bias, importance and the sparsity of every feature, fit for an exact mean, or refuse them.

    Parameters
    ----------
    parameters, importance
        As in `checked_with_sets`.
    sparsity : array_like, shape (), (n_features,), (*instances, 1) or (*instances, n_features)

    Returns
    -------
    tuple of ndarray
        W, bias, importance (*instances, n_features), sparsity (*instances, n_features).
    """
    W, bias = checked_parameters(parameters)
    instances, n = W.shape[:-2], few_features(W.shape[-1], "parameters['W']")
    S = checked_rows(sparsity, "sparsity", instances, n, 1.0, one_for_all=True)
    return W, bias, checked_rows(importance, "importance", instances, n), S


def checked_densities(value: Any, argument: str = "density") -> np.ndarray:
    """Return probabilities as an array, or refuse them.

    Parameters
    ----------
    value : array_like, any shape
    argument : str
        The caller's name of it.

    Returns
    -------
    ndarray, same shape

    Raises
    ------
    ValueError
        Numbers outside [0, 1] or not finite.
    """
    return _within(real_array(value, argument), argument, 1.0)


def number_or_row(loss: np.ndarray) -> float | np.ndarray:
    """Return one model's loss as a float, many models' as they are.

    Parameters
    ----------
    loss : ndarray, shape () or (n_instances,)

    Returns
    -------
    float, or ndarray of shape (n_instances,)
    """
    return float(loss) if loss.ndim == 0 else loss


def _within(numbers: np.ndarray, argument: str, highest: float) -> np.ndarray:
    wrong = numbers[(numbers < 0.0) | (numbers > highest)]
    if wrong.size:
        refuse(argument, "numbers >= 0" if highest == np.inf else f"numbers in [0, {highest:g}]", str(wrong.flat[0]))
    return numbers
