"""How are the rows of a large file counted in one process or in several, with the same result bit for bit?

One `SpotlightAccumulator` counts all rows, or each worker process counts pieces with its own and they are merged: the
counts are integers, so neither the pieces nor their order matter. Each worker opens a memory-mapped file itself, and
only counts are sent. If any piece fails, all of it fails: there is no partial result.

Contents: FileSweep, count_rows, count_part, rotate_part; end_with_parent for other commands' workers.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from typing import Iterator, NamedTuple

import numpy as np

from srm_ref.checks import refuse, require_finite
from srm_ref.files import read_array
from srm_ref.mapped import READ_AT_ONCE, file_rows
from srm_ref.progress import Progress
from srm_ref.spotlight.accumulate import SpotlightAccumulator
from srm_ref.spotlight.resonance import MeanResonance, Resonance
from srm_ref.spotlight.rotation_parts import RotationAccumulator
from srm_ref.writing import remove_unfinished

__all__ = ["FileSweep", "count_rows", "count_part", "rotate_part", "end_with_parent"]

_stop: Event | None = None  # in a worker process: set when its work is no longer needed
_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")  # read by a worker when it imports NumPy
_ROWS_DIGESTED = 4096
PIECES_A_JOB = 4  # enough pieces that no worker idles for long, few enough that results are not sent often


class FileSweep(NamedTuple):
    """Hold what is asked for, apart from the activations: the arguments of `SpotlightAccumulator`, in its order."""

    basis: np.ndarray
    epsilon: float
    planes: str
    n_angles: int
    signed: bool


def count_rows(activations: np.ndarray, sweep: FileSweep, jobs: int, progress: Progress) -> Resonance | MeanResonance:
    """Count all rows of `activations`, with `jobs` processes.

    Parameters
    ----------
    activations : ndarray, shape (n_samples, n_dims)
        A memory map is read piece by piece.
    sweep : FileSweep
    jobs : int, >= 1
        1 stays in this process.
    progress : callable
        Called with (rows done, all rows).

    Returns
    -------
    Resonance or MeanResonance
        Equal to the one-shot call bit for bit.

    Raises
    ------
    ValueError
        As `SpotlightAccumulator`.
    BrokenProcessPool
        A worker process was ended from outside.
    """
    return _counted(activations, sweep, jobs, progress).result()


def count_part(activations: np.ndarray, sweep: FileSweep, jobs: int, progress: Progress) -> SpotlightAccumulator:
    """Count as `count_rows`, and name what was counted by the digest of its rows: no part is merged twice.

    activations (n_samples, n_dims): read once more for the digest. sweep: what is asked for. jobs: processes.
    """
    total = _counted(activations, sweep, jobs, progress)
    total.shards.add(_digest_of(activations))
    return total


def rotate_part(activations: np.ndarray, basis: np.ndarray, n_rotations: int, seed: int,
                progress: Progress) -> RotationAccumulator:
    """Add up what the rotation test needs, and name the rows as `count_part` does.

    activations (n_samples, n_dims). basis (n_basis, n_dims). seed: of the rotations. progress: of all bases.
    """
    total = RotationAccumulator(basis, n_rotations, seed).update(activations, progress)
    total.shards.add(_digest_of(activations))
    return total


def _digest_of(activations: np.ndarray) -> str:
    digest = hashlib.sha256(f"{activations.shape} {activations.dtype.str}".encode())
    for first in range(0, len(activations), _ROWS_DIGESTED):
        digest.update(np.ascontiguousarray(activations[first:first + _ROWS_DIGESTED]))
    return f"rows of SHA-256 {digest.hexdigest()}"


def _counted(activations: np.ndarray, sweep: FileSweep, jobs: int, progress: Progress) -> SpotlightAccumulator:
    total, activations = SpotlightAccumulator(*sweep), file_rows(activations)
    known = getattr(activations, "known", None)
    if jobs == 1:
        return _update(total, activations, 0, len(activations), progress)
    edges = np.unique(np.linspace(0, len(activations), jobs * PIECES_A_JOB + 1).astype(int)).tolist()
    pieces = list(zip(edges, edges[1:]))
    processes = multiprocessing.get_context("spawn")
    stop = processes.Event()
    executor = ProcessPoolExecutor(min(jobs, len(pieces)), processes, _start_worker, (stop,))
    try:
        with _starting(jobs):
            counting = {executor.submit(_count_piece, _carried(activations, *piece), sweep, *piece, known)
                        for piece in pieces}
        for done in as_completed(counting):
            total.merge(done.result())
            counting.discard(done)  # else its counts would be kept until the end
            progress(total.n_samples, len(activations))
    finally:
        stop.set()
        executor.shutdown(wait=True, cancel_futures=True)
    return total


@contextmanager
def _starting(jobs: int) -> Iterator[None]:
    """Give workers their share of the processor's cores, and hold back an interruption until all have started."""
    cores = str(max(1, (os.cpu_count() or 1) // jobs))
    ours = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update({name: cores for name, value in ours.items() if value is None})
    masked = hasattr(signal, "pthread_sigmask") and signal.pthread_sigmask(signal.SIG_BLOCK,
                                                                           {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        for name in (name for name, value in ours.items() if value is None):
            del os.environ[name]
        if masked is not False:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)


def _start_worker(stop: Event) -> None:
    """Leave interruptions to the parent process, and end only when it says so.

    If a worker were killed while it sends its counts, their reader would wait for the rest for ever. (Where signals can
    be masked a worker has inherited the mask of `_starting`; elsewhere this function protects it.) Only if the parent
    has been killed does a worker end by itself: else it would wait for work for ever.
    """
    global _stop
    _stop = stop
    end_with_parent()


def end_with_parent(told: Event | None = None) -> None:
    """In a worker process: leave signals to the parent, and end at once when the parent has ended or `told` is set."""
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        while parent.is_alive() and not (told is not None and told.is_set()):
            parent.join(0.2)
        remove_unfinished()
        os._exit(1)
    if parent is not None:
        threading.Thread(target=watch, daemon=True).start()


def _go_on(done: int, total: int) -> None:
    if _stop is not None and _stop.is_set():
        raise InterruptedError("the whole was given up")


def _carried(activations: np.ndarray, first: int, stop: int) -> str | np.ndarray:
    return str(activations.filename) if isinstance(activations, np.memmap) else activations[first:stop]


def _count_piece(carried: str | np.ndarray, sweep: FileSweep, first: int, stop: int,
                 known: tuple[int, int] | None) -> SpotlightAccumulator:
    total = SpotlightAccumulator(*sweep)
    if not isinstance(carried, str):
        return _update(total, carried, 0, stop - first, _go_on, first)
    rows = file_rows(read_array(carried))
    if getattr(rows, "known", None) != known:
        refuse("activations", "a file that stays as it is while it is read", f"{carried!r}, changed")
    return _update(total, rows, first, stop, _go_on)


def _update(total: SpotlightAccumulator, activations: np.ndarray, first: int, stop: int, progress: Progress,
            before: int = 0) -> SpotlightAccumulator:
    """Count rows first .. stop - 1, `before` rows into the file, block by block."""
    step = max(1, READ_AT_ONCE // activations.shape[1])
    for at in range(first, stop, step):
        rows = activations[at:min(at + step, stop)]
        try:
            total.update(rows, lambda done, _, at=at: progress(at + done - first, stop - first))
        except ValueError:
            # the same message, with the place in the file
            require_finite(np.asarray(rows), "activations", before + at)
            raise
    return total
