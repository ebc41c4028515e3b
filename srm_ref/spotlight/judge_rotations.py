"""Is this basis special for these activations? Kurtosis decides; everything beside it comes from the same products.

`judge_rotations` turns the basis at random, makes the sums of `rotation_sums`, and reads from them

    the verdict        kurtosis among those of the rotations, by equal tails (`verdict`)
    scale, shape       kurtosis = scale . shape: directions used unevenly, or samples concentrated; each with its p
    carriers           directions that hold more than chance gives to any
    trimmed            kurtosis without the 1 % of activations with the most, every curve its own
    scan, height       the heights at all epsilons with one p, and at a given epsilon
    nearest            mean max_i |P_i|, for bases that kurtosis does not see or hardly sees
    n_effective        as how many independent directions the activations count

Contents: RotationReading, judge_rotations.
Source: this package.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from srm_ref.checks import integer, number
from srm_ref.progress import Progress
from srm_ref.spotlight.effective_directions import effective_directions
from srm_ref.spotlight.fourth_moments import isotropic_kurtosis, sensitivity
from srm_ref.spotlight.kurtosis_forms import has_axes, kurtosis_effect
from srm_ref.spotlight.rotation_scan import EpsilonScan, scan_of_counts
from srm_ref.spotlight.rotation_sums import CurveSums, sums_of_rotations
from srm_ref.spotlight.verdict import LEVEL, Carrier, Ranked, decide, find_carriers, obstacle, ranked

__all__ = ["RotationReading", "judge_rotations"]


@dataclass(frozen=True)
class RotationReading:
    """Hold what activations show of a basis, among random rotations of it.

    Tests (`Ranked`) have `.value`, `.null` of shape (n_rotations,) and `.p_value`, by equal tails. `.statistic`,
    `.null` and `.p_value` are the kurtosis's.
    """

    verdict: str  # one of VERDICTS
    reason: str  # why nothing can be told, or where the kurtosis stands
    effect: float  # kurtosis_effect
    detectable: tuple[float, float]  # below the first or above the second is found: about 2.5 and 97.5 % of the null
    detectable_effect: tuple[float, float]  # the same two as effects
    kurtosis_test: Ranked
    scale: Ranked
    shape: Ranked
    loads: np.ndarray  # (n_directions,) mean P^4 over its value by chance
    load_p_values: np.ndarray  # (n_directions,) family-wise
    carriers: tuple[Carrier, ...]  # none where the verdict is anti-aligned, or nothing can be told
    trimmed: Ranked
    trimmed_verdict: str
    n_trimmed: int  # activations that every curve drops
    n_effective: float
    scan: EpsilonScan
    epsilon: float | None
    height_test: Ranked | None  # None where no epsilon is given
    nearest: Ranked
    sensitivity: float
    has_axes: bool  # orthonormal up to signs and repetition
    n_samples: int
    n_zero: int
    n_dims: int
    n_directions: int
    n_rotations: int
    level: float

    @property
    def chance(self) -> float:
        """Kurtosis by chance, 3n/(n+2)."""
        return isotropic_kurtosis(self.n_dims)

    @property
    def kurtosis(self) -> float:
        """Kurtosis of the given basis."""
        return self.kurtosis_test.value

    @property
    def kurtosis_null(self) -> np.ndarray:
        """Kurtoses of its rotations, (n_rotations,)."""
        return self.kurtosis_test.null

    @property
    def kurtosis_p_value(self) -> float:
        """The p-value of the kurtosis, by equal tails."""
        return self.kurtosis_test.p_value

    statistic, null, p_value = kurtosis, kurtosis_null, kurtosis_p_value

    @property
    def height(self) -> float | None:
        """Height at the given epsilon; None without one."""
        return self.height_test.value if self.height_test else None

    @property
    def height_null(self) -> np.ndarray | None:
        """Heights of the rotations, (n_rotations,); None without an epsilon."""
        return self.height_test.null if self.height_test else None

    @property
    def height_p_value(self) -> float | None:
        """The p-value of the height, by equal tails; None without an epsilon."""
        return self.height_test.p_value if self.height_test else None


def judge_rotations(activations: Any, basis: Any, n_rotations: int, rng: np.random.Generator,
                    epsilon: float | None = None, *, level: float = LEVEL,
                    progress: Progress | None = None) -> RotationReading:
    """Judge whether a basis is special for activations, against random rotations of the basis.

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
        A memory map is read in chunks.
    basis : array_like, shape (n_directions, n_dims)
        Of any lengths but zero.
    n_rotations : int
        At least 1; fewer than 2 / level - 1 can tell nothing.
    rng : numpy.random.Generator
        Draws the rotations, in order, and after them the activations whose pairs are looked at for `n_effective`.
    epsilon : float, optional
        Of the height, in [-1, 1].
    level : float
        In (0, 1).
    progress : callable, optional
        Called with (samples done, all samples), those of all curves together.

    Returns
    -------
    RotationReading

    Raises
    ------
    ValueError
        n_rotations below 1, epsilon or level out of range, or bad arrays.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> reading = judge_rotations(np.eye(8)[rng.integers(8, size=100)], np.eye(8), 39, rng)
    >>> reading.verdict, reading.kurtosis, reading.effect, reading.p_value
    ('aligned', 8.0, 1.0, 0.05)
    """
    n_rotations, level = integer(n_rotations, "n_rotations", 1), number(level, "level", 0, 1, low_open=True)
    curves = sums_of_rotations(activations, basis, n_rotations, rng, epsilon, progress)
    moments, seen, axes = [curve.moments for curve in curves], sensitivity(basis), has_axes(basis)
    test, trimmed = ranked([m.kurtosis for m in moments]), ranked([curve.trimmed_kurtosis for curve in curves])
    given = moments[0]
    hindered = obstacle(given.n_dims, given.n_lit, n_rotations, seen, level)
    verdict, trimmed_verdict = ("cannot tell" if hindered else decide(t, level) for t in (test, trimmed))
    loads, load_p_values, carriers = _loads_of(curves, level)
    low, high = _detectable(test.null, level)
    return RotationReading(
        verdict=verdict, reason=hindered or _standing(test, level), effect=kurtosis_effect(test.value, basis),
        detectable=(low, high), detectable_effect=(kurtosis_effect(low, basis), kurtosis_effect(high, basis)),
        kurtosis_test=test, scale=ranked([m.scale for m in moments]), shape=ranked([m.shape for m in moments]),
        loads=loads, load_p_values=load_p_values,
        carriers=carriers if verdict in ("aligned", "no preference found") else (),
        trimmed=trimmed, trimmed_verdict=trimmed_verdict, n_trimmed=len(curves[0].largest),
        n_effective=effective_directions(activations, basis, rng), scan=scan_of_counts(curves, level),
        epsilon=epsilon, height_test=None if epsilon is None else ranked([curve.height for curve in curves]),
        nearest=ranked([curve.nearest for curve in curves]), sensitivity=seen, has_axes=axes,
        n_samples=given.n_samples, n_zero=given.n_zero, n_dims=given.n_dims, n_directions=len(loads),
        n_rotations=n_rotations, level=level)


def _loads_of(curves: list[CurveSums], level: float) -> tuple[np.ndarray, np.ndarray, tuple[Carrier, ...]]:
    loads = curves[0].moments.loads
    largest = np.array([curve.moments.loads.max() for curve in curves[1:]])
    carriers, p_values = find_carriers(loads, largest, level)
    return loads, p_values, carriers


def _detectable(null: np.ndarray, level: float) -> tuple[float, float]:
    """Return the null's r-th value from below and from above, r the largest number with 2 r / (1 + m) <= level."""
    rank = int(level * (1 + len(null)) / 2 * (1 + 1e-12))
    if rank < 1 or np.isnan(null).any():
        return math.nan, math.nan
    ordered = np.sort(null)
    return float(ordered[rank - 1]), float(ordered[-rank])


def _standing(test: Ranked, level: float) -> str:
    """Say where the kurtosis stands among those of the rotations."""
    n_below, n_all = int(np.count_nonzero(test.null < test.value)), len(test.null)
    relation = "at most" if test.p_value <= level else "above"
    return f"kurtosis is above that of {n_below} of {n_all} rotations; p = {test.p_value:.3g}, {relation} {level:g}"
