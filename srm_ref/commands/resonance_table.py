"""Which of several layers prefer the basis? One row each, and p-values corrected for their number by Holm's method.

With k files the smallest p-value must be at most .05/k to count, so more rotations are made than for one file: 40 k -
1, if they take no longer than what is done without being asked for.

Contents: Row, measure_rows, table.
"""

from __future__ import annotations

import argparse
from typing import NamedTuple

import numpy as np

from srm_ref.checks import counted
from srm_ref.commands.data_check import data_check
from srm_ref.commands.options import read_data
from srm_ref.commands.resonance_numbers import Measured, numbers_of, rotations_for, turned_test
from srm_ref.commands.resonance_report import NOT_SAID
from srm_ref.spotlight.verdict import LEVEL, default_rotations, fewest_rotations, holm

__all__ = ["Row", "measure_rows", "table"]


class Row(NamedTuple):
    """Hold one file's numbers, and its verdict after the correction for all files."""

    file: str
    measured: Measured
    holm_p_value: float  # nan if nothing can be said
    verdict: str
    level: float


def measure_rows(arguments: argparse.Namespace, files: list[str]) -> list[Row]:
    """Test the basis for every file, and correct the p-values.

    Parameters
    ----------
    arguments : argparse.Namespace
        Of `srm-ref resonance`.
    files : list of str
        Two or more.
    """
    found = [_measured(argparse.Namespace(**vars(arguments) | {"file": file}), len(files)) for file in files]
    told = np.array([m.test is not None and m.test.verdict != "cannot tell" for m in found])
    p_values = np.array([m.test.p_value if tells else np.nan for m, tells in zip(found, told)])
    corrected = holm(p_values)
    return [
        Row(file, m, float(p), _verdict(m, float(p), int(told.sum())), LEVEL)
        for file, m, p in zip(files, found, corrected)
    ]


def table(rows: list[Row]) -> list[str]:
    """Write a line for every file, and what holds for all.

    Parameters
    ----------
    rows : list of Row
    """
    names = [row.file if len(row.file) <= 40 else "..." + row.file[-37:] for row in rows]
    width = max(len("file"), *map(len, names))
    lines = [
        f"{'verdict':<20} {'file':<{width}} {'samples':>9} {'dims':>6} {'kurtosis':>9} {'chance':>7} {'effect':>7} "
        f"{'rotations':>9} {'p':>7} {'Holm p':>7}"
    ]
    for name, row in zip(names, rows):
        numbers = row.measured.numbers
        tested = row.verdict != "cannot tell" or not np.isnan(row.holm_p_value)
        p, corrected = (f"{value:.3g}" if tested else "-"
                        for value in (numbers.get("kurtosis_p_value", np.nan), row.holm_p_value))
        effect = f"{numbers['effect']:+.3f}" if "effect" in numbers and numbers["has_axes"] and tested else "-"
        lines.append(
            f"{row.verdict:<20} {name:<{width}} {numbers['n_samples']:>9,} {numbers['n_dims']:>6,} "
            f"{numbers['kurtosis']:>9.4g} {numbers['chance']:>7.4g} {effect:>7} {numbers['n_rotations']:>9} {p:>7} "
            f"{corrected:>7}")
    return lines + _notes(rows)


def _measured(arguments: argparse.Namespace, n_files: int) -> Measured:
    activations, basis = read_data(arguments)
    wanted = fewest_rotations(LEVEL / n_files)
    n_rotations = rotations_for(arguments, activations, basis)
    if not arguments.test and default_rotations(len(activations), basis.shape[1], len(basis), wanted) == wanted:
        n_rotations = max(wanted, n_rotations)
    numbers = {
        "n_samples": len(activations), "n_dims": basis.shape[1], "n_rotations": n_rotations, "seed": arguments.seed,
        "epsilon": arguments.epsilon, "centred": arguments.centre
    }
    if not n_rotations:
        return Measured(
            numbers | {
                "verdict": "cannot tell", "reason": "no rotations were made: --test", "kurtosis": np.nan,
                "chance": np.nan
            }, None, data_check(activations))
    test = turned_test(arguments, activations, basis, n_rotations)
    return Measured(numbers | numbers_of(test), test, data_check(activations))


def _verdict(measured: Measured, corrected: float, n_told: int) -> str:
    """Give the verdict at the corrected p-value; if the rotations are too few for it, "cannot tell"."""
    test = measured.test
    if test is None or np.isnan(corrected):
        return "cannot tell"
    if corrected <= LEVEL:
        return "aligned" if test.kurtosis > float(np.median(test.null)) else "anti-aligned"
    return "cannot tell" if test.n_rotations < fewest_rotations(LEVEL / n_told) else "no preference found"


def _notes(rows: list[Row]) -> list[str]:
    said = sorted({row.verdict for row in rows})
    n_tests = sum(not np.isnan(row.holm_p_value) for row in rows)
    lines = ["", "effect: 1 all on the axes, 0 chance, -1 all coordinates equal in size (for orthonormal bases only)",
             f"Holm p: corrected for the {counted(n_tests, 'file')} that can be tested, equal tails: the probability "
             f"that any of them that has no preference is named is at most {LEVEL:g}"]
    for row in rows:
        numbers = row.measured.numbers
        if row.verdict == "cannot tell":
            n = numbers["n_rotations"]
            few = (f"{counted(n, 'rotation')} {'is' if n == 1 else 'are'} too few for {counted(len(rows), 'file')}; "
                   f"--test {fewest_rotations(LEVEL / len(rows))}")
            lines.append(f"{row.file}: cannot tell: {few if not np.isnan(row.holm_p_value) else numbers['reason']}")
        lines += [f"{row.file}: {line}" for line in row.measured.look]
    return lines + [f"{verdict}, not said: {NOT_SAID[verdict]}" for verdict in said]
