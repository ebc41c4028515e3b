"""Which small networks show that a toy model and its gradient are right? The cases of cases/toy-model.json.

All inputs are multiples of 1/8, exact in any float; biases are not zero and importances differ, because a zero bias
hides a forgotten one and equal importances hide a squared one. Every pre-activation that meets a relu is at least 1/16
from its kink, except where a case is about the kink.

Contents: cases.

Source: TMS section "Demonstrating superposition" (the models), "Computation in superposition" (absolute value);
values by `duals` and `population`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Sequence

from tests.golden_cases.decimals import Lattice
from tests.golden_cases.duals import MODELS, forward, loss_and_gradient, pre_activations
from tests.golden_cases.population import population_loss
from tests.golden_cases.toy_by_hand import FORWARD_BY_HAND, GRADIENT_BY_HAND, KINKS, POPULATION_BY_HAND
from tests.golden_cases.writing import BY_HAND, CLOSED, RATIONAL, case, number

__all__ = ["cases", "random_network"]

TOLERANCE = {"atol": 2e-5, "rtol": 1e-5}                # float32 sums of some twenty terms of size 1
IMPORTANCE = [Fraction(1), Fraction(3, 4), Fraction(1, 2), Fraction(2), Fraction(1, 4)]

# name, n_features, n_hidden, n_samples, about, catches, effect
SHAPES = [
    ("square", 3, 3, 3, "as many hidden units as features", "transposed W", "another model, where shapes allow it"),
    ("narrow", 4, 2, 5, "four features in two dimensions", "encoder term of the tied gradient missing",
     "training follows a wrong direction and still gets somewhere"),
    ("wide", 2, 3, 4, "more hidden units than features", "importance squared", "important features weigh too much"),
    ("five-in-two", 5, 2, 6, "five features in two dimensions", "loss averaged over features",
     "the learning rate depends on the number of features"),
]


def random_network(model: str, n_features: int, n_hidden: int, n_samples: int, seed: int) -> tuple[dict, list]:
    """Return (parameters, features) in eighths: clear of every kink, no bias zero, every relu seen on and some off."""
    lattice, low = Lattice(seed), -8 if MODELS[model].target is abs else 0
    while True:
        parameters = _random_parameters(model, n_features, n_hidden, lattice)
        drawn = [_random_sample(n_features, low, lattice) for _ in range(8 * n_samples)]
        met = [(x, *pre_activations(model, parameters, x)) for x in drawn]
        clear = [row for row in met if min(map(abs, [Fraction(1), *row[1], *row[2]])) >= Fraction(1, 16)][:n_samples]
        if len(clear) == n_samples and all(_telling([row[k] for row in clear]) for k in (1, 2)):
            return parameters, [row[0] for row in clear]


def _random_parameters(model: str, n_features: int, n_hidden: int, lattice: Lattice) -> dict:
    encoder = [lattice.eighths(n_features, -8, 8) for _ in range(n_hidden)]
    bias = [Fraction(lattice.integer(1, 4) * (-1) ** i, 8) for i in range(n_features)]
    if MODELS[model].tied:
        return {"W": encoder, "bias": bias}
    return {"W1": encoder, "W2": [lattice.eighths(n_hidden, -8, 8) for _ in range(n_features)], "bias": bias}


def _random_sample(n_features: int, low: int, lattice: Lattice) -> list[Fraction]:
    """Return one sample, about a quarter of its entries zero, not zero throughout."""
    x = [v if lattice.integer(0, 3) else Fraction(0) for v in lattice.eighths(n_features, low, 8)]
    return x if any(x) else _random_sample(n_features, low, lattice)


def _telling(samples: Sequence[Sequence[Fraction]]) -> bool:
    """Say whether every relu is on for some sample and some relu is off for some; where there is no relu, yes."""
    return not samples[0] or (all(max(unit) > 0 for unit in zip(*samples)) and min(map(min, samples)) < 0)


def cases() -> list[dict]:
    """Return all cases of the file: forward passes, losses and gradients, kinks, expected losses."""
    return [*(_forward(*row) for row in FORWARD_BY_HAND), *_drawn("toy_forward"),
            *(_gradient(*row) for row in GRADIENT_BY_HAND), *_drawn("toy_loss_and_gradient"),
            *(_kink(*row) for row in KINKS), *_population_cases()]


def _forward(name: str, level: str, about: str, catches: str, effect: str, model: str, parameters: dict,
             features: list, outputs: list | None = None) -> dict:
    exact = forward(model, parameters, features)
    if outputs is not None and number(outputs) != number(exact):
        raise ValueError(f"{name}: by hand {outputs}; exactly {exact}")
    return case(f"toy-forward/{name}", "toy_forward", about, catches, effect, BY_HAND if outputs else RATIONAL,
                {"model": model, "parameters": parameters, "features": features}, {"value": exact}, TOLERANCE, level)


def _gradient(name: str, level: str, about: str, catches: str, effect: str, model: str, parameters: dict,
              features: list, importance: list, by_hand: tuple | None = None) -> dict:
    exact = loss_and_gradient(model, parameters, features, importance)
    if by_hand is not None and number(by_hand) != number(exact):
        raise ValueError(f"{name}: by hand {by_hand}; exactly {exact}")
    return case(f"toy-gradient/{name}", "toy_loss_and_gradient", about, catches, effect,
                BY_HAND if by_hand else RATIONAL, _inputs(model, parameters, features, importance),
                {"loss": exact[0], "gradients": exact[1]}, TOLERANCE, level)


def _inputs(model: str, parameters: dict, features: list, importance: list) -> dict:
    return {"model": model, "parameters": parameters, "features": features, "importance": importance}


def _drawn(function: str) -> list[dict]:
    out = []
    for s, (shape, n_features, n_hidden, n_samples, about, catches, effect) in enumerate(SHAPES):
        for k, model in enumerate(MODELS):
            parameters, features = random_network(model, n_features, n_hidden, n_samples, 100 + 10 * s + k)
            name = f"{model.replace('_', '-')}-{shape}"
            row = (name, "required", about, catches, effect, model, parameters, features)
            if function == "toy_loss_and_gradient":
                out.append(_gradient(*row, IMPORTANCE[:n_features]))
            elif shape in ("square", "narrow"):
                out.append(_forward(*row))
    return out


def _kink(name: str, about: str, model: str, parameters: dict, features: list, importance: list) -> dict:
    found = {key: loss_and_gradient(model, parameters, features, importance, slope)
             for key, slope in (("zero", Fraction(0)), ("one", Fraction(1)), ("half", Fraction(1, 2)))}
    expected = {"loss": found["zero"][0], "gradients": found["zero"][1]}
    other = [{"when": {"relu_at_zero": key}, "expected": {"loss": found[key][0], "gradients": found[key][1]}}
             for key in ("one", "half")]
    return {**case(f"toy-gradient/{name}", "toy_loss_and_gradient", about, "relu derivative 1 at zero",
                   "features with a zero bias are pushed by samples that should not touch them", RATIONAL,
                   _inputs(model, parameters, features, importance), expected, TOLERANCE, "convention"),
            "alternatives": number(other)}


def _population_cases() -> list[dict]:
    out = [_population(*row) for row in POPULATION_BY_HAND]
    for n, m, sparsity, seed in ((2, 1, Fraction(3, 4), 1), (3, 2, Fraction(1, 2), 2), (3, 2, Fraction(7, 8), 3),
                                 (4, 2, Fraction(5, 8), 4)):
        parameters, _ = random_network("relu_output", n, m, 3, 200 + seed)
        out.append(_population(f"{n}-in-{m}-sparsity-{float(sparsity):g}", f"{n} features in {m} dimensions",
                               "expected loss from too few supports", "the theory curve is off", parameters,
                               IMPORTANCE[:n], sparsity))
    return out


def _population(name: str, about: str, catches: str, effect: str, parameters: dict, importance: list,
                sparsity: Fraction, by_hand: Fraction | None = None) -> dict:
    exact = population_loss(parameters["W"], parameters["bias"], importance, sparsity)
    if by_hand is not None and by_hand != exact:
        raise ValueError(f"{name}: by hand {by_hand}; exactly {exact}")
    return case(f"population-loss/{name}", "population_loss", about, catches, effect, CLOSED if by_hand else RATIONAL,
                {"parameters": parameters, "importance": importance, "sparsity": sparsity}, {"value": exact},
                {"atol": 2e-6, "rtol": 1e-5})
