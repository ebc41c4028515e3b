"""Which mistakes do people make in toy models? In the forward pass, and in the loss and its gradient.

Contents: FORWARD_MISTAKES, GRADIENT_MISTAKES.

Source: TMS section "Demonstrating superposition"; the mistakes recur in public code.
"""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from srm_ref.superposition.models import MODELS
from srm_ref.verification.mistakes.mistake import Mistake
from srm_ref.verification.mistakes.toy_steps import Pass, has_hidden_relu, has_output_relu, rectified, two_matrices

__all__ = ["FORWARD_MISTAKES", "GRADIENT_MISTAKES"]

Array = np.ndarray


def _tied(model: str) -> bool:
    return "W" in MODELS[model].shapes


def _times(factor: float, tied_only: bool = False) -> Callable[[str, Array], Array]:
    return lambda model, term: term if tied_only and not _tied(model) else factor * term


def _otherwise(rectifies: Callable[[str], bool], name: str) -> Callable[[str], bool]:
    """Return `rectifies` with the opposite answer for the model of this name."""
    return lambda model: rectifies(model) != (model == name)


def _inverse(weight: Array) -> Array:
    return np.divide(1.0, weight, out=np.zeros_like(weight), where=weight != 0)


def _own_column_only(f: Pass, U: Array, dA: Array) -> Array:
    tied = f.E.shape == f.D.T.shape and np.array_equal(f.E, f.D.T)
    return f.D.T * (U * f.X).sum(axis=0) if tied else dA.T @ f.X


def _leaky(z: Array) -> Array:
    return np.where(z > 0, z, 0.01 * z)


def _bell(z: Array) -> Array:
    """The Gaussian error linear unit, by the tanh formula."""
    return 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))


def _slope_of(unit: Callable[[Array], Array]) -> Callable[[Array], Array]:
    return lambda z: (unit(z + 1e-6) - unit(z - 1e-6)) / 2e-6


def _with_unit(unit: Callable[[Array], Array]) -> dict[str, Callable[..., Any]]:
    """Return the steps that have another activation function in place of the relu."""
    slope = _slope_of(unit)
    return {"hidden": unit, "output": lambda S, b, relu: unit(S + b) if relu else S + b,
            "output_slope": lambda f, at_zero: slope(f.S + f.b), "hidden_slope": lambda f, at_zero: slope(f.A)}


PRE, HID, LOSS = "z = W^T h + b, y = relu(z)", "h = relu(W x) in relu_hidden and absolute_value only", \
    "L = mean over samples of sum_i I_i (y_i - t_i)^2"
UP, TIED, SLOPE = "dL/dz = (2 / B) I (y - t) relu'(z)", "dW = H^T U + (U W^T)^T X", "relu'(z) = 1 for z > 0, else 0"

FORWARD_MISTAKES = [
    Mistake("bias outside the relu", PRE, {"output": lambda S, b, relu: (rectified(S) if relu else S) + b}),
    Mistake("bias along the batch in place of the features", PRE,
            {"output": lambda S, b, relu: rectified(S + b[:, np.newaxis]) if relu else S + b[:, np.newaxis]}),
    Mistake("bias forgotten", PRE, {"bias": np.zeros_like}),
    Mistake("bias subtracted in place of added", PRE, {"bias": np.negative}),
    Mistake("output relu missing", PRE, {"has_output_relu": lambda model: False}),
    Mistake("relu in the linear model", PRE, {"has_output_relu": lambda model: True}),
    Mistake("output relu missing in the absolute value model", PRE,
            {"has_output_relu": _otherwise(has_output_relu, "absolute_value")}),
    Mistake("hidden relu missing", HID, {"has_hidden_relu": lambda model: False}),
    Mistake("hidden relu in the relu-output model", HID, {"has_hidden_relu": _otherwise(has_hidden_relu,
                                                                                        "relu_output")}),
    Mistake("hidden relu in every model", HID, {"has_hidden_relu": lambda model: True}),
    Mistake("hidden relu missing in the relu-hidden model", HID,
            {"has_hidden_relu": _otherwise(has_hidden_relu, "relu_hidden")}),
    Mistake("hidden relu missing in the absolute value model", HID,
            {"has_hidden_relu": _otherwise(has_hidden_relu, "absolute_value")}),
    Mistake("transposed W", "h = W x with W (n_hidden, n_features), feature i its column",
            {"matrices": lambda model, p: tuple(m.T for m in two_matrices(model, p))}, '"W": "features-hidden"'),
    Mistake("transposed W in the encoder", "h = W x",
            {"matrices": lambda model, p: (two_matrices(model, p)[0].T, two_matrices(model, p)[1])}),
    Mistake("transposed W in the decoder", "z = W^T h + b",
            {"matrices": lambda model, p: (two_matrices(model, p)[0], two_matrices(model, p)[1].T)}),
    Mistake("leaky relu", "relu(z) = max(z, 0)", _with_unit(_leaky)),
    Mistake("Gaussian error linear unit", "relu(z) = max(z, 0)", _with_unit(_bell)),
    Mistake("decoder tied to the encoder", "absolute_value: y = relu(W2 relu(W1 x) + b)",
            {"matrices": lambda model, p: (p["W1"], p["W1"].T) if not _tied(model) else two_matrices(model, p)}),
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
    Mistake("0.01 of the parameters added to the gradient, weight decay", TIED, {"decay": lambda: 0.01}),
    Mistake("only i = j of the encoder term", TIED, {"encoder": _own_column_only}),
    Mistake("divided by the number of samples less one", LOSS,
            {"over_samples": lambda B: B / (B - 1) if B > 1 else np.nan}),
    Mistake("only active features count in the loss", LOSS, {"counted": lambda X: (X != 0).astype(float)}),
    Mistake("importances divided by their sum", LOSS, {"weight": lambda importance: importance / importance.sum()}),
    Mistake("importances divided by their mean", LOSS, {"weight": lambda importance: importance / importance.mean()}),
    Mistake("half of the loss and of its gradient", LOSS, {"factor_of_all": lambda: 0.5}),
    Mistake("importance squared", LOSS, {"weight": np.square}),
    Mistake("importance forgotten", LOSS, {"weight": np.ones_like}),
    Mistake("square root of the importance", LOSS, {"weight": np.sqrt}),
    Mistake("importance missing from the gradient", UP, {"gradient_weight": np.ones_like}),
    Mistake("importance squared in the gradient", UP, {"gradient_weight": np.square}),
    Mistake("importance missing from the bias gradient", "db = sum over samples of dL/dz", {"bias_weight": _inverse}),
    Mistake("loss averaged over features", LOSS, {"over_features": lambda n: 1 / n}, '"loss": "mean"'),
    Mistake("loss averaged over features, its gradient not", LOSS, {"loss_scale": lambda B, n: 1 / (B * n)}),
    Mistake("gradient averaged over features, the loss not", UP, {"gradient_scale": lambda B, n: 1 / (B * n)}),
    Mistake("loss summed over samples", LOSS, {"over_samples": lambda B: B}, '"samples": "sum"'),
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
