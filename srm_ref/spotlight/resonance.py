"""The public entry of the Spotlight Resonance Method: the curves of all planes of a basis, and their mean.

Atomistic view: one curve a plane (`spotlight_resonance`). Holistic view: mean and standard deviation over planes; the
mean alone needs memory for one curve only (`mean_spotlight_resonance`).

Conventions, settled once for all functions here
- plane (i, j): a = basis[i], b = basis[j]; theta in radians, 0 at a, growing towards b; basis rows of any length;
- the cone is closed: cosine >= epsilon, epsilon the cosine of its half angle; decided in float64 by
  p cos(theta) + q sin(theta) >= epsilon;
- a zero activation lies inside no cone, at any epsilon, but counts in n_samples; `n_zero` says how many there were;
- "permutations" are all ordered pairs, "combinations" all i < j, in lexicographic order; (anti)parallel pairs are
  left out and listed in `skipped_planes`; in an explicit list they are refused;
- counts are exact integers, and `values` = counts / n_samples.

Contents: spotlight_resonance, mean_spotlight_resonance, Resonance, MeanResonance, RequestTooLarge.
Source: SRM.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.progress import Progress
from srm_ref.spotlight.memory import RequestTooLarge
from srm_ref.spotlight.products import check_activations
from srm_ref.spotlight.results import MeanResonance, Resonance, mean_result, per_plane_result, start_tally
from srm_ref.spotlight.sweep import new_tally, sweep_chunk, sweep_of

__all__ = ["spotlight_resonance", "mean_spotlight_resonance", "Resonance", "MeanResonance", "RequestTooLarge"]


def spotlight_resonance(activations: Any, basis: Any, epsilon: float = 0.9, planes: Any = "permutations",
                        n_angles: Any = 360, *, signed: bool = False, progress: Progress | None = None) -> Resonance:
    """Compute the resonance curve of every plane that two privileged directions span.

    f_ij(theta) = (1/N) sum_s 1[p_s cos(theta) + q_s sin(theta) >= epsilon], p = P_i, q = (P_j - g P_i) / sqrt(1 - g^2)

    with P = unit(activations) unit(basis)^T and g = b_i . b_j                                 (SRM, in the plane)

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
        A memory map is read in chunks.
    basis : array_like, shape (n_basis, n_dims)
        Privileged directions, of any lengths.
    epsilon : float
        Cosine of the cone's half angle, in [-1, 1].
    planes : str or array_like of int, shape (n_planes, 2)
        "permutations", "combinations", or explicit pairs of rows of the basis.
    n_angles : int or array_like, shape (n_angles,)
        Angles of a full turn, 2 pi left out; or explicit angles in radians.
    signed : bool
        Take the opposite cone's share away.
    progress : callable, optional
        Called with (samples done, all samples).

    Returns
    -------
    Resonance
        `.values` of shape (n_planes, n_angles), exact; `.mean` and `.std` over planes.

    Raises
    ------
    ValueError
        Bad shapes, NaN or infinity, a zero basis row, epsilon outside [-1, 1], impossible planes, n_angles < 1.
    RequestTooLarge
        A MemoryError and ValueError: the curves of so many planes, or so many angles, cannot fit.

    Examples
    --------
    >>> result = spotlight_resonance([[1, 0], [0, 3]], [[1, 0], [0, 1]], 0.9, "combinations", n_angles=4)
    >>> result.planes.tolist(), result.values.tolist()
    ([[0, 1]], [[0.5, 0.5, 0.0, 0.0]])
    """
    sweep = sweep_of(basis, epsilon, planes, n_angles, signed, mean=False)
    activations = check_activations(activations, sweep.frame.rows.shape[1])
    tally = start_tally(sweep, len(activations))
    n_zero = sweep_chunk(sweep, activations, tally, progress=progress)
    return per_plane_result(sweep, tally, len(activations), n_zero)


def mean_spotlight_resonance(activations: Any, basis: Any, epsilon: float = 0.9, planes: Any = "permutations",
                             n_angles: Any = 360, *, signed: bool = False,
                             progress: Progress | None = None) -> MeanResonance:
    """Compute the mean resonance over all planes, in memory for one curve: the holistic view of millions of planes.

    f(theta) = (1/n_planes) sum_(i,j) f_ij(theta)                                              (SRM, holistic)

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
    basis : array_like, shape (n_basis, n_dims)
    epsilon : float
        In [-1, 1].
    planes : str or array_like of int, shape (n_planes, 2)
    n_angles : int or array_like, shape (n_angles,)
    signed : bool
    progress : callable, optional
        All as for `spotlight_resonance`.

    Returns
    -------
    MeanResonance
        `.mean` equals that of `spotlight_resonance` to the bit.

    Raises
    ------
    ValueError
        As `spotlight_resonance`.
    RequestTooLarge
        So many angles cannot fit.

    Examples
    --------
    >>> mean_spotlight_resonance([[1, 0], [0, 3]], [[1, 0], [0, 1]], 0.9, n_angles=4).mean.tolist()
    [0.5, 0.5, 0.0, 0.0]
    """
    sweep = sweep_of(basis, epsilon, planes, n_angles, signed, mean=True)
    activations = check_activations(activations, sweep.frame.rows.shape[1])
    tally = new_tally(sweep, np.dtype(np.int64))
    n_zero = sweep_chunk(sweep, activations, tally, progress=progress)
    return mean_result(sweep, tally, len(activations), n_zero)
