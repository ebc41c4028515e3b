"""What does a sweep give back, and does it fit into memory?

Counts are exact integers, kept in the narrowest type that holds them; shares are computed from them on demand.

Contents: Resonance, MeanResonance, RequestTooLarge, start_tally, available_memory, per_plane_result, mean_result.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from srm_ref.spotlight.sweep import Sweep, new_tally
from srm_ref.spotlight.tally import Tally, smallest_dtype

__all__ = ["Resonance", "MeanResonance", "RequestTooLarge", "start_tally", "available_memory", "per_plane_result",
           "mean_result"]


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
