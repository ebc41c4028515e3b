"""Is YOUR implementation right? Golden cases, laws and a diagnosis for a module, a function, or any program.

Exit status: 0 nothing failed, 1 something did (or the module raises when it is imported), 2 bad usage.

Contents: add_arguments, run.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from srm_ref.checks import number, refuse
from srm_ref.progress import ProgressBar
from srm_ref.verification import CommandTarget, Target, TargetBroken, WorkerTarget
from srm_ref.verification.report import as_json, as_text
from srm_ref.verification.runner import verify
from srm_ref.verification.suites import FUNCTIONS, SUITES, functions_of
from srm_ref.writing import replacing

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add TARGET, --command, --suite, --timeout and --json.

    Parameters
    ----------
    parser : argparse.ArgumentParser
    """
    parser.add_argument("target", nargs="?", metavar="TARGET",
                        help="package.module with functions of the kit's names, or package.module:function with --suite; "
                        "looked for in the working directory first")
    parser.add_argument("--command", metavar="'PROGRAM ...'", dest="program",
                        help="a program in any language: one JSON case on standard input, the answer on standard output")
    parser.add_argument("--suite", metavar="NAME",
                        help=f"only this suite or function: {', '.join(SUITES)}, or one of {', '.join(FUNCTIONS)}")
    parser.add_argument("--timeout", type=float, default=20.0, metavar="SECONDS",
                        help="end a call that takes longer (default 20)")
    parser.add_argument("--json", metavar="FILE", help="write all results as JSON too; - for standard output, alone")


def run(arguments: argparse.Namespace) -> int:
    """Verify and report.

    Parameters
    ----------
    arguments : argparse.Namespace
        As `add_arguments` makes it.

    Returns
    -------
    int
        0 where nothing failed but optional cases, else 1.

    Raises
    ------
    ValueError
        Neither or both of TARGET and --command; a target, suite or convention that is not understood.
    """
    if (arguments.target is None) == (arguments.program is None):
        refuse("TARGET", "either TARGET or --command", "both" if arguments.target else "neither")
    number(arguments.timeout, "--timeout", 0.0, low_open=True)
    functions = functions_of(arguments.suite)
    try:
        target, functions = _target(arguments, functions)
    except TargetBroken as broken:
        sys.stdout.write(f"srm-ref verify {arguments.target}\n\n  FAILED: it cannot be imported\n\n{broken}\n")
        return 1
    try:
        with ProgressBar("verify") as bar:
            report = verify(target, functions, bar)
    finally:
        target.close()
    if not report.found:
        refuse(arguments.target or "--command", "at least one of the functions " + ", ".join(functions), "none")
    if arguments.json == "-":
        sys.stdout.write(as_json(report) + "\n")
    else:
        sys.stdout.write(as_text(report))
    if arguments.json not in (None, "-"):
        with replacing(Path(arguments.json)) as path:
            path.write_text(as_json(report) + "\n", encoding="utf-8")
    return 0 if report.passed else 1


def _target(arguments: argparse.Namespace, functions: tuple[str, ...]) -> tuple[Target, tuple[str, ...]]:
    if arguments.program is not None:
        command = shlex.split(arguments.program)
        if not command:
            refuse("--command", "a program and its arguments", repr(arguments.program))
        return CommandTarget(command, arguments.timeout), functions
    module, _, name = arguments.target.partition(":")
    if not all(part.isidentifier() for part in module.split(".")) or module.endswith(".py"):
        refuse("TARGET", "package.module or package.module:function", repr(arguments.target))
    if not name or (arguments.suite is None and name.split(".")[-1] not in FUNCTIONS):
        return WorkerTarget(arguments.target, None, arguments.timeout), functions
    function = _meant(name.split(".")[-1], functions)
    return WorkerTarget(arguments.target, function, arguments.timeout), (function,)


def _meant(name: str, functions: tuple[str, ...]) -> str:
    """Return the function of the kit that ``module:name`` is to be taken for."""
    if name in functions:
        return name
    usual = [function for function in functions if not FUNCTIONS[function].optional] or list(functions)
    if len(usual) > 1:
        refuse("--suite", f"the function that {name!r} is: {', '.join(functions)}", "a suite of several")
    return usual[0]
