"""What does `srm-ref resonance` draw? The heights at all epsilons first, then the curves.

Contents: scan_picture, picture.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Mapping

import numpy as np

from srm_ref.checks import counted
from srm_ref.commands.resonance_numbers import MOST_CURVES, Measured
from srm_ref.figures.angles import mark_privileged_directions
from srm_ref.figures.canvas import Figure, new_figure, plain_title
from srm_ref.figures.curves import draw_resonance_curve, draw_self_resonance
from srm_ref.figures.planes import draw_plane_map
from srm_ref.figures.scans import draw_epsilon_scan
from srm_ref.geometry.sphere import cap_fraction

__all__ = ["scan_picture", "picture"]

Numbers = Mapping[str, Any]


def scan_picture(file: str, measured: Measured) -> Figure:
    """Draw the heights at all epsilons among those of the rotations.

    Parameters
    ----------
    file : str
        For the title.
    measured : Measured
        With a test.
    """
    numbers, scan = measured.numbers, measured.test.scan
    figure, axes = new_figure(1, 1, width=7.5, height=4.6)
    share = 1.0 - numbers["n_zero"] / numbers["n_samples"]
    chance = np.array([share * cap_fraction(numbers["n_dims"], float(epsilon)) for epsilon in scan.epsilons])
    inside = len(scan.epsilons) > 0 and scan.epsilons[0] <= numbers["epsilon"] <= scan.epsilons[-1]
    marked = numbers["epsilon"] if inside else None
    draw_epsilon_scan(scan.epsilons, scan.heights, scan.low, scan.high, chance, marked=marked, ax=axes[0, 0])
    tested = "" if measured.test.verdict == "cannot tell" else f" (p = {measured.test.p_value:.3g})"
    plain_title(figure, f"{Path(file).name}: {measured.test.verdict}{tested}; over all epsilon p = {scan.p_value:.3g}, "
                f"{counted(numbers['n_rotations'], 'rotation')}")
    return figure


def picture(file: str, numbers: Numbers) -> Figure:
    """Draw the mean curve, that of the basis vectors themselves, and, where every plane has a curve, the map of planes.

    Parameters
    ----------
    file : str
        For the title.
    numbers : mapping
        Of `Measured`.
    """
    mapped = "counts" in numbers and len(numbers["counts"]) <= MOST_CURVES
    figure, axes = new_figure(1, 1 + mapped, width=11 if mapped else 6.4, height=4.2)
    several = numbers["n_planes"] > 1
    draw_resonance_curve(numbers["thetas"], numbers["mean"], numbers.get("std") if several else None,
                         baseline=numbers["baseline"], band=numbers.get("band"), signed=numbers["signed"],
                         label=f"mean over {counted(numbers['n_planes'], 'plane')}" * several or "the plane",
                         ax=axes[0, 0])
    if "self_mean" in numbers:
        size = float(np.abs(numbers["mean"]).max()) or 1.0
        draw_self_resonance(numbers["thetas"], numbers["self_mean"], size, ax=axes[0, 0])
    if not math.isnan(numbers["plane_angle"]):
        mark_privileged_directions(axes[0, 0], numbers["plane_angle"])
    if mapped:
        draw_plane_map(numbers["thetas"], numbers["counts"] / numbers["n_samples"], planes=numbers["planes"],
                       signed=numbers["signed"], ax=axes[0, 1])
    size = f"{counted(numbers['n_samples'], 'sample')} × {counted(numbers['n_dims'], 'dimension')}"
    plain_title(figure, f"{Path(file).name}: {size}, epsilon = {numbers['epsilon']:g}")
    return figure
