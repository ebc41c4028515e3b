"""Which directions of a basis do the activations in a file resonate with?

Counts every activation of every plane exactly (on --jobs processes, the same to the bit), prints what a person needs to
read the curve, and writes the curve as a picture and as numbers.

Contents: add_arguments, run.

Source: SRM; the baseline, the three summary numbers and the test are this package's.
"""

from __future__ import annotations

import argparse

from srm_ref.commands.options import add_data_arguments, read_data, whole_number
from srm_ref.commands.output import file_stem, output_directory
from srm_ref.commands.resonance_numbers import measure
from srm_ref.commands.resonance_report import picture, summary
from srm_ref.figures.canvas import save_figure
from srm_ref.writing import replacing, write_arrays

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `srm-ref resonance`.

    Parameters
    ----------
    parser : argparse.ArgumentParser
    """
    add_data_arguments(parser)
    parser.add_argument("--planes", choices=["permutations", "combinations", "mean"], default="permutations",
                        help="a curve for every ordered pair of directions (default), for every unordered one, or only "
                        "the mean over all ordered pairs, in memory for one curve")
    parser.add_argument("--signed", action="store_true", help="take the opposite spotlight's share away")
    parser.add_argument("--angles", type=whole_number(1), default=360, metavar="N",
                        help="angles of a full turn (default 360)")
    parser.add_argument("--test", type=whole_number(1), metavar="N_ROTATIONS",
                        help="p-values: compare the basis with so many random rotations of it (99 reach down to 0.01)")
    parser.add_argument("--seed", type=whole_number(0), default=0, metavar="S", help="of --test's chance (default 0)")
    parser.add_argument("--jobs", type=whole_number(1), default=1, metavar="N", help="counting processes (default 1)")


def run(arguments: argparse.Namespace) -> int:
    """Run `srm-ref resonance`.

    Parameters
    ----------
    arguments : argparse.Namespace

    Returns
    -------
    int
        0; what goes wrong is raised.
    """
    activations, basis = read_data(arguments)
    with output_directory(arguments.out) as directory:
        numbers = measure(arguments, activations, basis)
        name = f"{file_stem(arguments.file)}_resonance"
        png, npz = directory / f"{name}.png", directory / f"{name}.npz"
        with replacing(png) as drawn:  # both files or neither
            save_figure(picture(arguments.file, numbers), drawn)
            write_arrays(npz, numbers)
    print("\n".join([*summary(arguments.file, arguments.basis, numbers), f"written       {png}, {npz}"]))
    return 0
