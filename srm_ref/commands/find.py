"""Which basis do the activations in a file lie nearest to, or farthest from, and is it the given one?

Looks for the basis of highest and of lowest kurtosis on one half of the rows, tests it on the other half against random
rotations, and compares it with the given basis. Writes each basis as .npy, one direction per row, for the --basis of
other commands, and a picture of found against given.

Contents: add_arguments, run.

Source: this package.
"""

from __future__ import annotations

import argparse
from functools import partial

import numpy as np

from srm_ref.commands.find_report import picture, summary
from srm_ref.commands.options import add_output_argument, read_data, whole_number
from srm_ref.commands.output import claimed_stems, output_directory, save_pictures
from srm_ref.files import read_array
from srm_ref.progress import ProgressBar
from srm_ref.spotlight.found_basis import FoundBasis, find_basis
from srm_ref.spotlight.verdict import default_rotations
from srm_ref.writing import replacing

__all__ = ["add_arguments", "run"]

SIDES = {"highest": 1, "lowest": -1}
FEWEST_ROTATIONS = 39  # with which p can be .05
FITTED = ("              a written basis is fitted to half of these rows: with --basis, test it on other rows, "
          "never on these")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `srm-ref find`."""
    parser.add_argument("file", metavar="FILE", help="activations, one sample per row: .npy, .npz (FILE.npz:NAME where "
                        "it holds several arrays) or .csv")
    parser.add_argument(
        "--basis", default="standard", metavar="standard|FILE",
        help="the given basis: the coordinate axes (default), or a file with one direction per row, orthonormal")
    parser.add_argument(
        "--side", choices=[*SIDES, "both"], default="both",
        help="look for the basis that rows lie nearest to (highest kurtosis), farthest from (lowest), or both")
    parser.add_argument("--starts", type=whole_number(1), default=6, metavar="N",
                        help="random bases from which to climb (default 6); the best end is taken")
    parser.add_argument("--rotations", type=whole_number(1), metavar="N", help="random rotations in the test "
                        "(default 99, or 39 where those are too much work)")
    parser.add_argument(
        "--groups", metavar="FILE", help="a column with one number for each row: rows with the same number, as "
        "those of one document, stay in the same half")
    parser.add_argument("--centre", action="store_true", help="first subtract from the rows of each half their mean")
    parser.add_argument("--seed", type=whole_number(0), default=0, metavar="S",
                        help="seed of starts, halves and rotations (default 0)")
    add_output_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run `srm-ref find`."""
    activations, given = read_data(arguments)
    groups = _groups(arguments.groups)
    sides = [arguments.side] if arguments.side != "both" else list(SIDES)
    with output_directory(arguments.out) as directory, claimed_stems(directory, arguments, [arguments.file]) as stems:
        found = {side: _find(arguments, activations, given, groups, side) for side in sides}
        bases = {side: directory / f"{stems[0]}_{side}.npy" for side in sides}
        for side, path in bases.items():
            with replacing(path) as temporary:
                np.save(temporary, found[side].basis)
        drawn = save_pictures({directory / f"{stems[0]}_found.png": partial(picture, arguments.file, found)})
    written = ", ".join(map(str, [*bases.values(), *drawn]))
    print("\n".join([*summary(arguments, activations, found), f"written       {written}", FITTED]))
    return 0


def _find(arguments: argparse.Namespace, activations: np.ndarray, given: np.ndarray, groups: np.ndarray | None,
          side: str) -> FoundBasis:
    n_rows, n_dims = activations.shape
    n_rotations = arguments.rotations or default_rotations(-(-n_rows // 2), n_dims, n_dims) or FEWEST_ROTATIONS
    # a seed gives both sides the same halves and the same starts
    with ProgressBar(f"looking for the {side}") as progress:
        return find_basis(activations, SIDES[side], arguments.starts, np.random.default_rng(arguments.seed),
                          groups=groups, given=given, n_rotations=n_rotations, centre=arguments.centre,
                          progress=progress)


def _groups(file: str | None) -> np.ndarray | None:
    if file is None:
        return None
    column = read_array(file, "groups")
    if column.shape[1] != 1:
        raise ValueError(f"groups: wanted one column; found {column.shape[1]} in {file!r}")
    return np.asarray(column)[:, 0]
