"""Which rows are looked at, and which are kept away to test what was found?

What belongs together must come into one half, or the test has seen what was fitted: rows of one document are alike.
Labels of such groups are of any kind that NumPy can sort. The mean, if it is taken away, is each half's own.

Contents: labels_of, first_half, rows_of.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import refuse
from srm_ref.geometry.vectors import norms

__all__ = ["labels_of", "first_half", "rows_of"]

_CENTRED = 1e-12  # of the mean's length: a row that near to the mean has no direction from it


def labels_of(groups: Any, n_samples: int) -> np.ndarray:
    """Number the groups: every row its own where none are given.

    groups (n_samples,): labels that can be sorted. Returns (n_samples,): integers from 0.

    >>> labels_of(["b", "a", "b"], 3).tolist()
    [1, 0, 1]
    """
    if groups is None:
        return np.arange(n_samples)
    try:
        groups = np.asarray(groups)  # labels of any kind, text too
    except Exception as error:
        refuse("groups", "a label for every row", f"{type(groups).__name__} ({error})")
    if groups.shape != (n_samples,):
        refuse("groups", f"shape ({n_samples},), a label for every row", f"shape {groups.shape}")
    return np.unique(groups, return_inverse=True)[1].reshape(-1)


def first_half(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Tell which rows are in the first half: whole groups, drawn in random order, as near to half of the rows as
    whole groups allow.

    labels (n_samples,): from `labels_of`, with at least two groups. Returns (n_samples,): bool.
    """
    n_groups = int(labels.max()) + 1
    if len(labels) < 2:
        refuse("activations", "at least two rows, one for each half", "one")
    if n_groups < 2:
        refuse("groups", "at least two groups of rows, one for each half", "one")
    order = rng.permutation(n_groups)
    filled = np.cumsum(np.bincount(labels)[order])
    n_first = int(np.argmin(np.abs(filled[:-1] - len(labels) / 2))) + 1
    return np.isin(labels, order[:n_first])


def rows_of(activations: np.ndarray, chosen: np.ndarray, centre: bool) -> np.ndarray:
    """Collect the rows chosen (n_samples,) in float64; centre: take away their mean, at which a row has no direction.

    Returns (n_chosen, n_dims).

    >>> rows_of(np.array([[1, 0], [3, 0], [9, 9]]), np.array([True, True, False]), True).tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    """
    rows = np.asarray(activations[chosen], dtype=float)
    if centre:
        rows = rows - (mean := rows.mean(axis=0))
        rows[norms(rows) <= _CENTRED * norms(mean)] = 0.0
    return rows
