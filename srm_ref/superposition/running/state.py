"""What is a training run made of? Settings, which never change, and a state, which every step does.

The parameters lie one after the other in one flat array, of which the named ones are views: an optimiser that works
entry by entry then needs one call a step, however many parameters there are.

Contents: Settings, State, views.

Source: none; this is arrangement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from srm_ref.checks import refuse
from srm_ref.descent import SGD, Adam
from srm_ref.superposition.models import Arrays, Model

__all__ = ["Settings", "State", "views"]


class Settings(NamedTuple):
    """The arguments of `train` that are not arrays, generators or files."""

    model: Model
    optimiser: SGD | Adam
    schedule: str
    n_steps: int
    snapshots: tuple[int, ...]
    l1: float
    record_every: int


def views(flat: np.ndarray, like: Arrays) -> Arrays:
    """Return `flat` cut into arrays named and shaped as those of `like`, sharing its memory.

    Parameters
    ----------
    flat : ndarray, shape (n_parameters,)
    like : dict of arrays
        Together of n_parameters entries.

    Returns
    -------
    dict of arrays

    Examples
    --------
    >>> views(np.arange(3.0), {"W": np.zeros((1, 2)), "bias": np.zeros(1)})["W"].tolist()
    [[0.0, 1.0]]
    """
    cuts = np.cumsum([value.size for value in like.values()])
    pieces = np.split(flat, cuts[:-1])
    return {name: piece.reshape(value.shape) for (name, value), piece in zip(like.items(), pieces)}


@dataclass
class State:
    """A run between two steps: all that is needed to go on from here as if it had never stopped.

    Attributes
    ----------
    step : int
        Updates done.
    flat : ndarray, shape (n_parameters,)
    parameters : dict of arrays
        Views of `flat`.
    importance : ndarray, shape (n_features,) or (n_instances, n_features)
    moments : dict of arrays
        The optimiser's state.
    rng : numpy.random.Generator
    losses : ndarray, shape (n_records, n_instances)
        Means of the batch losses over `record_every` steps; the current record is unfinished.
    snapshots : dict of arrays, each of shape (n_snapshots, n_instances, ...)
    """

    step: int
    flat: np.ndarray
    parameters: Arrays
    importance: np.ndarray
    moments: Arrays
    rng: np.random.Generator
    losses: np.ndarray
    snapshots: Arrays

    @classmethod
    def begin(cls, settings: Settings, parameters: Arrays, importance: np.ndarray,
              rng: np.random.Generator) -> State:
        """Return the state before the first step; the parameters are copied."""
        n_features = np.shape(parameters.get("bias", [0]))[-1] if isinstance(parameters, dict) else 1
        checked, _ = settings.model.checked(parameters, np.zeros((1, n_features)))
        if checked["bias"].ndim != 2:
            refuse("parameters", "a leading instance axis, as n_instances=1 gives", f"bias of shape "
                   f"{checked['bias'].shape}")
        importance = settings.model.checked_importance(importance, checked)
        flat = np.concatenate([value.ravel() for value in checked.values()])
        moments = settings.optimiser.initial_state({"all": flat})
        instances, n_records = len(checked["bias"]), -(-settings.n_steps // settings.record_every)
        kept = {name: np.zeros((len(settings.snapshots), *value.shape), value.dtype)
                for name, value in checked.items()}
        state = cls(0, flat, views(flat, checked), importance, moments, rng, np.zeros((n_records, instances)), kept)
        state._keep(settings)
        return state

    def record(self, settings: Settings, losses: np.ndarray) -> None:
        """Note one update done: add its batch `losses` to the current record, keep a snapshot where asked.

        Raises
        ------
        FloatingPointError
            At the end of a record, where a loss is not finite.
        """
        place, within = divmod(self.step, settings.record_every)
        length = min(settings.record_every, settings.n_steps - place * settings.record_every)
        self.losses[place] += losses / length
        self.step += 1
        if within == length - 1 and not np.isfinite(self.losses[place]).all():
            instance = int(np.argmin(np.isfinite(self.losses[place])))
            raise FloatingPointError(f"the loss of instance {instance} is {self.losses[place, instance]} in the steps "
                                     f"up to {self.step}: a lower learning rate may help")
        self._keep(settings)

    def _keep(self, settings: Settings) -> None:
        if self.step in settings.snapshots:
            for name, value in self.parameters.items():
                self.snapshots[name][settings.snapshots.index(self.step)] = value
