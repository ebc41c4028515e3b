"""What does a paper say, and what was measured here? One row of the table that every experiment ends in.

An experiment is a module of one shape:

    NAME, TITLE, SOURCE, SEED           what `srm-ref reproduce NAME` calls it, its heading, where the papers have it
    run(scale, rng, progress=None)      -> numbers, a NamedTuple of arrays; scale is "quick" or "paper"
    claims(numbers)                     -> list of Claim
    draw(numbers)                       -> matplotlib Figure

A claim that does not hold is shown as not holding, with the reason where it is known.

Contents: SCALES, Claim, claim, part_of.
"""

from __future__ import annotations

from typing import NamedTuple

from srm_ref.progress import Progress

__all__ = ["SCALES", "Claim", "claim", "part_of"]

SCALES = ("quick", "paper")


class Claim(NamedTuple):
    """One claim beside its measurement."""

    claim: str  # a sentence that can be true or false
    source: str  # section of the paper, or "here" for what nobody has published
    measured: str  # the numbers, with units
    holds: bool
    reason: str = ""  # why it does not hold, or what limits it, where that is known


def claim(claim: str, source: str, measured: str, holds: object, reason: str = "") -> Claim:
    """Make a row of the table: the `source` of a claim, what was `measured`, whether it `holds`, the `reason` if not.

    NumPy truth values become plain ones.

    >>> claim("two and two are four", "TMS", "4", 2 + 2 == 4).holds
    True
    """
    return Claim(claim, source, measured, bool(holds), reason)


def part_of(progress: Progress | None, part: int, n_parts: int) -> Progress | None:
    """Report one of several equal parts of the work as its share of the whole.

    progress (callable or None): called with (done, total).
    part: 0 .. n_parts - 1.
    Returns (callable or None).

    >>> part_of(lambda done, total: print(done, "of", total), 1, 4)(5, 10)
    15 of 40
    """
    if progress is None:
        return None
    return lambda done, total: progress(part * total + done, n_parts * total)
