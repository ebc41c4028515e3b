"""Does the rotation test find what is there? Verdicts on clouds whose truth is known, because it was planted.

Thirty-seven clouds of `planted_clouds`, each with a basis and the verdict that a right reading gives, are made and
tested again and again, from one seed after the other. Ten of them prefer no direction: their law is unchanged by a
common rotation, and any finding is a false alarm, which the level allows in one reading of twenty. In others the truth
is there but weak, or lies at chance in the mean of the fourth powers, where the scan over epsilon finds it.

Time: quick 10 s, paper 45 s; processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Planted, PLANTED, EXACT_NULLS, MIXED, WEAK, Numbers, run, claims, draw,
found_verdicts, most_false_alarms. Source: this package.
"""

from __future__ import annotations

import math
from typing import NamedTuple, Sequence

import numpy as np

from srm_ref.checks import choice, integer
from srm_ref.experiments.claims import SCALES, Claim, claim
from srm_ref.experiments.shared.planted_clouds import (ALIGNED_CLOUDS, ANTI_CLOUDS, BLIND_CLOUDS, MIXED_CLOUDS,
                                                       NULL_CLOUDS, UNDETECTED_CLOUDS, Make)
from srm_ref.experiments.shared.sentences import ours
from srm_ref.figures.canvas import Figure, new_figure, style
from srm_ref.progress import Progress
from srm_ref.spotlight.rotation_test import basis_rotation_test
from srm_ref.spotlight.verdict import VERDICTS

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Planted", "PLANTED", "EXACT_NULLS", "MIXED", "WEAK", "Numbers", "run",
           "claims", "draw", "found_verdicts", "most_false_alarms"]

NAME = "planted_truths"
TITLE = "Verdicts on clouds of planted truth"
SOURCE = "this package"
SEED = 38
ALIGNED, ANTI, NONE, CANNOT = VERDICTS
N_SAMPLES, N_DIMS, N_ROTATIONS, RISK = 600, 16, 39, 1e-3
SETTINGS = {"quick": 5, "paper": 30}  # seeds


class Planted(NamedTuple):
    """Hold how a cloud is made, and what is true of it."""

    make: Make
    answer: str  # one of VERDICTS


PLANTED: dict[str, Planted] = {
    name: Planted(make, answer) for clouds, answer in (
        (NULL_CLOUDS, NONE), (ALIGNED_CLOUDS, ALIGNED), (ANTI_CLOUDS, ANTI), (MIXED_CLOUDS, NONE),
        (UNDETECTED_CLOUDS, NONE), (BLIND_CLOUDS, CANNOT)) for name, make in clouds.items()}
"""Clouds by name; g is a standard Gaussian matrix, d the number of dimensions."""

EXACT_NULLS = tuple(NULL_CLOUDS)
"""Clouds whose law is the same after any common rotation."""

MIXED = tuple(MIXED_CLOUDS)
"""Clouds at chance in the mean, and far from it at single epsilons; the first where d + 2 is a multiple of 3."""

WEAK = ("elongated x3 along (1..1)", "near the duals of an oblique basis", "LayerNorm of g")
"""Clouds whose truth some hundred rows show at times only."""


class Numbers(NamedTuple):
    """What `run` counted, for every cloud of PLANTED.

    names, answers (n_clouds,).
    verdicts (n_clouds, 4): how often each of VERDICTS was given.
    scans (n_clouds,): how often the scan over epsilon found something, p <= .05.
    n_seeds ().
    """

    names: np.ndarray
    answers: np.ndarray
    verdicts: np.ndarray
    scans: np.ndarray
    n_seeds: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Read every cloud once for each seed.

    rng: draws the seeds, the same for all clouds.
    """
    seeds, found = rng.integers(2**32, size=SETTINGS[choice(scale, "scale", SCALES)]), []
    for k, name in enumerate(PLANTED, 1):
        found.append(list(found_verdicts(name, N_SAMPLES, N_DIMS, N_ROTATIONS, seeds.tolist()).values()))
        if progress is not None:
            progress(k, len(PLANTED))
    counts = np.array(found)
    return Numbers(np.array(list(PLANTED)), np.array([planted.answer for planted in PLANTED.values()]), counts[:, :4],
                   counts[:, 4], np.array(len(seeds)))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge every cloud: the table of verdicts."""
    n, rows = int(numbers.n_seeds), []
    whose = ours(NAME, f"{N_SAMPLES} samples, 16 dimensions (blind bases: their own), {N_ROTATIONS} rotations, {n} "
                       "seeds")
    for name, answer, verdicts, scans in zip(numbers.names, numbers.answers, numbers.verdicts, numbers.scans):
        said = ", ".join(f"{verdict} {count}" for verdict, count in zip(VERDICTS, verdicts) if count)
        wanted, good = _wanted(str(name), str(answer), dict(zip(VERDICTS, verdicts)), int(scans), n)
        rows.append(claim(f"{name}: {wanted}", whose, f"{said}; scan {scans} of {n}", good,
                          "" if good else "given too seldom", "no other size was tried"))
    return rows


def _wanted(name: str, answer: str, found: dict[str, int], scans: int, n: int) -> tuple[str, bool]:
    """Say what a right reading gives, and whether it was given often enough."""
    most, wrong = most_false_alarms(n), found[ANTI if answer == ALIGNED else ALIGNED]
    if name in EXACT_NULLS:
        return f"no preference, at most {most} false alarms of {n}", max(n - found[NONE], scans) <= most
    if name in MIXED:
        return "no preference in the mean, and the scan tells", found[NONE] >= n - n // 30 and scans >= n - n // 30
    if name in WEAK:
        return f"{answer} in half of the seeds or more (weak at this size)", 2 * found[answer] >= n and wrong <= most
    return answer, found[answer] >= n - n // 30


def draw(numbers: Numbers) -> Figure:
    """Draw the shares of the four verdicts, a bar for every cloud."""
    figure, axes = new_figure(1, 1, width=9, height=9.5)
    ax, places, left = axes[0, 0], np.arange(len(numbers.names)), np.zeros(len(numbers.names))
    for k, verdict in enumerate(VERDICTS):
        ax.barh(places, numbers.verdicts[:, k], left=left, color=style(k).colour, label=verdict, height=0.75)
        left = left + numbers.verdicts[:, k]
    ax.plot(numbers.scans, places, marker="|", color="black", linestyle="none", markersize=9,
            label="scan over epsilon, p ≤ .05")
    ax.set_yticks(places, [f"{name} ({answer})" for name, answer in zip(numbers.names, numbers.answers)],
                  fontsize="x-small")
    ax.set(xlabel=f"of {int(numbers.n_seeds)} seeds: {N_SAMPLES} samples, {N_DIMS} dimensions, {N_ROTATIONS} rotations",
           ylim=(len(places) - 0.4, -0.6), xlim=(0, 1.02 * int(numbers.n_seeds)))
    ax.grid(False)
    figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False)
    return figure


def found_verdicts(name: str, n_samples: int, n_dims: int, n_rotations: int, seeds: Sequence[int]) -> dict[str, int]:
    """Count the verdicts on a planted cloud, one for each seed, and the scans with p <= .05.

    name: of `PLANTED`.
    seeds: each makes one generator, which draws first the cloud and then the rotations.
    Returns: how often every one of the four verdicts was given, and under "scan" how often the scan found something.

    >>> found_verdicts("near one-hot, noise .05", 100, 8, 39, range(3))["aligned"]
    3
    """
    found = dict.fromkeys([*VERDICTS, "scan"], 0)
    planted = PLANTED[choice(name, "name", list(PLANTED))]
    for seed in seeds:
        rng = np.random.default_rng(seed)
        activations, basis = planted.make(rng, n_samples, n_dims)
        test = basis_rotation_test(activations, basis, None, n_rotations, rng)
        found[test.verdict] += 1
        found["scan"] += test.scan.p_value <= test.level
    return found


def most_false_alarms(n: int, level: float = 0.05) -> int:
    """Give the least k that a binomial (n, level) number exceeds with a probability below one in a thousand.

    n: at least 1.

    >>> most_false_alarms(5), most_false_alarms(30)
    (3, 6)
    """
    tail = 1.0
    for k in range(integer(n, "n", 1) + 1):
        tail -= math.comb(n, k) * level**k * (1 - level) ** (n - k)
        if tail < RISK:
            return k
    return n
