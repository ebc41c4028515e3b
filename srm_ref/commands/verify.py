"""Is YOUR implementation right? Golden cases, laws and a diagnosis for a module, a function, or any program.

Exit status: 0 nothing failed, 1 something did (or the module raises when it is imported), 2 bad usage.

Contents: add_arguments, run, expected_failures.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from dataclasses import replace
from pathlib import Path

from srm_ref.checks import number, refuse
from srm_ref.progress import ProgressBar
from srm_ref.verification import (AnswersTarget, CommandTarget, LinesTarget, Options, Report, Target, TargetBroken,
                                  WorkerTarget, as_json, as_junit, as_text, verify, write_questions)
from srm_ref.verification.laws.inputs import MODELS
from srm_ref.verification.suites import EVERY, FUNCTIONS, SUITES, functions_of
from srm_ref.writing import replacing

__all__ = ["add_arguments", "run", "expected_failures"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add to `parser` TARGET, --command, and options for what is asked, what must be there, what may fail, and what is
    written."""
    parser.add_argument("target", nargs="?", metavar="TARGET",
                        help="package.module with functions of the kit's names, or package.module:function with "
                        "--suite; looked for in the working directory first")
    parser.add_argument("--command", metavar="'PROGRAM ...'", dest="program",
                        help="a program in any language: a question on standard input, the answer on standard output")
    parser.add_argument("--lines", action="store_true",
                        help="the program of --command stays: one line in, one line out, until standard input ends")
    parser.add_argument("--questions", metavar="FILE",
                        help="write all questions, one per line; with --answers: read them")
    parser.add_argument("--answers", metavar="FILE", help="the answers to these questions, one per line, in order")
    parser.add_argument("--declare", default="", metavar="NAME=WORD,...",
                        help="conventions in which --questions are written: rotation=away, W=features-hidden")
    parser.add_argument("--suite", metavar="NAME",
                        help=f"only this suite or function: {', '.join(SUITES)}, further, or one of {', '.join(EVERY)}")
    _add_how_and_where(parser)


def _add_how_and_where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--timeout", type=float, default=20.0, metavar="SECONDS",
                        help="end a call that takes longer (default 20)")
    parser.add_argument("--quick", action="store_true", help="the same as --trials 1")
    parser.add_argument("--trials", type=int, metavar="N", help="how often each law and drawn question is tried "
                        "(default 3; 1 with --questions, or for a program that is started once per question)")
    parser.add_argument("--seed", type=int, default=0, metavar="S",
                        help="seed of the laws and drawn questions (default 0)")
    parser.add_argument("--stop", action="store_true", help="stop at the first failure")
    parser.add_argument("--require", default="", metavar="all|NAME,...",
                        help="functions, or toy models, that must be there: what is missing fails")
    parser.add_argument("--expected-failures", metavar="FILE",
                        help="lines of an id, or a pattern such as law/spotlight/*, and a reason: these may fail")
    parser.add_argument("--json", metavar="FILE", help="also write all results as JSON; - prints that and nothing else")
    parser.add_argument("--junit", metavar="FILE", help="also write all results as JUnit XML")


def run(arguments: argparse.Namespace) -> int:
    """Verify and report, or write questions, as `arguments` say: 0 where nothing failed but optional cases, else 1."""
    functions, options = functions_of(arguments.suite), _options(arguments)
    _one_target(arguments)
    if arguments.questions and not arguments.answers:
        return _write_questions(arguments, functions, options)
    try:
        target, functions = _target(arguments, functions)
    except TargetBroken as broken:
        sys.stdout.write(f"srm-ref verify {arguments.target}\n\n  FAILED: it cannot be imported\n\n{broken}\n")
        return 1
    if isinstance(target, AnswersTarget):
        options = replace(options, trials=target.settings["trials"], seed=target.settings["seed"])
    try:
        with ProgressBar("verify") as bar:
            report = verify(target, functions, bar, options)
    finally:
        target.close()
    if not report.found:
        refuse(arguments.target or ("--command" if arguments.program else "--answers"),
               "at least one of the functions " + ", ".join(functions), "none")
    _write(report, arguments)
    return 0 if report.passed else 1


def _one_target(arguments: argparse.Namespace) -> None:
    """Refuse options that do not go together."""
    given = [name for name, value in (("TARGET", arguments.target), ("--command", arguments.program),
                                      ("--questions", arguments.questions)) if value is not None]
    if len(given) != 1:
        refuse("TARGET", "one of TARGET, --command and --questions", " and ".join(given) or "none")
    if arguments.answers and not arguments.questions:
        refuse("--answers", "--questions FILE beside it", "--answers alone")
    if arguments.lines and arguments.program is None:
        refuse("--lines", "--command 'PROGRAM ...' beside it", "--lines alone")
    if arguments.declare and (arguments.answers or not arguments.questions):
        refuse("--declare", "--questions FILE to be written", "nothing that it changes")
    if arguments.answers and (arguments.suite or arguments.quick or arguments.trials or arguments.seed):
        refuse("--answers", "suite, trials and seed as --questions holds them", "others")
    number(arguments.timeout, "--timeout", 0.0, low_open=True)


def _write_questions(arguments: argparse.Namespace, functions: tuple[str, ...], options: Options) -> int:
    pairs = [pair.partition("=")[::2] for pair in filter(None, arguments.declare.split(","))]
    with ProgressBar("questions") as bar:
        write_questions(Path(arguments.questions), functions, options, dict(pairs), bar)
    return 0


def _write(report: Report, arguments: argparse.Namespace) -> None:
    sys.stdout.write(as_json(report) + "\n" if arguments.json == "-" else as_text(report))
    if arguments.json not in (None, "-"):
        with replacing(Path(arguments.json)) as path:
            path.write_text(as_json(report) + "\n", encoding="utf-8")
    if arguments.junit is not None:
        with replacing(Path(arguments.junit)) as path:
            path.write_text(as_junit(report), encoding="utf-8")


def _options(arguments: argparse.Namespace) -> Options:
    trials = 1 if arguments.quick and arguments.trials is None else arguments.trials
    if trials is not None:
        number(trials, "--trials", 1)
    number(arguments.seed, "--seed", 0)
    required = tuple(filter(None, (name.strip() for name in arguments.require.split(","))))
    for name in required:
        if name not in ("all", *EVERY, *MODELS):
            refuse("--require", "all, or names among " + ", ".join((*FUNCTIONS, *MODELS)), repr(name))
    expected = expected_failures(Path(arguments.expected_failures)) if arguments.expected_failures else {}
    return Options(trials, arguments.seed, arguments.stop, required, expected)


def expected_failures(path: Path) -> dict[str, str]:
    """Read from `path` which checks may fail, as reason by id: a line per id or a pattern with * and ?, then a reason.

    # starts a comment. Raises ValueError if the file cannot be read, or an id has no reason.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        refuse("--expected-failures", "a file that can be read", f"{path}: {error.strerror}")
    found = {}
    for n, line in enumerate(lines, 1):
        identifier, _, reason = line.partition("#")[0].strip().partition(" ")
        if identifier and not reason.strip():
            refuse("--expected-failures", "an id and a reason on each line", f"{path}, line {n}: {line.strip()!r}")
        found |= {identifier: reason.strip()} if identifier else {}
    return found


def _target(arguments: argparse.Namespace, functions: tuple[str, ...]) -> tuple[Target, tuple[str, ...]]:
    if arguments.answers is not None:
        target = AnswersTarget(Path(arguments.questions), Path(arguments.answers))
        return target, tuple(target.settings["functions"])
    if arguments.program is not None:
        command = shlex.split(arguments.program)
        if not command:
            refuse("--command", "a program and its arguments", repr(arguments.program))
        return (LinesTarget if arguments.lines else CommandTarget)(command, arguments.timeout), functions
    module, _, name = arguments.target.partition(":")
    module = _as_module(module)
    target = f"{module}:{name}" if name else module
    if not all(part.isidentifier() for part in module.split(".")):
        refuse("TARGET", "package.module or package.module:function", repr(arguments.target))
    if not name or (arguments.suite is None and name.split(".")[-1] not in EVERY):
        return WorkerTarget(target, None, arguments.timeout), functions
    function = _meant(name.split(".")[-1], functions)
    return WorkerTarget(target, function, arguments.timeout), (function,)


def _as_module(name: str) -> str:
    """Return package.module for ./package/module.py, a file below the working directory."""
    return ".".join(Path(name).with_suffix("").parts) if name.endswith(".py") else name


def _meant(name: str, functions: tuple[str, ...]) -> str:
    """Return the function of the kit that ``module:name`` is to be taken for."""
    if name in functions:
        return name
    usual = [function for function in functions if not EVERY[function].optional] or list(functions)
    if len(usual) > 1:
        refuse("--suite",
               f"the one function that {name!r} is, among {', '.join(functions)}", "a suite of several functions")
    return usual[0]
