"""The public entry of the Spotlight Resonance Method: the curves of all planes of a basis, and their mean.

Atomistic view: one curve a plane (`spotlight_resonance`). Holistic view: mean and standard deviation over planes; the mean
alone needs memory for one curve only (`mean_spotlight_resonance`).

Conventions, settled once for all functions here
- plane (i, j): a = basis[i], b = basis[j]; theta in radians, 0 at a, growing towards b; basis rows need not be unit vectors;
- the cone is closed: cosine >= epsilon, epsilon the cosine of its half angle; decided in float64 by
  p cos(theta) + q sin(theta) >= epsilon;
- a zero activation lies inside no cone, at any epsilon, but counts in n_samples; `n_zero` says how many there were;
- "permutations" are all ordered pairs, "combinations" all i < j, in lexicographic order; (anti)parallel pairs are left out
  and listed in `skipped_planes`; in an explicit list they are refused;
- counts are exact integers, and `values` = counts / n_samples.

Contents: spotlight_resonance, mean_spotlight_resonance, Resonance, MeanResonance, RequestTooLarge.
Source: SRM.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from srm_ref.progress import Progress
from srm_ref.spotlight.pairs import check_activations
from srm_ref.spotlight.sweep import Sweep, new_tally, sweep_chunk, sweep_of
from srm_ref.spotlight.tally import Tally, smallest_dtype

__all__ = ["spotlight_resonance", "mean_spotlight_resonance", "Resonance", "MeanResonance", "RequestTooLarge",
           "start_tally", "per_plane_result", "mean_result"]


@dataclass(frozen=True)
class Resonance:
    """Hold one curve a plane.

    Parameters
    ----------
    thetas : ndarray, shape (n_angles,)
        Radians.
    planes : ndarray of int, shape (n_planes, 2)
        Row k says which basis rows span plane k: (i, j) turns from i towards j.
    counts : ndarray of the smallest sufficient integer, shape (n_planes, n_angles)
        Activations inside the cone; for signed curves less those inside the opposite cone.
    skipped_planes : ndarray of int, shape (n_skipped, 2)
        Pairs i < j that are (anti)parallel and span no plane.
    n_samples, n_zero : int
        All activations, and those of length zero among them.
    epsilon : float
    signed : bool
    """

    thetas: np.ndarray
    planes: np.ndarray
    counts: np.ndarray
    skipped_planes: np.ndarray
    n_samples: int
    n_zero: int
    epsilon: float
    signed: bool

    @cached_property
    def values(self) -> np.ndarray:
        """Resonance, counts / n_samples: shape (n_planes, n_angles), in [0, 1], signed in [-1, 1]."""
        return self.counts / self.n_samples

    @property
    def mean(self) -> np.ndarray:
        """Mean over planes, shape (n_angles,)."""
        return self.counts.sum(axis=0, dtype=np.int64) / (self.n_samples * len(self.planes))

    @property
    def std(self) -> np.ndarray:
        """Standard deviation over planes (divided by n_planes), shape (n_angles,)."""
        return self.values.std(axis=0)


@dataclass(frozen=True)
class MeanResonance:
    """Hold the mean curve over all planes, computed without a curve for each.

    Parameters
    ----------
    thetas : ndarray, shape (n_angles,)
        Radians.
    counts : ndarray of int, shape (n_angles,)
        Lit (activation, plane) pairs at every angle.
    n_planes : int
    skipped_planes : ndarray of int, shape (n_skipped, 2)
    n_samples, n_zero : int
    epsilon : float
    signed : bool
    """

    thetas: np.ndarray
    counts: np.ndarray
    n_planes: int
    skipped_planes: np.ndarray
    n_samples: int
    n_zero: int
    epsilon: float
    signed: bool

    @property
    def mean(self) -> np.ndarray:
        """Mean over planes, shape (n_angles,); equal to the bit to `Resonance.mean` on the same input."""
        return self.counts / (self.n_samples * self.n_planes)


class RequestTooLarge(MemoryError, ValueError):
    """Say, before anything is allocated, that a request cannot fit into this machine's memory, and what can."""


def spotlight_resonance(activations: Any, basis: Any, epsilon: float = 0.9, planes: Any = "permutations",
                        n_angles: Any = 360, *, signed: bool = False, progress: Progress | None = None) -> Resonance:
    """Compute the resonance curve of every plane that two privileged directions span.

    f_ij(theta) = (1/N) sum_s 1[p_s cos(theta) + q_s sin(theta) >= epsilon],  p = P_i,  q = (P_j - g P_i) / sqrt(1 - g^2)

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
        A MemoryError and ValueError: the curves of so many planes cannot fit; use `mean_spotlight_resonance`.

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


def start_tally(sweep: Sweep, n_samples: int) -> Tally:
    """Start a tally with a row a plane, or refuse one that this machine cannot hold.

    Parameters
    ----------
    sweep : Sweep
    n_samples : int
        Of which the tally must hold twice the number.

    Returns
    -------
    Tally

    Raises
    ------
    RequestTooLarge
        Tally, counts and their float64 shares need more memory than is available.
    """
    dtype = smallest_dtype(max(2 * n_samples, 2**16))
    n_curves, n_angles = sweep.planes.n_planes, sweep.grid.n_angles
    needed = n_curves * n_angles * (dtype.itemsize + smallest_dtype(n_samples).itemsize + 8)
    available = available_memory()
    if needed > available:
        raise RequestTooLarge(
            f"planes: wanted curves that fit into {available / 1e9:.1f} GB of free memory; found {n_curves} planes of "
            f"{n_angles} angles, which need {needed / 1e9:.1f} GB (mean_spotlight_resonance needs one curve; or pass an "
            f"explicit list of planes, or fewer angles)")
    return new_tally(sweep, dtype)


def available_memory() -> float:
    """Ask the system how many bytes are free; infinite where it does not say.

    Returns
    -------
    float
    """
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            return next(1024.0 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration, ValueError):
        names = getattr(os, "sysconf_names", {})
        if "SC_PHYS_PAGES" in names and "SC_PAGE_SIZE" in names:
            return float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE")
        return float("inf")


def per_plane_result(sweep: Sweep, tally: Tally, n_samples: int, n_zero: int) -> Resonance:
    """Turn a finished tally with a row a plane into its result.

    Parameters
    ----------
    sweep : Sweep
    tally : Tally
    n_samples, n_zero : int

    Returns
    -------
    Resonance
    """
    return Resonance(sweep.grid.thetas, sweep.planes.pairs(sweep.frame), tally.counts(n_samples), sweep.planes.skipped,
                     n_samples, n_zero, sweep.epsilon, sweep.signed)


def mean_result(sweep: Sweep, tally: Tally, n_samples: int, n_zero: int) -> MeanResonance:
    """Turn a finished tally with one row for all planes into its result.

    Parameters
    ----------
    sweep : Sweep
    tally : Tally
    n_samples, n_zero : int

    Returns
    -------
    MeanResonance
    """
    counts = tally.counts(n_samples * sweep.planes.n_planes)[0]
    return MeanResonance(sweep.grid.thetas, counts, sweep.planes.n_planes, sweep.planes.skipped, n_samples, n_zero,
                         sweep.epsilon, sweep.signed)
