"""The package on a data set that comes in parts: accumulators, updated chunk by chunk and merged.

Contents: spotlight, signed_spotlight, mean_spotlight.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.spotlight.accumulate import SpotlightAccumulator

__all__ = ["spotlight", "signed_spotlight", "mean_spotlight"]


def _streamed(activations: np.ndarray, basis: np.ndarray, epsilon: float, planes: Any, thetas: np.ndarray,
              signed: bool = False) -> Any:
    """Feed the first half in chunks of two, or in fifty, the rest to another accumulator, and merge them."""
    half = (len(activations) + 1) // 2
    size = max(2, half // 50)
    first, second = (SpotlightAccumulator(basis, epsilon, planes, thetas, signed) for _ in range(2))
    for start in range(0, half, size):
        first.update(activations[start:min(start + size, half)])
    if half < len(activations):
        second.update(activations[half:])
    return first.merge(second).result()


def spotlight(activations: np.ndarray, basis: np.ndarray, epsilon: float, planes: np.ndarray,
              thetas: np.ndarray) -> np.ndarray:
    """Return the curves of the planes; arguments as the kit passes them."""
    return _streamed(activations, basis, epsilon, planes, thetas).values


def signed_spotlight(activations: np.ndarray, basis: np.ndarray, epsilon: float, planes: np.ndarray,
                     thetas: np.ndarray) -> np.ndarray:
    """Return the signed curves of the planes."""
    return _streamed(activations, basis, epsilon, planes, thetas, signed=True).values


def mean_spotlight(activations: np.ndarray, basis: np.ndarray, epsilon: float, ensemble: str,
                   thetas: np.ndarray) -> np.ndarray:
    """Return the mean curve over an ensemble of planes."""
    return _streamed(activations, basis, epsilon, ensemble, thetas).mean
