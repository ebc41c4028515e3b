"""Which toy models are asked about? With up to 20 hidden units and 60 features; and with hundreds of features, or
thousands of samples.

No pre-activation is so near 0 that float32 could put it on the other side of the kink.

Contents: QUESTIONS, network.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Callable

import numpy as np

from srm_ref.verification.drawn.judges import gradients, numbers
from srm_ref.verification.drawn.question import Drawn, Inputs, Rng, asked
from srm_ref.verification.laws.inputs import MODELS, pre_activations

__all__ = ["QUESTIONS", "network"]

FORWARD, GRADIENT = "toy_forward", "toy_loss_and_gradient"
CLEAR = 1e-4                    # of a pre-activation from the kink, relative to the largest
STEPS = 3e-5                    # the same, absolute: wider than the steps of central differences


def network(rng: Rng, model: str, n_features: Any = (3, 12), n_hidden: Any = (1, 9), n_samples: Any = 12,
            weight: float = 1.0, feature: float = 1.0, sparsity: float = 0.3, low: float | None = None) -> Inputs:
    """Draw parameters, features and importances of a toy model.

    Parameters
    ----------
    rng : numpy.random.Generator
    model : str
    n_features, n_hidden, n_samples : int or tuple of two int
        A pair: drawn from that range, both ends included.
    weight, feature : float
        Sizes of the parameters and of the features.
    sparsity : float
        Share of features that are zero.
    low : float, optional
        Least feature; default: -1 for the absolute value model, else 0.

    Returns
    -------
    dict
        The inputs of `toy_loss_and_gradient`.
    """
    n, m, count = (int(rng.integers(size[0], size[1] + 1)) if isinstance(size, tuple) else size
                   for size in (n_features, n_hidden, n_samples))
    shapes = {"W1": (m, n), "W2": (n, m)} if model == "absolute_value" else {"W": (m, n)}
    parameters = {name: weight * rng.uniform(-1, 1, shape) for name, shape in shapes.items()}
    parameters["bias"] = weight * feature * weight * rng.uniform(-0.3, 0.5, n)
    low = (-1.0 if model == "absolute_value" else 0.0) if low is None else low
    x = feature * rng.uniform(low, 1, (count, n)) * (rng.random((count, n)) >= sparsity)
    x = x[_clear(model, parameters, x)] if sparsity < 1 else x
    importance = rng.uniform(0.2, 2, n)
    return {"model": model, "parameters": parameters, "features": x, "importance": importance}


def _clear(model: str, parameters: dict, x: np.ndarray) -> np.ndarray:
    z = np.hstack(pre_activations(model, parameters, x))
    kept = (np.abs(z) > max(CLEAR * np.abs(z).max(initial=0.0), STEPS)).all(axis=1)
    return kept if kept.any() else np.abs(z).min(axis=1) >= np.abs(z).min(axis=1).max()


def _some_unimportant(rng: Rng, model: str) -> Inputs:
    inputs = network(rng, model)
    importance = inputs["importance"] * (rng.random(len(inputs["importance"])) < 0.5)
    importance[0], importance[-1] = 0.0, importance[-1] + 0.5
    return inputs | {"importance": importance}


def _geometric(rng: Rng, model: str) -> Inputs:
    inputs = network(rng, model)
    return inputs | {"importance": 0.3 ** np.arange(len(inputs["importance"]))}


def _square(rng: Rng, model: str) -> Inputs:
    n = int(rng.integers(2, 7))
    return network(rng, model, n, n, n)


def _dead(rng: Rng, model: str) -> Inputs:
    """One hidden unit, or one feature, that nothing reaches."""
    inputs = network(rng, model, (4, 8), (2, 5))
    for name, value in inputs["parameters"].items():
        if value.ndim == 2:
            value[:, 1] = 0.0
    x = inputs["features"]
    return inputs | {"features": x[_clear(model, inputs["parameters"], x)]}


# name, how it is drawn, what is asked, what it was made to catch
KINDS: list[tuple[str, Callable[..., Inputs], str, str]] = [
    ("sizes", network, "3 to 12 features, 1 to 9 hidden units", "a limit on features or hidden units"),
    ("square", _square, "as many features as hidden units and samples", "an axis taken for another"),
    ("one-sample", partial(network, n_samples=1), "a single sample", "a batch of one taken for a vector"),
    ("wide", partial(network, n_features=(257, 300), n_hidden=(1, 3), n_samples=3), "257 to 300 features",
     "a limit on features"),
    ("thirties", partial(network, n_features=(33, 60), n_hidden=(10, 20), n_samples=9),
     "33 to 60 features, 10 to 20 hidden",
     "a block of 32 features, or of 8 hidden units or samples"),
    ("thousands-of-samples", partial(network, n_features=(3, 5), n_hidden=2, n_samples=(1400, 2000)),
     "1,400 to 2,000 samples", "a limit on samples, or an incomplete batch lost"),
    ("large", partial(network, weight=20.0, feature=30.0), "weights to 20, features to 30",
     "outputs or gradients clipped"),
    ("small", partial(network, weight=0.1, feature=0.05), "weights to 0.1, features to 0.05", "small numbers cut off"),
    ("dense", partial(network, sparsity=0.0), "no feature is zero", "sparse inputs taken for granted"),
    ("rare", partial(network, sparsity=0.9, n_samples=40), "nine features in ten are zero", "active features only"),
    ("negative-features", partial(network, low=-1.0), "features of both signs in every model",
     "features clipped at 0, or |x| in every model"),
    ("unimportant", _some_unimportant, "some importances are 0", "an importance of 0 replaced"),
    ("geometric", _geometric, "importances that fall by powers of 0.3", "importances of later features"),
    ("dead", _dead, "a weight column of zeros", "dead units that divide by 0"),
]
FORWARD_SKIPS = ("unimportant", "geometric")


def _question(name: str, function: str, model: str, make: Callable[..., Inputs], statement: str, broken: str) -> Drawn:
    def made(rng: Rng) -> Inputs:
        inputs = make(rng, model=model)
        return inputs if function == GRADIENT else {key: inputs[key] for key in ("model", "parameters", "features")}

    judge = gradients if function == GRADIENT else numbers(FORWARD, 1e-4, 1e-5)
    return Drawn(f"{name}-{model.replace('_', '-')}", function, f"{statement}, {model} model", broken,
                 asked(function, made, judge))


QUESTIONS = [_question(name, function, model, make, statement, broken) for function in (FORWARD, GRADIENT)
             for name, make, statement, broken in KINDS for model in MODELS
             if function == GRADIENT or name not in FORWARD_SKIPS]
