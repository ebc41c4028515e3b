"""Where does the pentagon give way to two digons, over the density of one feature and over that of the four others?

Five features in two dimensions, importances 1. Four have density p, feature 0 has rho p. Both arrangements are followed
down the exact loss from ideal ones, so that neither chance nor training is in the answer.

Contents: STARTS, BASES, COARSE, pentagon_map, crossings.

Source: TMS section "The Geometry of Superposition", non-uniform superposition, of which the baseline is p = 0.05.
"""

from __future__ import annotations

import numpy as np

from srm_ref.experiments.shared.restarts import minimise_exactly, repeat_per_restart
from srm_ref.superposition.features import active_set_probability
from srm_ref.superposition.measures import is_represented
from srm_ref.superposition.polytopes import polygon

__all__ = ["STARTS", "BASES", "COARSE", "pentagon_map", "crossings"]

STARTS = (1.13 * polygon(5), np.array([[0.0, 1, 0, -1, 0], [0, 0, 1, 0, -1]]),
          np.array([[1.0, 0, 0, -1, 0], [0, 0, 1, 0, -1]]))
"""Pentagon; two digons without feature 0; two digons without another."""
BASES = np.array([0.02, 0.03, 0.05, 0.07, 0.1])
COARSE = np.geomspace(0.14, 0.56, 15)


def pentagon_map(bases: np.ndarray = BASES, coarse: np.ndarray = COARSE, n_steps: int = 200) -> np.ndarray:
    """Return the exact loss of the pentagon over that of two digons without feature 0, shape (n_bases, n_coarse).

    bases (n_bases,): p. coarse (n_coarse,): rho. n_steps: of descent. nan where one of the two is no longer there.
    """
    shape = len(bases), len(coarse)
    sparsity = 1.0 - np.repeat(bases, shape[1])[:, np.newaxis] * np.ones(5)  # (n_bases n_coarse, 5)
    sparsity[:, 0] = 1.0 - np.outer(bases, coarse).ravel()
    start = {"W": repeat_per_restart(np.array(STARTS[:2]), len(sparsity)), "bias": np.zeros((2 * len(sparsity), 5))}
    start["bias"][:len(sparsity)] = -0.24  # about what a pentagon has; a square needs almost none
    reached, loss = minimise_exactly(start, np.ones(5), np.tile(active_set_probability(sparsity), (2, 1)),
                                     n_steps=n_steps, learning_rate=0.02)
    there = is_represented(reached["W"]).sum(axis=1).reshape(2, *shape) == np.array([5, 4])[:, np.newaxis, np.newaxis]
    pentagon, square = loss.reshape(2, *shape)
    return np.where(there.all(axis=0), pentagon / square, np.nan)


def crossings(ratios: np.ndarray, coarse: np.ndarray) -> np.ndarray:
    """Return the rho at which each row of a map passes 1, coming from above; nan where it does not.

    ratios (n_bases, n_coarse), coarse (n_coarse,). Returns (n_bases,).

    >>> crossings(np.array([[1.5, 1.0, 0.5], [2.0, 2.0, 2.0]]), np.array([0.2, 0.3, 0.4])).tolist()
    [0.3, nan]
    """
    found = np.full(len(ratios), np.nan)
    for k, row in enumerate(ratios):
        ends = np.flatnonzero((row[:-1] > 1) & (row[1:] <= 1))
        if len(ends):
            at = slice(ends[0], ends[0] + 2)
            found[k] = np.interp(0.0, 1 - row[at], coarse[at])
    return found
