"""What are the loss and its exact gradient, with no derivative worked out by hand? Dual numbers over the fractions.

A dual number carries a value and its derivative along one parameter entry; sums and products obey the usual rules, and
relu and |.| keep or drop the derivative with the value's sign. One run of the forward pass for each entry of each
parameter gives the gradient as exact fractions: no formula of the backward pass is used anywhere.

Conventions: W (n_hidden, n_features), feature i its column; loss summed over features, averaged over samples; the
derivative of relu at 0 is 0.

Contents: Dual, Layout, MODELS, forward, loss, loss_and_gradient, pre_activations.

Source: TMS section "Demonstrating superposition" for the models; forward-mode differentiation (Clifford, 1873).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Callable, NamedTuple, Sequence

__all__ = ["Dual", "Layout", "MODELS", "forward", "loss", "loss_and_gradient", "pre_activations"]

Matrix = Sequence[Sequence[Fraction]]


class Dual(NamedTuple):
    """The number value + slope e with e^2 = 0.

    Examples
    --------
    >>> x = Dual(Fraction(3), Fraction(1))
    >>> (x * x).slope
    Fraction(6, 1)
    """

    value: Fraction
    slope: Fraction = Fraction(0)

    def __add__(self, other: "Dual") -> "Dual":
        return Dual(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other: "Dual") -> "Dual":
        return Dual(self.value - other.value, self.slope - other.slope)

    def __mul__(self, other: "Dual") -> "Dual":
        return Dual(self.value * other.value, self.value * other.slope + self.slope * other.value)

    def relu(self, slope_at_zero: Fraction) -> "Dual":
        """Return max(0, .), its derivative at 0 being `slope_at_zero`: 0 here, elsewhere 1 or 1/2."""
        if self.value == 0:
            return Dual(Fraction(0), slope_at_zero * self.slope)
        return self if self.value > 0 else Dual(Fraction(0))


ZERO = Dual(Fraction(0))


def _dot(u: Sequence[Dual], v: Sequence[Dual]) -> Dual:
    total = ZERO
    for x, y in zip(u, v):
        total = total + x * y
    return total


class Layout(NamedTuple):
    """What a model is: whether the decoder is the encoder transposed, which relus there are, and the target."""

    tied: bool
    hidden_relu: bool
    output_relu: bool
    target: Callable


MODELS = {"linear": Layout(True, False, False, Fraction), "relu_output": Layout(True, False, True, Fraction),
          "relu_hidden": Layout(True, True, True, Fraction), "absolute_value": Layout(False, True, True, abs)}


def _columns(matrix: Sequence[Sequence[Dual]]) -> list[list[Dual]]:
    return [list(column) for column in zip(*matrix)]


def _one_sample(model: str, parameters: dict, x: Sequence[Dual], at_zero: Fraction = Fraction(0)
                ) -> tuple[list[Dual], list[Dual], list[Dual]]:
    """Return (hidden pre-activations, output pre-activations, outputs) of one sample, by the models' definitions."""
    layout = MODELS[model]
    encoder = parameters["W"] if layout.tied else parameters["W1"]
    decoder = _columns(parameters["W"]) if layout.tied else parameters["W2"]
    before = [_dot(row, x) for row in encoder]
    hidden = [h.relu(at_zero) for h in before] if layout.hidden_relu else before
    z = [_dot(row, hidden) + bias for row, bias in zip(decoder, parameters["bias"])]
    return before, z, [v.relu(at_zero) for v in z] if layout.output_relu else z


def _lift(parameters: dict, name: str | None = None, place: tuple[int, ...] = ()) -> dict:
    """Return the parameters as duals, with slope 1 at one entry."""
    def dual(key: str, index: tuple[int, ...], value: Fraction) -> Dual:
        return Dual(Fraction(value), Fraction(int(key == name and index == place)))
    return {key: [dual(key, (i,), v) for i, v in enumerate(array)] if key == "bias" else
            [[dual(key, (i, j), v) for j, v in enumerate(row)] for i, row in enumerate(array)]
            for key, array in parameters.items()}


def forward(model: str, parameters: dict, features: Matrix) -> list[list[Fraction]]:
    """Return the model's outputs, (n_samples, n_features), exactly.

    Examples
    --------
    >>> forward("relu_output", {"W": [[1, -1]], "bias": [0, Fraction(1, 2)]}, [[1, 0]])
    [[Fraction(1, 1), Fraction(0, 1)]]
    """
    lifted = _lift(parameters)
    return [[y.value for y in _one_sample(model, lifted, [Dual(Fraction(v)) for v in x])[2]] for x in features]


def _loss(model: str, lifted: dict, features: Matrix, importance: Sequence[Fraction], at_zero: Fraction = Fraction(0)
          ) -> Dual:
    total = ZERO
    for x in features:
        targets = [MODELS[model].target(v) for v in x]
        outputs = _one_sample(model, lifted, [Dual(Fraction(v)) for v in x], at_zero)[2]
        for weight, target, output in zip(importance, targets, outputs):
            error = Dual(Fraction(target)) - output
            total = total + Dual(Fraction(weight)) * error * error
    return total * Dual(Fraction(1, len(features)))


def loss(model: str, parameters: dict, features: Matrix, importance: Sequence[Fraction]) -> Fraction:
    """Return sum_i I_i (target_i - output_i)^2, averaged over samples, exactly; target = |x| for absolute_value."""
    return _loss(model, _lift(parameters), features, importance).value


def loss_and_gradient(model: str, parameters: dict, features: Matrix, importance: Sequence[Fraction],
                      slope_at_zero: Fraction = Fraction(0)) -> tuple[Fraction, dict]:
    """Return the exact loss and its exact derivative by every parameter entry, one forward pass an entry.

    Examples
    --------
    >>> value, gradient = loss_and_gradient("linear", {"W": [[1]], "bias": [1]}, [[2]], [3])
    >>> value, gradient["W"], gradient["bias"]                        # 3 (2 - (2 w^2 + b))^2 at w = b = 1
    (Fraction(3, 1), [[Fraction(24, 1)]], [Fraction(6, 1)])
    """
    def slope(name: str, *place: int) -> Fraction:
        return _loss(model, _lift(parameters, name, place), features, importance, slope_at_zero).slope

    gradient = {name: [slope(name, i) for i in range(len(array))] if name == "bias" else
                [[slope(name, i, j) for j in range(len(row))] for i, row in enumerate(array)]
                for name, array in parameters.items()}
    return loss(model, parameters, features, importance), gradient


def pre_activations(model: str, parameters: dict, x: Sequence[Fraction]) -> tuple[list[Fraction], list[Fraction]]:
    """Return the values of one sample that meet a relu: (hidden, output); none where the model has no relu there.

    Examples
    --------
    >>> pre_activations("relu_output", {"W": [[1, -1]], "bias": [0, Fraction(1, 2)]}, [1, 0])
    ([], [Fraction(1, 1), Fraction(-1, 2)])
    """
    hidden, z, _ = _one_sample(model, _lift(parameters), [Dual(Fraction(v)) for v in x])
    return ([h.value for h in hidden] if MODELS[model].hidden_relu else [],
            [v.value for v in z] if MODELS[model].output_relu else [])
