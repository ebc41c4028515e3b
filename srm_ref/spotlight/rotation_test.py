"""Is THIS basis special for THESE activations? Compare it with the same basis turned at random.

A number that differs from its isotropic value may only say that the cloud is not isotropic: a narrow cloud lies near
some directions of any basis. The question is whether the privileged basis differs from its rotations, angles among its
directions kept. `basis_rotation_test` turns it at random, makes the sums of `turning.rotation_sums`, one product for
each rotation, and computes from them

    the verdict        kurtosis ranked among those of the rotations, by equal tails (`verdict`)
    scale, shape       kurtosis = scale . shape: directions used unevenly, or samples concentrated; each with its p
    carriers           directions that hold more than chance gives to any
    trimmed            kurtosis without the 1 % of activations of largest sum P^4 in each basis; top_share: their part
    height             at a given epsilon;  scan: the heights at all epsilons with one p, made when it is asked for
    nearest            mean max_i |P_i|, for bases that kurtosis does not see or hardly sees
    n_effective        the effective number of independent directions among the activations

Mass and harmonic under the rotations need the arcs of every lit pair of an activation and a plane, which takes minutes
where epsilon is small, and are made only when asked for (`arcs=True`); `rotation_arcs` says what their p means.

Contents: RotationTest, basis_rotation_test.
Source: this package. Monte Carlo p-values: Phipson and Smyth, Statistical Applications in Genetics and Molecular
Biology 9 (2010) 39.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from srm_ref.checks import check_activations, counted, flag, integer, number
from srm_ref.progress import Progress
from srm_ref.spotlight.epsilon_scan import EpsilonScan, scan_of_counts
from srm_ref.spotlight.results import Result
from srm_ref.spotlight.rotation_arcs import arcs_of_rotations
from srm_ref.spotlight.turning.moment_sums import numbers_of
from srm_ref.spotlight.turning.rotation_sums import Directions, sums_of_rotations
from srm_ref.spotlight.verdict import (LEVEL, Carrier, Ranked, effect_sizes, effective_under, find_carriers,
                                       isotropic_kurtosis, obstacle, ranks, sight, verdicts)

__all__ = ["RotationTest", "basis_rotation_test"]


@dataclass(frozen=True, repr=False)
class RotationTest(Result):
    """Hold what activations show of a basis, compared with random rotations of it.

    Tests (`Ranked`) have `.value`, `.null` of shape (n_rotations,) and `.p_value`, by equal tails. `.statistic`,
    `.null` and `.p_value` are the kurtosis's.
    """

    verdict: str  # one of VERDICTS
    reason: str  # why nothing can be said, or where the kurtosis stands
    effect: float  # kurtosis_effect
    detectable: tuple[float, float]  # outside is a finding: at level 0.05 about the 2.5 and 97.5 % of the null
    detectable_effect: tuple[float, float]  # the same two as effects
    kurtosis_test: Ranked
    scale: Ranked
    shape: Ranked
    loads: np.ndarray  # (n_directions,) mean P^4 over its value by chance
    load_p_values: np.ndarray  # (n_directions,) family-wise
    carriers: tuple[Carrier, ...]  # none where the verdict is anti-aligned, or nothing can be said
    trimmed: Ranked
    trimmed_verdict: str
    n_trimmed: int  # activations left out for every basis
    top_share: Ranked  # share of the sum of P^4 that those hold
    n_effective: float
    on_grid: np.ndarray  # (1 + n_rotations, n_epsilons) lit pairs at all epsilons, of which `scan` is made
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
    mass: float | None = None  # this and the following: None unless asked for by `arcs`
    mass_null: np.ndarray | None = None  # (n_rotations,)
    mass_p_value: float | None = None  # centred_p_value
    harmonic: float | None = None  # nan where nothing is lit
    harmonic_null: np.ndarray | None = None  # (n_rotations,) 0 where nothing is lit
    harmonic_p_value: float | None = None  # centred_p_value
    alignment: float | None = None  # nan where nothing is lit

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

    @property
    def scan(self) -> EpsilonScan:
        """The heights at all epsilons, compared with those of the rotations; made when asked for."""
        return scan_of_counts(self.on_grid, self.n_dims, self.n_samples * self.n_directions, self.level)

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

    def columns(self) -> dict[str, np.ndarray]:
        """Return a row for the given basis, rotation 0, and for each of its rotations, each (n_rotations + 1,)."""
        tests = {"kurtosis": self.kurtosis_test, "scale": self.scale, "shape": self.shape, "trimmed": self.trimmed,
                 "top_share": self.top_share, "nearest": self.nearest, "height": self.height_test}
        return {"rotation": np.arange(self.n_rotations + 1)} | {
            name: np.append(test.value, test.null) for name, test in tests.items() if test is not None}


def basis_rotation_test(activations: Any, basis: Any, epsilon: float | None, n_rotations: int, rng: np.random.Generator,
                        progress: Progress | None = None, *, arcs: bool = False, level: float = LEVEL) -> RotationTest:
    """Test whether a basis is special for activations, against Haar-random rotations of that basis.

    activations (n_samples, n_dims): a memory map is read in chunks. If they are stored in float32 or less, the test
    compares them with the basis and with its rotations in float32 (`turning.rotation_sums` says how precisely);
    otherwise in float64, as `kurtosis` always does. basis (n_directions, n_dims): of any lengths but zero. epsilon: for
    the height and the arcs, in [-1, 1]; None: no height. n_rotations: at least 1; with fewer than 2 / level - 1 the
    verdict is "cannot tell". rng: draws the rotations, in order, and nothing else. progress: called with (samples done,
    all samples), where the samples of every basis count. arcs: compute mass, harmonic and alignment too, the first two
    also under the same rotations. level in (0, 1].

    >>> rng = np.random.default_rng(0)
    >>> test = basis_rotation_test(np.eye(8)[rng.integers(8, size=100)], np.eye(8), None, 39, rng)
    >>> test.verdict, test.kurtosis, test.effect, test.p_value
    ('aligned', 8.0, 1.0, 0.05)
    """
    n_rotations, level = integer(n_rotations, "n_rotations", 1), number(level, "level", 0, 1, low_open=True)
    parts, again = 1 + flag(arcs, "arcs"), copy.deepcopy(rng)
    last = _half(progress, 1, parts)
    of_arcs = arcs_of_rotations(activations, basis, epsilon, n_rotations, again, last) if arcs else {}
    given = Directions.of(basis)
    curves = sums_of_rotations(activations, given, n_rotations, rng, epsilon, _half(progress, 0, parts))
    numbers, seen, sums = numbers_of(curves), sight(given.rows), curves[0].moments
    kurtosis, scale, shape, trimmed, top_share, nearest, height = ranks(numbers[:7])
    n_effective = effective_under(check_activations(activations, given.n_dims), seen, copy.deepcopy(rng))
    reason = obstacle(given.n_dims, sums.n_samples - sums.n_zero, n_rotations, seen.sensitivity, level)
    verdict, trimmed_verdict = verdicts([kurtosis, trimmed], reason, level)
    carriers, load_p_values = find_carriers(numbers.loads[0], numbers.loads[1:].max(axis=1), level)
    low, high = _detectable(kurtosis.null, level)
    effect, *detectable = effect_sizes([kurtosis.value, low, high], given.n_dims, seen.has_axes)
    return RotationTest(
        verdict=verdict, reason=reason or _standing(kurtosis, level), effect=effect, detectable=(low, high),
        detectable_effect=tuple(detectable), kurtosis_test=kurtosis, scale=scale, shape=shape, loads=numbers.loads[0],
        load_p_values=load_p_values, carriers=carriers if verdict in ("aligned", "no preference found") else (),
        trimmed=trimmed, trimmed_verdict=trimmed_verdict, n_trimmed=len(curves[0].largest), top_share=top_share,
        n_effective=n_effective, on_grid=numbers.on_grid,
        epsilon=epsilon, height_test=None if epsilon is None else height, nearest=nearest,
        sensitivity=seen.sensitivity, has_axes=seen.has_axes, n_samples=sums.n_samples, n_zero=sums.n_zero,
        n_dims=given.n_dims, n_directions=given.n_directions, n_rotations=n_rotations, level=level, **of_arcs)


def _half(progress: Progress | None, k: int, n_parts: int) -> Progress | None:
    """Report the progress of one of n_parts equal parts as that of the whole; arcs, part 1, come first."""
    if progress is None or n_parts == 1:
        return progress
    return lambda done, total: progress((1 - k) * total + done, n_parts * total)


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
    return (f"kurtosis is above that of {n_below} of {counted(n_all, 'rotation')}; p = {test.p_value:.3g}, {relation} "
            f"{level:g}")
