"""How does a person read the numbers of `srm-ref resonance`? A few lines of text and one picture.

Contents: summary, picture.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Iterator, Mapping

import numpy as np

from srm_ref.commands.resonance_numbers import EXPECTED
from srm_ref.figures.angles import mark_privileged_directions
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.figures.planes import draw_plane_map
from srm_ref.spotlight.statistics import sign_tells_axes

__all__ = ["summary", "picture"]

MOST_ROWS = 20_000  # planes beyond which a map has far fewer points than planes

Numbers = Mapping[str, Any]


def summary(file: str, basis: str, numbers: Numbers) -> list[str]:
    """Write the lines that a person reads.

    Parameters
    ----------
    file, basis : str
        As given on the command line.
    numbers : mapping
        As `srm_ref.commands.resonance_numbers.measure` returns them.

    Returns
    -------
    list of str
        A heading word, then what is to be said.
    """
    said = [*_what(file, basis, numbers), *_baseline(numbers), *_findings(numbers), *_significance(numbers)]
    return [f"{head:<13} {text}" for head, text in said]


def picture(file: str, numbers: Numbers) -> Figure:
    """Draw the mean curve and, where there is a curve a plane, the map of planes.

    Parameters
    ----------
    file : str
        For the title.
    numbers : mapping
        As `srm_ref.commands.resonance_numbers.measure` returns them.

    Returns
    -------
    matplotlib.figure.Figure
    """
    mapped = "counts" in numbers and len(numbers["counts"]) <= MOST_ROWS
    figure, axes = new_figure(1, 1 + mapped, width=11 if mapped else 6.4, height=4.2)
    several = numbers["n_planes"] > 1
    draw_resonance_curve(numbers["thetas"], numbers["mean"], numbers.get("std") if several else None,
                         baseline=numbers["baseline"], band=numbers.get("band"), signed=numbers["signed"],
                         label=f"mean over {numbers['n_planes']:,} planes" * several or "the plane", ax=axes[0, 0])
    if not math.isnan(numbers["plane_angle"]):
        mark_privileged_directions(axes[0, 0], numbers["plane_angle"])
    if mapped:
        draw_plane_map(numbers["thetas"], numbers["counts"] / numbers["n_samples"], planes=numbers["planes"],
                       signed=numbers["signed"], ax=axes[0, 1])
    figure.suptitle(f"{Path(file).name}: {numbers['n_samples']:,} samples × {numbers['n_dims']} dimensions, "
                    f"epsilon = {numbers['epsilon']:g}", fontsize="medium")
    return figure


def _what(file: str, basis: str, numbers: Numbers) -> Iterator[tuple[str, str]]:
    n_zero, n_skipped = numbers["n_zero"], len(numbers["skipped_planes"])
    yield "activations", f"{file}: {numbers['n_samples']:,} samples x {numbers['n_dims']:,} dimensions" + (
        f"; {n_zero:,} are zero: inside no spotlight, but counted" if n_zero else "")
    yield "basis", f"{basis}, {numbers['n_basis']:,} directions"
    yield "planes", (f"{numbers['n_planes']:,} {'' if numbers['ordered'] else 'un'}ordered pairs of directions, "
                     f"{'a curve for each' if 'counts' in numbers else 'their mean curve only'}") + (
        f"; {n_skipped:,} pairs are (anti)parallel, left out" if n_skipped else "")
    yield "spotlight", (f"epsilon {numbers['epsilon']:g}: all within {math.degrees(math.acos(numbers['epsilon'])):.1f} "
                        f"degrees of the probe, at {len(numbers['thetas'])} angles{', signed' * numbers['signed']}")


def _baseline(numbers: Numbers) -> Iterator[tuple[str, str]]:
    n_directed, expected = numbers["n_samples"] - numbers["n_zero"], numbers["isotropic_samples"]
    yield "isotropic", (f"data without any preference would put {expected:.3g} of {n_directed:,} samples into one "
                        f"spotlight ({expected / max(n_directed, 1):.3g} of them)")
    best = numbers["resolvable_epsilon"]
    if math.isnan(best):
        yield "note", f"fewer than {EXPECTED} samples have a direction: no epsilon can show anything"
    elif numbers["epsilon"] > best:
        everywhere = 2 * numbers["n_basis"] * expected  # in the spotlights on all directions, forwards and backwards
        yield "note", (f"epsilon {numbers['epsilon']:g} can show nothing at this size, short of very strong structure: "
                       f"dark is what chance gives, too.")
        if numbers["n_planes"] > 1 and everywhere >= EXPECTED:
            yield "", (f"That is for one plane; the mean over planes rests on all directions, where such data have "
                       f"{everywhere:.3g} samples.")
        yield "", (f"The largest epsilon that puts {EXPECTED} such samples into a spotlight (resolvable_epsilon) is {best:.3g}: "
                   f"try --epsilon {math.floor(best * 100) / 100:g}")


def _findings(numbers: Numbers) -> Iterator[tuple[str, str]]:
    mean, degrees = numbers["mean"], np.degrees(numbers["thetas"])
    low, high = int(np.argmin(mean)), int(np.argmax(mean))
    yield "resonance", f"mean curve {mean[low]:.4g} at every angle" if mean[low] == mean[high] else (
        f"mean curve from {mean[low]:.4g} (at {degrees[low]:.4g} degrees) to {mean[high]:.4g} (at {degrees[high]:.4g} "
        f"degrees)")
    yield "mass", f"{numbers['mass']:.4g}   share of samples in a spotlight, over all angles and planes"
    if math.isnan(numbers["harmonic"]):
        yield "harmonic", "undefined: nothing is lit at this epsilon (the same for alignment)"
        return
    orthogonal = abs(numbers["plane_angle"] - np.pi / 2) <= 1e-6  # not where it is nan: angles that differ, or not looked at
    readable = orthogonal and sign_tells_axes(numbers["epsilon"])
    yield "harmonic", f"{numbers['harmonic']:+.4f}   fourth harmonic: " + (
        "> 0 on the axes, < 0 on the diagonals, 0 no preference" if readable else "its sign does not tell axes from diagonals here")
    yield "alignment", f"{numbers['alignment']:.4f}   at the privileged directions, over the mean: " + (
        "1 is no preference" if readable else "isotropic data would give 1")
    if not sign_tells_axes(numbers["epsilon"]):
        yield "note", (f"epsilon {numbers['epsilon']:g} is below 1/sqrt(2) = 0.70711: a cone this wide, half-way between two axes, "
                       f"holds both. Neither")
        yield "", "the harmonic's sign nor alignment above or below 1 tells axes from diagonals, whatever the p-values"
    elif not orthogonal:
        yield "note", "that sign, and alignment above or below 1, can be read only where all planes are known to be at right angles"


def _significance(numbers: Numbers) -> Iterator[tuple[str, str]]:
    if "n_rotations" not in numbers:
        yield "test", "not asked for: --test 99 compares this basis with 99 random rotations of it"
        return
    yield "test", f"against {numbers['n_rotations']} random rotations of the basis (seed {numbers['seed']}), two-sided:"
    for name in ("mass", "harmonic"):
        null = numbers[f"{name}_null"]
        yield "", (f"{name} p = {numbers[f'{name}_p_value']:.3g}   (rotated bases: {np.mean(null):.4g} +- "
                   f"{np.std(null):.2g})")
