"""Reproduce the figures and claims of both papers, and of the ground where they meet.

Every experiment is saved as soon as it is done and the report is written again, so that an interruption loses what was
running, and nothing else. With --resume what is kept is judged again from its numbers, so that rows whose words or
judgement have changed since are brought up to date without running.
"""

from __future__ import annotations

import argparse
import hashlib
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Iterator, Sequence

from srm_ref.checks import refuse
from srm_ref.commands.counting import end_with_parent
from srm_ref.commands.options import add_output_argument
from srm_ref.commands.output import output_directory
from srm_ref.experiments.claims import SCALES, how_many_hold
from srm_ref.experiments.outcomes import Told, keep, keep_rows, kept, perform
from srm_ref.experiments.registry import NAMES, experiment
from srm_ref.experiments.report import markdown
from srm_ref.experiments.shared.image_networks import idx_images
from srm_ref.progress import ProgressBar
from srm_ref.writing import replacing

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add NAME, --scale, --data, --resume, --jobs and --out."""
    parser.add_argument("name", metavar="NAME|all|list", choices=[*NAMES, "all", "list"],
                        help="one experiment, all of them, or the list of their names")
    parser.add_argument("--scale", choices=SCALES, default="quick",
                        help="quick: minutes for all; paper: the papers' own sizes (default: quick)")
    parser.add_argument(
        "--data", nargs=2, metavar=("IMAGES", "LABELS"), help="a pair of IDX files, such as MNIST's, for the "
        "experiments on images (default: the embedded digits)")
    parser.add_argument("--resume", action="store_true",
                        help="leave out what the output directory has already, of the same scale, seed and images; its "
                        "claims are judged again from the numbers there")
    parser.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="this many experiments at a time, in processes of their own; "
        "the numbers are those of one job (default: 1)")
    add_output_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the experiments asked for; write figures, numbers and one report; print the claims.

    Returns 0 even if a claim does not hold: that is a finding, not a failure.
    """
    if arguments.name == "list":
        return _list(arguments)
    if arguments.jobs < 1:
        refuse("--jobs", "at least 1", str(arguments.jobs))
    names, told = (NAMES if arguments.name == "all" else (arguments.name,)), {}
    data = _called(arguments.data)
    with output_directory(arguments.out) as directory:
        for name in names if arguments.resume else ():
            if (earlier := kept(name, arguments.scale, data, directory)) is not None:
                told[name] = earlier
                keep_rows(earlier, directory)
                print(f"{name}: done on {earlier.date}")
        _write_report([told[name] for name in names if name in told], arguments.scale, directory)
        waiting = [name for name in names if name not in told]
        for one in _performed(waiting, arguments.scale, arguments.data, data, directory, arguments.jobs):
            told[one.name] = one
            _say(one)
            _write_report([told[name] for name in names if name in told], arguments.scale, directory)
    rows = [claim for one in told.values() for claim in one.claims]
    print(f"{how_many_hold(rows)}; figures, numbers and report.md are in {directory}")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    if arguments.data or arguments.resume or arguments.jobs != 1 or arguments.scale != "quick":
        refuse("NAME", "an experiment beside --data, --resume, --jobs and --scale", "list")
    for name in NAMES:
        module = experiment(name)
        print(f"{name:<24} {module.TITLE} ({module.SOURCE})")
    return 0


def _called(paths: Sequence[str] | None) -> str:
    """Name the image files, with the beginning of their digest; refuse at once what cannot be read."""
    if paths is None:
        return ""
    try:
        idx_images(*paths)
    except ValueError as error:
        raise ValueError(f"--data: {error}") from None
    digest = hashlib.sha256(b"".join(Path(path).read_bytes() for path in paths)).hexdigest()[:12]
    return f"{Path(paths[0]).name}, {Path(paths[1]).name} (SHA-256 {digest})"


def _performed(names: Sequence[str], scale: str, paths: Sequence[str] | None, data: str, directory: Path,
               jobs: int) -> Iterator[Told]:
    """Yield every experiment when it is done and saved, in the order in which they end."""
    if jobs == 1:
        for place, name in enumerate(names, 1):
            with ProgressBar(f"{place}/{len(names)} {name}") as progress:
                told = _perform_and_keep(name, scale, paths, data, directory, progress)
            yield told
        return
    processes = get_context("spawn")
    stop = processes.Event()
    with ProcessPoolExecutor(jobs, processes, end_with_parent, (stop,)) as pool:
        pending = [pool.submit(_perform_and_keep, name, scale, paths, data, directory) for name in names]
        try:
            for done in as_completed(pending):
                yield done.result()
        except BaseException:  # running experiments are not waited for
            stop.set()
            raise


def _perform_and_keep(name: str, scale: str, paths: Sequence[str] | None, data: str, directory: Path,
                      progress: ProgressBar | None = None) -> Told:
    images = None if paths is None else idx_images(*paths)
    outcome = perform(name, scale, progress, images, data)
    keep(outcome, directory)
    return outcome.told


def _say(one: Told) -> None:
    print(f"{one.name}: {one.title} ({one.source}; seed {one.seed}; {one.seconds:.1f} s)")
    for claim in one.claims:
        print(f"  {'DOES NOT HOLD' if claim.verdict == 'does not hold' else claim.verdict:<14} {claim.claim}: "
              f"{claim.measured}"
              + (f" ({claim.reason})" if claim.reason else ""))


def _write_report(told: list[Told], scale: str, directory: Path) -> None:
    with replacing(directory / "report.md") as report:
        report.write_text(markdown(told, scale), encoding="utf-8")
