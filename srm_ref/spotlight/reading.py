"""What may be said, in words, of a basis compared with its rotations?

`sentence` states the verdict of `basis_rotation_test`, the size of the effect, its p-value, and the cautions that go
with them.

It never says that a neuron means something; that the network, its form or its training caused the verdict (unequal
scales, an offset or one outlier dimension suffice); that no other basis does as well; that activations are isotropic
where nothing was found; anything about activations that were not given; or that an effect is large because p is
small.

Contents: sentence.
Source: this package.
"""

from __future__ import annotations

import math

import numpy as np

from srm_ref.checks import counted
from srm_ref.spotlight.rotation_test import RotationTest
from srm_ref.spotlight.verdict import DULL, Ranked

__all__ = ["sentence"]

_FEW = 20.0  # effective directions; with fewer the sentence warns
_MOST_NAMED = 5
_LEAST_FACTOR = 0.1  # a cause smaller than this share of the larger one is not named


def sentence(reading: RotationTest) -> str:
    """Say in a few sentences what a rotation test shows.

    reading: RotationTest.

    >>> from srm_ref.spotlight.rotation_test import basis_rotation_test
    >>> rng = np.random.default_rng(0)
    >>> rows = np.eye(8)[rng.integers(8, size=100)]
    >>> words = sentence(basis_rotation_test(rows, np.eye(8), None, 39, rng))
    >>> words.startswith("These 100 rows lie nearer to the 8 directions than to the same directions turned at random: ")
    True
    """
    if reading.verdict == "cannot tell":
        parts = ["Cannot tell: " + reading.reason + ".", _nearest(reading) if "blind" in reading.reason else ""]
    elif reading.verdict == "no preference found":
        parts = [_not_found(reading), _mixed(reading), _named(reading), _counted(reading), _dull(reading)]
    else:
        parts = [_found(reading), _counted(reading), _why(reading), _named(reading), _top(reading), _trimmed(reading),
                 _dull(reading)]
    return " ".join(part for part in parts if part)


def _found(reading: RotationTest) -> str:
    near, k = reading.verdict == "aligned", reading.n_directions
    relation, to = ("nearer to", "to") if near else ("farther from", "from")
    equal = " (coordinates more equal than chance)" if reading.has_axes and not near else ""
    return (f"These {_rows(reading)} lie {relation} the {counted(k, 'direction')} than {to} the same directions turned "
            f"at random{equal}: {_size(reading)}, by chance {reading.chance:.4g} ({_envelope(reading)}; "
            f"{_p(reading.kurtosis_p_value)}, equal tails).")


def _not_found(reading: RotationTest) -> str:
    kurtosis, p = f"{reading.kurtosis:.4g}", _p(reading.kurtosis_p_value)
    return (f"No preference found in the mean: the kurtosis of these {_rows(reading)} is {kurtosis}, by chance "
            f"{reading.chance:.4g} ({_envelope(reading)}; {p}, equal tails). {_missed(reading)}")


def _missed(reading: RotationTest) -> str:
    """Say how small an effect would have been found."""
    low, high = reading.detectable_effect
    if not reading.has_axes:
        return f"Less than {low:.3g} or more than {high:.3g} times the value by chance would have been found."
    return (f"More than {_percent(high)} of the way from chance to all on the axes would have been found, and more "
            f"than {_percent(-low)} of the way to all coordinates equal in size.")


def _size(reading: RotationTest) -> str:
    if not reading.has_axes:
        return f"kurtosis {reading.kurtosis:.4g}, {reading.effect:.3g} times its value by chance"
    # far out among skewed rotations, and still on the other side of chance
    if (reading.effect > 0) != (reading.verdict == "aligned"):
        return f"kurtosis {reading.kurtosis:.4g}"
    end = "all on the axes" if reading.effect > 0 else "all coordinates equal in size"
    return f"kurtosis {reading.kurtosis:.4g}, {_percent(abs(reading.effect))} of the way from chance to {end}"


def _envelope(reading: RotationTest) -> str:
    low, high = reading.detectable
    return f"{counted(reading.n_rotations, 'rotation')}: {low:.4g} to {high:.4g}"


def _counted(reading: RotationTest) -> str:
    count = reading.n_effective
    if not math.isfinite(count):
        return ""
    words = f"They count as about {counted(round(count), 'independent direction')}."
    if count >= reading.n_samples - reading.n_zero:  # an estimate, which may exceed them
        words = "They all count as independent directions."
    if count < _FEW and reading.verdict != "no preference found":
        words += " Few independent directions: the verdict may be one direction's."
    return words


def _why(reading: RotationTest) -> str:
    """Name scale, shape or both, the larger factor first, if they are on the verdict's side and matter."""
    near = reading.verdict == "aligned"
    words = {"scale": "directions are used unevenly" if near else "directions are used more evenly than by chance",
             "shape": f"samples are {'concentrated' if near else 'spread out'} within directions"}
    tests = {"scale": reading.scale, "shape": reading.shape}
    factors = {name: _factor(test, near) for name, test in tests.items() if test.p_value <= reading.level}
    largest = max([*factors.values(), 0.0])
    matter = [name for name in factors if factors[name] > _LEAST_FACTOR * largest]
    named = sorted(matter, key=lambda name: -factors[name])
    said = [f"{words[name]} ({name} {tests[name].value:.3g}, {_p(tests[name].p_value)})" for name in named]
    return f"Mostly because {', and also because '.join(said)}." if said else ""


def _factor(test: Ranked, upwards: bool) -> float:
    """Return the logarithm of the factor by which the value is beyond the median of the null."""
    ratio = math.log(test.value / float(np.median(test.null)))
    return ratio if upwards else -ratio


def _named(reading: RotationTest) -> str:
    if reading.verdict == "anti-aligned":
        return ("Spread over the basis: no single direction can lower kurtosis by more than "
                f"1/{reading.n_directions} of its value by chance.")
    if not reading.carriers:
        return ""
    carriers, first = reading.carriers, reading.carriers[:_MOST_NAMED]
    named = ", ".join(f"{carrier.direction} ({carrier.load:.3g}, {_p(carrier.p_value)})" for carrier in first)
    how_many = f"{len(carriers):,} of {reading.n_directions:,}, the first of them: " if len(carriers) > len(
        first) else ""
    return ("Directions that stand out (rows of the basis, counted from 0; in brackets their mean P^4 over its value "
            "by chance): "
            f"{how_many}{named}.{_excess(reading)}")


def _excess(reading: RotationTest) -> str:
    """Say how much of what kurtosis has above chance the largest direction holds, or all that stand out."""
    whole, loads = float(np.sum(reading.loads - 1.0)), [carrier.load - 1.0 for carrier in reading.carriers]
    if reading.verdict != "aligned" or not whole > 0.0:
        return ""
    alone = len(loads) == 1 or loads[0] >= whole / 2
    held, who = (loads[0], f"Direction {reading.carriers[0].direction} alone holds") if alone else (sum(loads),
                                                                                                    "They hold")
    share = f"{_percent(held / whole)} of what the kurtosis has above chance"
    if held > whole:
        share = "all of what the kurtosis has above chance; the others together are below chance"
    return f" {who} {share}."


def _top(reading: RotationTest) -> str:
    """Say what the most extreme rows hold, where it is more than in the rotations."""
    top = reading.top_share
    if not (top.p_value <= reading.level and top.value > float(np.median(top.null))):
        return ""
    which = "most extreme row holds" if reading.n_trimmed == 1 else f"{reading.n_trimmed:,} most extreme rows hold"
    return (f"The {which} "
            f"{_percent(top.value)} of the sum of P^4 ({_percent(float(np.median(top.null)))} in the rotations).")


def _trimmed(reading: RotationTest) -> str:
    if reading.trimmed_verdict == reading.verdict:
        return ""
    which = "most extreme row" if reading.n_trimmed == 1 else f"{reading.n_trimmed:,} most extreme rows"
    return (f"Without the {which} (1 %, rounded up) the verdict is {reading.trimmed_verdict!r} "
            f"({_p(reading.trimmed.p_value)}): so few rows carry it.")


def _mixed(reading: RotationTest) -> str:
    """Say what the scan over epsilon finds where the mean finds nothing."""
    scan = reading.scan
    if not scan.p_value <= scan.level:
        return ""
    parts = [(scan.above, "more"), (scan.below, "fewer")]
    said = [f"at epsilon {_stretches(at, scan.epsilons)} there are {word}" for at, word in parts if len(at)]
    return f"But {', and '.join(said)} rows near the directions than by chance ({_p(scan.p_value)} over all epsilon)."


def _stretches(found: np.ndarray, grid: np.ndarray) -> str:
    """Write the epsilons found as stretches of neighbours on the grid: ".2 to .3, .7"."""
    places = np.searchsorted(grid, found)
    runs = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
    ends = [(grid[run[0]], grid[run[-1]]) for run in runs]
    return " and ".join(f"{a:.3g}" if a == b else f"{a:.3g} to {b:.3g}" for a, b in ends)


def _nearest(reading: RotationTest) -> str:
    if math.isnan(reading.nearest.p_value):
        return ""
    value, chance = reading.nearest.value, reading.nearest.null.mean()
    return (f"The nearest direction to a row has a cosine of {value:.4g} in the mean, {chance:.4g} for the rotations "
            f"({_p(reading.nearest.p_value)}).")


def _dull(reading: RotationTest) -> str:
    if reading.sensitivity >= DULL:
        return ""
    return f"Kurtosis hardly sees this basis (sensitivity {reading.sensitivity:.2g}). {_nearest(reading)}"


def _rows(reading: RotationTest) -> str:
    zero = f" (and {counted(reading.n_zero, 'row')} of length zero)" if reading.n_zero else ""
    return f"{counted(reading.n_samples - reading.n_zero, 'row')}{zero}"


def _p(value: float) -> str:
    return f"p = {value:.3g}"


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
