"""Is THIS basis special for THESE activations? Compare it with the same basis turned at random.

A number that differs from its isotropic value may only say that the cloud is not isotropic: a narrow cloud lies near
some directions of any basis. The question is whether the privileged basis differs from its rotations, angles among its
directions kept. `basis_rotation_test` turns it at random, makes the sums of `turning.rotation_sums`, one product for
each rotation, and computes from them

    the verdict        kurtosis ranked among those of the rotations, by equal tails (`verdict`)
    scale, shape       kurtosis = scale . shape: directions used unevenly, or samples concentrated; each with its p
    carriers           directions that hold more than chance gives to any
    trimmed            kurtosis without the 1 % of activations of largest sum P^4 in each basis; top_share: their part
    scan, height       the heights at all epsilons with one p, and at a given epsilon
    nearest            mean max_i |P_i|, for bases that kurtosis does not see or hardly sees
    n_effective        the effective number of independent directions among the activations

Mass and harmonic under the rotations need the arcs of every lit pair of an activation and a plane, which takes minutes
where epsilon is small, and are made only when asked for (`arcs=True`). Their p says that the basis differs from its
rotations, not in which direction: below epsilon = 1/sqrt(2) the sign of the harmonic does not distinguish axes from
diagonals (`statistics.sign_tells_axes`), and near it the test of the harmonic can miss rows that are all near the axes.
It is computed by `centred_p_value`; where nothing is lit the harmonic counts as 0, in the null too.

Contents: RotationTest, basis_rotation_test, centred_p_value.
Source: this package; SRM compares privileged with random bases by eye. Monte Carlo p-values: Phipson and Smyth,
Statistical Applications in Genetics and Molecular Biology 9 (2010) 39.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from srm_ref.checks import check_activations, flag, integer, number
from srm_ref.geometry.bases import rotated
from srm_ref.progress import Progress
from srm_ref.spotlight.counting.planes import basis_geometry, planes_of
from srm_ref.spotlight.epsilon_scan import EpsilonScan, scan_of_counts
from srm_ref.spotlight.fourth_moments import effect_size, has_axes, isotropic_kurtosis, sensitivity
from srm_ref.spotlight.results import Result
from srm_ref.spotlight.statistics import summary_of
from srm_ref.spotlight.turning.effective_directions import effective_directions
from srm_ref.spotlight.turning.rotation_sums import CurveSums, sums_of_rotations
from srm_ref.spotlight.verdict import LEVEL, Carrier, Ranked, decide, find_carriers, obstacle, ranked

__all__ = ["RotationTest", "basis_rotation_test", "centred_p_value"]

_TIE_RTOL = 1e-12  # values this close, relative to the largest, are equal: sums of many arcs agree to about 1e-14


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
    of_arcs = _curves_by_arcs(activations, basis, epsilon, n_rotations, again, last) if arcs else {}
    curves = sums_of_rotations(activations, basis, n_rotations, rng, epsilon, _half(progress, 0, parts))
    moments, seen, axes = [curve.moments for curve in curves], sensitivity(basis), has_axes(basis)
    test, trimmed = ranked([m.kurtosis for m in moments]), ranked([curve.trimmed_kurtosis for curve in curves])
    given = moments[0]
    hindered = obstacle(given.n_dims, given.n_lit, n_rotations, seen, level)
    verdict, trimmed_verdict = ("cannot tell" if hindered else decide(t, level) for t in (test, trimmed))
    (loads, load_p_values, carriers), (low, high) = _loads_of(curves, level), _detectable(test.null, level)
    effect, *detectable = (effect_size(value, given.n_dims, axes) for value in (test.value, low, high))
    return RotationTest(
        verdict=verdict, reason=hindered or _standing(test, level), effect=effect,
        detectable=(low, high), detectable_effect=tuple(detectable),
        kurtosis_test=test, scale=ranked([m.scale for m in moments]), shape=ranked([m.shape for m in moments]),
        loads=loads, load_p_values=load_p_values, trimmed=trimmed,
        carriers=carriers if verdict in ("aligned", "no preference found") else (),
        trimmed_verdict=trimmed_verdict, n_trimmed=len(curves[0].largest),
        top_share=ranked([curve.top_share for curve in curves]),
        n_effective=effective_directions(activations, basis, copy.deepcopy(rng)), scan=scan_of_counts(curves, level),
        epsilon=epsilon, height_test=None if epsilon is None else ranked([curve.height for curve in curves]),
        nearest=ranked([curve.nearest for curve in curves]), sensitivity=seen, has_axes=axes,
        n_samples=given.n_samples, n_zero=given.n_zero, n_dims=given.n_dims, n_directions=len(loads),
        n_rotations=n_rotations, level=level, **of_arcs)


def centred_p_value(value: float, null: np.ndarray) -> float:
    """Rank a value among null values by its distance from the mean of all: (1 + #{|null - c| >= |value - c|}) / (1 +
    n).

    With c the mean of the value and the n null values together, p is exact in both directions for any number of
    rotations from 2 on: c treats the value like the others. (With one rotation both are equally far from c, and p = 1.)

    null (n,). Returns in [1 / (1 + n), 1].

    >>> centred_p_value(9.0, np.array([1.0, 2.0, 0.0]))  # c = 3
    0.25
    >>> centred_p_value(3.0, np.array([1.0, 2.0, 6.0]))  # c = 3
    1.0
    """
    everything = np.append(null, value)
    distances = np.abs(everything - everything.mean())
    tie = _TIE_RTOL * np.abs(everything).max()
    return (1 + int(np.count_nonzero(distances[:-1] >= distances[-1] - tie))) / len(everything)


def _curves_by_arcs(activations: Any, basis: Any, epsilon: float | None, n_rotations: int, rng: np.random.Generator,
                    progress: Progress | None) -> dict[str, Any]:
    """Compute mass and harmonic of the basis and of its rotations, with their p-values."""
    geometry = basis_geometry(basis)
    planes, epsilon = planes_of("combinations", geometry), number(epsilon, "epsilon", -1, 1)
    activations, summaries = check_activations(activations, geometry.rows.shape[1]), []
    for k in range(n_rotations + 1):
        turned = geometry if k == 0 else geometry._replace(rows=rotated(geometry.rows, rng), is_identity=False)
        report = progress and (lambda done, total: progress(k * total + done, (n_rotations + 1) * total))
        summaries.append(summary_of(activations, turned, planes, epsilon, report))
    given, (harmonics, masses) = summaries[0], np.array([(s.harmonic, s.mass) for s in summaries]).T
    counted = np.nan_to_num(harmonics)
    return {"mass": given.mass, "mass_null": masses[1:], "mass_p_value": centred_p_value(masses[0], masses[1:]),
            "harmonic": given.harmonic, "harmonic_null": counted[1:],
            "harmonic_p_value": centred_p_value(counted[0], counted[1:]), "alignment": given.alignment}


def _half(progress: Progress | None, k: int, n_parts: int) -> Progress | None:
    """Report the progress of one of n_parts equal parts as that of the whole; arcs, part 1, come first."""
    if progress is None or n_parts == 1:
        return progress
    return lambda done, total: progress((1 - k) * total + done, n_parts * total)


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
