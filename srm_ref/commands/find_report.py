"""How does a person read what `srm-ref find` found? Some lines for each side, and one picture.

Numbers about a basis come from the half of the rows that was not used to find it; a line says so if a number comes from
the other half.

Contents: summary, picture.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Iterator, Mapping

import numpy as np

from srm_ref.checks import counted
from srm_ref.figures.canvas import Figure, new_figure, plain_title
from srm_ref.figures.found_bases import draw_cosine_sizes, draw_partner_angles
from srm_ref.spotlight.found_basis import AGREEMENT, N_CHANCE, FoundBasis
from srm_ref.spotlight.reading import sentence

__all__ = ["summary", "picture"]

_ROWS = 4096  # read at once
_LITTLE_KEPT = 0.5

Found = Mapping[str, FoundBasis]


def summary(arguments: argparse.Namespace, activations: np.ndarray, found: Found) -> list[str]:
    """Write the lines that a person reads.

    Parameters
    ----------
    arguments : argparse.Namespace
        Of `srm-ref find`.
    activations : ndarray, shape (n_samples, n_dims)
    found : mapping
        "highest" or "lowest", each with what was found.

    Returns
    -------
    list of str
        A heading word, then what is to be said.
    """
    said = [*_what(arguments, activations, next(iter(found.values())))]
    for side, one in found.items():
        said += [("", ""), *_one_side(side, one)]
    if len(found) > 1:
        said += [("", ""),
                 ("note",
                  "two sides are two tests: where there is nothing, one of the two p is .05 or less in up to 10 % "
                  "of cases")]
    return [f"{head:<13} {text}".rstrip() for head, text in said]


def picture(file: str, found: Found) -> Figure:
    """Draw, for each side, the cosines of the found basis with the given one, and the angles of partners.

    Parameters
    ----------
    file : str
        For the title.
    found : mapping
    """
    figure, axes = new_figure(len(found), 2, width=10.5, height=4.2 * len(found))
    for (side, one), (left, right) in zip(found.items(), axes):
        draw_cosine_sizes(one.basis @ one.given.T, ax=left)
        draw_partner_angles(one.angles, one.refit_angles, one.chance_angles, ax=right)
        left.set_title(f"basis of {side} kurtosis", fontsize="medium")
        right.set_title(
            f"kurtosis, held out: found {one.kurtosis_held_out:.3g}, given {one.given_test.value:.3g}, chance "
            f"{one.test.chance:.3g}", fontsize="medium")
    plain_title(figure, f"{Path(file).name}: found against given")
    return figure


def _what(arguments: argparse.Namespace, activations: np.ndarray, one: FoundBasis) -> Iterator[tuple[str, str]]:
    n_samples, n_dims = activations.shape
    yield "activations", f"{arguments.file}: {counted(n_samples, 'sample')} x {counted(n_dims, 'dimension')}"
    groups = f", whole groups of {one.n_groups:,}" if arguments.groups else ""
    yield "halves", (
        f"looked for on {counted(one.n_fitted, 'row')}, tested on "
        f"{counted(one.test.n_samples - one.test.n_zero, 'other')} (rows of length zero left out){groups} "
        f"(seed {arguments.seed})")
    yield "basis", f"{arguments.basis}, {counted(n_dims, 'direction')}: the given one"
    if one.rank < n_dims:
        yield "note", (f"the rows that were looked at span {one.rank:,} of {counted(n_dims, 'dimension')}: the parts "
                       "of the found directions outside are arbitrary, and so are angles made of them")
    if not arguments.centre and _off_centre(activations):
        yield "note", (
            "the mean of the rows is larger than their spread: it is a preferred direction by itself, and the bases "
            "found here may be its; --centre takes it away")


def _off_centre(activations: np.ndarray) -> bool:
    """Say whether |mean|^2 is more than the mean squared distance from the mean."""
    total, squares = np.zeros(activations.shape[1]), 0.0
    for first in range(0, len(activations), _ROWS):
        rows = np.asarray(activations[first:first + _ROWS], dtype=float)
        total, squares = total + rows.sum(axis=0), squares + float(np.vdot(rows, rows))
    mean = total / len(activations)
    return 2.0 * float(mean @ mean) > squares / len(activations)


def _one_side(side: str, one: FoundBasis) -> Iterator[tuple[str, str]]:
    yield side, (f"kurtosis {one.kurtosis_fitted:.4g} on the rows that it was found on, {one.kurtosis_held_out:.4g} "
                 f"on the others; "
                 f"by chance {one.test.chance:.4g}")
    yield "tested", sentence(one.test)
    yield "starts", _starts(one)
    yield "given", _given(one)
    if one.found:
        if one.share_kept < _LITTLE_KEPT:
            n = len(one.basis)
            yield "overfitted", (
                f"{_percent(1 - one.share_kept)} of the excess over chance was the choice of "
                f"{counted(n * (n - 1) // 2, 'angle')} from {counted(one.n_fitted, 'row')}, and is not there on the "
                "others")
        yield "angles", _angles(one)
        yield "from given", _from_given(one)
    yield "so", _compared(one)


def _starts(one: FoundBasis) -> str:
    starts = counted(len(one.start_kurtoses), "random start")
    said = f"{one.n_agree} of {starts} ended at this basis, all directions within {_degrees(AGREEMENT)}"
    others = one.start_kurtoses[one.start_angles > AGREEMENT]
    if len(others):
        said += f"; the others at kurtosis {others.min():.4g} to {others.max():.4g} on the rows that they were found on"
    return said + (f". {counted(one.n_unended, 'climb')} did not reach an end" if one.n_unended else "")


def _given(one: FoundBasis) -> str:
    said = (f"kurtosis {one.given_test.value:.4g} in the given basis, on the other rows (p = "
            f"{one.given_test.p_value:.3g})")
    if not one.found:
        return said
    share = one.share_of_given
    said += (f", {_percent(share)} of the found basis's excess over chance"
             if share >= 0.0 else ", on the other side of chance")
    return f"{said}. Found less given: {one.gain:+.3g}, standard error {one.gain_error:.2g}"


def _angles(one: FoundBasis) -> str:
    chance, moved = np.median(one.chance_angles, axis=1), one.refit_angles
    return (f"to the given basis: median {_number(np.median(one.angles))}, widest {_degrees(one.angles.max())}; from "
            f"{N_CHANCE} bases drawn at random to it: medians {_number(chance.min())} to {_degrees(chance.max())}. "
            f"Where the climb goes on with the other rows, the found basis moves by a median of "
            f"{_degrees(np.median(moved))}, {np.count_nonzero(moved <= AGREEMENT):,} of "
            f"{counted(len(moved), 'direction')} by {_degrees(AGREEMENT)} or less")


def _from_given(one: FoundBasis) -> str:
    moved, ended = one.from_given_angles, one.from_given_test
    where = "the found basis" if one.given_leads_here else "not the found basis"
    return (f"a climb from the given basis moved its directions by a median of {_number(np.median(moved))}, at most "
            f"{_degrees(moved.max())}, and ended at {where}: kurtosis {ended.value:.4g} on the other rows (p = "
            f"{ended.p_value:.3g})")


def _compared(one: FoundBasis) -> str:
    """Say how far the found basis is from the given one, by medians over partners."""
    if one.test.verdict == "cannot tell":
        return "nothing can be told: see above why"
    if not one.found:
        return "no basis found: what was climbed to on one half shows no such preference on the other"
    middle, moved, chance = np.median(one.angles), np.median(one.refit_angles), np.median(one.chance_angles, axis=1)
    if moved >= chance.min():
        return ("there is a preference, but these rows do not hold a basis in place: from one half to the other it "
                "moves as far as "
                "bases drawn at random lie apart. Its angles to the given basis are not read")
    if middle <= moved:
        return ("a basis is found, and it is no farther from the given one than it moves itself from one half to "
                "the other")
    if middle < chance.min():
        return ("a basis is found. It is farther from the given one than it moves from one half to the other, and "
                "nearer to it than "
                f"{N_CHANCE} bases drawn at random")
    return f"a basis is found, and it is not nearer to the given one than {N_CHANCE} bases drawn at random"


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def _number(angle: float) -> str:
    return f"{np.degrees(angle):.3g}"


def _degrees(angle: float) -> str:
    return counted(_number(angle), "degree")
