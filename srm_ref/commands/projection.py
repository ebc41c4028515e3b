"""What lies near the planes of a basis, projected on them?

Writes the activations near every plane as points, beside their density as a multiple of what isotropic activations of
the same lengths would give: above 1 there are more points than by chance.

Contents: add_arguments, run.

Source: the privileged plane projective method, a sequel to SRM by the same author; the expectation is this package's.
"""

from __future__ import annotations

import argparse
import math
from functools import partial
from pathlib import Path
from typing import Iterator

import numpy as np

from srm_ref.checks import counted
from srm_ref.commands.options import add_data_arguments, privileged_angle, read_data, whole_number
from srm_ref.commands.output import claimed_stems, output_directory, save_pictures
from srm_ref.figures.canvas import Figure, new_figure, plain_title
from srm_ref.figures.projections import draw_density_ratio, draw_projection_scatter
from srm_ref.progress import ProgressBar
from srm_ref.spotlight.density import Density, projected_density
from srm_ref.spotlight.projection import Projection, project_on_planes
from srm_ref.writing import write_arrays

__all__ = ["add_arguments", "run"]

MOST_DRAWN = 50_000  # most points in the scatter plot; the density and the file have all of them
_ROWS = 4096  # looked at at once


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `srm-ref projection`."""
    add_data_arguments(parser)
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--planes", choices=["combinations", "permutations"], default="combinations",
                        help="every pair of directions once (default), or in both orders")
    chosen.add_argument("--plane", type=whole_number(0), nargs=2, metavar=("I", "J"),
                        help="only the plane from direction I towards direction J, counted from 0")
    parser.add_argument("--bins", type=whole_number(1), metavar="N",
                        help="cells of the density along each axis (default: 4 to 50, as many as the points will bear)")


def run(arguments: argparse.Namespace) -> int:
    """Run `srm-ref projection`."""
    activations, basis = read_data(arguments)
    if basis.shape[1] < 2 or not any(np.any(activations[k:k + _ROWS]) for k in range(0, len(activations), _ROWS)):
        lacking = "one dimension has no plane" if basis.shape[
            1] < 2 else "no sample differs from zero, and none has a direction"
        print(f"Cannot tell: {lacking}; nothing was written.")
        return 0
    planes = [arguments.plane] if arguments.plane else arguments.planes
    with output_directory(arguments.out) as directory, claimed_stems(directory, arguments, [arguments.file]) as stems:
        with ProgressBar("projecting") as progress:
            points = project_on_planes(activations, basis, arguments.epsilon, planes, progress=progress)
        n_bins = arguments.bins or int(np.clip(math.sqrt(len(points.points) / 10), 4, 50))
        with ProgressBar("measuring the density") as progress:
            density = projected_density(activations, basis, arguments.epsilon, planes, n_bins, progress=progress)
        png, npz = (directory / f"{stems[0]}_projection.{ending}" for ending in ("png", "npz"))
        gamma = privileged_angle(basis[arguments.plane] if arguments.plane else basis, arguments.basis)
        write_arrays(npz, vars(points) | {"edges": density.edges, "counts": density.counts,
                                          "expected": density.expected})
        drawn = save_pictures({png: partial(_picture, arguments.file, points, density, gamma)})
    print("\n".join([*_summary(arguments, points, basis.shape[1]), *_densest(density),
                     f"written       {', '.join(map(str, [*drawn, npz]))}"]))
    return 0


def _picture(file: str, projection: Projection, density: Density, gamma: float) -> Figure:
    step = max(1, math.ceil(len(projection.points) / MOST_DRAWN))
    marked = None if math.isnan(gamma) else gamma
    figure, axes = new_figure(1, 2, width=11, height=4.8)
    draw_projection_scatter(projection.points[::step], gamma=marked, ax=axes[0, 0])
    draw_density_ratio(density.ratio(), density.edges, gamma=marked, ax=axes[0, 1])
    planes = counted(density.n_planes, "plane")
    drawn = f", one in {step:,} drawn" if step > 1 else ""
    axes[0, 0].set_title(f"{counted(len(projection.points), 'point')} in {planes}{drawn}", fontsize="medium")
    axes[0, 1].set_title("density (hatched: few found and few expected)", fontsize="medium")
    plain_title(figure, f"{Path(file).name}: activations within {_degrees(projection.epsilon):.1f} degrees of a plane "
                f"(epsilon = {projection.epsilon:g})")
    return figure


def _summary(arguments: argparse.Namespace, projection: Projection, n_dims: int) -> Iterator[str]:
    n_directed, n_planes = projection.n_samples - projection.n_zero, len(projection.planes)
    size = f"{counted(projection.n_samples, 'sample')} x {counted(n_dims, 'dimension')}"
    yield f"activations   {arguments.file}: {size}" + (
        f"; {projection.n_zero:,} {'is' if projection.n_zero == 1 else 'are'} zero: near no plane"
        if projection.n_zero else "") + (
            "; their mean is subtracted" if arguments.centre else "")
    skipped = len(projection.skipped_planes)
    yield f"planes        {n_planes:,} of basis {arguments.basis}" + (
        f"; {counted(skipped, 'pair')} {'is' if skipped == 1 else 'are'} (anti)parallel, left out" if skipped else "")
    yield (f"near          within {_degrees(projection.epsilon):.1f} degrees of the plane (epsilon "
           f"{projection.epsilon:g})")
    expected = n_directed * (1 - max(projection.epsilon, 0.0) ** 2) ** ((n_dims - 2) / 2)
    yield (f"points        {len(projection.points):,}: {len(projection.points) / n_planes:.4g} per plane, where "
           f"isotropic data would give {expected:.4g}")
    if expected < 10 and len(projection.points) < 10 * n_planes:
        yield (
            "note          so few are expected that a thin picture means nothing, unless the structure is very strong: "
            "try a smaller --epsilon")


def _densest(density: Density) -> Iterator[str]:
    """Say where the excess is largest, in numbers: the colours end at a hundred times."""
    ratio = density.ratio()
    if np.isnan(ratio).all() or not np.nanmax(ratio) > 1:
        return
    place = np.unravel_index(np.nanargmax(ratio), ratio.shape)
    yield (f"densest cell  {counted(int(density.counts[place]), 'point')} where isotropic data of the same lengths "
           f"would give {density.expected[place]:.3g}: {ratio[place]:.3g} times as many")


def _degrees(epsilon: float) -> float:
    return math.degrees(math.acos(max(epsilon, 0.0)))
