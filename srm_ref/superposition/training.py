"""How are the toy models trained? Many instances at once, on fresh samples in every step, and resumable to the bit.

    model = MODELS["relu_output"]
    start = model.initial_parameters(n_features=5, n_hidden=2, rng=rng, n_instances=10, dtype=np.float32)
    batch = feature_batches(1024, 5, sparsity=0.9, n_instances=10)
    run = train(model, start, batch, importance, n_steps=10_000, optimiser=Adam(1e-3), rng=rng)

Conventions: instances are the leading axis throughout and never meet: optimisers work entry by entry and the losses
are added, not averaged, over instances. "Step s" of a snapshot means after s updates. Training computes in the type of
the parameters it is given; float32 is enough. Nothing decays unless the optimiser says so.

Contents: Run, train, resume.

Source: TMS states no training settings; the notebook released with it uses AdamW, rate 1e-3, decay 0.01, batches of
1024, 10 000 steps.
"""

from __future__ import annotations

import os
from typing import Callable, NamedTuple, Sequence

import numpy as np

from srm_ref.checks import choice, generator, integer, number
from srm_ref.descent import SCHEDULES, SGD, Adam
from srm_ref.progress import Progress
from srm_ref.superposition.checkpoint import load, save
from srm_ref.superposition.kernel import Kernel, require_known
from srm_ref.superposition.model import Arrays, Model
from srm_ref.superposition.run_state import Settings, State, views

__all__ = ["Run", "train", "resume"]

Sample = Callable[[np.random.Generator], np.ndarray]


class Run(NamedTuple):
    """What training leaves: the last parameters, the losses on the way, and the snapshots asked for.

    Attributes
    ----------
    parameters : dict of arrays, each with the instance axis first
    loss_steps : ndarray of int, shape (n_records,)
        Updates done at the end of each record.
    losses : ndarray, shape (n_records, n_instances)
        Mean of the batch losses since the record before.
    snapshot_steps : ndarray of int, shape (n_snapshots,)
    snapshots : dict of arrays, each of shape (n_snapshots, n_instances, ...)
    """

    parameters: Arrays
    loss_steps: np.ndarray
    losses: np.ndarray
    snapshot_steps: np.ndarray
    snapshots: Arrays


def train(model: Model, parameters: Arrays, sample: Sample, importance: np.ndarray, *, n_steps: int,
          optimiser: SGD | Adam, rng: np.random.Generator, schedule: str = "constant", snapshots: Sequence[int] = (),
          l1: float = 0.0, record_every: int = 100, checkpoint: str | os.PathLike[str] | None = None,
          checkpoint_every: int = 1000, progress: Progress | None = None) -> Run:
    """Train `model` from `parameters` for `n_steps` updates, on a fresh batch from `sample` in each.

    ``w <- optimiser(w, dL/dw on sample(rng), rate schedule(step, n_steps))``, L as in `srm_ref.superposition.model`.

    Parameters
    ----------
    model : Model
        One of MODELS, or another instance of their classes: the steps taken are the kernel's, which knows no others.
    parameters : dict of arrays with an instance axis, float32 or float64
        As ``model.initial_parameters(..., n_instances=...)`` returns them; not changed.
    sample : callable
        ``sample(rng) -> (n_samples, n_features)`` for all or ``(n_instances, n_samples, n_features)`` for each;
        its draws must depend on `rng` alone. `feature_batches` makes a fast one.
    importance : array_like, shape (n_features,) or (n_instances, n_features)
    n_steps : int
        At least 1.
    optimiser : SGD, Adam or AdamW
    rng : numpy.random.Generator
        Advanced by the draws.
    schedule : {"constant", "linear", "cosine"}
    snapshots : sequence of int
        Steps, 0 to n_steps, whose parameters to keep.
    l1 : float
        Price of hidden activity, in [0, inf).
    record_every : int
        Steps a record of `losses` averages over.
    checkpoint : path ending in .npz, optional
        Where to save what `resume` needs, at the end and on the way.
    checkpoint_every : int
        Steps between two saves.
    progress : callable, optional
        ``progress(done, total)``.

    Returns
    -------
    Run

    Raises
    ------
    ValueError
        A model whose steps the kernel does not know; arguments that do not fit each other.
    FloatingPointError
        A loss that is not finite: step and instance are named.
    """
    settings = Settings(require_known(model), optimiser, choice(schedule, "schedule", tuple(SCHEDULES)),
                        integer(n_steps, "n_steps", 1), _steps(snapshots, n_steps), number(l1, "l1", 0.0),
                        integer(record_every, "record_every", 1))
    state = State.begin(settings, parameters, importance, generator(rng))
    return _run(settings, state, sample, checkpoint, integer(checkpoint_every, "checkpoint_every", 1), progress)


def resume(checkpoint: str | os.PathLike[str], sample: Sample, *, checkpoint_every: int = 1000,
           progress: Progress | None = None) -> Run:
    """Finish the training saved at `checkpoint`: the result equals, to the bit, that of a run never interrupted.

    Parameters
    ----------
    checkpoint : path
        Written by `train`; updated on the way.
    sample : callable
        The same as before; a first batch other than the one expected is refused.
    checkpoint_every, progress
        As in `train`.

    Returns
    -------
    Run

    Raises
    ------
    ValueError
        Not such a file, or another `sample`.
    """
    settings, state = load(checkpoint, sample)
    return _run(settings, state, sample, checkpoint, integer(checkpoint_every, "checkpoint_every", 1), progress)


def _steps(snapshots: Sequence[int], n_steps: int) -> tuple[int, ...]:
    return tuple(sorted({integer(step, "snapshots", 0, n_steps) for step in snapshots}))


def _run(settings: Settings, state: State, sample: Sample, checkpoint: str | os.PathLike[str] | None,
         checkpoint_every: int, progress: Progress | None) -> Run:
    parameters, gradient = state.parameters, np.zeros_like(state.flat)
    schedule, kernel = SCHEDULES[settings.schedule], None
    while state.step < settings.n_steps:
        features = sample(state.rng)
        if kernel is None:
            settings.model.checked(parameters, features)
            kernel = Kernel(settings.model, parameters, views(gradient, parameters), state.importance,
                            features.shape[-2], settings.l1)
        with np.errstate(over="ignore", invalid="ignore"):  # a loss that is not finite is refused by `record`
            losses = kernel(features)
            settings.optimiser.update({"all": state.flat}, {"all": gradient}, state.moments,
                                      schedule(state.step, settings.n_steps))
        state.record(settings, losses)
        if checkpoint is not None and (state.step % checkpoint_every == 0 or state.step == settings.n_steps):
            save(checkpoint, settings, state, sample)
        if progress is not None:
            progress(state.step, settings.n_steps)
    ends = np.minimum(np.arange(1, len(state.losses) + 1) * settings.record_every, settings.n_steps)
    return Run(parameters, ends, state.losses, np.array(settings.snapshots, dtype=int), state.snapshots)
