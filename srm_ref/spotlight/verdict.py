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

Contents: VERDICTS, LEVEL, BLIND, DULL, Ranked, equal_tail_p_value, ranked, decide, obstacle, Carrier, find_carriers,
holm, fewest_rotations, default_rotations. Source: this package.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from srm_ref.checks import integer

__all__ = ["VERDICTS", "LEVEL", "BLIND", "DULL", "Ranked", "equal_tail_p_value", "ranked", "decide", "obstacle",
           "Carrier", "find_carriers", "holm", "fewest_rotations", "default_rotations"]

VERDICTS = ("aligned", "anti-aligned", "no preference found", "cannot tell")

LEVEL = 0.05
"""Largest probability of a finding where there is nothing to find."""

BLIND = 1e-3
"""Below this sensitivity kurtosis shows nothing: it varies only with how the directions were rounded."""

DULL = 0.1
"""Below this sensitivity kurtosis hardly sees the basis."""

_TIE_RTOL = 1e-9  # values this close are equal: in float64, kurtosis of one cloud in blind bases agrees to about 1e-12
_MOST_WORK = 3e11  # multiplications that are done without being asked for


class Ranked(NamedTuple):
    """Hold a number for the given basis, the same number for its rotations, and its p-value by equal tails."""

    value: float
    null: np.ndarray  # (n_rotations,)
    p_value: float


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
        return f"{n_lit} of the activations are not zero; at least 2 are needed"
    if sensitivity < BLIND:
        return (f"kurtosis is blind in this basis (sensitivity {sensitivity:.1e}): the directions and their opposites "
                "form a spherical 4-design, or nearly, and every activation has the same kurtosis, or nearly")
    if n_rotations < fewest:
        return f"{n_rotations} rotations cannot give a p-value of {level:g} or less; {fewest} can"
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


def _tails(value: float, null: np.ndarray) -> tuple[int, int]:
    """Return how many of all values, the given one included, are at most and at least the given one."""
    tie = _TIE_RTOL * max(abs(value), float(np.max(np.abs(null), initial=0.0)))
    return 1 + int(np.count_nonzero(null <= value + tie)), 1 + int(np.count_nonzero(null >= value - tie))
