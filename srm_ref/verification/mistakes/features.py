"""How do samplers of sparse features go wrong? The right one, and what people write in its place.

Contents: SamplerSteps, SAMPLER_MISTAKES, draw.

Source: TMS section "Demonstrating superposition": x_i = 0 with probability S, else uniform on [0, 1], independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

import numpy as np

from srm_ref.verification.mistakes.mistake import Mistake

__all__ = ["SamplerSteps", "SAMPLER_MISTAKES", "draw"]

Array = np.ndarray
Rng = np.random.Generator


def _uniform(rng: Rng, shape: tuple[int, int], chance: Array) -> Array:
    return rng.random(shape)


@dataclass(frozen=True)
class SamplerSteps:
    """The steps of a sampler: numbers for the mask, the mask, magnitudes."""

    chance: Callable[[Rng, tuple[int, int]], Array] = lambda rng, shape: rng.random(shape)
    active: Callable[[Array, float], Array] = lambda chance, sparsity: chance >= sparsity
    magnitude: Callable[[Rng, tuple[int, int], Array], Array] = _uniform


def draw(inputs: dict[str, Any], steps: SamplerSteps) -> Array:
    """Draw a batch with these steps.

    Parameters
    ----------
    inputs : dict
        As a case of sample_features holds them.
    steps : SamplerSteps

    Returns
    -------
    ndarray, shape (n_samples, n_features)
    """
    rng, shape = np.random.default_rng([inputs["seed"], 1]), (inputs["n_samples"], inputs["n_features"])
    chance = np.broadcast_to(steps.chance(rng, shape), shape)
    return np.where(steps.active(chance, inputs["sparsity"]), steps.magnitude(rng, shape, chance), 0.0)


INDEPENDENT = "x_i = 0 with probability S, independently for every feature and sample"
UNIFORM = "else x_i ~ U[0, 1], independent of the mask"
SAMPLER_MISTAKES = [
    Mistake("density called sparsity", "P(x_i = 0) = S", {"active": lambda chance, s: chance < s}),
    Mistake("mask shared between features", INDEPENDENT, {"chance": lambda rng, shape: rng.random((shape[0], 1))}),
    Mistake("mask shared over the batch", INDEPENDENT, {"chance": lambda rng, shape: rng.random((1, shape[1]))}),
    Mistake("magnitude reuses the mask's uniform number", UNIFORM,
            {"magnitude": lambda rng, shape, chance: chance}),
    Mistake("magnitude reuses the mask's uniform number, mirrored", UNIFORM,
            {"magnitude": lambda rng, shape, chance: 1 - chance}),
    Mistake("magnitude shared between features", UNIFORM,
            {"magnitude": lambda rng, shape, chance: np.broadcast_to(rng.random((shape[0], 1)), shape)}),
    Mistake("magnitude 1 in place of uniform", UNIFORM, {"magnitude": lambda rng, shape, chance: np.ones(shape)}),
    Mistake("magnitude uniform on [-1, 1]", UNIFORM, {"magnitude": lambda rng, shape, chance: rng.uniform(-1, 1,
                                                                                                          shape)}),
    Mistake("magnitude normal in place of uniform", UNIFORM,
            {"magnitude": lambda rng, shape, chance: rng.standard_normal(shape)}),
    Mistake("magnitude |normal| in place of uniform", UNIFORM,
            {"magnitude": lambda rng, shape, chance: np.abs(rng.standard_normal(shape))}),
    Mistake("neighbouring features exclude each other", INDEPENDENT,
            {"chance": lambda rng, shape: _mirrored(rng.random(shape))}),
    Mistake("samples are never empty", INDEPENDENT, {"active": lambda chance, s: _never_empty(chance, s)}),
    Mistake("exactly round(n (1 - S)) active features", INDEPENDENT, {"active": lambda chance, s: _ranked(chance, s)}),
]


def _mirrored(chance: Array) -> Array:
    """Return numbers in which each odd column is the logical opposite of the even column before it."""
    out = chance.copy()
    out[:, 1::2] = 1 - out[:, :-1:2][:, :out[:, 1::2].shape[1]]
    return out


def _never_empty(chance: Array, sparsity: float) -> Array:
    active = chance >= sparsity
    empty = ~active.any(axis=1)
    active[empty, chance[empty].argmax(axis=1)] = sparsity < 1
    return active


def _ranked(chance: Array, sparsity: float) -> Array:
    k = round(chance.shape[1] * (1 - sparsity))
    return np.argsort(np.argsort(-chance, axis=1), axis=1) < k
