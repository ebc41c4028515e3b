"""Which choices may an implementation make freely, if it declares them? Eight, each declared with one word.

An adapter module declares them as ``CONVENTIONS = {"rotation": "away"}``; what is not declared is as in this package
(the first word of each row). Inputs are put into the declared convention before the call and answers are brought back
after it, so everything else in the kit knows only one convention.

    rotation           towards | away         the spotlight turns from a towards b, or the other way round
    cone               closed | open          cosine >= epsilon, or cosine > epsilon
    zero_activations   outside | excluded     a zero activation, in no cone, counts in N, or does not
    parallel_planes    refused | zeros        two rows that span no plane: an error or nan, or a curve of zeros
    loss               sum | mean             over features, the gradient alike
    samples            mean | sum             over samples, loss and gradient alike
    W                  hidden-features | features-hidden      the shape of W and W1; W2 is the other way round
    relu_at_zero       zero | one | half      the derivative of relu at 0

Contents: CHOICES, with_defaults, to_declared, from_declared.
"""

from __future__ import annotations

from typing import Any, Mapping

import numpy as np

from srm_ref.checks import refuse

__all__ = ["CHOICES", "with_defaults", "to_declared", "from_declared"]

CHOICES = {
    "rotation": ("towards", "away"), "cone": ("closed", "open"), "zero_activations": ("outside", "excluded"),
    "parallel_planes": ("refused", "zeros"), "loss": ("sum", "mean"), "samples": ("mean", "sum"),
    "W": ("hidden-features", "features-hidden"), "relu_at_zero": ("zero", "one", "half"),
}


def with_defaults(declared: Any) -> dict[str, str]:
    """Return all conventions: the declared ones, and this package's for the rest.

    Parameters
    ----------
    declared : dict or None
        What the adapter's CONVENTIONS holds.

    Raises
    ------
    ValueError
        Not a dict, an unknown convention, or a word that it does not know.

    Examples
    --------
    >>> with_defaults({"cone": "open"})["cone"], with_defaults(None)["rotation"]
    ('open', 'towards')
    """
    declared = {} if declared is None else declared
    if not isinstance(declared, Mapping):
        refuse("CONVENTIONS", "a dict", type(declared).__name__)
    for name, word in declared.items():
        if name not in CHOICES:
            refuse("CONVENTIONS", "keys among " + ", ".join(CHOICES), repr(name))
        if word not in CHOICES[name]:
            refuse(f"CONVENTIONS[{name!r}]", " or ".join(repr(w) for w in CHOICES[name]), repr(word))
    return {name: declared.get(name, words[0]) for name, words in CHOICES.items()}


def to_declared(inputs: dict[str, Any], conventions: Mapping[str, str]) -> dict[str, Any]:
    """Put the inputs of a call into the declared conventions: angles mirrored, weights transposed.

    Parameters
    ----------
    inputs : dict
    conventions : mapping
        As `with_defaults` returns them.

    Returns
    -------
    dict
        Nested lists throughout, ready for JSON.

    Examples
    --------
    >>> to_declared({"thetas": [0.5]}, with_defaults({"rotation": "away"}))["thetas"]
    [5.783185307179586]
    """
    out = dict(inputs)
    if conventions["rotation"] == "away" and "thetas" in inputs:
        out["thetas"] = np.mod(-np.asarray(inputs["thetas"], dtype=float), 2 * np.pi).tolist()
    if conventions["W"] == "features-hidden":
        if "W" in inputs:
            out["W"] = _transposed(inputs["W"])
        if "parameters" in inputs:
            out["parameters"] = _weights_transposed(inputs["parameters"])
    return out


def from_declared(function: str, answer: Any, inputs: dict[str, Any], conventions: Mapping[str, str]) -> Any:
    """Bring an answer back into this package's conventions: shares, losses and gradients rescaled, weights transposed.

    Parameters
    ----------
    function : str
    answer : ndarray, float, list or (loss, gradients)
        As `answers.parsed_answer` returns it.
    inputs : dict
        The inputs in this package's conventions.
    conventions : mapping

    Returns
    -------
    like `answer`
    """
    if function == "initial_weights" and conventions["W"] == "features-hidden":
        return np.swapaxes(answer, -1, -2)
    if conventions["zero_activations"] == "excluded" and {"thetas", "activations"} <= inputs.keys():
        lit = np.any(np.asarray(inputs["activations"]) != 0, axis=1).mean()
        return answer * lit if lit else np.zeros_like(answer)
    if function == "population_loss":
        return answer * (len(inputs["importance"]) if conventions["loss"] == "mean" else 1)
    if function != "toy_loss_and_gradient":
        return answer
    n_samples, n_features = np.shape(inputs["features"])
    factor = ((n_features if conventions["loss"] == "mean" else 1)
              / (n_samples if conventions["samples"] == "sum" else 1))
    loss, gradients = answer
    if conventions["W"] == "features-hidden":
        gradients = _weights_transposed(gradients)
    return loss * factor, {name: np.asarray(array) * factor for name, array in gradients.items()}


def _transposed(matrix: Any) -> Any:
    return np.transpose(np.asarray(matrix, dtype=float)).tolist()


def _weights_transposed(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: array if np.ndim(array) < 2 else _transposed(array) for name, array in parameters.items()}
