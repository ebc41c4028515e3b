"""Is the basis of a layer special, and on which side of chance? Four small networks on real digits.

Trains four autoencoders, each of which differs from the first in one thing, reads their bottlenecks, prints a table and
sentences, and writes a picture and the numbers.

Contents: add_arguments, run.

Source: this package; see `srm_ref.experiments.spotlight.demo`.
"""

from __future__ import annotations

import argparse

import numpy as np

from srm_ref.commands.options import add_output_argument, whole_number
from srm_ref.commands.output import output_directory
from srm_ref.experiments.spotlight import demo
from srm_ref.figures.canvas import save_figure
from srm_ref.progress import ProgressBar
from srm_ref.writing import replacing, write_arrays

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `srm-ref demo`."""
    parser.add_argument("--epochs", type=whole_number(1), default=50, metavar="N",
                        help="passes over the digits for each network (default 50)")
    parser.add_argument("--seed", type=whole_number(0), default=0, metavar="S",
                        help="seed of bases, weights, batches and rotations (default 0)")
    add_output_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run `srm-ref demo`."""
    with output_directory(arguments.out) as directory:
        with ProgressBar("training and reading") as progress:
            numbers = demo.run(np.random.default_rng(arguments.seed), arguments.epochs, progress)
        png, npz = directory / "demo.png", directory / "demo.npz"
        with replacing(png) as drawn:  # both files or neither
            save_figure(demo.draw(numbers), drawn)
            write_arrays(npz, demo.arrays(numbers))
    print(f"{demo.table(numbers)}\n\nwritten: {png}, {npz}")
    return 0
