"""Reproduce the figures and claims of both papers, and of the ground where they meet."""

from __future__ import annotations

import argparse
from pathlib import Path

from srm_ref.commands.options import add_output_argument
from srm_ref.commands.output import output_directory
from srm_ref.experiments.claims import SCALES
from srm_ref.experiments.registry import NAMES, experiment
from srm_ref.experiments.report import ExperimentOutcome, markdown, perform
from srm_ref.experiments.shared.image_networks import idx_images
from srm_ref.figures.canvas import save_figure
from srm_ref.progress import ProgressBar
from srm_ref.writing import replacing, write_arrays

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add NAME, --scale, --data and --out.

    Parameters
    ----------
    parser : argparse.ArgumentParser
    """
    parser.add_argument("name", metavar="NAME|all|list", choices=[*NAMES, "all", "list"],
                        help="one experiment, all of them, or the list of their names")
    parser.add_argument("--scale", choices=SCALES, default="quick",
                        help="quick: minutes for all; paper: the papers' own sizes (default: quick)")
    parser.add_argument("--data", nargs=2, metavar=("IMAGES", "LABELS"), help="a pair of IDX files, such as MNIST's, for the "
                        "experiments on images (default: the embedded digits)")
    add_output_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the experiments asked for; write figures, numbers and one report; print the claims.

    Parameters
    ----------
    arguments : argparse.Namespace

    Returns
    -------
    int
        0, also where a claim does not hold: that is a finding, not a failure.

    Raises
    ------
    ValueError
        The output directory cannot be written, or the data cannot be read.
    """
    if arguments.name == "list":
        for name in NAMES:
            module = experiment(name)
            print(f"{name:<24} {module.TITLE} ({module.SOURCE})")
        return 0
    names = NAMES if arguments.name == "all" else (arguments.name,)
    images = None if arguments.data is None else idx_images(*arguments.data)
    with output_directory(arguments.out) as directory:
        outcomes = []
        for place, name in enumerate(names, 1):
            with ProgressBar(f"{place}/{len(names)} {name}") as progress:
                outcomes.append(perform(name, arguments.scale, progress, images))
            _say(outcomes[-1])
        _write(outcomes, arguments.scale, directory)
    held = sum(claim.holds for outcome in outcomes for claim in outcome.claims)
    total = sum(len(outcome.claims) for outcome in outcomes)
    print(f"{held} of {total} claims hold; figures, numbers and report.md are in {directory}")
    return 0


def _say(outcome: ExperimentOutcome) -> None:
    print(f"{outcome.name}: {outcome.title} ({outcome.source}; seed {outcome.seed}; {outcome.seconds:.1f} s)")
    for claim in outcome.claims:
        print(f"  {'holds' if claim.holds else 'DOES NOT HOLD':<14} {claim.claim}: {claim.measured}"
              + (f" ({claim.reason})" if claim.reason else ""))


def _write(outcomes: list[ExperimentOutcome], scale: str, directory: Path) -> None:
    for outcome in outcomes:
        save_figure(outcome.figure, directory / f"{outcome.name}.png")
        write_arrays(directory / f"{outcome.name}.npz", outcome.numbers)
    with replacing(directory / "report.md") as report:
        report.write_text(markdown(outcomes, scale), encoding="utf-8")
