"""What do the parts counted on many machines add up to?

`srm-ref resonance FILE --part PART.npz` counts one file of many; this adds any number of such parts, from SLURM arrays,
make, or any engine that runs commands. The result equals, bit for bit, that of one run over all rows. Parts of
different questions, and the same rows twice, are refused.

Contents: add_arguments, run.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from srm_ref.commands.options import add_output_argument
from srm_ref.commands.output import output_directory, write_json
from srm_ref.spotlight.accumulate import SpotlightAccumulator
from srm_ref.spotlight.resonance import MeanResonance
from srm_ref.writing import write_arrays

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add PART, --name, --part, --json, --quiet and --out to `parser`."""
    parser.add_argument("parts", metavar="PART.npz", nargs="+", help="parts, as `srm-ref resonance --part` writes them")
    parser.add_argument("--name", default="merged", help="the beginning of the written file's name (default: merged)")
    parser.add_argument("--part", metavar="PART.npz", help="write a part again instead, to be merged further")
    parser.add_argument("--json", metavar="FILE", help="write what is said as JSON too; - for standard output, alone")
    parser.add_argument("--quiet", action="store_true", help="print nothing; errors are still said")
    add_output_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run `srm-ref merge` with `arguments`; 0, and what goes wrong is raised."""
    total = _merged(arguments.parts)
    if arguments.part is not None:
        total.save(arguments.part)
        written = arguments.part
    else:
        with output_directory(arguments.out) as directory:
            written = str(_write(total, directory / f"{arguments.name}_resonance.npz"))
    if arguments.json is not None:
        write_json(arguments.json, {"parts": arguments.parts, "n_samples": total.n_samples, "n_zero": total.n_zero,
                                    "written": written})
    if arguments.json != "-" and not arguments.quiet:
        print(
            f"{len(arguments.parts)} parts, {total.n_samples:,} rows, {total.n_zero:,} of them zero; written {written}")
    return 0


def _merged(parts: list[str]) -> SpotlightAccumulator:
    total = SpotlightAccumulator.load(parts[0])
    for path in parts[1:]:
        try:
            total.merge(SpotlightAccumulator.load(path))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
    return total


def _write(total: SpotlightAccumulator, path: Path) -> Path:
    """Write the names that `srm-ref resonance` writes for the curves, with the same values."""
    found = total.result()
    numbers = {name: getattr(found, name) for name in ("thetas", "mean", "skipped_planes", "n_samples", "n_zero",
                                                       "epsilon", "signed")}
    if not isinstance(found, MeanResonance):
        numbers |= {"planes": found.planes, "counts": found.counts, "std": found.std}
    write_arrays(path, numbers)
    return path
