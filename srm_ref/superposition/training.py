"""How are the toy models trained? Many instances at once, on fresh samples in every step, and resumed bit for bit.

    model = MODELS["relu_output"]
    start = model.initial_parameters(n_features=5, n_hidden=2, rng=rng, n_instances=10, dtype=np.float32)
    batch = feature_batches(1024, 5, sparsity=0.9, n_instances=10)
    run = train(model, start, batch, importance, n_steps=10_000, optimiser=Adam(1e-3), rng=rng)
    losses = evaluate(model, run.parameters, batch, importance, rng, n_batches=20).mean
    best = select(run.parameters, best_of(losses, n_restarts=10))

TMS trains many models per point and keeps the lowest loss: gradient descent often stops in a worse arrangement,
especially in two hidden dimensions. So the trained instances are evaluated on fresh samples and the lowest loss of each
group is kept. Losses at different sparsities belong to different tasks and are not compared.

Conventions: instances are the leading axis throughout and are independent: optimisers work entry by entry and the
losses are added, not averaged, over instances. "Step s" of a snapshot means after s updates. Training computes in the
type of the parameters it is given; float32 is enough. There is no weight decay unless the optimiser has it.

Which code runs: a statement of class `Model` is trained by `srm_ref.superposition.running.kernel`, made from the same
statement and held to `Model.loss_and_gradient` by the tests; any other object with a `loss_and_gradient`, including a
subclass that overrides something, by calling that in every step.

Contents: Estimate, evaluate, best_of, select; Run, train, step_loss_and_gradient, resume.

Source: TMS states no training settings; the notebook released with it uses AdamW, rate 1e-3, decay 0.01, batches of
1024, 10 000 steps. Keeping the best: TMS sections "Superposition as a Phase Change" and "Superposition in a Privileged
Basis".
"""

from __future__ import annotations

import inspect
import os
from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from srm_ref.checks import choice, generator, integer, integers, number, plain_array, real_array, refuse
from srm_ref.descent import SCHEDULES, SGD, Adam, schedule_factors
from srm_ref.progress import Progress
from srm_ref.superposition.models import Arrays, Model
from srm_ref.superposition.running.checkpoint import load, require_named, save
from srm_ref.superposition.running.kernel import Kernel, Settings, State, step

__all__ = ["Estimate", "evaluate", "best_of", "select", "Run", "train", "step_loss_and_gradient", "resume"]

Sample = Callable[[np.random.Generator], np.ndarray]


class Estimate(NamedTuple):
    """A mean over batches and its standard error, each of shape (n_instances,)."""

    mean: np.ndarray
    standard_error: np.ndarray


def evaluate(model: Model, parameters: Arrays, sample: Sample, importance: np.ndarray, rng: np.random.Generator,
             n_batches: int, *, l1: float = 0.0) -> Estimate:
    """Estimate the expected loss of every instance from `n_batches` >= 2 fresh batches.

    A `sample` of shape (n_samples, n_features) evaluates all instances on the same draws, so that the luck of the draw
    does not enter their comparison. The other arguments, model and l1 too, are as in `train`.
    """
    losses = np.array([model.loss(parameters, sample(generator(rng)), importance, l1=l1)
                       for _ in range(integer(n_batches, "n_batches", 2))], dtype=np.float64)
    return Estimate(losses.mean(axis=0), losses.std(axis=0, ddof=1) / np.sqrt(len(losses)))


def best_of(losses: np.ndarray, n_restarts: int) -> np.ndarray:
    """Return the index of the lowest loss in each group of `n_restarts` neighbouring instances.

    losses (n_instances,). n_restarts: divides n_instances. Returns (n_instances / n_restarts,): the first of equals.

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

    parameters (dict of arrays with an instance axis); instances (n_chosen,). Returns (dict of arrays).

    >>> select({"bias": np.array([[1.0], [2.0], [3.0]])}, [2, 0])["bias"].tolist()
    [[3.0], [1.0]]
    """
    if not isinstance(parameters, dict):
        refuse("parameters", "a dict of arrays", type(parameters).__name__)
    chosen = plain_array(instances, "instances")
    n_instances = min((len(value) for value in parameters.values()), default=0)
    if chosen.dtype.kind not in "iu" or np.any((chosen < -n_instances) | (chosen >= n_instances)):
        refuse("instances", f"integers from -{n_instances} to {n_instances - 1}", f"{instances!r:.60}")
    return {name: value[chosen] for name, value in parameters.items()}


class Run(NamedTuple):
    """Hold what training yields: the last parameters, the losses on the way, and the snapshots asked for.

    parameters (dict of arrays, each with the instance axis first).
    loss_steps (n_records,): updates done at the end of each record.
    losses (n_records, n_instances): mean of the batch losses since the previous record.
    snapshot_steps (n_snapshots,); snapshots (n_snapshots, n_instances, ...).
    """

    parameters: Arrays
    loss_steps: np.ndarray
    losses: np.ndarray
    snapshot_steps: np.ndarray
    snapshots: Arrays


def train(model: Any, parameters: Arrays, sample: Sample, importance: np.ndarray, *, n_steps: int,
          optimiser: SGD | Adam, rng: np.random.Generator, schedule: str = "constant", snapshots: Sequence[int] = (),
          l1: float = 0.0, record_every: int = 100, checkpoint: str | os.PathLike[str] | None = None,
          checkpoint_every: int = 1000, progress: Progress | None = None) -> Run:
    """Train `model` from `parameters` for `n_steps` updates, on a fresh batch from `sample` in each.

    ``w <- optimiser(w, dL/dw on sample(rng), rate schedule(step, n_steps))``, L as in `srm_ref.superposition.models`.
    Raises ValueError, naming step and instance, if a loss is not finite.

    model (Model, or any object with ``loss_and_gradient(parameters, features, importance)``): the latter returns a
        loss, a number or (n_instances,), and a dict of gradients; it is called as it is, with what is given here, so
        that training equals a plain loop over it. With `l1` it must take ``l1=`` as well.
    parameters (dict of arrays with an instance axis, float32 or float64): as ``model.initial_parameters(...,
        n_instances=...)`` returns them; not changed. For an object that is no `Model`, whatever its
        `loss_and_gradient` takes.
    sample (callable): ``sample(rng) -> (n_samples, n_features)`` one batch for all instances, or ``(n_instances,
    n_samples, n_features)``, one for each; its draws must depend on `rng` alone. `feature_batches` makes a fast one.
    optimiser: SGD, Adam or AdamW. rng: advanced by the draws. schedule: "constant", "linear" or "cosine". snapshots:
    steps, 0 to n_steps, whose parameters to keep. l1: price of hidden activity, in [0, inf). record_every: steps a
    record of `losses` averages over. checkpoint_every: steps between two saves. checkpoint: the .npz file that `resume`
    needs, saved at the end and on the way. Its model must be one of MODELS.
    """
    l1, rng = number(l1, "l1", 0.0), generator(rng)
    settings = Settings(_trainable(model, l1), optimiser, choice(schedule, "schedule", tuple(SCHEDULES)),
                        integer(n_steps, "n_steps", 1), _steps(snapshots, n_steps), l1,
                        integer(record_every, "record_every", 1))
    if checkpoint is not None:
        require_named(model)
    if type(model) is Model:
        arrays, importance = model.checked_start(parameters, importance)
        state = State.begin(settings, arrays, importance, rng, len(arrays["bias"]), flat=True)
    else:
        state = State.begin(settings, _checked_as_given(parameters), importance, rng, 0, flat=False)
    _keep(settings, state)
    return _run(settings, state, sample, checkpoint, integer(checkpoint_every, "checkpoint_every", 1), progress)


def step_loss_and_gradient(model: Any, parameters: Arrays, features: np.ndarray,
                           importance: np.ndarray) -> tuple[np.ndarray, Arrays]:
    """Return the loss and the gradient of one training step of `model`, as `train` computes them; nothing is checked.

    `Model.loss_and_gradient` is the definition: the same numbers in readable lines, and the tests compare the two.
    features (n_samples, n_features) or (n_instances, n_samples, n_features).
    """
    if type(model) is not Model:
        return model.loss_and_gradient(parameters, features, importance)
    gradients = {name: np.empty_like(value) for name, value in parameters.items()}
    loss = Kernel(model, parameters, gradients, importance, features.shape[-2])(features)
    return loss.copy(), gradients


def resume(checkpoint: str | os.PathLike[str], sample: Sample, *, checkpoint_every: int = 1000,
           progress: Progress | None = None) -> Run:
    """Finish the training saved at `checkpoint`: the result equals, bit for bit, that of an uninterrupted run.

    checkpoint: written by `train`; updated on the way.
    sample (callable): the same as before; a first batch other than the one expected is refused.
    checkpoint_every, progress: as in `train`.
    """
    settings, state = load(checkpoint, sample)
    return _run(settings, state, sample, checkpoint, integer(checkpoint_every, "checkpoint_every", 1), progress)


def _trainable(model: Any, l1: float) -> Any:
    """Return `model` if it can be trained at this `l1`, or refuse it: no other is trained in its place."""
    if type(model) is Model:
        return model
    own = getattr(model, "loss_and_gradient", None)
    if isinstance(model, type) or not callable(own):
        refuse("model", "one of MODELS, a statement of class Model, or an object with a method "
               "loss_and_gradient(parameters, features, importance)",
               f"the class {model.__name__}" if isinstance(model, type) else f"{type(model).__name__} without one")
    if l1 > 0.0 and not _takes_l1(own):
        refuse("l1", f"0, as the loss_and_gradient of {type(model).__name__} does not take l1", f"{l1:g}")
    return model


def _takes_l1(function: Callable) -> bool:
    try:
        arguments = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # a compiled function, whose arguments cannot be inspected
        return False
    by_name = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return any(a.kind is inspect.Parameter.VAR_KEYWORD or (a.name == "l1" and a.kind in by_name) for a in arguments)


def _steps(snapshots: Sequence[int], n_steps: int) -> tuple[int, ...]:
    return tuple(sorted(set(integers(snapshots, "snapshots", 0, n_steps))))


def _checked_as_given(parameters: Any) -> Arrays:
    """Return the parameters of an object that is no `Model`, which alone can judge their shapes, as finite arrays."""
    if not isinstance(parameters, dict) or not parameters:
        refuse("parameters", "a dict of arrays", repr(parameters) if parameters == {} else type(parameters).__name__)
    return {name: real_array(value, f"parameters[{name!r}]", keep_float32=True) for name, value in parameters.items()}


def _own_step(settings: Settings, state: State, features: np.ndarray) -> tuple[np.ndarray, Arrays]:
    """Return the losses and gradients of an object that is no `Model`, as it computes them."""
    penalty = {"l1": settings.l1} if settings.l1 > 0.0 else {}
    answer = settings.model.loss_and_gradient(state.parameters, features, state.importance, **penalty)
    if not isinstance(answer, tuple) or len(answer) != 2:
        refuse("model", "loss and gradients from loss_and_gradient", type(answer).__name__)
    losses = np.atleast_1d(np.asarray(answer[0], dtype=np.float64))
    if state.step == 0:  # only the first call shows how many instances there are
        state.losses = np.zeros((len(state.losses), losses.size))
    if losses.shape != state.losses.shape[1:]:
        refuse("model", "one loss for every instance from loss_and_gradient, the same number in every step",
               f"shape {losses.shape}")
    return losses, answer[1]


def _run(settings: Settings, state: State, sample: Sample, checkpoint: str | os.PathLike[str] | None,
         checkpoint_every: int, progress: Progress | None) -> Run:
    scales = schedule_factors(settings.schedule, settings.n_steps)
    one_step = step if type(settings.model) is Model else _own_step
    while state.step < settings.n_steps:
        features = sample(state.rng)
        with np.errstate(over="ignore", invalid="ignore"):  # a loss that is not finite is refused by `_record`
            losses, gradient = one_step(settings, state, features)
            settings.optimiser.update(state.moved, gradient, state.moments, scales[state.step])
        _record(settings, state, losses)
        if checkpoint is not None and (state.step % checkpoint_every == 0 or state.step == settings.n_steps):
            save(checkpoint, settings, state, sample)
        if progress is not None:
            progress(state.step, settings.n_steps)
    ends = np.minimum(np.arange(1, len(state.losses) + 1) * settings.record_every, settings.n_steps)
    return Run(state.parameters, ends, state.losses, np.array(settings.snapshots, dtype=int), state.snapshots)


def _record(settings: Settings, state: State, losses: np.ndarray) -> None:
    """Note one update done: add its batch `losses` to the current record, keep a snapshot where asked."""
    place, within = divmod(state.step, settings.record_every)
    length = min(settings.record_every, settings.n_steps - place * settings.record_every)
    state.losses[place] += losses / length
    state.step += 1
    if within == length - 1 and not np.isfinite(state.losses[place]).all():
        instance = int(np.argmin(np.isfinite(state.losses[place])))
        raise FloatingPointError(f"the loss of instance {instance} is {state.losses[place, instance]} in the steps "
                                 f"up to {state.step}: a lower learning rate may help")
    _keep(settings, state)


def _keep(settings: Settings, state: State) -> None:
    if state.step in settings.snapshots:
        for name, value in state.parameters.items():
            state.snapshots[name][settings.snapshots.index(state.step)] = value
