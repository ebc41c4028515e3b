"""Which laws does every toy model obey? Symmetries of the forward pass, then the gradient against the loss itself.

The gradient is tried twice: every entry against a central difference of the implementation's own loss, and along one
direction by the order of the Taylor remainder. Steps are powers of two large enough for float32 losses, and the inputs
stay clear of the relus' kinks by more than the steps move anything.

Contents: LAWS.

Source: TMS section "Demonstrating superposition"; Taylor's theorem.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from srm_ref.scalar_maps import IDENTITY
from srm_ref.verification.gradcheck import central_differences, random_direction, taylor_slope
from srm_ref.verification.laws.inputs import MODELS, haar, pre_activations, toy_network
from srm_ref.verification.laws.law import Ask, Law, Violation, differ

__all__ = ["LAWS"]

Inputs = dict[str, Any]
Rng = np.random.Generator
STEP = 2.0**-9                                      # truncation 1e-5, float32 rounding 1e-5
GRADIENT_ATOL = 1e-3
TAYLOR_STEPS = tuple(2.0**-k for k in range(4, 8))
SLOPE = (1.6, 2.6)                                  # 2; a wrong gradient gives 1


def _forward(ask: Ask, inputs: Inputs) -> np.ndarray:
    return ask("toy_forward", {key: inputs[key] for key in ("model", "parameters", "features")})


def _with(inputs: Inputs, parameters: dict[str, np.ndarray]) -> Inputs:
    return inputs | {"parameters": inputs["parameters"] | parameters}


def _encoder(model: str) -> str:
    return next(iter(MODELS[model].shapes))  # "W", or "W1" where the decoder is not tied to it


def _mixing(rng: Rng, model: str) -> np.ndarray:
    """Return a matrix that may mix the two hidden units: a rotation, or a permutation if a map acts on each of them."""
    return haar(2, rng) if MODELS[model].hidden_map is IDENTITY else np.eye(2)[::-1]


def _hidden_mixed(inputs: Inputs, q: np.ndarray) -> Inputs:
    """Return the network with its hidden units mixed by an orthogonal matrix."""
    p, name = inputs["parameters"], _encoder(inputs["model"])
    mixed = {name: q @ p[name]}
    if "W2" in p:
        mixed["W2"] = p["W2"] @ q.T
    if "hidden_bias" in p:
        mixed["hidden_bias"] = q @ p["hidden_bias"]
    return _with(inputs, mixed)


def _features_permuted(ask: Ask, rng: Rng, model: str) -> Violation | None:
    inputs, order = toy_network(rng, model), rng.permutation(3)
    p, name = inputs["parameters"], _encoder(model)
    moved = {"W2": p["W2"][order]} if "W2" in p else {}
    other = _with(inputs, moved | {name: p[name][:, order], "bias": p["bias"][order]})
    return differ(_forward(ask, inputs)[:, order],
                  _forward(ask, other | {"features": inputs["features"][:, order]}), inputs)


def _hidden_units_mixed(ask: Ask, rng: Rng, model: str) -> Violation | None:
    inputs = toy_network(rng, model)
    q = _mixing(rng, model)
    return differ(_forward(ask, inputs), _forward(ask, _hidden_mixed(inputs, q)), inputs)


def _homogeneous(ask: Ask, rng: Rng, model: str) -> Violation | None:
    inputs = toy_network(rng, model)
    inputs = _with(inputs, {name: np.zeros_like(value) for name,
                            value in inputs["parameters"].items() if "bias" in name})
    points = np.array([-0.7, 0.4])
    if any(not np.allclose(sigma.value(3 * points), 3 * sigma.value(points))
           for sigma in (MODELS[model].hidden_map, MODELS[model].output_map)):
        return None  # says nothing about maps that do not scale
    return differ(3 * _forward(ask, inputs), _forward(ask, inputs | {"features": 3 * inputs["features"]}), inputs)


def _one_by_one(ask: Ask, rng: Rng, model: str) -> Violation | None:
    inputs = toy_network(rng, model)
    rows = [_forward(ask, inputs | {"features": inputs["features"][s:s + 1]})[0] for s in range(2)]
    return differ(rows, _forward(ask, inputs)[:2], inputs)


def _ask_loss(ask: Ask, inputs: Inputs) -> tuple[float, dict[str, np.ndarray]]:
    return ask("toy_loss_and_gradient", inputs)


def _loss_of_forward(ask: Ask, rng: Rng, model: str) -> Violation | None:
    inputs = toy_network(rng, model)
    errors = inputs["importance"] * (_forward(ask, inputs) - MODELS[model].target(inputs["features"])) ** 2
    return differ(errors.sum(axis=1).mean(), _ask_loss(ask, inputs)[0], inputs, name="loss")


def _central_difference(ask: Ask, rng: Rng, model: str) -> Violation | None:
    inputs = toy_network(rng, model)
    gradients = _ask_loss(ask, inputs)[1]
    numeric = central_differences(lambda p: _ask_loss(ask, _with(inputs, p))[0], inputs["parameters"], STEP)
    return next(filter(None, (differ(numeric[name], gradients[name], inputs, GRADIENT_ATOL, name) for name in numeric)),
                None)


def _taylor(ask: Ask, rng: Rng, model: str) -> Violation | None:
    inputs = toy_network(rng, model)
    direction = random_direction(inputs["parameters"], rng)
    if not _same_side(inputs, direction):
        return _taylor(ask, rng, model)
    slope = taylor_slope(lambda p: _ask_loss(ask, _with(inputs, p))[0], _ask_loss(ask, inputs)[1],
                         inputs["parameters"], direction, TAYLOR_STEPS)
    return Violation("order of the Taylor remainder", 2.0, slope, inputs) if slope <= SLOPE[0] else None


def _same_side(inputs: Inputs, direction: dict[str, np.ndarray]) -> bool:
    """Say whether no relu switches along the direction, up to the longest step."""
    moved = {name: value + TAYLOR_STEPS[0] * direction[name] for name, value in inputs["parameters"].items()}
    here, there = (np.hstack(pre_activations(inputs["model"], p, inputs["features"]))
                   for p in (inputs["parameters"], moved))
    return bool(np.all((here > 0) == (there > 0)))


def _importances_add(ask: Ask, rng: Rng, model: str) -> Violation | None:
    inputs = toy_network(rng, model)
    other = rng.uniform(0.2, 2, 3)
    answers = [_ask_loss(ask, inputs | {"importance": i})
               for i in (inputs["importance"], other, inputs["importance"] + other)]
    losses, biases = [a[0] for a in answers], [a[1]["bias"] for a in answers]
    return (differ(losses[0] + losses[1], losses[2], inputs, name="loss")
            or differ(biases[0] + biases[1], biases[2], inputs, name="bias"))


def _samples_twice(ask: Ask, rng: Rng, model: str) -> Violation | None:
    inputs = toy_network(rng, model)
    once, twice = (_ask_loss(ask, inputs | {"features": np.tile(inputs["features"], (k, 1))}) for k in (1, 2))
    return (differ(once[0], twice[0], inputs, name="loss")
            or next(filter(None, (differ(once[1][k], twice[1][k], inputs, name=k) for k in once[1])), None))


def _gradient_turns(ask: Ask, rng: Rng, model: str) -> Violation | None:
    inputs = toy_network(rng, model)
    q, name = _mixing(rng, model), _encoder(model)
    return differ(q @ _ask_loss(ask, inputs)[1][name], _ask_loss(ask, _hidden_mixed(inputs, q))[1][name], inputs,
                  name=name)


def _hidden_rescaled(ask: Ask, rng: Rng) -> Violation | None:
    inputs = toy_network(rng, "absolute_value")
    p, scale = inputs["parameters"], np.array([2.0, 0.5])
    return differ(_forward(ask, inputs),
                  _forward(ask, _with(inputs, {"W1": p["W1"] * scale[:, None], "W2": p["W2"] / scale})), inputs)


FORWARD, GRADIENT, BOTH = ("toy_forward",), ("toy_loss_and_gradient",), ("toy_forward", "toy_loss_and_gradient")

# name, functions, statement, what breaks it, the trial for one model
TABLE = [
    ("features-permuted", FORWARD, "permuting features permutes outputs", "rows taken for columns", _features_permuted),
    ("hidden-units-mixed", FORWARD, "W -> Q W leaves outputs alone: a rotation, or a permutation of units with relus",
     "a relu on the hidden layer that is not there, or the other way round", _hidden_units_mixed),
    ("homogeneous", FORWARD, "with b = 0, outputs scale with features", "a bias that is always there", _homogeneous),
    ("samples-one-by-one", FORWARD, "samples do not influence each other", "an average over the batch", _one_by_one),
    ("loss-of-forward", BOTH, "the loss is the forward pass's", "loss and forward pass differ", _loss_of_forward),
    ("central-differences", GRADIENT, "every gradient entry is the loss's central difference", "a term of the gradient",
     _central_difference),
    ("taylor-remainder", GRADIENT, "L(p + t d) - L(p) - t g.d vanishes as t^2", "a factor of the gradient", _taylor),
    ("importances-add", GRADIENT, "loss and gradient are linear in the importances", "importance squared or forgotten",
     _importances_add),
    ("samples-twice", GRADIENT, "every sample twice: the same loss and gradient", "a sum over samples", _samples_twice),
    ("gradient-turns", GRADIENT, "W -> Q W turns the gradient with it", "a term of the gradient", _gradient_turns),
]
LAWS = [Law(f"{name}-{model.replace('_', '-')}", functions, statement, broken, partial(trial, model=model))
        for name, functions, statement, broken, trial in TABLE for model in MODELS]
LAWS.append(Law("hidden-units-rescaled", FORWARD, "W1 row times c, W2 column over c: the same outputs",
                "hidden relu missing or misplaced", _hidden_rescaled))
