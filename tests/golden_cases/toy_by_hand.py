"""Which toy models can be worked through on one line? The cases made by hand, each confirmed by `duals`.

Contents: FORWARD_BY_HAND, GRADIENT_BY_HAND, KINKS, POPULATION_BY_HAND (tables of rows for `toy_file`).

Source: TMS; the expected losses of the antipodal pair, (1 + r) p^2/6, and of one feature dropped, r (p/3 - p^2/4).
"""

from __future__ import annotations

from fractions import Fraction

__all__ = ["FORWARD_BY_HAND", "GRADIENT_BY_HAND", "KINKS", "POPULATION_BY_HAND"]

HALF, THIRD, QUARTER = Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)
HARNESS = ("the answer's shape or meaning", "nothing else can be compared")
OUTSIDE = ("bias outside the relu", "outputs are negative, or dead features come alive")

# name, level, about, catches, effect, model, parameters, features, outputs by hand
FORWARD_BY_HAND = [
    ("harness-one-feature", "harness", "x' = relu(1 * 1 * x + 1/2)", *HARNESS, "relu_output",
     {"W": [[1]], "bias": [HALF]}, [[1], [0]], [[Fraction(3, 2)], [HALF]]),
    ("linear-negative", "required", "the linear model has no relu: a negative output stays", "relu in the linear model",
     "the linear baseline is not linear", "linear", {"W": [[1, -1]], "bias": [0, -QUARTER]}, [[1, 0], [0, 1]],
     [[1, -Fraction(5, 4)], [-1, Fraction(3, 4)]]),
    ("relu-output-antipodal", "required", "x' = relu(W^T W x + b): the second output is relu(-1 + 1/2) = 0", *OUTSIDE,
     "relu_output", {"W": [[1, -1]], "bias": [QUARTER, HALF]}, [[1, 0], [0, 1]],
     [[Fraction(5, 4), 0], [0, Fraction(3, 2)]]),
    ("relu-output-signed-hidden", "required", "hidden values may be negative: h = -1 still decodes to 1",
     "relu on the hidden layer of the relu-output model", "half of the code space is lost", "relu_output",
     {"W": [[-1]], "bias": [QUARTER]}, [[1]], [[Fraction(5, 4)]]),
    ("relu-hidden-cut", "required", "h = relu(-1) = 0: only the bias is left", "hidden relu missing",
     "the model has no privileged basis", "relu_hidden", {"W": [[-1]], "bias": [QUARTER]}, [[1]], [[QUARTER]]),
    ("absolute-value-exact", "required", "W1 = (1, -1), W2 = (1, 1) gives |x| exactly", "hidden relu missing",
     "the model cannot compute |x|", "absolute_value", {"W1": [[1], [-1]], "W2": [[1, 1]], "bias": [0]},
     [[HALF], [-HALF], [-1]], [[HALF], [HALF], [1]]),
    ("absolute-value-untied", "required", "encoder and decoder are different matrices", "decoder tied to the encoder",
     "the model loses half of its parameters", "absolute_value",
     {"W1": [[1, 0], [0, -2]], "W2": [[HALF, 0], [3, 1]], "bias": [0, QUARTER]}, [[1, -1]],
     [[HALF, 3 + 2 + QUARTER]]),
    ("bias-of-either-sign", "required", "W = 0: the output is relu(b)", "bias subtracted in place of added",
     "biases are learned with the wrong sign", "relu_output", {"W": [[0, 0]], "bias": [HALF, -HALF]}, [[1, 1]],
     [[HALF, 0]]),
]

# name, level, about, catches, effect, model, parameters, features, importance, (loss, gradients) by hand
GRADIENT_BY_HAND = [
    ("harness-one-feature", "harness", "loss 2 (1 - 3/2)^2 = 1/2; dz = 2 * 2 * 1/2 = 2; dW = 2 * 1 + 2 * 1", *HARNESS,
     "relu_output", {"W": [[1]], "bias": [HALF]}, [[1]], [2], (HALF, {"W": [[4]], "bias": [2]})),
    ("zero-batch", "required", "on x = 0 the loss is sum I relu(b)^2, its gradient 2 I relu(b), and W's is 0",
     "importance missing from the bias gradient", "biases of unimportant features move too fast", "relu_output",
     {"W": [[1, -1]], "bias": [HALF, QUARTER]}, [[0, 0]], [2, 4], (Fraction(3, 4), {"W": [[0, 0]], "bias": [2, 2]})),
    ("dead-outputs", "required", "all outputs dead: every gradient is 0, the loss is sum I x^2",
     "relu derivative forgotten", "dead features move", "relu_output", {"W": [[1, 1]], "bias": [-4, -4]},
     [[1, HALF]], [1, 2], (Fraction(3, 2), {"W": [[0, 0]], "bias": [0, 0]})),
    ("two-samples", "required", "errors 1/2 and 1/2, mean loss 1/4; dz = 1/2 each, db = 1, dW = 1/2 + 1/2",
     "gradient of a sum beside a loss that is a mean", "the learning rate depends on the batch", "linear",
     {"W": [[1]], "bias": [HALF]}, [[1], [0]], [1], (QUARTER, {"W": [[1]], "bias": [1]})),
    ("absolute-value-target", "required", "the target is |x|: no error for x = -1/2", "target x in place of |x|",
     "the model is trained to copy", "absolute_value", {"W1": [[1], [-1]], "W2": [[1, 1]], "bias": [QUARTER]},
     [[-HALF]], [1], (Fraction(1, 16), {"W1": [[0], [-QUARTER]], "W2": [[0, QUARTER]], "bias": [HALF]})),
]

# name, about, model, parameters, features, importance
KINKS = [
    ("relu-output-kink", "a pre-activation of exactly 0: the derivative of relu there is 0", "relu_output",
     {"W": [[1, 0]], "bias": [HALF, 0]}, [[1, 1], [HALF, QUARTER]], [1, HALF]),
    ("relu-hidden-kink", "a hidden pre-activation of exactly 0", "relu_hidden",
     {"W": [[1, -1], [HALF, 1]], "bias": [QUARTER, HALF]}, [[1, 1], [HALF, HALF]], [1, HALF]),
]

ANTIPODAL = {"W": [[1, -1]], "bias": [0, 0]}
DENSITY = QUARTER
POPULATION_BY_HAND = [
    ("antipodal", "the antipodal pair: (1 + r) p^2 / 6 with p = 1/4, r = 1/2",
     "feature activity taken for sparsity", "the theory curve is reversed", ANTIPODAL, [1, HALF], 1 - DENSITY,
     Fraction(3, 2) * DENSITY**2 / 6),
    ("one-dropped", "one feature dropped, its bias p/2: r (p/3 - p^2/4)", "loss averaged over features",
     "theory and training differ by a factor", {"W": [[1, 0]], "bias": [0, DENSITY / 2]}, [1, HALF], 1 - DENSITY,
     HALF * (DENSITY / 3 - DENSITY**2 / 4)),
    ("zero-model", "nothing stored: p/3 times the importances", "second moment of the features",
     "every baseline is off", {"W": [[0, 0, 0]], "bias": [0, 0, 0]}, [1, HALF, QUARTER], HALF,
     HALF / 3 * Fraction(7, 4)),
]
