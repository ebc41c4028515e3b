"""What can be asked from a terminal? `srm-ref COMMAND ...`, the same as ``python -m srm_ref``.

Conventions. Exit status 0: done; 1: a verification found a failure; 2: bad usage or bad input, with one line on
standard error and no traceback; 130: interrupted; 143: told to end (SIGTERM), which is handled like an interruption;
141: the reader of standard output went away. What a person reads goes to standard output, progress and errors
to standard error. Files are written only below --out.

Every command is a module of `srm_ref.commands` with ``add_arguments(parser)`` and ``run(arguments) -> exit status``;
to add one, add it to COMMANDS. A command's module is imported when its command is asked for, so that ``--version`` and
``--help`` are quick and need nothing but the standard library and NumPy.

Contents: COMMANDS, main.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Iterator, NoReturn, Sequence

from srm_ref import __version__

__all__ = ["COMMANDS", "main"]

COMMANDS = {
    "demo": "Is the basis of a layer special, and on which side of chance? Four small networks on real digits.",
    "resonance": "Is the basis special for the activations in a file, and what do its resonance curves look like?",
    "merge": "What do the parts counted on many machines add up to?",
    "find": "Which basis do the activations in a file lie nearest to, or farthest from, and is it the given one?",
    "projection": "What lies near the planes of a basis, projected on them?",
    "reproduce": "Reproduce the figures and claims of both papers, and of the ground where they meet.",
    "verify": "Is YOUR implementation right? Golden cases, laws and a diagnosis for a module, a function, or any "
              "program.",
    "play": "Open something to move: sliders beside a picture whose numbers follow them.",
    "lesson": "Run a lesson of the course, or check your answers to its exercises.",
}
"""Every command with its question, the first line of its module; the tests hold the two together."""

BAD_INPUT, INTERRUPTED, READER_GONE, TOLD_TO_END = 2, 130, 141, 143


class _Parser(argparse.ArgumentParser):
    """An argument parser that reports an error in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, _one_line(f"{message} (see {self.prog} --help)"))


class _Command(_Parser):
    """The parser of one command, which imports the command's module only when its arguments are parsed."""

    def parse_known_args(self, args: Sequence[str] | None = None,
                         namespace: argparse.Namespace | None = None) -> tuple[argparse.Namespace, list[str]]:
        _module(self.prog.split()[-1]).add_arguments(self)
        return super().parse_known_args(args, namespace)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that `argv` asks for.

    ``--help`` and bad usage leave through SystemExit, as argparse does.

    argv (sequence of str): default: the arguments of the process.
    Returns: the exit status.
    """
    try:
        with _ending_in_order():
            arguments = _parser().parse_args(argv)
            status = _module(arguments.command).run(arguments)
            sys.stdout.flush()
            return status
    except BrokenPipeError:  # the reader of standard output went away, as `head` does: not our error, so no message
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except _ToldToEnd:
        return _complain("told to end; nothing incomplete was written", TOLD_TO_END)
    except KeyboardInterrupt:
        return _complain("interrupted; nothing incomplete was written", INTERRUPTED)
    except ValueError as error:
        return _complain(str(error), BAD_INPUT)
    except MemoryError as error:
        return _complain(f"not enough memory: {error}", BAD_INPUT)
    except BrokenProcessPool:
        return _complain("a worker process ended before its work was done (killed, or out of memory?); "
                         "nothing was written; try fewer --jobs", BAD_INPUT)
    except OSError as error:
        return _complain(f"{error.filename or 'input or output'}: {error.strerror or error}", BAD_INPUT)


class _ToldToEnd(KeyboardInterrupt):
    """SIGTERM, as a batch system, `timeout` or a service manager sends it: the command ends as at an interruption.
    """


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Raise _ToldToEnd at SIGTERM, in the main thread, where alone Python handles signals; restore the caller's
    handler."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> NoReturn:
        raise _ToldToEnd
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before if before is not None else signal.SIG_DFL)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="srm-ref", allow_abbrev=False, description="The Spotlight Resonance Method and Toy Models of "
                     "Superposition: run them on your arrays, see what they find.")
    parser.add_argument("--version", action="version", version=f"srm-ref {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Command)
    for name, question in COMMANDS.items():
        commands.add_parser(name, help=question, description=question, allow_abbrev=False)
    return parser


def _module(command: str) -> ModuleType:
    return import_module(f"srm_ref.commands.{command}")


def _complain(message: str, status: int) -> int:
    sys.stderr.write(_one_line(message))
    return status


def _one_line(message: str) -> str:
    return f"srm-ref: error: {' '.join(message.split())}\n"
