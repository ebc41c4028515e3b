"""At which fractions do the dimensionalities of many features gather? Rows about the lines of a scatter of D_i.

A fraction counts as a line where at least twice as many D_i lie within 0.005 of it as in equally wide windows 0.0125 to
either side, and more than a coin would give. With fewer features than the paper has, a missing line proves nothing.

Contents: FRACTIONS, line, together.

Source: TMS section "The Geometry of Superposition", feature dimensionality.
"""

from __future__ import annotations

from math import comb

import numpy as np

from srm_ref.experiments.claims import Claim, Said, cannot_tell, claim
from srm_ref.superposition.geometries import PeakCount, peak_count

__all__ = ["FRACTIONS", "line", "together"]

THEIR_SIZE = 400  # features from which on a missing line counts
FRACTIONS = ((3 / 4, "3/4, tetrahedra"), (2 / 3, "2/3, triangles"), (1 / 2, "1/2, digons"), (2 / 5, "2/5, pentagons"),
             (3 / 8, "3/8, square antiprisms"), (0.0, "0, features not learned"))


def line(across: np.ndarray, D: np.ndarray, fraction: float, name: str, said: Said) -> Claim:
    """Judge whether D_i gather at a fraction: more often than beside it, over all models.

    across (n_models,): 1/(1 - S). D (n_models, n_features). name: of the fraction, in words.
    """
    excess, near = peak_count(D, fraction), (np.abs(D - fraction) < 0.02).sum(axis=1)
    sentence, said = f"Features gather in a line at {name}", said.that(f"one of the lines drawn: {name}")
    measured = f"{excess.at} within 0.005; {excess.below} and {excess.above} as wide below and above; of {D.size}"
    if not _is_line(excess) and D.shape[1] < THEIR_SIZE:
        return cannot_tell(sentence, said, measured, "fewer features, trained for 3000 steps of 64 samples: a line of "
                           "features that settle late would not show")
    k = int(near.argmax())
    beside = "as many lie beside it" if max(excess.below, excess.above) >= excess.at > 0 else "too few lie there"
    return claim(sentence, said, measured, _is_line(excess), otherwise=beside,
                 would=f"most are near it at 1/(1 - S) = {across[k]:g}: {near[k]} of {D.shape[1]} within 0.02"
                 if near[k] else "at none of these densities: no feature is within 0.02 of it")


def _is_line(excess: PeakCount) -> bool:
    """Whether there is a peak that two windows of equal chance would show once in twenty cases at most."""
    at, n = int(excess.at), int(excess.at + max(excess.below, excess.above))
    return bool(excess.is_peak and sum(comb(n, k) for k in range(at, n + 1)) <= 2**n // 20)


def together(across: np.ndarray, D: np.ndarray, said: Said) -> Claim:
    """Judge whether 2/3 and 1/2 occur in one model while 3/5, their mean in a bipyramid, is no line.

    across (n_models,), D (n_models, n_features): as in `line`.
    """
    three_fifths = peak_count(D, 3 / 5)
    both = np.minimum((np.abs(D - 2 / 3) < 0.01).sum(axis=1) // 3, (np.abs(D - 1 / 2) < 0.01).sum(axis=1) // 2)
    sentence = "Features at 2/3, of triangles, and at 1/2, of pairs, occur together, and there is no line at 3/5"
    said = said.that("instead of a 3/5 line for triangular bipyramids a co-occurrence of points at 2/3 and at 1/2")
    measured = (f"triangles and pairs in {(both > 0).sum()} of {len(both)} models, at 1/(1 - S) = "
                f"{', '.join(f'{x:g}' for x in across[both > 0]) or 'none'}; at 3/5 {three_fifths.at} "
                f"within 0.005, {three_fifths.below} and {three_fifths.above} as wide below and above")
    if not both.any() and D.shape[1] < THEIR_SIZE:
        return cannot_tell(sentence, said, measured, "at this size and length of training no triangle has settled")
    return claim(sentence, said, measured, both.any() and not _is_line(three_fifths),
                 otherwise="no such pair of lines, or one at 3/5",
                 would="at 1/(1 - S) = " + (", ".join(f"{x:g}" for x in across[both > 0]) or "none of those tried"))
