"""Which of many trained instances is kept? Fresh losses with their errors, the best of each group, its parameters.

TMS trains many models per point and keeps the lowest loss: gradient descent often stops in a worse arrangement, most of
all in two hidden dimensions. Losses at different sparsities belong to different tasks and are not compared.

Contents: Estimate, evaluate, best_of, select.

Source: TMS sections "Superposition as a Phase Change" and "Superposition in a Privileged Basis".
"""

from __future__ import annotations

from typing import Callable, NamedTuple

import numpy as np

from srm_ref.checks import generator, integer, real_array, refuse
from srm_ref.superposition.model import Arrays, Model

__all__ = ["Estimate", "evaluate", "best_of", "select"]

Sample = Callable[[np.random.Generator], np.ndarray]


class Estimate(NamedTuple):
    """A mean over batches and its standard error, each of shape (n_instances,)."""

    mean: np.ndarray
    standard_error: np.ndarray


def evaluate(model: Model, parameters: Arrays, sample: Sample, importance: np.ndarray, rng: np.random.Generator,
             n_batches: int, *, l1: float = 0.0) -> Estimate:
    """Estimate the expected loss of every instance from `n_batches` fresh batches.

    Parameters
    ----------
    model, parameters, sample, importance, rng, l1
        As in `srm_ref.superposition.training.train`. A `sample` of shape (n_samples, n_features) judges all
        instances by the same draws, which takes the chance of the draw out of their comparison.
    n_batches : int
        At least 2.

    Returns
    -------
    Estimate

    Raises
    ------
    ValueError
        As in `srm_ref.superposition.training.train`.
    """
    losses = np.array([model.loss(parameters, sample(generator(rng)), importance, l1=l1)
                       for _ in range(integer(n_batches, "n_batches", 2))], dtype=np.float64)
    return Estimate(losses.mean(axis=0), losses.std(axis=0, ddof=1) / np.sqrt(len(losses)))


def best_of(losses: np.ndarray, n_tries: int) -> np.ndarray:
    """Return the index of the lowest loss in each run of `n_tries` neighbouring instances.

    Parameters
    ----------
    losses : array_like, shape (n_instances,)
    n_tries : int
        Divides n_instances.

    Returns
    -------
    ndarray of int, shape (n_instances / n_tries,)
        The first of equals.

    Raises
    ------
    ValueError
        `n_tries` does not divide the number of losses.

    Examples
    --------
    >>> best_of([3.0, 1.0, 2.0, 0.5, 0.7, 0.6], 3).tolist()
    [1, 3]
    """
    losses = real_array(losses, "losses", ("n_instances",))
    n_tries = integer(n_tries, "n_tries", 1)
    if len(losses) % n_tries:
        refuse("n_tries", f"a divisor of the number of losses, {len(losses)}", str(n_tries))
    groups = losses.reshape(-1, n_tries)
    return np.argmin(groups, axis=1) + n_tries * np.arange(len(groups))


def select(parameters: Arrays, instances: np.ndarray | int) -> Arrays:
    """Return the parameters of the given `instances`; of a single index without the instance axis.

    Parameters
    ----------
    parameters : dict of arrays with an instance axis
    instances : int, or array_like of int of shape (n_chosen,)

    Returns
    -------
    dict of arrays

    Examples
    --------
    >>> select({"bias": np.array([[1.0], [2.0], [3.0]])}, [2, 0])["bias"].tolist()
    [[3.0], [1.0]]
    """
    return {name: value[np.asarray(instances)] for name, value in parameters.items()}
