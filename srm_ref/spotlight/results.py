"""What does a sweep give back, and does it fit into memory?

Counts are exact integers, kept in the narrowest type that holds them; shares are computed from them on demand.

Contents: Resonance, MeanResonance, start_tally, per_plane_result, mean_result.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from srm_ref.spotlight.memory import require_memory
from srm_ref.spotlight.sweep import Sweep, new_tally
from srm_ref.spotlight.tally import Tally, smallest_dtype

__all__ = ["Resonance", "MeanResonance", "start_tally", "per_plane_result", "mean_result"]


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
    require_memory(needed, "planes", "curves", f"{n_curves} planes of {n_angles} angles",
                   "mean_spotlight_resonance needs one curve; or pass an explicit list of planes, or fewer angles")
    return new_tally(sweep, dtype)


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
