"""Aligned, anti-aligned, no preference found, or cannot tell: how is one of the four decided?

A statistic of the given basis is ranked among those of m random rotations of it. The p-value takes both tails equally:

    p = min(1, 2 min(1 + #{null <= value}, 1 + #{null >= value}) / (1 + m))

It is unchanged by any increasing transform of the statistic, and spends half of the level on each tail however skewed
the null is. Where one common rotation of all activations leaves their joint law as it is, p <= level happens with
probability at most level; activations may depend on one another. p speaks of these activations, and of no others.

    aligned               p <= level in the upper tail: nearer to the directions, in the mean of P^4
    anti-aligned          p <= level in the lower tail: farther from them
    no preference found   p > level
    cannot tell           the test could not have found anything: see `obstacle`

What kurtosis can see of a basis at all is read from the directions alone, from their Gram matrix; chance, sensitivity
and effect are those of `fourth_moments`.

How many independent directions would make kurtosis vary as much over rotations as these activations do? n = n_dims,
u = unit(x), b_i the unit directions. Under a random rotation of the basis the kurtosis of one activation varies with
some variance V, and that of N independent ones with V/N. Activations that point the same way vary together. With

    G2(t) = (n t^2 - 1) / (n - 1),     G4(t) = [(n+2)(n+4) t^4 - 6(n+2) t^2 + 3] / (n^2 - 1)

the zonal polynomials of degrees 2 and 4, each 1 at t = 1, a fourth power of a cosine is t^4 = a4 G4 + a2 G2 +
3/(n(n+2)) with a4 = (n^2 - 1) / ((n+2)(n+4)) and a2 = 6 (n - 1) / (n (n+4)). Functions of different degree are
uncorrelated over rotations, and the product of two zonal ones of degree d, about s and t, has the mean Gd(s . t) /
D_d, D_d the number of harmonics of that degree, D_2 = (n-1)(n+2)/2 and D_4 = C(n+3, 4) - C(n+1, 2). So the kurtoses
of two activations have the covariance

    K(u . v) = v2 G2(u . v) + v4 G4(u . v),     v_d = n^4 a_d^2 / D_d . mean over i, j of Gd(b_i . b_j)

and N_eff = K(1) / mean over all pairs of K(u_s . u_t). For orthonormal bases v2 = 0, and N_eff is
1 / mean G4(u_s . u_t).

Contents: VERDICTS, LEVEL, BLIND, DULL, Ranked, equal_tail_p_value, ranked, ranks, decide, verdicts, obstacle, Carrier,
find_carriers, holm, fewest_rotations, default_rotations; isotropic_kurtosis, sensitivity, has_axes, Sight, sight,
effective_directions, effective_under, effect_size, effect_sizes. Source: this package.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import check_activations, counted, flag, generator, integer, number, require_finite
from srm_ref.geometry.vectors import unit
from srm_ref.spotlight.turning.rotation_sums import Directions

__all__ = ["VERDICTS", "LEVEL", "BLIND", "DULL", "Ranked", "equal_tail_p_value", "ranked", "ranks", "decide",
           "verdicts", "obstacle", "Carrier", "find_carriers", "holm", "fewest_rotations", "default_rotations",
           "isotropic_kurtosis", "sensitivity", "has_axes", "Sight", "sight", "effective_directions", "effective_under",
           "effect_size", "effect_sizes"]

VERDICTS = ("aligned", "anti-aligned", "no preference found", "cannot tell")

LEVEL = 0.05
"""Largest probability of a finding where there is nothing to find."""

BLIND = 1e-3
"""Below this sensitivity no verdict is given: every activation has the same kurtosis, or nearly."""

DULL = 0.1
"""Below this sensitivity kurtosis hardly sees the basis."""

_TIE_RTOL = 1e-9  # values this close are equal: in float64, kurtosis of one cloud in blind bases agrees to about 1e-12
_MOST_WORK = 3e11  # multiplications that are done without being asked for
_AXES_ATOL = 1e-6  # largest cosine between axes that float32 may leave of a right angle
_SOME_ROWS = 1024  # rows of the basis that are compared with all others at once
_MOST_ROWS = 2048  # rows whose pairs are all computed: 2 million


class Ranked(NamedTuple):
    """Hold a number for the given basis, the same number for its rotations, and its p-value by equal tails."""

    value: float
    null: np.ndarray  # (n_rotations,)
    p_value: float


class Sight(NamedTuple):
    """Hold what the kurtosis of any activations can see of a basis."""

    sensitivity: float
    has_axes: bool  # orthonormal up to signs and repetition
    second: float  # v2, of the variance over rotations of one activation's kurtosis, v2 + v4
    fourth: float  # v4


class Carrier(NamedTuple):
    """Name a direction that holds more of sum P^4 than chance gives to any."""

    direction: int  # row of the basis
    load: float  # mean P^4 n (n+2) / 3, 1 by chance
    p_value: float  # family-wise: for the largest load of all directions


def equal_tail_p_value(value: float, null: np.ndarray) -> float:
    """Rank a value among null values by its nearer tail: min(1, 2 (1 + min(#{null <= v}, #{null >= v})) / (1 + m)).

    Returns in [2 / (1 + m), 1], 1 for m = 0; nan if any value is nan. Values within a relative 1e-9 are ties.

    >>> equal_tail_p_value(9.0, np.arange(3.0)), equal_tail_p_value(1.0, np.arange(3.0))
    (0.5, 1.0)
    """
    below, above = _tails(value, null)
    if math.isnan(value) or np.isnan(null).any():
        return math.nan
    return min(1.0, 2.0 * min(below, above) / (1 + len(null)))


def ranked(values: list[float]) -> Ranked:
    """Test the first of some values against the others.

    values: of the given basis, then of its rotations.

    >>> ranked([9.0, 0.0, 1.0, 2.0]).p_value
    0.5
    """
    value, null = float(values[0]), np.array(values[1:], dtype=float)
    return Ranked(value, null, equal_tail_p_value(value, null))


def ranks(rows: list[list[float]]) -> list[Ranked]:
    """Give `ranked` of several numbers, rows (n_numbers, 1 + n_rotations)."""
    return [ranked(values) for values in rows]


def decide(test: Ranked, level: float = LEVEL) -> str:
    """Read the verdict from a test that can find something.

    test: a `Ranked`. Returns "aligned", "anti-aligned" or "no preference found".

    >>> decide(ranked([9.0, *range(39)])), decide(ranked([40.0, *range(39)])), decide(ranked([-1.0, *range(39)]))
    ('no preference found', 'aligned', 'anti-aligned')
    """
    if not test.p_value <= level:
        return "no preference found"
    below, above = _tails(test.value, test.null)
    return "aligned" if above < below else "anti-aligned"


def verdicts(tests: list[Ranked], hindered: str, level: float = LEVEL) -> list[str]:
    """Give each of several tests its verdict; hindered: what `obstacle` said."""
    return ["cannot tell" if hindered else decide(test, level) for test in tests]


def obstacle(n_dims: int, n_lit: int, n_rotations: int, sensitivity: float, level: float = LEVEL) -> str:
    """Say why nothing can be found, or return an empty string.

    n_dims, n_lit, n_rotations: dimensions, activations that are not zero, rotations. sensitivity: of kurtosis to the
    basis.

    >>> obstacle(3, 100, 39, 0.7), obstacle(3, 100, 38, 0.7)
    ('', '38 rotations cannot give a p-value of 0.05 or less; 39 can')
    """
    fewest = fewest_rotations(level)
    if n_dims < 2:
        return "in one dimension there is no other direction to compare with"
    if n_lit < 2:
        return f"{n_lit} of the activations {'is' if n_lit == 1 else 'are'} not zero; at least 2 are needed"
    if sensitivity < BLIND:
        return (f"kurtosis is blind in this basis (sensitivity {sensitivity:.1e}): the directions and their opposites "
                "form a spherical 4-design, or nearly, and every activation has the same kurtosis, or nearly")
    if n_rotations < fewest:
        return f"{counted(n_rotations, 'rotation')} cannot give a p-value of {level:g} or less; {fewest} can"
    return ""


def find_carriers(loads: np.ndarray, largest_loads: np.ndarray,
                  level: float = LEVEL) -> tuple[tuple[Carrier, ...], np.ndarray]:
    """Name the directions whose load is larger than the largest load of nearly all rotations.

    p_i = (1 + #{rotations whose largest load >= load_i}) / (1 + m): where there is nothing to find, the probability of
    naming any direction is at most the level

    loads (n_directions,): of the given basis. largest_loads (m,): the largest load of every rotation. Returns carriers,
    those with p_i <= level, the largest load first, and p_values (n_directions,).

    >>> carriers, p_values = find_carriers(np.array([1.0, 9.0]), np.linspace(2.0, 4.0, 19))
    >>> carriers, p_values.tolist()
    ((Carrier(direction=1, load=9.0, p_value=0.05),), [1.0, 0.05])
    """
    reached = np.asarray(largest_loads)[:, None] >= loads * (1.0 - _TIE_RTOL)  # (m, n_directions)
    p_values = (1.0 + np.count_nonzero(reached, axis=0)) / (1.0 + len(reached))
    named = [i for i in np.argsort(-loads, kind="stable") if p_values[i] <= level]
    return tuple(Carrier(int(i), float(loads[i]), float(p_values[i])) for i in named), p_values


def holm(p_values: np.ndarray) -> np.ndarray:
    """Correct the p-values of several tests by Holm's method, so that the probability of one or more false alarms is at
    most the level.

    p_(1) <= ... <= p_(k);   corrected p_(i) = max over j <= i of min(1, (k + 1 - j) p_(j))

    p_values (k,): in any order; nan stays nan and is no test. Returns (k,).

    >>> holm(np.array([0.04, 0.01, 0.5])).tolist()
    [0.08, 0.03, 0.5]
    """
    p_values = np.asarray(p_values, dtype=float)
    made = np.flatnonzero(~np.isnan(p_values))
    order = made[np.argsort(p_values[made], kind="stable")]
    corrected = p_values.copy()
    corrected[order] = np.maximum.accumulate(np.minimum(1.0, (len(order) - np.arange(len(order))) * p_values[order]))
    return corrected


def fewest_rotations(level: float = LEVEL) -> int:
    """Give the least number of rotations by which equal tails can reach a p-value of the level: 2 / level - 1.

    level in (0, 1].

    >>> fewest_rotations(0.05), fewest_rotations(0.05 / 3)
    (39, 119)
    """
    return math.ceil(2.0 / level - 1.0 - 1e-9)


def default_rotations(n_samples: int, n_dims: int, n_directions: int, wanted: int | None = None) -> int:
    """Choose how many rotations to make where the user has not said: 99, 39, or none, by the work that they take.

    (n_samples + 4 n_dims) n_dims n_directions n_rotations <= 3e11

    n_samples, n_dims, n_directions: at least 1. wanted: in place of 99 and 39, as several files together need.
    Returns 99 or 39 where the work fits, else 0; the same on every machine.

    >>> default_rotations(600, 16, 16), default_rotations(9_000, 768, 768), default_rotations(50_000, 768, 768)
    (99, 39, 0)
    """
    n_samples, n_dims = integer(n_samples, "n_samples", 1), integer(n_dims, "n_dims", 1)
    work = (n_samples + 4 * n_dims) * n_dims * integer(n_directions, "n_directions", 1)
    return next((n for n in ((99, 39) if wanted is None else (wanted,)) if work * n <= _MOST_WORK), 0)


def isotropic_kurtosis(n_dims: int) -> float:
    """Give the kurtosis expected by chance, of any cloud turned at random, in any basis: 3n/(n+2).

    n_dims: at least 1.

    >>> isotropic_kurtosis(2), isotropic_kurtosis(4)
    (1.5, 2.0)
    """
    n_dims = integer(n_dims, "n_dims", 1)
    return 3.0 * n_dims / (n_dims + 2.0)


def sensitivity(basis: Any) -> float:
    """Say how well kurtosis can see a basis: kurtosis(basis, basis) / k0 - 1, the excess of its own directions.

    basis (n_directions, n_dims). Returns at least 0; 0 where every cloud has the same kurtosis; (n_dims - 1) / 3 for
    an orthonormal basis.

    >>> triangle = [[1, 0], [-1, 3**0.5], [-1, -3**0.5]]
    >>> sensitivity(np.eye(4)), round(sensitivity(triangle), 12)
    (1.0, 0.0)
    """
    return sight(Directions.of(basis).rows).sensitivity


def has_axes(basis: Any) -> bool:
    """Say whether a basis is orthonormal up to lengths, signs and repetition: every axis equally often, in either
    direction.

    basis (n_directions, n_dims). Where it is true, kurtosis runs from 1 to n_dims as in an orthonormal basis. The
    cross-polytope is such a basis.

    >>> has_axes([[2, 0], [0, -1]]), has_axes([[1, 0], [0, 1], [1, 1], [1, -1]])
    (True, False)
    """
    return sight(Directions.of(basis).rows).has_axes


def sight(rows: np.ndarray) -> Sight:
    """Read from the Gram matrix G of unit directions, some rows of it at a time, what kurtosis can see of them.

    rows (n_directions, n_dims): kurtosis(basis, basis) = n_dims^2 mean G^4; axes have G = 0 or +-1 and are used
    equally often.

    >>> seen = sight(np.eye(2))
    >>> round(seen.sensitivity, 12), seen.has_axes, seen.second, round(seen.fourth, 12)
    (0.333333333333, True, 0.0, 0.125)
    """
    n_directions, n = rows.shape
    frame = rows.T @ rows * (n / n_directions)  # the unit matrix where axes are used equally often
    axes, sums = np.allclose(frame, np.eye(n), rtol=0.0, atol=_AXES_ATOL), np.zeros(2)
    for first in range(0, n_directions, _SOME_ROWS):
        cosines = np.abs(rows[first:first + _SOME_ROWS] @ rows.T)  # |G|, (n_rows, n_directions)
        axes = axes and not np.any(np.minimum(cosines, np.abs(1.0 - cosines)) > _AXES_ATOL)
        squares = cosines * cosines
        sums += squares.sum(), (squares * squares).sum()
    g2, g4 = (sums / n_directions**2).tolist()  # mean G^2, mean G^4
    seen = max(n * n * g4 / isotropic_kurtosis(n) - 1.0, 0.0)  # below 0 by rounding only, as are v2 and v4
    if n == 1:
        return Sight(seen, bool(axes), 0.0, 0.0)
    a2, a4 = 6.0 * (n - 1) / (n * (n + 4)), (n * n - 1.0) / ((n + 2) * (n + 4))
    d2, d4 = (n - 1) * (n + 2) / 2, math.comb(n + 3, 4) - math.comb(n + 1, 2)
    v2, v4 = n**4 * a2 * a2 / d2 * max(_g2(g2, n), 0.0), n**4 * a4 * a4 / d4 * max(_g4(g2, g4, n), 0.0)
    return Sight(seen, bool(axes), v2, v4)


def _g2(square: Any, n: int) -> Any:
    """G2 of a cosine from its square; linear, so that it takes means to means."""
    return (n * square - 1.0) / (n - 1.0)


def _g4(square: Any, fourth: Any, n: int) -> Any:
    """G4 of a cosine from its square and its fourth power."""
    return ((n + 2.0) * (n + 4.0) * fourth - 6.0 * (n + 2.0) * square + 3.0) / (n * n - 1.0)


def effective_directions(activations: Any, basis: Any, rng: np.random.Generator) -> float:
    """Compute the effective number of independent directions: N_eff = K(1) / mean over pairs of K(u_s . u_t).

    basis (n_directions, n_dims). rng: draws 2048 of the activations if there are more, whose pairs stand for all; else
    it is not used. At least 1, up to rounding; about the number of activations if they are independent. It is inf if
    kurtosis is the same under all rotations; nan if no activation has a direction, in one dimension, or if kurtosis is
    blind.

    >>> rng = np.random.default_rng(0)
    >>> round(effective_directions([[1, 2, 2]] * 600, np.eye(3), rng), 6)  # one direction, 600 times
    1.0
    """
    rows = Directions.of(basis).rows
    return effective_under(check_activations(activations, rows.shape[1]), sight(rows), generator(rng))


def effective_under(activations: np.ndarray, seen: Sight, rng: np.random.Generator) -> float:
    """Give `effective_directions` of activations (n_samples, n_dims); seen: the `sight` of the basis."""
    one, n = seen.second + seen.fourth, activations.shape[1]
    rows, n_lit = _some_rows(activations, rng)
    if not n_lit or not one > 1e-12:
        return math.nan
    cosines, n_rows = rows @ rows.T, len(rows)
    squares = cosines * cosines
    total = float((seen.second * _g2(squares, n) + seen.fourth * _g4(squares, squares * squares, n)).sum())
    mean = total / n_rows**2
    if n_rows < n_lit:  # pairs of different rows stand for all such pairs; to them come the pairs of a row with itself
        others = max((total - n_rows * one) / (n_rows * (n_rows - 1)), 0.0)
        mean = one / n_lit + (1.0 - 1.0 / n_lit) * others
    return one / mean if mean > 1e-12 * one else math.inf


def _some_rows(activations: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Return at most _MOST_ROWS unit rows, drawn without replacement, and how many there are."""
    not_zero = np.concatenate([np.any(activations[i:i + 4096], axis=1) for i in range(0, len(activations), 4096)])
    places = np.flatnonzero(not_zero)
    if len(places) > _MOST_ROWS:
        places = np.sort(rng.choice(places, _MOST_ROWS, replace=False))
    rows = np.asarray(activations[places], dtype=np.float64)
    require_finite(rows, "activations")
    return unit(rows) if len(rows) else rows, int(np.count_nonzero(not_zero))


def effect_size(kurtosis: float, n_dims: int, axes: bool) -> float:
    """Compute `kurtosis_effect` where it is known already whether the basis has axes.

    kurtosis: float. axes: `has_axes` of the basis.

    >>> effect_size(3.0, 4, True), effect_size(3.0, 4, False)
    (0.5, 1.5)
    """
    if isinstance(kurtosis, float) and math.isnan(kurtosis):
        return math.nan
    kurtosis, chance = number(kurtosis, "kurtosis", 0.0), isotropic_kurtosis(n_dims)
    if not flag(axes, "axes"):
        return kurtosis / chance
    if n_dims == 1:
        return math.nan
    return (kurtosis - chance) / (n_dims - chance if kurtosis > chance else chance - 1.0)

def effect_sizes(values: list[float], n_dims: int, axes: bool) -> list[float]:
    """Give `effect_size` of several kurtoses, values (n_values,); axes: `has_axes` of the basis."""
    return [effect_size(value, n_dims, axes) for value in values]


def _tails(value: float, null: np.ndarray) -> tuple[int, int]:
    """Return how many of all values, the given one included, are at most and at least the given one."""
    tie = _TIE_RTOL * max(abs(value), float(np.max(np.abs(null), initial=0.0)))
    return 1 + int(np.count_nonzero(null <= value + tie)), 1 + int(np.count_nonzero(null >= value - tie))
