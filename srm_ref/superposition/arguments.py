"""Appendix of the exact theory: are these the parameters, importances and sparsities of a model? No mathematics here.

Contents: checked_parameters, few_features, checked_rows, checked_with_sets, checked_with_sparsity, checked_densities,
number_or_row; MAX_FEATURES.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import counted, real_array, refuse, require_all

__all__ = ["MAX_FEATURES", "checked_parameters", "few_features", "checked_rows", "checked_with_sets",
           "checked_with_sparsity", "checked_densities", "number_or_row"]

MAX_FEATURES = 12
"""For exact means, which visit 3^12 faces in less than a second. Each further feature triples the time."""


def checked_parameters(parameters: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return W and bias, (n_features,), of tied models, as arrays with at most one leading axis, or refuse them."""
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
    """Return the number of features of W, (..., n_hidden, n_features), or refuse more than `MAX_FEATURES`."""
    if n > MAX_FEATURES:
        refuse(argument, f"at most {MAX_FEATURES} features, because exact means take 3^n steps", counted(n, "feature"))
    return n


def checked_rows(value: Any, argument: str, instances: tuple[int, ...], n: int, highest: float = np.inf, *,
                 one_for_all: bool = False) -> np.ndarray:
    """Return n numbers for every instance, shape (*instances, n), or refuse them.

    value (n,) or (*instances, n): with `one_for_all` also () and (*instances, 1), which stand for n equal numbers.
    instances: leading axes, at most one. highest: the numbers lie in [0, highest].
    """
    rows = real_array(value, argument)
    allowed = [(n,), (*instances, n)] + ([(), (*instances, 1)][:1 + len(instances)] if one_for_all else [])
    if rows.shape not in allowed:
        refuse(argument, "shape " + " or ".join(map(str, dict.fromkeys(allowed))), f"shape {rows.shape}")
    return np.broadcast_to(_within(rows, argument, highest), (*instances, n))


def checked_with_sets(parameters: Any, importance: Any, probability: Any) -> tuple[np.ndarray, ...]:
    """Return W, bias, importance (*instances, n_features) and the probabilities of all active sets, or refuse them.

    probability (2^n_features,) or (*instances, 2^n_features), which is the shape returned.
    """
    W, bias = checked_parameters(parameters)
    instances, n = W.shape[:-2], few_features(W.shape[-1], "parameters['W']")
    chance = checked_rows(probability, "probability", instances, 2**n)
    return W, bias, checked_rows(importance, "importance", instances, n), chance


def checked_with_sparsity(parameters: Any, importance: Any, sparsity: Any) -> tuple[np.ndarray, ...]:
    """Return W, bias, and importance and sparsity of shape (*instances, n_features), or refuse them.

    sparsity (), (n_features,), (*instances, 1) or (*instances, n_features).
    """
    W, bias = checked_parameters(parameters)
    instances, n = W.shape[:-2], few_features(W.shape[-1], "parameters['W']")
    S = checked_rows(sparsity, "sparsity", instances, n, 1.0, one_for_all=True)
    return W, bias, checked_rows(importance, "importance", instances, n), S


def checked_densities(value: Any, argument: str = "density") -> np.ndarray:
    """Return `value`, probabilities of any shape, as an array, or refuse it."""
    return _within(real_array(value, argument), argument, 1.0)


def number_or_row(loss: np.ndarray) -> float | np.ndarray:
    """Return one model's loss () as a float, many models' (n_instances,) as they are."""
    return float(loss) if loss.ndim == 0 else loss


def _within(numbers: np.ndarray, argument: str, highest: float) -> np.ndarray:
    wanted = "numbers >= 0" if highest == np.inf else f"numbers in [0, {highest:g}]"
    require_all((numbers >= 0.0) & (numbers <= highest), numbers, argument, wanted)
    return numbers
