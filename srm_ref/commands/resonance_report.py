"""How are the numbers of `srm-ref resonance` printed? The verdict first, then the numbers.

No line but the verdict says whether activations are near the directions or far from them: the other numbers depend on
epsilon, and below 1/sqrt(2) their sign does not decide it.

Contents: summary, NOT_SAID.
"""

from __future__ import annotations

import math
import textwrap
from typing import Any, Iterator, Mapping

import numpy as np

from srm_ref.checks import counted
from srm_ref.commands.resonance_numbers import EXPECTED, Measured
from srm_ref.geometry.sphere import cap_fraction

__all__ = ["summary", "NOT_SAID"]

WIDTH = 118
FEWEST_SAMPLES = 50  # below this, no epsilon resolves a single plane
LEAST_EPSILON = 0.02

NOT_SAID = {
    "aligned": "that a direction means something; what caused this (unequal scales, an offset or one outlier "
               "dimension suffice); "
    "that no other basis does as well; anything of rows that are not in the file. A small p is not a large effect.",
    "no preference found": "that the cloud is isotropic; anything of other bases, or of rows that are not in the file.",
    "cannot tell": "that there is a preference, or that there is none.",
}
NOT_SAID["anti-aligned"] = NOT_SAID["aligned"]

Numbers = Mapping[str, Any]


def summary(file: str, basis: str, measured: Measured) -> list[str]:
    """Write the lines that a person reads.

    Parameters
    ----------
    file, basis : str
        As given on the command line.
    measured : Measured

    Returns
    -------
    list of str
        A heading word, then what is to be said.
    """
    numbers = measured.numbers
    said = [*_verdict(numbers), *_what(file, basis, numbers), *_moments(numbers)]
    if "mean" in numbers:
        said += [*_baseline(numbers), *_findings(numbers), *_arcs(numbers)]
    said += [("data" if k == 0 else "", line) for k, line in enumerate(measured.look)]
    return [line for head, text in said for line in _wrapped(head, text)]


def _wrapped(head: str, text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=f"{head:<13} ", subsequent_indent=" " * 14, break_on_hyphens=False,
                         break_long_words=False)


def _verdict(numbers: Numbers) -> Iterator[tuple[str, str]]:
    made = f"{counted(numbers['n_rotations'], 'random rotation')} of the basis, seed {numbers['seed']}; " if numbers[
        "n_rotations"] else ""
    about = "about the mean of the rows" if numbers["centred"] else "about the origin"
    yield "verdict", f"{numbers['verdict'].upper()} ({made}{about})"
    yield "", numbers["sentence"]
    if numbers["verdict"] in ("aligned", "anti-aligned") and numbers["scan_p_value"] <= numbers["level"]:
        yield "", (f"The heights at single epsilons leave the rotations' envelope, too (p = "
                   f"{numbers['scan_p_value']:.3g} over all epsilon).")
    if "centred_verdict" in numbers:
        p = f", p = {numbers['centred_p_value']:.3g}" if numbers["centred_verdict"] != "cannot tell" else ""
        yield "", (f"About their mean, which is longer than their spread, the rows are a question of their own: "
                   f"{numbers['centred_verdict']} (kurtosis {numbers['centred_kurtosis']:.4g}{p}).")
    yield "not said", NOT_SAID[numbers["verdict"]]


def _what(file: str, basis: str, numbers: Numbers) -> Iterator[tuple[str, str]]:
    n_zero, n_skipped = numbers.get("n_zero", 0), len(numbers.get("skipped_planes", ()))
    yield "activations", (f"{file}: {counted(numbers['n_samples'], 'sample')} x "
                          f"{counted(numbers['n_dims'], 'dimension')}") + (
        f"; {n_zero:,} {'is' if n_zero == 1 else 'are'} zero: inside no spotlight, but counted" if n_zero else "") + (
        "; their mean is subtracted" if numbers["centred"] else "")
    yield "basis", f"{basis}, {counted(numbers['n_basis'], 'direction')}"
    if "mean" not in numbers:
        yield "planes", "none: one dimension has no plane, and there is no curve"
        return
    pair = f"{'' if numbers['ordered'] else 'un'}ordered pair"
    yield "planes", (f"{counted(numbers['n_planes'], pair)} of directions, "
                     f"{'a curve for each' if 'counts' in numbers else 'their mean curve only'}") + (
        f"; {counted(n_skipped, 'pair')} {'is' if n_skipped == 1 else 'are'} (anti)parallel, left out"
        if n_skipped else "")
    yield "spotlight", (f"epsilon {numbers['epsilon']:g}: all within {math.degrees(math.acos(numbers['epsilon'])):.1f} "
                        f"degrees of the probe, at {counted(len(numbers['thetas']), 'angle')}"
                        f"{', signed' * numbers['signed']}")


def _moments(numbers: Numbers) -> Iterator[tuple[str, str]]:
    value = "undefined" if math.isnan(numbers["kurtosis"]) else f"{numbers['kurtosis']:.4g}"
    yield "kurtosis", f"{value}; by chance {numbers['chance']:.4g}, whatever the cloud; no epsilon enters"
    if "scale" not in numbers or not _told(numbers):
        return
    if numbers["verdict"] != "cannot tell":
        few = numbers["n_trimmed"]
        yield "", (
            f"scale {numbers['scale']:.4g} (p = {numbers['scale_p_value']:.3g}) times shape {numbers['shape']:.4g} "
            f"(p = {numbers['shape_p_value']:.3g}); without the "
            f"{'most extreme row' if few == 1 else f'{few:,} most extreme rows'} "
            f"{numbers['trimmed_kurtosis']:.4g}: {numbers['trimmed_verdict']}")
    yield "scan", (
        f"p = {numbers['scan_p_value']:.3g} over all epsilon, by the heights: shares of rows within a cone of the "
        "directions")


def _baseline(numbers: Numbers) -> Iterator[tuple[str, str]]:
    n_directed, expected = numbers["n_samples"] - numbers["n_zero"], numbers["isotropic_samples"]
    yield "isotropic", (f"data without any preference would put {expected:.3g} of {counted(n_directed, 'sample')} into "
                        f"one spotlight ({expected / max(n_directed, 1):.3g} of them)")
    yield "lit", (f"{counted(numbers['lit_samples'], 'sample')} in some plane, "
                  f"{counted(numbers['lit_pairs'], 'pair')} of a sample and an unordered plane")
    best = numbers["resolvable_epsilon"]
    if not n_directed:
        yield "note", "no sample has a direction: there is nothing to measure"
    elif n_directed < FEWEST_SAMPLES or best < LEAST_EPSILON:
        yield "note", (f"with {counted(n_directed, 'sample')} in {counted(numbers['n_dims'], 'dimension')} no epsilon "
                       "resolves a single plane; kurtosis and the mean over planes can still speak")
    elif numbers["epsilon"] > best:
        # samples in the spotlights on all directions, forwards and backwards
        everywhere = 2 * numbers["n_basis"] * expected
        yield "note", (
            f"epsilon {numbers['epsilon']:g} can show nothing at this size in a single plane, short of very strong "
            "structure: isotropic data, too, would leave it empty.")
        if numbers["n_planes"] > 1 and everywhere >= EXPECTED:
            yield "", (f"That is for one plane; the mean over planes rests on all directions, where such data have "
                       f"{counted(f'{everywhere:.3g}', 'sample')}.")
        yield "", (f"The largest epsilon that puts {EXPECTED} such samples into a spotlight (resolvable_epsilon) is "
                   f"{best:.3g}: "
                   f"try --epsilon {_rounded_down(best):g}")


def _rounded_down(value: float) -> float:
    """Keep three significant digits, never rounding up."""
    factor = 10.0 ** (2 - math.floor(math.log10(value)))
    return math.floor(value * factor) / factor


def _degrees(numbers: Numbers, place: int) -> str:
    return counted(f"{np.degrees(numbers['thetas'][place]):.4g}", "degree")


def _findings(numbers: Numbers) -> Iterator[tuple[str, str]]:
    mean = numbers["mean"]
    low, high = int(np.argmin(mean)), int(np.argmax(mean))
    yield "resonance", f"mean curve {mean[low]:.4g} at every angle" if mean[low] == mean[high] else (
        f"mean curve from {mean[low]:.4g} (at {_degrees(numbers, low)}) to {mean[high]:.4g} (at "
        f"{_degrees(numbers, high)})")
    if numbers["lit_samples"] < EXPECTED:
        yield "not read", (
            f"height, mass, harmonic and alignment: fewer than {EXPECTED} samples are lit at this epsilon" +
            (": nothing is lit" if not numbers["lit_samples"] else ""))
        return
    directed = 1.0 - numbers["n_zero"] / numbers["n_samples"]
    chance = directed * cap_fraction(numbers["n_dims"], numbers["epsilon"])
    times = f", {numbers['height'] / chance:.4g} times chance" if chance > 0 else ""
    tested = f" (p = {numbers['height_p_value']:.3g})" if "height_p_value" in numbers and _told(numbers) else ""
    yield "height", (f"{numbers['height']:.4g}{times}{tested}   share of samples in a spotlight that stands on a "
                     f"direction")
    yield "mass", f"{numbers['mass']:.4g}   share of samples in a spotlight, over all angles and planes"
    yield "harmonic", (
        f"{numbers['harmonic']:+.4f}   fourth Fourier coefficient of the mean curve over its mean; its sign depends on "
        "epsilon: the verdict tells the side")
    yield "alignment", f"{numbers['alignment']:.4f}   height over mass at this epsilon; isotropic data would give 1"
    if numbers["signed"]:
        yield "unsigned", "the verdict, height, mass, harmonic and alignment are those of the unsigned curve"


def _told(numbers: Numbers) -> bool:
    """Say whether the scan can find something: as the test can, or where only kurtosis is blind to the basis."""
    return numbers["verdict"] != "cannot tell" or "blind" in numbers["reason"]


def _arcs(numbers: Numbers) -> Iterator[tuple[str, str]]:
    for k, name in enumerate(("mass", "harmonic") if "mass_null" in numbers and _told(numbers) else ()):
        null = numbers[f"{name}_null"]
        yield "" if k else "arcs", (
            f"{name} p = {numbers[f'{name}_p_value']:.3g}, two-sided (rotated bases: {np.mean(null):.4g} "
            f"+- {np.std(null):.2g}); that the basis differs, not in which direction")
