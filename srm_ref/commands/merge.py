"""What do the parts counted on many machines add up to?

`srm-ref resonance FILE --part PART.npz` counts one file of many, with `--test N` for the rotation test of kurtosis;
this adds any number of such parts, from SLURM arrays, make, or any engine that runs commands. The result equals, bit
for bit, that of one part of all rows: the curves of one run, and its kurtosis test where activations are stored in
float64. Parts of different questions or rotations, and the same rows twice, are refused.

Contents: add_arguments, run.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from srm_ref.checks import counted, refuse
from srm_ref.commands.options import add_output_argument
from srm_ref.commands.output import output_directory, write_json
from srm_ref.spotlight.accumulate import SpotlightAccumulator
from srm_ref.spotlight.resonance import MeanResonance
from srm_ref.spotlight.rotation_parts import KurtosisTest, RotationAccumulator
from srm_ref.writing import write_arrays

__all__ = ["add_arguments", "run"]

_KINDS = {SpotlightAccumulator: "curves", RotationAccumulator: "a rotation test (--test)"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add PART, --name, --part, --json, --quiet and --out to `parser`."""
    parser.add_argument("parts", metavar="PART.npz", nargs="+", help="parts, as `srm-ref resonance --part` writes them")
    parser.add_argument("--name", default="merged", help="the beginning of the written file's name (default: merged)")
    parser.add_argument("--part", metavar="PART.npz", help="write a part again instead, to be merged further")
    parser.add_argument("--json", metavar="FILE", help="also write what is printed as JSON; - prints that only")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")
    add_output_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run `srm-ref merge` with `arguments`; 0, and what goes wrong is raised."""
    total = _merged(arguments.parts)
    test = total.result() if isinstance(total, RotationAccumulator) else None
    if arguments.part is not None:
        total.save(arguments.part)
        written = arguments.part
    else:
        with output_directory(arguments.out) as directory:
            written = str(_write_curves(total, directory / f"{arguments.name}_resonance.npz") if test is None else
                          _write_test(test, directory / f"{arguments.name}_rotations.npz"))
    numbers = {"parts": arguments.parts, "n_samples": total.n_samples, "n_zero": total.n_zero, "written": written}
    rows = f"{counted(total.n_samples, 'row')}, {total.n_zero:,} of them zero"
    lines = [f"{counted(len(arguments.parts), 'part')}, {rows}; written {written}"]
    if test is not None:
        numbers |= _numbers(test)
        lines.append(_said(test))
    if arguments.json is not None:
        write_json(arguments.json, numbers)
    if arguments.json != "-" and not arguments.quiet:
        print("\n".join(lines))
    return 0


def _merged(parts: list[str]) -> SpotlightAccumulator | RotationAccumulator:
    total: Any = _load(parts[0])
    for path in parts[1:]:
        part = _load(path)
        if type(part) is not type(total):
            refuse(path, f"a part of {_KINDS[type(total)]}, as {parts[0]}", f"one of {_KINDS[type(part)]}")
        try:
            total.merge(part)
        except ValueError as error:
            raise ValueError(f"{path}: {str(error).removeprefix('other: ')}") from None  # the file is the other
    return total


def _load(path: str) -> SpotlightAccumulator | RotationAccumulator:
    try:
        with open(path, "rb") as stream, np.load(stream, allow_pickle=False) as file:
            turned = "n_rotations" in file.files
    except Exception:  # the class says what is wrong
        turned = False
    return (RotationAccumulator if turned else SpotlightAccumulator).load(path)


def _numbers(test: KurtosisTest) -> dict[str, Any]:
    """Name the numbers as `srm-ref resonance` does."""
    named = {name: getattr(test, name) for name in ("verdict", "reason", "effect", "chance", "n_rotations", "seed",
                                                    "sensitivity", "level", "loads", "load_p_values")}
    for name, found in (("kurtosis", test.kurtosis_test), ("scale", test.scale), ("shape", test.shape)):
        named |= {name: found.value, f"{name}_null": found.null, f"{name}_p_value": found.p_value}
    return named | {"carriers": [carrier.direction for carrier in test.carriers]}


def _said(test: KurtosisTest) -> str:
    found = test.kurtosis_test
    why = f": {test.reason}" if test.reason else f", p = {found.p_value:.3g}"
    return (f"{test.verdict.upper()} ({counted(test.n_rotations, 'random rotation')} of the basis, seed {test.seed}): "
            f"kurtosis {found.value:.4g}, by chance {test.chance:.4g}{why}")


def _write_test(test: KurtosisTest, path: Path) -> Path:
    test.save(path)
    return path


def _write_curves(total: SpotlightAccumulator, path: Path) -> Path:
    """Write the names that `srm-ref resonance` writes for the curves, with the same values."""
    found = total.result()
    numbers = {name: getattr(found, name) for name in ("thetas", "mean", "skipped_planes", "n_samples", "n_zero",
                                                       "epsilon", "signed")}
    if not isinstance(found, MeanResonance):
        numbers |= {"planes": found.planes, "counts": found.counts, "std": found.std}
    write_arrays(path, numbers)
    return path
