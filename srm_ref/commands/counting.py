"""How are the rows of a large file counted, on one process or on several, with the same result to the bit?

One `SpotlightAccumulator` counts all rows, or each worker process counts pieces with its own and they are merged: the
counts are integers, so neither the pieces nor their order matter. A memory-mapped file is opened by each worker for
itself; only counts travel. If any piece fails, the whole fails: there is no partial result.

Contents: Sweep, count_rows.
"""

from __future__ import annotations

import multiprocessing
import signal
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import NamedTuple

import numpy as np

from srm_ref.checks import require_finite
from srm_ref.files import read_array
from srm_ref.progress import Progress
from srm_ref.spotlight.accumulate import SpotlightAccumulator
from srm_ref.spotlight.results import MeanResonance, Resonance

__all__ = ["Sweep", "count_rows"]

PIECES_A_JOB = 4  # enough that no worker idles for long, few enough that results do not travel often


class Sweep(NamedTuple):
    """What is asked for, apart from the activations: the arguments of `SpotlightAccumulator`, in its order."""

    basis: np.ndarray
    epsilon: float
    planes: str
    n_angles: int
    signed: bool


def count_rows(activations: np.ndarray, sweep: Sweep, jobs: int, progress: Progress) -> Resonance | MeanResonance:
    """Count all rows of `activations`, with `jobs` processes.

    Parameters
    ----------
    activations : ndarray, shape (n_samples, n_dims)
        A memory map is read piece by piece.
    sweep : Sweep
    jobs : int, >= 1
        1 stays in this process.
    progress : callable
        Called with (rows done, all rows).

    Returns
    -------
    Resonance or MeanResonance
        Equal to the one-shot call to the bit.

    Raises
    ------
    ValueError
        As `SpotlightAccumulator`.
    BrokenProcessPool
        A worker process was ended from outside.
    """
    total = SpotlightAccumulator(*sweep)
    if jobs == 1:
        return total.update(activations, progress).result()
    edges = np.unique(np.linspace(0, len(activations), jobs * PIECES_A_JOB + 1).astype(int)).tolist()
    pieces = list(zip(edges, edges[1:]))
    executor = ProcessPoolExecutor(min(jobs, len(pieces)), multiprocessing.get_context("spawn"), _start_worker)
    try:
        counting = {executor.submit(_count_piece, _carried(activations, *piece), sweep, *piece) for piece in pieces}
        for done in as_completed(counting):
            total.merge(done.result())
            counting.discard(done)  # or its counts would be kept until the end
            progress(total.n_samples, len(activations))
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
    return total.result()


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # an interruption is told once, by the process that was asked


def _carried(activations: np.ndarray, first: int, stop: int) -> str | np.ndarray:
    return str(activations.filename) if isinstance(activations, np.memmap) else activations[first:stop]


def _count_piece(carried: str | np.ndarray, sweep: Sweep, first: int, stop: int) -> SpotlightAccumulator:
    rows = read_array(carried)[first:stop] if isinstance(carried, str) else carried
    try:
        return SpotlightAccumulator(*sweep).update(rows)
    except ValueError:
        require_finite(np.asarray(rows), "activations", first)  # the same complaint, with the row's place in the file
        raise
