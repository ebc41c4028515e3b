"""Does the reading find what is there? Verdicts on clouds whose truth is known.

Contents: Planted, PLANTED, EXACT_NULLS, MIXED, found_verdicts, verdict_table.
Source: this package.
"""

from __future__ import annotations

from typing import NamedTuple, Sequence

import numpy as np

from srm_ref.checks import choice
from srm_ref.spotlight.judge_rotations import judge_rotations
from srm_ref.spotlight.planted_clouds import (ALIGNED_CLOUDS, ANTI_CLOUDS, BLIND_CLOUDS, MIXED_CLOUDS, NULL_CLOUDS,
                                              UNDETECTED_CLOUDS, Make)
from srm_ref.spotlight.verdict import VERDICTS

__all__ = ["Planted", "PLANTED", "EXACT_NULLS", "MIXED", "found_verdicts", "verdict_table"]

_NONE = "no preference found"


class Planted(NamedTuple):
    """Hold how a cloud is made, and what is true of it."""

    make: Make
    answer: str  # one of VERDICTS


PLANTED: dict[str, Planted] = {
    name: Planted(make, answer) for clouds, answer in (
        (NULL_CLOUDS, _NONE), (ALIGNED_CLOUDS, "aligned"), (ANTI_CLOUDS, "anti-aligned"), (MIXED_CLOUDS, _NONE),
        (UNDETECTED_CLOUDS, _NONE), (BLIND_CLOUDS, "cannot tell")) for name, make in clouds.items()}
"""Clouds by name; g is a standard Gaussian matrix, d the number of dimensions."""

EXACT_NULLS = tuple(NULL_CLOUDS)
"""Clouds whose law is the same after any common rotation."""

MIXED = tuple(MIXED_CLOUDS)
"""Clouds at chance in the mean, and far from it at single epsilons; the first where d + 2 is a multiple of 3."""


def found_verdicts(name: str, n_samples: int, n_dims: int, n_rotations: int, seeds: Sequence[int]) -> dict[str, int]:
    """Count the verdicts on a planted cloud, one for each seed, and the scans with p <= .05.

    Parameters
    ----------
    name : str
        Of `PLANTED`.
    n_samples, n_dims, n_rotations : int
    seeds : sequence of int
        Each makes one generator, which draws first the cloud and then the rotations.

    Returns
    -------
    dict of str to int
        How often every one of the four verdicts was given, and under "scan" how often the scan found something.

    Raises
    ------
    ValueError
        A name that is not in `PLANTED`.

    Examples
    --------
    >>> found_verdicts("near one-hot, noise .05", 100, 8, 39, range(3))["aligned"]
    3
    """
    found = dict.fromkeys([*VERDICTS, "scan"], 0)
    planted = PLANTED[choice(name, "name", list(PLANTED))]
    for seed in seeds:
        rng = np.random.default_rng(seed)
        activations, basis = planted.make(rng, n_samples, n_dims)
        reading = judge_rotations(activations, basis, n_rotations, rng)
        found[reading.verdict] += 1
        found["scan"] += reading.scan.p_value <= reading.level
    return found


def verdict_table(n_samples: int, n_dims: int, n_rotations: int, seeds: Sequence[int]) -> str:
    """Write the verdicts on all planted clouds as a table.

    Parameters
    ----------
    n_samples, n_dims, n_rotations : int
    seeds : sequence of int

    Returns
    -------
    str
        One line for each cloud: its name and planted answer, how often each verdict was given, and how often the scan
        found.

    Examples
    --------
    >>> print(verdict_table(60, 4, 39, range(1)).splitlines()[0])
    planted truth                        answer               aligned  anti  none  cannot tell  scan
    """
    lines = [f"{'planted truth':36} {'answer':20} aligned  anti  none  cannot tell  scan"]
    for name, planted in PLANTED.items():
        aligned, anti, none, cannot, scan = found_verdicts(name, n_samples, n_dims, n_rotations, seeds).values()
        lines.append(f"{name:36} {planted.answer:20} {aligned:7}  {anti:4}  {none:4}  {cannot:11}  {scan:4}")
    return "\n".join(lines)
