"""At which epsilons are more, or fewer, activations near the directions than by chance? One p-value for all epsilons.

The counts of lit pairs (activation, direction) on the grid of `rotation_sums`, for the given basis and for m rotations
of it:

    kept         epsilons with at least 5 lit pairs in the mean over all m + 1 curves, and counts not all equal
    deviation    (count - mean) / standard deviation, both over all m + 1 curves
    statistic    a curve's largest |deviation| over the epsilons kept
    p            the share of the m + 1 curves whose statistic is at least that of the given basis

The grid is fixed by the number of dimensions, and every step treats the m + 1 curves alike. So where one common
rotation of all activations leaves their joint law as it is, p <= level happens with probability at most level (ties
make p larger).

The envelope has the same level at all epsilons together: mean +- c standard deviations, c the least statistic that at
most a share `level` of the m + 1 curves exceed. The given curve leaves it somewhere where, and only where, p <=
level.

Contents: EpsilonScan, epsilon_scan, scan_of_counts.
Source: this package.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from srm_ref.checks import integer, number
from srm_ref.progress import Progress
from srm_ref.spotlight.results import Result
from srm_ref.spotlight.turning.rotation_sums import epsilon_grid, sums_of_rotations

__all__ = ["EpsilonScan", "epsilon_scan", "scan_of_counts"]

_FEWEST_LIT = 5  # pairs in the mean over all curves
_TIE_RTOL = 1e-9  # statistics this close are equal: they come from the same integers by roundings of 1e-16


@dataclass(frozen=True, repr=False)
class EpsilonScan(Result):
    """Hold the heights of a basis at many epsilons, and those of its rotations.

    `epsilons`, `heights`, `low` and `high` have the shape (n_epsilons,), `null` (n_rotations, n_epsilons).
    """

    epsilons: np.ndarray  # those kept, ascending
    heights: np.ndarray
    low: np.ndarray  # ends of the envelope, with one level for all epsilons together
    high: np.ndarray
    p_value: float
    statistic: float  # the largest studentised deviation; 0 where no epsilon is kept
    null: np.ndarray  # heights of the rotations
    level: float

    @property
    def above(self) -> np.ndarray:
        """The epsilons at which more activations are near the directions than the envelope allows, (n_above,)."""
        return self.epsilons[self.heights > self.high]

    @property
    def below(self) -> np.ndarray:
        """The epsilons at which fewer activations are near the directions than the envelope allows, (n_below,)."""
        return self.epsilons[self.heights < self.low]

    def columns(self) -> dict[str, np.ndarray]:
        """Return a row per epsilon: epsilon, height, low, high, each (n_epsilons,)."""
        return {"epsilon": self.epsilons, "height": self.heights, "low": self.low, "high": self.high}


def epsilon_scan(activations: Any, basis: Any, n_rotations: int, rng: np.random.Generator, *, level: float = 0.05,
                 progress: Progress | None = None) -> EpsilonScan:
    """Compare the heights of a basis with those of its rotations at all epsilons, with one p-value.

    basis (n_directions, n_dims). n_rotations: at least 1; p is at least 1 / (1 + n_rotations). level: that of the
    envelope, in (0, 1].

    >>> rng = np.random.default_rng(0)
    >>> scan = epsilon_scan(np.eye(8), np.eye(8), 19, rng)
    >>> scan.p_value, float(scan.heights[-1])  # 8 of 64 pairs, one sign of two
    (0.05, 0.0625)
    """
    n_rotations, level = integer(n_rotations, "n_rotations", 1), number(level, "level", 0, 1, low_open=True)
    curves = sums_of_rotations(activations, basis, n_rotations, rng, None, progress)
    moments, counts = curves[0].moments, np.array([curve.on_grid for curve in curves])
    return scan_of_counts(counts, moments.n_dims, moments.n_samples * len(moments.fourths), level)


def scan_of_counts(counts: np.ndarray, n_dims: int, n_pairs: int, level: float) -> EpsilonScan:
    """Make the scan from the counts of all curves, counts (1 + n_rotations, n_epsilons), of n_pairs pairs each."""
    kept = (counts.sum(axis=0) >= _FEWEST_LIT * len(counts)) & np.any(counts != counts[0], axis=0)
    epsilons, counts = epsilon_grid(n_dims)[kept], counts[:, kept]
    means, deviations = counts.mean(axis=0), counts.std(axis=0)
    statistics = np.max(np.abs(counts - means) / deviations, axis=1, initial=0.0)  # (m + 1,)
    tie = _TIE_RTOL * statistics.max()
    p_value = float(np.count_nonzero(statistics >= statistics[0] - tie)) / len(statistics)

    reach = _least_reached(statistics, level) + tie
    pairs = 2.0 * n_pairs  # and signs
    low, high = np.maximum(means - reach * deviations, 0.0), means + reach * deviations
    return EpsilonScan(epsilons, counts[0] / pairs, low / pairs, high / pairs, p_value, float(statistics[0]),
                       counts[1:] / pairs, level)


def _least_reached(statistics: np.ndarray, level: float) -> float:
    """Return the least statistic that at most a share `level` of all exceed."""
    n_beyond = int(level * len(statistics) * (1.0 + 1e-12))
    return float(np.sort(statistics)[::-1][min(n_beyond, len(statistics) - 1)])
