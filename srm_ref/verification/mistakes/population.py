"""How does an expected loss go wrong? The right one, and what people write in its place.

Contents: PopulationSteps, POPULATION_MISTAKES, expected_loss.

Source: TMS section "Demonstrating superposition", the loss as an expectation over sparse uniform features.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

import numpy as np

from srm_ref.superposition.exact_loss import population_loss
from srm_ref.verification.mistakes.mistake import Mistake

__all__ = ["PopulationSteps", "POPULATION_MISTAKES", "expected_loss"]

Array = np.ndarray


@dataclass(frozen=True)
class PopulationSteps:
    """The steps of an expected loss."""

    weights: Callable[[Array], Array] = lambda W: W
    bias: Callable[[Array], Array] = lambda b: b
    importance: Callable[[Array], Array] = lambda importance: importance
    sparsity: Callable[[float], float] = lambda sparsity: sparsity
    scale: Callable[[int], float] = lambda n: 1.0
    given: Callable[[float, float, float], float] = lambda loss, of_zeros, p_zeros: loss


def expected_loss(inputs: dict[str, Any], steps: PopulationSteps) -> float:
    """Return the expected loss that these steps give.

    Parameters
    ----------
    inputs : dict
        As a case of population_loss holds them.
    steps : PopulationSteps
    """
    p, importance = inputs["parameters"], np.array(inputs["importance"], dtype=float)
    parameters = {"W": steps.weights(np.array(p["W"], dtype=float)), "bias": steps.bias(np.array(p["bias"],
                                                                                                 dtype=float))}
    weight, sparsity = steps.importance(importance), steps.sparsity(inputs["sparsity"])
    loss = float(population_loss(parameters, weight, sparsity))
    of_zeros = float((weight * np.maximum(parameters["bias"], 0) ** 2).sum())
    return steps.scale(len(importance)) * steps.given(loss, of_zeros, sparsity ** len(importance))


LOSS = "L = E sum_i I_i (x_i - relu(W^T W x + b)_i)^2"
POPULATION_MISTAKES = [
    Mistake("density called sparsity", "P(x_i = 0) = S", {"sparsity": lambda s: 1 - s}),
    Mistake("loss averaged over features", LOSS, {"scale": lambda n: 1 / n}, '"loss": "mean"'),
    Mistake("half of the loss", LOSS, {"scale": lambda n: 0.5}),
    Mistake("importance squared", LOSS, {"importance": np.square}),
    Mistake("importance forgotten", LOSS, {"importance": np.ones_like}),
    Mistake("importances divided by their sum", LOSS, {"importance": lambda importance: importance / importance.sum()}),
    Mistake("expectation given that some feature is active", "E over all samples, those of zeros only included",
            {"given": lambda loss, of_zeros, p: (loss - p * of_zeros) / (1 - p) if p < 1 else np.nan}),
    Mistake("bias forgotten", LOSS, {"bias": np.zeros_like}),
    Mistake("bias subtracted in place of added", LOSS, {"bias": np.negative}),
    Mistake("features taken as dense", "P(x_i = 0) = S", {"sparsity": lambda s: 0.0}),
]
