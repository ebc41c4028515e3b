"""Is the basis special for the activations in a file, and what do its resonance curves look like?

The verdict first: the basis among random rotations of itself, in sentences. Then the numbers, a look at the data, and
the curves: every activation of every plane counted exactly (on --jobs processes, the same bit for bit). Pictures and
numbers are written: the heights at all epsilons first, then the curves. Several files, or a file of several arrays,
make one table.

Contents: add_arguments, run.

Source: SRM for the curve; the verdict, the baseline and the summary numbers are this package's.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from srm_ref.checks import counted, refuse
from srm_ref.commands.options import add_data_arguments, read_data, whole_number
from srm_ref.commands.output import claimed_stems, output_directory, save_pictures, write_json
from srm_ref.commands.counting import count_part, rotate_part
from srm_ref.commands.resonance_numbers import Measured, curves_of, measure
from srm_ref.commands.resonance_pictures import picture, scan_picture
from srm_ref.commands.resonance_report import NOT_SAID, summary
from srm_ref.commands.resonance_table import measure_rows, table
from srm_ref.files import array_names
from srm_ref.progress import ProgressBar
from srm_ref.writing import write_arrays

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `srm-ref resonance`."""
    add_data_arguments(parser, several=True)
    parser.add_argument(
        "--planes", choices=["permutations", "combinations", "mean"],
        help="a curve for every ordered pair of directions (default up to 20,000 pairs), for every unordered one, "
        "or only the mean over all ordered pairs, in memory for one curve (default for more)")
    parser.add_argument("--signed", action="store_true", help="subtract the opposite spotlight's share")
    parser.add_argument("--angles", type=whole_number(1), default=360, metavar="N",
                        help="angles of a full turn (default 360)")
    parser.add_argument(
        "--test", type=whole_number(1), metavar="N_ROTATIONS",
        help="compare the basis with this many random rotations of it (default 99, 39 for wide layers, none for "
        "very wide ones; 39 are the fewest that can tell)")
    parser.add_argument("--arcs", action="store_true",
                        help="mass and harmonic under the rotations too, which can take minutes")
    parser.add_argument("--seed", type=whole_number(0), default=0, metavar="S", help="seed of rotations (default 0)")
    parser.add_argument("--jobs", type=whole_number(1), default=1, metavar="N", help="counting processes (default 1)")
    parser.add_argument(
        "--part", metavar="PART.npz", help="only count the curves of one FILE of many, or with --test the sums of the "
        "basis and its rotations, and write the exact integers for `srm-ref merge`")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")
    parser.add_argument("--play", action="store_true",
                        help="write nothing: open one file in a window with sliders for plane, "
                        "angle and epsilon")
    parser.add_argument("--json", metavar="FILE",
                        help="also write all that is printed as JSON; - prints that and nothing else")


def run(arguments: argparse.Namespace) -> int:
    """Run `srm-ref resonance`."""
    if arguments.json not in (None, "-") and not Path(arguments.json).absolute().parent.is_dir():
        refuse("--json", "a file to write, in a directory that is there", repr(arguments.json))
    files = [name for file in arguments.files for name in array_names(file)]
    if arguments.part is not None:
        return _part(arguments, files)
    if arguments.play:
        from srm_ref.commands.resonance_play import play_file

        return play_file(arguments, files)
    return _several(arguments, files) if len(files) > 1 else _one(arguments, files[0])


def _part(arguments: argparse.Namespace, files: list[str]) -> int:
    if len(files) != 1:
        refuse("--part", "one FILE, of one array", counted(len(files), "array"))
    activations, basis = read_data(argparse.Namespace(**vars(arguments) | {"file": files[0]}))
    if arguments.centre:
        refuse("--part", "activations as they are: the mean of all files is not known yet", "--centre")
    if arguments.arcs:
        refuse("--part", "what integers can carry: kurtosis (--test N), or the curves", "--arcs")
    with ProgressBar("rotating the basis" if arguments.test else "counting") as progress:
        part = (rotate_part(activations, basis, arguments.test, arguments.seed, progress) if arguments.test else
                count_part(activations, curves_of(arguments, basis), arguments.jobs, progress))
    part.save(arguments.part)
    _say(arguments, [f"{files[0]}: {counted(part.n_samples, 'row')} counted; written {arguments.part}"],
         {"file": files[0], "part": arguments.part, "n_samples": part.n_samples, "n_zero": part.n_zero})
    return 0


def _one(arguments: argparse.Namespace, file: str) -> int:
    activations, basis = read_data(argparse.Namespace(**vars(arguments) | {"file": file}))
    with output_directory(arguments.out) as directory, claimed_stems(directory, arguments, [file]) as stems:
        measured = measure(arguments, activations, basis)
        written = _written(file, measured, directory, stems[0])
    lines = [*summary(file, arguments.basis, measured), f"written       {', '.join(map(str, written))}"]
    unwritten = {"counts", "planes", "skipped_planes"}  # in the .npz file: they may be very many
    _say(arguments, lines, {name: value
                            for name, value in measured.numbers.items() if name not in unwritten} | {
                                "file": file, "basis": arguments.basis,
                                "not_said": NOT_SAID[measured.numbers["verdict"]], "data": measured.look
                            })
    return 0


def _several(arguments: argparse.Namespace, files: list[str]) -> int:
    with output_directory(arguments.out) as directory, claimed_stems(directory, arguments, files) as stems:
        rows = measure_rows(arguments, files)
        written = save_pictures({directory / f"{stem}_scan.png": partial(scan_picture, row.file, row.measured)
                                 for stem, row in zip(stems, rows) if _tells(row.measured)})
    lines = [*table(rows), f"written       {', '.join(map(str, written)) or 'nothing'}"]
    _say(arguments, lines, {"level": rows[0].level, "files": [row.measured.numbers | {
        "file": row.file, "holm_p_value": row.holm_p_value, "verdict_of_all": row.verdict,
        "data": row.measured.look} for row in rows]})
    return 0


def _written(file: str, measured: Measured, directory: Path, stem: str) -> list[Path]:
    """Write the numbers, and the pictures that there are."""
    scan, png, npz = (directory / f"{stem}_{name}" for name in ("scan.png", "resonance.png", "resonance.npz"))
    pictures = {scan: partial(scan_picture, file, measured)} if _tells(measured) else {}
    pictures |= {png: partial(picture, file, measured.numbers)} if "mean" in measured.numbers else {}
    write_arrays(npz, {name: value for name, value in measured.numbers.items() if value is not None})
    return [*save_pictures(pictures), npz]


def _tells(measured: Measured) -> bool:
    """Say whether the scan over epsilon means something: where kurtosis does, or where kurtosis is blind."""
    return measured.test is not None and (measured.test.verdict != "cannot tell" or "blind" in measured.test.reason)


def _say(arguments: argparse.Namespace, lines: list[str], numbers: dict) -> None:
    if arguments.json is not None:
        write_json(arguments.json, numbers)
    if arguments.json != "-" and not arguments.quiet:
        print("\n".join(lines))
