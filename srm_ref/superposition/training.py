"""How are the toy models trained? Many instances at once, on fresh samples in every step, and resumable to the bit.

    model = MODELS["relu_output"]
    start = model.initial_parameters(n_features=5, n_hidden=2, rng=rng, n_instances=10, dtype=np.float32)
    batch = feature_batches(1024, 5, sparsity=0.9, n_instances=10)
    run = train(model, start, batch, importance, n_steps=10_000, optimiser=Adam(1e-3), rng=rng)
    losses = evaluate(model, run.parameters, batch, importance, rng, n_batches=20).mean
    best = select(run.parameters, best_of(losses, n_restarts=10))

TMS trains many models per point and keeps the lowest loss: gradient descent often stops in a worse arrangement, most of
all in two hidden dimensions. So the trained instances are evaluated on fresh samples and the lowest loss of each group is
kept. Losses at different sparsities belong to different tasks and are not compared.

Conventions: instances are the leading axis throughout and are independent: optimisers work entry by entry and the losses
are added, not averaged, over instances. "Step s" of a snapshot means after s updates. Training computes in the type of
the parameters it is given; float32 is enough. Nothing decays unless the optimiser says so.

Contents: Estimate, evaluate, best_of, select; Run, train, resume.

Source: TMS states no training settings; the notebook released with it uses AdamW, rate 1e-3, decay 0.01, batches of
1024, 10 000 steps. Keeping the best: TMS sections "Superposition as a Phase Change" and "Superposition in a Privileged
Basis".
"""

from __future__ import annotations

import os
from typing import Callable, NamedTuple, Sequence

import numpy as np

from srm_ref.checks import choice, generator, integer, number, real_array, refuse
from srm_ref.descent import SCHEDULES, SGD, Adam
from srm_ref.progress import Progress
from srm_ref.superposition.models import Arrays, Model
from srm_ref.superposition.running.checkpoint import load, save
from srm_ref.superposition.running.kernel import Kernel, require_known
from srm_ref.superposition.running.state import Settings, State, views

__all__ = ["Estimate", "evaluate", "best_of", "select", "Run", "train", "step_loss_and_gradient", "resume"]

Sample = Callable[[np.random.Generator], np.ndarray]


class Estimate(NamedTuple):
    """A mean over batches and its standard error, each of shape (n_instances,)."""

    mean: np.ndarray
    standard_error: np.ndarray


def evaluate(model: Model, parameters: Arrays, sample: Sample, importance: np.ndarray, rng: np.random.Generator,
             n_batches: int, *, l1: float = 0.0) -> Estimate:
    """Estimate the expected loss of every instance from `n_batches` fresh batches.

    Parameters
    ----------
    model, parameters, sample, importance, rng, l1
        As in `srm_ref.superposition.training.train`. A `sample` of shape (n_samples, n_features) judges all
        instances by the same draws, which takes the chance of the draw out of their comparison.
    n_batches : int
        At least 2.

    Returns
    -------
    Estimate

    Raises
    ------
    ValueError
        As in `srm_ref.superposition.training.train`.
    """
    losses = np.array([model.loss(parameters, sample(generator(rng)), importance, l1=l1)
                       for _ in range(integer(n_batches, "n_batches", 2))], dtype=np.float64)
    return Estimate(losses.mean(axis=0), losses.std(axis=0, ddof=1) / np.sqrt(len(losses)))


def best_of(losses: np.ndarray, n_restarts: int) -> np.ndarray:
    """Return the index of the lowest loss in each run of `n_restarts` neighbouring instances.

    Parameters
    ----------
    losses : array_like, shape (n_instances,)
    n_restarts : int
        Divides n_instances.

    Returns
    -------
    ndarray of int, shape (n_instances / n_restarts,)
        The first of equals.

    Raises
    ------
    ValueError
        `n_restarts` does not divide the number of losses.

    Examples
    --------
    >>> best_of([3.0, 1.0, 2.0, 0.5, 0.7, 0.6], 3).tolist()
    [1, 3]
    """
    losses = real_array(losses, "losses", ("n_instances",))
    n_restarts = integer(n_restarts, "n_restarts", 1)
    if len(losses) % n_restarts:
        refuse("n_restarts", f"a divisor of the number of losses, {len(losses)}", str(n_restarts))
    groups = losses.reshape(-1, n_restarts)
    return np.argmin(groups, axis=1) + n_restarts * np.arange(len(groups))


def select(parameters: Arrays, instances: np.ndarray | int) -> Arrays:
    """Return the parameters of the given `instances`; of a single index without the instance axis.

    Parameters
    ----------
    parameters : dict of arrays with an instance axis
    instances : int, or array_like of int of shape (n_chosen,)

    Returns
    -------
    dict of arrays

    Examples
    --------
    >>> select({"bias": np.array([[1.0], [2.0], [3.0]])}, [2, 0])["bias"].tolist()
    [[3.0], [1.0]]
    """
    return {name: value[np.asarray(instances)] for name, value in parameters.items()}


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

    ``w <- optimiser(w, dL/dw on sample(rng), rate schedule(step, n_steps))``, L as in `srm_ref.superposition.models`.

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


def step_loss_and_gradient(model: Model, parameters: Arrays, features: np.ndarray,
                           importance: np.ndarray) -> tuple[np.ndarray, Arrays]:
    """Return the loss and the gradient of one training step, as `train` computes them.

    Parameters
    ----------
    model : Model
    parameters : dict of arrays, with an instance axis
    features : ndarray, shape (n_samples, n_features) or (n_instances, n_samples, n_features)
    importance : ndarray, shape (n_features,) or (n_instances, n_features)

    Returns
    -------
    loss : ndarray, shape (n_instances,)
    gradients : dict of arrays, keys and shapes of `parameters`

    Notes
    -----
    Nothing is checked. `Model.loss_and_gradient` computes the same numbers in readable lines, and the tests compare the two.
    """
    gradients = {name: np.empty_like(value) for name, value in parameters.items()}
    loss = Kernel(model, parameters, gradients, importance, features.shape[-2])(features)
    return loss.copy(), gradients


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
