"""Are there grandmother neurons? Which samples lie in the cone about a basis direction, and do they belong to one
class?

For every direction +b_i and -b_i of a basis the samples x with cos(x, +-b_i) >= epsilon are collected. Their purity is
the share of the commonest class among them. Small cones look pure by chance, so each purity is compared with the purity
of the same cone after the labels have been shuffled over all samples.

Conventions: directions are ordered b_1 .. b_k, -b_1 .. -b_k. The cone is closed. A zero activation has no direction and
is in no cone. A cone without samples has no purity: its purity, null and p-value are nan, its majority -1.

Contents: Selectivity, both_signs, cone_members, cone_selectivity, top_samples.

Source: the abstract of SRM reports grandmother neurons; cones, null and p-values are this package's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import generator, integer, number, plain_array, real_array, refuse, require_all
from srm_ref.geometry.vectors import norms, unit
from srm_ref.progress import Progress

__all__ = ["Selectivity", "both_signs", "cone_members", "cone_selectivity", "top_samples"]


class Selectivity(NamedTuple):
    """Hold how pure the cone about every direction is: one entry per direction, b_1 .. b_k, -b_1 .. -b_k.

    directions (n_directions, n_dims): of unit length. counts (n_directions,): samples in the cone. majority
    (n_directions,): the commonest label in the cone, the smallest if there are several; -1 for an empty cone. purity
    (n_directions,): its share among the samples of the cone, in (0, 1]; nan for an empty cone. null_mean
    (n_directions,): mean purity of the same cone over all label shuffles. p_values (n_directions,): (1 + number of
    shuffles at least as pure) / (1 + number of shuffles), one-sided. There is one test per direction: multiply the
    smallest p-value by the number of directions (Bonferroni) before you believe it.
    """

    directions: np.ndarray
    counts: np.ndarray
    majority: np.ndarray
    purity: np.ndarray
    null_mean: np.ndarray
    p_values: np.ndarray


def both_signs(basis: Any) -> np.ndarray:
    """Return the unit directions +b_i and then -b_i of a basis.

    basis (n_basis, n_dims). Returns (2 n_basis, n_dims).

    >>> both_signs([[3.0, 4.0]]).tolist()
    [[0.6, 0.8], [-0.6, -0.8]]
    """
    directions = unit(real_array(basis, "basis", ("n_basis", "n_dims")), "basis")
    return np.concatenate([directions, -directions])


def cone_members(activations: Any, basis: Any, epsilon: float) -> np.ndarray:
    """Say which samples lie in the cone about which direction: cos(x_s, +-b_i) >= epsilon.

    activations (n_samples, n_dims). Returns (n_samples, 2 n_basis): columns b_1 .. b_k, -b_1 .. -b_k; a zero
    activation's row is all False.

    >>> cone_members([[3.0, 4.0], [-1.0, 0.0], [0.0, 0.0]], [[1.0, 0.0]], 0.5).tolist()
    [[True, False], [False, True], [False, False]]
    """
    epsilon = number(epsilon, "epsilon", -1.0, 1.0)
    cosines, lit = _cosines(activations, basis)
    return (cosines >= epsilon) & lit[:, None]


def cone_selectivity(activations: Any, labels: Any, basis: Any, epsilon: float, n_shuffles: int,
                rng: np.random.Generator, *, progress: Progress | None = None) -> Selectivity:
    """Measure the class purity of every cone of `basis`, against shuffles of the `labels` (n_samples,), integers >= 0.

    purity_d = max over classes c of #{s in cone d: label_s = c} / #{s in cone d}.

    One shuffle serves all cones at once, so that the cones' sizes and overlaps are those of the data. The smallest
    p-value is 1 / (1 + n_shuffles). activations (n_samples, n_dims).
    """
    members = cone_members(activations, basis, epsilon)  # (n_samples, n_directions)
    labels = _labels(labels, len(members))
    n_shuffles = integer(n_shuffles, "n_shuffles", 1)
    generator(rng)
    classes, indices = np.unique(labels, return_inverse=True)
    one_hot = np.eye(len(classes))[indices]  # (n_samples, n_classes)
    weights = members.T.astype(np.float64)  # (n_directions, n_samples)
    tallies = weights @ one_hot  # (n_directions, n_classes): whole numbers, exact in float64
    counts, top = members.sum(axis=0), tallies.max(axis=1)
    null_sum, at_least = np.zeros(len(counts)), np.zeros(len(counts))
    for shuffle in range(n_shuffles):
        null_top = (weights @ one_hot[rng.permutation(len(labels))]).max(axis=1)
        null_sum += null_top
        # the cones' counts are the same, so that comparing the largest class counts compares purities
        at_least += null_top >= top
        if progress is not None:
            progress(shuffle + 1, n_shuffles)
    size = np.where(counts > 0, counts, np.nan)  # everything that is divided by the count of an empty cone is nan
    return Selectivity(both_signs(basis), counts, np.where(counts > 0, classes[tallies.argmax(axis=1)], -1), top / size,
                       null_sum / n_shuffles / size, (1.0 + at_least) / (1.0 + n_shuffles) * (size / size))


def top_samples(activations: Any, basis: Any, n_top: int) -> np.ndarray:
    """Find the samples nearest to every direction, for a contact sheet with one row per direction.

    activations (n_samples, n_dims). n_top: at most the number of samples that are not zero. Returns (2 n_basis, n_top):
    sample indices by falling cosine with b_1 .. b_k, -b_1 .. -b_k; of equal cosines the lower index comes first.

    >>> top_samples([[1.0, 1.0], [2.0, 0.0], [-1.0, 3.0]], [[1.0, 0.0]], 2).tolist()
    [[1, 0], [2, 0]]
    """
    cosines, lit = _cosines(activations, basis)
    n_top = integer(n_top, "n_top", 1, int(lit.sum()))
    return np.argsort(np.where(lit[:, None], -cosines, np.inf), axis=0, kind="stable")[:n_top].T


def _cosines(activations: Any, basis: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return cos(x_s, +-b_i), shape (n_samples, 2 n_basis), 0 for zero activations, and which samples are not zero."""
    directions = both_signs(basis)
    activations = real_array(activations, "activations", ("n_samples", directions.shape[1]))
    lit = norms(activations) > 0.0
    cosines = np.zeros((len(activations), len(directions)))
    if lit.any():
        cosines[lit] = unit(activations[lit]) @ directions.T
    return cosines, lit


def _labels(labels: Any, n_samples: int) -> np.ndarray:
    array = plain_array(labels, "labels")
    if array.dtype.kind not in "iu" or array.shape != (n_samples,):
        refuse("labels", f"integers of shape ({n_samples},)", f"{array.dtype} of shape {array.shape}")
    require_all(array >= 0, array, "labels", "integers >= 0")
    return array
