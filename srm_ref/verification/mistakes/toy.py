"""How do toy models go wrong? Forward pass, loss and gradient in small steps, and what people write in their place.

    A = X E^T, H = hidden(A), S = H D^T, Y = output(S, b);   U = 2 I (Y - T) output' / B
    dD = U^T H, dH = U D, dE = (dH hidden')^T X;   tied: dW = dD^T (decoder term) + dE (encoder term)

Contents: ToySteps, FORWARD_MISTAKES, GRADIENT_MISTAKES, outputs, loss_and_gradient.

Source: TMS section "Demonstrating superposition"; the gradients by the chain rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, NamedTuple

import numpy as np

from srm_ref.verification.mistakes.mistake import Mistake

__all__ = ["ToySteps", "FORWARD_MISTAKES", "GRADIENT_MISTAKES", "outputs", "loss_and_gradient"]

Array = np.ndarray
HIDDEN_RELU = ("relu_hidden", "absolute_value")


class Pass(NamedTuple):
    """What a forward pass leaves behind."""

    X: Array
    A: Array
    H: Array
    S: Array
    Y: Array
    T: Array
    b: Array
    E: Array
    D: Array


def _relu(z: Array) -> Array:
    return np.maximum(z, 0.0)


def _matrices(model: str, p: dict[str, Array]) -> tuple[Array, Array]:
    return (p["W1"], p["W2"]) if model == "absolute_value" else (p["W"], p["W"].T)


@dataclass(frozen=True)
class ToySteps:
    """The steps of a toy model; every field is one line."""

    matrices: Callable[[str, dict[str, Array]], tuple[Array, Array]] = _matrices         # E (m, n), D (n, m)
    has_hidden_relu: Callable[[str], bool] = lambda model: model in HIDDEN_RELU
    has_output_relu: Callable[[str], bool] = lambda model: model != "linear"
    bias: Callable[[Array], Array] = lambda b: b
    output: Callable[[Array, Array, bool], Array] = lambda S, b, relu: _relu(S + b) if relu else S + b
    target: Callable[[str, Array], Array] = lambda model, X: np.abs(X) if model == "absolute_value" else X
    weight: Callable[[Array], Array] = lambda importance: importance
    loss_scale: Callable[[int, int], float] = lambda B, n: 1 / B
    gradient_scale: Callable[[int, int], float] = lambda B, n: 1 / B
    both_scales: Callable[[int, int], float] = lambda B, n: 1.0
    factor: Callable[[], float] = lambda: 2.0
    gradient_weight: Callable[[Array], Array] = lambda weight: weight
    bias_weight: Callable[[Array], Array] = lambda weight: np.ones_like(weight)          # taken out again from db
    at_zero: Callable[[], float] = lambda: 0.0
    hidden_at_zero: Callable[[], float] = lambda: 0.0
    output_slope: Callable[[Pass, float], Array] = lambda f, at_zero: np.heaviside(f.S + f.b, at_zero)
    hidden_slope: Callable[[Pass, float], Array] = lambda f, at_zero: np.heaviside(f.A, at_zero)
    hidden_masked: Callable[[], bool] = lambda: True
    decoder_term: Callable[[str, Array], Array] = lambda model, term: term
    encoder_term: Callable[[str, Array], Array] = lambda model, term: term
    bias_gradient: Callable[[Array], Array] = lambda U: U.sum(axis=0)


def _forward(inputs: dict[str, Any], steps: ToySteps) -> Pass:
    model, X = inputs["model"], np.array(inputs["features"], dtype=float)
    p = {name: np.array(value, dtype=float) for name, value in inputs["parameters"].items()}
    E, D = steps.matrices(model, p)
    A = X @ E.T
    H = _relu(A) if steps.has_hidden_relu(model) else A
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
    both = steps.both_scales(B, n)
    loss = float((weight * (f.Y - f.T) ** 2).sum()) * steps.loss_scale(B, n) * both
    U = steps.factor() * steps.gradient_weight(weight) * (f.Y - f.T) * steps.gradient_scale(B, n) * both
    if steps.has_output_relu(model):
        U = U * steps.output_slope(f, steps.at_zero())
    dD, dH = steps.decoder_term(model, U.T @ f.H), U @ f.D
    if steps.has_hidden_relu(model) and steps.hidden_masked():
        dH = dH * steps.hidden_slope(f, steps.hidden_at_zero())
    dE = steps.encoder_term(model, dH.T @ f.X)
    weights = {"W1": dE, "W2": dD} if model == "absolute_value" else {"W": dD.T + dE}
    return loss, weights | {"bias": steps.bias_gradient(U) * steps.bias_weight(weight)}


def _times(factor: float, tied_only: bool = False) -> Callable[[str, Array], Array]:
    return lambda model, term: term if tied_only and model == "absolute_value" else factor * term


def _inverse(weight: Array) -> Array:
    return np.divide(1.0, weight, out=np.zeros_like(weight), where=weight != 0)


PRE, HID, LOSS = "z = W^T h + b, y = relu(z)", "h = relu(W x) in relu_hidden and absolute_value only", \
    "L = mean over samples of sum_i I_i (y_i - t_i)^2"
UP, TIED, SLOPE = "dL/dz = (2 / B) I (y - t) relu'(z)", "dW = H^T U + (U W^T)^T X", "relu'(z) = 1 for z > 0, else 0"

FORWARD_MISTAKES = [
    Mistake("bias outside the relu", PRE, {"output": lambda S, b, relu: (_relu(S) if relu else S) + b}),
    Mistake("bias forgotten", PRE, {"bias": np.zeros_like}),
    Mistake("bias subtracted in place of added", PRE, {"bias": np.negative}),
    Mistake("output relu missing", PRE, {"has_output_relu": lambda model: False}),
    Mistake("relu in the linear model", PRE, {"has_output_relu": lambda model: True}),
    Mistake("output relu missing in the absolute value model", PRE,
            {"has_output_relu": lambda model: model in ("relu_output", "relu_hidden")}),
    Mistake("hidden relu missing", HID, {"has_hidden_relu": lambda model: False}),
    Mistake("hidden relu in the relu-output model", HID, {"has_hidden_relu": lambda model: model != "linear"}),
    Mistake("hidden relu in every model", HID, {"has_hidden_relu": lambda model: True}),
    Mistake("hidden relu missing in the relu-hidden model", HID,
            {"has_hidden_relu": lambda model: model == "absolute_value"}),
    Mistake("hidden relu missing in the absolute value model", HID,
            {"has_hidden_relu": lambda model: model == "relu_hidden"}),
    Mistake("transposed W", "h = W x with W (n_hidden, n_features), feature i its column",
            {"matrices": lambda model, p: tuple(m.T for m in _matrices(model, p))}, '"W": "features-hidden"'),
    Mistake("transposed W in the encoder", "h = W x",
            {"matrices": lambda model, p: (_matrices(model, p)[0].T, _matrices(model, p)[1])}),
    Mistake("transposed W in the decoder", "z = W^T h + b",
            {"matrices": lambda model, p: (_matrices(model, p)[0], _matrices(model, p)[1].T)}),
    Mistake("decoder tied to the encoder", "absolute_value: y = relu(W2 relu(W1 x) + b)",
            {"matrices": lambda model, p: (p["W1"], p["W1"].T) if model == "absolute_value" else _matrices(model, p)}),
]
GRADIENT_MISTAKES = [
    *FORWARD_MISTAKES,
    Mistake("bias forgotten, in the gradient too", PRE,
            {"bias": np.zeros_like, "bias_gradient": lambda U: np.zeros(U.shape[1])}),
    Mistake("target x in place of |x|", "absolute_value: t = |x|", {"target": lambda model, X: X}),
    Mistake("encoder term of the tied gradient missing", TIED, {"encoder_term": _times(0, tied_only=True)}),
    Mistake("decoder term of the tied gradient missing", TIED, {"decoder_term": _times(0, tied_only=True)}),
    Mistake("encoder term missing in every model", TIED, {"encoder_term": _times(0)}),
    Mistake("decoder term missing in every model", TIED, {"decoder_term": _times(0)}),
    Mistake("encoder term counted twice", TIED, {"encoder_term": _times(2, tied_only=True)}),
    Mistake("decoder term counted twice", TIED, {"decoder_term": _times(2, tied_only=True)}),
    Mistake("factor 2 missing", UP, {"factor": lambda: 1.0}),
    Mistake("gradient with the wrong sign", UP, {"factor": lambda: -2.0}),
    Mistake("half of the loss and of its gradient", LOSS, {"both_scales": lambda B, n: 0.5}),
    Mistake("importance squared", LOSS, {"weight": np.square}),
    Mistake("importance forgotten", LOSS, {"weight": np.ones_like}),
    Mistake("square root of the importance", LOSS, {"weight": np.sqrt}),
    Mistake("importance missing from the gradient", UP, {"gradient_weight": np.ones_like}),
    Mistake("importance squared in the gradient", UP, {"gradient_weight": np.square}),
    Mistake("importance missing from the bias gradient", "db = sum over samples of dL/dz", {"bias_weight": _inverse}),
    Mistake("loss averaged over features", LOSS, {"both_scales": lambda B, n: 1 / n}, '"loss": "mean"'),
    Mistake("loss averaged over features, its gradient not", LOSS, {"loss_scale": lambda B, n: 1 / (B * n)}),
    Mistake("gradient averaged over features, the loss not", UP, {"gradient_scale": lambda B, n: 1 / (B * n)}),
    Mistake("loss summed over samples", LOSS, {"both_scales": lambda B, n: B}, '"samples": "sum"'),
    Mistake("gradient of a sum beside a loss that is a mean", UP, {"gradient_scale": lambda B, n: 1.0}),
    Mistake("gradient of a mean beside a loss that is a sum", LOSS, {"loss_scale": lambda B, n: 1.0}),
    Mistake("bias gradient averaged over samples once more", "db = sum over samples of dL/dz",
            {"bias_gradient": lambda U: U.mean(axis=0)}),
    Mistake("relu derivative 1 at zero", SLOPE, {"at_zero": lambda: 1.0, "hidden_at_zero": lambda: 1.0},
            '"relu_at_zero": "one"'),
    Mistake("relu derivative 1/2 at zero", SLOPE, {"at_zero": lambda: 0.5, "hidden_at_zero": lambda: 0.5},
            '"relu_at_zero": "half"'),
    Mistake("relu derivative 1 at zero, output only", SLOPE, {"at_zero": lambda: 1.0}),
    Mistake("relu derivative 1 at zero, hidden layer only", SLOPE, {"hidden_at_zero": lambda: 1.0}),
    Mistake("output relu forgotten in the gradient", SLOPE, {"output_slope": lambda f, at_zero: np.ones_like(f.S)}),
    Mistake("relu derivative taken before the bias", SLOPE,
            {"output_slope": lambda f, at_zero: np.heaviside(f.S, at_zero)}),
    Mistake("relu derivative taken of the error", SLOPE,
            {"output_slope": lambda f, at_zero: np.heaviside(f.Y - f.T, at_zero)}),
    Mistake("relu derivative taken of the features", SLOPE,
            {"output_slope": lambda f, at_zero: np.heaviside(f.X, at_zero)}),
    Mistake("hidden relu missing in the gradient", "dA = (U W^T) relu'(A)", {"hidden_masked": lambda: False}),
    Mistake("hidden relu derivative taken of its gradient", "dA = (U W^T) relu'(A)",
            {"hidden_slope": lambda f, at_zero: np.heaviside(f.H @ f.D.T @ f.D, at_zero)}),
]
