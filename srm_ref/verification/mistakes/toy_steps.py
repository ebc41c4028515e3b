"""How does a toy model run, one step per line? Forward pass, loss and gradient, every step to be replaced by a mistake.

    A = X E^T, H = hidden(A), S = H D^T, Y = output(S, b);   U = 2 I (Y - T) output' / B
    dD = U^T H, dH = U D, dE = (dH hidden')^T X;   tied: dW = dD^T (decoder term) + dE (encoder term)

Contents: Pass, ToySteps, has_hidden_relu, has_output_relu, rectified, two_matrices, outputs, loss_and_gradient.

Source: TMS section "Demonstrating superposition"; the gradients by the chain rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, NamedTuple

import numpy as np

from srm_ref.scalar_maps import IDENTITY
from srm_ref.superposition.models import MODELS

__all__ = ["Pass", "ToySteps", "has_hidden_relu", "has_output_relu", "rectified",
           "two_matrices", "outputs", "loss_and_gradient"]

Array = np.ndarray


def has_hidden_relu(model: str) -> bool:
    """Say whether the statement of `model` rectifies its hidden units."""
    return MODELS[model].hidden_map is not IDENTITY


def has_output_relu(model: str) -> bool:
    """Say whether the statement of `model` rectifies its outputs."""
    return MODELS[model].output_map is not IDENTITY


class Pass(NamedTuple):
    """What a forward pass computes."""

    X: Array
    A: Array
    H: Array
    S: Array
    Y: Array
    T: Array
    b: Array
    E: Array
    D: Array


def rectified(z: Array) -> Array:
    """Return max(z, 0)."""
    return np.maximum(z, 0.0)


def two_matrices(model: str, p: dict[str, Array]) -> tuple[Array, Array]:
    """Return encoder (n_hidden, n_features) and decoder (n_features, n_hidden) of a model with the parameters `p`."""
    return (p["W1"], p["W2"]) if "W1" in MODELS[model].shapes else (p["W"], p["W"].T)


@dataclass(frozen=True)
class ToySteps:
    """The steps of a toy model; every field is one line."""

    matrices: Callable[[str, dict[str, Array]], tuple[Array, Array]] = two_matrices         # E (m, n), D (n, m)
    has_hidden_relu: Callable[[str], bool] = has_hidden_relu
    has_output_relu: Callable[[str], bool] = has_output_relu
    bias: Callable[[Array], Array] = lambda b: b
    hidden: Callable[[Array], Array] = rectified
    output: Callable[[Array, Array, bool], Array] = lambda S, b, relu: rectified(S + b) if relu else S + b
    target: Callable[[str, Array], Array] = lambda model, X: MODELS[model].target(X)
    weight: Callable[[Array], Array] = lambda importance: importance
    loss_scale: Callable[[int, int], float] = lambda B, n: 1 / B
    gradient_scale: Callable[[int, int], float] = lambda B, n: 1 / B
    over_features: Callable[[int], float] = lambda n: 1.0                                # 1 / n for a mean
    over_samples: Callable[[int], float] = lambda B: 1.0                                 # B for a sum
    factor_of_all: Callable[[], float] = lambda: 1.0
    counted: Callable[[Array], Array] = np.ones_like                                     # entries that count
    factor: Callable[[], float] = lambda: 2.0
    gradient_weight: Callable[[Array], Array] = lambda weight: weight
    bias_weight: Callable[[Array], Array] = lambda weight: np.ones_like(weight)          # divided out of db again
    at_zero: Callable[[], float] = lambda: 0.0
    hidden_at_zero: Callable[[], float] = lambda: 0.0
    output_slope: Callable[[Pass, float], Array] = lambda f, at_zero: np.heaviside(f.S + f.b, at_zero)
    hidden_slope: Callable[[Pass, float], Array] = lambda f, at_zero: np.heaviside(f.A, at_zero)
    hidden_masked: Callable[[], bool] = lambda: True
    decoder_term: Callable[[str, Array], Array] = lambda model, term: term
    encoder: Callable[[Pass, Array, Array], Array] = lambda f, U, dA: dA.T @ f.X
    encoder_term: Callable[[str, Array], Array] = lambda model, term: term
    bias_gradient: Callable[[Array], Array] = lambda U: U.sum(axis=0)
    decay: Callable[[], float] = lambda: 0.0                                             # of the parameters, added


def _forward(inputs: dict[str, Any], steps: ToySteps) -> Pass:
    model, X = inputs["model"], np.array(inputs["features"], dtype=float)
    p = {name: np.array(value, dtype=float) for name, value in inputs["parameters"].items()}
    E, D = steps.matrices(model, p)
    A = X @ E.T
    H = steps.hidden(A) if steps.has_hidden_relu(model) else A
    S, b = H @ D.T, steps.bias(p["bias"])
    return Pass(X, A, H, S, steps.output(S, b, steps.has_output_relu(model)), steps.target(model, X), b, E, D)


def outputs(inputs: dict[str, Any], steps: ToySteps) -> Array:
    """Return the outputs that these steps give.

    Parameters
    ----------
    inputs : dict
        As a case of toy_forward holds them.
    steps : ToySteps

    Returns
    -------
    ndarray, shape (n_samples, n_features)
    """
    return _forward(inputs, steps).Y


def loss_and_gradient(inputs: dict[str, Any], steps: ToySteps) -> tuple[float, dict[str, Array]]:
    """Return the loss and the gradients that these steps give.

    Parameters
    ----------
    inputs : dict
        As a case of toy_loss_and_gradient holds them.
    steps : ToySteps

    Returns
    -------
    loss : float
    gradients : dict of ndarray, shapes as the parameters'
    """
    model, f = inputs["model"], _forward(inputs, steps)
    B, n = f.X.shape
    weight = steps.weight(np.array(inputs["importance"], dtype=float))
    both = steps.factor_of_all() * steps.over_features(n) * steps.over_samples(B)
    error = (f.Y - f.T) * steps.counted(f.X)
    loss = float((weight * error**2).sum()) * steps.loss_scale(B, n) * both
    U = steps.factor() * steps.gradient_weight(weight) * error * steps.gradient_scale(B, n) * both
    if steps.has_output_relu(model):
        U = U * steps.output_slope(f, steps.at_zero())
    dD, dH = steps.decoder_term(model, U.T @ f.H), U @ f.D
    if steps.has_hidden_relu(model) and steps.hidden_masked():
        dH = dH * steps.hidden_slope(f, steps.hidden_at_zero())
    dE = steps.encoder_term(model, steps.encoder(f, U, dH))
    weights = {"W1": dE, "W2": dD} if "W1" in MODELS[model].shapes else {"W": dD.T + dE}
    gradients = weights | {"bias": steps.bias_gradient(U) * steps.bias_weight(weight)}
    return loss, {name: g + steps.decay() * np.asarray(inputs["parameters"][name]) for name, g in gradients.items()}
